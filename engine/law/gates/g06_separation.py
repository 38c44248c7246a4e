"""G-06: handling, review, hearing and decision by different people; the last wall behind the choke point."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.people import hands
from engine.law.people.separation import Held, breaches

ID = "G-06"


def check(facts: Facts) -> Finding | None:
    """Look over the whole history and the signatures in the file, so that an earlier breach still stops the case."""
    found = breaches(_history(facts), facts.rules.separation)
    if not found:
        return None
    names = facts.rules.duties
    first = found[0]
    return facts.finding(ID, f"同一人在本案中先后承担了“{names.get(first.held.duty, first.held.duty)}”和"
                             f"“{names.get(first.wanted, first.wanted)}”（{first.basis}）。", "请改由未承担过前述职责的人员重新办理该环节。")


def _history(facts: Facts) -> list[Held]:
    """Each person's duties once; who posts money from the collector is a cashier, cash on the spot is the officers' (第六十七条)."""
    duties = dict.fromkeys((hand.person, hand.duty) for hand in hands.signed(facts))
    posted = (p.by for p in facts.dossier.payments if p.by is not None and p.channel == "collector")
    duties |= dict.fromkeys((person, "collect_fine") for person in posted)
    return [Held(person, duty) for person, duty in duties]
