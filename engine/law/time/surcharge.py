"""The surcharge meter 加处罚款 of an unpaid fine: so much per cent a day, capped, standing still during remedies.

It is a reading of its clock, which carries day 0 (the last day to pay) and the days of 行政复议 and 行政诉讼 that do not
count (行政处罚法第七十三条第三款). Rate and cap are data of the rule. A day's increment is worked out on what was still unpaid
when the day began, so the day of payment counts once more and the next one does not.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from engine.errors import BadInput, ClockRefused
from engine.law.money import yuan
from engine.law.time import clock as clocks
from engine.law.time.calendar import Calendar
from engine.law.time.explanation import Line
from engine.law.time.reckoning import excluded_days
from engine.law.time.rule import Meter, Rule
from engine.law.time.running import Clock

_DAY = timedelta(days=1)


class Paid(NamedTuple):
    """Money received, towards the fine first and then the surcharge."""

    on: date
    fen: int


class Waived(NamedTuple):
    """Surcharge waived by an execution agreement 执行协议 (行政强制法第四十二条)."""

    on: date
    fen: int
    document: str
    by: Any = None


class Step(NamedTuple):
    """One day of the meter: what it added, and what it stood at in the evening. `base_fen` was unpaid in the morning."""

    on: date
    number: int
    base_fen: int
    added_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class Surcharge:
    """A meter and what has happened to it.

    Attributes:
        clock: the rule's clock; its day 0 is the last day to pay, its suspensions are the remedies.
        fine_fen: the fine; the cap is measured on it.
        paid, waived: oldest first.
    """

    clock: Clock
    meter: Meter
    fine_fen: int
    paid: tuple[Paid, ...] = ()
    waived: tuple[Waived, ...] = ()

    @property
    def cap_fen(self) -> int:
        """The most it can come to."""
        return self.fine_fen * self.meter.cap_percent // 100

    def unpaid(self, on: date) -> int:
        """What is left of the fine itself in the evening of `on`."""
        return max(self.fine_fen - sum(p.fen for p in self.paid if p.on <= on), 0)

    def metered(self, on: date) -> int:
        """What the meter stands at in the evening of `on`, whatever was waived or paid of it."""
        return max((s.total_fen for s in self.steps(on)), default=0)

    def amount(self, on: date) -> int:
        """The surcharge due for all days up to and including `on`, after waivers; 0 when the fine itself was annulled."""
        return max(self.metered(on) - sum(w.fen for w in self.waived if w.on <= on), 0)

    def owed(self, on: date) -> int:
        """Fine and surcharge still to be paid in the evening of `on`; money goes to the fine first."""
        return max(self.fine_fen + self.amount(on) - sum(p.fen for p in self.paid if p.on <= on), 0)

    def capped_on(self, until: date) -> date | None:
        """The day on which the cap was reached, None when that is after `until`."""
        return next((s.on for s in self.steps(until) if s.total_fen == self.cap_fen), None)

    def steps(self, until: date) -> Iterator[Step]:
        """The days that count up to and including `until`, till the fine is paid or the cap reached."""
        if self.clock.state == "cancelled":
            return
        still, day, number, hundredths = excluded_days(self.clock), self.clock.day0, 0, 0
        stopped = min((s.start for s in self.clock.suspensions if s.end is None), default=date.max)
        last = min(until, stopped, self.clock.ended_on or date.max)
        while day < last:
            day += _DAY
            base = self.unpaid(day - _DAY)
            if not base or hundredths == self.cap_fen * 100:
                return
            if day in still:
                continue
            before, number = hundredths // 100, number + 1
            hundredths = min(hundredths + base * self.meter.percent, self.cap_fen * 100)
            yield Step(day, number, base, hundredths // 100 - before, hundredths // 100)


def begin(rule: Rule, fine_fen: int, last_day: date, calendar: Calendar, *, told: bool, by: Any = None,
          why: str = "") -> Surcharge:
    """A meter that starts on the day after the last day to pay.

    Args:
        rule: a rule of kind "meter". fine_fen: the fine, in fen.
        last_day: of paying, as the payment clock has it; with a deferral or instalments approved, the end of those.
        told: whether the decision stated that and how the surcharge is added.
    Raises:
        ClockRefused: the party was not told the rate. BadInput: no fine.
    """
    meter = _meter_of(rule)
    if fine_fen <= 0:
        raise BadInput("没有罚款，不产生加处罚款。")
    if not told:
        raise ClockRefused("处罚决定书没有告知加处罚款的标准，不能加处罚款。", article=meter.told_basis, clock=rule.code)
    return Surcharge(clocks.start(rule, last_day, calendar, by=by, why=why), meter, fine_fen)


def of(clock: Clock, rule: Rule, fine_fen: int, paid: tuple[Paid, ...] = (), waived: tuple[Waived, ...] = ()) -> Surcharge:
    """The meter behind a clock that already runs."""
    return Surcharge(clock, _meter_of(rule), fine_fen, tuple(sorted(paid)), tuple(sorted(waived, key=lambda w: w.on)))


def pay(one: Surcharge, on: date, fen: int) -> Surcharge:
    """Money received on `on`; a partial payment lowers the base from the next day on.

    Raises:
        BadInput: not a positive amount, or more than is owed.
    """
    if not 0 < fen <= one.owed(on):
        raise BadInput(f"缴款 {yuan(fen)} 与截至 {on.isoformat()} 应缴的 {yuan(one.owed(on))} 不符。")
    return replace(one, paid=tuple(sorted((*one.paid, Paid(on, fen)))))


def waive(one: Surcharge, on: date, fen: int, *, document: str, remedied: str, by: Any = None) -> Surcharge:
    """Waive some of the surcharge by an execution agreement; the fine itself cannot be waived.

    Args:
        document: the agreement. remedied: the remedial action 补救措施 that the party has taken.
    Raises:
        ClockRefused: no agreement, no remedial action, or more than the surcharge comes to.
    """
    if not document.strip() or not remedied.strip():
        raise ClockRefused("减免加处罚款须有执行协议，并写明当事人采取的补救措施。", article=one.meter.waiver_basis, clock=one.clock.code)
    if not 0 < fen <= one.amount(on):
        raise ClockRefused(f"截至 {on.isoformat()} 加处罚款为 {yuan(one.amount(on))}，只能在此数额内减免；罚款本身不能减免。",
                           article=one.meter.waiver_basis, clock=one.clock.code)
    return replace(one, waived=tuple(sorted((*one.waived, Waived(on, fen, document, by)), key=lambda w: w.on)))


def explain(one: Surcharge, on: date) -> list[Line]:
    """Each day up to `on`: what it added on which base, the days that did not count and why, payments, waivers and the cap."""
    clock, meter = one.clock, one.meter
    if clock.state == "cancelled":
        return [Line(clock.ended_on or on, False, "处罚决定已不再执行，不加处罚款" + (f"；{clock.ended_why}" if clock.ended_why else ""))]
    steps = {s.on: s for s in one.steps(on)}
    full = one.capped_on(on)
    paid_off = next((p.on for p in one.paid if not one.unpaid(p.on)), None)
    end = min(d for d in (on, full, paid_off, clock.ended_on) if d)
    lines = [Line(clock.day0, False, f"缴款期限届满，自次日起每日按罚款数额的{meter.percent}%加处（{meter.basis}）")]
    lines += [_line(one, day, steps.get(day)) for day in (clock.day0 + n * _DAY for n in range(1, (end - clock.day0).days + 1))]
    lines[-1] = _closing(one, lines[-1], full)
    return sorted(lines + [Line(w.on, False, f"依执行协议减免 {yuan(w.fen)}（{meter.waiver_basis}，{w.document}）")
                           for w in one.waived if w.on <= on], key=lambda line: line.date)


def _line(one: Surcharge, day: date, step: Step | None) -> Line:
    money = "".join(f"；当日缴纳 {yuan(p.fen)}" for p in one.paid if p.on == day)
    if step is not None:
        return Line(day, True, f"第 {step.number} 日，未缴罚款 {yuan(step.base_fen)}，加处 {yuan(step.added_fen)}，"
                               f"累计 {yuan(step.total_fen)}{money}")
    cited = next((s for s in one.clock.suspensions if s.start < day and (s.end is None or day <= s.end)), None)
    why = f"复议、诉讼等期间不予计算（{cited.basis}{'，' + cited.document if cited.document else ''}）" if cited else "不再计算"
    return Line(day, False, why + money)


def _closing(one: Surcharge, line: Line, full: date | None) -> Line:
    if line.date == full:
        return line._replace(reason=f"{line.reason}；已达上限 {yuan(one.cap_fen)}，不再增加（{one.meter.cap_basis}）")
    return line if one.unpaid(line.date) else line._replace(reason=f"{line.reason}；罚款已缴清，停止计算")


def _meter_of(rule: Rule) -> Meter:
    if rule.meter is None:
        raise BadInput(f"“{rule.name}”不是按日加处的规定。")
    return rule.meter
