"""Reads thresholds.toml: amounts, local choices, limitation, crime thresholds and the order of norms."""
from __future__ import annotations

from types import MappingProxyType
from typing import Any, Mapping

from engine.law.penalty import penalty
from engine.law.penalty.crime import Crime
from engine.law.penalty.party import SIDES, Amount
from engine.law.penalty.penalty import Item
from engine.law.penalty.thresholds import COUNTS, HearingKinds, HearingThreshold, LocalBand, Thresholds, Trigger
from engine.law.power.authority import Unit
from engine.law.power.hierarchy import Conflict, Level, SameAct
from engine.law.time.limitation import HARMED, UNITS, Limitation
from engine.rulebook.items import band
from engine.rulebook.rows import Row, Source


def thresholds(source: Source, name: str, items: Mapping[str, tuple[Item, ...]],
               units: Mapping[str, Unit]) -> tuple[dict[str, str], Any]:
    """The switches, and everything else the file says.

    Args:
        items: code → versions of the catalogue's items.
    """
    root = source.root(name)

    def read(header: str, one: Any) -> tuple[Any, ...]:
        return tuple(value for row in source.tables(root, header) if (value := one(row, items)) is not None)

    hearing = _hearings(source, root)
    unset = {row.take("place", str): row.take("name", str) for row in source.tables(root, "hearing_unset")}
    levels = {level.key: level for level in read("level", _level)}
    for item in (v for versions in items.values() for v in versions if v.source not in levels):
        root.fault(f"事项 {item.code} 的效力等级 {item.source} 没有 [[level]]")
    switch = Row(source, name, None, root.values.pop("switches", {}))
    places = {h.place for h in hearing} - {""} | unset.keys()
    switches = {"individual_business": switch.take("individual_business", str, among=("citizen", "organisation")),
                "hearing_place": switch.take("hearing_place", str, among=sorted(filter(None, places)))}
    switch.done()
    amounts = Row(source, name, None, root.values.pop("summary", {}))
    summary = _amount(amounts)
    amounts.done()
    bands = tuple(b for row in source.tables(root, "local_band") if (b := _local_band(row, items, units)))
    read_all = Thresholds(
        summary, hearing, read("collective", _trigger), bands, read("hearing_kinds", _hearing_kinds), MappingProxyType(unset),
        read("limitation", _limitation), read("crime", _crime), MappingProxyType(levels), read("conflict", _conflict),
        read("same_act", _same_act))
    root.done()
    return switches, read_all


def _amount(row: Row) -> Amount:
    citizen, organisation = row.take("citizen_yuan", int, low=0), row.take("organisation_yuan", int, low=0)
    return Amount((citizen or 0) * 100, (organisation or 0) * 100, row.article(local=bool(row.values.get("local"))))


def _hearings(source: Source, root: Row) -> tuple[HearingThreshold, ...]:
    found = [(h, row) for row in source.tables(root, "hearing") if (h := _hearing(row))]
    found.sort(key=lambda pair: pair[0].in_force)
    for at, (new, row) in enumerate(found):
        for old, _ in found[:at]:
            same = old.place == new.place and (set(old.domains) & set(new.domains) or not (old.domains or new.domains))
            if same and (old.until is None or old.until >= new.in_force):
                row.fault(f"听证标准“{new.name}”的有效期与同一地方、领域的另一项重叠")
    return tuple(h for h, _ in found)


def _hearing(row: Row) -> HearingThreshold | None:
    place, name, amount = row.take("place", str, ""), row.take("name", str), _amount(row)
    inclusive, counts = row.take("inclusive", bool), row.take("counts", str, among=COUNTS)
    domains, percent = row.takes("domains", str), row.take("percent", int, None, low=1)
    if not place and not domains:
        row.fault("没有 place 的听证标准须写明 domains")
    if percent is not None and percent > 100:
        row.fault("percent 不能大于 100")
    begin, end = row.validity("in_force", "until")
    local = row.take("local", bool, False)
    read = HearingThreshold(place, name, amount, inclusive, counts, begin, end, domains, percent, local)
    return read if row.done() else None


def _hearing_kinds(row: Row, items: Any) -> HearingKinds | None:
    kinds, name = row.takes("kinds", str, among=penalty.KINDS), row.take("name", str)
    read = HearingKinds(kinds, name, row.article(), row.take("certain", bool))
    return read if row.done() else None


def _trigger(row: Row, items: Any) -> Trigger | None:
    read = Trigger(row.take("when", str, among=penalty.COLLECTIVE_TESTS), row.take("name", str), row.article())
    return read if row.done() else None


def _limitation(row: Row, items: Any) -> Limitation | None:
    name, length, unit = row.take("name", str), row.take("length", int, low=1), row.take("unit", str, among=UNITS)
    basis, (begin, end) = row.article(), row.validity("in_force", "until")
    read = Limitation(name, length, unit, basis, begin, end, row.takes("harm_to", str, among=HARMED), row.takes("sources", str),
                      row.takes("domains", str))
    return read if row.done() else None


def _crime(row: Row, items: Mapping[str, Any]) -> Crime | None:
    name, codes = row.take("name", str), row.takes("items", str, among=items)
    low, high, lower, lower_high = (100 * (row.take(f"{k}_yuan", int, low=1) or 0)
                                    for k in ("low", "high", "forbidden_low", "forbidden_high"))
    fixed = row.take("set_yuan", int, None, low=1)
    forbidden, earlier, years = row.take("forbidden", str), row.take("earlier", int, low=0), row.take("years", int, low=1)
    if not (lower <= low <= high and lower <= lower_high <= high) or (fixed and not low <= fixed * 100 <= high):
        row.fault("涉嫌犯罪的数额标准不成立：下限、上限或者本省标准的大小不合理")
    basis, (begin, end) = row.article(), row.validity("in_force", "until")
    read = Crime(name, codes, low, high, forbidden, lower, lower_high, earlier, years, basis, begin, end, fixed and fixed * 100)
    return read if row.done() else None


def _level(row: Row, items: Any) -> Level | None:
    key, name, rank, basis = row.take("key", str), row.take("name", str), row.take("rank", int, low=1), row.article()
    own = row.article("version_article") if "version_article" in row.values else ""
    row.once("效力等级", key)
    return Level(key, name, rank, basis, own) if row.done() else None


def _conflict(row: Row, items: Mapping[str, Any]) -> Conflict | None:
    name, codes, side = row.take("name", str), row.takes("items", str, among=items), row.take("side", str, among=SIDES)
    begin, end = row.validity("in_force", "until")
    special = row.take("special", str, "", among=codes)
    bases = [row.article(key) if key in row.values else "" for key in ("newer_basis", "special_basis")]
    if len(codes) < 2 or (special and not bases[1]):
        row.fault("items 须有两项以上；写明 special 的须有 special_basis")
    return Conflict(name, codes, side, begin, end, special, *bases) if row.done() else None


def _same_act(row: Row, items: Mapping[str, Any]) -> SameAct | None:
    read = SameAct(row.take("name", str), row.takes("items", str, among=items))
    if len(read.items) < 2:
        row.fault("items 须有两项以上")
    return read if row.done() else None


def _local_band(row: Row, items: Mapping[str, Any], units: Mapping[str, Unit]) -> LocalBand | None:
    item, unit = row.take("item", str, among=items), row.values.pop("unit", "")
    bands = {}
    for side in SIDES:
        pair = row.takes(f"{side}_yuan", int)
        bands[side] = band(row, side, *map(str, pair)) if len(pair) == 2 else None
    if unit not in ("", *units) or not any(bands.values()):
        row.fault("unit 不认识，或没有写明幅度 [最低, 最高]")
    basis, (begin, end) = row.article(), row.validity("in_force", "until")
    return LocalBand(item, unit, MappingProxyType(bands), basis, begin, end) if row.done() else None
