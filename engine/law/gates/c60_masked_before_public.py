"""C-60: what a published decision must not show is covered: ID number, home address, minors, business secrets."""
from __future__ import annotations

from datetime import date
from typing import Iterable, Iterator

from engine.law.facts import Defect, Facts, Finding
from engine.law.file.dossier import Publication
from engine.law.time.period import add_months

ID = "C-60"
DEFECTS = ("id_number", "address", "minor", "business_secret")

#: 未成年人保护法第二条
_MAJORITY_YEARS = 18


def check(facts: Facts) -> Finding | None:
    """What must be covered for which party is data (paper_fields.toml). One taken down since does not bar the next."""
    shown = [one for one in facts.dossier.publications if one.withdrawn_on is None]
    return facts.defective(ID, _defects(facts, shown), "请遮盖后再公开；已经公开的，请立即撤下并重新发布。") or facts.defective(
        ID, _defects(facts, facts.dossier.publications), "已经撤下，请在案卷中说明情况。", past=True)


def _defects(facts: Facts, publications: Iterable[Publication]) -> Iterator[Defect]:
    derived = {"minor": _minor(facts)}
    for publication in publications:
        for mask in facts.rules.paper_rules.masks:
            if mask.key not in publication.masked and (mask.when is None or mask.when.holds(derived, facts.data)):
                yield Defect(mask.key, f"{publication.on.isoformat()} 公开的处罚决定没有遮盖{mask.name}（{mask.article}）")


def _minor(facts: Facts) -> bool:
    """Whether the party was under age at the act; on the day published, when the day of the act is not known."""
    born, on = facts.day("party_birth_on"), facts.day("act_on") or facts.on
    return isinstance(born, date) and on < add_months(born, _MAJORITY_YEARS * 12)
