"""A second, deliberately slow implementation that walks day by day, over its own copy of the notices and over invented calendars."""
import random
from datetime import date, datetime, timedelta, timezone

import pytest

from engine.law.time import clock as clocks
from engine.law.time.calendar import Calendar, Year
from engine.law.time.period import count
from engine.law.time.rule import Exclusion, Extension, Rule
from tests.engine.law import notices

_DAY = timedelta(days=1)
_LONGEST = {"day": 120, "working_day": 45, "month": 12, "year": 2}
_BASIS = "行政强制法 第二十五条第三款"
#: how many inputs each of the two calendars is tried on
SPANS, CLOCKS = 43_000, 8_000


class Slow:
    """Days one by one: `works` says whether a day is worked, `known` whether its year has a notice."""

    def __init__(self, works, known):
        self.works, self.known = works, known

    def end(self, start, length, unit, more=0, lost=frozenset()):
        """The bare end: tick off each unit, then each added day, and never a lost one."""
        d, left = start, length + more
        if unit in ("month", "year"):
            first, steps = start.replace(day=1), length * (12 if unit == "year" else 1)
            for _ in range(steps):
                first = (first + timedelta(days=31)).replace(day=1)
            last = (first + timedelta(days=31)).replace(day=1) - _DAY
            d = min(first + timedelta(days=start.day - 1), last)
            left = more + sum(start < x <= d for x in lost)
        while left:
            d += _DAY
            if d not in lost and (unit != "working_day" or self.works(d)):
                left -= 1
        return d

    def roll(self, d, step):
        while not self.works(d):
            d += step
        return d


@pytest.fixture(scope="module")
def invented():
    """A calendar of a country that has never been: holidays and worked weekends at random, 2026 not yet announced."""
    dice = random.Random(1949)
    off, work, years = set(), set(), {}
    for year in range(2023, 2031):
        for _ in range(9):
            first = date(year, 1, 1) + timedelta(dice.randrange(355))
            off |= {first + i * _DAY for i in range(dice.randint(1, 9))}
        weekends = [date(year, 1, 1) + timedelta(i) for i in range(365) if (date(year, 1, 1) + timedelta(i)).weekday() > 4]
        work |= set(dice.sample(weekends, 9))
        off -= work
        years[year] = Year(year, "provisional" if year == 2026 else "official", "试", frozenset(d for d in off if d.year == year),
                           frozenset(d for d in work if d.year == year))
    off_again, work_again = frozenset(off), frozenset(work)
    return Calendar(years), Slow(lambda d: d in work_again or (d.weekday() < 5 and d not in off_again),
                                 lambda year: year in years and year != 2026)


@pytest.fixture(params=["official", "invented"])
def world(request, calendar):
    """A calendar, the slow walker over the same days, and the days from which periods may start."""
    if request.param == "invented":
        return *request.getfixturevalue("invented"), 1400
    return calendar, Slow(notices.works, lambda year: year in (2024, 2025, 2026)), 650


def test_random_spans_agree(world):
    calendar, slow, days = world
    dice, tried = random.Random(20260315), 0
    while tried < SPANS:
        start = date(2024, 1, 1) + timedelta(dice.randrange(days))
        unit = dice.choice(("day", "working_day", "day", "working_day", "month", "year"))
        length = dice.randint(1, _LONGEST[unit])
        end = slow.end(start, length, unit)
        if end.year > 2026 and days == 650:
            continue
        tried += 1
        later, earlier = slow.roll(end, _DAY), slow.roll(end, -_DAY)
        span = count(start, length, unit, calendar)
        assert (span.nominal, span.rolled, span.act_by) == (end, later, earlier), (start, length, unit)
        between = [start + i * _DAY for i in range(1, (end - start).days)] if unit == "working_day" else \
            [end + i * _DAY for i in range((later - end).days)]
        assert [s.date for s in span.skipped] == [d for d in between if not slow.works(d)]
        used = range((start + _DAY).year, end.year + 1) if unit == "working_day" else range(earlier.year, later.year + 1)
        assert span.provisional is not all(map(slow.known, used)), (start, length, unit)


def _rule(unit, binds):
    family = "working_day" if unit == "working_day" else "day"
    return Rule("x", "D-0", "测试期限", None, unit, binds, _BASIS, date(2020, 1, 1), shortest=1, longest=200, warn_at=(5, 1),
                excludes=(Exclusion("a", "检测", _BASIS), Exclusion("b", "鉴定", _BASIS)),
                extend=(Extension(30, family, 1, "负责人", _BASIS), Extension(None, family, None, "集体讨论", _BASIS)))


def _lived(dice, rule, start, calendar):
    """A clock after a random life; the days it lost and the days it gained, as the slow walker needs them."""
    clock, lost, more = clocks.start(rule, start, calendar, length=dice.randint(1, {"day": 90, "working_day": 20, "month": 6}[rule.unit])), set(), 0
    now = start
    for _ in range(dice.randint(1, 3)):
        now += timedelta(dice.randrange(0, 6))
        if now > clock.due_on:
            break
        if dice.random() < 0.4:
            units = dice.randint(1, 30)
            clock, more = clocks.extend(clock, rule, calendar, on=now, length=units, reason="复杂"), more + units
            continue
        second, third = now + timedelta(dice.randrange(0, 9)), now + timedelta(dice.randrange(9, 20))
        end = third + timedelta(dice.randrange(0, 5))
        clock = clocks.suspend(clock, now, "a", rule, document="甲")
        clock = clocks.suspend(clock, second, "b", rule, document="乙")
        clock = clocks.resume(clock, third, calendar, "a")
        assert clock.state == "suspended"
        clock = clocks.resume(clock, end, calendar, "b")
        lost |= {now + i * _DAY for i in range(1, (end - now).days + 1)}
        now = end
    return clock, frozenset(lost), more


def test_random_clocks_agree(world):
    calendar, slow, days = world
    dice = random.Random(7)
    rules = [_rule(unit, binds) for unit in ("day", "working_day", "month") for binds in ("party", "agency")]
    for _ in range(CLOCKS):
        rule, start = dice.choice(rules), date(2024, 1, 1) + timedelta(dice.randrange(days - 200))
        clock, lost, more = _lived(dice, rule, start, calendar)
        end = slow.end(start, clock.length, rule.unit, more, lost)
        due = slow.roll(end, _DAY) if rule.binds == "party" else end
        assert (clock.nominal, clock.due_on, clock.act_by) == (end, due, slow.roll(end, -_DAY)), (rule.unit, start, sorted(lost), more)
        assert len(clocks.excluded_days(clock)) == len(lost)


def test_a_new_calendar_gives_what_counting_under_it_from_the_start_gives(calendar, invented):
    other, slow = invented
    dice = random.Random(3)
    rules = [_rule(unit, "party") for unit in ("day", "working_day", "month")]
    at = datetime(2024, 1, 1, tzinfo=timezone.utc)
    for _ in range(3_000):
        rule, start = dice.choice(rules), date(2024, 1, 1) + timedelta(dice.randrange(400))
        clock, lost, more = _lived(dice, rule, start, calendar)
        moved = clocks.renewed(clock, other, at)
        assert moved.due_on == slow.roll(slow.end(start, clock.length, rule.unit, more, lost), _DAY)
        assert [m.name for m in moved.marks] == [m.name for m in clock.marks]
        assert clocks.renewed(moved, other, at) == moved


def test_explained_days_add_up_whatever_has_happened(world):
    calendar, _, days = world
    dice = random.Random(11)
    rules = [_rule(unit, binds) for unit in ("day", "working_day") for binds in ("party", "agency")]
    for _ in range(1_500):
        rule = dice.choice(rules)
        clock, _, more = _lived(dice, rule, date(2024, 1, 1) + timedelta(dice.randrange(days - 200)), calendar)
        lines = clocks.explain(clock, calendar)
        assert sum(line.counted for line in lines) == clock.length + more
        assert [line.date for line in lines] == [clock.day0 + i * _DAY for i in range((clock.due_on - clock.day0).days + 1)]
        assert all(line.reason for line in lines)


def test_a_hundred_thousand_inputs_are_tried():
    assert 2 * (SPANS + CLOCKS) >= 100_000
