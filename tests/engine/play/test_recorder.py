"""What a trial records plays again to the same end."""
from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime, timezone

import pytest

from sqlalchemy import update

from engine import errors
from engine.law.people import identity_number
from engine.play import acts, recorder, scenario, stand_ins, trial, trials
from engine.store import tables
from engine.work import drafts
from tests.conftest import ROOT
from tests.engine.play.test_trial import AT, E1, ONLY_SQLITE, begin, desk, follow  # noqa: F401


@ONLY_SQLITE
def test_record_then_play_comes_to_the_same_end(engine, desk, tmp_path):
    made = begin(engine, desk)
    with trials.opened(engine, desk.me, made["id"]) as one:
        written = scenario.read(E1)
        follow(one, written, until="recheck")
        trial.move(one, 1)
        with pytest.raises(errors.Refusal):  # a reviewer from elsewhere: kept where refusals are asked for
            trial.act(one, {"act": "complete", "who": "gao_jun", "task": "recheck", "form": {}})
        for step in written["step"][[s.get("task") for s in written["step"]].index("recheck"):]:
            one.at = max(one.at, acts.instant(step["at"]))
            trial.act(one, {k: v for k, v in step.items() if k != "at"})
        plain, whole = trial.recorded(one, "录制的“一次”\n试办"), trial.recorded(one, "录制", refusals=True)
    assert "refused" in whole and "refused" not in plain
    for n, text in enumerate((plain, whole)):
        (tmp_path / f"{n}.toml").write_text(text, encoding="utf-8")
        again = scenario.read(tmp_path / f"{n}.toml")
        assert again["process"] == "summary_penalty" and again["expect"]["status"] == "closed" and again["expect"]["paper"]
        with trials.opened(engine, desk.me, begin(engine, desk)["id"]) as fresh:
            played = scenario.play(fresh.engine, again)
        assert played.ok, played.failures


@ONLY_SQLITE
def test_the_record_becomes_a_scenario_of_the_draft_once(engine, desk):
    made = begin(engine, desk)
    with pytest.raises(errors.WrongState):
        trials.keep(engine, desk.me, made["id"], "mine", "半途", at=AT)
    with trials.opened(engine, desk.me, made["id"]) as one:
        follow(one, scenario.read(E1), until="triage")
    kept = trials.keep(engine, desk.me, made["id"], "mine", "半途", at=AT)
    files = drafts.get(engine, desk.me, desk.draft)["files"]
    assert files[kept["path"]] == kept["text"] and kept["draft"]["version"] == 2
    with pytest.raises(errors.FormInvalid):
        trials.keep(engine, desk.me, made["id"], "mine", "又一次", at=AT)


OWN = {"wang_qiang": ("z0417", "慕容雪松"), "li_na": ("z0418", "欧阳明亮"), "xu_min": ("z0420", "司徒建平"), "ma_li": ("z0501", "诸葛小梅"),
       "zhao_lei": ("z0419", "上官文博"), "he_fang": ("z0430", "东方敏")}


@pytest.fixture
def own_people(engine):
    """The county's people under other codes and names, with other numbers on their cards, in a town of another name."""
    with engine.store.act(None, AT) as act:
        for code, (mine, name) in OWN.items():
            act.conn.execute(update(tables.person).where(tables.person.c.code == code).values(code=mine, name=name))
        act.conn.execute(update(tables.qualification).values(number=tables.qualification.c.number + "-真"))
        act.conn.execute(update(tables.unit).where(tables.unit.c.code == "qingxi").values(name="梧桐镇", agency="梧桐镇人民政府", short="梧桐镇综执"))
        act.record("county.loaded")
        act.done()
    engine.refresh()


def ours(step: dict) -> dict:
    """A step of a shipped scenario, done by the county's own people."""
    text = json.dumps(step, ensure_ascii=False, default=str)
    for code, (mine, _) in OWN.items():
        text = text.replace(f'"{code}"', f'"{mine}"')
    return json.loads(text)


@ONLY_SQLITE
def test_a_run_with_the_countys_own_people_is_recorded_without_them_and_plays_to_the_same_end(engine, desk, own_people, tmp_path):
    made = begin(engine, desk, "ours")
    written = scenario.read(E1)
    steps = [ours(one) for one in written["step"]]
    for one in steps:
        if one.get("form", {}).get("verify_note"):
            one["form"]["verify_note"] += "梧桐镇慕容雪松、欧阳明亮到场，联系电话 13912345678。"
    with trials.opened(engine, desk.me, made["id"]) as one:
        follow(one, {**written, "lead": ours(written["lead"]), "step": steps})
        text = trial.recorded(one, "慕容雪松试办的一次")
        end = trial.state(one)
    leaked = [word for mine in OWN.values() for word in mine if word in text] + [word for word in ("梧桐", "13912345678", "-真") if word in text]
    assert not leaked and "到场，联系电话 1380000" in text
    (tmp_path / "ours.toml").write_text(text, encoding="utf-8")
    again = scenario.read(tmp_path / "ours.toml")
    demo = {one["key"] for one in tomllib.loads((ROOT / "processes" / "demo" / "county.toml").read_text(encoding="utf-8"))["person"]}
    assert {again["lead"]["who"], *(step["who"] for step in again["step"] if "who" in step)} <= demo
    with trials.opened(engine, desk.me, begin(engine, desk)["id"]) as fresh:  # another machine has the demo county, and nobody of ours
        played = scenario.play(fresh.engine, again)
    assert played.ok and again["expect"]["paper"], played.failures
    assert played.case["status"] == end["case"]["status"] == "closed"
    assert sorted(one["kind"] for one in played.papers) == sorted(one["kind"] for one in end["papers"])
    assert {(c["code"], str(c["due_on"])) for c in played.clocks} == {(c["code"], str(c["due_on"])) for c in end["clocks"]}


@ONLY_SQLITE
def test_what_comes_to_another_end_in_the_demo_county_is_not_recorded(engine, desk, own_people, monkeypatch):
    made = begin(engine, desk, "ours")
    with trials.opened(engine, desk.me, made["id"]) as one:
        written = scenario.read(E1)
        follow(one, {**written, "lead": ours(written["lead"]), "step": [ours(step) for step in written["step"]]}, until="triage")
        assert "诸葛小梅" not in trial.recorded(one, "半途")
        real = stand_ins._same
        monkeypatch.setattr(stand_ins, "_same", lambda end, played: real({**end, "case": {**end["case"], "status": "closed"}}, played))
        with pytest.raises(errors.WrongState) as refused:
            trial.recorded(one, "半途")
        assert "案件状态" in refused.value.detail
        one.lead = {**one.lead, "form": {**one.lead["form"], "source": "nowhere"}}
        with pytest.raises(errors.WrongState):
            trial.recorded(one, "不成")


def test_numbers_of_people_are_nobodys_afterwards():
    cast = stand_ins.Cast({}, {"a": "慕容雪松"}, {})
    said = cast.text("慕容雪松，11010519491231002X，电话13812345678，文号1234567890123")
    assert "慕容雪松" not in said and "11010519491231002X" not in said and "13812345678" not in said and "1234567890123" in said
    number = re.search(r"\d{17}[0-9X]", said)[0]
    assert number[6:14] == "19491231" and identity_number.fault(number, date(2026, 1, 1))


def test_whatever_is_typed_is_written_as_toml_that_says_the_same():
    form = {"text": "引号\"、反斜杠\\、换行\n、制表\t、\x7f\u0001", "n": 5, "yes": True, "list": ["a", "b"], "键 名": "x", "on": date(2026, 3, 9),
            "at": datetime(2026, 3, 9, 1, tzinfo=timezone.utc), "none": None}
    text = recorder.written("题\"目", "p", {"at": "2026-03-09T09:00:00+08:00", "who": "a", "form": form},
                            [{"at": "2026-03-09T09:00:00+08:00", "act": "tick"}, {"at": "x", "act": "complete", "who": "b", "form": {}, "refused": {"code": "c"}}],
                            {"case": {"status": "lead"}, "clocks": [], "papers": []})
    read = tomllib.loads(text)
    assert read["lead"]["form"] == {**form, "on": "2026-03-09", "at": "2026-03-09T01:00:00+00:00", "none": ""}
    assert [step["act"] for step in read["step"]] == ["tick", "complete"] and read["step"][1]["refused"] == {"code": "c"}
    assert read["expect"] == {"status": "lead"}
