"""Calendars 工作日历: the yearly arrangement of days off and worked, published while the product runs."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from engine import errors
from engine.case.access import fresh
from engine.law.time.calendar import Calendar, Year
from engine.store import calendars, incidents, recounts, scope
from engine.store.act import RequestKey

#: what the faults of a text without a file name call it
TEXT = "放假安排"
#: 全国年节及纪念日放假办法第二条
HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


def preview(engine, actor, content: str, *, name: str = TEXT) -> dict[str, Any]:
    """What publishing a year would change; nothing is changed yet.

    Args:
        actor: see `publish`.
        content: the text of processes/law/calendars/<year>.toml.
    Returns:
        `{"year", "source", "digest", "version", "unchanged", "changes": [{"date", "was", "now"}], "clocks"}`: `version` is the one it would
        be, `clocks` how many running clocks it may touch.
    Raises:
        errors.RulePackInvalid: every fault of the text with its line. errors.Forbidden.
    """
    with engine.store.read() as conn:
        _may_publish(engine, conn, actor)
        year = engine.read_year(content.encode(), name)
        version, digest = calendars.newest(conn, year.year)
        same, found = digest == calendars.digest(year), _changes(engine.rules_for(conn).calendar, year)
        touched = 0 if same else recounts.concerned(conn, _first(year, found), None if scope.alone(conn, actor) else actor)
    return {"year": year.year, "source": year.source, "digest": calendars.digest(year), "version": version + (not same), "unchanged": same,
            "changes": found, "clocks": touched}


def publish(engine, actor, content: str, *, at: datetime, key: RequestKey | None = None, name: str = TEXT) -> dict[str, Any]:
    """Puts a year's official arrangement in force, in every process at once, and opens the recount of the running clocks.

    The recount itself is walked in the background (engine.jobs.recounting). The same content again changes nothing.

    Args:
        actor: somebody with the design post at a county unit, or None from the command line.
    Returns:
        `{"year", "version", "digest", "published", "changes", "recount"}`: how many days change, and the id of the walk; None and False
        when nothing was changed.
    Raises:
        errors.RulePackInvalid, errors.Forbidden: nothing was changed.
    """
    with engine.store.act(actor, at, key) as act:
        answer = act.earlier()
        if answer is not None:
            return answer
        _may_publish(engine, act.conn, actor)
        fresh.asked(engine, actor, "公布工作日历", at)
        year = engine.read_year(content.encode(), name)
        calendars.hold(act.conn)
        version, before = calendars.newest(act.conn, year.year)
        digest = calendars.digest(year)
        if digest == before:
            return {"year": year.year, "version": version, "digest": digest, "published": False, "changes": 0, "recount": None}
        found = _changes(engine.rules_for(act.conn).calendar, year)
        calendar_id, version = calendars.add(act.conn, year, content, at, act.person_id)
        walk = recounts.begin(act.conn, calendar_id, _first(year, found), at)
        act.record("calendar.published", year=year.year, version=version, digest=digest, days=len(found), recount=walk["id"])
        return act.done({"year": year.year, "version": version, "digest": digest, "published": True, "changes": len(found),
                         "recount": walk["id"]})


def listed(engine, actor) -> list[dict[str, Any]]:
    """The years in force, the newest first: `{"year", "status", "source", "version", "published_at", "published_by_name"}`; version 0 came with
    the product."""
    with engine.store.read() as conn:
        years, newest = engine.rules_for(conn).calendar.years, _newest(conn, actor)
    return [_shown(years[n], newest.get(n)) for n in sorted(years, reverse=True)]


def get(engine, actor, year: int) -> dict[str, Any]:
    """One year as it is in force.

    Returns:
        As in `listed`, with `digest`, `holidays` (`{"name", "first_on", "last_on"}`), `work` (weekend days that are worked) and `versions`.
    Raises:
        errors.NotFound: nothing is known of this year.
    """
    with engine.store.read() as conn:
        one, versions = engine.rules_for(conn).calendar.years.get(year), calendars.versions(conn, year, actor)
    if one is None:
        raise errors.NotFound(f"没有载入 {year} 年的放假安排。", next="国务院办公厅的通知发布后，请由流程设计岗位公布该年的安排。")
    kept = [{k: v[k] for k in ("version", "source", "digest", "published_at", "published_by_name")} for v in versions]
    return {**_shown(one, versions[0] if versions else None), "digest": calendars.digest(one), "holidays": _holidays(one),
            "work": sorted(one.work), "versions": kept}


def draft(engine, actor, year: int) -> list[dict[str, Any]]:
    """What the desk begins a year's notice with: the holidays in force, each with the weekend days worked around it; for a year nobody
    knows, their names.

    Returns:
        `{"name", "first_on", "last_on", "work"}` each.
    Raises:
        errors.Forbidden: the desk is not this person's.
    """
    with engine.store.read() as conn:
        _may_publish(engine, conn, actor)
        one = engine.rules_for(conn).calendar.years.get(year)
    if one is None:
        return [{"name": name, "first_on": None, "last_on": None, "work": []} for name in HOLIDAYS]
    found = [{**holiday, "work": []} for holiday in _holidays(one)]
    for day in sorted(one.work):
        min(found, key=lambda h: min(abs(day - h["first_on"]), abs(day - h["last_on"])))["work"].append(day)
    return found


def progress(engine, actor) -> dict[str, Any] | None:
    """How far the newest recount has come, or None when no calendar was ever published.

    Returns:
        `{"id", "year", "version", "total", "done", "changed", "percent", "failed", "started_at", "finished_at"}`; `failed` counts cases that wait
        for another try.
    """
    with engine.store.read() as conn:
        walk, failed = recounts.newest(conn), incidents.open_count(conn, "recount")
        if walk is not None and not scope.alone(conn, actor):  # another county's numbers are nobody's here
            theirs = recounts.in_county(conn, actor, walk)
            walk, failed = {**walk, **theirs}, theirs["failed"]
    if walk is None:
        return None
    over = walk["finished_at"] is not None
    percent = 100 if over else min(99, 100 * walk["done"] // max(walk["total"], 1))
    return {**{k: walk[k] for k in ("id", "year", "version", "total", "done", "changed", "started_at", "finished_at")}, "percent": percent,
            "failed": failed}


def may_publish(engine, actor) -> bool:
    """Whether the desk for publishing is this person's."""
    with engine.store.read() as conn:
        return _at_the_desk(engine, conn, actor)


def _may_publish(engine, conn, actor) -> None:
    if actor is not None and not _at_the_desk(engine, conn, actor):
        raise errors.Forbidden("公布工作日历须由县级单位的流程设计岗位办理。", next="请将国务院办公厅的放假通知转交县级流程设计人员公布。")


def _at_the_desk(engine, conn, actor) -> bool:
    return any(duty == "design" and engine.unit(conn, unit_id)["kind"] == "county" for unit_id, duty in actor.posts)


def _changes(before: Calendar, year: Year) -> list[dict[str, Any]]:
    """The days whose work changes, in order, each with what it was and what it will be."""
    after, old = Calendar({**before.years, year.year: year}), before.years.get(year.year)
    first = date(year.year, 1, 1)
    days = {first + timedelta(n) for n in range((date(year.year, 12, 31) - first).days + 1)} | year.off | year.work
    days |= old.off | old.work if old else set()
    return [{"date": d, "was": _words(before, d), "now": _words(after, d)} for d in sorted(days) if before.is_working(d) != after.is_working(d)]


def _words(calendar: Calendar, day: date) -> str:
    reason = calendar.reason(day)
    if reason is not None:
        return reason if reason in ("周六", "周日") else f"放假（{reason}）"
    return "调休上班" if day.weekday() > 4 else "工作日"


def _first(year: Year, changes: list[dict[str, Any]]) -> date:
    """The first day that counts otherwise: whatever ends in a year that was provisional is no longer so."""
    return min([date(year.year, 1, 1), *(c["date"] for c in changes)])


def _newest(conn, actor) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for one in calendars.versions(conn, None, actor):
        found.setdefault(one["year"], one)
    return found


def _shown(year: Year, version: dict[str, Any] | None) -> dict[str, Any]:
    given = version or {"version": 0, "published_at": None, "published_by_name": None}
    return {"year": year.year, "status": year.status, "source": year.source,
            **{k: given[k] for k in ("version", "published_at", "published_by_name")}}


def _holidays(year: Year) -> list[dict[str, Any]]:
    """Days off that follow one another under one name, as the notice gives them."""
    found = []
    for name, days in groupby(sorted(year.off), key=year.names.__getitem__):
        run = list(days)
        found.append({"name": name, "first_on": run[0], "last_on": run[-1]})
    return found
