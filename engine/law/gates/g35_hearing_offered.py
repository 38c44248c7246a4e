"""G-35: the right to a hearing was offered when amount or kind of the penalty demand it, or where that is in doubt."""
from __future__ import annotations

from engine.law.facts import Facts, Finding, yuan
from engine.law.penalty.penalty import band, hearing_offer

ID = "G-35"


def check(facts: Facts) -> Finding | None:
    """Fine, gains and goods count as the rule of the place and field says; offering it below the threshold is never refused."""
    if not facts.punishes or facts.data.get("hearing_offered"):
        return None
    gains_fen, goods_fen = (int(facts.data.get(key) or 0) for key in ("gains_fen", "goods_fen"))
    top = band(facts.item, facts.party_type, facts.rules.switches) if facts.item else None
    offer = hearing_offer(facts.fine_fen, facts.party_type, facts.rules.switches, facts.rules.thresholds, facts.on,
                          gains_fen=gains_fen, goods_fen=goods_fen, kinds=facts.kinds,
                          domain=facts.item.domain if facts.item else "", cap_fen=top and top[1])
    if offer is None:
        return None
    amounts = "、".join(f"{name} {yuan(fen)}" for name, fen in (
        ("罚款", facts.fine_fen), ("没收违法所得", gains_fen), ("没收非法财物价值", goods_fen)) if fen)
    return facts.finding(ID, f"{f'拟{amounts}，' if amounts else ''}{offer.why}（{offer.basis}），尚未告知听证权利。",
                         "请制发听证告知书，等待五个工作日的申请期限。")
