"""Replays what happened to a unit's power list: each version's items offered, claimed, approved, published, taken back."""
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Mapping, NamedTuple

from engine.errors import Refusal
from engine.law.power.authority import ListEntry
from engine.law.power.power_list import ACTIONS, Line, ListVersion, SignOff, Step, advance, allows
from engine.law.power.succession import Recall
from engine.rulebook.rows import Row, Source

_DAY = timedelta(days=1)


class Grant(NamedTuple):
    """Items granted on the same terms, in which versions; the terms are fields of ListEntry."""

    versions: tuple[str, ...]
    items: tuple[str, ...]
    terms: Mapping[str, Any]
    row: Row


def versions(source: Source, root: Row, unit: str, grants: list[Grant], recalls: list[tuple[Recall, Row]],
             bodies: Mapping[str, str]) -> tuple[ListVersion, ...]:
    """All versions of one unit's list, oldest first."""
    drafts = {}
    for row in source.tables(root, "version"):
        number, begin = row.take("number", str), row.take("effective_on", date)
        row.once(f"单位 {unit} 的清单版本", number)
        if row.done():
            drafts[number] = (ListVersion(unit, number, begin, *_contents(number, begin, grants)), row)
    for grant in grants:
        if not grant.versions or not set(grant.versions) <= set(drafts):
            grant.row.fault(f"versions 须为本单位的清单版本，写明的是：{'、'.join(grant.versions)}")
    lines = {number: dict(version.lines) for number, (version, _) in drafts.items()}
    for row in source.tables(root, "step"):
        _step(row, lines, bodies)
    found = sorted(((replace(v, lines=MappingProxyType(lines[n])), row) for n, (v, row) in drafts.items()),
                   key=lambda pair: pair[0].effective_on)
    published = [(version, row) for version, row in found if version.notice]
    for recall, row in recalls:
        _withdraw(recall, row, [version for version, _ in published], lines)
    for version, row in published:
        if version.notice.on > version.effective_on:
            row.fault(f"版本 {version.number} 的施行日期早于公布日期")
    for (old, _), (new, row) in pairwise(published):
        _dropped(old, new, row, [recall for recall, _ in recalls])
    return tuple(replace(v, lines=MappingProxyType(lines[v.number])) for v, _ in found)


def _contents(number: str, begin: date, grants: list[Grant]) -> tuple[dict[str, ListEntry], dict[str, Line]]:
    entries: dict[str, ListEntry] = {}
    for grant in (g for g in grants if number in g.versions):
        for code in grant.items:
            if code in entries:
                grant.row.fault(f"版本 {number} 中事项 {code} 重复")
            entries[code] = ListEntry(item_code=code, valid_from=begin, version=number, **grant.terms)
        if (until := grant.terms["valid_until"]) and until < begin:
            grant.row.fault(f"valid_until 早于版本 {number} 的施行日期")
    return entries, {code: Line(code, entry.mode) for code, entry in entries.items()}


def _step(row: Row, lines: dict[str, dict[str, Line]], bodies: Mapping[str, str]) -> None:
    number, action = row.take("version", str, among=lines), row.take("action", str, among=[a for a in ACTIONS if a != "withdraw"])
    signed = tuple(SignOff(r.take("by", str, among=bodies), r.take("on", date), r.take("document", str, ""))
                   for r in row.rows("signed"))
    step = Step(action, row.take("on", date), row.take("by", str), row.take("document", str), row.take("reason", str, ""), signed)
    named = row.takes("items", str, among=lines.get(number, ()))
    if not row.done():
        return
    here = lines[number]
    codes = named or [code for code, line in here.items() if allows(line, action)]
    if not codes:
        row.fault(f"版本 {number} 中没有可以{ACTIONS[action].name}的事项")
    try:
        here.update({code: advance(here[code], step, bodies) for code in codes})
    except Refusal as refused:
        row.fault(refused.detail)


def _withdraw(recall: Recall, row: Row, published: list[ListVersion], lines: dict[str, dict[str, Line]]) -> None:
    """Mark the lines taken back in the version that was in force the day before."""
    before = [v for v in published if v.effective_on < recall.on]
    held = lines[before[-1].number] if before else {}
    step = Step("withdraw", recall.on, recall.instrument, recall.instrument)
    for code in recall.items or tuple(held):
        if code in held and held[code].state == "published":
            held[code] = replace(held[code], state=ACTIONS["withdraw"].after, steps=(*held[code].steps, step))
        elif recall.items:
            row.fault(f"收回的事项 {code} 当时不在已公布的清单内")
    again = [v.number for v in published if v.effective_on == recall.on and set(recall.items) & set(v.lines)]
    if again:
        row.fault(f"收回的事项又列在同日施行的版本 {'、'.join(again)} 中")


def _dropped(old: ListVersion, new: ListVersion, row: Row, recalls: list[Recall]) -> None:
    """An item leaves a list by an instrument, not by being forgotten in the next version."""
    if old.effective_on == new.effective_on:
        row.fault(f"版本 {old.number} 与 {new.number} 同日施行")
    between = [r for r in recalls if old.effective_on < r.on <= new.effective_on]
    for code, line in old.lines.items():
        entry, taken = old.entries[code], any(r.takes(old.unit_code, code) for r in between)
        ended = entry.valid_until is not None and entry.valid_until < new.effective_on
        if line.state == "published" and code not in new.entries and not taken and not ended:
            row.fault(f"事项 {code} 在版本 {old.number} 中，而版本 {new.number} 没有，也没有收回文书 [[recall]]")
