"""Papers 文书 once they are issued: how they reached whom they are for, and numbers made void 作废.

A number is used once. Whoever answers for the agency makes it void, with the reason, and it stays in the register; the
paper issued in its place has the next number. What has reached the party is not void by being called so: it is corrected
or revoked and served again (行政处罚法第七十五条第二款).
"""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine import errors
from engine.case import facts
from engine.case.file import delivery, entry
from engine.case.file.entry import Entry
from engine.case.flow import effects, motion
from engine.case.flow.step import Step, take
from engine.law.file.dossier import SERVICE_MODES as SERVICE_MODES
from engine.now import shanghai_date
from engine.store import cases, papers
from engine.store.act import RequestKey

MOST_WORDS = 200
MISSING = "没有找到这份文书。"
_MEND = "行政处罚法第七十五条第二款"


def of_case(engine, actor, case_id: int, *, at: datetime) -> dict[str, Any]:
    """The papers of a case in the order they were issued, void ones among them.

    Returns:
        `{"items": [...], "officers": [{"id", "name"}]}`; each paper with `service` (how it was served, or None), `voided_at`,
        `void_reason`, `voided_by_name`, and in `can` what this actor may do: void, reissue, serve.
    Raises:
        errors.NotFound: the case does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        return delivery.listed(engine, conn, actor, cases.see(conn, actor, case_id), at)


def void(engine, actor, paper_id: int, reason: str, reissue: bool = False, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """A leader makes a number void; the paper may be issued anew under the next one.

    Args:
        reissue: issue the kind anew, with the facts as they are now; a paper that the procedure rests on is void only so.
    Returns:
        `{"id", "case_id", "number", "reissued": the new number or None}`.
    Raises:
        errors.FormInvalid: no reason. errors.WrongState: void already, served already, or not the newest of its kind to be
        issued anew. errors.ReviewOutdated: issued anew it would say what nobody has reviewed. errors.NotEligible,
        errors.DutyConflict: no leader, or one who has handled the case. errors.CaseClosed, errors.NotFound.
    """
    read = Entry({"reason": reason}, at)
    said = read.words("reason", MOST_WORDS)
    read.done()
    with engine.store.act(actor, at, key) as act:
        step, row, answer = _take(engine, act, paper_id)
        if answer is not None:
            return answer
        taken = entry.bear(step, [actor.person_id], "作废文书", duty="decide")
        delivery.still_open(step)
        _voidable(step, row, reissue)
        if not papers.void(act.conn, paper_id, at, actor.person_id, said):
            raise errors.WrongState(f"《{row['name']}》（{row['number']}）已经作废。", case_id=step.case_id)
        act.record("paper.voided", case_id=step.case_id, paper_id=paper_id, kind=row["kind"], number=row["number"])
        number = _again(step, row) if reissue else None
        motion.bear(step, taken)
        entry.write(step)
        return act.done({"id": paper_id, "case_id": step.case_id, "number": row["number"], "reissued": number})


def serve(engine, actor, paper_id: int, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Enters how a paper that no drawn task serves reached whom it is for, and makes out its 送达回证.

    Args:
        given: `on`, `mode` (SERVICE_MODES), `officers` (who served it, the actor among them), `receiver`, `consented` (the party has
            signed that it may be served electronically), `note` (refusal and witnesses, mail receipt, announcement …).
    Returns:
        `{"id", "case_id", "number": of the 送达回证, or None where another organ acknowledges receipt}`.
    Raises:
        errors.FormInvalid. errors.WrongState: void, served already, an internal paper, or one that a drawn task serves.
        errors.NotEligible, errors.DutyConflict, errors.CaseClosed, errors.NotFound.
    """
    read = Entry(given, at)
    service = delivery.asked(read, actor.person_id)
    with engine.store.act(actor, at, key) as act:
        step, row, answer = _take(engine, act, paper_id)
        if answer is not None:
            return answer
        if service["on"] and service["on"] < shanghai_date(row["issued_at"]):
            read.fault("on", f"不能早于制作日期（{shanghai_date(row['issued_at']).isoformat()}）")
        read.known(act.conn, "officers", service["by"], actor)
        read.done()
        taken = entry.bear(step, service["by"], f"送达《{row['name']}》", duty="serve", on_site=at)
        delivery.still_open(step)
        delivery.servable(step, row)
        if not papers.serve(act.conn, paper_id, service):
            raise errors.WrongState(f"《{row['name']}》（{row['number']}）刚刚已经登记送达或者作废。", case_id=step.case_id)
        act.record("paper.served", case_id=step.case_id, paper_id=paper_id, kind=row["kind"], number=row["number"], on=service["on"].isoformat(),
                   mode=service["mode"], officers=service["by"])
        number = None
        if row["kind"] not in engine.rules.paper_rules.acknowledged:
            said = {"served_paper": row["number"], "served_on": service["on"], "serve_mode": SERVICE_MODES[service["mode"]],
                    "serve_receiver": service["receiver"]}
            number = effects.issue_paper(step, delivery.RECEIPT, said, signers=service["by"], task_id=row["task_id"])
        motion.bear(step, taken)
        entry.write(step)
        return act.done({"id": paper_id, "case_id": step.case_id, "number": number})


def _take(engine, act, paper_id: int) -> tuple[Step, dict[str, Any], Any]:
    seen = papers.one(act.conn, paper_id)
    if seen is None:
        raise errors.NotFound(MISSING)
    step = take(engine, act, seen["case_id"], MISSING)
    return step, papers.one(act.conn, paper_id), act.earlier()  # read again: now nobody else changes it


def _voidable(step: Step, row: Mapping[str, Any], reissue: bool) -> None:
    title, ids = f"《{row['name']}》（{row['number']}）", {"case_id": step.case_id}
    if row["voided_at"] is not None:
        raise errors.WrongState(f"{title}已经作废。", **ids)
    if delivery.served(step.file, row):
        raise errors.WrongState(f"{title}已经送达，不能作废。", article=_MEND, next="有错误的，请制作补正文书，或者依法撤销、变更后重新送达。", **ids)
    if row["kind"] in delivery.DRAWN and not reissue:
        raise errors.WrongState(f"{title}正待送达，作废后须有新的文书代替。", next="请选择“作废并重新制发”。", **ids)
    if reissue and papers.newest(step.conn, step.case_id, row["kind"])["id"] != row["id"]:
        raise errors.WrongState(f"{title}之后已经另行制作了同种文书，不能重新制发。", next="请只作废，不重新制发。", **ids)


def _again(step: Step, row: Mapping[str, Any]) -> str:
    """The same paper under the next number, with what only it said kept and the facts as they are now."""
    reviewed = step.held.case["met"].get("legal_review")
    if reviewed is not None and row["kind"] in delivery.REVIEWED and reviewed.get("digest") != facts.reviewed_digest(step.data):
        raise errors.ReviewOutdated("法制审核之后，案件的事实、证据、条款或金额有变化，不能重新制发。", case_id=step.case_id)
    before = row["data"].get("facts") or {}
    own = {k: v for k, v in before.items() if k not in step.data}
    signers = [h.person_id for h in step.standing.duties if h.duty == "decide"][-1:] or [row["issued_by"]]
    return effects.issue_paper(step, row["kind"], {**own, **delivery.signed_before(before)}, signers=signers, task_id=row["task_id"])
