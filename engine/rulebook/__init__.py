"""Reads processes/law/ into the law room's values: all of it, or nothing.

One module per kind of file. Every fault is collected with file, line and reason before the whole is refused; a
running rulebook is never changed.
"""
from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from engine.errors import RulePackInvalid
from engine.law.authority import Unit
from engine.law.calendar import Calendar
from engine.law.numbering import Paper
from engine.law.rules import Rulebook
from engine.rulebook import calendars, clocks, gates, items, lists, obligations, papers, separation, thresholds
from engine.rulebook.rows import Source

__all__ = ["Paper", "Rulebook", "Unit", "load"]

_FOLDERS = ("calendars", "items", "lists")
_FILES = {"national.toml", "gates.toml", "separation.toml", "papers.toml", "thresholds.toml", "obligations.toml"}


def load(folder: Path) -> Rulebook:
    """Read and check a rule folder.

    Raises:
        RulePackInvalid: with every fault found, as `{"file", "line", "reason"}`.
    """
    source = Source(Path(folder))
    places = _places(source)
    years = {y.year: y for n in places["calendars"] if (y := calendars.year(source, n))}
    versions = clocks.clocks(source, "national.toml")
    known = {i.code: i for n in places["items"] for i in items.items(source, n)}
    units, entries = lists.lists(source, places["lists"], known)
    guards, acts = gates.gates(source, "gates.toml")
    duties, hard, soft = separation.separation(source, "separation.toml")
    numbering, kinds, remedies = papers.papers(source, "papers.toml")
    switches, amounts = thresholds.thresholds(source, "thresholds.toml", known, units)
    national = obligations.obligations(source, "obligations.toml", versions, duties, acts, kinds)
    if source.problems:
        raise RulePackInvalid(source.problems)
    freeze = MappingProxyType
    return Rulebook(
        clocks=freeze({code: rules[-1] for code, rules in versions.items()}), versions=freeze(versions), calendar=Calendar(years),
        items=freeze(known), lists=entries, units=freeze(units), gates=freeze(guards), acts=freeze(acts), separation=freeze(hard),
        soft_separation=freeze(soft), duties=freeze(duties), numbering=numbering, papers=freeze(kinds), remedies=freeze(remedies),
        switches=freeze(switches), thresholds=amounts, national=national,
        digest=source.hash.hexdigest())


def _places(source: Source) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {place: [] for place in _FOLDERS}
    for name in source.texts:
        place = name.split("/")[0]
        if "/" in name and place in places:
            places[place].append(name)
        elif name not in _FILES:
            source.fault(name, None, "不认识的规则文件")
    for place in (place for place, names in places.items() if not names):
        source.fault(place, None, "没有找到规则文件")
    return places
