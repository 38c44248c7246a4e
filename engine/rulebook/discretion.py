"""Reads discretion/*.dmn: tables 裁量基准 from circumstances to a tier and its range of fines.

A file is a DMN decision with one table (hit policy UNIQUE or FIRST). The decision carries, in our namespace, `item`, `statute`,
`basis`, `in_force` and, where they apply, `until` and `illustrative`. Inputs read facts of the case by name, `party` among them
("individual", "organisation"); outputs are `tier`, `low_yuan` and `high_yuan`. Cells may hold what can be checked exactly:
nothing or "-", values, lists of values, `not(…)`, comparisons and ranges such as [1..5). A table with gaps, overlaps or amounts
outside the statute's band is refused.
"""
from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any, Mapping

from engine.errors import BadInput, DefinitionInvalid, ExpressionError
from engine.law.money import yuan
from engine.law.penalty.cell import Axis, Cell, Span, holds_nothing
from engine.law.penalty.discretion import PARTY, TIERS, Line, Table, doubled, uncovered
from engine.law.penalty.party import SIDES
from engine.law.penalty.penalty import Item
from engine.law.time.limitation import HARMED, HARMS
from engine.process.bpmn import E, safe_root
from engine.process.decisions import interval
from engine.process.expressions import normalise
from engine.rulebook.rows import ARTICLE, Source

_KINDS = {"number": "number", "integer": "integer", "long": "integer", "date": "date", "string": "string", "boolean": "boolean"}
_OUTPUTS = ("tier", "low_yuan", "high_yuan")
_ANY = ("", "-", "—", "－")
_COMPARED = re.compile(r"(<=|>=|!=|==|=|<|>)\s*(.+)")
_NOT = re.compile(r"not\s*(?:in\s*)?\((.*)\)")
_AMONG = re.compile(r"in\s*\((.*)\)")
#: Chinese names of the values of facts that a table may read.
_WORDS = {PARTY: tuple(SIDES.items()), "harm": tuple(HARMS.items()), "harm_to": tuple(HARMED.items())}
#: Regions of one kind that a fault lists; the rest are counted.
_LISTED = 5


class _Fault(Exception):
    """What is wrong with an element of the file, and on which line."""

    def __init__(self, reason: str, node: Any = None):
        super().__init__(reason)
        self.line = getattr(node, "sourceline", None)


def tables(source: Source, names: list[str], items: Mapping[str, tuple[Item, ...]]) -> dict[str, tuple[Table, ...]]:
    """Item code → its tables, oldest first."""
    found: dict[str, list[Table]] = {}
    for name in names:
        try:
            table, item = read(source.texts[name], items)
        except DefinitionInvalid as fault:
            source.fault(name, None, fault.problems[0]["message"])
        except (_Fault, ExpressionError) as fault:
            source.fault(name, getattr(fault, "line", None), str(fault))
        else:
            _check(source, name, table, item)
            for old in found.setdefault(table.item_code, []):
                apart = (old.until or date.max) < table.in_force or (table.until or date.max) < old.in_force
                if old.statute == table.statute and not apart:
                    source.fault(name, None, f"事项 {table.item_code} 的裁量基准有效期与另一张表重叠")
            found[table.item_code].append(table)
    return {code: tuple(sorted(several, key=lambda t: t.in_force)) for code, several in found.items()}


def read(text: str, items: Mapping[str, tuple[Item, ...]]) -> tuple[Table, Item]:
    """One file's table and the version of the item it is for; gaps and overlaps are not looked at.

    Raises:
        DefinitionInvalid: no safe XML. _Fault, ExpressionError: no table that can be checked exactly.
    """
    root = safe_root(text.encode())
    space = root.tag[1:].partition("}")[0]
    decisions = list(root.iter(f"{{{space}}}decision"))
    grids = list(root.iter(f"{{{space}}}decisionTable"))
    if "DMN" not in space.upper() or len(decisions) != 1 or len(grids) != 1:
        raise _Fault("应当有且只有一张决策表")
    node, grid = decisions[0], grids[0]
    says = {key: (node.get(f"{{{E}}}{key}") or "").strip()
            for key in ("item", "statute", "basis", "in_force", "until", "illustrative")}
    item = next((v for v in items.get(says["item"], ()) if v.statute == says["statute"]), None)
    if item is None:
        raise _Fault(f"事项 {says['item'] or '（未写）'} 没有“{says['statute']}”的版本", node)
    if not ARTICLE.search(says["basis"]):
        raise _Fault(f"basis 没有写明条文：“{says['basis']}”", node)
    if says["illustrative"] not in ("", "true", "false"):
        raise _Fault("illustrative 只能是 true 或者 false", node)
    begin, end = _day(says["in_force"], node), _day(says["until"], node) if says["until"] else None
    if end and end < begin:
        raise _Fault("until 早于 in_force", node)
    policy = (grid.get("hitPolicy") or "UNIQUE").upper()
    if policy not in ("UNIQUE", "FIRST"):
        raise _Fault(f"命中策略 {policy} 不能用于裁量基准，请改用 UNIQUE 或者 FIRST", grid)
    axes = tuple(_axis(one, space) for one in grid.iterfind(f"{{{space}}}input"))
    outputs = tuple(one.get("name") for one in grid.iterfind(f"{{{space}}}output"))
    if not axes or outputs != _OUTPUTS or len({a.key for a in axes}) < len(axes):
        raise _Fault(f"输入不能为空或者重复，输出应依次为 {'、'.join(_OUTPUTS)}", grid)
    lines = tuple(_line(number, one, axes, space) for number, one in enumerate(grid.iterfind(f"{{{space}}}rule"), 1))
    return Table(item.code, node.get("name") or item.name, item.statute, says["basis"], says["illustrative"] == "true", begin, end,
                 axes, lines, policy == "FIRST"), item


def _axis(node: Any, space: str) -> Axis:
    expression = node.find(f"{{{space}}}inputExpression")
    key = (expression.findtext(f"{{{space}}}text") or "").strip() if expression is not None else ""
    label = node.get("label") or key
    kind = _KINDS.get(expression.get("typeRef") or "") if expression is not None else None
    if not key.isidentifier() or kind is None:
        raise _Fault(f"输入“{label}”应读取一项案情，类型为 {'、'.join(_KINDS)}", node)
    axis = Axis(key, label, kind, words=_WORDS.get(key, ()))
    declared = (node.findtext(f"{{{space}}}inputValues/{{{space}}}text") or "").strip()
    if not declared or kind == "boolean":
        return axis
    if kind == "string":
        values = tuple(dict.fromkeys(_value(one, axis, node) for one in _apart(normalise(declared))))
        return Axis(key, label, kind, values=values, words=axis.words)
    return Axis(key, label, kind, _cell(declared, axis, node).spans)


def _line(number: int, node: Any, axes: tuple[Axis, ...], space: str) -> Line:
    cells = [one.findtext(f"{{{space}}}text") or "" for one in node.iterfind(f"{{{space}}}inputEntry")]
    given = [(one.findtext(f"{{{space}}}text") or "").strip() for one in node.iterfind(f"{{{space}}}outputEntry")]
    if len(cells) != len(axes) or len(given) != len(_OUTPUTS):
        raise _Fault(f"第 {number} 行的格数与表头不一致", node)
    tier, *amounts = normalise(given[0]).strip("'\""), *given[1:]
    if tier not in TIERS or not all(re.fullmatch(r"\d{1,12}", a) for a in amounts) or int(amounts[0]) > int(amounts[1]):
        raise _Fault(f"第 {number} 行的档次应为 {'、'.join(TIERS)}，幅度应为两个整数（元），先低后高", node)
    low, high = (int(a) * 100 for a in amounts)
    return Line(number, tuple(_cell(text, axis, node) for text, axis in zip(cells, axes)), tier, low, high,
                (node.findtext(f"{{{space}}}description") or "").strip())


def _cell(text: str, axis: Axis, node: Any) -> Cell | None:
    """A cell's text as what it covers.

    Raises:
        _Fault: it cannot be checked exactly, is empty, or names a value that the input does not have.
    """
    code = normalise(text).strip()
    if code in _ANY:
        return None
    other = bool(found := _NOT.fullmatch(code))
    if found or (found := _AMONG.fullmatch(code)):
        code = found[1]
    if axis.kind in ("string", "boolean"):
        if code.startswith(("!=", "=")):
            other, code = code.startswith("!="), code.lstrip("!=")
        values = frozenset(_value(one, axis, node) for one in _apart(code))
        if axis.values and (strange := values - set(axis.values)):
            raise _Fault(f"“{axis.label}”没有“{'”“'.join(sorted(strange))}”这样的取值", node)
        if not values:
            raise _Fault(f"“{axis.label}”的条件“{text.strip()}”不含任何取值", node)
        return Cell(values=values, other=other)
    spans = [span for one in _apart(code) for span in _spans(one, axis, node)]
    if other:
        spans = _complement(spans)
    if not spans or any(holds_nothing(axis, span) for span in spans):
        raise _Fault(f"“{axis.label}”的条件“{text.strip()}”不含任何数值", node)
    return Cell(tuple(spans))


def _apart(code: str) -> list[str]:
    """A list at its commas; none of our values holds one outside quotes."""
    return [one.strip() for one in re.findall(r"(?:'[^']*'|\"[^\"]*\"|date\([^)]*\)|[^,])+", code)]


def _spans(code: str, axis: Axis, node: Any) -> list[Span]:
    if found := interval(code):
        low, high, low_in, high_in = found
        return [Span(_value(low, axis, node), _value(high, axis, node), low_in, high_in)]
    compared = _COMPARED.fullmatch(code)
    sign, value = (compared[1], _value(compared[2], axis, node)) if compared else ("=", _value(code, axis, node))
    return {"<": [Span(None, value, high_in=False)], "<=": [Span(None, value)], ">": [Span(value, None, low_in=False)],
            ">=": [Span(value, None)], "!=": _complement([Span(value, value)])}.get(sign, [Span(value, value)])


def _complement(spans: list[Span]) -> list[Span]:
    """What lies outside all of the spans."""
    left = [Span(None, None)]
    for span in spans:
        outside = [Span(None, span.low, high_in=not span.low_in)] if span.low is not None else []
        outside += [Span(span.high, None, low_in=not span.high_in)] if span.high is not None else []
        left = [part for old in left for one in outside if not (part := old.meet(one)).empty]
    return left


def _value(code: str, axis: Axis, node: Any) -> Any:
    """One literal of the axis's kind."""
    quoted = re.fullmatch(r"'([^']*)'|\"([^\"]*)\"", code)
    text = (quoted[1] or quoted[2] or "") if quoted else None
    if axis.kind == "string" and text:
        return text
    if axis.kind == "boolean" and code.lower() in ("true", "false"):
        return code.lower() == "true"
    if axis.kind == "date":
        called = re.fullmatch(r"date\(\s*['\"](.+)['\"]\s*\)", code)
        return Decimal(_day(called[1] if called else text or code, node).toordinal())
    if axis.kind in ("number", "integer") and re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", code):
        return Decimal(code)
    raise _Fault(f"“{axis.label}”的条件“{code}”不能逐项核对，请写成数值、范围或者取值列表", node)


def _day(text: str, node: Any) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Fault(f"“{text}”不是日期", node) from None


def _check(source: Source, name: str, table: Table, item: Item) -> None:
    """Note every gap, overlap, and range outside the statute's band."""
    def listed(what: str, said: list[str]) -> None:
        for one in said[:_LISTED]:
            source.fault(name, None, f"“{table.name}”{what}：{one}")
        if len(said) > _LISTED:
            source.fault(name, None, f"“{table.name}”{what}：另有 {len(said) - _LISTED} 处")

    try:
        listed("有情形没有规定", [region.text for region in uncovered(table)])
        listed("重复规定", [f"第 {'、'.join(map(str, r.rules))} 行同时适用于{r.text}" for r in doubled(table)])
    except BadInput as fault:
        source.fault(name, None, str(fault))
    listed("的幅度有误", [said for line in table.lines for side in _sides(table, line) if (said := _outside(line, side, item))])


def _sides(table: Table, line: Line) -> list[str]:
    at = next((n for n, axis in enumerate(table.axes) if axis.key == PARTY), None)
    if at is None:
        return list(SIDES)
    axis, cell = table.axes[at], line.cells[at]
    return [side for side in axis.values or SIDES if cell is None or cell.holds(axis, side)]


def _outside(line: Line, side: str, item: Item) -> str | None:
    band = item.bands.get(side)
    if band is None:
        return f"{item.article} 对{SIDES.get(side, side)}没有罚款幅度，第 {line.number} 行却有"
    if band[0] <= line.low_fen and line.high_fen <= band[1]:
        return None
    return (f"第 {line.number} 行 {yuan(line.low_fen)}至 {yuan(line.high_fen)}超出 {item.article} 对{SIDES[side]}的幅度"
            f"（{yuan(band[0])}至 {yuan(band[1])}）")
