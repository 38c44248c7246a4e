"""To the identity provider and back, and tying one's account to it."""
from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for

from api import federation as way
from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.session import count
from engine.work import federation
from web import page, sign_in

pages = Blueprint("federation", __name__)


@pages.get("/sign-in/oidc")
@access("public")
def leave():
    """Sends the browser to the provider."""
    count()
    begun = federation.begin(engine(), next=page.local(request.args.get("next")) or "", at=at())
    return way.keep(redirect(begun["address"], 303), begun["browser"])


@pages.get("/sign-in/oidc/back")
@access("public")
def back():
    """Takes the browser that comes back."""
    count()
    arrived = way.back(_sent("state", 200), _sent("code", 2000), request.args.get("iss"))
    if arrived.admitted is None:
        return way.forget(redirect(url_for("web.federation.mine"), 303))
    return way.forget(sign_in.onward(arrived.admitted, arrived.next))


@pages.get("/account/identities")
@access("self")
def mine():
    """To whom one's account is tied."""
    return _page(None)


@pages.post("/account/identities")
@access("self")
def tie():
    """Begins to tie it; a form may not lead to another site, so the page shows the link."""
    begun = federation.begin(engine(), actor=current_actor(), at=at())
    return way.keep(make_response(_page(begun["address"])), begun["browser"])


@pages.post(f"/account/identities/<{page.NUMBER}:identity_id>")
@access("self")
def untie(identity_id: int):
    """Ends a tie."""
    federation.untie(engine(), current_actor(), identity_id, at=at(), key=page.key())
    return redirect(url_for("web.federation.mine"), 303)


def _page(address: str | None) -> str:
    mine = federation.mine(engine(), current_actor())
    return render_template("identities.html", identities=mine, offered=federation.offered(engine()), address=address)


def _sent(name: str, most: int) -> str:
    return request.args.get(name, "")[:most]
