"""One's own access tokens, for programs."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import tokens
from web import page

pages = Blueprint("tokens", __name__, url_prefix="/account/tokens")


@pages.get("")
@access("self")
def show():
    """The tokens, and the form for another."""
    return _page()


@pages.post("")
@access("self")
def issue():
    """Makes one and shows it once."""
    given = {"name": page.text("name", 64) or "", "scope": request.form.getlist("scope")[:40], "days": page.number("days") or 0}
    try:
        made = tokens.issue(engine(), current_actor(), given, at=at(), key=page.key())
    except errors.FormInvalid as refused:
        return _page(refused, given), status_of(type(refused))
    return render_template("token_once.html", made=made, then=url_for("web.tokens.show"))


@pages.post(f"/<{page.NUMBER}:token_id>")
@access("self")
def revoke(token_id: int):
    """Ends one."""
    tokens.revoke(engine(), current_actor(), token_id, at=at(), key=page.key())
    return redirect(url_for("web.tokens.show"), 303)


def _page(refused: errors.Refusal | None = None, typed: dict[str, Any] | None = None) -> str:
    who = current_actor()
    return render_template("tokens.html", tokens=tokens.mine(engine(), who, at=at()), scopes=tokens.scopes(who),
                           longest=tokens.longest(engine(), at()), typed=typed or {}, problem=refused and refused.as_dict())
