"""Protected data in full 查看完整信息: an act of its own, with a reason, for those who need it to work the case."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from engine import errors
from engine.case.access.masking import NAME, protected
from engine.case.file.entry import Entry
from engine.store import cases, disclosures, scope

REASON = 200
#: kinds of staff that help and never stand in an officer's field (行政处罚法第四十二条)
HELPERS = ("auxiliary", "grid")
ARTICLE = "个人信息保护法第六条、第三十四条"


def unmask(engine, actor, case_id: int, reason: str, *, at: datetime) -> dict[str, Any]:
    """Shows a case's covered numbers and a minor's name; the look itself is recorded with who, when, which fields and why.

    Args:
        reason: at most 200 characters, kept with the case.
    Returns:
        `{"case_id", "fields": [{"key", "name", "value"}]}`; nothing else of the case changes.
    Raises:
        errors.NotFound: the case does not exist, or not for this person. errors.FormInvalid: no reason.
        errors.Forbidden: helpers, and those who do not work the case.
    """
    read = Entry({"reason": reason}, at)
    said = read.words("reason", REASON)
    read.done()
    with engine.store.act(actor, at) as act:
        row = cases.see(act.conn, actor, case_id)
        if actor.kind in HELPERS or not scope.works_on(act.conn, actor, case_id):
            raise errors.Forbidden("当事人的完整信息只对承办本案的执法人员、审核人员和负责人开放。", article=ARTICLE,
                                   next="如办案确需核实，请由承办人员查看。", case_id=case_id)
        found = protected(engine, row)
        disclosure_id = disclosures.add(act.conn, case_id, actor.person_id, [one["key"] for one in found], said, at)
        act.record("personal.shown", case_id=case_id, disclosure_id=disclosure_id, fields=[one["key"] for one in found], minor=row["minor"])
        return act.done({"case_id": case_id, "fields": found})


def of_case(engine, actor, case_id: int) -> dict[str, Any]:
    """What of a case is covered, and who has looked at it so far.

    Returns:
        `{"fields": [{"key", "name"}], "can": whether this person may look, "looks": [{"at", "person_name", "fields", "reason"}]}`; the looks
        are shown to those who may look themselves.
    Raises:
        errors.NotFound.
    """
    with engine.store.read() as conn:
        row = cases.see(conn, actor, case_id)
        can = actor.kind not in HELPERS and scope.works_on(conn, actor, case_id)
        looks = disclosures.of_case(conn, case_id) if can else []
    named = {one.key: one.name for one in engine.rules.masks.values()} | {NAME: "当事人姓名"}
    return {"fields": [{"key": one["key"], "name": one["name"]} for one in protected(engine, row)], "can": can, "looks": [
        {"at": one["at"], "person_name": one["person_name"], "reason": one["reason"], "fields": [named.get(k, k) for k in one["fields"]]} for one in looks]}
