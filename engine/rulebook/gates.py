"""Reads gates.toml: which gates guard which act, and how hard."""
from __future__ import annotations

from engine.law.gates import CHECKS
from engine.law.rules import GateRule
from engine.rulebook.rows import Row, Source

_SEVERITIES = ("blocks", "deducts")
#: an act guarded by every gate there is: the review of a closed file
_ALL = "*"


def gates(source: Source, name: str) -> tuple[dict[str, GateRule], dict[str, tuple[str, ...]]]:
    """Gate id → rule, and act → gate ids in order."""
    root, rules = source.root(name), []
    for row in source.tables(root, "gate"):
        rule = GateRule(row.take("id", str, among=CHECKS), row.take("name", str), row.article("article"),
                        row.take("severity", str, among=_SEVERITIES), row.take("points", int, 0, low=0),
                        row.take("past", str, "", among=_SEVERITIES))
        row.once("关口", rule.id)
        rules.append(rule)
        row.done()
    gates = {rule.id: rule for rule in rules}
    acts = Row(source, name, None, root.values.pop("acts", {}))
    sets = {act: acts.takes(act, str, among=[*CHECKS, _ALL]) for act in list(acts.values)}
    sets = {act: tuple(gates) if guards == (_ALL,) else guards for act, guards in sets.items()}
    for missing in sorted((set(CHECKS) | {g for s in sets.values() for g in s}) - gates.keys()):
        root.fault(f"关口 {missing} 没有名称、条文和严重程度")
    root.done()
    return gates, sets
