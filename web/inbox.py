"""The inbox 待办: what is mine, what may be claimed, what is due first."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from api import auth
from api.access import access
from api.auth import current_actor
from api.current import at, engine
from engine.work import absences, inbox
from web import page
from web.words import DUTIES

pages = Blueprint("inbox", __name__)
VIEWS = ("all", "mine", "pool")
DUE = ("overdue", "soon")


def asked() -> dict[str, Any]:
    """What the address asks for, foreign words dropped."""
    return {"view": page.one_of("view", VIEWS) or "all", "q": page.text("q", 64), "duty": page.one_of("duty", DUTIES),
            "due": page.one_of("due", DUE)}


@pages.get("/")
@access("public")
def home():
    """To the inbox, or to where one becomes somebody."""
    who = auth.principal()
    if who is None:
        return redirect(url_for("web.sign_in.people" if page.demo() else "web.sign_in.ask"))
    return redirect(page.front(who.actor))


@pages.get("/inbox")
@access("work")
def index():
    """The list, nearest deadline first."""
    wanted = asked()
    found = inbox.find(engine(), current_actor(), **wanted, after=page.text("after", 200), limit=50, at=at())
    return render_template("inbox.html", page=found, asked=wanted, duties=[(k, v[1]) for k, v in DUTIES.items()],
                           waiting=absences.waiting(engine(), current_actor(), at=at()))


@pages.get("/inbox/rows/<int(max=2147483647):task_id>")
@access("work")
def row(task_id: int):
    """One row of the list as it is now; nothing when the task does not belong in this list any more."""
    task = inbox.get(engine(), current_actor(), task_id, at=at())
    return render_template("row.html", task=task) if _belongs(task, asked()) else ("", 204)


def _belongs(task: dict[str, Any], wanted: dict[str, Any]) -> bool:
    mine = task["assignee_id"] == current_actor().person_id
    if task["state"] not in ("open", "signing") or (wanted["duty"] and task["duty"] != wanted["duty"]):
        return False
    if task["assignee_id"] and not mine and request.args.get("opened"):
        return False
    return {"all": True, "mine": mine, "pool": not task["assignee_id"]}[wanted["view"]]
