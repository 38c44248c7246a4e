"""Forms drawn with form-js, read once into fields that check what people send.

The same JSON draws the form in the browser and checks it here, so the two cannot disagree. Types are strict: a yes/no
value is not a number, a number is finite, a text is NFC, bounded even where the designer set no bound, and free of
control characters. Dates and times stay ISO text, since everything a form yields is plain JSON.
"""
from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from engine.errors import FormInvalid
from engine.process.bpmn import refused

MAX_BYTES = 256 * 1024
MAX_FIELDS = 200
MAX_NUMBER = 10**15
MAX_PATTERN_TEXT = 200
#: bound on the characters of a text whose designer set none
LENGTHS = {"textfield": 500, "textarea": 5_000}
INPUTS = ("textfield", "textarea", "number", "select", "radio", "checkbox", "checklist", "taglist", "datetime")
#: a choice that answers with true or false and, unlike a checkbox, may be left open; its options are YES and "no"
YES_NO, YES = "yes_no", "yes"
_GROUPS = ("group", "columns", "dynamiclist")
_KEY = re.compile(r"[^\W\d]\w{0,63}")


@dataclass(frozen=True)
class Field:
    """One input.

    Attributes:
        key: the fact it fills.
        type: form-js type.
        kind: `money` (integer fen), `yes_no` (a truth value, or nothing), `text_block`, `date`, `time`, `datetime`, or "".
        options: allowed values of a choice, in order; empty when they come from outside.
    """

    key: str
    type: str
    label: str
    kind: str = ""
    required: bool = False
    options: tuple[str, ...] = ()
    shortest: int | None = None
    longest: int | None = None
    least: float | None = None
    most: float | None = None
    pattern: str | None = None
    digits: int | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A form: its fields, and its JSON for drawing."""

    id: str
    fields: tuple[Field, ...]
    source: Mapping[str, Any]

    @cached_property
    def keys(self) -> frozenset[str]:
        """The facts this form fills."""
        return frozenset(one.key for one in self.fields)

    def public(self) -> dict[str, Any]:
        """The form-js JSON for rendering; a copy."""
        return json.loads(json.dumps(self.source))

    def load(self, data: Mapping[str, Any], partial: bool = False) -> dict[str, Any]:
        """The cleaned values of a submitted form.

        Args:
            data: field key → JSON value.
            partial: True for a draft: required fields may be missing.
        Returns:
            Only fields that were sent; an emptied field is None.
        Raises:
            FormInvalid: with Chinese messages by field key.
        """
        if not isinstance(data, Mapping):
            raise FormInvalid({"": ["表单内容应为一组字段"]})
        kept: dict[str, Any] = {}
        wrong: dict[str, list[str]] = {}
        for rule in self.fields:
            if rule.key in data:
                try:
                    kept[rule.key] = _value(rule, data[rule.key])
                except _Wrong as fault:
                    wrong[rule.key] = [str(fault)]
            elif rule.required and not partial:
                wrong[rule.key] = [_MISSING]
        wrong |= {str(key): ["表单中没有这个字段"] for key in data if key not in self.keys}
        if wrong:
            raise FormInvalid(wrong)
        return kept


_MISSING = "请填写"


class _Wrong(Exception):
    """Why a value does not fit its field, in Chinese."""


def _value(rule: Field, value: Any) -> Any:
    """A value as it is kept; emptied is None."""
    if value is None or value == "" or value == [] and rule.required:
        if rule.required:
            raise _Wrong(_MISSING)
        return None
    return _CHECKS[rule.type](rule, value)


def _text(rule: Field, value: Any) -> str:
    longest = rule.longest if rule.longest is not None else LENGTHS[rule.type]
    text = _clean(value, longest, lines=rule.type == "textarea")
    if rule.required and not text.strip():
        raise _Wrong(_MISSING)
    if rule.shortest is not None and len(text) < rule.shortest:
        raise _Wrong(f"至少 {rule.shortest} 个字")
    if rule.pattern and (len(text) > MAX_PATTERN_TEXT or not re.fullmatch(rule.pattern, text)):
        raise _Wrong("格式不正确")
    return text


def _clean(value: Any, longest: int, lines: bool = False) -> str:
    """A text as it is kept: NFC, bounded, no control characters.

    Raises:
        _Wrong: in Chinese.
    """
    if type(value) is not str:
        raise _Wrong("应为文字")
    if len(value) > longest * 4 or len(text := unicodedata.normalize("NFC", value.replace("\r\n", "\n"))) > longest:
        raise _Wrong(f"不超过 {longest} 个字")
    allowed = "\n\t" if lines else ""
    # Cf holds the invisible marks that make a name read differently from what is stored; few texts have to be looked at letter by letter
    if not text.isprintable() and any(unicodedata.category(c) in ("Cc", "Cs", "Cf", "Zl", "Zp") and c not in allowed for c in text):
        raise _Wrong("含有不可见的控制字符，请删去后重填")
    return text


def _number(rule: Field, value: Any) -> int | float:
    if type(value) not in (int, float) or type(value) is float and not math.isfinite(value):
        raise _Wrong("应为数字")
    if rule.kind == "money" or rule.digits == 0:
        if type(value) is float and not value.is_integer():
            raise _Wrong("金额应精确到分" if rule.kind == "money" else "应为整数")
        value = int(value)
    if rule.kind == "money" and value < 0:
        raise _Wrong("金额不能为负")
    if abs(value) > MAX_NUMBER:
        raise _Wrong("数字过大")
    if rule.digits and round(value, rule.digits) != value:
        raise _Wrong(f"最多 {rule.digits} 位小数")
    if rule.least is not None and value < rule.least:
        raise _Wrong(f"不小于 {_shown(rule, rule.least)}")
    if rule.most is not None and value > rule.most:
        raise _Wrong(f"不大于 {_shown(rule, rule.most)}")
    return value


def _shown(rule: Field, number: float) -> str:
    return f"{number / 100:.2f} 元" if rule.kind == "money" else f"{number:g}"


def _choice(rule: Field, value: Any) -> str | bool:
    if rule.kind == YES_NO and type(value) is bool:
        return value
    text = _clean(value, 200)
    if rule.options and text not in rule.options:
        raise _Wrong("请从所列选项中选择")
    return text == YES if rule.kind == YES_NO else text


def _choices(rule: Field, value: Any) -> list[str]:
    if type(value) is not list or len(value) > 100:
        raise _Wrong("应为一组选项")
    chosen = [_choice(rule, one) for one in value]
    if len(set(chosen)) != len(chosen):
        raise _Wrong("选项重复")
    return chosen


def _yes_no(rule: Field, value: Any) -> bool:
    if type(value) is not bool:
        raise _Wrong("应为是或否")
    if rule.required and not value:
        raise _Wrong("请确认此项")
    return value


def _moment(rule: Field, value: Any) -> str:
    text = _clean(value, 40)
    try:
        if rule.kind == "time":
            if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
                raise ValueError
            return text
        if rule.kind == "datetime":
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
            if moment.tzinfo is None or not 1990 <= moment.year <= 2100:
                raise ValueError
            return moment.isoformat()
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text) or not 1900 <= date.fromisoformat(text).year <= 2100:
            raise ValueError
        return text
    except ValueError as fault:
        names = {"time": "时间，如 09:30", "datetime": "带时区的日期和时间"}
        raise _Wrong(f"请填写正确的{names.get(rule.kind, '日期，如 2026-03-01')}") from fault


_CHECKS = {"textfield": _text, "textarea": _text, "number": _number, "select": _choice, "radio": _choice,
           "checkbox": _yes_no, "checklist": _choices, "taglist": _choices, "datetime": _moment}


class _NotAForm(ValueError):
    """Why a file is not a form, in Chinese."""


def parse(data: bytes) -> Form:
    """Read a form-js file.

    Raises:
        DefinitionInvalid: not JSON, an input without a proper key or of an unknown type, a key used twice.
    """
    try:
        if len(data) > MAX_BYTES:
            raise _NotAForm("文件过大")
        source = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
        if not isinstance(source, dict) or not isinstance(source.get("components", []), list):
            raise _NotAForm("缺少 components")
        identity = source.get("id") if isinstance(source.get("id"), str) else ""
        fields = tuple(_fields(source.get("components", []), 0))
    except _NotAForm as fault:
        raise refused("forms", f"表单无法读取：{fault}") from fault
    except (ValueError, RecursionError, TypeError, AttributeError, KeyError, re.error) as fault:
        raise refused("forms", "表单无法读取：不是完整的 form-js 文件，请在设计器中重新保存") from fault
    keys = [one.key for one in fields]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice or len(fields) > MAX_FIELDS:
        raise refused("forms", f"表单 {identity} 的字段 {'、'.join(twice)} 重复" if twice else "表单字段过多", identity)
    return Form(identity, fields, source)


def _no_constant(name: str) -> Any:
    raise _NotAForm(f"不能使用 {name}")


def _fields(components: list[Any], depth: int) -> Any:
    if depth > 8:
        raise _NotAForm("分组嵌套过深")
    for component in components:
        if not isinstance(component, dict):
            raise _NotAForm("组件格式错误")
        if component.get("type") in _GROUPS:
            if component.get("type") == "dynamiclist":
                raise _NotAForm("不支持动态列表，请拆成固定的字段")
            yield from _fields(component.get("components", []), depth + 1)
        elif component.get("type") in INPUTS:
            yield _field(component)
        elif "key" in component:
            raise _NotAForm(f"不支持的字段类型 {component.get('type')}")


def _field(component: dict[str, Any]) -> Field:
    key, rules = component.get("key"), component.get("validate") or {}
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise _NotAForm(f"字段「{component.get('label', '')}」的 key 应为一个名称")
    properties = component.get("properties") or {}
    kind = properties.get("kind", "")
    if component["type"] == "datetime":
        kind = {"date": "date", "time": "time", "datetime": "datetime"}.get(component.get("subtype", "date"), "date")
    pattern = rules.get("pattern") or None
    if pattern is not None:
        _bound_pattern(key, pattern)
    return Field(
        key=key, type=component["type"], label=str(component.get("label") or component.get("dateLabel") or key), kind=kind,
        required=bool(rules.get("required")), options=_options(component), properties=properties,
        shortest=_whole(rules.get("minLength")), longest=_whole(rules.get("maxLength")),
        least=_real(rules.get("min")), most=_real(rules.get("max")), pattern=pattern,
        digits=_whole(component.get("decimalDigits")))


def _bound_pattern(key: str, pattern: str) -> None:
    """Refuse what a regular expression could spend for ever on: repeated groups, more than three open repetitions."""
    re.compile(pattern)
    open_ended = len(re.findall(r"(?<!\\)[*+]|\{\d*,\}", pattern))
    if len(pattern) > 200 or re.search(r"\)\s*[*+{]", pattern) or open_ended > 3:
        raise _NotAForm(f"字段 {key} 的格式规则过于复杂")


def _options(component: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(option["value"]) for option in component.get("values") or [])


def _whole(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None


def _real(value: Any) -> float | None:
    return float(value) if value not in (None, "") else None
