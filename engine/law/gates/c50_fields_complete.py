"""C-50: each paper, record and service receipt states what its article asks for; what that is, is data (paper_fields.toml)."""
from __future__ import annotations

from engine.law.facts import Defect, Facts, Finding
from engine.law.file.fields import missing

ID = "C-50"


def check(facts: Facts) -> Finding | None:
    """Each statement left out is a defect of its own, so that a scoring standard can weigh it."""
    left_out = missing(facts.rules.paper_rules, facts.dossier, facts.data)
    found = (Defect(one.field.code, f"{one.paper}没有载明{one.field.name}（{one.field.article}）") for one in left_out)
    return facts.defective(ID, found,
                           "尚未送达的，请补正后重新制作；已经送达的，请制作补正文书并重新送达。")
