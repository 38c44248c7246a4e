"""G-22: a measure was approved beforehand, or within twenty-four hours where it could not wait."""
from __future__ import annotations

from datetime import datetime

from engine.law.facts import Facts, Finding
from engine.law.file.dossier import Measure
from engine.law.file.evidence import MEASURES
from engine.law.time.milestones import bare
from engine.law.time.reckoning import SHANGHAI
from engine.law.time.wording import span

ID = "G-22"


def check(facts: Facts) -> Finding | None:
    """The hours are those of the clock `emergency_approval`; a measure given up before they ran out needs no approval."""
    for measure in facts.dossier.measures:
        found = _check(facts, measure)
        if found:
            return found
    return None


def _check(facts: Facts, measure: Measure) -> Finding | None:
    name, approved = MEASURES.get(measure.kind, "强制措施"), measure.approved_at
    if not measure.emergency:
        if approved is not None and approved <= measure.executed_at:
            return None
        return facts.finding(ID, f"{_said(measure.executed_at)} 实施{name}前，没有经行政机关负责人批准。", "请立即解除；确有必要的，报经批准后重新实施。",
                             past=measure.resolved_at is not None)
    clock = bare(facts, "emergency_approval", measure.executed_at)
    if clock is None or (approved is not None and approved <= clock.due_at):
        return None
    due_at = clock.due_at
    if approved is None and (measure.resolved_at or facts.at) <= due_at:
        return None
    return facts.finding(ID, f"{_said(measure.executed_at)} 当场实施{name}，应在 {_said(due_at)} 前补办批准，"
                             f"{f'{_said(approved)} 才批准，超过 {span(approved - due_at)}' if approved else '没有批准'}。", "请立即解除强制措施，退还财物。",
                         past=measure.resolved_at is not None)


def _said(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
