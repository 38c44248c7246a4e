"""G-33: one act is fined once 一事不再罚, and under the norm with the higher fine when it violates several."""
from __future__ import annotations

from datetime import date
from typing import Any

from engine.law.facts import Facts, Finding, yuan
from engine.law.file.dossier import Earlier
from engine.law.penalty.penalty import SIDES, cited, side
from engine.law.power.hierarchy import ARTICLE_HIGHER_FINE, higher_fine

ID = "G-33"


def check(facts: Facts) -> Finding | None:
    """Other kinds of penalty may stand beside a fine for the same act; a second fine may not, whichever agency imposes it."""
    if facts.item is None or not facts.fine_fen:
        return None
    began_on = facts.day("act_on")
    if began_on is not None:
        for earlier in facts.dossier.earlier:
            if _same_act(facts, earlier, began_on, facts.day("act_ended_on") or began_on):
                return facts.finding(ID, f"当事人同一违法行为已在“{earlier.case}”中于 {earlier.decided_on.isoformat()} 被罚款 "
                                         f"{yuan(earlier.penalty_fen)}，不得再次罚款。",
                                     "请改为不予罚款或者移送合并处理；确属处罚后的新行为的，写明新行为的起止日期。")
    return _lower_norm(facts)


def _same_act(facts: Facts, earlier: Earlier, began_on: date, ended_on: date) -> bool:
    """Same place, same or jointly violated item, days that meet; what went on after the earlier decision is a new act."""
    if earlier.kind != "fine" or began_on > earlier.decided_on or _place(earlier.place) != _place(facts.data.get("place")):
        return False
    codes = {facts.item.code, earlier.item_code}
    if len(codes) > 1 and not any(codes <= set(group.items) for group in facts.rules.thresholds.same_acts):
        return False
    first, last = earlier.window or (earlier.act_on, earlier.act_on)
    return began_on <= last and first <= ended_on


def _place(text: Any) -> str:
    return "".join(str(text or "").split())


def _lower_norm(facts: Facts) -> Finding | None:
    also = facts.data.get("also_violates") or ()
    codes = also.split() if isinstance(also, str) else also
    mine = side(facts.party_type, facts.rules.switches)
    norms = [facts.item, *(i for code in codes if (i := facts.rules.items.get(code)))]
    higher = higher_fine(norms, mine)
    if higher is None or (facts.item.bands.get(mine) or (0, 0))[::-1] >= higher.bands[mine][::-1]:
        return None
    low, high = higher.bands[mine]
    return facts.finding(ID, f"同一违法行为还违反{cited(higher.violated)}，{higher.article} 对{SIDES[mine]}的罚款（{yuan(low)}至 {yuan(high)}）较高，"
                             f"应当按照罚款数额高的规定处罚（{ARTICLE_HIGHER_FINE}）。",
                         f"请改按事项 {higher.code}“{higher.name}”处罚。")
