"""Handling 办, legal review 审 and decision 定 by different people: by natural person, over the whole history of a case."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Iterable, Mapping

#: what the statutes themselves keep apart: a rule pack may add pairs, never leave out or soften one of these. The database keeps
#: the same list (store migration 0005), so a changed file opens nothing there either.
FLOOR = (("handle", "review"), ("handle", "decide"), ("review", "decide"), ("handle", "hearing"), ("decide", "hearing"),
         ("handle", "collective"), ("handle", "collect_fine"), ("decide", "collect_fine"))


@dataclass(frozen=True, slots=True)
class Held:
    """A duty that a person has performed on the case, in whatever round, as delegate or not.

    Attributes:
        qualified: the person held what the duty requires on that day (certificate, licence), as recorded then.
        reason: why this person bears it although a soft pair speaks against it.
        for_id: as whose substitute 代理; it counts as that person's too.
    """

    person_id: int | str
    duty: str
    at: datetime | None = None
    task_name: str = ""
    qualified: bool = True
    reason: str | None = None
    for_id: int | str | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """Why the person may not take the wanted duty: the duty held before, and the article."""

    person_id: int | str
    wanted: str
    held: Held
    basis: str


def conflict(held: Iterable[Held], person_id: int | str, duty: str, pairs: Mapping[tuple[str, str], str]) -> Breach | None:
    """The first duty in the case's history that bars this person from `duty`.

    Args:
        held: everything anyone did on the case.
        pairs: incompatible duties → article; a pair holds in both directions.
    """
    for past in held:
        if person_id in (past.person_id, past.for_id):
            basis = pairs.get((past.duty, duty)) or pairs.get((duty, past.duty))
            if basis:
                return Breach(person_id, duty, past, basis)
    return None


def breaches(held: Iterable[Held], pairs: Mapping[tuple[str, str], str]) -> list[Breach]:
    """Every incompatible combination already present in a history; empty for a clean case."""
    history = list(held)
    found = (conflict(history[:i], past.person_id, past.duty, pairs) for i, past in enumerate(history))
    return [breach for breach in found if breach]
