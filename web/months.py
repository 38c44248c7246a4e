"""A counted period laid out as calendar months, so that one sees at a glance which days count."""
from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from web.words import local

_MONDAYS = calendar.Calendar(firstweekday=0)
#: a longer count is shown by its first and last months; the list below it has every day
MOST, ENDS = 7, 3


def months(clock: dict[str, Any], lines: list[dict[str, Any]]) -> list[dict[str, Any] | None]:
    """The months a period touches, week by week.

    Args:
        clock: with `day0` and `due_on`.
        lines: `date`, `counted`, `n` (ordinal of a counted day) and `reason` each.
    Returns:
        `year`, `month` and `weeks` of seven cells with `day`, `kind` (class names) and `note`; None where months are left out.
    """
    if not lines:
        return []
    told = {one["date"]: one for one in lines}
    first, last = local(clock["day0"]), local(clock["due_on"])
    end = max(last, lines[-1]["date"])
    found, here = [], first.replace(day=1)
    while here <= end:
        found.append({"year": here.year, "month": here.month, "weeks": [
            [_cell(on, here.month, told, first, last) for on in week]
            for week in _MONDAYS.monthdatescalendar(here.year, here.month)]})
        here = here.replace(year=here.year + here.month // 12, month=here.month % 12 + 1)
    return found if len(found) <= MOST else [*found[:ENDS], None, *found[-ENDS:]]


def _cell(on: date, month: int, told: dict[date, dict], first: date, last: date) -> dict[str, Any]:
    if on.month != month:
        return {"day": None, "kind": "out", "note": ""}
    one, kinds = told.get(on), []
    if on == first:
        kinds.append("day-zero")
    if on == last:
        kinds.append("last")
    elif one is not None and on != first:
        kinds.append("counted" if one["counted"] else "not-counted")
    if on == last:
        note = "届满"
    elif on == first:
        note = "起算"
    else:
        note = "" if one is None else str(one["n"]) if one["counted"] else one.get("reason") or ""
    return {"day": on.day, "kind": " ".join(kinds), "note": note}
