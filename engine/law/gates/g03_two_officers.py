"""G-03: at least two different officers, certified on the day and for the field of what they did."""
from __future__ import annotations

from typing import Any

from engine.law.facts import Facts, Finding
from engine.law.people import hands
from engine.law.time.milestones import day_of

ID = "G-03"
#: 行政处罚法第四十二条第一款: 不得少于两人.
OFFICERS = 2


def check(facts: Facts) -> Finding | None:
    """Count natural persons, not accounts; each record and measure by itself, then each signature, then the case."""
    for on, persons, what in hands.on_site(facts):
        fit = {p for p in persons if hands.is_officer(facts, p) and hands.unfit(facts, p, "handle", on) is None}
        if len(fit) < OFFICERS:
            return facts.finding(ID, f"{on.isoformat()} 的{what}只有 {len(fit)} 名有效持证的执法人员，不得少于两人。",
                                 "请由两名以上持证执法人员重新实施，不得补签。")
    for deed in (d for d in facts.dossier.deeds if d.duty == "handle"):
        for person in deed.by:
            why = hands.unfit(facts, person, "handle", day_of(deed.at)) if hands.is_officer(facts, person) else None
            if why:
                return facts.finding(ID, f"{hands.name(facts, person)}办理“{deed.name}”时：{why.reason}", "请改由持证执法人员重新办理该环节。")
    if len(_handlers(facts)) >= OFFICERS:
        return None
    return facts.finding(ID, f"本案记录在册的持证办理人员只有 {len(_handlers(facts))} 人，不得少于两人。",
                         "请由另一名持证执法人员共同办理并签名后再提交。")


def _handlers(facts: Facts) -> set[Any]:
    """Certified persons who handled: as the duty noted it then, and as their certificates in the file say."""
    return {h.person_id for h in facts.duties if h.duty == "handle" and h.qualified and hands.is_officer(facts, h.person_id)
            and hands.unfit(facts, h.person_id, "handle", day_of(h.at) if h.at else facts.on) is None}
