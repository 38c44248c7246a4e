"""G-06: handling, review, hearing and decision by different people; the last wall behind the choke point."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.separation import breaches

ID = "G-06"


def check(facts: Facts) -> Finding | None:
    """Look over the whole history, so that a breach that slipped in earlier still stops the case."""
    found = breaches(facts.duties, facts.rules.separation)
    if not found:
        return None
    names = facts.rules.duties
    first = found[0]
    return facts.finding(ID, f"同一人在本案中先后承担了“{names.get(first.held.duty, first.held.duty)}”和"
                             f"“{names.get(first.wanted, first.wanted)}”（{first.basis}）。", "请改由未承担过前述职责的人员重新办理该环节。")
