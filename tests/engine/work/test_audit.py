"""The audit administrator reads, searches, verifies and exports; all of it is written down, and the export proves itself."""
from __future__ import annotations

import csv
import io
import json
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import text

from engine import errors
from engine.store import verify_audit
from engine.work import audit, sign_in
from tests.course import Course, actions, actor
from tests.invariants import check_invariants

AT = datetime(2026, 3, 9, 1, tzinfo=timezone.utc)
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=cmd|" /C calc"!A0', "a\nb", '"quoted"', "，中文")


@pytest.fixture
def who(engine):
    yield lambda login: actor(engine, login, AT)
    check_invariants(engine)


@pytest.fixture
def auditor(who):
    return who("audit_admin")


@pytest.fixture
def course(engine):
    """A case with some history, and events that a spreadsheet might run."""
    begun = Course.begin(engine)
    for _ in range(3):
        begun.take()
    with engine.store.act(None, AT) as act:
        for word in HOSTILE:
            act.record("note.made", word=word, at=AT, on=date(2026, 3, 9), n=1.5, many=[1, None, True])
        act.done()
    return begun


def lines(engine, auditor, **asked) -> list[bytes]:
    file, _ = audit.export(engine, auditor, "jsonl", asked, at=AT)
    with file:
        return file.read().splitlines(keepends=True)


def verdict(found: list[bytes]) -> dict:
    return verify_audit.verify(io.BytesIO(b"".join(found)))


def resealed(found: list[bytes]) -> list[bytes]:
    """The same lines with an end that sums them up anew, as somebody would write it who knows how."""
    digest = verify_audit.hasher(json.loads(found[0]))
    rows = [json.loads(one) for one in found[1:-1]]
    for one in found[:-1]:
        digest.update(one)
    end = {"end": True, "rows": len(rows), "last": rows[-1]["seq"], "head": rows[-1]["hash"], "digest": digest.hexdigest()}
    return [*found[:-1], (json.dumps(end) + "\n").encode()]


def test_an_export_proves_itself_with_nothing_but_python(engine, auditor, course, tmp_path):
    found = lines(engine, auditor)
    path, script = tmp_path / "export.jsonl", tmp_path / "verify_audit.py"
    path.write_bytes(b"".join(found))
    script.write_bytes(audit.verifier())
    done = subprocess.run([sys.executable, "-I", "-S", str(script), str(path)], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0 and "完整" in done.stdout, done.stdout + done.stderr
    path.write_bytes(b"".join(found[:5] + found[6:]))
    done = subprocess.run([sys.executable, "-I", "-S", str(script), str(path)], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1 and "不可信" in done.stdout
    assert subprocess.run([sys.executable, "-I", "-S", str(script), str(tmp_path / "none")], capture_output=True).returncode == 2


def test_it_says_the_same_as_the_chain_itself(engine, auditor, course):
    found, own = verdict(lines(engine, auditor)), audit.verify(engine)
    assert (found["complete"], found["first"], found["rows"]) == (True, 1, own["rows"] - 1), "the export itself came after"
    assert actions(engine)[-1] == "audit.exported"


def test_the_export_is_noted_with_what_sums_it_up(engine, auditor, course):
    found = verdict(lines(engine, auditor))
    [noted] = audit.search(engine, auditor, {"action": "audit.exported"}, at=AT)["items"]
    assert {k: noted["data"][k] for k in ("rows", "head", "digest", "format")} == {**{k: found[k] for k in ("rows", "head", "digest")}, "format": "jsonl"}


def mutations(found: list[bytes], dice: random.Random):
    """Every kind of change at places of the dice's choosing: name → lines."""
    at = dice.randrange(2, len(found) - 2)
    row = json.loads(found[at])

    def put(value) -> list[bytes]:
        return [*found[:at], (json.dumps(value, ensure_ascii=False) + "\n").encode(), *found[at + 1:]]

    yield "removed", [*found[:at], *found[at + 1:]]
    yield "doubled", [*found[:at], found[at], *found[at:]]
    yield "swapped", [*found[:at], found[at + 1], found[at], *found[at + 2:]] if at + 2 < len(found) else found[:at]
    yield "head removed", [found[0], *found[2:]]
    yield "first line removed", found[1:]
    yield "tail removed", [*found[:-2], found[-1]]
    yield "end removed", found[:-1]
    yield "cut short", [*found[:-1], found[-1][:-5]]
    yield "line cut", [*found[:at], found[at][:-20] + b"\n", *found[at + 1:]]
    yield "something after", [*found, found[at]]
    yield "key twice", [*found[:at], found[at].replace(b'{"', b'{"action":"x","', 1), *found[at + 1:]]
    yield "nan", [*found[:at], found[at].replace(b'"seq":', b'"seq":NaN,"x":', 1), *found[at + 1:]]
    for column, value in (("at", "2020-01-01T00:00:00.000000+00:00"), ("action", "x.y"), ("person_id", 99), ("account_id", 99), ("case_id", 99), ("task_id", 99),
                          ("data", {"x": 1}), ("effect", "x"), ("seq", row["seq"] + 1), ("prev", "0" * 64), ("hash", "0" * 64), ("alg", "sha256"), ("alg", "md5"), ("extra", 1)):
        yield f"{column} changed", put({**row, column: value})
    yield "column removed", put({k: v for k, v in row.items() if k != "effect"})
    forged = {**row, "action": "forged.one"}
    yield "inserted", [*found[:at], (json.dumps(forged) + "\n").encode(), *found[at:]]


def test_every_changed_removed_or_inserted_line_is_found(engine, auditor, course):
    found, dice, seen = lines(engine, auditor), random.Random(4), 0
    for _ in range(12):
        for name, changed in mutations(found, dice):
            with pytest.raises(verify_audit.Fault):
                verdict(changed)
            seen += 1
            if json.loads(changed[0]).get("bihuan_audit") and changed[-1] == found[-1] and name not in ("tail removed", "line cut", "key twice", "nan"):
                with pytest.raises(verify_audit.Fault):  # with an end written anew the chain itself still tells
                    verdict(resealed(changed))
    assert seen > 300


def test_a_tail_cut_off_and_a_chain_written_anew_are_told_by_the_head_noted_elsewhere(engine, auditor, course, tmp_path, capsys):
    found = lines(engine, auditor)
    head, path = verdict(found)["head"], tmp_path / "export.jsonl"
    path.write_bytes(b"".join(resealed([*found[:-4], found[-1]])))
    assert verify_audit.main([str(path)]) == 0
    assert verify_audit.main([str(path), "--head", head]) == 1 and "链头" in capsys.readouterr().out
    path.write_bytes(b"".join(found))
    assert verify_audit.main([str(path), "--head", head.upper()]) == 0


def test_a_filtered_export_says_that_it_is_one(engine, auditor, course):
    found = verdict(lines(engine, auditor, action="task."))
    assert not found["complete"] and found["rows"] > 0
    changed = lines(engine, auditor, action="task.")
    changed[2] = changed[2].replace(b'"case_id":1', b'"case_id":2')
    with pytest.raises(verify_audit.Fault):
        verdict(resealed(changed))


def test_a_span_of_time_is_whole_in_itself(engine, auditor, course):
    found = verdict(lines(engine, auditor, since=date(2025, 1, 1)))
    assert found["complete"] and found["first"] > 1 and found["rows"] > 0


def test_plain_python_computes_the_same_sm3():
    assert verify_audit.sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert verify_audit.sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_a_spreadsheet_runs_no_cell_and_reads_chinese(engine, auditor, course):
    file, name = audit.export(engine, auditor, "csv", {}, at=AT)
    with file:
        raw = file.read()
    assert name.endswith(".csv") and raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[0][0] == "序号" and len(rows) > len(HOSTILE)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))]
    assert any("王强" in row for row in rows)


@pytest.mark.parametrize("cell, shown", [("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "'\rx"), ("x=", "x="), (7, 7), (None, None)])
def test_what_a_formula_begins_with_is_made_text(cell, shown):
    assert audit._cell(cell) == shown


@pytest.mark.parametrize("login", ["sys_admin", "sec_admin", "wang_qiang", "zhou_kai"])
def test_nobody_else_reads_the_audit(engine, who, login):
    someone = who(login)
    for act in (lambda: audit.state(engine, someone, at=AT), lambda: audit.search(engine, someone, {}, at=AT),
                lambda: audit.export(engine, someone, "csv", {}, at=AT), lambda: audit.verify_noted(engine, someone, at=AT)):
        with pytest.raises(errors.Forbidden):
            act()


def test_search_finds_by_person_case_kind_and_day_and_pages_by_key(engine, who, auditor, course):
    of_case = audit.search(engine, auditor, {"case": str(course.case_id)}, limit=200, at=AT)["items"]
    assert of_case and {one["case_id"] for one in of_case} == {course.case_id}
    mine = audit.search(engine, auditor, {"person": "wang_qiang", "action": "task."}, limit=200, at=AT)["items"]
    assert mine and {(one["person_name"], one["action"].split(".")[0]) for one in mine} == {("王强", "task")}
    on = of_case[0]["at"].astimezone(engine.zone).date()
    assert of_case[0]["seq"] in {one["seq"] for one in audit.search(engine, auditor, {"since": on, "until": on, "case": str(course.case_id)}, at=AT)["items"]}
    paged, after = [], None
    while True:
        page = audit.search(engine, auditor, {"case": str(course.case_id)}, after=after, limit=5, at=AT)
        paged += page["items"]
        after = page["next"]
        if after is None:
            break
    assert [one["seq"] for one in paged] == [one["seq"] for one in of_case]


@pytest.mark.parametrize("asked, field", [({"person": "nobody"}, "person"), ({"case": "nothing"}, "case"), ({"since": date(2026, 3, 9), "until": date(2026, 3, 8)}, "until"),
    ({"since": date.min}, "since"), ({"until": date.max}, "until")])
def test_what_cannot_be_looked_for_is_said(engine, auditor, asked, field):
    with pytest.raises(errors.FormInvalid) as refused:
        audit.search(engine, auditor, asked, at=AT)
    assert list(refused.value.fields) == [field]


def test_looking_and_verifying_are_written_down_and_the_state_says_when_it_was_last(engine, auditor):
    assert audit.state(engine, auditor, at=AT)["last"] is None and audit.is_due(engine, AT)
    audit.verify_noted(engine, auditor, at=AT)
    audit.search(engine, auditor, {"action": "session."}, at=AT)
    audit.search(engine, auditor, {}, at=AT)
    assert actions(engine)[-2:] == ["audit.verified", "audit.searched"], "the plain page is no search"
    state = audit.state(engine, auditor, at=AT)
    assert state["last"]["ok"] and state["last"]["by"] == auditor.name and not state["due"]
    assert audit.state(engine, auditor, at=AT + timedelta(days=1))["due"]


def test_a_chain_that_was_tampered_with_is_told_at_its_place(engine, auditor, course):
    with engine.store.engine.begin() as conn:
        if engine.store.sqlite:
            for trigger in conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event' "
                                             "AND sql LIKE '%BEFORE UPDATE%'")).scalars().all():
                conn.exec_driver_sql(f"DROP TRIGGER {trigger}")
        else:
            conn.exec_driver_sql("ALTER TABLE event DISABLE TRIGGER ALL")
        before = conn.exec_driver_sql("SELECT action FROM event WHERE seq = 3").scalar_one()
        conn.exec_driver_sql("UPDATE event SET action = 'x.y' WHERE seq = 3")
    assert audit.verify(engine)["fault"]["seq"] == 3
    with engine.store.engine.begin() as conn:
        conn.execute(text("UPDATE event SET action = :was WHERE seq = 3"), {"was": before})
        if not engine.store.sqlite:
            conn.exec_driver_sql("ALTER TABLE event ENABLE TRIGGER ALL")


def test_refusals_of_the_day_are_counted(engine, who, auditor):
    for _ in range(3):
        with pytest.raises(errors.SignInFailed):
            sign_in.sign_in(engine, "wang_qiang", "wrong", at=AT)
    found = audit.search(engine, auditor, {"person": "wang_qiang", "action": "session."}, at=AT)["items"]
    assert [one["action"] for one in found] == ["session.refused"] * 3, "a refused sign-in is found by whom it was tried with"
    assert found[0]["facts"][0] == {"name": "对象", "value": "wang_qiang"}
    assert not audit.search(engine, auditor, {"person": "zhou_kai", "action": "session."}, at=AT)["items"]
    counted = {one["action"]: one["count"] for one in audit.state(engine, auditor, at=AT)["refused"]}
    assert counted["session.refused"] == 3


def test_an_export_asks_once_more_who_it_is(engine, auditor):
    with pytest.raises(errors.ProofNeeded):
        audit.export(engine, replace(auditor, way="session", proved_at=AT - timedelta(hours=1)), "csv", {}, at=AT)


def test_two_counties_on_one_installation_do_not_read_each_others_records(engine, who, auditor, course):
    with engine.store.act(None, AT) as act:
        from engine.store import people
        people.add(act.conn, "unit", code="other", name="邻县", kind="county", agency="邻县", short="邻", government="", court="")
        act.done(traced=False)
    neighbour = replace(auditor, county_id=auditor.county_id + 10**6)
    assert not [one for one in audit.search(engine, neighbour, {}, at=AT)["items"] if one["case_id"] or one["person_id"]]
    with pytest.raises(errors.FormInvalid):
        audit.search(engine, neighbour, {"case": str(course.case_id)}, at=AT)
    assert audit.search(engine, auditor, {"case": str(course.case_id)}, at=AT)["items"]
