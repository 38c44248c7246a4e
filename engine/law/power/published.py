"""Lists and recalls that a county publishes while the product runs, beside those that came with it: may they, and what holds then."""
from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Iterable, Mapping, NamedTuple

from engine.law.power.authority import ListEntry
from engine.law.power.power_list import ACTIONS, ListVersion, Step, in_force
from engine.law.power.succession import OPEN_CASES, Recall
from engine.law.rules import Rulebook


class Taken(NamedTuple):
    """A step and the items it was taken for."""

    step: Step
    items: tuple[str, ...]


def replayed(version: ListVersion, taken: Iterable[Taken]) -> ListVersion:
    """The version after steps that were checked when they were taken: later rules do not judge them anew."""
    lines = dict(version.lines)
    for step, items in taken:
        for code in items:
            lines[code] = replace(lines[code], state=ACTIONS[step.action].after, steps=(*lines[code].steps, step))
    return replace(version, lines=MappingProxyType(lines))


def joined(rules: Rulebook, added: Iterable[ListVersion], recalls: Iterable[Recall]) -> Rulebook:
    """The rulebook with the published versions and recalls of the county's own database."""
    added, fresh = tuple(added), tuple(recalls)
    touched = {v.unit_code for v in added} | {r.unit_code for r in fresh}
    every = (*rules.recalls, *fresh)
    versions = {**rules.power_lists}
    for unit in touched:
        of = sorted((*rules.power_lists.get(unit, ()), *(v for v in added if v.unit_code == unit)), key=lambda v: v.effective_on)
        for recall in (r for r in fresh if r.unit_code == unit):
            of = _withdrawn(recall, of)
        versions[unit] = tuple(of)
    entries = (*(e for e in rules.lists if e.unit_code not in touched), *(e for u in sorted(touched) for e in in_force(versions[u], every)))
    return replace(rules, lists=entries, power_lists=MappingProxyType(versions), recalls=every)


def _withdrawn(recall: Recall, versions: list[ListVersion]) -> list[ListVersion]:
    held = next((v for v in reversed(versions) if v.notice and v.effective_on < recall.on), None)
    if held is None:
        return versions
    codes = tuple(c for c, line in held.lines.items() if line.state == "published" and recall.takes(recall.unit_code, c))
    step = Step("withdraw", recall.on, recall.instrument, recall.instrument)
    return [replayed(v, [Taken(step, codes)]) if v is held else v for v in versions]


def against_publishing(version: ListVersion, on: date, rules: Rulebook) -> list[str]:
    """What stands in the way of publishing a version on `on`, in Chinese.

    Its lines are still under way; it would begin before it is published, or before a version already published; it forgets items
    that nobody took back (行政处罚法第二十四条), or entrusts what the other agency does not hold (第二十条).
    """
    found, unit = [], version.unit_code
    if waiting := [c for c, line in version.lines.items() if line.state not in ("approved", "not_claimed")]:
        found.append(f"事项 {_some(waiting)} 还没有审核或者写明不承接")
    if version.effective_on < on:
        found.append(f"施行日期 {version.effective_on.isoformat()} 早于公布日期 {on.isoformat()}")
    published = [v for v in rules.power_lists.get(unit, ()) if v.notice]
    last = published[-1] if published else None
    recalls = [r for r in rules.recalls if r.unit_code == unit]
    if last is not None and version.effective_on <= last.effective_on:
        found.append(f"施行日期不晚于已公布的版本 {last.number}（{last.effective_on.isoformat()} 施行）")
    elif last is not None:
        between = [r for r in recalls if last.effective_on < r.on <= version.effective_on]
        if forgotten := [c for c, line in last.lines.items() if line.state == "published" and c not in version.entries
                         and not any(r.takes(unit, c) for r in between)
                         and not ((until := last.entries[c].valid_until) and until < version.effective_on)]:
            found.append(f"事项 {_some(forgotten)} 在版本 {last.number} 中，本版没有列入，也没有收回文书")
    if again := [c for c in version.entries if any(r.on == version.effective_on and r.takes(unit, c) for r in recalls)]:
        found.append(f"事项 {_some(again)} 自同日起收回，不能又列入")
    return [*found, *_not_theirs(version, rules)]


def _not_theirs(version: ListVersion, rules: Rulebook) -> list[str]:
    own = {(e.unit_code, e.item_code) for e in rules.lists if e.mode != "entrusted"}
    own |= {(item.penalty, item.code) for item in rules.catalogue.items.values()}
    lacking = [e.item_code for e in version.entries.values() if e.mode == "entrusted" and (e.in_name_of, e.item_code) not in own]
    return [f"委托机关自己没有事项 {_some(lacking)} 的权力，不能委托（行政处罚法第二十条）"] if lacking else []


def against_recall(recall: Recall, rules: Rulebook) -> list[str]:
    """What is wrong with a recall, in Chinese."""
    found, held = [], {e.item_code for e in rules.lists if e.unit_code == recall.unit_code and e.valid_from < recall.on
                       and (e.valid_until is None or e.valid_until >= recall.on)}
    if recall.open_cases not in OPEN_CASES:
        return ["须写明未办结的案件由谁继续办理"]
    if missing := [c for c in recall.items if c not in held]:
        found.append(f"事项 {_some(missing)} 在 {recall.on.isoformat()} 前不在已公布的清单内")
    if not held:
        found.append("该单位没有可以收回的事项")
    if recall.successor is None and (recall.open_cases == "successor" or recall.abolished or recall.finish_by):
        found.append("须写明接收单位")
    if recall.successor is not None and recall.successor not in {*rules.units, *rules.catalogue.departments} - {recall.unit_code}:
        found.append(f"接收单位 {recall.successor} 不是其他清单单位或者主管部门")
    if recall.abolished and recall.open_cases == "finish":
        found.append("单位撤销的，未办结案件只能由接收单位办理")
    if recall.finish_by and (recall.open_cases != "finish" or recall.finish_by < recall.on):
        found.append("办结期限只用于由原单位办结的情形，且不早于收回之日")
    return found


def _some(codes: list[str]) -> str:
    return "、".join(codes[:5]) + (f" 等 {len(codes)} 项" if len(codes) > 5 else "")
