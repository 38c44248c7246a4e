"""Papers on the case page: making a number void, entering a service."""
from __future__ import annotations

from datetime import date
from typing import Any, Callable

from flask import Blueprint, redirect, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import papers
from web import cases, forms, page, registers

pages = Blueprint("papers", __name__, url_prefix="/cases")
CASE = f"/<{page.NUMBER}:case_id>"


@pages.get(CASE + f"/papers/<{page.NUMBER}:_paper_id>/<any(void, service):_what>")
@access("work")
def again(case_id: int, _paper_id: int, _what: str):
    """A refused act leaves its address in the browser; asking for it again means the papers."""
    return redirect(url_for("web.cases.show", case_id=case_id, tab="papers"))


@pages.post(CASE + f"/papers/<{page.NUMBER}:paper_id>/void")
@access("work")
def void(case_id: int, paper_id: int):
    """Makes a number void, with a paper in its place or without."""
    said, anew = page.text("reason", 200) or "", request.form.get("anew") == "1"
    return _done(case_id, lambda **how: papers.void(engine(), current_actor(), paper_id, said, anew, **how))


@pages.post(CASE + f"/papers/<{page.NUMBER}:paper_id>/service")
@access("work")
def serve(case_id: int, paper_id: int):
    """Enters a service."""
    form = registers.service_form(papers.of_case(engine(), current_actor(), case_id, at=at())["officers"])
    sent = forms.parse(form, request.form)

    def wrong(found: dict[str, Any]) -> dict[str, Any]:
        tab = registers.papers_tab(case_id)
        return {**tab, "serve": {**tab["serve"], paper_id: forms.fields(form, sent=sent, wrong=found, place=f"p{paper_id}-")},
                "opened": f"serve-{paper_id}"}
    if sent.errors:
        return cases.sheet(case_id, "papers", None, 422, **wrong(sent.errors))
    return _done(case_id, lambda **how: papers.serve(engine(), current_actor(), paper_id, _service(sent), **how), wrong)


def _service(sent: forms.Sent) -> dict[str, Any]:
    data = registers.given(sent)
    return {**data, "on": date.fromisoformat(data["on"])} if data.get("on") else data


def _done(case_id: int, do: Callable[..., Any], wrong: Callable[[dict[str, Any]], dict[str, Any]] | None = None):
    try:
        do(at=at(), key=page.key())
    except (errors.NotFound, errors.Unauthenticated):
        raise
    except errors.FormInvalid as invalid:
        problem = None if wrong else {**invalid.as_dict(), "title": "请写明作废的理由"}
        return cases.sheet(case_id, "papers", problem, 422, **(wrong(invalid.fields) if wrong else {}))
    except errors.Refusal as refused:
        return cases.sheet(case_id, "papers", refused.as_dict(), status_of(type(refused)))
    return redirect(url_for("web.cases.show", case_id=case_id, tab="papers"), 303)
