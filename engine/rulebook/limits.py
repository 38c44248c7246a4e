"""Reads limits.toml and staffing.toml: the numbers and lists that stand beside clocks and amounts."""
from __future__ import annotations

from engine.law.time.limit import LIMITS, Bound
from engine.rulebook.rows import Row, Source


def limits(source: Source, *names: str) -> dict[str, tuple[Bound, ...]]:
    """Code → its versions, oldest first; every code that the law room knows must be there."""
    roots, found = [source.root(name) for name in names], {}
    for root in roots:
        for row in source.tables(root, "limit"):
            if limit := _limit(row):
                found.setdefault(limit.code, []).append((limit, row))
    for code in sorted(LIMITS.keys() - found.keys()):
        roots[0].fault(f"缺少 {code}")
    for code, pairs in found.items():
        pairs.sort(key=lambda pair: pair[0].in_force)
        for (old, _), (new, row) in zip(pairs, pairs[1:]):
            if old.until is None or old.until >= new.in_force:
                row.fault(f"{code} 的有效期与前一版本重叠")
    for root in roots:
        root.done()
    return {code: tuple(limit for limit, _ in pairs) for code, pairs in found.items()}


def _limit(row: Row) -> Bound | None:
    local, code, title = row.take("local", bool, False), row.take("code", str, among=LIMITS), row.take("name", str)
    checked = row.take("source", str, "")
    unit = LIMITS.get(code or "", "")
    codes = row.takes("codes", str) if unit == "codes" else ()
    days = row.takes("days", int) if unit == "days" else ()
    value = 0 if unit in ("codes", "days") else row.take("yuan" if unit == "fen" else "value", int, low=0) or 0
    basis, (in_force, until) = row.article(local=bool(local)), row.validity("in_force", "until")
    if unit == "codes" and not codes:
        row.fault("codes 不能为空")
    if unit == "days" and (not days or any(n < 1 for n in days)):
        row.fault("days 不能为空，每项应为正整数")
    value = value * 100 if unit == "fen" else value
    return Bound(code, title, value, unit, basis, in_force, until, local, codes, tuple(sorted(days, reverse=True)), checked or "") if row.done() else None
