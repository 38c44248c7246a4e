"""Transfer of a suspected crime 移送涉嫌犯罪案件: from the officers' report to what the police make of it.

reported → approved | refused; approved → sent → filed → handed | returned → objected → filed | settled. Two officers or more
report in writing; the principal or whoever heads the agency in his stead decides within three days; what is approved is sent within
twenty-four hours; the police answer within three days (行政执法机关移送涉嫌犯罪案件的规定第五条、第八条、第九条、第十二条).
"""
from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Iterator, Mapping

from engine import errors
from engine.case.file import entry, policing
from engine.case.file.entry import Entry
from engine.case.file.policing import ARTICLE, STATES
from engine.case.flow import motion
from engine.case.flow.step import Step, take
from engine.now import shanghai_date
from engine.store import cases, papers, transfers
from engine.store.act import RequestKey

#: 第五条第一款: 指定2名或者2名以上行政执法人员组成专案组
OFFICERS = 2
CAPACITIES, ANSWERS, OBJECTIONS = policing.CAPACITIES, policing.ANSWERS, policing.OBJECTIONS
MISSING = "没有找到这项移送。"


def report(engine, actor, case_id: int, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """The officers report in writing that the case is to go to the police; the three days for the decision run from then.

    Args:
        given: `officers` (two at least, the actor among them), `charge` (the crime suspected), `recipient` (the police of the same
            level), `summary`, `basis` (threshold and how it is reached), `value_fen`, `forbidden`, `objects` ({"name", "quantity"}), `appraisals`.
    Returns:
        How it stands: `{"id", "case_id", "state", "version", "number": of the paper just issued}`.
    Raises:
        errors.FormInvalid, errors.NotEligible, errors.DutyConflict, errors.GateRefused, errors.CaseClosed, errors.WrongState: one is under way.
    """
    read = Entry(given, at)
    value, officers = policing.asked(read), _officers(read, actor)
    with engine.store.act(actor, at, key) as act:
        step = take(engine, act, case_id)
        if (earlier := act.earlier()) is not None:
            return earlier
        read.known(act.conn, "officers", officers, actor)
        read.done()
        taken = entry.bear(step, officers, "报告移送涉嫌犯罪案件", on_site=at)
        entry.still_open(step)
        if any(row["state"] not in policing.OVER for row in transfers.of_case(act.conn, case_id)):
            raise errors.WrongState("本案已有正在办理的移送。", article=ARTICLE, next="请在已有的移送中继续办理。", case_id=case_id)
        value |= {"reported_at": at, "reported_by": actor.person_id}
        policing.tell(step, crime_suspected=True, **({"crime_value_fen": value["value_fen"]} if value["value_fen"] is not None else {}),
                      **({"crime_forbidden": True} if value["forbidden"] else {}))
        policing.judge(step, taken)
        policing.start(step, "crime_transfer", shanghai_date(at), "专案组提出移送报告")
        number = policing.issue(step, policing.REPORT, value, officers)
        row = {"case_id": case_id, "state": "reported", "officers": officers, "value": {**value, "report": number}}
        row |= {"id": transfers.add(act.conn, **row), "version": 1}
        return _done(step, "transfer.reported", row, taken, number)


def decide(engine, actor, transfer_id: int, agree: bool, opinion: str, capacity: str, *, version: int | None = None, at: datetime,
           key: RequestKey | None = None) -> dict[str, Any]:
    """The principal decides; approved, the letter of transfer is issued and the twenty-four hours run; refused, the reasons stay on record.

    Args:
        capacity: as what they decide, a key of CAPACITIES.
    Raises:
        errors.WrongState: nothing waits for a decision. errors.NotEligible, errors.DutyConflict, errors.FormInvalid, errors.NeedsUnmet.
    """
    read = Entry({"opinion": opinion, "capacity": capacity}, at)
    said, role = read.words("opinion", 500), read.choice("capacity", CAPACITIES)
    read.done()
    with _take(engine, actor, transfer_id, version, at, key) as (step, row, earlier):
        if earlier is not None:
            return earlier
        taken = entry.bear(step, [actor.person_id], "决定是否移送涉嫌犯罪案件", duty="decide")
        _stands(step, row, "reported")
        decision = {"agree": agree, "opinion": said, "capacity": role, "by": actor.person_id, "at": at}
        value = {**row["value"], "decision": decision}
        policing.stop(step, "crime_transfer", shanghai_date(at), "批准移送" if agree else "决定不移送")
        if agree:
            policing.tell(step, crime_decision="transferred", crime_reason=said, crime_returned_on=None)
            policing.start(step, "crime_send", at, "批准移送")
        else:
            policing.tell(step, crime_decision="not_reached", crime_reason=said)
        policing.issue(step, policing.APPROVAL, value, [actor.person_id], transfer_approved=agree, transfer_opinion=said,
                       transfer_capacity=CAPACITIES[role])
        if not agree:
            return _done(step, "transfer.refused", transfers.change(step.conn, row, state="refused", value=value), taken)
        number = policing.issue(step, policing.LETTER, value, row["officers"], transfer_approved_at=at, investigation_report=value["report"])
        return _done(step, "transfer.approved", transfers.change(step.conn, row, state="approved", value={**value, "number": number}), taken, number)


def send(engine, actor, transfer_id: int, given: Mapping[str, Any], *, version: int | None = None, at: datetime,
         key: RequestKey | None = None) -> dict[str, Any]:
    """Enters that the letter and the materials reached the police, with their receipt; their three days run from then.

    Args:
        given: `sent_at`, `receiver` (who signed the receipt), `receipt` (its number or how it was given).
    Raises:
        errors.WrongState: it is not approved, or sent already. errors.FormInvalid.
    """
    read = Entry(given, at)
    sent_at, receiver, receipt = read.moment("sent_at"), read.words("receiver", 100), read.words("receipt", 200)
    with _take(engine, actor, transfer_id, version, at, key) as (step, row, earlier):
        if earlier is not None:
            return earlier
        taken = entry.bear(step, [actor.person_id], "移送涉嫌犯罪案件", on_site=sent_at)
        _stands(step, row, "approved")
        if sent_at < row["value"]["decision"]["at"]:
            read.fault("sent_at", "不能早于批准移送的时间")
        read.done()
        on, letter = shanghai_date(sent_at), papers.newest(step.conn, step.case_id, policing.LETTER)
        papers.serve(step.conn, letter["id"], {"on": on, "mode": "direct", "by": row["officers"], "receiver": receiver, "consented": False,
                                               "noted": receipt})
        policing.stop(step, "crime_send", sent_at, "移送书和材料送达公安机关")
        policing.start(step, "police_decide", on, "公安机关签收移送书")
        value = {**row["value"], "sending": {"at": sent_at, "receiver": receiver, "receipt": receipt, "by": actor.person_id}}
        return _done(step, "transfer.sent", transfers.change(step.conn, row, state="sent", value=value), taken)


def answer(engine, actor, transfer_id: int, given: Mapping[str, Any], *, version: int | None = None, at: datetime,
           key: RequestKey | None = None) -> dict[str, Any]:
    """Enters what the police decided: filed, the things go to them within three days; not filed, the agency may object within three days.

    Args:
        given: `outcome` (ANSWERS), `on` (the day their notice came), `document` (its number).
    Raises:
        errors.WrongState: it is not with the police. errors.FormInvalid, errors.NeedsUnmet.
    """
    read = Entry(given, at)
    outcome, document = read.choice("outcome", ANSWERS), read.words("document", 100)
    with _take(engine, actor, transfer_id, version, at, key) as (step, row, earlier):
        if earlier is not None:
            return earlier
        taken = entry.bear(step, [actor.person_id], "登记公安机关的决定")
        _stands(step, row, "sent", "objected")
        on = policing.day(read, "on", shanghai_date(row["value"]["sending"]["at"]))
        read.done()
        again = row["state"] == "objected"
        value = {**row["value"], "answer": {"outcome": outcome, "on": on, "document": document, "by": actor.person_id}}
        policing.stop(step, "police_decide", on, "收到公安机关的决定")
        if outcome == "filed":
            policing.start(step, "hand_over_goods", on, "收到公安机关立案通知")
            return _done(step, "transfer.filed", transfers.change(step.conn, row, state="filed", value=value), taken)
        if again:
            policing.tell(step, crime_returned_on=on.isoformat())
            return _done(step, "transfer.settled", transfers.change(step.conn, row, state="settled", value=value), taken)
        policing.start(step, "police_objection", on, "收到公安机关不予立案通知")
        return _done(step, "transfer.returned", transfers.change(step.conn, row, state="returned", value=value), taken)


def respond(engine, actor, transfer_id: int, to: str, opinion: str, *, version: int | None = None, at: datetime,
            key: RequestKey | None = None) -> dict[str, Any]:
    """A leader decides what follows from the refusal of the police: review, supervision by the procuratorate, or to go on and punish.

    Args:
        to: a key of OBJECTIONS.
    Raises:
        errors.WrongState: the police have not sent it back. errors.FormInvalid, errors.NotEligible, errors.DutyConflict, errors.NeedsUnmet.
    """
    read = Entry({"to": to, "opinion": opinion}, at)
    chosen, said = read.choice("to", OBJECTIONS), read.words("opinion", 500)
    read.done()
    with _take(engine, actor, transfer_id, version, at, key) as (step, row, earlier):
        if earlier is not None:
            return earlier
        taken = entry.bear(step, [actor.person_id], "决定是否对不予立案提出异议", duty="decide")
        _stands(step, row, "returned")
        policing.stop(step, "police_objection", shanghai_date(at), OBJECTIONS[chosen])
        value = {**row["value"], "objection": {"to": chosen, "opinion": said, "at": at, "by": actor.person_id}}
        if chosen != "none":
            return _done(step, "transfer.objected", transfers.change(step.conn, row, state="objected", value=value), taken)
        policing.tell(step, crime_returned_on=_text(value["answer"]["on"]))
        return _done(step, "transfer.settled", transfers.change(step.conn, row, state="settled", value=value), taken)


def hand_over(engine, actor, transfer_id: int, given: Mapping[str, Any], *, version: int | None = None, at: datetime,
              key: RequestKey | None = None) -> dict[str, Any]:
    """Enters that things and materials were handed over to the police who opened the case.

    Args:
        given: `on`, `note` (what, to whom), `officers` (two at least, the actor among them).
    Raises:
        errors.WrongState: the police have opened no case, or it is done. errors.FormInvalid.
    """
    read = Entry(given, at)
    officers, note = _officers(read, actor), read.words("note", 1000)
    with _take(engine, actor, transfer_id, version, at, key) as (step, row, earlier):
        if earlier is not None:
            return earlier
        read.known(step.conn, "officers", officers, step.act.actor)
        on = policing.day(read, "on", _date(row["value"].get("answer", {}).get("on")))
        read.done()
        taken = entry.bear(step, officers, "向公安机关移交物品和材料", on_site=at)
        _stands(step, row, "filed")
        policing.stop(step, "hand_over_goods", on, "物品和材料移交公安机关")
        value = {**row["value"], "handing": {"on": on, "note": note, "officers": officers, "by": actor.person_id}}
        return _done(step, "transfer.handed", transfers.change(step.conn, row, state="handed", value=value), taken)


def of_case(engine, actor, case_id: int, *, at: datetime) -> dict[str, Any]:
    """The transfers of a case.

    Returns:
        `{"items": [...], "officers", "can": ["report"] or [], "threshold": {"name", "basis", "why", "certain"} | None}`; each item with its
        state in words and in `can` what this actor may do: decide, send, answer, respond, hand_over.
    Raises:
        errors.NotFound: the case does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        return policing.listed(engine, conn, actor, cases.see(conn, actor, case_id), transfers.of_case(conn, case_id), at)


# -- the way in and the way out, the same for every act ----------------------------------------------------------
@contextmanager
def _take(engine, actor, transfer_id: int, version: int | None, at: datetime, key: RequestKey | None) -> Iterator[tuple[Step, dict[str, Any], Any]]:
    with engine.store.act(actor, at, key) as act:
        seen = transfers.one(act.conn, transfer_id)
        if seen is None:
            raise errors.NotFound(MISSING)
        step = take(engine, act, seen["case_id"], MISSING)
        row, earlier = transfers.one(act.conn, transfer_id), act.earlier()  # read again: now nobody else changes it
        if earlier is None and version is not None and version != row["version"]:
            raise errors.StaleVersion(f"这项移送已有更新（现为第 {row['version']} 版）。", version=row["version"], case_id=step.case_id)
        yield step, row, earlier


def _stands(step: Step, row: Mapping[str, Any], *states: str) -> None:
    if row["state"] not in states:
        raise errors.WrongState(f"这项移送目前不能这样办理（{STATES[row['state']]}）。", article=ARTICLE, case_id=step.case_id)


def _officers(read: Entry, actor) -> list[int]:
    found = read.officers("officers", OFFICERS)
    if found and actor.person_id not in found:
        read.fault("officers", "须包括您本人：由专案组成员登记")
    return found


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _done(step: Step, action: str, row: Mapping[str, Any], taken: list[Any], number: str | None = None) -> dict[str, Any]:
    step.act.record(action, case_id=step.case_id, transfer_id=row["id"], state=row["state"], version=row["version"], officers=row["officers"],
                    number=number)
    motion.bear(step, taken)
    policing.write(step)
    return step.act.done({**{k: row[k] for k in ("id", "case_id", "state", "version")}, "number": number})
