"""One cell of a decision table: what it covers on its axis, read from its text, and said in the words of a statute."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, floor
from typing import Any, Iterable, Sequence

#: "number" is dense; "integer" and "date" go in steps; "string" and "boolean" have no order.
KINDS = ("number", "integer", "date", "string", "boolean")
_ORDERED = ("number", "integer", "date")
#: stands for every text that no rule names, on an axis whose values were not declared
OTHER = object()


@dataclass(frozen=True, slots=True)
class Axis:
    """An input of a decision table.

    Attributes:
        key: the fact it reads. label: its name in Chinese.
        kind: one of KINDS.
        within: the declared range of an ordered axis, None when unbounded.
        values: the declared values of a string axis, None when any text may come.
        words: value → its name in Chinese, for messages.
    """

    key: str
    label: str
    kind: str
    within: tuple[Span, ...] | None = None
    values: tuple[str, ...] | None = None
    words: tuple[tuple[Any, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Values from `low` to `high`; None is without end. Dates are kept as ordinals."""

    low: Decimal | None
    high: Decimal | None
    low_in: bool = True
    high_in: bool = True

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies in it."""
        over = self.low is None or value > self.low or (self.low_in and value == self.low)
        return over and (self.high is None or value < self.high or (self.high_in and value == self.high))

    def within(self, other: Span) -> bool:
        """Whether every value of it lies in `other`."""
        over = other.low is None or (self.low is not None and (
            self.low > other.low or (self.low == other.low and (other.low_in or not self.low_in))))
        return over and (other.high is None or (self.high is not None and (
            self.high < other.high or (self.high == other.high and (other.high_in or not self.high_in)))))

    def meet(self, other: Span) -> Span:
        """What lies in both; it may be empty."""
        low, low_in = max(((s.low, s.low_in) for s in (self, other)), key=lambda e: (e[0] is not None, e[0] or 0, not e[1]))
        high, high_in = min(((s.high, s.high_in) for s in (self, other)), key=lambda e: (e[0] is None, e[0] or 0, e[1]))
        return Span(low, high, low_in, high_in)

    @property
    def empty(self) -> bool:
        """Whether no value lies in it."""
        return self.low is not None and self.high is not None and (
            self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in)))


@dataclass(frozen=True, slots=True)
class Cell:
    """What a rule asks of one input: some `spans` of an ordered axis, or some `values` (all but these when `other`)."""

    spans: tuple[Span, ...] = ()
    values: frozenset[Any] = frozenset()
    other: bool = False

    def holds(self, axis: Axis, value: Any) -> bool:
        """Whether the rule covers a value of this axis (as `measure` gives it)."""
        if axis.kind in _ORDERED:
            return any(span.holds(value) for span in self.spans)
        return (value in self.values) != self.other


def measure(axis: Axis, value: Any) -> Any:
    """A fact as a value of the axis; None when it is missing or of another type."""
    if axis.kind == "boolean":
        return value if isinstance(value, bool) else None
    if axis.kind == "string":
        return value if isinstance(value, str) and value else None
    if axis.kind == "date":
        try:
            return Decimal((value if isinstance(value, date) else date.fromisoformat(value)).toordinal())
        except (TypeError, ValueError):
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() and (axis.kind == "number" or number == number.to_integral_value()) else None


def pieces(axis: Axis, cells: Iterable[Cell | None]) -> list[Any]:
    """The axis cut so that no cell divides a piece: Span on ordered axes, values on others (OTHER for the texts nobody names)."""
    cells = [c for c in cells if c is not None]
    if axis.kind == "boolean":
        return [True, False]
    if axis.kind == "string":
        named = axis.values or tuple(sorted({v for c in cells for v in c.values}))
        return [*named] if axis.values else [*named, OTHER]
    bounds = axis.within or (Span(None, None),)
    spans = [*bounds, *(span for cell in cells for span in cell.spans)]
    points = sorted({end for span in spans for end in (span.low, span.high) if end is not None})
    cut, before = [], None
    for point in points:
        cut += [Span(before, point, False, False), Span(point, point)]
        before = point
    cut.append(Span(before, None, False, False))
    return [s for s in cut if any(s.within(b) for b in bounds) and not holds_nothing(axis, s)]


def covers(cell: Cell | None, piece: Any) -> bool:
    """Whether a cell covers a whole piece of its axis."""
    if cell is None:
        return True
    if isinstance(piece, Span):
        return any(piece.within(span) for span in cell.spans)
    return (piece in cell.values) != cell.other


def holds_nothing(axis: Axis, span: Span) -> bool:
    """Whether no value of the axis lies in a span; on an axis of steps also between two of them."""
    if span.empty or axis.kind == "number":
        return span.empty
    first, last = _first(span), _last(span)
    return first is not None and last is not None and first > last


def _first(span: Span) -> Decimal | None:
    """The first whole number in it, or after its beginning."""
    if span.low is None:
        return None
    step = Decimal(ceil(span.low))
    return step if span.low_in or step != span.low else step + 1


def _last(span: Span) -> Decimal | None:
    """The last whole number in it, or before its end."""
    if span.high is None:
        return None
    step = Decimal(floor(span.high))
    return step if span.high_in or step != span.high else step - 1


def say(axis: Axis, side: Sequence[Any]) -> str:
    """A part of an axis in Chinese, with 以上、以下 including their number and 超过、不满 not (民法典第一千二百五十九条)."""
    words = dict(axis.words)
    if axis.kind == "boolean":
        return f"“{axis.label}”为{'是' if side[0] else '否'}"
    if axis.kind == "string":
        return f"“{axis.label}”为{'或者'.join('其他情形' if v is OTHER else f'“{words.get(v, v)}”' for v in side)}"
    return f"“{axis.label}”{'，或者'.join(_span_said(axis, s) for s in _joined(axis, side))}"


def say_cell(axis: Axis, cell: Cell) -> str:
    """What a cell asks for, in Chinese."""
    return say(axis, [piece for piece in pieces(axis, [cell]) if covers(cell, piece)])


def _joined(axis: Axis, side: Sequence[Span]) -> list[Span]:
    """Pieces that touch made one; on an axis of steps those with no step between them, with closed ends."""
    steps = axis.kind != "number"
    joined: list[Span] = []
    for span in (Span(_first(s), _last(s)) for s in side) if steps else side:
        last = joined[-1] if joined else None
        if last and (last.high + 1 == span.low if steps else last.high == span.low and (last.high_in or span.low_in)):
            joined[-1] = Span(last.low, span.high, last.low_in, span.high_in)
        else:
            joined.append(span)
    return joined


def _span_said(axis: Axis, span: Span) -> str:
    if span.low is not None and span.low == span.high:
        return f"为 {_value(axis, span.low)}"
    if axis.kind == "date":
        ends = (("自", span.low, "起"), ("至", span.high, "止"))
        return "".join(f"{before} {_value(axis, end)} {after}" for before, end, after in ends if end is not None)
    low = "" if span.low is None else f"{_value(axis, span.low)} 以上" if span.low_in else f"超过 {_value(axis, span.low)}"
    high = "" if span.high is None else f"{_value(axis, span.high)} 以下" if span.high_in else f"不满 {_value(axis, span.high)}"
    between = "" if not (low and high) else "、" if not span.low_in else " " if span.high_in else ""
    return low + between + high or "为任意值"


def _value(axis: Axis, value: Decimal) -> str:
    return date.fromordinal(int(value)).isoformat() if axis.kind == "date" else f"{value.normalize():f}"
