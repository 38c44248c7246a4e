"""Timers that ask the caller what time it is.

SpiffWorkflow's own timers compare with datetime.now(), read naive times in the zone of the container, and count P1M
from 31 January to 3 March. These ask the Context instead: `clock("code")` is due when the clock row says so, at
every step anew, so that an extension or suspension of the row moves the timer; an ISO duration counts from the
moment the element began to wait.
"""
from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import CycleTimerEventDefinition, TimerEventDefinition

from engine.errors import ExpressionError

_DURATION = re.compile(r"P(?:(?P<weeks>\d{1,3})W|(?:(?P<days>\d{1,4})D)?"
                       r"(?:T(?=\d)(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,7})S)?)?)")
_CYCLE = re.compile(r"R(?P<times>\d{1,3})/(?P<interval>P.+)")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)")

MAX_CYCLES = 100
SHORTEST_CYCLE = timedelta(minutes=1)


def duration(text: str) -> timedelta:
    """An ISO 8601 duration in weeks, days, hours, minutes, seconds.

    Raises:
        ExpressionError: years and months (their length depends on the day), empty, or not a duration.
    """
    match = _DURATION.fullmatch(text.strip())
    parts = {unit: int(value) for unit, value in match.groupdict().items() if value} if match else {}
    if not parts:
        raise ExpressionError(f"“{text[:40]}”不是可用的时长；可写 P5D、PT2H 这样的天和时，不用年、月")
    return timedelta(**parts)


def instant(text: str) -> datetime:
    """An ISO 8601 date and time with its offset.

    Raises:
        ExpressionError: no offset (its meaning would move with the server's zone), or not a time.
    """
    if not _DATE.fullmatch(text.strip()):
        raise ExpressionError(f"“{text[:40]}”不是带时区的时间；应写成 2026-03-01T08:30:00+08:00")
    try:
        return datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError as fault:
        raise ExpressionError(f"“{text[:40]}”不是存在的时间") from fault


def cycle(text: str) -> tuple[int, timedelta]:
    """A repetition `R3/P1D`: how many times, how far apart.

    Raises:
        ExpressionError: unbounded, more than 100 times, or oftener than once a minute.
    """
    match = _CYCLE.fullmatch(text.strip())
    times = int(match["times"]) if match else 0
    if not match or not 1 <= times <= MAX_CYCLES:
        raise ExpressionError(f"“{text[:40]}”不是可用的重复；应写成 R3/P1D，次数为 1 至 {MAX_CYCLES}")
    interval = duration(match["interval"])
    if interval < SHORTEST_CYCLE:
        raise ExpressionError(f"“{text[:40]}”重复得过密，间隔至少一分钟")
    return times, interval


def is_literal(text: str) -> bool:
    """True for a bare ISO value as bpmn-js writes it, False for an expression."""
    return bool(re.fullmatch(r"\s*(P[\dTYMWDHS.,]*|R\d*/.*|\d{4}-\d\d-\d\d.*)\s*", text))


class _Asked:
    """Shared by the timers: the value of the expression, and whether the Context says it is due."""

    def _value(self, my_task: Any) -> tuple[Any, tuple[str, ...]]:
        if is_literal(self.expression):
            return self.expression.strip(), ()
        return my_task.workflow.top_workflow.script_engine.timer(my_task, self.expression)

    def _wait(self, my_task: Any) -> datetime | None:
        """The instant this timer is due, or None while its clock stands still."""
        engine, memory = my_task.workflow.top_workflow.script_engine, my_task.internal_data
        if memory.get("due") and not memory.get("clocks"):
            return datetime.fromisoformat(memory["due"])
        since = memory.setdefault("since", engine.context.at.isoformat())
        value, clocks = self._value(my_task)
        due = self._read(value, datetime.fromisoformat(since)) if value is not None else None
        memory["clocks"], memory["due"] = list(clocks), due.isoformat() if due else None
        return due

    def has_fired(self, my_task: Any) -> bool:
        if not my_task._get_internal_data("event_fired", False):
            due = self._wait(my_task)
            if due is not None and due <= my_task.workflow.top_workflow.script_engine.context.at:
                my_task._set_internal_data(event_fired=True)
        return my_task._get_internal_data("event_fired", False)

    def reset(self, my_task: Any) -> None:
        for key in ("due", "since", "clocks"):
            my_task.internal_data.pop(key, None)
        super().reset(my_task)


class DueAt(_Asked, TimerEventDefinition):
    """timeDate: `clock("code")` or an instant."""

    @staticmethod
    def _read(value: Any, since: datetime) -> datetime:
        return instant(str(value))


class DueAfter(_Asked, TimerEventDefinition):
    """timeDuration: a length from the moment the element began to wait."""

    @staticmethod
    def _read(value: Any, since: datetime) -> datetime:
        return since + duration(str(value))


class DueEvery(_Asked, CycleTimerEventDefinition):
    """timeCycle: a bounded number of repetitions."""

    def has_fired(self, my_task: Any) -> bool:
        return my_task._get_internal_data("event_fired", False)

    def cycle_complete(self, my_task: Any) -> bool:
        """True when another repetition is due; SpiffWorkflow then starts the branch once more."""
        at, memory = my_task.workflow.top_workflow.script_engine.context.at, my_task.internal_data
        if "left" not in memory:
            times, interval = cycle(str(self._value(my_task)[0]))
            memory.update(left=times, every=interval.total_seconds(), due=(at + interval).isoformat())
        if memory["left"] and datetime.fromisoformat(memory["due"]) <= at:
            memory["due"] = (datetime.fromisoformat(memory["due"]) + timedelta(seconds=memory["every"])).isoformat()
            memory["left"] -= 1
            if not memory["left"]:
                memory["event_fired"], memory["due"] = True, None
            return True
        return False

    def reset(self, my_task: Any) -> None:
        for key in ("left", "every"):
            my_task.internal_data.pop(key, None)
        super().reset(my_task)
