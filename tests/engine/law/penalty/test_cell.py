from datetime import date
from decimal import Decimal

import pytest

from engine.law.penalty.cell import OTHER, Axis, Cell, Span, covers, measure, pieces, say

AREA = Axis("area", "占道面积（平方米）", "number")
TIMES = Axis("times", "违法次数", "integer", within=(Span(Decimal(1), None),))
HARM = Axis("harm", "危害后果", "string", values=("none", "minor", "serious"), words=(("none", "没有"), ("minor", "轻微"), ("serious", "严重")))
DAY = Axis("act_on", "违法行为日期", "date")
FIRST = Axis("first_offence", "是否初次违法", "boolean")


def span(low, high, low_in=True, high_in=True):
    return Span(*(None if v is None else Decimal(v) for v in (low, high)), low_in, high_in)


@pytest.mark.parametrize("one, inside, outside", [
    (span(1, 5), (1, 3, 5), (0.9, 5.1)), (span(1, 5, False, False), (1.1, 4.9), (1, 5)), (span(None, 5), (-99, 5), (5.01,)),
    (span(5, None, False), (5.01, 99), (5,)), (span(3, 3), (3,), (2.9, 3.1)), (span(None, None), (-1e9, 1e9), ()),
])
def test_a_span_holds_its_ends_only_when_they_are_in(one, inside, outside):
    assert all(one.holds(Decimal(str(v))) for v in inside) and not any(one.holds(Decimal(str(v))) for v in outside)


@pytest.mark.parametrize("one, empty", [(span(3, 3), False), (span(3, 3, False), True), (span(4, 3), True), (span(None, 3), False)])
def test_a_span_may_hold_nothing(one, empty):
    assert one.empty is empty


def test_where_two_spans_meet():
    assert span(1, 5).meet(span(3, 9, False)) == span(3, 5, False)
    assert span(1, 5, high_in=False).meet(span(None, 5)) == span(1, 5, high_in=False)
    assert span(1, 2).meet(span(3, 4)).empty


@pytest.mark.parametrize("axis, value, expected", [
    (AREA, 5, Decimal(5)), (AREA, 5.5, Decimal("5.5")), (AREA, 0.1, Decimal("0.1")), (AREA, "5", None), (AREA, True, None),
    (AREA, None, None), (AREA, float("nan"), None), (TIMES, 2, Decimal(2)), (TIMES, 2.5, None), (HARM, "none", "none"), (HARM, "", None),
    (HARM, 1, None), (DAY, "2026-08-15", Decimal(date(2026, 8, 15).toordinal())), (DAY, date(1, 1, 1), Decimal(1)), (DAY, "soon", None),
    (FIRST, False, False), (FIRST, "true", None), (FIRST, 1, None),
])
def test_a_fact_counts_only_as_a_value_of_its_kind(axis, value, expected):
    found = measure(axis, value)
    assert found == expected and type(found) is type(expected)


def test_a_text_axis_without_declared_values_has_room_for_others():
    open_axis = Axis("kind", "种类", "string")
    cell = Cell(values=frozenset({"渣土"}))
    assert pieces(open_axis, [cell, None]) == ["渣土", OTHER]
    assert covers(cell, "渣土") and not covers(cell, OTHER) and covers(Cell(values=frozenset({"渣土"}), other=True), OTHER)


def test_between_two_steps_there_is_nothing():
    # [1..1] and [2..2] leave no gap on whole numbers, and one on numbers.
    cells = [Cell((span(1, 1),)), Cell((span(2, 2),))]
    assert not [p for p in pieces(TIMES, cells) if p.holds(Decimal("1.5"))]
    assert [p for p in pieces(AREA, cells) if p.holds(Decimal("1.5"))]


@pytest.mark.parametrize("axis, side, said", [
    (AREA, [span(None, 5, high_in=False)], "“占道面积（平方米）”不满 5"),
    (AREA, [span(5, 5), span(5, 20, False, False), span(20, 20)], "“占道面积（平方米）”5 以上 20 以下"),
    (AREA, [span(5, 20, False, False)], "“占道面积（平方米）”超过 5、不满 20"),
    (AREA, [span(1, 5, False, False), span(5, 9, False, False)], "“占道面积（平方米）”超过 1、不满 5，或者超过 5、不满 9"),
    (AREA, [span("0.5", "0.5")], "“占道面积（平方米）”为 0.5"),
    (AREA, [span(100, None, False)], "“占道面积（平方米）”超过 100"),
    (TIMES, [span(1, 1), span(1, 3, False, False)], "“违法次数”1 以上 2 以下"),
    (HARM, ["none", "minor"], "“危害后果”为“没有”或者“轻微”"), (HARM, [OTHER], "“危害后果”为其他情形"),
    (FIRST, [False], "“是否初次违法”为否"),
    (DAY, [span(date(2026, 8, 15).toordinal(), None)], "“违法行为日期”自 2026-08-15 起"),
])
def test_a_side_is_said_in_the_words_of_a_statute(axis, side, said):
    assert say(axis, side) == said
