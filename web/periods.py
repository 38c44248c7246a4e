"""A period: how it was counted, day by day, and what a person may do about it."""
from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Callable

from flask import Blueprint, redirect, render_template, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import cases, clocks, timekeeping
from web import page
from web.months import months
from web.words import SHANGHAI

pages = Blueprint("periods", __name__, url_prefix="/cases")
CLOCKS = f"/<{page.NUMBER}:case_id>/clocks"
CLOCK = f"{CLOCKS}/<{page.NUMBER}:clock_id>"


@pages.get(CLOCK)
@access("work")
def show(case_id: int, clock_id: int):
    """How a period was counted, day by day."""
    return sheet(clock_id)


@pages.post(CLOCK)
@access("work")
def change(case_id: int, clock_id: int):
    """One act on a period; refused, the page comes back with the reason and what was typed."""
    asked = page.one_of("act", ACTS) or ""
    try:
        ACTS.get(asked, _nothing)(clock_id)
    except (errors.NotFound, errors.Unauthenticated):
        raise
    except errors.Refusal as refused:
        return sheet(clock_id, asked, refused.as_dict(), status_of(type(refused)))
    return redirect(url_for("web.cases.show", case_id=case_id, tab="clocks"), 303)


@pages.get(CLOCKS + "/new")
@access("work")
def new(case_id: int):
    """Which periods may be begun by hand."""
    return beginning(case_id)


@pages.post(CLOCKS + "/new")
@access("work")
def begin(case_id: int):
    """Begins a period."""
    try:
        timekeeping.begin(engine(), current_actor(), case_id, page.text("code", 64) or "", _began(case_id), page.text("why", 500) or "",
                          length=_length(), at=at(), key=page.key())
    except (errors.NotFound, errors.Unauthenticated):
        raise
    except errors.Refusal as refused:
        return beginning(case_id, refused.as_dict(), status_of(type(refused)))
    return redirect(url_for("web.cases.show", case_id=case_id, tab="clocks"), 303)


def sheet(clock_id: int, opened: str = "", problem: dict[str, Any] | None = None, status: int = 200):
    """The page of a period."""
    who = current_actor()
    told = clocks.explain(engine(), who, clock_id, at=at())
    case = cases.get(engine(), who, told["case_id"], at=at())
    lines = _numbered(told["lines"])
    return render_template("clock.html", case=case, clock=told, lines=lines, months=months(told, lines), opened=opened, problem=problem,
                           choices=timekeeping.choices(engine(), who, clock_id, at=at()), typed=request.form), status


def beginning(case_id: int, problem: dict[str, Any] | None = None, status: int = 200):
    """The form that begins a period."""
    who = current_actor()
    return render_template("clock_new.html", case=cases.get(engine(), who, case_id, at=at()), problem=problem, typed=request.form,
                           startable=timekeeping.known(engine(), who, case_id, at=at())), status


def _said(name: str) -> str:
    return page.text(name, 500) or ""


def _on(name: str = "on") -> date:
    try:
        return date.fromisoformat(page.text(name, 10) or "")
    except ValueError:
        raise errors.FormInvalid({name: ["请填写日期"]}) from None


def _ended() -> date | datetime:
    """The day it was done; with a time of day, asked for where a period is counted in hours, the instant."""
    moment = page.text("on_time", 5)
    try:
        return datetime.combine(_on(), time.fromisoformat(moment), SHANGHAI) if moment else _on()
    except ValueError:
        raise errors.FormInvalid({"on_time": ["请填写时刻，例如 14:05"]}) from None


def _length() -> int | date | None:
    if page.text("until", 10):
        return _on("until")
    given = page.text("length", 5)
    if given and not (given.isascii() and given.isdigit()):
        raise errors.FormInvalid({"length": ["应为整数"]})
    return int(given) if given else None


def _began(case_id: int) -> date | datetime:
    """Day 0; with a time of day, for periods in hours, the instant."""
    on, moment = _on("day0"), page.text("day0_time", 5)
    unit = next((c["unit"] for c in timekeeping.known(engine(), current_actor(), case_id, at=at()) if c["code"] == page.text("code", 64)), "day")
    if unit != "hour":
        return on
    try:
        return datetime.combine(on, time.fromisoformat(moment or ""), SHANGHAI)
    except ValueError:
        raise errors.FormInvalid({"day0_time": ["按小时计算的期限，请填写时刻"]}) from None


def _nothing(clock_id: int) -> None:
    raise errors.BadInput("没有这项操作。")


def _do(act: Callable[..., Any], *given: Callable[[], Any], **named: Callable[[], Any]) -> Callable[[int], Any]:
    return lambda clock_id: act(engine(), current_actor(), clock_id, *(one() for one in given), **{k: one() for k, one in named.items()},
                                at=at(), key=page.key())


#: act → what carries it out with what was typed
ACTS: dict[str, Callable[[int], Any]] = {
    "stop": _do(timekeeping.stop, _ended, lambda: _said("why")),
    "suspend": _do(timekeeping.suspend, lambda: _said("reason"), lambda: _said("document"), _on),
    "resume": _do(timekeeping.resume, lambda: _said("document"), _on),
    "extend": _do(timekeeping.extend, lambda: _said("reason"), length=_length, document=lambda: _said("document")),
    "restart": _do(timekeeping.restart, lambda: _on("day0"), lambda: _said("why"), length=_length),
    "cancel": _do(timekeeping.cancel, lambda: _said("why"))}


def _numbered(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines with the ordinal of each counted day, dates as dates."""
    n, found = 0, []
    for one in lines:
        n += bool(one["counted"])
        on = one["date"] if isinstance(one["date"], date) else date.fromisoformat(one["date"])
        found.append({**one, "date": on, "n": n})
    return found
