"""Reads processes/law/ into the law room's values: all of it, or nothing.

One module per kind of file. Every fault is collected with file, line and reason before the whole is refused; a
running rulebook is never changed.
"""
from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from engine.errors import RulePackInvalid
from engine.law.file.numbering import Paper
from engine.law.power.authority import Unit
from engine.law.rules import Rulebook
from engine.law.time.calendar import Calendar
from engine.rulebook import (bindings, calendars, catalogue, checks, clocks, discretion, gates, items, limits, lists, masking, obligations, paper_fields, papers, scoring, security, separation,
                             suitability, thresholds, uploads)
from engine.rulebook.rows import Source

__all__ = ["Paper", "Rulebook", "Unit", "load"]

_FOLDERS = ("calendars", "catalogue", "discretion", "items", "lists", "profiles", "scoring")
_MAY_BE_EMPTY = ("discretion", "profiles")
_FILES = {"national.toml", "profiles.toml", "gates.toml", "separation.toml", "papers.toml", "thresholds.toml", "limits.toml", "paper_fields.toml",
          "masking.toml", "obligations.toml", "binding.toml", "security.toml", "uploads.toml", "staffing.toml", "checks.toml"}


def load(folder: Path) -> Rulebook:
    """Read and check a rule folder.

    Raises:
        RulePackInvalid: with every fault found, as `{"file", "line", "reason"}`.
    """
    source = Source(Path(folder))
    places = _places(source)
    years = {y.year: y for n in places["calendars"] if (y := calendars.year(source, n))}
    versions = clocks.clocks(source, "national.toml", places["profiles"])
    item_versions = items.items(source, places["items"])
    known = {code: versions_of[-1] for code, versions_of in item_versions.items()}
    tables = discretion.tables(source, places["discretion"], item_versions)
    binding = clocks.profiles(source, "profiles.toml", places["profiles"], {i.domain for i in known.values()})
    listed = catalogue.catalogue(source, places["catalogue"], known)
    powers = lists.lists(source, places["lists"], known, listed)
    suits = suitability.suitability(source)
    guards, acts = gates.gates(source, "gates.toml")
    duties, hard, soft = separation.separation(source, "separation.toml")
    bounds = limits.limits(source, "limits.toml", "staffing.toml")
    numbering, kinds, remedies = papers.papers(source, "papers.toml", versions)
    bound = bindings.bindings(source, "binding.toml", kinds)
    says = paper_fields.paper_fields(source, "paper_fields.toml", kinds)
    policy = security.security(source, "security.toml", duties)
    standards = scoring.standards(source, places["scoring"], says)
    switches, amounts = thresholds.thresholds(source, "thresholds.toml", item_versions, powers.units)
    national = obligations.obligations(source, "obligations.toml", versions, duties, acts, kinds)
    files = uploads.uploads(source, "uploads.toml")
    masks = masking.masking(source, "masking.toml")
    graded = checks.checks(source, "checks.toml")
    if source.problems:
        raise RulePackInvalid(source.problems)
    freeze = MappingProxyType
    return Rulebook(
        clocks=freeze(clocks.newest(versions)), versions=freeze(versions), profiles=binding, calendar=Calendar(years),
        items=freeze(known), item_versions=freeze(item_versions), discretion=freeze(tables), lists=powers.entries, units=freeze(powers.units),
        power_lists=freeze(powers.versions), recalls=powers.recalls, catalogue=listed, suitability=suits, gates=freeze(guards), acts=freeze(acts), separation=freeze(hard),
        soft_separation=freeze(soft), duties=freeze(duties), numbering=numbering, papers=freeze(kinds), remedies=freeze(remedies),
        paper_rules=says, bindings=freeze(bound), standards=freeze(standards),
        limits=freeze(bounds), switches=freeze(switches), thresholds=amounts, national=national, security=policy, uploads=files, masks=masks, checks=freeze(graded), digest=source.hash.hexdigest())


def _places(source: Source) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {place: [] for place in _FOLDERS}
    for name in source.texts:
        place = name.split("/")[0]
        if "/" in name and place in places:
            places[place].append(name)
        elif name not in _FILES:
            source.fault(name, None, "不认识的规则文件")
    for place in (place for place, names in places.items() if not names and place not in _MAY_BE_EMPTY):
        source.fault(place, None, "没有找到规则文件")
    return places
