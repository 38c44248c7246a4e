"""C-70: no figure ties fines to the appraisal of those who impose them. Asked of the definition, before any report is built."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.metric import Metric, objection

ID = "C-70"


def check(facts: Facts) -> Finding | None:
    """`data["metric"]` is the definition: a Metric, or its plain values as a form or file gives them."""
    given = facts.data.get("metric")
    if not given:
        return None
    metric = given if isinstance(given, Metric) else Metric.of(given)
    said = objection(metric)
    return facts.finding(ID, f"指标“{metric.name}”{said}。", "请改用办案质量、期限、案卷评查等与罚没数额无关的指标。") if said else None
