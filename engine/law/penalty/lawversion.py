"""Which version of the law applies to an act: that in force at the act, the new one if lighter 从旧兼从轻.

The day of filing plays no part: a case filed after a change of law is still judged by the day of the act.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Mapping, Sequence

from engine.errors import BadInput
from engine.law.money import yuan
from engine.law.penalty.party import SIDES, side
from engine.law.penalty.penalty import KINDS, Item
from engine.law.power.hierarchy import Level

ARTICLE = "行政处罚法第三十七条"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The version of an item that applies.

    Attributes:
        why: the reasoning in Chinese, for the decision and the review.
        certain: False when amounts cannot be compared or a version is missing, so that a reviewer has to choose.
        changed: whether the norm changed between the act and the decision, so that the choice has to be recorded.
        choices: the versions between which the choice lies.
    """

    item: Item
    why: str
    article: str
    certain: bool = True
    changed: bool = False
    choices: tuple[Item, ...] = ()

    @property
    def unlawful(self) -> bool:
        """Whether the version that applies still holds the act to be a violation."""
        return self.item.fine != "lawful"


def version_on(versions: Sequence[Item], on: date) -> Item | None:
    """The version in force on a day."""
    return next((v for v in versions if v.holds_on(on)), None)


def applicable(versions: Sequence[Item], act_on: date, act_ended_on: date | None, decided_on: date, party_type: str,
               switches: Mapping[str, str], levels: Mapping[str, Level] | None = None) -> Chosen:
    """The version that applies to this act of this party (行政处罚法第三十七条；生态环境法典第一千零五十七条).

    Args:
        versions: all versions of one item.
        act_on: first day of the act. act_ended_on: its last day where it continued or went on 连续或者继续状态.
        decided_on: the day of the decision, not of filing.
        levels: key of a level → level, for its own article on versions.
    Raises:
        BadInput: no version at all, or the act ends before it begins or after the decision.
    """
    ended_on = act_ended_on or act_on
    if not versions or not act_on <= ended_on <= decided_on:
        raise BadInput("不能确定适用的法律版本：没有规定，或者行为和决定的日期先后不合理。", next="请核对违法行为发生、终了和决定的日期。")
    then, now = version_on(versions, ended_on), version_on(versions, decided_on)
    if then is None or now is None:
        return _gap(versions, then, now, ended_on, decided_on)
    article = _article(now, levels or {})
    if then is now:
        before = version_on(versions, act_on)
        carried = before is not None and before is not then
        return Chosen(now, _one(then, act_on, ended_on, carried), article, changed=carried, choices=(now,))
    old, new = then.article, now.article
    begun = f"违法行为于 {ended_on.isoformat()} {'终了' if ended_on != act_on else '发生'}，当时有效的是{old}；作出决定时有效的是{new}。"
    lighter, compared = is_lighter(then, now, side(party_type, switches))
    if lighter is None:
        return Chosen(then, f"{begun}{compared}，须由法制审核人员比较轻重后选定。", article, False, True, (then, now))
    if lighter:
        return Chosen(now, f"{begun}{compared}，适用新的规定（从轻）。", article, True, True, (then, now))
    return Chosen(then, f"{begun}{compared}，新的规定并不较轻，适用行为时的规定（从旧）。", article, True, True, (then, now))


def is_lighter(old: Item, new: Item, side: str) -> tuple[bool | None, str]:
    """Whether `new` punishes this side more lightly: by the highest fine, the lowest, the kinds, what must come first.

    Returns:
        True, False or, where they cannot be compared, None; with the comparison in Chinese.
    """
    if new.fine == "lawful":
        return True, "新的规定不认为是违法"
    if old.fine == "lawful":
        return False, "行为时不认为是违法"
    if any(i.fine not in ("band", "none") for i in (old, new)):
        return None, "罚款数额由公式或者地方规定确定，不能直接比较"
    (old_low, old_high), (new_low, new_high) = old.bands[side] or (0, 0), new.bands[side] or (0, 0)
    who = SIDES[side]
    if new_high != old_high:
        return new_high < old_high, f"对{who}罚款的上限由 {yuan(old_high)}改为 {yuan(new_high)}"
    if new_low != old_low:
        return new_low < old_low, f"对{who}罚款的上限同为 {yuan(new_high)}，下限由 {yuan(old_low)}改为 {yuan(new_low)}"
    fines = f"对{who}的罚款幅度同为 {yuan(new_low)}至 {yuan(new_high)}"
    gone, added = set(old.kinds) - set(new.kinds), set(new.kinds) - set(old.kinds)
    if gone and added:
        return None, f"{fines}，处罚种类由{_kinds(gone)}改为{_kinds(added)}"
    if gone or added:
        return bool(gone), f"{fines}，处罚种类{'减少' if gone else '增加'}了{_kinds(gone or added)}"
    if old.requires != new.requires and "order_and_recheck" in (old.requires, new.requires):
        first = new.requires == "order_and_recheck"
        return first, f"{fines}，{'新的规定须先责令改正、拒不改正才可处罚' if first else '新的规定不再以拒不改正为处罚的前提'}"
    return False, f"{fines}，处罚种类相同"


def _gap(versions: Sequence[Item], then: Item | None, now: Item | None, ended_on: date, decided_on: date) -> Chosen:
    missing = "、".join(day.isoformat() for day, found in ((ended_on, then), (decided_on, now)) if found is None)
    known = [v for v in (then, now) if v] or [versions[-1]]
    return Chosen(known[0], f"规则库中没有在 {missing} 有效的规定，须由法制审核人员查明后选定。", ARTICLE, False, True, tuple(versions))


def _one(item: Item, act_on: date, ended_on: date, carried: bool) -> str:
    if carried:
        return (f"违法行为自 {act_on.isoformat()} 连续或者继续到 {ended_on.isoformat()}，终了时有效的是"
                f"{item.article}，适用行为终了时的规定。")
    return f"违法行为发生时和作出决定时有效的都是{item.article}。"


def _article(now: Item, levels: Mapping[str, Level]) -> str:
    own = levels[now.source].version_article if now.source in levels else ""
    return f"{ARTICLE}；{own}" if own else ARTICLE


def _kinds(kinds: set[str]) -> str:
    return "、".join(KINDS[k] for k in KINDS if k in kinds)
