"""Operators' repairs: what is stuck, what is proposed, and the desk on which one is proposed."""
from __future__ import annotations

from typing import Any, Callable

from flask import Blueprint, redirect, render_template, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import permissions, repairs
from web import page

pages = Blueprint("repairs", __name__, url_prefix="/repairs")
NEW, REPAIR = f"/cases/<{page.NUMBER}:case_id>", f"/<{page.NUMBER}:repair_id>"


@pages.get("")
@access("repair.read")
def index():
    """What waits to be settled, what is stuck, what was repaired."""
    return _all()


@pages.get(NEW)
@access("repair.propose")
def new(case_id: int):
    """The desk for one stuck task or case."""
    return _desk(case_id)


@pages.post(NEW)
@access("repair.propose")
def propose(case_id: int):
    """Proposes."""
    return _act(lambda: repairs.propose(engine(), current_actor(), case_id, page.text("kind", 16) or "", page.text("reason", 600) or "",
                                        task_id=_number("task"), to=_number("to"), at=at(), key=page.key()), lambda refusal: _desk(case_id, refusal))


@pages.get(REPAIR)
@access("repair.read")
def again(repair_id: int):
    """A refused act leaves its address in the browser; asking for it again means the list."""
    return redirect(url_for("web.repairs.index"))


@pages.post(REPAIR)
@access("repair.settle")
def settle(repair_id: int):
    """Does it, or refuses."""
    agree = request.form.get("verdict") == "agree"
    return _act(lambda: repairs.settle(engine(), current_actor(), repair_id, agree, page.text("opinion", 600) or "", at=at(), key=page.key()), _all)


def _act(do: Callable[[], Any], again: Callable[[errors.Refusal], Any]):
    try:
        do()
    except (errors.NotFound, errors.Unauthenticated, errors.ProofNeeded):
        raise
    except errors.Refusal as refusal:
        return again(refusal)
    return redirect(url_for("web.repairs.index"), 303)


def _all(refusal: errors.Refusal | None = None):
    who, after = current_actor(), _number("after")
    return render_template("repairs.html", page=repairs.listed(engine(), who, after=after), stuck=repairs.stuck(engine(), who, at=at()) if not after else [],
                           proposes=permissions.holds(who, "repair.propose"), problem=refusal and refusal.as_dict()), _status(refusal)


def _desk(case_id: int, refusal: errors.Refusal | None = None):
    who, task_id = current_actor(), _number("task")
    about = next((one for one in repairs.stuck(engine(), who, at=at()) if (one["case_id"], one["task_id"]) == (case_id, task_id)), None)
    if about is None and refusal is None:
        raise errors.NotFound("这件任务或者案件没有停滞，不需要修复。", next="请返回运行修复查看现状。")
    people = repairs.candidates(engine(), who, case_id, task_id, at=at()) if about and task_id else []
    return render_template("repair_new.html", about=about, case_id=case_id, task_id=task_id, people=people, typed=request.form,
                           problem=refusal and refusal.as_dict()), _status(refusal)


def _number(name: str) -> int | None:
    given = request.values.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _status(refusal: errors.Refusal | None) -> int:
    return status_of(type(refusal)) if refusal else 200
