"""Recusal on the case page: bringing it up, and deciding."""
from __future__ import annotations

from typing import Any, Callable

from flask import Blueprint, redirect, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import recusals
from web import cases, forms, page, standins

pages = Blueprint("recusals", __name__, url_prefix="/cases")
CASE = f"/<{page.NUMBER}:case_id>/recusals"


@pages.get(CASE)
@pages.get(CASE + f"/<{page.NUMBER}:_request_id>")
@access("work")
def again(case_id: int, _request_id: int = 0):
    """A refused act leaves its address in the browser; asking for it again means the tab."""
    return redirect(url_for("web.cases.show", case_id=case_id, tab="recusals"))


@pages.post(CASE)
@access("work")
def ask(case_id: int):
    """Brings up a recusal."""
    form = standins.recusal_form(recusals.of_case(engine(), current_actor(), case_id, at=at()))
    sent = forms.parse(form, request.form)

    def shown(wrong, status, problem=None):
        entry = forms.fields(form, sent=sent, wrong=wrong, place="recusal-")
        return cases.sheet(case_id, "recusals", problem, status, **{**standins.recusals_tab(case_id), "entry": entry, "opened": "ask"})
    given = standins.whole(sent.data, "person_id")
    return _done(case_id, sent, lambda **how: recusals.ask(engine(), current_actor(), case_id, given, **how), shown)


@pages.post(CASE + f"/<{page.NUMBER}:request_id>")
@access("work")
def decide(case_id: int, request_id: int):
    """Decides on one."""
    form = standins.decision_form()
    sent = forms.parse(form, request.form)

    def shown(wrong, status, problem=None):
        tab = standins.recusals_tab(case_id)
        decisions = {**tab["decisions"], request_id: forms.fields(form, sent=sent, wrong=wrong, place=f"r{request_id}-")}
        return cases.sheet(case_id, "recusals", problem, status, **{**tab, "decisions": decisions})
    granted = sent.data.get("granted") == standins.YES
    return _done(case_id, sent, lambda **how: recusals.decide(engine(), current_actor(), request_id, granted, sent.data.get("opinion") or "", **how), shown)


def _done(case_id: int, sent: forms.Sent, do: Callable[..., Any], shown: Callable[..., Any]):
    if sent.errors:
        return shown(sent.errors, 422)
    try:
        do(at=at(), key=page.key())
    except (errors.NotFound, errors.Unauthenticated):
        raise
    except errors.FormInvalid as invalid:
        return shown(invalid.fields, 422)
    except errors.Refusal as refused:
        return shown({}, status_of(type(refused)), refused.as_dict())
    return redirect(url_for("web.cases.show", case_id=case_id, tab="recusals"), 303)
