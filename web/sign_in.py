"""Signing in, in as many steps as the account needs, signing out, and in the demo county stepping into a person's shoes."""
from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from api import auth
from api.access import access
from api.current import at, engine
from api.errors import status_of
from api.session import count
from engine import errors
from engine.work import passwords, second_factor
from engine.work import people as roster
from engine.work import sign_in as arrival
from web import page
from web.words import in_order

pages = Blueprint("sign_in", __name__)


@pages.get("/sign-in")
@access("public")
def ask():
    """The sign-in form."""
    return render_template("sign_in.html", login="", next_page=_wanted())


@pages.post("/sign-in")
@access("public")
def enter():
    """Checks the password."""
    count()
    login = _typed("login", 64)
    try:
        begun = arrival.sign_in(engine(), login, _typed("password", 256), at=at(), place=auth.place())
    except errors.SignInFailed as failed:
        return render_template("sign_in.html", problem=failed.as_dict(), login=login, next_page=_wanted()), 401
    return onward(begun)


@pages.post("/sign-in/code")
@access("public")
def code():
    """Checks the second factor."""
    count()
    ticket = _typed("ticket", 1000)
    return _step("second_factor", ticket, lambda: arrival.second_step(engine(), ticket, _typed("code", 64), at=at(), place=auth.place()))


@pages.post("/sign-in/password")
@access("public")
def password():
    """Takes a new password where the old one must be changed."""
    count()
    ticket = _typed("ticket", 1000)
    return _step("new_password", ticket, lambda: passwords.renew(engine(), ticket, _twice(), at=at(), place=auth.place()))


@pages.post("/sign-in/enrol")
@access("public")
def enrol():
    """Binds a telephone on the way in."""
    count()
    ticket, offer = _typed("ticket", 1000), _typed("offer", 1000)
    return _step("enrol", ticket, lambda: second_factor.accept_on_the_way(engine(), ticket, offer, _typed("code", 64), at=at(), place=auth.place()))


@pages.get("/reset")
@access("public")
def reset():
    """Where a password is set with the secret an administrator handed over."""
    return render_template("reset.html", demands=passwords.demands(engine()))


@pages.post("/reset")
@access("public")
def redeem():
    """Sets the password."""
    count()
    try:
        passwords.redeem(engine(), _typed("secret", 200), _twice(), at=at())
    except errors.FormInvalid as wrong:
        return render_template("reset.html", problem=wrong.as_dict(), demands=passwords.demands(engine())), 422
    return redirect(url_for("web.sign_in.ask"), 303)


@pages.post("/sign-out")
@access("self")
def leave():
    """Ends the session at once."""
    arrival.sign_out(engine(), auth.principal().secret, at=at())
    response = redirect(url_for("web.sign_in.people" if page.demo() else "web.sign_in.ask"), 303)
    auth.take_cookie(response)
    response.headers["Clear-Site-Data"] = '"cache"'
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
    return onward(arrival.step_into(engine(), person_id, at=at(), place=auth.place()))


def qr(address: str) -> str:
    """An address as a QR code, for the `src` of an image."""
    return segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")


def _step(step: str, ticket: str, do) -> Any:
    try:
        begun = do()
    except errors.FormInvalid as wrong:
        return _missing(step, ticket, wrong.as_dict()), 422
    except errors.SignInFailed as failed:
        if step == "second_factor" and failed.detail == arrival.WRONG_CODE:
            return _missing(step, ticket, failed.as_dict()), 401
        return render_template("sign_in.html", problem=failed.as_dict(), login="", next_page=_wanted()), status_of(type(failed))
    return onward(begun)


def onward(begun: dict[str, Any], wanted: str = "") -> Response:
    """Into the house, or to the next step.

    Args:
        begun: see engine.case.access.admission.admit. wanted: the page asked for, where the form does not say.
    """
    if "token" not in begun:
        return make_response(_missing(begun["next"], begun["ticket"], wanted=wanted))
    inside = _wanted() or page.local(wanted) or page.front(roster.actor(engine(), begun["account_id"], at()))
    shown = begun.get("codes")
    response = make_response(render_template("recovery_codes.html", codes=shown, then=inside)) if shown else redirect(inside, 303)
    return auth.let_in(response, begun)


def _missing(step: str, ticket: str, problem: dict[str, Any] | None = None, *, wanted: str = "") -> str:
    about = {"ticket": ticket, "next_page": _wanted() or wanted, "problem": problem}
    if step == "second_factor":
        return render_template("sign_in_code.html", **about)
    if step == "new_password":
        return render_template("sign_in_password.html", demands=passwords.demands(engine()), **about)
    offer = second_factor.again(engine(), _typed("offer", 1000), at=at()) or second_factor.offer_on_the_way(engine(), ticket, at=at())
    return render_template("sign_in_enrol.html", offer=offer, qr=qr(offer["address"]), **about)


def _typed(name: str, most: int) -> str:
    return request.form.get(name, "").replace("\0", "")[:most]


def _twice() -> str:
    """The new password, typed twice alike.

    Raises:
        errors.FormInvalid: not alike.
    """
    if _typed("password", 256) != _typed("again", 256):
        raise errors.FormInvalid({"again": ["两次输入的密码不一致"]}, "两次输入的密码不一致。")
    return _typed("password", 256)


def _wanted() -> str:
    return page.local(request.values.get("next")) or ""


def _by_unit(persons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    units: dict[str, list[dict[str, Any]]] = {}
    for person in persons:
        duties = in_order(p["duty"] for p in person["posts"])
        units.setdefault(person["unit_name"], []).append({**person, "duties": duties})
    return [{"name": name, "people": found} for name, found in units.items()]
