"""Protected data of a case on a page of its own: what is covered, who looked, and a look for a reason."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import cases, disclosures
from web import page

pages = Blueprint("disclosures", __name__, url_prefix="/cases")
PLACE = f"/<{page.NUMBER}:case_id>/protected"


@pages.get(PLACE)
@access("work")
def show(case_id: int):
    """What is covered, and who has looked."""
    return _sheet(case_id)


@pages.post(PLACE)
@access("work")
def unmask(case_id: int):
    """Shows the whole, for a stated reason, and keeps that it was shown."""
    try:
        found = disclosures.unmask(engine(), current_actor(), case_id, page.text("reason", 200), at=at())
    except (errors.Forbidden, errors.FormInvalid) as refused:
        return _sheet(case_id, refused)
    return _sheet(case_id, found=found["fields"])


def _sheet(case_id: int, refused: errors.Refusal | None = None, found: list[dict[str, Any]] | None = None):
    who = current_actor()
    case, known = cases.get(engine(), who, case_id, at=at()), disclosures.of_case(engine(), who, case_id)
    return render_template("protected.html", case=case, known=known, found=found, problem=refused and refused.as_dict()), (
        status_of(type(refused)) if refused else 200)
