"""A run written down as a scenario file that plays again to the same end."""
from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

#: what a scenario expects of the case at its end
CASE = ("status", "stage", "number", "filed_on", "closed_on")
CLOCK = ("code", "gen", "state", "due_on")
PAPER = ("kind", "number")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written(title: str, process: str, lead: Mapping[str, Any], steps: list[Mapping[str, Any]], end: Mapping[str, Any],
            local: Mapping[str, Any] = MappingProxyType({})) -> str:
    """A scenario as TOML.

    Args:
        process: key of the process that was tried. lead: `at`, `who`, `form`. steps: in the order they were taken.
        end: `case`, `clocks` and `papers` as the acts tell them after the last step. local: what the county has chosen for itself.
    """
    lines = [f"title = {_value(title)}", f"process = {_value(process)}", "", *(line for key, one in local.items() for line in _table(key, one)),
             *_table("lead", lead)]
    for step in steps:
        lines += ["[[step]]", *_body("step", step), ""]
    case = end["case"]
    lines += _table("expect", {key: case[key] for key in CASE if case.get(key) is not None})
    for name, shown, keys in (("clock", end["clocks"], CLOCK), ("paper", end["papers"], PAPER)):
        for one in shown:
            lines += [f"[[expect.{name}]]", *_body("", {key: one[key] for key in keys if one.get(key) is not None}), ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(name: str, values: Mapping[str, Any]) -> list[str]:
    return [f"[{name}]", *_body(name, values), ""]


def _body(name: str, values: Mapping[str, Any]) -> list[str]:
    """Plain values first, then the tables within: TOML reads every line after a heading as that table's."""
    plain = [f"{_key(key)} = {_value(value)}" for key, value in values.items() if not isinstance(value, Mapping)]
    for key, value in values.items():
        if isinstance(value, Mapping):
            plain += [f"[{name}.{_key(key)}]", *_body(f"{name}.{_key(key)}", value)]
    return plain


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)


def _value(value: Any) -> str:
    if value is None:
        return '""'  # TOML knows no null; to a form an empty text is an emptied field
    if isinstance(value, date):  # an instant is one as well
        value = value.isoformat()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    # JSON's strings, numbers and truths are TOML's, but for one control character that JSON lets stand.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
