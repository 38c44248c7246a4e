"""Transfer of a suspected crime on the case page: the report, the decision, the receipt, the answer of the police."""
from __future__ import annotations

from datetime import date
from typing import Any, Callable

from flask import Blueprint, redirect, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import transfers
from web import cases, forms, page, registers

pages = Blueprint("transfers", __name__, url_prefix="/cases")
CASE = f"/<{page.NUMBER}:case_id>"
WHAT = "<any(decide, send, answer, respond, hand_over):what>"
ACTS: dict[str, Callable[..., Any]] = {
    "decide": lambda who, t, data, **how: transfers.decide(engine(), who, t, data["agree"], data["opinion"], data["capacity"], **how),
    "send": lambda who, t, data, **how: transfers.send(engine(), who, t, data, **how),
    "answer": lambda who, t, data, **how: transfers.answer(engine(), who, t, data, **how),
    "respond": lambda who, t, data, **how: transfers.respond(engine(), who, t, data["to"], data["opinion"], **how),
    "hand_over": lambda who, t, data, **how: transfers.hand_over(engine(), who, t, data, **how)}


@pages.get(CASE + "/crime-transfers")
@pages.get(CASE + f"/crime-transfers/<{page.NUMBER}:_transfer_id>/{WHAT}")
@access("work")
def again(case_id: int, _transfer_id: int = 0, what: str = ""):
    """A refused act leaves its address in the browser; asking for it again means the tab."""
    return redirect(url_for("web.cases.show", case_id=case_id, tab="transfer"))


@pages.post(CASE + "/crime-transfers")
@access("work")
def report(case_id: int):
    """Reports; “more” only makes the list of things longer."""
    form = registers.report_form(transfers.of_case(engine(), current_actor(), case_id, at=at())["officers"])
    sent = forms.parse(form, request.form)

    def wrong(faults: dict[str, Any], status: int, problem: dict[str, Any] | None = None):
        entry = forms.fields(form, sent=sent, wrong=faults, place="transfer-")
        return cases.sheet(case_id, "transfer", problem, status, entry=entry, opened="report", things=registers.posted_rows())
    if "more" in request.form or sent.errors:
        return wrong({}, 200) if "more" in request.form else wrong(sent.errors, 422)
    return _done(case_id, lambda **how: transfers.report(engine(), current_actor(), case_id, _report(sent), **how), wrong)


@pages.post(CASE + f"/crime-transfers/<{page.NUMBER}:transfer_id>/{WHAT}")
@access("work")
def act(case_id: int, transfer_id: int, what: str):
    """One act on a transfer."""
    found = transfers.of_case(engine(), current_actor(), case_id, at=at())
    form = registers.transfer_form(what, found["officers"])
    sent = forms.parse(form, request.form)

    def wrong(faults: dict[str, Any], status: int, problem: dict[str, Any] | None = None):
        tab = registers.transfer_tab(case_id)
        fields = forms.fields(form, sent=sent, wrong=faults, place=f"t{transfer_id}-{what}-")
        return cases.sheet(case_id, "transfer", problem, status, **{**tab, "acts": {**tab["acts"], (transfer_id, what): fields},
                                                                    "opened": f"t{transfer_id}-{what}"})
    if sent.errors:
        return wrong(sent.errors, 422)
    return _done(case_id, lambda **how: ACTS[what](current_actor(), transfer_id, _given(sent), version=page.version(), **how), wrong)


def _report(sent: forms.Sent) -> dict[str, Any]:
    rows = [{"name": one["name"], "quantity": one["quantity"]} for one in registers.things(request.form) if one["name"] or one["quantity"]]
    return {**_given(sent), "objects": rows}


def _given(sent: forms.Sent) -> dict[str, Any]:
    data = registers.given(sent)
    return {**data, "on": date.fromisoformat(data["on"])} if data.get("on") else data


def _done(case_id: int, do: Callable[..., Any], wrong: Callable[..., Any]):
    try:
        do(at=at(), key=page.key())
    except (errors.NotFound, errors.Unauthenticated):
        raise
    except errors.FormInvalid as invalid:
        return wrong(invalid.fields, 422)
    except errors.Refusal as refused:
        return wrong({}, status_of(type(refused)), refused.as_dict())
    return redirect(url_for("web.cases.show", case_id=case_id, tab="transfer"), 303)
