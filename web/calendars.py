"""The calendar 工作日历: the years in force, the desk where a year's notice is published, and the recount that follows."""
from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.now import shanghai_date
from engine.work import calendars
from web import page

pages = Blueprint("calendars", __name__, url_prefix="/calendars")
#: lines of the form: the seven holidays, and some for what a year does otherwise
LINES = 9
_BETWEEN = re.compile(r"[\s,，、;；]+")


@pages.get("")
@access("rules.read")
def index():
    """The years in force; the address says which one is looked at."""
    who, years = current_actor(), calendars.listed(engine(), current_actor())
    asked = request.args.get("year", "")
    year = next((y["year"] for y in years if str(y["year"]) == asked), shanghai_date(at()).year)
    return render_template("calendars.html", years=years, one=calendars.get(engine(), who, year), progress=calendars.progress(engine(), who),
                           desk=calendars.may_publish(engine(), who))


@pages.get("/progress")
@access("rules.read")
def progress():
    """How far the recount is, to be put in place of what stood there."""
    return render_template("calendar_progress.html", progress=calendars.progress(engine(), current_actor()))


@pages.get("/notice")
@access("rules.change")
def begin():
    """The form for a year's notice, filled with what is in force."""
    year = page.text("year", 4) or ""
    rows = calendars.draft(engine(), current_actor(), int(year) if year.isascii() and year.isdigit() else 0)
    return _form({"year": year, "source": ""}, [{**r, "work": "、".join(d.isoformat() for d in r["work"])} for r in rows])


@pages.post("/notice")
@access("rules.change")
def preview():
    """Shows what the notice would change; with mistakes the form comes back as it was typed."""
    return _looked(None)


@pages.post("")
@access("rules.change")
def publish():
    """Publishes what has been looked at; what was changed since is shown once more."""
    head, rows, wrong = _typed()
    if wrong:
        return _form(head, rows, wrong=wrong), 422
    try:
        if calendars.preview(engine(), current_actor(), _content(head, rows))["digest"] != page.text("digest", 64):
            return _looked("内容有改动，请核对下面的变化后再公布。")
        calendars.publish(engine(), current_actor(), _content(head, rows), at=at(), key=page.key())
    except errors.RulePackInvalid as refused:
        return _form(head, rows, problem=refused), 422
    return redirect(url_for("web.calendars.index", year=head["year"]), 303)


def _looked(note: str | None):
    head, rows, wrong = _typed()
    if wrong:
        return _form(head, rows, wrong=wrong), 422
    try:
        return _form(head, rows, seen=calendars.preview(engine(), current_actor(), _content(head, rows)), note=note)
    except errors.RulePackInvalid as refused:
        return _form(head, rows, problem=refused), status_of(type(refused))


def _form(head: dict[str, str], rows: list[dict[str, Any]], **more: Any) -> str:
    blank = {"name": "", "first_on": None, "last_on": None, "work": ""}
    return render_template("calendar_notice.html", head=head, rows=rows + [blank] * max(1, LINES - len(rows)),
                           **{"wrong": {}, "problem": None, "seen": None, "note": None, **more})


def _typed() -> tuple[dict[str, str], list[dict[str, Any]], dict[str, str]]:
    """The form as it was typed: its head, its lines, and what is wrong with fields by name."""
    head = {"year": page.text("year", 4) or "", "source": page.text("source", 200) or ""}
    wrong = {} if re.fullmatch("[0-9]{4}", head["year"]) else {"year": "请填写四位年份"}
    wrong |= {} if head["source"] else {"source": "请填写通知的名称和文号"}
    rows = []
    for n in range(30):
        row = {"name": page.text(f"name_{n}", 20) or "", "first_on": page.text(f"from_{n}", 10), "last_on": page.text(f"to_{n}", 10),
               "work": page.text(f"work_{n}", 200) or ""}
        if row["first_on"] or row["last_on"] or row["work"]:
            wrong |= {f"{field}_{len(rows)}": said for field, said in _faults(row).items()}
            rows.append(row)
    return head, rows, wrong


def _faults(row: dict[str, Any]) -> dict[str, str]:
    found = {} if row["name"] else {"name": "请填写节日名称"}
    for field, key in (("from", "first_on"), ("to", "last_on")):
        found |= {} if _is_day(row[key] or "") else {field: "请填写日期"}
    if not all(map(_is_day, _days(row["work"]))):
        found["work"] = "请写成 2027-01-31，多个用顿号隔开"
    return found


def _days(text: str) -> list[str]:
    return [one for one in _BETWEEN.split(text) if one]


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _content(head: dict[str, str], rows: list[dict[str, Any]]) -> str:
    """The notice as the rulebook reads it."""
    lines = [f"year = {int(head['year'])}", 'status = "official"', f"source = {_quoted(head['source'])}"]
    for row in rows:
        lines += ["", "[[holiday]]", f"name = {_quoted(row['name'])}", f"from = {row['first_on']}", f"to = {row['last_on']}",
                  f"work = [{', '.join(_days(row['work']))}]"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
