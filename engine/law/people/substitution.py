"""Standing in for another 代理: one duty at one unit, within a window, and never more than both may do themselves."""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Iterable

from engine.law.people import eligibility
from engine.law.people.eligibility import Ineligible, Past, Person, Terms, Work


@dataclass(frozen=True, slots=True)
class Substitution:
    """Who stands in for whom.

    Attributes:
        person_id: whose post it is. deputy_id: who stands in.
        from_at, until_at: the window, its end not included. ended_at: when it was ended early.
    """

    id: int
    person_id: int
    deputy_id: int
    unit_id: int
    duty: str
    from_at: datetime
    until_at: datetime
    ended_at: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        """Whether it is in force at an instant."""
        return self.from_at <= at < self.until_at and (self.ended_at is None or at < self.ended_at)

    def meets(self, other: "Substitution") -> bool:
        """Whether both are ever in force together, for the same duty at the same unit."""
        return ((self.unit_id, self.duty) == (other.unit_id, other.duty) and self.from_at < (other.ended_at or other.until_at)
                and other.from_at < (self.ended_at or self.until_at))


def refuse(deputy: Person, principal: Person, work: Work, past: Past, terms: Terms, on: date) -> Ineligible | None:
    """Why a person may not do this in another's place, or None: asked of the deputy in person and of the one whose post it is.

    The deputy needs no post, that alone is lent; the principal may be away, that is what it is for.
    """
    own = eligibility.refuse(deputy, replace(work, unit_id=None), past, terms, on)
    if own is not None:
        return replace(own, of=deputy.id)
    theirs = eligibility.refuse(principal, work, past, terms, on, present=False)
    return None if theirs is None else replace(theirs, of=principal.id)


def clash(wanted: Substitution, others: Iterable[Substitution]) -> str | None:
    """What in the substitutions there are already speaks against a new one, in Chinese; None when nothing does."""
    for other in others:
        if not wanted.meets(other):
            continue
        if other.person_id == wanted.person_id:
            return "这段时间该岗位已经有人代理，请先结束原来的代理。"
        if wanted.person_id == other.deputy_id:
            return "其本人正在代理他人的这一岗位，代理不能再转由他人代理。"
        if other.person_id == wanted.deputy_id:
            return "拟定的代理人这段时间自己的这一岗位也由他人代理，不能再代理他人。"
    return None
