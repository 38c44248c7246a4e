"""Gaps and overlaps of small tables against a second implementation: every point of a fine grid, asked one by one."""
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BadInput
from engine.law.penalty.cell import OTHER, Axis, Cell, Span
from engine.law.penalty.region import gaps, overlaps

#: per kind of axis: its grid, and cells whose ends lie on half the grid's points, so that the grid reaches every piece
HALVES = [Decimal(n) / 4 for n in range(-2, 19)]
WHOLE = [Decimal(n) for n in range(-2, 8)]
DAYS = [Decimal(date(2026, 8, 10).toordinal() + n) for n in range(10)]
TEXTS = ("甲", "乙", "丙")


def spans(points):
    ends = st.sampled_from([None, *points])
    made = st.builds(Span, ends, ends, st.booleans(), st.booleans())
    return st.lists(made.filter(lambda s: not s.empty), min_size=1, max_size=2).map(lambda several: Cell(tuple(several)))


def values(pool):
    return st.builds(lambda chosen, other: Cell(values=frozenset(chosen), other=other), st.sets(st.sampled_from(pool)), st.booleans())


@st.composite
def axes(draw):
    kind = draw(st.sampled_from(["number", "integer", "date", "closed", "open", "boolean"]))
    if kind == "number":
        within = draw(st.sampled_from([None, (Span(Decimal(0), None),), (Span(Decimal(0), Decimal(3), True, False),)]))
        return Axis("n", "数量", "number", within), HALVES, spans([Decimal(n) / 2 for n in range(0, 8)])
    if kind == "integer":
        within = draw(st.sampled_from([None, (Span(Decimal(1), None),)]))
        return Axis("i", "次数", "integer", within), WHOLE, spans([Decimal(n) / 2 for n in range(0, 12)])
    if kind == "date":
        return Axis("d", "日期", "date"), DAYS, spans(DAYS[1:8])
    if kind == "closed":
        return Axis("c", "后果", "string", values=TEXTS), list(TEXTS), values(TEXTS)
    if kind == "open":
        return Axis("o", "种类", "string"), [*TEXTS, "别的"], values(TEXTS[:2])
    return Axis("b", "改正", "boolean"), [True, False], values([True, False])


@st.composite
def tables(draw):
    drawn = draw(st.lists(axes(), min_size=1, max_size=3))
    rules = draw(st.lists(st.tuples(*(st.none() | cells for _, _, cells in drawn)), max_size=5))
    return [a for a, _, _ in drawn], [g for _, g, _ in drawn], rules


def inside(axis, value) -> bool:
    return not axis.within or any(s.holds(value) for s in axis.within)


def contains(region, axes_, point) -> bool:
    for axis, side, value in zip(axes_, region.sides, point):
        if axis.kind in ("string", "boolean"):
            named = value in [v for v in side if v is not OTHER]
            known = value in {v for v in side if v is not OTHER} | set(TEXTS[:2]) | set(axis.values or ())
            if not (named or (OTHER in side and not known)):
                return False
        elif not any(s.holds(value) for s in side):
            return False
    return True


@settings(max_examples=300, deadline=None)
@given(tables())
def test_gaps_and_overlaps_are_exactly_those_of_the_grid(table):
    axes_, grids, rules = table
    # Texts that no rule names are one region only where OTHER stands for them all.
    missing, double = gaps(axes_, rules), overlaps(axes_, rules)
    for point in product(*grids):
        if not all(inside(a, v) for a, v in zip(axes_, point)):
            assert not any(contains(r, axes_, point) for r in (*missing, *double))
            continue
        hits = tuple(n for n, rule in enumerate(rules, 1) if all(c is None or c.holds(a, v) for c, a, v in zip(rule, axes_, point)))
        open_texts = [a for a, v in zip(axes_, point) if a.kind == "string" and not a.values and v in TEXTS[:2]
                      and v not in {t for rule in rules for c, b in zip(rule, axes_) if c and b is a for t in c.values}]
        if open_texts:
            continue
        assert [r.rules for r in missing if contains(r, axes_, point)] == ([()] if not hits else [])
        assert [r.rules for r in double if contains(r, axes_, point)] == ([hits] if len(hits) > 1 else [])


@settings(max_examples=200, deadline=None)
@given(tables())
def test_every_region_reported_is_a_real_one(table):
    axes_, grids, rules = table
    for region in gaps(axes_, rules) + overlaps(axes_, rules):
        points = [p for p in product(*grids) if contains(region, axes_, p) and all(inside(a, v) for a, v in zip(axes_, p))]
        assert region.text and all(region.sides)
        for point in points:
            hits = tuple(n for n, rule in enumerate(rules, 1) if all(c is None or c.holds(a, v) for c, a, v in zip(rule, axes_, point)))
            assert hits == region.rules


AREA, HARM = Axis("area", "占道面积（平方米）", "number", (Span(Decimal(0), None),)), Axis(
    "harm", "危害后果", "string", values=("none", "serious"), words=(("none", "没有"), ("serious", "严重")))


def cell(low, high, low_in=True, high_in=True):
    return Cell((Span(low if low is None else Decimal(low), high if high is None else Decimal(high), low_in, high_in),))


def test_a_gap_at_one_point_is_found_and_said():
    # < 5 and > 5 leave exactly 5.
    found = gaps([AREA], [[cell(None, 5, high_in=False)], [cell(5, None, False)]])
    assert [r.text for r in found] == ["“占道面积（平方米）”为 5"]


def test_an_overlap_at_one_point_is_found_with_its_rules():
    found = overlaps([AREA], [[cell(None, 5)], [cell(5, None)]])
    assert [(r.rules, r.text) for r in found] == [((1, 2), "“占道面积（平方米）”为 5")]


def test_a_gap_in_a_corner_names_every_condition():
    rules = [[cell(None, 5, high_in=False), None], [cell(5, None), Cell(values=frozenset({"serious"}))]]
    assert [r.text for r in gaps([AREA, HARM], rules)] == ["“占道面积（平方米）”5 以上，且“危害后果”为“没有”"]


def test_three_rules_on_one_spot_are_reported_together():
    rules = [[cell(0, 9)], [cell(3, 12)], [cell(9, None)]]
    assert [(r.rules, r.text) for r in overlaps([AREA], rules)] == [
        ((1, 2), "“占道面积（平方米）”3 以上不满 9"), ((1, 2, 3), "“占道面积（平方米）”为 9"), ((2, 3), "“占道面积（平方米）”超过 9、12 以下")]


def test_a_table_without_rules_is_one_gap_and_one_with_a_catch_all_none():
    assert [r.text for r in gaps([AREA, HARM], [])] == ["全部情形"]
    assert gaps([AREA, HARM], [[None, None]]) == [] == overlaps([AREA, HARM], [[None, None]])


def test_a_table_that_nobody_could_read_is_refused():
    wide = [Axis(f"n{i}", f"数{i}", "number") for i in range(8)]
    rules = [[cell(r + i, r + i + 40) for i in range(8)] for r in range(40)]
    with pytest.raises(BadInput):
        overlaps(wide, rules)
