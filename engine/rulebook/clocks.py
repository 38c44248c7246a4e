"""Reads the clock rows of a rule pack."""
from __future__ import annotations

from engine.law.period import LONGEST, UNITS
from engine.law.rule import BINDS, ON_EXPIRY, Exclusion, Extension, Rule
from engine.rulebook.rows import Row, Source


def clocks(source: Source, name: str) -> dict[str, tuple[Rule, ...]]:
    """Code → its versions, oldest first."""
    root, found = source.root(name), {}
    profile = root.take("profile", str)
    for row in source.tables(root, "clock"):
        if rule := _clock(row, profile or ""):
            found.setdefault(rule.code, []).append((rule, row))
    root.done()
    for code, pairs in found.items():
        pairs.sort(key=lambda pair: pair[0].in_force)
        for (old, _), (new, row) in zip(pairs, pairs[1:]):
            if old.until is None or old.until >= new.in_force:
                row.fault(f"期限 {code} 的有效期与前一版本重叠")
    return {code: tuple(rule for rule, _ in pairs) for code, pairs in found.items()}


def _clock(row: Row, profile: str) -> Rule | None:
    local = row.take("local", bool, False)
    code, id_, name = row.take("code", str), row.take("id", str), row.take("name", str)
    length, low, high = (row.take(k, int, None, low=1) for k in ("length", "shortest", "longest"))
    unit, binds = row.take("unit", str, among=UNITS), row.take("binds", str, among=BINDS)
    basis, (in_force, until) = row.article(local=bool(local)), row.validity("in_force", "until")
    extend = next((Extension(r.take("length", int, low=1), r.take("unit", str, among=UNITS), r.take("times", int, low=1),
                             r.take("approver", str), r.article()) for r in row.rows("extend") if _whole(row, r, 5)), None)
    excludes = tuple(Exclusion(r.take("reason", str), r.take("name", str), r.article())
                     for r in row.rows("excludes") if _whole(row, r, 3))
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


def _whole(parent: Row, row: Row, keys: int) -> bool:
    """A nested table has exactly its keys; otherwise its parent is not sound."""
    if len(row.values) != keys:
        parent.fault(f"extend、excludes 的键不齐或有多余：{'、'.join(row.values)}")
    return len(row.values) == keys
