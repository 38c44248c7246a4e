"""Reads lists/*.toml: units, the versions of their power lists 权力清单, and what was taken back."""
from __future__ import annotations

from datetime import date
from typing import Mapping, NamedTuple

from engine.law.penalty.penalty import KINDS, Item
from engine.law.power.authority import IN_ANOTHERS_NAME, MODES, POWERS, ListEntry, Unit
from engine.law.power.catalogue import Catalogue
from engine.law.power.power_list import ListVersion, in_force
from engine.law.power.succession import OPEN_CASES, Recall
from engine.rulebook.rows import Row, Source
from engine.rulebook.versions import Grant, versions


class Lists(NamedTuple):
    """Units by code, the entries that give power, all versions by unit, and every recall."""

    units: dict[str, Unit]
    entries: tuple[ListEntry, ...]
    versions: dict[str, tuple[ListVersion, ...]]
    recalls: tuple[Recall, ...]


def lists(source: Source, names: list[str], items: Mapping[str, Item], catalogue: Catalogue) -> Lists:
    """All lists, checked against one another."""
    units, found, recalls = {}, {}, {}
    for name in names:
        root = source.root(name)
        unit = Unit(*(root.take(k, str) for k in ("unit", "name", "agency", "prefix", "level")), root.take("parent", str, None))
        taken = [(r, row) for row in source.tables(root, "recall") if (r := _recall(row, unit.code, items))]
        grants = [grant for row in source.tables(root, "grant") if (grant := _grant(row, unit.code, items))]
        found[unit.code] = versions(source, root, unit.code, grants, taken, catalogue.bodies)
        root.once("单位", unit.code)
        recalls[unit.code] = taken
        if root.done():
            units[unit.code] = unit
    _tree(source, units)
    _names(source, units, catalogue, found)
    pairs = [pair for taken in recalls.values() for pair in taken]
    for recall, row in pairs:
        if recall.successor is not None and recall.successor not in {*units, *catalogue.departments} - {recall.unit_code}:
            row.fault(f"接收单位 {recall.successor} 不是其他清单单位或者主管部门")
    taken = tuple(recall for recall, _ in pairs)
    entries = tuple(e for of in found.values() for e in in_force(of, taken))
    _covered(source, entries, units, catalogue)
    return Lists(units, entries, found, taken)


def _grant(row: Row, unit: str, items: Mapping[str, Item]) -> Grant | None:
    mode, instrument = row.take("mode", str, among=MODES), row.take("instrument", str)
    powers, kinds = row.takes("powers", str, among=POWERS), row.takes("kinds", str, among=KINDS)
    top, name_of = row.take("top_yuan", int, None, low=1), row.take("in_name_of", str, None)
    until = row.take("valid_until", date, None)
    terms = {"unit_code": unit, "mode": mode, "valid_until": until, "instrument": instrument, "kinds": kinds,
             "top_fen": top and top * 100, "powers": powers, "in_name_of": name_of}
    for reason in grant_faults(ListEntry(item_code="", valid_from=date.min, **terms)):
        row.fault(reason)
    grant = Grant(row.takes("versions", str), row.takes("items", str, among=items), terms, row)
    return grant if row.done() else None


def grant_faults(entry: ListEntry) -> list[str]:
    """What is wrong with the terms of a grant, in Chinese."""
    found, powers, kinds = [], set(entry.powers), entry.kinds
    if not powers or bool(kinds) != ("punish" in powers) or (entry.top_fen and "fine" not in kinds):
        found.append("权限 powers 不能为空；含行政处罚时须写明处罚种类 kinds，不含时不得写明；写明最高罚款时处罚种类须含罚款")
    if (entry.mode in IN_ANOTHERS_NAME) != (entry.in_name_of is not None):
        found.append("委托、派驻须写明 in_name_of（以谁的名义），其他情形不得写明")
    if entry.mode == "entrusted" and {"measure", "enforce"} & powers:
        found.append("行政强制措施权、行政强制执行权不得委托（行政强制法第十七条）")
    if entry.mode == "entrusted" and entry.valid_until is None:
        found.append("委托须写明期限 valid_until（行政处罚法第二十条第二款）")
    return found


def _recall(row: Row, unit: str, items: Mapping[str, Item]) -> Recall | None:
    whole = row.take("abolished", bool, False)
    recall = Recall(unit, row.takes("items", str, among=items), row.take("on", date), row.take("instrument", str),
                    row.take("open_cases", str, among=OPEN_CASES), row.take("successor", str, None),
                    row.take("finish_by", date, None))
    if whole == bool(recall.items):
        row.fault("须写明收回的 items；单位撤销的，写 abolished = true，不写 items")
    if recall.successor is None and (recall.open_cases == "successor" or whole or recall.finish_by):
        row.fault("须写明接收单位 successor")
    early = recall.finish_by and recall.on and recall.finish_by < recall.on
    if early or (recall.finish_by and recall.open_cases != "finish") or (whole and recall.open_cases == "finish"):
        row.fault("finish_by 只用于 open_cases = \"finish\"，且不早于 on；单位撤销的，未办结案件只能由接收单位办理")
    return recall if row.done() else None


def _tree(source: Source, units: Mapping[str, Unit]) -> None:
    for code, unit in units.items():
        above = [code]
        while (parent := units[above[-1]].parent) is not None and parent in units and parent not in above:
            above.append(parent)
        if parent is not None:
            source.fault(f"lists/{code}.toml", None, f"上级单位 {parent} 不存在或成环")


def _names(source: Source, units: Mapping[str, Unit], catalogue: Catalogue, found: Mapping[str, tuple[ListVersion, ...]]) -> None:
    for code, of in found.items():
        names = {e.in_name_of for version in of for e in version.entries.values() if e.in_name_of}
        for name in sorted(names - {*units, *catalogue.departments} | names & {code}):
            source.fault(f"lists/{code}.toml", None, f"in_name_of 写明的 {name} 不是其他清单单位或者主管部门")


def _covered(source: Source, entries: tuple[ListEntry, ...], units: Mapping[str, Unit], catalogue: Catalogue) -> None:
    """An agency entrusts only what it holds itself, and what was entrusted is not entrusted again (行政处罚法第二十条)."""
    own = {(e.unit_code, e.item_code) for e in entries if e.mode != "entrusted"}
    own |= {(item.penalty, item.code) for item in catalogue.items.values()}
    for entry in entries:
        if entry.mode == "entrusted" and (entry.in_name_of, entry.item_code) not in own:
            source.fault(f"lists/{entry.unit_code}.toml", None,
                         f"委托机关 {entry.in_name_of} 自己没有事项 {entry.item_code} 的权力，不能委托（行政处罚法第二十条）")
