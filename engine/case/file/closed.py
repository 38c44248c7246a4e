"""A closed file as the case-file review 案卷评查 sees it: what was left undone by today, what was lawful on the day of the decision."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping

from engine import errors
from engine.case import facts
from engine.case.file import dossier
from engine.law.facts import as_instant
from engine.law.gates import Facts, Finding, run
from engine.store import standing
from engine.store.cases import OVER

ACT, DECISION = "dossier", "decision"
#: gates that ask what power list, thresholds, bands and discretion tables say "today". Of a closed file that is the day of its decision:
#: a power taken back or a law changed since makes no lawful decision unlawful (行政处罚法第三十七条).
AS_DECIDED = frozenset({"G-01", "G-02", "C-08", "G-16", "G-31", "G-35", "C-63", "G-38"})


def barred(case: Mapping[str, Any]) -> str:
    """Why a file cannot be reviewed, in Chinese; empty when it can."""
    if case["status"] not in OVER:
        return "本案尚未办结，办结后才能评查案卷。"
    if DECISION not in case["met"]:
        return "本案没有作出处罚或者不予处罚决定，不适用行政处罚案卷评查标准。"
    return ""


def judged(engine, conn, case: Mapping[str, Any], at: datetime) -> tuple[Facts, list[Finding]]:
    """The facts of a closed file and what all gates say of it, blocking findings first.

    Args:
        case: the case's row.
        at: the instant of the review.
    Raises:
        errors.WrongState: see `barred`.
    """
    why = barred(case)
    if why:
        raise errors.WrongState(why, next="请选择已经作出决定并且办结的案件。", case_id=case["id"])
    seen = standing.read(conn, case["id"], None)
    file = dossier.read(engine, conn, case, case["facts"], seen.clocks)

    def state(when: datetime) -> Facts:
        return facts.of_case(engine, conn, case, case["facts"], seen.clocks, seen.duties, when, file)
    now = state(at)
    found = [one for one in run(ACT, now) if one.gate not in AS_DECIDED]
    found += [one for one in run(ACT, state(as_instant(case["met"][DECISION]["at"]))) if one.gate in AS_DECIDED]
    order = {gate: n for n, gate in enumerate(now.rules.acts[ACT])}
    return now, sorted(found, key=lambda one: (one.severity != "blocks", order[one.gate]))
