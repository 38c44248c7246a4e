"""G-34: nobody under fourteen or without capacity is punished, and nobody under eighteen like an adult."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.penalty.accountability import accountability, birth_in

ID = "G-34"
#: no_penalty_ground → what it claims
_CLAIMS = {"under_14": "当事人不满十四周岁", "incapacity": "当事人没有责任能力"}


def check(facts: Facts) -> Finding | None:
    """Age is that at the act. The day of birth is taken from the form, else from the identity number."""
    if facts.party_type != "citizen":
        return None
    birth_on = facts.day("party_birth_on") or birth_in(str(facts.data.get("party_id") or ""))
    found = accountability(birth_on, bool(facts.data.get("party_incapacity")), facts.day("act_on") or facts.on)
    if facts.punishes:
        if found.measure == "none":
            return facts.finding(ID, f"{found.why}（{found.article}）。", "请作出不予处罚决定，并对当事人及其监护人进行教育。")
        if found.measure == "lighter" and not (facts.data.get("mitigated") or facts.data.get("discretion_tier") == "light"):
            return facts.finding(ID, f"{found.why}（{found.article}），案中没有从轻或者减轻。", "请适用从轻档次，或者减轻处罚。")
        return None
    ground = facts.data.get("no_penalty_ground")
    if ground not in _CLAIMS or found.measure == "none":
        return None
    return facts.finding(ID, f"以“{_CLAIMS[ground]}”不予处罚，但案中没有相应的出生日期或者责任能力记载。",
                         "请写明出生日期（公民身份号码）或者精神、智力状况的证明，或者另选不予处罚的理由。")
