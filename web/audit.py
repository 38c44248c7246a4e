"""The audit administrator's pages: how the chain stands, looking for something, taking it along."""
from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request

from api import rate
from api.access import access
from api.audit import script, taken
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import audit
from web import page

pages = Blueprint("audit", __name__, url_prefix="/audit")
FIELDS = ("person", "case", "action")


@pages.get("")
@access("audit.read")
def show():
    """How the chain stands, and what happened last."""
    return _page()


@pages.get("/events")
@access("audit.read")
def events():
    """What is looked for."""
    rate.each(current_actor().account_id, "search")
    return _page()


@pages.post("/verify")
@access("audit.read")
def verify():
    """Walks the whole chain."""
    rate.each(current_actor().account_id, "export")
    return _page(verdict=audit.verify_noted(engine(), current_actor(), at=at()))


@pages.post("/export")
@access("audit.read")
def export():
    """Takes along what was looked for."""
    try:
        return taken(page.one_of("format", audit.FORMATS) or "csv", _asked())
    except errors.FormInvalid as refused:
        return _page(refused), status_of(type(refused))


@pages.get("/verify_audit.py")
@access("audit.read")
def verifier():
    """The script that verifies an export without this system."""
    return script()


def _asked() -> dict[str, Any]:
    return {**{k: page.text(k, 64) for k in FIELDS}, **{k: _day(page.text(k, 10)) for k in ("since", "until")}}


def _page(problem: errors.Refusal | None = None, verdict: dict[str, Any] | None = None) -> str:
    who, asked = current_actor(), _asked()
    try:
        found = audit.search(engine(), who, {} if problem or request.method == "POST" else asked, after=page.number("after"), limit=50, at=at())
    except errors.FormInvalid as refused:
        problem, found = refused, {"items": [], "next": None}
    return render_template("audit.html", state=audit.state(engine(), who, at=at()), page=found, asked=asked, nouns=audit.nouns(), verdict=verdict,
                           most=audit.MOST, problem=problem and problem.as_dict())


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None
