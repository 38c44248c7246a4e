"""Evidence 证据: what proves which fact, how it was obtained, by whom; added and voided, never changed or deleted."""
from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Mapping

from engine.case.file import attached, entry
from engine.case.file.register import Register
from engine.case.flow.step import Step
from engine.law.file.evidence import EVIDENCE_KINDS
from engine.store import evidence, uploads
from engine.store.act import RequestKey
from engine.store.columns import encode

#: where a piece came from
SOURCES = {"scene": "现场取得", "party": "当事人提供", "witness": "证人提供", "agency": "有关单位提供", "institute": "检测、鉴定机构出具",
           "device": "非现场监控设备记录", "other": "其他"}
#: what 行政处罚法第四十一条 asks of a record made by a device
MONITORING = {"legal_review_id": "法制审核编号", "technical_review_id": "技术审核编号", "public_location": "设置地点的公布信息", "informed_on": "告知当事人的日期"}
#: kinds that a device can leave behind, and the kind that two officers make together
RECORDED, BY_TWO = ("electronic", "audiovisual"), "scene_record"
WHAT = "登记证据"


def add(engine, actor, case_id: int, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Enters a piece of evidence.

    Args:
        given: `kind` (EVIDENCE_KINDS), `name`, `source` (SOURCES), `obtained_at`, `officers` (person ids; two for a scene record),
            `proves`, and for what a device recorded `monitoring` (keys of MONITORING; what is missing is left to gate G-40);
            `uploads`: numbers of files the actor handed in for this case. The piece then has its file's digest.
    Returns:
        `{"id", "case_id"}`.
    Raises:
        errors.FormInvalid, errors.NotEligible, errors.DutyConflict, errors.CaseClosed, errors.NeedsUnmet.
    """
    read = entry.Entry(given, at)
    kind, name, source = read.choice("kind", EVIDENCE_KINDS), read.words("name", 200), read.choice("source", SOURCES)
    proves, obtained_at, officers = read.words("proves", 500), read.moment("obtained_at"), read.officers("officers", 2 if kind == BY_TWO else 1)
    monitoring, wanted = _monitoring(read, kind), attached.ids(read, engine.rules.uploads.request_files)

    def keep(step: Step) -> tuple[int, dict[str, Any]]:
        values = {"case_id": case_id, "kind": kind, "name": name, "source": source, "obtained_at": obtained_at, "officers": officers,
                  "proves": proves, "monitoring": monitoring}
        files = attached.of_entry(step, read, wanted)
        entered = hashlib.sha256(encode(values).encode()).hexdigest()
        digest = attached.digest_of(files) if files else entered
        evidence_id = evidence.add(step.conn, **values, digest=digest, added_at=at, added_by=actor.person_id)
        uploads.register(step.conn, wanted, evidence_id)
        return evidence_id, {"kind": kind, "digest": digest, "officers": officers, **({"entered": entered, "uploads": wanted} if files else {})}

    return _REGISTER.add(engine, actor, case_id, read, officers, officers if kind == BY_TWO else (), keep, what=WHAT, on_site=obtained_at,
                         at=at, key=key)


def void(engine, actor, evidence_id: int, reason: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Takes a piece out of the file's account; it stays on record with the reason.

    Raises:
        errors.NotFound, errors.FormInvalid: no reason. errors.WrongState: it is void already. And see `add`.
    """
    return _REGISTER.void(engine, actor, evidence_id, reason, at=at, key=key)


def of_case(engine, actor, case_id: int, *, at: datetime) -> dict[str, Any]:
    """The register of a case.

    Returns:
        `{"items": [...], "officers": [{"id", "name"}], "can": ["add", "void"] or []}`; voided pieces stand with their reason, each with its `files`.
    Raises:
        errors.NotFound: the case does not exist, or not for this person.
    """
    found = _REGISTER.listed(engine, actor, case_id, at=at)
    with engine.store.read() as conn:
        files = uploads.of_evidence(conn, [one["id"] for one in found["items"]])
    for one in found["items"]:
        one["files"] = [attached.shown(row, actor.person_id) for row in files.get(one["id"], ())]
    return found


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = ("id", "kind", "name", "source", "obtained_at", "proves", "monitoring", "digest", "added_at", "added_by_name", "voided_at", "void_reason")
    return {**{k: row[k] for k in shown}, "kind_name": EVIDENCE_KINDS[row["kind"]], "source_name": SOURCES[row["source"]]}


_REGISTER = Register("evidence", "证据", WHAT, evidence, _shown)


def _monitoring(read: entry.Entry, kind: str) -> dict[str, str] | None:
    given = read.given.get("monitoring")
    if not given:
        return None
    if not isinstance(given, Mapping) or set(given) - MONITORING.keys():
        read.fault("monitoring", "只能填写" + "、".join(MONITORING.values()))
        return None
    if kind not in RECORDED:
        read.fault("monitoring", "只有电子数据、视听资料可以填写监控设备的审核信息")
    inner = entry.Entry(given, read.at)
    found = {name: text for name in MONITORING if (text := inner.words(name, 200, needed=False))}
    for name, faults in inner.faults.items():
        read.faults[f"monitoring.{name}"] = faults
    return found
