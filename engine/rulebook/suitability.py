"""Reads catalogue/suitability.toml: the criteria by which delegating an item is scored, and when an item counts as dormant."""
from __future__ import annotations

from types import MappingProxyType

from engine.law.power.suitability import FULL_MARK, CriteriaSet, Criterion, Suitability
from engine.rulebook.rows import Row, Source

NAME = "catalogue/suitability.toml"


def suitability(source: Source) -> Suitability:
    """All criteria sets."""
    root = source.root(NAME)
    found = {c.code: c for row in source.tables(root, "criteria") if (c := _criteria(row))}
    months = root.take("dormant_months", int, low=1)
    root.take("dormant_basis", str)
    root.done()
    return Suitability(MappingProxyType(found), months or 1)


def _criteria(row: Row) -> CriteriaSet | None:
    code, name, local = row.take("code", str), row.take("name", str), row.take("local", bool, False)
    passes = row.take("passes", int, low=1)
    questions = []
    for q in row.rows("questions"):
        questions.append(Criterion(q.take("code", str), q.take("name", str), q.take("weight", int, low=1),
                                   q.take("least", int, 0, low=0)))
        if not q.done() or questions[-1].least > FULL_MARK:
            row.fault(f"评分项须有 code、name、weight，least 不超过 {FULL_MARK}")
    conditions = Row(row.source, row.file, row.line, row.values.pop("conditions", {}))
    texts = {key: conditions.take(key, str) for key in list(conditions.values)}
    codes = [q.code for q in questions]
    if row.sound and (sum(q.weight for q in questions) != 100 or len(set(codes)) < len(codes) or passes > 100):
        row.fault("各评分项的权重合计须为 100，代码不得重复，合格分不超过 100")
    row.once("评分标准", code)
    basis = row.article(local=bool(local))
    ok = conditions.sound and row.done()
    return CriteriaSet(code, name, tuple(questions), passes, MappingProxyType(texts), basis, bool(local)) if ok else None
