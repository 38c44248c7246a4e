"""G-38: the circumstances behind the amount are listed; a fine outside the discretion table 裁量基准 is reasoned and discussed."""
from __future__ import annotations

from engine.law.facts import Facts, Finding, yuan
from engine.law.penalty.discretion import PARTY, TIERS, Line, Table, possible, table_for
from engine.law.penalty.lawversion import version_on
from engine.law.penalty.penalty import Item, band, side

ID = "G-38"


def check(facts: Facts) -> Finding | None:
    """What is not stated rules out no tier, so only a fine that no row allows for what is known counts as a deviation."""
    if not facts.fine_fen:
        return None
    if not any(str(facts.data.get(key) or "").strip() for key in ("discretion_factors", "discretion_reason")):
        return facts.finding(ID, "没有写明罚款数额的裁量理由。", "请写明从轻、从重或一般处罚的事实和依据。", past=True)
    item, table = _table(facts)
    allowed = band(item, facts.party_type, facts.rules.switches) if table else None
    if allowed is None or not allowed[0] <= facts.fine_fen <= allowed[1]:
        # Outside the statute's band is outside every tier: that is the band gate's matter, reduced fines 减轻 included.
        return None
    lines = possible(table, {**facts.data, PARTY: side(facts.party_type, facts.rules.switches)})
    tier = facts.data.get("discretion_tier")
    if any(line.low_fen <= facts.fine_fen <= line.high_fen for line in lines if tier in (None, "", line.tier)):
        return None
    return _deviation(facts, f"罚款 {yuan(facts.fine_fen)}{_against(lines, tier)}（{table.basis}）")


def _table(facts: Facts) -> tuple[Item | None, Table | None]:
    """The version of the item recorded, else the one in force at the act, and its table."""
    if facts.item is None:
        return None, None
    versions = facts.rules.item_versions.get(facts.item.code, ())
    recorded = next((v for v in versions if v.version == facts.data.get("law_version")), None)
    act_on = facts.day("act_ended_on") or facts.day("act_on") or facts.on
    item = recorded or version_on(versions, act_on) or facts.item
    return item, table_for(facts.rules.discretion.get(item.code, ()), item.statute, facts.on)


def _against(lines: list[Line], tier: str | None) -> str:
    if not lines:
        return "所依据的情节在裁量基准中没有对应的档次"
    ranges = "、".join(dict.fromkeys(f"{TIERS[r.tier]}档次 {yuan(r.low_fen)}至 {yuan(r.high_fen)}" for r in lines))
    chosen = f"（选定{TIERS[tier]}档次）" if tier in TIERS else ""
    return f"{chosen}与裁量基准不符：按本案情节应为{ranges}"


def _deviation(facts: Facts, said: str) -> Finding | None:
    if not facts.data.get("discretion_deviates") or not str(facts.data.get("deviation_reason") or "").strip():
        return facts.finding(ID, f"{said}，没有写明偏离裁量基准的理由。", "请调整数额；确需偏离的，写明理由并提交集体讨论。")
    if facts.done("legal_review") and not facts.done("collective"):
        return facts.finding(ID, f"{said}，偏离裁量基准没有经负责人集体讨论。", "请提交集体讨论并形成笔录。")
    return None
