"""What was entered into forms, as people read it: fields by their labels, options by their names, money in yuan."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Callable

from engine.law.money import in_words, yuan
from engine.now import SHANGHAI

#: money by the name of its fact, where no form says it
MONEY = "_fen"
#: facts that hold the code of an enforcement item
ITEMS = ("item_code", "cause", "also_violates")


def record(definition, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields of a completed task: `{"key", "label", "kind", "value", "words"}` each.

    Args:
        row: the task's row, with `process`, `element` and `form`.
    """
    element = definition.elements[(row["process"], row["element"])]
    form = definition.form(row["process"], element.form)
    drawn = {f.key: f for f in form.fields}
    names = {(c.get("key"), o.get("value")): o.get("label") for c in components(form.source) for o in c.get("values", ())}
    return [{"key": k, "label": drawn[k].label if k in drawn else k, "kind": drawn[k].kind if k in drawn else "", "value": v,
             "words": words(drawn[k].kind if k in drawn else "", v, lambda one: names.get((k, one)) or str(one))} for k,
             v in (row["form"] or {}).items()]


def components(source: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Every component of a form-js form, those inside groups too."""
    for one in source.get("components", ()):
        yield one
        yield from components(one)


def words(kind: str, value: Any, named: Callable[[Any], str]) -> str:
    """A form value as people read it: options by their labels, money in yuan."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(named, value))
    return f"{value / 100:,.2f} 元" if kind == "money" else named(value)


@dataclass(frozen=True)
class Glossary:
    """The options of every form of a case, to read what a paper printed.

    Attributes:
        options: (fact, value) → label. persons: id → name, for facts that name a person.
    """

    options: Mapping[tuple[str, str], str]
    persons: Mapping[int, str]
    person_keys: frozenset[str]
    items: Mapping[str, str]

    def read(self, key: str, value: Any) -> str:
        """A fact as a paper prints it: amounts in figures and words 大写, days and instants in Chinese."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if key in self.person_keys and str(value).isdigit() and int(value) in self.persons:
            return self.persons[int(value)]
        if key in ITEMS and value in self.items:
            return self.items[value]
        if isinstance(value, int) and key.endswith(MONEY):
            return f"{yuan(value)}（大写：人民币{in_words(value)}）"
        if isinstance(value, datetime):
            return f"{value.astimezone(SHANGHAI):%Y年%-m月%-d日 %H:%M}"
        if isinstance(value, Mapping):
            return " ".join(str(one) for k, one in value.items() if isinstance(one, str) and one)
        if isinstance(value, (list, tuple)):
            return "；".join(self.read(key, one) for one in value)
        if isinstance(value, date):
            return value.isoformat()
        return self.options.get((key, value), "" if value is None else str(value)) if isinstance(value, str) else "" if value is None else str(value)


def glossary(definition, persons: Mapping[int, str], items: Mapping[str, str]) -> Glossary:
    """The words of a case's forms.

    Args:
        persons: names by id. items: names of the enforcement items by code.
    """
    options: dict[tuple[str, str], str] = {}
    keys: set[str] = set()
    for element in definition.elements.values():
        if not element.form:
            continue
        form = definition.form(element.process, element.form)
        keys |= {f.key for f in form.fields if f.kind == "person"}
        options |= {(c.get("key"), o.get("value")): o.get("label") for c in components(form.source) for o in c.get("values", ())}
    return Glossary(options, persons, frozenset(keys), items)
