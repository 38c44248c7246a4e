"""Things held on the case page: proposing, approving, executing, extending, dealing with them."""
from __future__ import annotations

from typing import Any, Callable

from flask import Blueprint, redirect, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import measures
from web import cases, forms, page, registers

pages = Blueprint("measures", __name__, url_prefix="/cases")
CASE = f"/<{page.NUMBER}:case_id>"
WHAT = "<any(approve, execute, extend, resolve, confirm):what>"
ACTS: dict[str, Callable[..., Any]] = {
    "approve": lambda who, m, data, **how: measures.approve(engine(), who, m, data["agree"], data["opinion"], **how),
    "execute": lambda who, m, data, **how: measures.execute(engine(), who, m, data, **how),
    "extend": lambda who, m, data, **how: measures.extend(engine(), who, m, data["reason"], _days(data.get("days")), **how),
    "resolve": lambda who, m, data, **how: measures.resolve(engine(), who, m, data, **how),
    "confirm": lambda who, m, data, **how: measures.confirm(engine(), who, m, data["agree"], data["opinion"], **how)}


@pages.get(CASE + "/measures")
@pages.get(CASE + f"/measures/<{page.NUMBER}:_measure_id>/{WHAT}")
@access("work")
def again(case_id: int, _measure_id: int = 0, what: str = ""):
    """A refused act leaves its address in the browser; asking for it again means the register."""
    return redirect(url_for("web.cases.show", case_id=case_id, tab="measures"))


@pages.post(CASE + "/measures")
@access("work")
def add(case_id: int):
    """Proposes a measure, or enters one that could not wait; “more” only makes the list of things longer."""
    people = measures.of_case(engine(), current_actor(), case_id, at=at())["officers"]
    form = registers.measure_form(people)
    sent = forms.parse(form, request.form)
    if "more" in request.form:
        return _form(case_id, form, sent, {}, 200)
    if sent.errors:
        return _form(case_id, form, sent, sent.errors, 422)
    return _done(case_id, lambda **how: _add(case_id, sent, **how), lambda wrong, status, problem: _form(case_id, form, sent, wrong, status, problem))


@pages.post(CASE + f"/measures/<{page.NUMBER}:measure_id>/{WHAT}")
@access("work")
def act(case_id: int, measure_id: int, what: str):
    """One act on a measure."""
    held = measures.of_case(engine(), current_actor(), case_id, at=at())
    kind = next((m["kind"] for m in held["items"] if m["id"] == measure_id), None)
    if kind is None:
        raise errors.NotFound("没有找到这项措施。")
    form = registers.act_form(what, kind, held["officers"])
    return _acted(case_id, measure_id, what, form, forms.parse(form, request.form))


def _acted(case_id: int, measure_id: int, what: str, form: dict[str, Any], sent: forms.Sent):
    def again(wrong: dict[str, Any], status: int, problem: dict[str, Any] | None = None):
        fields = forms.fields(form, sent=sent, wrong=wrong, place=f"m{measure_id}-{what}-")
        acts = registers.measures_tab(case_id)["acts"]
        return cases.sheet(case_id, "measures", problem, status, acts={**acts, (measure_id, what): fields}, opened=f"m{measure_id}-{what}")
    if sent.errors:
        return again(sent.errors, 422)
    return _done(case_id, lambda **how: ACTS[what](current_actor(), measure_id, registers.given(sent), version=page.version(), **how), again)


def _add(case_id: int, sent: forms.Sent, **how: Any) -> dict[str, Any]:
    data = registers.given(sent)
    rows = [one for one in registers.things(request.form) if one["name"] or one["quantity"]]
    do = measures.execute_at_once if data.pop("how") == "emergency" else measures.propose
    return do(engine(), current_actor(), case_id, {**data, "objects": rows}, **how)


def _form(case_id: int, form: dict[str, Any], sent: forms.Sent, wrong: dict[str, Any], status: int, problem: dict[str, Any] | None = None):
    said = [text for key, texts in wrong.items() if key.startswith("objects") for text in texts]
    return cases.sheet(case_id, "measures", problem, status, entry=forms.fields(form, sent=sent, wrong=wrong, place="measure-"), opened="measure",
                       things=registers.posted_rows(), things_wrong=list(dict.fromkeys(said)))


def _done(case_id: int, do: Callable[..., Any], again: Callable[..., Any]):
    try:
        do(at=at(), key=page.key())
    except (errors.NotFound, errors.Unauthenticated):
        raise
    except errors.FormInvalid as invalid:
        return again(invalid.fields, 422, None)
    except errors.Refusal as refused:
        return again({}, status_of(type(refused)), refused.as_dict())
    return redirect(url_for("web.cases.show", case_id=case_id, tab="measures"), 303)


def _days(value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int):
        raise errors.FormInvalid({"days": ["请填写整数天数"]})
    return value
