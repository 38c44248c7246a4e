"""G-19: the decision reached the party within the statutory days."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.time.milestones import DECISIONS, decided_at, day_of, last_day, on_the_spot, served_on

ID = "G-19"


def check(facts: Facts) -> Finding | None:
    """On the spot it is handed over at once (第五十二条); by announcement the announcement's own days are added."""
    made_at = decided_at(facts)
    if made_at is None or not facts.punishes:
        return None
    made_on, served = day_of(made_at), served_on(facts)
    last = made_on if on_the_spot(facts) else last_day(facts, "serve_decision", made_on)
    if last is not None and _mode(facts) == "publish":
        last = last_day(facts, "public_service", last)
    if last is None:
        return None
    if served is None:
        if facts.on <= last or (on_the_spot(facts) and not facts.dossier.services):
            return None
        return facts.finding(ID, f"处罚决定应于 {last.isoformat()} 前送达，至今没有送达。", "请立即送达；未送达的决定对当事人不发生效力。")
    if served < made_on:
        return facts.finding(ID, f"送达日期 {served.isoformat()} 早于作出决定之日 {made_on.isoformat()}。", "请核对送达回证。")
    if served <= last:
        return None
    return facts.finding(ID, f"处罚决定于 {served.isoformat()} 送达，超过期限（{last.isoformat()}）{(served - last).days} 日。",
                         "请在案卷中说明迟延送达的原因。", past=True)


def _mode(facts: Facts) -> str:
    service = next((s for kind in DECISIONS if (s := facts.dossier.served(kind))), None)
    return str(facts.data.get("decision_serve_mode") or (service.mode if service else ""))
