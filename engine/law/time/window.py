"""What may be done only after remedies have run out, and till when: the court window, demolition, the hearing day."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.errors import ClockRefused
from engine.law.time import clock as clocks
from engine.law.time.calendar import Calendar
from engine.law.time.reckoning import SHANGHAI
from engine.law.time.rule import Rule
from engine.law.time.running import Clock
from engine.law.time.wording import day as said

_DAY = timedelta(days=1)
#: the one remedy after which a used reconsideration is exhausted as well (行政诉讼法第四十五条)
_AFTER_RECONSIDERATION = "sue_after_reconsideration"


@dataclass(frozen=True, slots=True)
class CourtWindow:
    """When the agency may apply to the court for enforcement 非诉执行 (行政强制法第五十三条、第五十四条).

    Attributes:
        clock: the three months, counted from `clock.day0`.
        opens_on: the first day, when the notice of urging 催告书 has been served; None while it has not.
        closes_on: the last day; `act_by` the last working day up to it.
        urge_by: the last working day on which the notice of urging may be served so that ten days are left to it.
        reasons: how each was worked out, in Chinese with the article.
    """

    clock: Clock
    opens_on: date | None
    closes_on: date
    act_by: date
    urge_by: date
    reasons: tuple[str, ...]

    def refuses(self, on: date) -> str | None:
        """Why an application on `on` is not yet or no more possible; None when it is."""
        if self.opens_on is None:
            return f"尚未送达催告书，应当先催告（最迟 {said(self.urge_by)}送达）。"
        if on < self.opens_on:
            return f"{said(self.opens_on)}起方可申请。"
        return f"申请期限已于{said(self.closes_on)}届满，人民法院不予受理。" if on > self.closes_on else None


@dataclass(frozen=True, slots=True)
class Demolition:
    """The first day on which an unlawful building may be taken down by force 强制拆除, and what had to run out before.

    Attributes:
        over_on: the first day after all has run out, a holiday or not: in an emergency it is the earliest (行政强制法第四十三条第一款).
    """

    earliest_on: date
    reasons: tuple[str, ...]
    over_on: date


def court_window(rule: Rule, urging: Rule, remedies: Sequence[Clock], calendar: Calendar, *, instalment_until: date | None = None,
                 urged_on: date | None = None) -> CourtWindow:
    """The window for applying to the court.

    Args:
        rule: of the three months; `follows` names the remedies whose end starts it. urging: of the ten days after the notice.
        remedies: the party's remedy clocks of the case.
        instalment_until: end of an approved deferral or of instalments; the months then count from it, even if it comes
            before the remedies have run out: the earlier end binds the agency.
        urged_on: the day the notice of urging was served.
    Raises:
        ClockRefused: no remedy period runs, or one was used and is not over.
    """
    over = _exhausted(rule, remedies)
    last = max(over, key=lambda c: c.due_on)
    reasons = [f"“{last.name}”的期限至{said(last.due_on)}届满（{last.basis}），此前不得申请"]
    day0 = instalment_until or last.due_on
    if instalment_until is not None:
        reasons.append(f"批准分期、延期缴纳的，自该期限结束之日{said(day0)}起计算（行政处罚法第七十二条第二款）")
    window = clocks.start(rule, day0, calendar)
    reasons.append(f"自{said(day0)}起{window.length}个月，至{said(window.nominal)}届满（{rule.basis}）")
    urge_by = calendar.back(window.act_by, (urging.length or 0) + 1)
    opens = last.due_on + _DAY
    if urged_on is None:
        reasons.append(f"申请前应当催告，催告书最迟{said(urge_by)}送达（{urging.basis}）")
    else:
        urge = clocks.start(urging, urged_on, calendar)
        opens = max(opens, urge.due_on + _DAY)
        reasons.append(f"催告书{said(urged_on)}送达，{urge.length}个工作日至{said(urge.due_on)}期满，仍未履行的方可申请（{urging.basis}）")
    return CourtWindow(window, None if urged_on is None else opens, window.nominal, window.act_by, urge_by, tuple(reasons))


def demolition(rule: Rule, remedies: Sequence[Clock], notice_until: date, calendar: Calendar, *,
               judged_on: date | None = None) -> Demolition:
    """The first day for demolition by the agency itself.

    Args:
        rule: of kind "earliest"; `follows` names the remedies that must all have run out (行政强制法第四十四条).
        remedies: the party's remedy clocks of the case.
        notice_until: the last day for pulling down oneself that the public notice 公告 set.
        judged_on: the day a judgment that upholds the decision took effect, when the party did sue.
    Raises:
        ClockRefused: a remedy period is missing or was used and is not over; under the land law only the court may order it.
    """
    land = next((c for c in remedies if c.code == "sue_land" and c.state != "cancelled"), None)
    if land is not None:
        raise ClockRefused("依土地管理法责令拆除的，由作出处罚决定的机关申请人民法院强制执行，不得自行强制拆除。", article=land.basis,
                           clock=rule.code)
    over = _exhausted(rule, remedies, judged_on)
    missing = [code for code in rule.follows if code not in {c.code for c in over}]
    if missing and over[0].code != _AFTER_RECONSIDERATION:
        raise ClockRefused("复议、起诉期限没有全部起算，不能确定可以强制拆除的日期。", article=rule.basis, clock=rule.code, missing=missing)
    reasons = [f"“{c.name}”至{said(c.due_on)}届满（{c.basis}）" for c in over if c.state != "met"]
    reasons += [f"维持决定的裁判于{said(judged_on)}生效"] if judged_on else []
    reasons.append(f"公告的自行拆除期限至{said(notice_until)}届满（{rule.basis}）")
    first = max([notice_until, *([judged_on] if judged_on else []), *(c.due_on for c in over if c.state != "met")]) + _DAY
    earliest = calendar.next_working(first)
    if earliest != first and rule.quiet:
        reasons.append(f"{said(first)}为{calendar.reason(first)}，不得实施（{rule.quiet.basis}）")
    return Demolition(earliest, tuple(reasons), first)


def forbidden(rule: Rule, at: datetime, calendar: Calendar) -> str | None:
    """Why enforcement may not be carried out at this instant: a day off, or the night; None when it may.

    Args:
        rule: one that states quiet hours. at: aware; an emergency 情况紧急 is the caller's to judge.
    """
    quiet = rule.quiet
    if quiet is None:
        return None
    here = at.astimezone(SHANGHAI)
    off = calendar.reason(here.date())
    if off:
        return f"{said(here.date())}为{off}，不得实施行政强制执行（{quiet.basis}）。"
    if here.hour >= quiet.from_hour or here.hour < quiet.to_hour:
        return f"{here:%H:%M} 属于夜间（{quiet.from_hour} 时至次日 {quiet.to_hour} 时），不得实施行政强制执行（{quiet.basis}）。"
    return None


def notice_by(rule: Rule, hearing_on: date, calendar: Calendar) -> date:
    """The last working day on which the hearing notice may be served, with the whole period before the hearing day."""
    return calendar.back(hearing_on, (rule.length or 0) + 1)


def hearing_from(notice: Clock, calendar: Calendar) -> date:
    """The first working day on which a hearing may be held after its notice was served."""
    return calendar.next_working(notice.due_on + _DAY)


def _exhausted(rule: Rule, remedies: Sequence[Clock], judged_on: date | None = None) -> list[Clock]:
    """The remedy periods whose running out opens the way; what follows a reconsideration takes the place of all others."""
    open_ones = [c for c in remedies if c.state != "cancelled"]
    after = next((c for c in open_ones if c.code == _AFTER_RECONSIDERATION), None)
    over = [after] if after else [c for c in open_ones if c.code in rule.follows]
    if not over:
        raise ClockRefused("没有已经起算的复议、起诉期限，不能确定强制执行的期限。", article=rule.basis, clock=rule.code)
    for one in over:
        if one.state == "met" and judged_on is None:
            raise ClockRefused(f"当事人已经行使“{one.name}”的权利，在复议、诉讼结束之前不能强制执行。", article=rule.basis, clock=rule.code)
        if one.state == "suspended":
            raise ClockRefused(f"“{one.name}”的期限正在中止，尚不能确定届满日。", article=rule.basis, clock=rule.code)
    return over
