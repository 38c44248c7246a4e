"""A clock in words, for a page and a paper: from when, how long, on what article, till when, and whom it binds."""
from __future__ import annotations

from datetime import date, datetime, timedelta

from engine.law.time.calendar import Calendar
from engine.law.time.period import UNITS
from engine.law.time.reckoning import SHANGHAI
from engine.law.time.rule import Rule
from engine.law.time.running import Clock

ROLL = "民法典第二百零三条"
BOUND = {"agency": "约束办理机关", "party": "约束当事人", "restraint": "限制的是对当事人采取的措施"}
_STATES = {"running": "正在计算", "suspended": "中止计算", "met": "已办结", "lapsed": "已届满", "overdue": "已逾期", "cancelled": "已取消"}


def day(d: date) -> str:
    """2026年4月7日."""
    return f"{d.year}年{d.month}月{d.day}日"


def instant(at: datetime) -> str:
    """2026年1月21日23时10分, in Shanghai."""
    at = at.astimezone(SHANGHAI)
    return f"{day(at.date())}{at.hour}时{at.minute:02d}分"


def span(passed: timedelta) -> str:
    """35 分钟, 2 小时 5 分钟, 1 天 3 小时; a begun minute counts."""
    minutes = -(-passed // timedelta(minutes=1))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} 天" + (f" {hours} 小时" if hours else "")
    return f"{hours} 小时" * bool(hours) + " " * bool(hours and rest) + f"{rest} 分钟" * bool(rest or not hours)


def over(clock: Clock, at: datetime) -> str:
    """By how much it was or is exceeded: by the minute where it is counted in hours, else by the day; empty when it is not."""
    if clock.unit == "hour" and (clock.ended_at or clock.state not in ("met", "cancelled")):
        return span(passed) if (passed := clock.over(at)) else ""
    days = ((clock.ended_on or at.astimezone(SHANGHAI).date()) - clock.due_on).days
    return f"{days} 天" if days > 0 else ""


def length(clock: Clock) -> str:
    """How long it is: 15日；经批准延长30日（…）；扣除12日（…）."""
    said = [f"{clock.length}{UNITS[clock.unit]}"]
    said += [f"经{e.approver or '有权机关'}批准延长{e.length}{UNITS[e.unit]}（{_cite(e.basis, e.document)}）" for e in clock.extensions]
    for s in clock.suspensions:
        till = f"至{day(s.end)}" if s.end else "起至今"
        said.append(f"{day(s.start)}{till}中止计算（{_cite(s.basis, s.document)}）")
    return "；".join(said)


def ends(clock: Clock, calendar: Calendar) -> str:
    """Which of its three ends binds whom, and why."""
    if clock.unit == "hour" and clock.began_at is not None:
        return f"{instant(clock.due_at)}届满，{BOUND[clock.binds]}；按小时计算，不因节假日顺延{_unsure(clock, calendar)}"
    if clock.kind == "meter":
        return f"自{day(clock.day0)}的次日起按日加处，分文未缴的，{day(clock.nominal)}达到上限"
    last, off = day(clock.nominal), calendar.reason(clock.nominal)
    if clock.binds == "party":
        if off:
            said = (f"最后一日{last}为{off}，顺延至{day(clock.rolled)}届满（{ROLL}）；约束当事人，"
                    f"在{day(clock.rolled)}24时前办理或者交邮的，均为按期")
        else:
            said = f"{last}届满；约束当事人，在该日24时前办理或者交邮的，均为按期"
    elif off:
        act = "作出处理" if clock.binds == "restraint" else "办结"
        said = (f"{last}（{off}）届满；{BOUND[clock.binds]}，不因节假日顺延，最迟应在{day(clock.act_by)}"
                f"（届满前最后一个工作日）{act}")
    else:
        act = "届满未作处理的，措施应当解除" if clock.binds == "restraint" else "应在该日之前（含该日）办结"
        said = f"{last}届满；{BOUND[clock.binds]}，{act}"
    return said + _unsure(clock, calendar)


def heading(clock: Clock, calendar: Calendar, rule: Rule | None = None) -> list[tuple[str, str]]:
    """What stands above the list of days: (label, text) in order.

    Args:
        rule: the rule it was counted by, for what starts it and what follows when it is missed.
    """
    began = instant(clock.began_at) if clock.began_at else day(clock.day0)
    event = f"（{rule.starts_on}）" if rule and rule.starts_on else ""
    again = f"；第{clock.gen}次起算" if clock.gen > 1 else ""
    why = f"；{clock.started_why}" if clock.started_why else ""
    counted = "，自该时刻起连续计算" if clock.began_at else "，当日不计入，自次日起算（民法典第二百零一条）"
    said = [("期限", clock.name), ("起算", f"{began}{event}{counted}{again}{why}"), ("长度", length(clock)), ("依据", clock.basis),
            ("届满", ends(clock, calendar)), ("对谁有约束", BOUND[clock.binds]), ("状态", state(clock))]
    return said + ([("逾期后果", rule.consequence)] if rule and rule.consequence else [])


def headline(clock: Clock, calendar: Calendar, rule: Rule | None = None) -> str:
    """The heading as one line, for a paper."""
    return "；".join(f"{label}：{text}" for label, text in heading(clock, calendar, rule) if label not in ("对谁有约束", "状态")) + "。"


def promise(rule: Rule, length: int | None = None) -> str:
    """A period that begins only when the paper arrives, as one line for that paper.

    Args:
        length: where the rule leaves it to the paper; default the rule's own.
    """
    units = length or rule.length
    said = [f"期限：{rule.name}", f"起算：{rule.starts_on}，当日不计入，自次日起算（民法典第二百零一条）" if rule.starts_on else "",
            f"长度：{units}{UNITS[rule.unit]}" if units else "", f"依据：{rule.basis}",
            f"届满：最后一日为法定休假日的，顺延至其后的第一个工作日（{ROLL}）" if rule.binds == "party" else "",
            f"逾期后果：{rule.consequence}" if rule.consequence else ""]
    return "；".join(filter(None, said)) + "。"


def state(clock: Clock) -> str:
    """How it stands: 2026年5月20日办结；案件已决定."""
    if clock.state in ("met", "cancelled") and clock.ended_on is not None:
        done = "办结" if clock.state == "met" else "取消"
        when = instant(clock.ended_at) if clock.ended_at else day(clock.ended_on)
        said = f"{when}{done}" + (f"（超期 {over(clock, clock.due_at)}）" if clock.late else "")
    else:
        said = _STATES[clock.state]
    return said + (f"；{clock.ended_why}" if clock.ended_why else "")


def _unsure(clock: Clock, calendar: Calendar) -> str:
    if not clock.provisional:
        return ""
    years = [str(y) for y in range(clock.day0.year, clock.rolled.year + 1) if calendar.is_provisional(date(y, 1, 1))]
    return f"。{'、'.join(years) or '所涉'}年节假日安排尚未公布或未载入，以上日期为暂定，公布后重新计算"


def _cite(basis: str, document: str) -> str:
    return f"{basis}，{document}" if document else basis
