"""Forms of the process bundles as HTML fields, and what was posted back as typed data.

A form is form-js JSON. Money is shown in yuan with two decimals and kept as integer fen. What a form accepts is decided
by engine.process.forms; here only what cannot be read at all is refused, so that nothing typed is lost on the way.
"""
from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Iterable, Iterator, Mapping

from engine.now import SHANGHAI
from web.words import day_text, yuan

#: a select with this many options or fewer is shown as a group of radio buttons: one press instead of two
FEW = 4
#: labels longer than this get a line each
LONG = 14
#: the largest amount a form takes, in fen; beyond it JSON readers lose digits
MOST = 2**53 - 1
YES, NO = "yes", "no"
#: special kind of a text field → what it is chosen from: `value`, `label` and `group` each
Lists = Mapping[str, list[dict[str, str]]]
CHOICES = ("radio", "select", "checklist", "checkbox")


@dataclass(frozen=True)
class Option:
    """One answer of a choice."""

    value: str
    label: str
    chosen: bool = False
    group: str = ""


@dataclass(frozen=True)
class Field:
    """A field as the page shows it.

    Attributes:
        kind: text, textarea, money, number, date, moment, radio, select, checklist, checkbox, text_block or group.
        value: what the input holds, as text.
        place: stands before the key in the element's id, where a page has several forms with the same fields.
        when: `{"key", "is": [...]}` or `{"key", "not": [...]}`, the answer that makes this field matter; None when it always does.
    """

    key: str
    kind: str
    label: str
    hint: str = ""
    required: bool = False
    value: str = ""
    options: tuple[Option, ...] = ()
    errors: tuple[str, ...] = ()
    attrs: Mapping[str, Any] = field(default_factory=dict)
    unit: str = ""
    when: Mapping[str, Any] | None = None
    fields: tuple[Field, ...] = ()
    focus: bool = False
    place: str = ""

    @property
    def id(self) -> str:
        """What tells its elements apart on the page."""
        return self.place + self.key

    @property
    def described(self) -> str:
        """The ids of the texts that describe the input."""
        return " ".join(n for n, there in ((f"hint-{self.id}", self.hint), (f"error-{self.id}", self.errors)) if there)

    @property
    def long(self) -> bool:
        """Whether the options need a line each."""
        return self.kind != "checkbox" and any(len(o.label) > LONG for o in self.options)


@dataclass(frozen=True)
class Sent:
    """What a person posted.

    Attributes:
        data: typed values by key; a field left empty is absent.
        errors: key → Chinese messages for what could not be read.
        typed: the raw text, to be shown again.
    """

    data: dict[str, Any]
    errors: dict[str, list[str]]
    typed: dict[str, list[str]]

    def cleared(self, before: Mapping[str, Any]) -> dict[str, None]:
        """What had a value before and was emptied: said explicitly, or the old value would stay."""
        return {key: None for key in self.typed if key not in self.data and before.get(key) is not None}


def components(form: Mapping[str, Any] | None) -> Iterator[dict]:
    """Every component that holds a value, groups opened."""
    for part in (form or {}).get("components", ()):
        if part.get("type") == "group":
            yield from components(part)
        elif part.get("key"):
            yield part


def kind_of(part: Mapping[str, Any]) -> str:
    """How a component is shown."""
    kind = part.get("type", "")
    special = _special(part)
    if kind in ("text", "html") or special == "text_block":
        return "text_block"
    if kind == "number":
        return "money" if special == "money" else "number"
    if kind == "select":
        return "radio" if len(part.get("values") or ()) <= FEW else "select"
    if special == "moment" or part.get("subtype") == "datetime":
        return "moment"
    return {"textfield": "text", "datetime": "date", "date": "date"}.get(kind, kind)


def _special(part: Mapping[str, Any]) -> str | None:
    return (part.get("properties") or {}).get("kind")


def label_of(part: Mapping[str, Any]) -> str:
    """A component's label, wherever form-js keeps it."""
    return part.get("label") or part.get("dateLabel") or part.get("text") or part.get("key") or ""


def when_of(part: Mapping[str, Any]) -> dict[str, Any] | None:
    """The answer that makes a field matter, from its form-js condition: `=a != "x" and a != "y"` hides it unless a is x
    or y, `=a = "x" or a = "y"` hides it when it is. A condition of another shape leaves the field on the page."""
    hide = (part.get("conditional") or {}).get("hide", "")
    for shape, word, kept in (("!=", "and", "is"), ("=", "or", "not")):
        one = rf'(\w+)\s*{shape}\s*"([^"]*)"'
        if re.fullmatch(rf"=\s*{one}(\s+{word}\s+{one})*\s*", hide):
            pairs = re.findall(one, hide)
            if len({key for key, _ in pairs}) == 1:
                return {"key": pairs[0][0], kept: [value for _, value in pairs]}
    return None


def fields(form: Mapping[str, Any] | None, data: Mapping[str, Any] | None = None, *, sent: Sent | None = None,
           wrong: Mapping[str, Iterable[str]] | None = None, lists: Lists = {}, place: str = "") -> list[Field]:
    """The fields of a form, filled.

    Args:
        form: form-js JSON.
        data: typed values (a draft).
        sent: what was posted just now; it wins over `data`, as text, readable or not.
        wrong: key → Chinese messages.
        lists: what a text field with this `properties.kind` is chosen from.
        place: see Field.
    Returns:
        fields in order; the first wrong one asks for the focus.
    """
    wrong, waiting = dict(wrong or {}), [True]

    def build(part: Mapping[str, Any]) -> Field:
        kind = kind_of(part)
        if kind == "group":
            return Field("", kind, label_of(part), fields=tuple(build(p) for p in part.get("components", ())), when=when_of(part))
        if kind == "text_block":
            return Field("", kind, part.get("text") or label_of(part))
        errors = tuple(wrong.get(part["key"], ()))
        focus = bool(errors) and waiting.pop() if waiting and errors else False
        return replace(_filled(part, kind, data or {}, sent, errors, focus, lists), place=place)
    return [build(p) for p in (form or {}).get("components", ()) if kind_of(p) in ("group", "text_block") or p.get("key")]


def _filled(part, kind, data, sent, errors, focus, lists) -> Field:
    key, rules = part["key"], part.get("validate") or {}
    value = data.get(key, part.get("defaultValue"))
    shown = sent.typed.get(key, []) if sent else _texts(kind, value)
    values = part.get("values") or ([{"value": YES, "label": label_of(part)}] if kind == "checkbox" else ())
    if kind == "text" and _special(part) in lists:
        kind, values = "select", lists[_special(part)]
    options = tuple(Option(str(o["value"]), o.get("label") or str(o["value"]), str(o["value"]) in shown, o.get("group", ""))
                    for o in values)
    attrs = {"maxlength": rules["maxLength"]} if rules.get("maxLength") else {}
    return Field(key, kind, label_of(part), part.get("description") or "", bool(rules.get("required")),
                 "" if kind in CHOICES else (shown[0] if shown else ""), options, errors, attrs,
                 "元" if kind == "money" else (part.get("appearance") or {}).get("suffixAdorner", ""), when_of(part), focus=focus)


def _texts(kind: str, value: Any) -> list[str]:
    if kind == "radio" and isinstance(value, bool):
        return [YES if value else NO]
    if value is None or value is False:
        return []
    if kind == "money":
        return [yuan(value).replace(",", "")]
    if isinstance(value, (list, tuple)):
        return [str(v) for v in value]
    if kind == "moment":
        value = _instant(value)
    if isinstance(value, datetime):
        return [f"{value.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"]
    return [YES if value is True else str(value)]


def parse(form: Mapping[str, Any] | None, posted) -> Sent:
    """Reads a posted form back.

    Args:
        posted: werkzeug MultiDict.
    """
    data, errors, typed = {}, {}, {}
    for part in components(form):
        key, kind = part["key"], kind_of(part)
        typed[key] = posted.getlist(key)
        texts = [t.replace("\r\n", "\n").strip() for t in typed[key]]
        try:
            value = _value(part, kind, [t for t in texts if t])
        except ValueError as unreadable:
            errors[key] = [str(unreadable)]
            continue
        if value is not None:
            data[key] = value
        elif (part.get("validate") or {}).get("required") and _matters(part, posted):
            errors[key] = ["请选择" if kind in CHOICES else "请填写"]
    return Sent(data, errors, typed)


def _matters(part: Mapping[str, Any], posted) -> bool:
    when = when_of(part)
    if when is None:
        return True
    given = posted.get(when["key"])
    return given in when["is"] if "is" in when else given not in when["not"]


def _value(part: Mapping[str, Any], kind: str, texts: list[str]) -> Any:
    if kind == "checkbox":
        required = (part.get("validate") or {}).get("required")
        return True if texts else (None if required else False)
    if kind == "checklist":
        return texts or None
    if not texts:
        return None
    if kind == "money":
        return _fen(texts[0])
    if kind == "number":
        return _number(texts[0])
    if kind == "date":
        return _date(texts[0])
    if kind == "moment":  # a drawn form yields plain JSON
        return _moment(texts[0]).isoformat() if part.get("subtype") == "datetime" else _moment(texts[0])
    return _original(part, texts[0])


def _original(part: Mapping[str, Any], text: str) -> Any:
    """The option's own value: a select of numbers answers with a number."""
    return next((o["value"] for o in part.get("values") or () if str(o["value"]) == text), text)


def _plain(text: str) -> str:
    return re.sub(r"[,，\s]", "", unicodedata.normalize("NFKC", text))


def _decimal(text: str, message: str) -> Decimal:
    try:
        found = Decimal(_plain(text).removeprefix("¥").removesuffix("元"))
    except InvalidOperation:
        raise ValueError(message) from None
    if not found.is_finite() or abs(found) > MOST:
        raise ValueError(message)
    return found


def _fen(text: str) -> int:
    amount = _decimal(text, "请填写金额，例如 200 或 200.50")
    if amount < 0:
        raise ValueError("金额不能是负数")
    if amount * 100 != int(amount * 100):
        raise ValueError("金额最多两位小数（到分）")
    if amount * 100 > MOST:
        raise ValueError("金额过大，请核对")
    return int(amount * 100)


def _number(text: str) -> int | float:
    amount = _decimal(text, "请填写数字")
    return int(amount) if amount == int(amount) else float(amount)


def _date(text: str) -> str:
    numbers = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", _plain(text))
    try:
        return date(*map(int, numbers.groups())).isoformat()
    except (AttributeError, ValueError):
        raise ValueError("请填写日期，例如 2026-03-09") from None


def _moment(text: str) -> datetime:
    """A time of day in China, as a browser or a person writes it."""
    found = re.fullmatch(r"(\d{4}-\d\d?-\d\d?)[T ]+(\d\d?):(\d\d)(?::\d\d)?", unicodedata.normalize("NFKC", text).strip(), re.ASCII)
    try:
        on = date.fromisoformat(_date(found[1]))
        return datetime(on.year, on.month, on.day, int(found[2]), int(found[3]), tzinfo=SHANGHAI)
    except (TypeError, ValueError):
        raise ValueError("请填写日期和时间，例如 2026-03-09 14:05") from None


def _instant(value: Any) -> Any:
    """The instant that ISO text means; anything else as it is, so that a draft shows what was typed."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value
    return at if not isinstance(at, datetime) or at.tzinfo else value


def record(form: Mapping[str, Any] | None, data: Mapping[str, Any] | None, lists: Lists = {}) -> list[dict[str, str]]:
    """A filled form as label and text, for reading and signing."""
    return [{"label": label_of(p), "text": _read(p, (data or {}).get(p["key"]), lists)} for p in components(form)
            if kind_of(p) != "text_block" and (data or {}).get(p["key"]) is not None]


def _read(part: Mapping[str, Any], value: Any, lists: Lists) -> str:
    kind = kind_of(part)
    if kind == "money":
        return f"{yuan(value)} 元"
    if kind == "date":
        return day_text(value)
    if kind == "moment" and isinstance(at := _instant(value), datetime):
        return f"{day_text(at.astimezone(SHANGHAI).date())} {at.astimezone(SHANGHAI):%H:%M}"
    if isinstance(value, bool):
        return "是" if value else "否"
    names = {str(o["value"]): o.get("label") or str(o["value"]) for o in part.get("values") or lists.get(_special(part), ())}
    if isinstance(value, (list, tuple)):
        return "、".join(names.get(str(v), str(v)) for v in value)
    return names.get(str(value), str(value))


def wrong_fields(found: Iterable[Field]) -> list[Field]:
    """The fields with errors, groups opened, in order."""
    return [w for f in found for w in (wrong_fields(f.fields) if f.kind == "group" else [f] if f.errors else [])]
