"""When the main things of a case happened, and until when a period counted from them runs; what several gates ask alike."""
from __future__ import annotations

from datetime import date, datetime

from engine.law.facts import Facts
from engine.law.time import clock as clocks
from engine.law.time.reckoning import SHANGHAI
from engine.law.time.rule import Rule
from engine.law.time.running import Clock

#: the papers that end a case by a decision
DECISIONS = ("penalty_decision", "on_spot_decision", "no_penalty_decision", "demolition_order")


def day_of(at: datetime) -> date:
    """The day in China of an instant."""
    return at.astimezone(SHANGHAI).date()


def on_the_spot(facts: Facts) -> bool:
    """Whether the case runs in the summary procedure: chosen, and nothing filed since (行政处罚法第五十一条)."""
    return facts.data.get("procedure") == "summary" and facts.done("filing") is None


def decided_at(facts: Facts) -> datetime | None:
    """When the decision was made, or None while it is still to be made."""
    met = facts.done_at("decision")
    if met is not None:
        return met
    papers = facts.dossier.issued(*DECISIONS)
    return papers[-1].issued_at if papers else None


def judged_on(facts: Facts) -> date:
    """The day by which a decision is to be judged: that of the decision made, else today."""
    at = decided_at(facts)
    return facts.on if at is None else day_of(at)


def served_on(facts: Facts) -> date | None:
    """The day the decision reached the party, from the form or the service record."""
    on = facts.day("decision_served_on")
    if on is not None:
        return on
    return next((s.on for kind in DECISIONS if (s := facts.dossier.served(kind))), None)


def last_day(facts: Facts, code: str, day0: date) -> date | None:
    """The last day of a period counted from `day0`.

    The case's own clock counts, with what was extended or excluded, when it was started on that day; else the bare rule.

    Returns:
        None when no rule was in force on `day0`: there is nothing to measure by.
    """
    running = facts.clocks.get(code)
    if running is not None and running.day0 == day0 and running.state != "cancelled":
        return running.due_on
    clock = bare(facts, code, day0)
    return clock.due_on if clock else None


def bare(facts: Facts, code: str, day0: date | datetime) -> Clock | None:
    """The period as the rule alone counts it from `day0`, or None when no rule was in force then."""
    rule = rule_on(facts, code, day_of(day0) if isinstance(day0, datetime) else day0)
    return clocks.start(rule, day0, facts.rules.calendar) if rule else None


def rule_on(facts: Facts, code: str, on: date) -> Rule | None:
    """The version of a clock's rule in force on `on`, or None when none was."""
    return next((r for r in facts.rules.versions.get(code, ()) if r.holds_on(on)), None)


def remedies(facts: Facts) -> list[Clock]:
    """The party's periods for reconsideration and suit: those running on the case, else counted from the service of the decision.

    Under the land law there is one period only, to sue (土地管理法第八十三条).
    """
    land = "sue_land" in facts.clocks or facts.dossier.issued("demolition_order_land")
    codes = ("sue_land",) if land else ("reconsider", "sue")
    served, running = served_on(facts), [facts.clocks[c] for c in (*codes, "sue_after_reconsideration") if c in facts.clocks]
    missing = [bare(facts, c, served) for c in codes if c not in facts.clocks] if served else []
    return running + [clock for clock in missing if clock]
