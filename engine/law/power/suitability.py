"""Whether an item suits a town 赋权适宜性, and which delegated items nobody uses 僵尸事项. Criteria and months are data."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Iterable, Mapping

from engine.errors import BadInput
from engine.law.power.authority import ListEntry
from engine.law.time.period import add_months

#: Answers run from 0 (not at all) to this.
FULL_MARK = 5


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question answered 0 … 5. `weight` in points of 100; below `least` the item is unsuitable whatever the sum."""

    code: str
    name: str
    weight: int
    least: int = 0


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """A configurable set of criteria.

    Attributes:
        criteria: weights add up to 100. passes: points needed.
        conditions: code → what must be true beside the points, e.g. the instrument is cited.
        local: True when it is a local choice, not a statute's.
    """

    code: str
    name: str
    criteria: tuple[Criterion, ...]
    passes: int
    conditions: Mapping[str, str]
    basis: str
    local: bool = True


@dataclass(frozen=True, slots=True)
class Suitability:
    """Criteria sets by code, and after how many months without a case a delegated item counts as dormant."""

    criteria: Mapping[str, CriteriaSet] = field(default_factory=dict)
    dormant_months: int = 12


@dataclass(frozen=True, slots=True)
class Verdict:
    """The score of an item: points of 100, and in Chinese what stands against delegating it."""

    points: float
    suitable: bool
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dormant:
    """A delegated item without a case: since when it has been held, and the last case if there ever was one."""

    unit_code: str
    item_code: str
    held_since: date
    last_case_on: date | None


def score(criteria: CriteriaSet, answers: Mapping[str, int], met: Iterable[str] = ()) -> Verdict:
    """Score the delegation of an item.

    Args:
        answers: criterion code → 0 … 5; all must be answered. met: codes of the conditions that are true.
    Raises:
        BadInput: a criterion unanswered or unknown, an answer out of range, an unknown condition.
    """
    met, known = set(met), {c.code: c for c in criteria.criteria}
    if set(answers) != set(known):
        wrong = "、".join(sorted(set(answers) ^ set(known)))
        raise BadInput(f"“{criteria.name}”的评分项不齐或有多余：{wrong}。")
    if any(type(a) is not int or not 0 <= a <= FULL_MARK for a in answers.values()) or met - set(criteria.conditions):
        raise BadInput(f"每项评分为 0 至 {FULL_MARK} 的整数，条件须为“{criteria.name}”所列。")
    points = sum(c.weight * answers[c.code] for c in criteria.criteria) / FULL_MARK
    against = [f"{c.name}得 {answers[c.code]} 分，低于最低要求 {c.least} 分" for c in criteria.criteria if answers[c.code] < c.least]
    against += [f"未满足：{text}" for code, text in criteria.conditions.items() if code not in met]
    if points < criteria.passes:
        against.append(f"总分 {points:g}，不足 {criteria.passes} 分")
    return Verdict(points, not against, tuple(against))


def dormant(entries: Iterable[ListEntry], cases: Iterable[tuple[str, str, date]], on: date, months: int) -> tuple[Dormant, ...]:
    """The items held on `on` for at least `months` months without a break, and without a case in the last `months`.

    Args:
        entries: of one or several units. cases: (unit, item, filed on) of cases on record.
    """
    entries, since, last = tuple(entries), add_months(on, -months), {}
    for unit, item, filed_on in cases:
        if filed_on <= on:
            last[unit, item] = max(filed_on, last.get((unit, item), filed_on))
    found = []
    for entry in (e for e in entries if e.holds_on(on)):
        key, begun = (entry.unit_code, entry.item_code), _held_since(entries, entry)
        if begun <= since and (key not in last or last[key] <= since):
            found.append(Dormant(*key, begun, last.get(key)))
    return tuple(found)


def _held_since(entries: tuple[ListEntry, ...], entry: ListEntry) -> date:
    """The first day of the unbroken run of entries that ends in this one: a new list version does not interrupt it."""
    begun = entry.valid_from
    for past in sorted((e for e in entries if (e.unit_code, e.item_code) == (entry.unit_code, entry.item_code)
                        and e.valid_from < begun), key=lambda e: e.valid_from, reverse=True):
        if past.valid_until is None or (begun - past.valid_until).days != 1:
            break
        begun = past.valid_from
    return begun
