"""Reads processes/law/ into the law room's values: all of it, or nothing.

Every fault is collected with file, line and reason before the whole is refused; a running rulebook is never changed.
"""
from __future__ import annotations

import csv
import hashlib
import io
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Collection, Mapping

from engine.errors import RulePackInvalid
from engine.law import penalty
from engine.law.authority import MODES, ListEntry, Unit
from engine.law.calendar import Calendar, Year
from engine.law.gates import CHECKS
from engine.law.numbering import Paper, remedy_fault, template_fault
from engine.law.penalty import HearingThreshold, Item, Limit, LocalBand, Thresholds, Trigger
from engine.law.period import LONGEST, UNITS
from engine.law.rule import BINDS, ON_EXPIRY, Exclusion, Extension, Rule
from engine.law.rules import GateRule, Rulebook

#: No rule file comes near this; a larger one is a mistake or an attack.
_MOST_BYTES = 4_000_000
#: An article of law, or the number of a document that has none.
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零]+条|〔\d{4}〕\d+号")
_MISSING = object()

__all__ = ["Paper", "Rulebook", "Unit", "load"]


def load(folder: Path) -> Rulebook:
    """Read and check a rule folder.

    Raises:
        RulePackInvalid: with every fault found, as `{"file", "line", "reason"}`.
    """
    return _Loader(Path(folder)).rulebook()


class _Row:
    """One TOML table being read: takes typed keys, notes faults, and objects to what nobody took."""

    def __init__(self, loader: _Loader, file: str, line: int | None, values: Any):
        self.loader, self.file, self.line, self.sound = loader, file, line, True
        self.values: dict[str, Any] = dict(values) if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            self.fault("应为一组“键 = 值”")

    def fault(self, reason: str) -> None:
        self.sound = False
        self.loader.fault(self.file, self.line, reason)

    def take(self, key: str, kind: type, default: Any = _MISSING, *, among: Collection[Any] | None = None,
             low: int | None = None) -> Any:
        value = self.values.pop(key, _MISSING)
        if value is _MISSING and default is not _MISSING:
            return default
        if value is _MISSING:
            self.fault(f"缺少 {key}")
        elif type(value) is not kind:
            self.fault(f"{key} 的类型不对：{value!r}")
        elif kind is str and not value.strip():
            self.fault(f"{key} 不能为空")
        elif among is not None and value not in among:
            self.fault(f"{key} 不认识“{value}”，可用：{'、'.join(map(str, among))}")
        elif low is not None and value < low:
            self.fault(f"{key} 不能小于 {low}")
        else:
            return value

    def takes(self, key: str, kind: type, *, among: Collection[Any] | None = None) -> tuple[Any, ...]:
        values = self.values.pop(key, [])
        if not isinstance(values, list) or any(type(v) is not kind for v in values):
            self.fault(f"{key} 应为列表，每项为 {kind.__name__}")
            return ()
        if (strange := [v for v in values if among is not None and v not in among]) or len(set(map(str, values))) < len(values):
            self.fault(f"{key} 中有不认识或重复的内容：{'、'.join(map(str, strange or values))}")
        return tuple(values)

    def article(self, key: str = "basis", *, local: bool = False) -> str:
        text = self.take(key, str) or ""
        if text and not local and not _ARTICLE.search(text):
            self.fault(f"{key} 没有写明条文：“{text}”")
        return text

    def validity(self, first: str, last: str) -> tuple[date, date | None]:
        begin, end = self.take(first, date), self.take(last, date, None)
        if begin and end and end < begin:
            self.fault(f"{last} 早于 {first}")
        return begin or date.max, end

    def once(self, what: str, key: Any) -> None:
        """Note a fault when `key` was already used for another `what` in these files."""
        if key is not None and (what, key) in self.loader.seen:
            self.fault(f"{what} {key} 重复")
        self.loader.seen.add((what, key))

    def rows(self, key: str) -> list[_Row]:
        found = self.values.pop(key, [])
        return [_Row(self.loader, self.file, self.line, v) for v in (found if isinstance(found, list) else [found])]

    def done(self) -> bool:
        for key in self.values:
            self.fault(f"不认识的键 {key}")
        return self.sound


class _Loader:
    def __init__(self, folder: Path):
        self.folder, self.problems, self.hash = folder, [], hashlib.sha256()
        self.texts: dict[str, str] = {}
        self.seen: set[tuple[str, Any]] = set()
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in (".toml", ".csv")):
            self._read(path)

    def fault(self, file: str, line: int | None, reason: str) -> None:
        self.problems.append({"file": file, "line": line, "reason": reason})

    def _read(self, path: Path) -> None:
        name = path.relative_to(self.folder).as_posix()
        data = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
        self.hash.update(f"{name}\0{len(data)}\0".encode() + data)
        try:
            self.texts[name] = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.fault(name, data[:error.start].count(b"\n") + 1, "不是 UTF-8 文本")
        if not data:
            self.fault(name, None, "文件为空或过大")

    def rulebook(self) -> Rulebook:
        places = {"calendars": [], "items": [], "lists": []}
        single = {"national.toml", "gates.toml", "separation.toml", "papers.toml", "thresholds.toml"}
        for name in self.texts:
            place = name.split("/")[0]
            if "/" in name and place in places:
                places[place].append(name)
            elif name not in single:
                self.fault(name, None, "不认识的规则文件")
        for place in (place for place, names in places.items() if not names):
            self.fault(place, None, "没有找到规则文件")
        years = {y.year: y for n in places["calendars"] if (y := self._year(n))}
        versions = self._clocks("national.toml")
        items = {i.code: i for n in places["items"] for i in self._items(n)}
        units, lists = self._lists(places["lists"], items)
        gates, acts = self._gates("gates.toml")
        duties, hard, soft = self._separation("separation.toml")
        numbering, papers, remedies = self._papers("papers.toml")
        switches, thresholds = self._thresholds("thresholds.toml", items, units)
        if self.problems:
            raise RulePackInvalid(self.problems)
        freeze = MappingProxyType
        return Rulebook(freeze({code: rules[-1] for code, rules in versions.items()}), freeze(versions), Calendar(years),
                        freeze(items), lists, freeze(units), freeze(gates), freeze(acts), freeze(hard), freeze(soft),
                        freeze(duties), numbering, freeze(papers), freeze(remedies), freeze(switches), thresholds,
                        self.hash.hexdigest())

    def _root(self, name: str) -> _Row:
        if name not in self.texts:
            self.fault(name, None, "缺少该文件")
            return _Row(self, name, None, {})
        try:
            return _Row(self, name, None, tomllib.loads(self.texts[name]))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            at = re.search(r"at line (\d+)", str(error))
            self.fault(name, int(at[1]) if at else None, f"不是有效的 TOML：{error}")
            return _Row(self, name, None, {})

    def _tables(self, root: _Row, header: str) -> list[_Row]:
        rows = root.rows(header)
        at = [n for n, line in enumerate(root.loader.texts.get(root.file, "").splitlines(), 1) if line.strip() == f"[[{header}]]"]
        for row, line in zip(rows, at):
            row.line = line
        return rows

    def _year(self, name: str) -> Year | None:
        root = self._root(name)
        year, status = root.take("year", int, low=1949), root.take("status", str, among=("official", "provisional"))
        source, off, work = root.take("source", str), {}, set()
        for row in self._tables(root, "holiday"):
            title, first, last = row.take("name", str), row.take("from", date), row.take("to", date)
            worked = row.takes("work", date)
            if row.done() and year and not (timedelta(0) <= last - first < timedelta(20) and abs(first.year - year) <= 1):
                row.fault(f"“{title}”的起止日期不合理")
            elif row.sound:
                days = [first + timedelta(i) for i in range((last - first).days + 1)]
                if off.keys() & set(days) or any(d.weekday() < 5 for d in worked):
                    row.fault(f"“{title}”与其他假日重叠，或调休上班日不是周末")
                off.update(dict.fromkeys(days, title))
                work.update(worked)
        if off.keys() & work:
            root.fault("同一天既放假又上班")
        if name != f"calendars/{year}.toml":
            root.fault("文件名与年份不一致")
        return Year(year, status, source, frozenset(off), frozenset(work), MappingProxyType(off)) if root.done() else None

    def _clocks(self, name: str) -> dict[str, tuple[Rule, ...]]:
        root, found = self._root(name), {}
        profile = root.take("profile", str)
        for row in self._tables(root, "clock"):
            if rule := self._clock(row, profile or ""):
                found.setdefault(rule.code, []).append((rule, row))
        root.done()
        for code, pairs in found.items():
            pairs.sort(key=lambda pair: pair[0].in_force)
            for (old, _), (new, row) in zip(pairs, pairs[1:]):
                if old.until is None or old.until >= new.in_force:
                    row.fault(f"期限 {code} 的有效期与前一版本重叠")
        return {code: tuple(rule for rule, _ in pairs) for code, pairs in found.items()}

    def _clock(self, row: _Row, profile: str) -> Rule | None:
        local = row.take("local", bool, False)
        code, id_, name = row.take("code", str), row.take("id", str), row.take("name", str)
        length, low, high = (row.take(k, int, None, low=1) for k in ("length", "shortest", "longest"))
        unit, binds = row.take("unit", str, among=UNITS), row.take("binds", str, among=BINDS)
        basis, (in_force, until) = row.article(local=bool(local)), row.validity("in_force", "until")
        extend = next((Extension(r.take("length", int, low=1), r.take("unit", str, among=UNITS), r.take("times", int, low=1),
                                 r.take("approver", str), r.article()) for r in row.rows("extend") if self._whole(row, r, 5)), None)
        excludes = tuple(Exclusion(r.take("reason", str), r.take("name", str), r.article())
                         for r in row.rows("excludes") if self._whole(row, r, 3))
        rule = Rule(code, id_, name, length, unit, binds, basis, in_force, until, row.takes("warn_at", int),
                    row.take("on_expiry", str, "overdue", among=ON_EXPIRY), extend, excludes, bool(local),
                    row.take("profile", str, profile), low, high, row.take("starts_on", str), row.take("consequence", str, ""))
        if (low is None) != (high is None) or (low and high and not low <= (length or low) <= high):
            row.fault("shortest、length、longest 不成立")
        if unit and max(length or 1, high or 1) > LONGEST[unit]:
            row.fault("期限超过一百年")
        if length is None and low is None:
            row.fault("缺少 length（由文书确定长度的，写明 shortest 和 longest）")
        if any(n < 1 for n in rule.warn_at):
            row.fault("warn_at 须为正整数（提前的工作日数）")
        return rule if row.done() else None

    @staticmethod
    def _whole(parent: _Row, row: _Row, keys: int) -> bool:
        """A nested table has exactly its keys; otherwise its parent is not sound."""
        if len(row.values) != keys:
            parent.fault(f"extend、excludes 的键不齐或有多余：{'、'.join(row.values)}")
        return len(row.values) == keys

    def _items(self, name: str) -> list[Item]:
        columns = ["code", "name", "domain", "violated", "penalty", "individual_min", "individual_max", "organisation_min",
                   "organisation_max", "fine", "precondition", "requires", "other", "source"]
        reader, found = csv.reader(io.StringIO(self.texts[name], newline=""), strict=True), []
        try:
            if next(reader, None) != columns:
                self.fault(name, 1, f"表头应为 {','.join(columns)}")
                return []
            for cells in filter(None, reader):
                if len(cells) != len(columns):
                    self.fault(name, reader.line_num, f"应有 {len(columns)} 列，实有 {len(cells)} 列")
                elif item := self._item(_Row(self, name, reader.line_num, dict(zip(columns, cells)))):
                    found.append(item)
        except csv.Error as error:
            self.fault(name, reader.line_num, f"不是有效的 CSV：{error}")
        return found

    def _item(self, row: _Row) -> Item | None:
        text = {k: row.take(k, str) for k in ("code", "name", "domain", "violated", "penalty", "precondition", "other", "source")}
        fine, requires = row.take("fine", str, among=penalty.FINES), row.take("requires", str, among=penalty.REQUIRES)
        bands = {side: self._band(row, side, row.values.pop(f"{side}_min"), row.values.pop(f"{side}_max"))
                 for side in ("individual", "organisation")}
        if (fine == "band") != any(bands.values()):
            row.fault("fine 为 band 时须有幅度，其他情形不得有幅度")
        row.once("事项代码", text["code"])
        return Item(bands=MappingProxyType(bands), fine=fine, requires=requires, **text) if row.done() else None

    @staticmethod
    def _band(row: _Row, side: str, low: str, high: str) -> penalty.Band | None:
        if not low and not high:
            return None
        if not (re.fullmatch(r"[0-9]{1,12}", low) and re.fullmatch(r"[0-9]{1,12}", high) and int(low) <= int(high) and int(high)):
            row.fault(f"{side} 的罚款幅度不成立：{low}–{high}")
            return None
        return int(low) * 100, int(high) * 100

    def _lists(self, names: list[str], items: Mapping[str, Item]) -> tuple[dict[str, Unit], tuple[ListEntry, ...]]:
        units, entries = {}, []
        for name in names:
            root = self._root(name)
            unit = Unit(*(root.take(k, str) for k in ("unit", "name", "agency", "prefix", "level")), root.take("parent", str, None))
            for row in self._tables(root, "grant"):
                mode, instrument = row.take("mode", str, among=MODES), row.take("instrument", str)
                (begin, end), top = row.validity("valid_from", "valid_until"), row.take("top_yuan", int, None, low=1)
                kinds = row.takes("kinds", str, among=("warning", "criticism", "fine", "confiscation", "suspension"))
                codes = row.takes("items", str, among=items)
                for code in codes if row.done() else ():
                    entry = ListEntry(unit.code, code, mode, begin, end, instrument, kinds, top and top * 100)
                    if any(e.unit_code == unit.code and e.item_code == code and e.valid_from <= (end or date.max)
                           and begin <= (e.valid_until or date.max) for e in entries):
                        row.fault(f"事项 {code} 的有效期与同一清单的另一项重叠")
                    entries.append(entry)
            root.once("单位", unit.code)
            if root.done():
                units[unit.code] = unit
        for code, unit in units.items():
            above = [code]
            while (parent := units[above[-1]].parent) is not None and parent in units and parent not in above:
                above.append(parent)
            if parent is not None:
                self.fault(f"lists/{code}.toml", None, f"上级单位 {parent} 不存在或成环")
        return units, tuple(entries)

    def _gates(self, name: str) -> tuple[dict[str, GateRule], dict[str, tuple[str, ...]]]:
        root, rules = self._root(name), []
        for row in self._tables(root, "gate"):
            rule = GateRule(row.take("id", str, among=CHECKS), row.take("name", str), row.article("article"),
                            row.take("severity", str, among=("blocks", "deducts")), row.take("points", int, 0, low=0))
            row.once("关口", rule.id)
            rules.append(rule)
            row.done()
        gates = {rule.id: rule for rule in rules}
        acts = _Row(self, name, None, root.values.pop("acts", {}))
        sets = {act: acts.takes(act, str, among=CHECKS) for act in list(acts.values)}
        for missing in sorted((set(CHECKS) | {g for s in sets.values() for g in s}) - gates.keys()):
            root.fault(f"关口 {missing} 没有名称、条文和严重程度")
        root.done()
        return gates, sets

    def _separation(self, name: str) -> tuple[dict[str, str], dict[Any, str], dict[Any, str]]:
        root, sides = self._root(name), {"hard": {}, "soft": {}}
        duties = {row.take("code", str): row.take("name", str) for row in self._tables(root, "duty") if row.values}
        for row in self._tables(root, "pair"):
            pair, force = row.takes("duties", str, among=duties), row.take("force", str, among=sides)
            basis, needs = row.article(), row.take("needs", str, None)
            if len(pair) != 2 or any(pair in side for side in sides.values()):
                row.fault("duties 须为两个不同的职责，且未在别处列出")
            if force == "soft" and not needs:
                row.fault("soft 须写明 needs（需要记载的理由）")
            if row.done():
                sides[force][pair] = sides[force][pair[::-1]] = basis
        root.done()
        return duties, sides["hard"], sides["soft"]

    def _papers(self, name: str) -> tuple[str, dict[str, Paper], dict[str, str]]:
        root, papers = self._root(name), {}
        template, remedy = root.take("template", str) or "", _Row(self, name, None, root.values.pop("remedy", {}))
        if fault := template_fault(template):
            root.fault(fault)
        remedies = {key: remedy.article(key) for key in list(remedy.values)}
        if fault := next(filter(None, map(remedy_fault, remedies.values())), None):
            remedy.fault(fault)
        for row in self._tables(root, "paper"):
            paper = Paper(row.take("kind", str), row.take("name", str), row.take("word", str), row.take("outward", bool),
                          row.take("remedy", str, None, among=remedies))
            row.once("文书种类", paper.kind)
            row.once("文种代字", paper.word)
            papers[paper.kind] = paper
            row.done()
        root.done()
        return template, papers, remedies

    def _thresholds(self, name: str, items: Mapping[str, Item], units: Mapping[str, Unit]) -> tuple[dict[str, str], Any]:
        root = self._root(name)
        hearing = [h for row in self._tables(root, "hearing") if (h := self._hearing(row))]
        triggers = [Trigger(row.take("when", str, among=penalty.COLLECTIVE_TESTS), row.take("name", str), row.article())
                    for row in self._tables(root, "collective")]
        bands = [b for row in self._tables(root, "local_band") if (b := self._local_band(row, items, units))]
        switch = _Row(self, name, None, root.values.pop("switches", {}))
        switches = {"individual_business": switch.take("individual_business", str, among=("citizen", "organisation")),
                    "hearing_place": switch.take("hearing_place", str, among=[h.place for h in hearing])}
        switch.done()
        amounts = _Row(self, name, None, root.values.pop("summary", {}))
        summary = self._limit(amounts)
        amounts.done()
        root.done()
        here = sorted((h for h in hearing if h.place == switches["hearing_place"]), key=lambda h: h.in_force)
        if any(old.until is None or old.until >= new.in_force for old, new in zip(here, here[1:])):
            root.fault(f"听证标准 {switches['hearing_place']} 的有效期重叠")
        return switches, Thresholds(summary, tuple(here), tuple(triggers), tuple(bands))

    @staticmethod
    def _limit(row: _Row) -> Limit:
        citizen, organisation = row.take("citizen_yuan", int, low=0), row.take("organisation_yuan", int, low=0)
        return Limit((citizen or 0) * 100, (organisation or 0) * 100, row.article())

    def _hearing(self, row: _Row) -> HearingThreshold | None:
        place, name, limit = row.take("place", str), row.take("name", str), self._limit(row)
        inclusive, gains = row.take("inclusive", bool), row.take("counts_gains", bool)
        begin, end = row.validity("in_force", "until")
        return HearingThreshold(place, name, limit, inclusive, gains, begin, end) if row.done() else None

    def _local_band(self, row: _Row, items: Mapping[str, Item], units: Mapping[str, Unit]) -> LocalBand | None:
        item, unit = row.take("item", str, among=items), row.values.pop("unit", "")
        bands = {}
        for side in ("individual", "organisation"):
            pair = row.takes(f"{side}_yuan", int)
            bands[side] = self._band(row, side, *map(str, pair)) if len(pair) == 2 else None
        if unit not in ("", *units) or not any(bands.values()):
            row.fault("unit 不认识，或没有写明幅度 [最低, 最高]")
        basis, (begin, end) = row.article(), row.validity("in_force", "until")
        return LocalBand(item, unit, MappingProxyType(bands), basis, begin, end) if row.done() else None
