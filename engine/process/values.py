"""What an expression may hold and do to it: plain values of bounded size, and strict operations between them.

Two values of different kinds are never equal or unequal, they are a mistake ("50000" against 50000): silently taking
the wrong branch of a gateway is the fault this module exists to prevent.
"""
from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from typing import Any

from engine.errors import ExpressionError

MAX_WORK = 100_000
MAX_ITEMS = 10_000
MAX_TEXT = 10_000
MAX_NUMBER = 10**18
MAX_NESTING = 6

SCALARS = (str, int, float, bool, type(None))
_NUMBERS = (int, float)
_SEQUENCES = (list, tuple)


class Run:
    """One evaluation: the data, the caller's functions, and the work still allowed."""

    __slots__ = ("data", "functions", "left")

    def __init__(self, data: Mapping[str, Any], functions: Mapping[str, Callable]):
        self.data, self.functions, self.left = data, functions, MAX_WORK

    def charge(self, work: int) -> None:
        self.left -= work
        if self.left < 0:
            raise ExpressionError("表达式计算量过大")

    def charge_for(self, value: Any, depth: int = 0) -> None:
        """Charge for everything inside `value` before touching it, so that nesting cannot multiply the work."""
        if type(value) in (str, dict, *_SEQUENCES):
            self.charge(len(value))
        if type(value) in _SEQUENCES:
            if depth > MAX_NESTING:
                raise ExpressionError("数据嵌套过深")
            for item in value:
                if type(item) in _SEQUENCES:
                    self.charge_for(item, depth + 1)


def plain(value: Any, depth: int = 0, left: list[int] | None = None) -> Any:
    """A copy of `value` made of JSON-like types only.

    Raises:
        ExpressionError: any other type, more than 10,000 items in all, or nesting deeper than 6.
    """
    if type(value) in SCALARS:
        return bounded(value)
    left = [MAX_ITEMS] if left is None else left
    if depth > MAX_NESTING or type(value) not in (list, tuple, dict):
        raise ExpressionError("结果不是普通数据，或者嵌套过深")
    left[0] -= len(value)
    if left[0] < 0:
        raise ExpressionError("结果过大")
    if type(value) is dict:
        if any(type(key) is not str for key in value):
            raise ExpressionError("数据的键必须是文字")
        return {key: plain(item, depth + 1, left) for key, item in value.items()}
    return [plain(item, depth + 1, left) for item in value]


def bounded(value: Any) -> Any:
    """The value itself when its type and size are acceptable.

    Raises:
        ExpressionError: a Python object of another type, a number beyond 10^18, NaN, a text or list over 10,000.
    """
    form = type(value)
    if form is int and not -MAX_NUMBER <= value <= MAX_NUMBER:
        raise ExpressionError("数字过大")
    if form is float and not math.isfinite(value):
        raise ExpressionError("数字超出范围")
    if form is str and len(value) > MAX_TEXT:
        raise ExpressionError("文字过长")
    if form in (list, tuple, dict):
        if len(value) > MAX_ITEMS:
            raise ExpressionError("列表过长")
    elif form not in SCALARS:
        raise ExpressionError("只能使用文字、数字、是否值和列表")
    return value


def kind(value: Any) -> str:
    """The kind of a value in the words of a designer."""
    if type(value) is bool:
        return "是否值"
    if type(value) in _NUMBERS:
        return "数字"
    if type(value) is str:
        return "文字"
    if type(value) in _SEQUENCES:
        return "列表"
    return "空值" if value is None else "数据组"


def show(value: Any) -> str:
    """The value, shortened, for a message."""
    if type(value) is str:
        return f"“{value[:20]}”"
    return str(value)[:20] if type(value) in SCALARS else kind(value)


def truth(value: Any) -> bool:
    """The value of a condition.

    Raises:
        ExpressionError: anything but True and False; an empty field is not "no".
    """
    if type(value) is not bool:
        raise ExpressionError(f"条件应为是或否，实际是{kind(value)} {show(value)}")
    return value


def number(value: Any) -> int | float:
    """The value as an operand of arithmetic (a yes/no value is not a number)."""
    if type(value) not in _NUMBERS:
        raise ExpressionError(f"{kind(value)} {show(value)} 不能参与计算")
    return bounded(value)


def equal(left: Any, right: Any) -> bool:
    """Strict equality: only values of one kind can be compared; None may be compared with anything.

    Raises:
        ExpressionError: "50000" against 50000, True against 1.
    """
    if left is None or right is None:
        return left is right
    if kind(left) != kind(right):
        raise ExpressionError(f"{kind(left)}不能与{kind(right)}比较：{show(left)}、{show(right)}")
    if type(left) in _SEQUENCES:
        return len(left) == len(right) and all(equal(a, b) for a, b in zip(left, right))
    if type(left) is dict:
        raise ExpressionError("数据组不能直接比较，请比较其中的某一项")
    return left == right


def item(whole: Any, key: Any) -> Any:
    """`whole[key]` of a dict or list.

    Raises:
        ExpressionError: no such key or position, or `whole` has no items.
    """
    if type(whole) is dict:
        if type(key) is not str or key not in whole:
            raise ExpressionError(f"数据中没有 {show(key)} 这一项")
        return whole[key]
    if type(whole) in _SEQUENCES:
        if type(key) is not int or not -len(whole) <= key < len(whole):
            raise ExpressionError(f"列表中没有第 {show(key)} 项")
        return whole[key]
    raise ExpressionError(f"不能从{kind(whole)}中取项")


def _add(run: Run, a: Any, b: Any) -> Any:
    if type(a) is str and type(b) is str:
        return a + b
    if type(a) in _SEQUENCES and type(b) in _SEQUENCES:
        run.charge(len(a) + len(b))
        return [*a, *b]
    return number(a) + number(b)


def _divide(divide: Callable[[Any, Any], Any]) -> Callable[[Run, Any, Any], Any]:
    def apply(run: Run, a: Any, b: Any) -> Any:
        if number(b) == 0:
            raise ExpressionError("除数为零")
        return divide(number(a), b)
    return apply


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Run, Any, Any], bool]:
    def apply(run: Run, a: Any, b: Any) -> bool:
        if type(a) in _NUMBERS and type(b) in _NUMBERS or type(a) is str and type(b) is str:
            return compare(a, b)
        raise ExpressionError(f"{kind(a)} {show(a)} 与{kind(b)} {show(b)} 不能比较大小")
    return apply


def _equals(run: Run, a: Any, b: Any) -> bool:
    run.charge_for(a)
    return equal(a, b)


def _contains(run: Run, part: Any, whole: Any) -> bool:
    run.charge_for(whole)
    if type(whole) is str:
        if type(part) is not str:
            raise ExpressionError("文字中只能查找文字")
        return part in whole
    if type(whole) is dict:
        if type(part) is not str:
            raise ExpressionError("数据组中只能按名称查找")
        return part in whole
    if type(whole) not in _SEQUENCES:
        raise ExpressionError("in 的右边应为列表或文字")
    return any(equal(part, other) for other in whole)


ARITHMETIC: dict[type, Callable[[Run, Any, Any], Any]] = {
    ast.Add: _add,
    ast.Sub: lambda run, a, b: number(a) - number(b),
    ast.Mult: lambda run, a, b: number(a) * number(b),
    ast.Div: _divide(lambda a, b: a / b),
    ast.FloorDiv: _divide(lambda a, b: a // b),
    ast.Mod: _divide(lambda a, b: a % b),
}
COMPARISONS: dict[type, Callable[[Run, Any, Any], bool]] = {
    ast.Eq: _equals,
    ast.NotEq: lambda run, a, b: not _equals(run, a, b),
    ast.Lt: _ordered(lambda a, b: a < b),
    ast.LtE: _ordered(lambda a, b: a <= b),
    ast.Gt: _ordered(lambda a, b: a > b),
    ast.GtE: _ordered(lambda a, b: a >= b),
    ast.In: _contains,
    ast.NotIn: lambda run, a, b: not _contains(run, a, b),
}
