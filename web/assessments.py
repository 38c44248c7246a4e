"""Case-file review: the closed files, the sheets of one, and the desk on which a sheet is decided line by line."""
from __future__ import annotations

from typing import Any, Callable

from flask import Blueprint, redirect, render_template, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import assessments
from web import page

pages = Blueprint("assessments", __name__, url_prefix="/assessments")
FILE, SHEET = f"/files/<{page.NUMBER}:case_id>", f"/<{page.NUMBER}:sheet_id>"
#: what a line's two buttons say
VERDICTS = {"uphold": True, "overrule": False}


@pages.get("")
@access("work")
def index():
    """The closed files, the last closed first."""
    found = assessments.find(engine(), current_actor(), after=page.text("after", 200), limit=50)
    return render_template("assessments.html", page=found, models=assessments.models(engine()))


@pages.get(FILE)
@access("work")
def of_case(case_id: int):
    """The sheets of a file, and the standards it can be reviewed by."""
    return _file(case_id)


@pages.post(FILE)
@access("work")
def draw(case_id: int):
    """Reviews the file by a standard."""
    try:
        made = assessments.draw(engine(), current_actor(), case_id, page.text("model", 64) or "", duty_reason=page.text("duty_reason", 300), at=at(), key=page.key())
    except errors.NotFound:
        raise
    except errors.Refusal as refusal:
        return _file(case_id, refusal)
    return redirect(url_for("web.assessments.show", sheet_id=made["id"]), 303)


@pages.get(SHEET)
@access("work")
def show(sheet_id: int):
    """A sheet."""
    return _sheet(sheet_id)


@pages.get(SHEET + "/<any(lines, confirm):_what>")
@access("work")
def again(sheet_id: int, _what: str):
    """A refused act leaves its address in the browser; asking for it again means the sheet."""
    return redirect(url_for("web.assessments.show", sheet_id=sheet_id))


@pages.post(SHEET + "/lines")
@access("work")
def decide(sheet_id: int):
    """Keeps what was decided on the lines so far; with the other button of the form, makes the sheet a result."""
    if request.form.get("then") == "confirm":
        return _act(sheet_id, lambda said, **how: assessments.confirm(engine(), current_actor(), sheet_id, said, page.text("remark", 2000) or "", **how))
    return _act(sheet_id, lambda said, **how: assessments.decide(engine(), current_actor(), sheet_id, said, **how))


def _act(sheet_id: int, do: Callable[..., Any]):
    try:
        do(_verdicts(), duty_reason=page.text("duty_reason", 300), version=page.version(), at=at(), key=page.key())
    except errors.NotFound:
        raise
    except errors.Refusal as refusal:
        return _sheet(sheet_id, refusal)
    return redirect(url_for("web.assessments.show", sheet_id=sheet_id), 303)


def _verdicts() -> list[dict[str, Any]]:
    """The lines on which something was chosen."""
    found = [(name.removeprefix("line_"), value) for name, value in request.form.items() if name.startswith("line_")]
    return [{"number": int(n), "upheld": VERDICTS[value], "reason": page.text(f"reason_{n}", 2000) or ""}
            for n, value in found if value in VERDICTS and n.isascii() and n.isdigit() and len(n) < 4]


def _file(case_id: int, refusal: errors.Refusal | None = None):
    found = assessments.of_case(engine(), current_actor(), case_id, at=at())
    return render_template("assessment_file.html", file=found, problem=refusal and refusal.as_dict()), _status(refusal)


def _sheet(sheet_id: int, refusal: errors.Refusal | None = None):
    """The desk, with what was typed where an act was refused."""
    found = assessments.get(engine(), current_actor(), sheet_id, at=at())
    return render_template("assessment.html", sheet=found, typed=request.form, problem=refusal and refusal.as_dict(),
                           wrong=refusal.as_dict().get("fields", {}) if refusal else {}), _status(refusal)


def _status(refusal: errors.Refusal | None) -> int:
    return status_of(type(refusal)) if refusal else 200
