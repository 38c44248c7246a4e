"""G-31: the fine lies inside the band of the version of the law that applies, and the choice of version is on record."""
from __future__ import annotations

from engine.law.facts import Facts, Finding, yuan
from engine.law.penalty.lawversion import Chosen, applicable, version_on
from engine.law.penalty.penalty import PARTY_TYPES, Band, Item, band, local_band, side
from engine.law.power.hierarchy import prevailing

ID = "G-31"


def check(facts: Facts) -> Finding | None:
    """Version first, then the norm that prevails, then the amount; no band means no fine unless a local rule is cited."""
    if facts.item is None or not facts.punishes:
        return None
    chosen = _chosen(facts)
    if isinstance(chosen, Finding):
        return chosen
    item = chosen.item if chosen else facts.item
    if chosen and (found := _unrecorded(facts, chosen)):
        return found
    if chosen and not chosen.certain:
        item = next((v for v in chosen.choices if v.version == facts.data.get("law_version")), item)
    if not facts.fine_fen:
        return None
    return _overruled(facts, item) or _amount(facts, item)


def _chosen(facts: Facts) -> Chosen | Finding | None:
    """The version that applies; None where the item never changed, or the dates are out of order, which is another gate's."""
    versions = facts.rules.item_versions.get(facts.item.code, ())
    if len(versions) < 2:
        return None
    act_on = facts.day("act_on")
    if act_on is None:
        return facts.finding(ID, f"“{facts.item.name}”的法律规定有过变动，案中没有写明违法行为发生的日期，不能确定适用哪一版本。",
                             "请写明违法行为发生的日期；连续或者继续的，写明终了日期。")
    ended_on = min(facts.day("act_ended_on") or act_on, facts.on)
    if not act_on <= ended_on:
        return None
    rules = facts.rules
    chosen = applicable(versions, act_on, ended_on, facts.on, facts.party_type, rules.switches, rules.thresholds.levels)
    if chosen.unlawful:
        return chosen
    return facts.finding(ID, f"{chosen.why}（{chosen.article}）", "请作出不予处罚或者撤销案件的决定。")


def _unrecorded(facts: Facts, chosen: Chosen) -> Finding | None:
    """Where the norm changed, the version chosen and the reason must be in the file (新旧规定的比较)."""
    recorded, reason = facts.data.get("law_version"), str(facts.data.get("law_version_reason") or "").strip()
    if not recorded and not chosen.changed:
        return None
    allowed = [v.version for v in ((chosen.item,) if chosen.certain else chosen.choices)]
    if recorded in allowed and (reason or not chosen.changed):
        return None
    what = "没有记载适用的法律版本及理由" if not (recorded and reason) else f"记载的法律版本 {recorded} 不是应当适用的版本"
    return facts.finding(ID, f"{what}：{chosen.why}（{chosen.article}）", f"请选定版本 {'或者 '.join(allowed)}，并写明新旧规定的比较。")


def _overruled(facts: Facts, item: Item) -> Finding | None:
    """A norm that gives way to a higher or newer one for the same act is not applied."""
    rules, mine = facts.rules, side(facts.party_type, facts.rules.switches)
    on = facts.day("act_ended_on") or facts.day("act_on") or facts.on
    for conflict in rules.thresholds.conflicts:
        if item.code in conflict.items and conflict.side == mine and conflict.holds_on(on):
            norms = [v for code in conflict.items if (v := version_on(rules.item_versions.get(code, ()), on))]
            decides = prevailing(norms, rules.thresholds.levels, conflict) if norms else None
            if decides and decides.item.code != item.code:
                return facts.finding(ID, f"{conflict.name}：{decides.why}，应当适用 {decides.item.article}（{decides.article}）。",
                                     f"请改按事项 {decides.item.code}“{decides.item.name}”处理。")
    return None


def _amount(facts: Facts, item: Item) -> Finding | None:
    if item.fine == "none":
        return facts.finding(ID, f"“{item.name}”的法律依据（{item.article}）没有规定罚款。", "请改为该条规定的处理方式。")
    party, rules = facts.party_type, facts.rules
    if item.fine == "band":
        allowed = band(item, party, rules.switches)
        if allowed is None:
            return facts.finding(ID, f"{item.article} 对{PARTY_TYPES[party]}没有规定罚款。", "请核对当事人类型和适用条款。")
        return _outside(facts, allowed, item.article)
    known = local_band(item, facts.unit_code, party, facts.on, rules.thresholds, rules.switches) or _stated(facts)
    if known is None:
        return facts.finding(ID, f"{item.article} 没有直接规定罚款数额，案中也没有写明数额所依据的规定。",
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
    if facts.fine_fen < low and facts.data.get("mitigated"):
        return _unmitigated(facts)
    return facts.finding(ID, f"罚款 {yuan(facts.fine_fen)} 不在 {basis} 规定的 {yuan(low)} 至 {yuan(high)} 幅度内。",
                         "请调整数额；减轻处罚的，须有行政处罚法第三十二条规定的情形并经集体讨论。")


def _unmitigated(facts: Facts) -> Finding | None:
    """Below the band only with a ground of 第三十二条, and never without the leaders together; before review they cannot have met."""
    if not str(facts.data.get("mitigation_ground") or "").strip():
        return facts.finding(ID, "减轻处罚没有写明行政处罚法第三十条、第三十二条规定的情形。", "请写明减轻处罚的情形及其证据。")
    if facts.data.get("procedure") == "summary":
        return facts.finding(ID, "减轻处罚须经集体讨论，不能当场决定。", "请转为普通程序，报请立案。")
    if facts.done("legal_review") and not facts.done("collective"):
        return facts.finding(ID, "减轻处罚没有经负责人集体讨论。", "请提交集体讨论并形成笔录。")
    return None
