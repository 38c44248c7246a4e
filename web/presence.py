"""Who is away and who stands in for whom 在岗与代理."""
from __future__ import annotations

from typing import Any, Callable

from flask import Blueprint, redirect, render_template, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import absences, substitutions
from web import forms, page, standins

pages = Blueprint("presence", __name__, url_prefix="/presence")


@pages.get("")
@pages.get("/<any(absences, substitutions):_what>")
@pages.get(f"/<any(absences, substitutions):_what>/<{page.NUMBER}:_row_id>")
@access("work")
def index(_what: str = "", _row_id: int = 0):
    """Who is away, who stands in, and what waits for somebody."""
    return render_template("presence.html", **standins.presence())


@pages.post("/absences")
@access("work")
def leave():
    """Enters an absence."""
    form = standins.absence_form(absences.listed(engine(), current_actor(), at=at()))
    sent = forms.parse(form, request.form)
    given = standins.whole(sent.data, "person_id")
    return _done("absence", form, sent, lambda **how: absences.add(engine(), current_actor(), given, **how))


@pages.post(f"/absences/<{page.NUMBER}:row_id>")
@access("work")
def back(row_id: int):
    """Notes that somebody is back."""
    return _ended(lambda **how: absences.end(engine(), current_actor(), row_id, **how))


@pages.post("/substitutions")
@access("work")
def stand_in():
    """Puts somebody in another's place."""
    form = standins.substitution_form(substitutions.listed(engine(), current_actor(), at=at()))
    sent = forms.parse(form, request.form)
    given = standins.whole(sent.data, "deputy_id")
    person, _, rest = (given.pop("post", None) or "--").partition("-")
    unit, _, duty = rest.partition("-")
    given |= {"person_id": _number(person), "unit_id": _number(unit), "duties": [duty] if duty else []}
    return _done("substitution", form, sent, lambda **how: substitutions.make(engine(), current_actor(), given, **how))


@pages.post(f"/substitutions/<{page.NUMBER}:row_id>")
@access("work")
def end(row_id: int):
    """Ends a substitution early."""
    return _ended(lambda **how: substitutions.end(engine(), current_actor(), row_id, **how))


def _done(what: str, form: dict[str, Any], sent: forms.Sent, do: Callable[..., Any]):
    def shown(wrong, status, problem=None):
        fields = forms.fields(form, sent=sent, wrong=wrong, place=f"{what}-")
        return render_template("presence.html", **standins.presence(**{what: fields, "opened": what, "problem": problem})), status
    if sent.errors:
        return shown(sent.errors, 422)
    try:
        do(at=at(), key=page.key())
    except errors.Unauthenticated:
        raise
    except errors.FormInvalid as invalid:
        wrong = {"post" if k in ("unit_id", "duties") else k: v for k, v in invalid.fields.items()}
        return shown(wrong, 422)
    except errors.Refusal as refused:
        return shown({}, status_of(type(refused)), refused.as_dict())
    return redirect(url_for("web.presence.index"), 303)


def _ended(do: Callable[..., Any]):
    try:
        do(at=at(), key=page.key())
    except (errors.NotFound, errors.Unauthenticated):
        raise
    except errors.Refusal as refused:
        return render_template("presence.html", **standins.presence(problem=refused.as_dict())), status_of(type(refused))
    return redirect(url_for("web.presence.index"), 303)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
