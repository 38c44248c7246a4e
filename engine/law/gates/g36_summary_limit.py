"""G-36: on the spot only a warning, or a fine up to the limit for this party."""
from __future__ import annotations

from engine.law.facts import Facts, Finding, yuan
from engine.law.penalty.penalty import KINDS, PARTY_TYPES, summary_limit

ID = "G-36"


def check(facts: Facts) -> Finding | None:
    """Confiscation, public criticism and larger fines need the ordinary procedure; a case that was filed is in it."""
    if facts.done("filing") or not facts.punishes:
        return None
    kind = facts.data.get("penalty_kind")
    limit = summary_limit(facts.party_type, facts.rules.switches, facts.rules.thresholds)
    taken = [KINDS[f"confiscate_{what}"] for what in ("gains", "goods") if int(facts.data.get(f"{what}_fen") or 0)]
    if not taken and (kind == "warning" or (kind == "fine" and 0 < facts.fine_fen <= limit)):
        return None
    what = taken[0] if taken else f"罚款 {yuan(facts.fine_fen)}" if kind == "fine" else KINDS.get(kind, "该处罚种类")
    return facts.finding(ID, f"{what}不能当场决定：对{PARTY_TYPES[facts.party_type]}只能当场给予警告或 {yuan(limit)}以下的罚款。",
                         "请转为普通程序，报请立案。")
