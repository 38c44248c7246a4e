"""The security policy, for the security administrator."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from engine import errors
from engine.work import policy
from web import page

pages = Blueprint("policy", __name__, url_prefix="/policy")


@pages.get("")
@access("policy.manage")
def show():
    """What is in force."""
    return _form()


@pages.post("")
@access("policy.manage")
def choose():
    """Puts the choice in force; with mistakes the form comes back as it was typed."""
    typed = {key: page.text(key, 8) for key in policy.NUMBERS}
    given = {"profile": page.text("profile", 16), **{k: int(v) if v.isascii() and v.isdigit() else -1 for k, v in typed.items() if v}}
    try:
        policy.choose(engine(), current_actor(), given, at=at(), key=page.key())
    except errors.FormInvalid as wrong:
        return _form(wrong.fields), 422
    return redirect(url_for("web.policy.show"), 303)


def _form(wrong: dict[str, Any] | None = None) -> str:
    return render_template("policy.html", policy=policy.get(engine(), current_actor()), wrong=wrong or {}, typed=request.form)
