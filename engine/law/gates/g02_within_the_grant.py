"""G-02: the power rests on a document, and penalty and measures stay within it; nobody seizes under entrustment 委托."""
from __future__ import annotations

from typing import Iterator

from engine.law.facts import Facts, Finding, yuan
from engine.law.gates.g01_in_the_list import standing
from engine.law.penalty.penalty import KINDS
from engine.law.power.authority import MODES, POWERS, ListEntry, Power

ID = "G-02"
#: 行政强制法第九条; a registration hold 先行登记保存 preserves evidence and is none (行政处罚法第五十六条).
_COMPULSORY = ("seizure",)


def check(facts: Facts) -> Finding | None:
    """Silent when there is no power at all: that is G-01's."""
    power = standing(facts) if facts.item else None
    if not isinstance(power, Power):
        return None
    for found in (*_document(power.entry), *_penalty(facts, power.entry), *_measures(facts, power), *_force(facts, power.entry)):
        return facts.finding(ID, *found)
    return None


def _document(entry: ListEntry) -> Iterator[tuple[str, str]]:
    if not entry.instrument.strip():
        yield (f"清单没有写明{MODES[entry.mode]}的依据文件，不能证明本单位对该事项有权办理。", "请补齐依据文件并重新公布清单后再办理。")


def _penalty(facts: Facts, entry: ListEntry) -> Iterator[tuple[str, str]]:
    kinds, title = _proposed(facts), f"本单位办理该事项的依据是{MODES[entry.mode]}（{entry.instrument}）"
    if kinds and "punish" not in entry.powers:
        yield (f"{title}，权限为{'、'.join(POWERS[p] for p in entry.powers)}，没有行政处罚权。", _pass_on(facts, entry))
    elif beyond := [k for k in kinds if k not in entry.kinds]:
        yield (f"{title}，只能给予{'、'.join(KINDS[k] for k in entry.kinds)}，不能给予{'、'.join(KINDS.get(k, k) for k in beyond)}。",
               _pass_on(facts, entry))
    if entry.top_fen is not None and facts.fine_fen > entry.top_fen:
        yield (f"{title}，罚款不得超过 {yuan(entry.top_fen)}，本案拟罚款 {yuan(facts.fine_fen)}。", _pass_on(facts, entry))


def _proposed(facts: Facts) -> tuple[str, ...]:
    """The penalty kinds in the case, none before a penalty is proposed."""
    return facts.kinds or (("fine",) if facts.fine_fen else ())


def _measures(facts: Facts, power: Power) -> Iterator[tuple[str, str]]:
    done = [m for m in facts.dossier.measures if m.kind in _COMPULSORY]
    if done and not power.compulsory_measures:
        why = "行政强制措施权不得委托" if power.mode == "entrusted" else "清单没有授予行政强制措施权"
        yield (f"{why}，本单位于 {done[0].executed_at.date().isoformat()} 实施的查封、扣押没有权限。",
               f"请立即解除查封、扣押并退还财物；确需采取的，报请{_above(facts, power.entry)}依法实施。")


    if bare := [m for m in done if not m.basis.strip()]:
        yield (f"{bare[0].executed_at.date().isoformat()} 的查封、扣押没有写明规定该措施的法律、法规。",
               "请写明依据的法律、法规及条款；没有依据的，立即解除并退还财物。")


def _force(facts: Facts, entry: ListEntry) -> Iterator[tuple[str, str]]:
    """Without the power to enforce by itself the agency goes to the court (行政强制法第十三条第二款)."""
    if facts.data.get("demolition_at") and "enforce" not in entry.powers:
        yield (f"本单位对该事项没有行政强制执行权（{MODES[entry.mode]}：{entry.instrument}），不得自行强制拆除。", "请依法申请人民法院强制执行。")


def _pass_on(facts: Facts, entry: ListEntry) -> str:
    return f"请在权限以内提出处理意见；需要给予更重的处罚的，移送{_above(facts, entry)}办理。"


def _above(facts: Facts, entry: ListEntry) -> str:
    """Who can do what the grant does not cover: the entrusting or stationing agency, else the owner of the penalty power."""
    agencies, row = facts.rules.agencies, facts.rules.catalogue.items.get(entry.item_code)
    for code in (entry.in_name_of, row.penalty if row else None):
        if code in agencies and code != entry.unit_code:
            return agencies[code].agency
    return "有权的上级机关"
