"""Leads 线索: reporting one, finding one, and the protected informant."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.now import shanghai_date
from engine.work import grids, leads
from web import forms, page
from web.words import STATUSES

pages = Blueprint("leads", __name__, url_prefix="/leads")
LEAD = f"/<{page.NUMBER}:lead_id>"
INFORMANT = {"components": [
    {"type": "textfield", "key": "informant_name", "label": "姓名", "validate": {"maxLength": 64}},
    {"type": "textfield", "key": "informant_phone", "label": "电话", "validate": {"maxLength": 32}},
    {"type": "textarea", "key": "informant_note", "label": "说明", "validate": {"maxLength": 500}}]}


@pages.get("")
@access("work")
def index():
    """The list, latest first."""
    asked = {"q": page.text("q", 64), "status": page.one_of("status", STATUSES)}
    found = leads.find(engine(), current_actor(), **asked, after=page.text("after", 200), limit=50)
    return render_template("leads.html", page=found, asked=asked)


@pages.get("/new")
@access("work")
def new():
    """The form for a new lead."""
    form = leads.start_form(engine(), current_actor(), at=at())
    today = {"found_on": shanghai_date(at()).isoformat()}
    return render_template("lead_new.html", fields=forms.fields(form, today), informant=forms.fields(INFORMANT))


@pages.post("")
@access("work")
def report():
    """Reports a lead; with mistakes the form comes back as it was typed."""
    form = leads.start_form(engine(), current_actor(), at=at())
    sent, who = forms.parse(form, request.form), forms.parse(INFORMANT, request.form)
    try:
        if sent.errors:
            raise errors.FormInvalid(sent.errors)
        made = leads.report(engine(), current_actor(), sent.data, informant=_informant(who.data), at=at(), key=page.key())
    except errors.FormInvalid as invalid:
        return _again(form, sent, who, invalid.fields, None, 422)
    except errors.Refusal as refused:
        return _again(form, sent, who, {}, refused.as_dict(), status_of(type(refused)))
    return redirect(url_for("web.leads.show", lead_id=made["id"]), 303)


@pages.get(LEAD)
@access("work")
def show(lead_id: int):
    """A lead."""
    return _sheet(leads.get(engine(), current_actor(), lead_id))


@pages.post(LEAD + "/informant")
@access("work")
def informant(lead_id: int):
    """Shows who reported, for a stated reason, and keeps that it was shown."""
    lead, reason = leads.get(engine(), current_actor(), lead_id), page.text("reason", 500)
    if not reason:
        return _sheet(lead, errors.FormInvalid({"reason": ["请填写"]}, "请写明查看理由。"))
    try:
        found = leads.informant(engine(), current_actor(), lead_id, reason, at=at())
    except errors.Forbidden as refused:
        return _sheet(lead, refused)
    return _sheet(lead, found=found["informant"], looked=True)


def _sheet(lead: dict[str, Any], refused: errors.Refusal | None = None, *, found=None, looked: bool = False):
    guards = (lead["unit_id"], "dispatch") in current_actor().posts
    chain = grids.answers_for(engine(), current_actor(), lead["grid_code"], on=shanghai_date(at())) if lead["grid_code"] else []
    return render_template("lead.html", lead=lead, chain=chain, problem=refused and refused.as_dict(), informant=found, looked=looked,
                           guards=guards), status_of(type(refused)) if refused else 200


def _informant(data: dict[str, Any]) -> dict[str, Any] | None:
    if not data:
        return None
    if not data.get("informant_name"):
        raise errors.FormInvalid({"informant_name": ["请填写姓名；不愿透露的，可填“匿名”"]})
    return {key.removeprefix("informant_"): value for key, value in data.items()}


def _again(form, sent: forms.Sent, who: forms.Sent, wrong, problem, status: int):
    return render_template("lead_new.html", fields=forms.fields(form, sent=sent, wrong=wrong), problem=problem,
                           informant=forms.fields(INFORMANT, sent=who, wrong=wrong)), status
