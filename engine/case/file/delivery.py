"""Service 送达 of papers outside the diagram: what may be served or made void, and how the papers of a case are shown."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any, Mapping

from engine import errors
from engine.case.access import masking, permit
from engine.case.file import dossier
from engine.case.file.entry import Entry
from engine.case.flow.step import Step
from engine.law.file.dossier import SERVICE_MODES, Dossier
from engine.now import shanghai_date
from engine.store import cases, papers, people, standing

#: papers that a drawn task serves, with the clocks that start by it; they are entered there
DRAWN = ("prior_notice", "hearing_notice_right", "hearing_notice", "penalty_decision", "no_penalty_decision", "demolition_order")
#: papers that say what has been reviewed 法制审核
REVIEWED = ("penalty_decision", "demolition_order")
RECEIPT = "service_receipt"
#: what must be noted beside the receipt, by mode (民事诉讼法第八十九条至第九十五条)
_NOTED = {"leave": "请写明拒收事由和见证人，或者录像情况", "mail": "请写明邮寄凭证号和签收情况", "publish": "请写明公告的方式、地点和起止日期",
          "entrust": "请写明受委托的单位和代为送达的情况"}
#: what a paper printed of those who signed it; a copy issued anew keeps it
_SIGNED = ("officer_names", "officer_certificates", "officer_signatures", "recorder", "reviewer_name", "reviewer_licence", "leader_name",
           "host_name", "hearing_host")


def asked(read: Entry, actor_id: int) -> dict[str, Any]:
    """A service as its row keeps it; faults are noted in `read`."""
    on, mode, by = read.given.get("on"), read.choice("mode", SERVICE_MODES), read.officers("officers", 1)
    receiver, note, consented = read.words("receiver", 100, needed=False), read.words("note", 500, needed=False), read.flag("consented")
    today = shanghai_date(read.at)
    if not isinstance(on, date) or isinstance(on, datetime):
        read.fault("on", "请填写送达日期")
        on = None
    elif on > today:
        read.fault("on", "不能晚于今天")
    if by and actor_id not in by:
        read.fault("officers", "须包括您本人：由送达人登记")
    if mode in _NOTED and not note:
        read.fault("note", _NOTED[mode])
    if mode not in ("", "leave", "publish") and not receiver:
        read.fault("receiver", "请写明签收人")
    if mode == "electronic" and not consented:
        read.fault("consented", "当事人没有签订确认书的，不能电子送达（行政处罚法第六十一条第二款）")
    return {"on": on, "mode": mode, "by": by, "receiver": receiver, "consented": consented, "noted": note}


def still_open(step: Step) -> None:
    """Refuses a change to the papers of a case that is over.

    Raises:
        errors.CaseClosed.
    """
    if step.held.case["status"] in cases.OVER:
        raise errors.CaseClosed("本案已经办结，文书不能再作废或者登记送达。", case_id=step.case_id)


def served(file: Dossier, row: Mapping[str, Any]) -> bool:
    """Whether the file says that this very paper was served."""
    return any(service.number == row["number"] for service in file.services)


def servable(step: Step, row: Mapping[str, Any]) -> None:
    """Refuses to enter a service that is not entered here.

    Raises:
        errors.WrongState.
    """
    title, ids = f"《{row['name']}》（{row['number']}）", {"case_id": step.case_id}
    known = step.engine.rules.papers.get(row["kind"])
    if row["voided_at"] is not None:
        raise errors.WrongState(f"{title}已经作废，不能送达。", **ids)
    if known is None or not known.outward:
        raise errors.WrongState(f"{title}是内部文书，不对外送达。", **ids)
    if served(step.file, row):
        raise errors.WrongState(f"{title}已经登记送达。", **ids)
    if row["kind"] in DRAWN:
        raise errors.WrongState(f"{title}的送达在流程的送达环节登记，期限自送达起算。", next="请在待办中办理送达。", **ids)


def signed_before(says: Mapping[str, Any]) -> dict[str, Any]:
    """The names and certificates a paper printed."""
    return {key: says[key] for key in _SIGNED if key in says}


def listed(engine, conn, actor, case: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The papers of a case as they are shown, with what this person may do about each."""
    rows, seen = papers.of_case(conn, case["id"]), standing.read(conn, case["id"], actor.person_id, at=at)
    file = dossier.read(engine, conn, case, case["facts"], seen.clocks)
    reached = {service.number: service for service in file.services}
    work, on = {"case_id": case["id"], "name": "文书", "unit_id": case["unit_id"]}, shanghai_date(at)
    may = {duty for duty in ("serve", "decide") if permit.barred(engine, seen, actor.person_id, {**work, "duty": duty}, on) is None}
    if case["status"] in cases.OVER:
        may = set()
    last = {row["kind"]: row["id"] for row in rows}
    names = people.names(conn, {p for service in reached.values() for p in service.by}) if reached else {}
    veil = masking.of(engine, conn, actor, case)
    return {"items": [{**veil.over(row), "service": _told(reached.get(row["number"]), names), "can": _can(engine, row, reached, may,
            last)} for row in rows],
            "officers": people.holders(conn, case["unit_id"], "serve")}


def _told(service: Any, names: Mapping[int, str]) -> dict[str, Any] | None:
    if service is None:
        return None
    return {"on": service.on, "mode": service.mode, "mode_name": SERVICE_MODES.get(service.mode, service.mode), "receiver": service.receiver,
            "noted": service.noted, "by": [names.get(p, "") for p in service.by]}


def _can(engine, row: Mapping[str, Any], reached: Mapping[str, Any], may: set[str], last: Mapping[str, int]) -> list[str]:
    if row["voided_at"] is not None or row["number"] in reached:
        return []
    known, drawn = engine.rules.papers.get(row["kind"]), row["kind"] in DRAWN
    can = ["reissue"] if "decide" in may and last[row["kind"]] == row["id"] else []
    can += ["void"] if "decide" in may and not drawn else []
    return can + (["serve"] if "serve" in may and known is not None and known.outward and not drawn else [])
