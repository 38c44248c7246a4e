"""Evidence and records on the case page: entering them, voiding them."""
from __future__ import annotations

from typing import Any, Callable

from flask import Blueprint, redirect, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import evidence, records
from web import cases, forms, page, registers, uploads

pages = Blueprint("evidence", __name__, url_prefix="/cases")
CASE = f"/<{page.NUMBER}:case_id>"


@pages.get(CASE + "/<any(evidence, transcripts):_what>")
@access("work")
def again(case_id: int, _what: str):
    """A refused entry leaves its address in the browser; asking for it again means the register."""
    return redirect(url_for("web.cases.show", case_id=case_id, tab="evidence"))


@pages.post(CASE + "/evidence")
@access("work", body=uploads.MOST)
def add(case_id: int):
    """Enters a piece of evidence, with the files it rests on."""
    people = evidence.of_case(engine(), current_actor(), case_id, at=at())["officers"]
    sent = uploads.taken(case_id)
    return _entered(case_id, "entry", registers.evidence_form(people),
                    lambda data, **how: evidence.add(engine(), current_actor(), case_id, {**data, "uploads": sent["ids"]}, **how), sent)


@pages.post(CASE + "/transcripts")
@access("work")
def add_record(case_id: int):
    """Enters a record."""
    people = records.of_case(engine(), current_actor(), case_id, at=at())["officers"]
    return _entered(case_id, "transcript", registers.record_form(people), lambda data, **how: records.add(engine(), current_actor(), case_id, data, **how))


@pages.post(CASE + f"/evidence/<{page.NUMBER}:row_id>/void")
@access("work")
def void(case_id: int, row_id: int):
    """Voids a piece of evidence."""
    return _done(case_id, lambda **how: evidence.void(engine(), current_actor(), row_id, _reason(), **how))


@pages.post(CASE + f"/transcripts/<{page.NUMBER}:row_id>/void")
@access("work")
def void_record(case_id: int, row_id: int):
    """Voids a record."""
    return _done(case_id, lambda **how: records.void(engine(), current_actor(), row_id, _reason(), **how))


def _entered(case_id: int, opened: str, form: dict[str, Any], do: Callable[..., Any], files: dict[str, Any] | None = None):
    sent = forms.parse(form, request.form)

    def again(wrong: dict[str, Any]) -> dict[str, Any]:
        return {opened: forms.fields(form, sent=sent, wrong=_flat(wrong), place="evidence-" if opened == "entry" else "transcript-"), "opened": opened,
                **({"handed_in": uploads.shown(case_id, files)} if files else {})}
    if sent.errors or (files and files["faults"]):
        return cases.sheet(case_id, "evidence", None, 422, **again(sent.errors))
    return _done(case_id, lambda **how: do(registers.given(sent), **how), again)


def _done(case_id: int, do: Callable[..., Any], again: Callable[[dict[str, Any]], dict[str, Any]] = lambda wrong: {}):
    try:
        do(at=at(), key=page.key())
    except (errors.NotFound, errors.Unauthenticated):
        raise
    except errors.FormInvalid as invalid:
        more = again(invalid.fields)
        return cases.sheet(case_id, "evidence", None if more else invalid.as_dict(), 422, **more)
    except errors.Refusal as refused:
        return cases.sheet(case_id, "evidence", refused.as_dict(), status_of(type(refused)), **again({}))
    return redirect(url_for("web.cases.show", case_id=case_id, tab="evidence"), 303)


def _reason() -> str:
    said = page.text("reason", 200)
    if not said:
        raise errors.FormInvalid({"reason": ["请填写"]}, "请写明作废的理由。")
    return said


def _flat(wrong: dict[str, Any]) -> dict[str, Any]:
    """Faults of inner fields by the names the page gives them."""
    return {key.replace(".", "_"): said for key, said in wrong.items()}
