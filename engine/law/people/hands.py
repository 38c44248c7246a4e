"""Whose hands were on a case: everybody who acted, in what duty, on which day, and whether they were fit for it then."""
from __future__ import annotations

from datetime import date
from typing import Any, Iterator, NamedTuple

from engine.law.facts import Facts
from engine.law.file.evidence import MEASURES
from engine.law.people import eligibility
from engine.law.people.eligibility import Ineligible
from engine.law.time.milestones import day_of

#: kinds of record 笔录
RECORDS = {"inquiry": "询问笔录", "inspection": "现场检查（勘验）笔录"}
#: those who help and never stand in an officer's place
_NOT_OFFICERS = ("auxiliary", "grid")


class Hand(NamedTuple):
    """A person who acted: in which duty, on which day, in what (Chinese, for messages)."""

    person: Any
    duty: str
    on: date
    what: str


def is_officer(facts: Facts, person: Any) -> bool:
    """False for auxiliary staff 辅助人员 and grid workers 网格员 known to the file."""
    known = facts.dossier.people.get(person)
    return known is None or known.kind not in _NOT_OFFICERS


def name(facts: Facts, person: Any) -> str:
    """The person's name as the file has it."""
    known = facts.dossier.people.get(person)
    return known.name if known else str(person)


def unfit(facts: Facts, person: Any, duty: str, on: date) -> Ineligible | None:
    """Why a person known to the file could not perform `duty` on `on`; None when fit or unknown to the file."""
    known = facts.dossier.people.get(person)
    if known is None:
        return None
    first = facts.rules.limit("first_reviewer", on)
    return eligibility.check(duty, known.kind, known.qualifications, on, item_domain=facts.item.domain if facts.item else None,
                             reviewer_since=known.reviewer_since, licence_from=first.in_force if first else None)


def signed(facts: Facts) -> Iterator[Hand]:
    """Everybody who put a name to something: deeds, records, measures; the duties on the case where no deeds are kept."""
    file = facts.dossier
    for deed in file.deeds:
        for person in deed.by:
            yield Hand(person, deed.duty, day_of(deed.at), f"“{deed.name}”")
    for held in facts.duties:
        yield Hand(held.person_id, held.duty, day_of(held.at) if held.at else facts.on,
                   f"“{held.task_name or facts.rules.duties.get(held.duty, held.duty)}”")
    for on, persons, what in on_site(facts):
        for person in persons:
            yield Hand(person, "handle", on, what)


def on_site(facts: Facts) -> Iterator[tuple[date, tuple[Any, ...], str]]:
    """What must be done by two officers together: records and measures, each with day, officers and its name."""
    for record in facts.dossier.records:
        yield day_of(record.began_at), record.officers, RECORDS.get(record.kind, "笔录")
    for measure in facts.dossier.measures:
        yield day_of(measure.executed_at), measure.by, MEASURES.get(measure.kind, "强制措施")


def investigators(facts: Facts) -> set[Any]:
    """The natural persons who investigated: handlers, and whoever made a record or executed a measure."""
    return {hand.person for hand in signed(facts) if hand.duty == "handle"}
