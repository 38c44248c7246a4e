"""The functions every expression may call. Pure, bounded, and none of them reads the clock."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.errors import ExpressionError
from engine.process.values import Run, equal, number, show, truth


def _items(run: Run, value: Any, name: str) -> Any:
    if type(value) not in (list, tuple):
        raise ExpressionError(f"{name} 需要一个列表")
    run.charge(len(value))
    return value


def _len(run: Run, value: Any) -> int:
    if type(value) not in (str, list, tuple, dict):
        raise ExpressionError("len 需要文字或列表")
    return len(value)


def _round(run: Run, value: Any, digits: Any = 0) -> int | float:
    if type(digits) is not int or not 0 <= digits <= 9:
        raise ExpressionError("round 的位数应为 0 至 9")
    return round(number(value), digits) if digits else int(round(number(value)))


def _extreme(name: str, better: Callable[[Any, Any], bool]) -> Callable[..., Any]:
    def choose(run: Run, *values: Any) -> Any:
        candidates = _items(run, values[0] if len(values) == 1 else list(values), name)
        if not candidates:
            raise ExpressionError(f"{name} 不能用于空列表")
        if not all(type(v) is str for v in candidates):
            candidates = [number(v) for v in candidates]
        best = candidates[0]
        for value in candidates[1:]:
            if better(value, best):
                best = value
        return best
    return choose


def _sum(run: Run, values: Any) -> int | float:
    return sum(number(value) for value in _items(run, values, "sum"))


def _any(run: Run, values: Any) -> bool:
    return any(truth(value) for value in _items(run, values, "any"))


def _all(run: Run, values: Any) -> bool:
    return all(truth(value) for value in _items(run, values, "all"))


def _count(run: Run, values: Any, wanted: Any) -> int:
    run.charge_for(values)
    return sum(1 for value in _items(run, values, "count") if equal(value, wanted))


def _str(run: Run, value: Any) -> str:
    if type(value) is str:
        return value
    return str(number(value))


def _int(run: Run, value: Any) -> int:
    if type(value) is str:
        digits = value.strip()
        if not digits.lstrip("-").isascii() or not digits.lstrip("-").isdigit() or len(digits) > 18:
            raise ExpressionError(f"{show(value)} 不是整数")
        return int(digits)
    return int(number(value))


#: name → (function, fewest arguments, most arguments)
FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int]] = {
    "len": (_len, 1, 1),
    "abs": (lambda run, value: abs(number(value)), 1, 1),
    "round": (_round, 1, 2),
    "min": (_extreme("min", lambda a, b: a < b), 1, 50),
    "max": (_extreme("max", lambda a, b: a > b), 1, 50),
    "sum": (_sum, 1, 1),
    "any": (_any, 1, 1),
    "all": (_all, 1, 1),
    "count": (_count, 2, 2),
    "str": (_str, 1, 1),
    "int": (_int, 1, 1),
}
