"""G-31: the fine lies inside the band that the statute, or a cited local rule, sets for this party."""
from __future__ import annotations

from engine.law.facts import Facts, Finding, yuan
from engine.law.penalty import PARTY_TYPES, Band, band, local_band

ID = "G-31"


def check(facts: Facts) -> Finding | None:
    """No band means no fine, unless the statute leaves the amount to the province and its rule is cited."""
    item = facts.item
    if item is None or not facts.fine_fen:
        return None
    if item.fine == "none":
        return facts.finding(ID, f"“{item.name}”的法律依据（{item.penalty}）没有规定罚款。", "请改为该条规定的处理方式。")
    party, rules = facts.party_type, facts.rules
    if item.fine == "band":
        allowed = band(item, party, rules.switches)
        if allowed is None:
            return facts.finding(ID, f"{item.penalty} 对{PARTY_TYPES[party]}没有规定罚款。", "请核对当事人类型和适用条款。")
        return _outside(facts, allowed, item.penalty)
    known = local_band(item, facts.unit_code, party, facts.on, rules.thresholds, rules.switches) or _stated(facts)
    if known is None:
        return facts.finding(ID, f"{item.penalty} 没有直接规定罚款数额，案中也没有写明数额所依据的规定。",
                             "请写明省级规定或计算依据（名称、条款、数额）后再提出罚款。")
    return _outside(facts, *known) if known[0] else None


def _stated(facts: Facts) -> tuple[Band | None, str] | None:
    """The band or at least its basis as stated in the case; without a basis a stated band is worth nothing."""
    basis = str(facts.data.get("local_band_basis") or "").strip()
    if not basis:
        return None
    stated = facts.data.get("local_band")
    return ((int(stated[0]), int(stated[1])) if stated else None), basis


def _outside(facts: Facts, allowed: Band, basis: str) -> Finding | None:
    low, high = allowed
    if low <= facts.fine_fen <= high:
        return None
    return facts.finding(ID, f"罚款 {yuan(facts.fine_fen)} 不在 {basis} 规定的 {yuan(low)} 至 {yuan(high)} 幅度内。",
                         "请调整数额；减轻处罚的，须有行政处罚法第三十二条规定的情形并经集体讨论。")
