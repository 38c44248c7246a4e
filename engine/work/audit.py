"""The audit administrator's work: the chain of everything that happened, its state, searching it, taking it along.

Nobody can change it or cut from it here. Looking for something, exporting and verifying are written down like any other act.
"""
from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from importlib import resources
from typing import IO, Any, Mapping

from engine import errors
from engine.case.access import fresh, permission
from engine.case.access.actor import Actor
from engine.case.file import deeds
from engine.law.spreadsheet import inert
from engine.now import SHANGHAI
from engine.store import administrators, chain, trail
from engine.store.columns import plain_value
from engine.store.trail import Wanted

#: after so long without a verification the page says so, and the nightly one is due
DAILY = timedelta(hours=24)
#: rows of one export, some 60 MB; the whole of a larger chain is taken in spans of time
MOST = 100_000
FORMATS = ("csv", "jsonl")
#: what somebody was refused, for the front page
REFUSALS = ("act.refused", "access.refused", "session.refused", "identity.refused")
_COLUMNS = ("序号", "时间（北京）", "事项", "代码", "人员", "人员代码", "账号编号", "案件编号", "任务编号", "内容", "唯一标识", "哈希")
_CANONICAL = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":"), "default": plain_value}


def verify(engine) -> dict[str, Any]:
    """Walks the whole chain.

    Returns:
        `{"ok", "rows", "head", "alg", "fault"}`; fault is None or `{"seq", "reason"}`, the first one found.
    """
    with engine.store.read() as conn:
        return chain.verify(conn)


def verify_noted(engine, actor: Actor | None, *, at: datetime) -> dict[str, Any]:
    """Walks the whole chain and notes the verdict in it.

    Args:
        actor: an audit administrator; None for the nightly verification.
    Returns:
        See `verify`.
    """
    if actor is not None:
        permission.need(actor, "audit.read")
    found = verify(engine)
    with engine.store.act(actor, at) as act:
        act.record("audit.verified", ok=found["ok"], rows=found["rows"], head=found["head"], fault=found["fault"] and found["fault"]["seq"])
        return act.done(found)


def is_due(engine, at: datetime) -> bool:
    """Whether the chain has not been verified for a day."""
    with engine.store.read() as conn:
        last = trail.last_of(conn, "audit.verified")
    return last is None or last["at"] + DAILY <= at


def state(engine, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """How the chain stands.

    Returns:
        `{"rows", "head", "alg", "last", "due", "refused"}`: last the newest verification `{"at", "ok", "rows", "fault", "by"}` or None, due whether
        it lies too far back, refused how often somebody was refused in the last 24 hours, by kind.
    """
    permission.need(actor, "audit.read")
    with engine.store.read() as conn:
        rows, head = trail.head(conn)
        last, refused = trail.last_of(conn, "audit.verified"), trail.counted(conn, REFUSALS, at - DAILY)
        by = trail.whose(conn).get(last["person_id"]) if last and last["person_id"] else None
    shown = last and {"at": last["at"], "by": by[0] if by else "系统自动校验", **{k: last["data"].get(k) for k in ("ok", "rows", "fault")}}
    return {"rows": rows, "head": head, "alg": chain.ALG, "last": shown, "due": last is None or last["at"] + DAILY <= at,
            "refused": [{"action": one, "name": deeds.named(one), "count": refused.get(one, 0)} for one in REFUSALS]}


def nouns() -> dict[str, str]:
    """What can be looked for by kind: `noun.` → name."""
    return {f"{noun}.": name for noun, name in deeds.NOUNS.items()}


def search(engine, actor: Actor, asked: Mapping[str, Any], *, after: int | None = None, limit: int = 50, at: datetime) -> dict[str, Any]:
    """What happened, the newest first.

    Args:
        asked: `person` (code), `case` (number or id), `action` (one, or `noun.` for all of a noun), `since` and `until` (days in China, both
            inclusive); any may be missing.
    Returns:
        `{"items", "next"}`.
    Raises:
        errors.FormInvalid: no such person or case here, or the days are the wrong way round.
    """
    permission.need(actor, "audit.read")
    with engine.store.read() as conn:
        wanted = _wanted(conn, actor, asked)
        found = trail.search(conn, wanted, after, limit + 1)
        logins = trail.logins(conn, {row["data"]["subject"] for row in found if _of_account(row)})
    if after is None and wanted != Wanted(county_id=wanted.county_id):
        with engine.store.act(actor, at) as act:
            act.record("audit.searched", **_criteria(wanted))
            act.done()
    return {"items": [_shown(row, logins) for row in found[:limit]], "next": found[limit - 1]["seq"] if len(found) > limit else None}


def export(engine, actor: Actor, form: str, asked: Mapping[str, Any], *, at: datetime) -> tuple[IO[bytes], str]:
    """Takes events along as a file; that it was taken, with its digest, stays in the chain.

    Args:
        form: `csv` for a spreadsheet, `jsonl` for `verify_audit.py`. asked: see `search`.
    Returns:
        The file at its beginning, and its name.
    Raises:
        errors.ProofNeeded: the person proves anew who they are. errors.FormInvalid: see `search`, or too many rows at once.
    """
    permission.need(actor, "audit.read")
    if form not in FORMATS:
        raise errors.FormInvalid({"format": ["应为 csv 或者 jsonl"]})
    fresh.asked(engine, actor, "导出审计记录", at)
    file = io.BytesIO()
    with engine.store.read() as conn:
        wanted = _wanted(conn, actor, asked)
        written = _csv(conn, wanted, file) if form == "csv" else _lines(conn, wanted, file, at)
    with engine.store.act(actor, at) as act:
        act.record("audit.exported", format=form, **written, **_criteria(wanted))
        act.done()
    file.seek(0)
    return file, f"audit-{at.astimezone(SHANGHAI):%Y%m%d-%H%M%S}.{form}"


def verifier() -> bytes:
    """The stand-alone script that verifies an export."""
    return resources.files("engine.store").joinpath("verify_audit.py").read_bytes()


def _wanted(conn, actor: Actor, asked: Mapping[str, Any]) -> Wanted:
    wrong: dict[str, list[str]] = {}
    person = administrators.person_row(conn, asked["person"]) if asked.get("person") else None
    if asked.get("person") and (person is None or actor.county_id not in (None, person["county_id"])):
        wrong["person"] = ["没有这个人员代码"]
    case_id = trail.case_named(conn, asked["case"], actor.county_id) if asked.get("case") else None
    if asked.get("case") and case_id is None:
        wrong["case"] = ["没有这个案件"]
    since, until = asked.get("since"), asked.get("until")
    wrong |= {key: ["请核对日期"] for key, one in (("since", since), ("until", until)) if one and not 1990 <= one.year <= 2999}
    if since and until and until < since:
        wrong["until"] = ["止日早于起日"]
    if wrong:
        raise errors.FormInvalid(wrong)
    found = Wanted(person["id"] if person else None, case_id, asked.get("action") or None, _midnight(since),
                   _midnight(until and until + timedelta(days=1)))
    found = replace(found, account_ids=tuple(administrators.accounts_of(conn, person["id"])) if person else ())
    # One county is all there is: nothing is left out, and the chain can be followed.
    return replace(found, county_id=actor.county_id if actor.county_id is not None and administrators.counties(conn) > 1 else None)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), SHANGHAI).astimezone(timezone.utc) if day else None


def _criteria(wanted: Wanted) -> dict[str, Any]:
    """What was asked for, as ids and instants."""
    given = {"of_person": wanted.person_id, "of_case": wanted.case_id, "of_action": wanted.action, "since": wanted.since, "until": wanted.until}
    return {k: v for k, v in given.items() if v is not None}


def _of_account(row: Mapping[str, Any]) -> bool:
    """Whether the event's subject is an account."""
    return row["action"].partition(".")[0] in deeds.OF_ACCOUNTS and isinstance(row["data"].get("subject"), int)


def _shown(row: Mapping[str, Any], logins: Mapping[int, str]) -> dict[str, Any]:
    data = _plain(row["data"])
    said = {**data, "subject": logins.get(data["subject"], data["subject"])} if _of_account(row) else data
    return {**{k: row[k] for k in ("seq", "at", "action", "person_id", "person_name", "person_code", "login", "case_id", "case_number",
                                   "task_id", "hash")},
            "name": deeds.named(row["action"]), "data": data, "facts": deeds.facts(said)}


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of an event with days and instants as text, as they are hashed."""
    return json.loads(json.dumps(data, **_CANONICAL))


def _lines(conn, wanted: Wanted, file: IO[bytes], at: datetime) -> dict[str, Any]:
    """JSON Lines: what it is, one event a line as it is hashed, and an end that sums up; see engine/store/verify_audit.py."""
    digest, rows, first, last, head = hashlib.new(chain.ALG), 0, 0, 0, chain.GENESIS

    def write(value: Mapping[str, Any]) -> None:
        raw = (json.dumps(value, **_CANONICAL) + "\n").encode()
        digest.update(raw)
        file.write(raw)

    for row in trail.rows(conn, wanted):
        if not rows:
            first = row["seq"]
            write({"bihuan_audit": 1, "alg": chain.ALG, "complete": wanted.everything, "first": first, "exported_at": _text(at)})
        rows, last, head = _counted(rows), row["seq"], row["hash"]
        write({**{k: row[k] for k in (*chain.COVERED, "alg", "prev", "hash")}, "at": _text(row["at"])})
    if not rows:
        write({"bihuan_audit": 1, "alg": chain.ALG, "complete": wanted.everything, "first": 0, "exported_at": _text(at)})
    summed = digest.hexdigest()
    file.write((json.dumps({"end": True, "rows": rows, "last": last, "head": head, "digest": summed}, **_CANONICAL) + "\n").encode())
    return {"rows": rows, "first": first, "last": last, "head": head, "digest": summed}


def _csv(conn, wanted: Wanted, file: IO[bytes]) -> dict[str, Any]:
    """For a spreadsheet: a byte order mark, so that it reads UTF-8, and no cell that it would run."""
    people, rows, digest = trail.whose(conn), 0, hashlib.new(chain.ALG)

    def write(cells: tuple[Any, ...]) -> None:
        text = io.StringIO()
        csv.writer(text).writerow([_cell(one) for one in cells])
        digest.update(raw := text.getvalue().encode())
        file.write(raw)

    digest.update(bom := "\ufeff".encode())
    file.write(bom)
    write(_COLUMNS)
    for row in trail.rows(conn, wanted):
        rows = _counted(rows)
        name, code = people.get(row["person_id"], ("", ""))
        write((row["seq"], f"{row['at'].astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}", deeds.named(row["action"]), row["action"], name, code,
               row["account_id"], row["case_id"], row["task_id"], json.dumps(row["data"], **_CANONICAL), row["effect"], row["hash"]))
    return {"rows": rows, "digest": digest.hexdigest()}


def _counted(rows: int) -> int:
    if rows == MOST:
        raise errors.FormInvalid({"since": [f"一次最多导出 {MOST} 条，请缩小时间范围，分次导出"]})
    return rows + 1


def _cell(value: Any) -> Any:
    return inert(value) if isinstance(value, str) else value


def _text(at: datetime) -> str:
    return at.astimezone(timezone.utc).isoformat(timespec="microseconds")
