"""Records 笔录 of inquiries 询问 and inspections 现场检查（勘验）: who asked whom, from when to when, and how it was signed."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping

from engine import errors
from engine.case import entry, motion, permit
from engine.case.step import take
from engine.now import shanghai_date
from engine.store import cases, people, records, standing
from engine.store.act import RequestKey

KINDS = {"inquiry": "询问笔录", "inspection": "现场检查（勘验）笔录"}
#: how the person questioned or inspected closed the record (行政处罚法第五十五条第二款)
SIGNED = {"signed": "已签名", "refused": "拒绝签名，已注明", "": "没有签名"}


def add(engine, actor, case_id: int, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Enters a record; that officers cannot be in two places at once is seen by gate C-27, not here.

    Args:
        given: `kind` (KINDS), `began_at`, `ended_at`, `officers` (at least two person ids), `person` questioned or inspected,
            `certificate_shown`, `rights_told`, `signed` (SIGNED), `witness` where the signature was refused, `note`.
    Returns:
        `{"id", "case_id"}`.
    Raises:
        errors.FormInvalid, errors.NotEligible, errors.DutyConflict, errors.CaseClosed, errors.NeedsUnmet.
    """
    read = entry.Entry(given, at)
    kind, officers = read.choice("kind", KINDS), read.officers("officers", 2)
    began_at, ended_at = read.moment("began_at"), read.moment("ended_at")
    if not read.faults and ended_at < began_at:
        read.fault("ended_at", "不能早于开始时间")
    value = {"person": read.words("person", 100), "certificate_shown": read.flag("certificate_shown"), "rights_told": read.flag("rights_told"),
             "signed": read.choice("signed", SIGNED), "witness": read.words("witness", 100, needed=False), "note": read.words("note", 2000, needed=False)}
    with engine.store.act(actor, at, key) as act:
        step = take(engine, act, case_id)
        answer = act.earlier()
        if answer is not None:
            return answer
        read.known(act.conn, "officers", officers)
        read.done()
        what = f"制作{KINDS[kind]}"
        taken = entry.bear(step, [actor.person_id, *officers], what, on_site=began_at)
        entry.still_open(step)
        entry.outdate_review(step)
        record_id = records.add(act.conn, case_id=case_id, kind=kind, began_at=began_at, ended_at=ended_at, officers=officers, value=value,
                                added_at=at, added_by=actor.person_id)
        act.record("record.added", case_id=case_id, record_id=record_id, kind=kind, officers=officers)
        motion.bear(step, taken)
        entry.write(step)
        return act.done({"id": record_id, "case_id": case_id})


def void(engine, actor, record_id: int, reason: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Takes a record that was entered wrongly out of the file's account; it stays with the reason.

    Raises:
        errors.NotFound, errors.FormInvalid: no reason. errors.WrongState: it is void already. And see `add`.
    """
    read = entry.Entry({"reason": reason}, at)
    said = read.words("reason", 200)
    read.done()
    with engine.store.act(actor, at, key) as act:
        row = records.one(act.conn, record_id)
        if row is None:
            raise errors.NotFound("没有找到这份笔录。")
        step = take(engine, act, row["case_id"])
        answer = act.earlier()
        if answer is not None:
            return answer
        taken = entry.bear(step, [actor.person_id], "作废笔录")
        entry.still_open(step)
        entry.outdate_review(step)
        if not records.void(act.conn, record_id, at, said):
            raise errors.WrongState("这份笔录已经作废。", case_id=row["case_id"])
        act.record("record.voided", case_id=row["case_id"], record_id=record_id)
        motion.bear(step, taken)
        entry.write(step)
        return act.done({"id": record_id, "case_id": row["case_id"]})


def of_case(engine, actor, case_id: int, *, at: datetime) -> dict[str, Any]:
    """The records of a case.

    Returns:
        `{"items": [...], "officers": [{"id", "name"}], "can": ["add", "void"] or []}`; voided ones stand with their reason.
    Raises:
        errors.NotFound: the case does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        case = cases.see(conn, actor, case_id)
        rows = records.of_case(conn, case_id)
        names = people.names(conn, {p for r in rows for p in r["officers"]}) if rows else {}
        work = {"case_id": case_id, "duty": "handle", "name": "制作笔录", "unit_id": case["unit_id"]}
        refusal = permit.barred(engine, standing.read(conn, case_id, actor.person_id), actor.person_id, work, shanghai_date(at))
        officers = people.holders(conn, case["unit_id"], "handle")
    can = ["add", "void"] if refusal is None and case["status"] not in ("closed", "ended") else []
    shown = ("id", "kind", "began_at", "ended_at", "added_at", "added_by_name", "voided_at", "void_reason")
    return {"items": [{**{k: r[k] for k in shown}, **r["value"], "kind_name": KINDS[r["kind"]], "signed_name": SIGNED[r["value"]["signed"]],
                       "officers": [{"id": p, "name": names[p]} for p in r["officers"]]} for r in rows], "officers": officers, "can": can}
