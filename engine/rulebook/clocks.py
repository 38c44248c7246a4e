"""Reads the clock rows of the rule packs: the national one and those of provinces and fields."""
from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.law.power.profile import NATIONAL, Profile, Profiles
from engine.law.time.period import LONGEST, UNITS
from engine.law.time.rule import BINDS, COUNTED, KINDS, ON_EXPIRY, Exclusion, Extension, Meter, Quiet, Rule
from engine.rulebook.rows import Row, Source

#: pack → code → its versions with their rows, oldest first
_Packs = dict[str, dict[str, list[tuple[Rule, Row]]]]


def clocks(source: Source, national: str, others: list[str]) -> dict[str, tuple[Rule, ...]]:
    """Code → its versions: those of the national pack, oldest first, then those of each other pack."""
    packs: _Packs = {}
    for name in (national, *sorted(others)):
        _pack(source, name, packs)
    for pack in packs:
        _follows(packs, pack)
    codes = dict.fromkeys(code for pack in packs.values() for code in pack)
    return {code: tuple(rule for pack in packs.values() for rule, _ in pack.get(code, ())) for code in codes}


def newest(versions: Mapping[str, tuple[Rule, ...]]) -> dict[str, Rule]:
    """Code → its newest version: of the national pack where it has one."""
    return {code: ([r for r in rules if r.profile == NATIONAL] or rules)[-1] for code, rules in versions.items()}


def profiles(source: Source, name: str, packs: list[str], domains: set[str]) -> Profiles:
    """The table of field × province."""
    root = source.root(name)
    province, without = root.take("province", str), root.takes("without", str)
    known = {_stem(pack) for pack in packs}
    rows = []
    for row in source.tables(root, "profile"):
        code = row.take("code", str, among=sorted(known))
        made = Profile(code or "", row.take("name", str), row.takes("domains", str, among=sorted(domains)),
                       row.takes("provinces", str), row.article(), *row.validity("in_force", "until"))
        if not made.domains and not made.provinces:
            row.fault("domains 和 provinces 至少写明一项")
        if row.done():
            rows.append(made)
    root.done()
    for pack in sorted(packs):
        if _stem(pack) not in {r.code for r in rows}:
            source.fault(pack, None, f"{name} 没有写明规则包 {_stem(pack)} 的适用领域和地区")
    return Profiles(province or "", without, tuple(rows))


def _pack(source: Source, name: str, packs: _Packs) -> None:
    root, found = source.root(name), {}
    profile = root.take("profile", str) or ""
    if profile != (_stem(name) if "/" in name else NATIONAL):
        root.fault("profile 与文件名不一致")
    for row in source.tables(root, "clock"):
        if rule := _clock(row, profile):
            found.setdefault(rule.code, []).append((rule, row))
    root.done()
    for code, pairs in found.items():
        pairs.sort(key=lambda pair: pair[0].in_force)
        for (old, _), (new, row) in zip(pairs, pairs[1:]):
            if old.until is None or old.until >= new.in_force:
                row.fault(f"期限 {code} 的有效期与前一版本重叠")
    packs[profile] = found


def _stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".toml")


def _clock(row: Row, profile: str) -> Rule | None:
    local = row.take("local", bool, False)
    code, id_, name = row.take("code", str), row.take("id", str), row.take("name", str)
    kind = row.take("kind", str, "period", among=KINDS)
    length, low, high = (row.take(k, int, None, low=1) for k in ("length", "shortest", "longest"))
    unit = row.take("unit", str, *([] if kind in COUNTED else ["day"]), among=UNITS)
    binds = row.take("binds", str, among=BINDS)
    basis, (in_force, until) = row.article(local=bool(local)), row.validity("in_force", "until")
    extend = tuple(_extension(row, r, bool(local)) for r in row.rows("extend"))
    excludes = tuple(Exclusion(r.take("reason", str), r.take("name", str), r.article()) for r in _nested(row, "excludes"))
    meters, quiets = [_meter(r) for r in _nested(row, "meter")], [_quiet(r, bool(local)) for r in _nested(row, "quiet")]
    meter, quiet = meters[0] if meters else None, quiets[0] if quiets else None
    if meter and row.sound and length is None:
        length = meter.days
    rule = Rule(code, id_, name, length, unit, binds, basis, in_force, until, row.takes("warn_at", int),
                row.take("on_expiry", str, "overdue", among=ON_EXPIRY), extend, excludes, bool(local), profile, low, high,
                row.take("starts_on", str), row.take("consequence", str, ""), kind or "period", row.takes("follows", str),
                meter, quiet)
    for reason in _unsound(rule):
        row.fault(reason)
    return rule if row.done() else None


def _unsound(rule: Rule) -> Iterator[str]:
    """What makes a row whose keys are all of the right type nonsense all the same."""
    low, high, length = rule.shortest, rule.longest, rule.length
    if (low is None) != (high is None) or (low and high and not low <= (length or low) <= high):
        yield "shortest、length、longest 不成立"
    if rule.unit and max(length or 1, high or 1) > LONGEST[rule.unit]:
        yield "期限超过一百年"
    if rule.kind in COUNTED and length is None and low is None:
        yield "缺少 length（由文书确定长度的，写明 shortest 和 longest；法律未定天数的，写明 kind）"
    if rule.kind not in COUNTED and (length or low or rule.extend or rule.excludes or rule.warn_at):
        yield f"{KINDS[rule.kind]}的规定不按长度计算，不得有 length、extend、excludes、warn_at"
    if (rule.kind == "meter") != (rule.meter is not None):
        yield "kind 为 meter 时须有 meter，其他情形不得有"
    if rule.meter and rule.meter.percent and rule.meter.cap_percent and length != rule.meter.days:
        yield "meter 的 length 由 percent 和 cap_percent 得出，不必写明"
    if any(n < 1 for n in rule.warn_at):
        yield "warn_at 须为正整数（提前的工作日数）"
    if len({x.reason for x in rule.excludes}) < len(rule.excludes):
        yield "excludes 中的 reason 重复"
    if rule.unit == "hour" and rule.excludes:
        yield "以小时计的期限不能按日扣除"
    family = {"working_day": {"working_day"}, "hour": {"hour"}}.get(rule.unit or "", {"day", "month", "year"})
    if any(e.unit not in family for e in rule.extend):
        yield "extend 的单位与期限的单位不能相加"


def _extension(parent: Row, row: Row, local: bool) -> Extension:
    found = Extension(row.take("length", int, None, low=1), row.take("unit", str, among=UNITS),
                      row.take("times", int, None, low=1), row.take("approver", str), row.article(local=local))
    parent.sound &= row.done()
    return found


def _meter(row: Row) -> Meter:
    return Meter(row.take("percent", int, low=1), row.take("cap_percent", int, low=1), row.article(), row.article("cap_basis"),
                 row.article("told_basis"), row.article("waiver_basis"))


def _quiet(row: Row, local: bool) -> Quiet:
    return Quiet(row.take("from_hour", int, among=range(12, 24)), row.take("to_hour", int, among=range(12)),
                 row.article(local=local))


def _nested(parent: Row, key: str) -> Iterator[Row]:
    """The tables under a key; a fault in one is a fault of the row it stands in."""
    for row in parent.rows(key):
        yield row
        parent.sound &= row.done()


def _follows(packs: _Packs, pack: str) -> None:
    """Notes clocks that follow an unknown one, and circles, among the rows that bind together: this pack's, else national."""
    graph: Mapping[str, list[tuple[Rule, Row]]] = {**packs[NATIONAL], **packs[pack]} if NATIONAL in packs else packs[pack]
    for pairs in packs[pack].values():
        for rule, row in pairs:
            for unknown in [code for code in rule.follows if code not in graph]:
                row.fault(f"follows 指向不存在的期限 {unknown}")
    edges = {code: sorted({f for rule, _ in pairs for f in rule.follows if f in graph}) for code, pairs in graph.items()}
    for circle in _circles(edges):
        # A circle that stands in the national pack alone is named there, once.
        named = next((code for code in circle if code in packs[pack]), None)
        if named is not None:
            packs[pack][named][0][1].fault(f"期限互相依赖成环：{' → '.join((*circle, circle[0]))}")


def _circles(edges: Mapping[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """Each circle once, from its first code on."""
    seen: set[frozenset[str]] = set()
    done: set[str] = set()
    for start in (code for code in edges if code not in done):
        path: list[str] = [start]
        waiting = [iter(edges[start])]
        while waiting:
            code = next(waiting[-1], None)
            if code is None:
                waiting.pop()
                done.add(path.pop())
            elif code in path:
                circle = tuple(path[path.index(code):])
                if frozenset(circle) not in seen:
                    seen.add(frozenset(circle))
                    yield circle
            elif code not in done:
                path.append(code)
                waiting.append(iter(edges[code]))
