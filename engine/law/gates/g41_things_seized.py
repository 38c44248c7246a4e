"""G-41: only things tied to the violation are held; nothing of daily need, nothing of third parties."""
from __future__ import annotations

from typing import Iterable, Iterator

from engine.law.facts import Defect, Facts, Finding
from engine.law.file.dossier import MEASURES, Measure

ID = "G-41"
DEFECTS = ("unlinked", "necessity", "third_party")


def check(facts: Facts) -> Finding | None:
    """A registration hold keeps evidence, so it asks only for the link; the other two bind seizure (行政强制法第二十三条).

    What has been given back since stands in nobody's way, but it stays in the file.
    """
    held = [m for m in facts.dossier.measures if m.resolved_at is None]
    return facts.defective(ID, _defects(held), "请立即解除对上述物品的措施并退还，制作解除决定书和清单。") or facts.defective(
        ID, _defects(facts.dossier.measures), "措施已经解除，请在案卷中说明情况；造成损失的，依法赔偿。", past=True)


def _defects(measures: Iterable[Measure]) -> Iterator[Defect]:
    for measure in measures:
        name = MEASURES.get(measure.kind, measure.kind)
        for thing in measure.objects:
            if not thing.linked:
                yield Defect("unlinked", f"{name}的“{thing.name}”与违法行为无关")
            if measure.kind == "seizure" and thing.necessity:
                yield Defect("necessity", f"{name}的“{thing.name}”是公民个人及其所扶养家属的生活必需品")
            if measure.kind == "seizure" and thing.third_party:
                yield Defect("third_party", f"{name}的“{thing.name}”属于案外人")
