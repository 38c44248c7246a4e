"""Records 笔录 of inquiries 询问 and inspections 现场检查（勘验）: who asked whom, from when to when, and how it was signed."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping

from engine.case.file import entry
from engine.case.file.register import Register
from engine.case.flow.step import Step
from engine.store import records
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

    def keep(step: Step) -> tuple[int, dict[str, Any]]:
        record_id = records.add(step.conn, case_id=case_id, kind=kind, began_at=began_at, ended_at=ended_at, officers=officers, value=value,
                                added_at=at, added_by=actor.person_id)
        return record_id, {"kind": kind, "officers": officers}

    return _REGISTER.add(engine, actor, case_id, read, officers, officers, keep, what=f"制作{KINDS.get(kind, '笔录')}", on_site=began_at, at=at, key=key)


def void(engine, actor, record_id: int, reason: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Takes a record that was entered wrongly out of the file's account; it stays with the reason.

    Raises:
        errors.NotFound, errors.FormInvalid: no reason. errors.WrongState: it is void already. And see `add`.
    """
    return _REGISTER.void(engine, actor, record_id, reason, at=at, key=key)


def of_case(engine, actor, case_id: int, *, at: datetime) -> dict[str, Any]:
    """The records of a case.

    Returns:
        `{"items": [...], "officers": [{"id", "name"}], "can": ["add", "void"] or []}`; voided ones stand with their reason.
    Raises:
        errors.NotFound: the case does not exist, or not for this person.
    """
    return _REGISTER.listed(engine, actor, case_id, at=at)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = ("id", "kind", "began_at", "ended_at", "added_at", "added_by_name", "voided_at", "void_reason")
    return {**{k: row[k] for k in shown}, **row["value"], "kind_name": KINDS[row["kind"]], "signed_name": SIGNED[row["value"]["signed"]]}


_REGISTER = Register("record", "笔录", "制作笔录", records, _shown)
