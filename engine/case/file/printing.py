"""What a paper 文书 prints beside the facts of the case: who signed it by which certificate, and which periods run from it."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from engine import errors
from engine.case.access import naming
from engine.case.facts import packs
from engine.case.flow.step import Step
from engine.law.file.dossier import Dossier
from engine.law.file.numbering import Paper
from engine.law.people.eligibility import CERTIFICATE, LICENCE, Qualification
from engine.law.rules import Rulebook
from engine.law.time import clock as law
from engine.law.time import wording
from engine.law.time.clock import ENDED
from engine.now import shanghai_date
from engine.store import papers

#: statements of a decision that follow from the rules and from what was or was not done, where no form says them
_TERMS = {"penalty_decision": ("payment_days", "surcharge_note", "statement_outcome")}
#: the notice of a hearing names its host
HEARING_NOTICE, HOST = "hearing_notice", "hearing_host"
#: records 笔录, which name who wrote them down
RECORDS = ("inspection_record", "inquiry_record", "recheck_record", "statement_record")
#: what a paper says by itself where no form has said it
BY_ITSELF = frozenset((*_TERMS["penalty_decision"], "review_submitted_on", "review_materials", "recorder"))
UNSAID = "期限内未提出陈述、申辩"


def printed(step: Step, paper: Paper, signers: Iterable[int]) -> dict[str, Any]:
    """What the paper prints of those who answer for it; it goes before what was typed.

    Args:
        signers: who signed the act that issues it, in order.
    Returns:
        Case facts by their names: `officer_names`, `officer_certificates`, `reviewer_name`, `reviewer_licence` …; numbers
        only of certificates and licences valid that day (行政处罚法第四十二条第一款、第五十八条第二款).
    """
    said = _terms(step, paper)
    host = str(step.data.get(HOST) or "")
    if paper.kind == HEARING_NOTICE and host.isdigit() and int(host) in step.names:
        said[HOST] = step.names[int(host)]
    if not paper.signed:
        return said
    on = shanghai_date(step.act.at)
    ids = list(dict.fromkeys(h.person_id for h in step.standing.duties if h.duty == "handle")) if paper.signed == "handlers" else list(signers)
    known = _known(step, ids)
    hands = [known[one] for one in ids if one in known]
    names = [name for name, _ in hands]
    whose = {one.principal.id: one.principal.name for one in step.standing.lent}
    stated = [naming.named(known[one][0], whose.get(step.acting_for.get(one))) for one in ids if one in known]
    if paper.signed in ("officers", "handlers"):
        numbers = [number for _, held in hands if (number := _valid(held, CERTIFICATE, on))]
        marks = [f"{name}（{number}）" if (number := _valid(held, CERTIFICATE, on)) else name for name, (_, held) in zip(stated, hands)]
        said |= {"officer_names": names, "officer_certificates": numbers, "officer_signatures": marks}
        if paper.kind in RECORDS and not step.data.get("recorder"):
            said["recorder"] = step.standing.name
    elif paper.signed == "reviewer" and hands:
        said |= {"reviewer_name": stated[0], "reviewer_licence": _valid(hands[0][1], LICENCE, on) or "", **_submitted(step)}
    elif names:
        said["leader_name" if paper.signed == "leader" else "host_name"] = "、".join(stated)
    return said


def periods(step: Step, paper: Paper) -> list[dict[str, Any]]:
    """The periods the paper states, in words: those that run as they were counted, the others as they will be.

    Returns:
        `{"code", "name", "said", "lines"}` each; lines `[day, counted, reason]` where the paper has the count as its annex.
    """
    rules, on, found = step.engine.rules_for(step.conn), shanghai_date(step.act.at), []
    for code in paper.periods:
        one = step.clocks.get(code)
        rule = _rule(step, rules, code, one)
        if one is not None and one.state not in ENDED:
            lines = [[line.date.isoformat(), line.counted, line.reason] for line in law.explain(one, rules.calendar, on)] if paper.annex else []
            found.append({"code": code, "name": one.name, "said": wording.headline(one, rules.calendar, rule), "lines": lines})
        elif one is None and rule is not None and paper.outward and _comes(step, code):
            length = step.data.get(f"{code}_days")
            found.append({"code": code, "name": rule.name, "said": wording.promise(rule, length if isinstance(length, int) else None), "lines": []})
    return found


def _rule(step: Step, rules: Rulebook, code: str, one: law.Clock | None) -> Any:
    try:
        if one is not None:
            return rules.rule_of(one)
        on = shanghai_date(step.act.at)
        return rules.clock(code, on, packs(rules, step.data.get("item_code"), on))
    except errors.ClockRefused:  # a rule of another day or pack: the clock itself says what it was counted by
        return None


def _comes(step: Step, code: str) -> bool:
    """A period to pay is promised only where there is something to pay."""
    return code != "pay" or bool(step.data.get("penalty_fen"))


def _known(step: Step, ids: list[int]) -> dict[int, tuple[str, tuple[Qualification, ...]]]:
    """Names and qualifications, from what was read with the case where that is enough."""
    found = {one.id: (one.name, one.qualifications) for one in (step.standing.me, step.standing.beside)}
    if step.standing.file is not None:
        found |= {one.id: (one.name, one.qualifications) for one in step.file.people.values()}
    missing = [one for one in ids if one not in found]
    return {**found, **papers.hands(step.conn, missing)} if missing else found


def _valid(held: Iterable[Qualification], kind: str, on: date) -> str | None:
    fits = (q.number for q in held if q.kind == kind and not q.suspended and (q.valid_from is None or q.valid_from <= on)
            and (q.valid_until is None or on <= q.valid_until))
    return next(fits, None)


def _submitted(step: Step) -> dict[str, Any]:
    """When the file came to the reviewer, and what lay in it."""
    said, task = {}, step.held.task
    if not step.data.get("review_submitted_on") and task is not None:
        said["review_submitted_on"] = shanghai_date(task["created_at"]).isoformat()
    if not step.data.get("review_materials"):
        said["review_materials"] = "、".join(_materials(step.file))
    return said


def _materials(file: Dossier) -> list[str]:
    return list(dict.fromkeys([f"《{paper.name}》" for paper in file.papers] + [piece.name for piece in file.evidence]))


def _terms(step: Step, paper: Paper) -> dict[str, Any]:
    """What a decision states of payment and of the defence when no form has said it."""
    said: dict[str, Any] = {}
    rules, on = step.engine.rules_for(step.conn), shanghai_date(step.act.at)
    for key in _TERMS.get(paper.kind, ()):
        if step.data.get(key) not in (None, ""):
            continue
        if key == "statement_outcome":
            said[key] = UNSAID
        elif step.data.get("penalty_fen"):
            rule = next((r for r in rules.versions.get("pay" if key == "payment_days" else "surcharge", ()) if r.holds_on(on)), None)
            if rule is not None and key == "payment_days":
                said[key] = rule.length
            elif rule is not None and rule.meter is not None:
                said[key] = f"到期不缴纳的，每日按罚款数额的百分之{rule.meter.percent}加处罚款，加处罚款的数额不超过罚款的数额（{rule.meter.basis}）"
    return said
