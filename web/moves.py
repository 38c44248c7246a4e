"""Moving running cases to a newer version 案件迁移: the dry run, the plan and its confirmation, progress and report."""
from __future__ import annotations

from typing import Any, Callable

from flask import Blueprint, redirect, render_template, url_for

from api import rate
from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import moves, observation
from web import page

pages = Blueprint("moves", __name__, url_prefix="/workbench/moves")
ONE = f"/<{page.NUMBER}:move_id>"
_STEPS = {"agree": moves.confirm, "pause": moves.pause, "resume": moves.resume, "drop": moves.drop}
VERDICTS = moves.VERDICTS


@pages.get("")
@access("rules.change")
def index():
    """Every move, and the dry run of the process the address names."""
    return _desk(page.text("process", 64))


@pages.post("")
@access("rules.change")
def plan():
    """Plans a move."""
    process = page.text("process", 64) or ""
    try:
        made = moves.plan(engine(), current_actor(), process, page.text("reason", 500) or "", at=at(), key=page.key())
    except (errors.FormInvalid, errors.WrongState) as refused:
        return _desk(process, refused)
    return redirect(url_for("web.moves.show", move_id=made["id"]), 303)


@pages.get(ONE)
@access("rules.change")
def show(move_id: int):
    """One move with its report."""
    return _one(move_id)


@pages.get(ONE + "/progress")
@access("rules.change")
def progress(move_id: int):
    """How far it has come, for a page that asks again and again."""
    return render_template("workbench_move_progress.html", move=moves.get(engine(), current_actor(), move_id))


@pages.get(ONE + "/<any(agree, pause, resume, drop):_step>")
@access("rules.change")
def again(move_id: int, _step: str):
    """A refused act leaves its address in the browser; asking for it again means the move."""
    return redirect(url_for("web.moves.show", move_id=move_id))


@pages.post(ONE + "/<any(agree, pause, resume, drop):step>")
@access("rules.change")
def act(move_id: int, step: str):
    """Confirms, pauses, resumes or drops it."""
    do: Callable[..., Any] = _STEPS[step]
    try:
        do(engine(), current_actor(), move_id, at=at(), key=page.key())
    except (errors.WrongState, errors.Forbidden) as refused:
        return _one(move_id, refused)
    return redirect(url_for("web.moves.show", move_id=move_id), 303)


def _desk(process: str | None, refused: errors.Refusal | None = None):
    who, told = current_actor(), None
    if process:
        rate.spend(f"a{who.account_id}", "check")
        told = moves.dry_run(engine(), who, process)
        told["groups"].sort(key=lambda one: (one["verdict"] != "stays", -one["count"]))
    shown = render_template("workbench_moves.html", moves=moves.listed(engine(), who), processes=observation.overview(engine(), who, at=at()),
                            told=told, reason=page.text("reason", 500) or "", problem=refused.as_dict() if refused else None)
    return shown, status_of(type(refused)) if refused else 200


def _one(move_id: int, refused: errors.Refusal | None = None):
    who, verdict = current_actor(), page.one_of("verdict", VERDICTS)
    move = moves.get(engine(), who, move_id)
    report = moves.report(engine(), who, move_id, verdict=verdict, after=page.number("after") or 0, limit=50)
    shown = render_template("workbench_move.html", move=move, report=report, verdict=verdict, problem=refused.as_dict() if refused else None)
    return shown, status_of(type(refused)) if refused else 200
