"""Reads thresholds.toml: amounts and local choices."""
from __future__ import annotations

from types import MappingProxyType
from typing import Any, Mapping

from engine.law import penalty
from engine.law.authority import Unit
from engine.law.penalty import HearingThreshold, Item, Limit, LocalBand, Thresholds, Trigger
from engine.rulebook.items import band
from engine.rulebook.rows import Row, Source


def thresholds(source: Source, name: str, items: Mapping[str, Item], units: Mapping[str, Unit]) -> tuple[dict[str, str], Any]:
    """The switches and all amounts."""
    root = source.root(name)
    hearing = [h for row in source.tables(root, "hearing") if (h := _hearing(row))]
    triggers = [Trigger(row.take("when", str, among=penalty.COLLECTIVE_TESTS), row.take("name", str), row.article())
                for row in source.tables(root, "collective")]
    bands = [b for row in source.tables(root, "local_band") if (b := _local_band(row, items, units))]
    switch = Row(source, name, None, root.values.pop("switches", {}))
    switches = {"individual_business": switch.take("individual_business", str, among=("citizen", "organisation")),
                "hearing_place": switch.take("hearing_place", str, among=[h.place for h in hearing])}
    switch.done()
    amounts = Row(source, name, None, root.values.pop("summary", {}))
    summary = _limit(amounts)
    amounts.done()
    root.done()
    here = sorted((h for h in hearing if h.place == switches["hearing_place"]), key=lambda h: h.in_force)
    if any(old.until is None or old.until >= new.in_force for old, new in zip(here, here[1:])):
        root.fault(f"听证标准 {switches['hearing_place']} 的有效期重叠")
    return switches, Thresholds(summary, tuple(here), tuple(triggers), tuple(bands))


def _limit(row: Row) -> Limit:
    citizen, organisation = row.take("citizen_yuan", int, low=0), row.take("organisation_yuan", int, low=0)
    return Limit((citizen or 0) * 100, (organisation or 0) * 100, row.article())


def _hearing(row: Row) -> HearingThreshold | None:
    place, name, limit = row.take("place", str), row.take("name", str), _limit(row)
    inclusive, gains = row.take("inclusive", bool), row.take("counts_gains", bool)
    begin, end = row.validity("in_force", "until")
    return HearingThreshold(place, name, limit, inclusive, gains, begin, end) if row.done() else None


def _local_band(row: Row, items: Mapping[str, Item], units: Mapping[str, Unit]) -> LocalBand | None:
    item, unit = row.take("item", str, among=items), row.values.pop("unit", "")
    bands = {}
    for side in ("individual", "organisation"):
        pair = row.takes(f"{side}_yuan", int)
        bands[side] = band(row, side, *map(str, pair)) if len(pair) == 2 else None
    if unit not in ("", *units) or not any(bands.values()):
        row.fault("unit 不认识，或没有写明幅度 [最低, 最高]")
    basis, (begin, end) = row.article(), row.validity("in_force", "until")
    return LocalBand(item, unit, MappingProxyType(bands), basis, begin, end) if row.done() else None
