"""Signing in and out, and in the demo county stepping into a person's shoes."""
from __future__ import annotations

import threading
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from api import auth, rate
from api.access import access
from api.current import at, engine
from engine import errors
from engine.work import people as roster
from web import page
from web.words import in_order

pages = Blueprint("sign_in", __name__)
#: one password check takes 64 MB; more at once than cores only takes memory
_HASHING = threading.BoundedSemaphore(2)


@pages.get("/sign-in")
@access("public")
def ask():
    """The sign-in form."""
    return render_template("sign_in.html", login="", next_page=page.local(request.args.get("next")) or "")


@pages.post("/sign-in")
@access("public")
def enter():
    """Checks the password."""
    rate.spend(f"ip{request.remote_addr}", "sign_in")
    login, password = request.form.get("login", "")[:64], request.form.get("password", "")[:256]
    try:
        with _HASHING:
            begun = roster.sign_in(engine(), login, password, at=at())
    except errors.SignInFailed as failed:
        wanted = page.local(request.form.get("next")) or ""
        return render_template("sign_in.html", problem=failed.as_dict(), login=login, next_page=wanted), 401
    return _inside(begun["token"])


@pages.post("/sign-out")
@access("signed_in")
def leave():
    """Ends the session at once."""
    roster.sign_out(engine(), auth.principal().secret, at=at())
    response = redirect(url_for("web.sign_in.people" if page.demo() else "web.sign_in.ask"), 303)
    auth.take_cookie(response)
    return response


@pages.get("/demo")
@access("public")
def people():
    """The people of the demo county; in production nobody is told who works here."""
    if not page.demo():
        raise errors.WrongMode("正式运行模式下不能切换身份。", next="请使用本人账号登录。")
    return render_template("demo.html", units=_by_unit(roster.roster(engine())))


@pages.post("/demo/<int(max=2147483647):person_id>")
@access("public")
def step_into(person_id: int):
    """Steps into a demo person's shoes; the engine refuses it in production."""
    return _inside(roster.step_into(engine(), person_id, at=at())["token"])


def _inside(token: str) -> Response:
    response = redirect(page.local(request.form.get("next")) or url_for("web.inbox.index"), 303)
    auth.give_cookie(response, token)
    return response


def _by_unit(persons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    units: dict[str, list[dict[str, Any]]] = {}
    for person in persons:
        duties = in_order(p["duty"] for p in person["posts"])
        units.setdefault(person["unit_name"], []).append({**person, "duties": duties})
    return [{"name": name, "people": found} for name, found in units.items()]
