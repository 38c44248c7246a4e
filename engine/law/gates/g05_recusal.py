"""G-05: nobody who was taken off the case acts in it any more, and an application for recusal is answered."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.people import hands
from engine.law.time.milestones import day_of, on_the_spot

ID = "G-05"


def check(facts: Facts) -> Finding | None:
    """What was done before the recusal was decided stands: the investigation goes on meanwhile (第四十三条第三款)."""
    recused, decided = facts.dossier.recused, facts.dossier.recused_on
    since = max((day_of(d.at) for d in facts.dossier.deeds if d.form.get("recusal_decided")), default=None)
    for hand in hands.signed(facts) if recused else ():
        if hand.person in recused and ((last := decided.get(hand.person, since)) is None or hand.on > last):
            return facts.finding(ID, f"{hands.name(facts, hand.person)}已决定回避，仍参与了{hand.what}（{hand.on.isoformat()}）。",
                                 "请由其他人员重新办理该环节。")
    undecided = facts.dossier.recusal_asked or (facts.data.get("recused_applied") and not facts.data.get("recusal_decided"))
    if undecided and (on_the_spot(facts) or facts.done("investigation")):
        return facts.finding(ID, "回避申请已经提出，尚未作出决定。" if facts.dossier.recusal_asked else "当事人申请回避，行政机关负责人尚未作出决定。", "请先由行政机关负责人决定是否回避；决定前不停止调查，但不得作出处理决定。")
    return None
