"""What a new version of a process means differently: told by element, flow, duty, clock, form, table, paper and obligation.

Where a shape lies on the page is no meaning: a drawing that was only tidied up has no difference here.
"""
from __future__ import annotations

from collections.abc import Mapping

from engine.process.bundle import Bundle
from engine.process.difference.change import Change, Difference
from engine.process.difference.drawing import drawings, places
from engine.process.difference.files import folders
from engine.process.difference.owed import owed
from engine.process.proof.obligations import Obligations

__all__ = ["Change", "Difference", "between"]


def between(old: Mapping[str, Bundle], new: Mapping[str, Bundle], *, obligations: Obligations) -> Difference:
    """Compares two sets of process folders.

    Args:
        old, new: process key → folder; a process in only one of them was added or removed.
        obligations: what the law demands of every drawing, to tell which demand an element gained or lost.
    Returns:
        Every change in the order of processes and, within one, of the new drawing.
    Raises:
        errors.DefinitionInvalid: a diagram cannot be read.
    """
    found: list[Change] = []
    moved = 0
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            one = after or before
            found.append(Change(key, "process", key, one.name, "added" if before is None else "removed"))
            continue
        if before.digest == after.digest:
            continue
        found += [*drawings(key, before.diagram, after.diagram), *folders(key, before, after)]
        moved += sum(places(before.diagram)[one] != place for one, place in places(after.diagram).items() if one in places(before.diagram))
    return Difference(tuple(found), tuple(owed(old, new, obligations)), moved)
