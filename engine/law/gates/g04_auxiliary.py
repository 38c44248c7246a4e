"""G-04: auxiliary staff and grid workers stand in no officer's place."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.people import hands

ID = "G-04"


def check(facts: Facts) -> Finding | None:
    """They may patrol, collect and serve papers; they may not handle, review, preside, decide, collect a fine or hold things."""
    for hand in hands.signed(facts):
        if hands.is_officer(facts, hand.person) or hand.duty not in facts.rules.duties:
            continue
        if hands.unfit(facts, hand.person, hand.duty, hand.on):
            return facts.finding(ID, f"{hands.name(facts, hand.person)}不是执法人员，却在{hand.what}中以执法人员身份签名。",
                                 "请由具有行政执法资格的人员重新办理；辅助人员只能协助，不能署名执法。")
    return None
