"""A second, deliberately slow implementation that walks day by day, over its own copy of the notices."""
import random
from datetime import date, timedelta

import pytest

from engine.law import clock as clocks
from engine.law.period import count
from engine.law.rule import Exclusion, Rule
from tests.engine.law.notices import works

_DAY = timedelta(days=1)
_LONGEST = {"day": 200, "working_day": 60, "month": 12, "year": 1}


def walk(start, length, unit, lost=frozenset()):
    """The nominal end: walk and tick off each unit."""
    d, left = start, length
    if unit in ("month", "year"):
        for _ in range(length * (12 if unit == "year" else 1)):
            # To the same place in the next month by its first day, so that a short month does not shift later ones.
            d = (d.replace(day=1) + timedelta(days=31)).replace(day=1)
        last = (d + timedelta(days=31)).replace(day=1) - _DAY
        d, left = min(d + timedelta(days=start.day - 1), last), sum(start < x <= min(d + timedelta(days=start.day - 1), last) for x in lost)
        unit = "day"
    while left:
        d += _DAY
        if d not in lost and (unit == "day" or works(d)):
            left -= 1
    return d


def roll(d, step):
    while not works(d):
        d += step
    return d


def test_five_thousand_random_spans_agree(calendar):
    dice = random.Random(20260315)
    for _ in range(5000):
        start = date(2024, 1, 1) + timedelta(dice.randrange(700))
        unit = dice.choice(list(_LONGEST))
        length = dice.randint(1, _LONGEST[unit])
        end = walk(start, length, unit)
        span = count(start, length, unit, calendar)
        assert (span.nominal, span.rolled, span.act_by) == (end, roll(end, _DAY), roll(end, -_DAY)), (start, length, unit)
        between = [start + i * _DAY for i in range(1, (end - start).days)]
        passed = [d for d in between if not works(d)] if unit == "working_day" else \
            [end + i * _DAY for i in range((roll(end, _DAY) - end).days)]
        assert [s.date for s in span.skipped] == passed


@pytest.mark.parametrize("unit, length", [("day", 90), ("working_day", 15), ("month", 2)])
def test_random_overlapping_suspensions_agree(calendar, unit, length):
    rule = Rule("x", "D-0", "测试期限", length, unit, "agency", "行政强制法 第二十五条", date(2020, 1, 1),
                excludes=(Exclusion("a", "检测", "行政强制法 第二十五条第三款"), Exclusion("b", "鉴定", "行政强制法 第二十五条第三款")))
    dice = random.Random(7)
    for _ in range(400):
        start = date(2024, 1, 1) + timedelta(dice.randrange(500))
        clock, lost, now = clocks.start(rule, start, calendar), set(), start
        for _ in range(dice.randint(1, 3)):
            first = now + timedelta(dice.randrange(0, 8))
            if first > clock.due_on:
                break
            second, third = first + timedelta(dice.randrange(0, 9)), first + timedelta(dice.randrange(9, 20))
            clock = clocks.suspend(clock, first, "a", rule)
            clock = clocks.suspend(clock, second, "b", rule)
            clock = clocks.resume(clock, third, calendar, "a")
            assert clock.state == "suspended"
            now = third + timedelta(dice.randrange(0, 5))
            clock = clocks.resume(clock, now, calendar, "b")
            lost |= {first + i * _DAY for i in range(1, (now - first).days + 1)}
        assert clock.nominal == walk(start, length, unit, frozenset(lost)), (start, sorted(lost))
