"""The first account of a new installation, made with the one-time token that the server printed."""
from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for

from api import rate
from api.access import access
from api.current import at, engine
from engine import errors
from engine.work import installation

pages = Blueprint("setup", __name__)
FIELDS = ("token", "unit", "name", "login", "password")


@pages.get("/setup")
@access("public")
def ask():
    """The form; it tells nobody whether a token is outstanding."""
    return render_template("setup.html", given={})


@pages.post("/setup")
@access("public")
def make():
    """Makes the first account."""
    rate.spend(f"ip{request.remote_addr}", "sign_in")
    given = {k: request.form.get(k, "")[:128] for k in FIELDS}
    try:
        installation.finish(engine(), at=at(), **given)
    except errors.Refusal as refusal:
        shown = {**given, "password": ""}
        return render_template("setup.html", problem=refusal.as_dict(), given=shown), 403 if refusal.code == "forbidden" else 422
    return redirect(url_for("web.sign_in.ask"), 303)
