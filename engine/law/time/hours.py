"""Odd hours at which a record is remarked on: night 夜间 and holidays 法定节假日."""
from __future__ import annotations

from datetime import date, datetime

from engine.law.rules import Rulebook
from engine.law.time.calendar import Calendar
from engine.law.time.reckoning import SHANGHAI

#: A plain weekend is a day of rest 休息日, on which officers patrol as on any other.
_REST = ("周六", "周日")


def holiday(calendar: Calendar, on: date) -> str | None:
    """The name of the holiday that `on` belongs to, the days off that the yearly notice adds included; None otherwise."""
    reason = calendar.reason(on)
    return None if reason in _REST else reason


def at_night(rules: Rulebook, at: datetime) -> bool:
    """Whether an instant lies in the hours in which enforcement is forbidden (行政强制法第四十三条第一款); False where none are set."""
    local = at.astimezone(SHANGHAI)
    quiet = next((r.quiet for r in rules.versions.get("demolition", ()) if r.holds_on(local.date())), None)
    return quiet is not None and not quiet.to_hour <= local.hour < quiet.from_hour
