"""The pages of the system and the security administrator: accounts, and who is one of the three 三员."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.now import shanghai_date
from engine.work import accounts, administrators, federation, organisation, rescue, tokens
from web import page

pages = Blueprint("administration", __name__, url_prefix="/administration")
ACCOUNT = f"/accounts/<{page.NUMBER}:account_id>"


@pages.get("")
@access("self")
def index():
    """To one's own pages."""
    return redirect(page.front(current_actor()))


# -- the three ------------------------------------------------------------------------------------------------------
@pages.get("/administrators")
@access("administrators.settle")
def three():
    """Who is an administrator, and what is proposed."""
    return _three()


@pages.post("/administrators")
@access("power.grant")
def propose():
    """Proposes to make somebody one, or to relieve one."""
    given = {"kind": page.one_of("kind", ("give", "take")) or "give", "person": page.text("person", 64) or "", "role": page.text("role", 16),
             "reason": page.text("reason", 200) or ""}
    return _done(lambda: administrators.propose(engine(), current_actor(), given, at=at(), key=page.key()), _three, given)


@pages.post(f"/administrators/<{page.NUMBER}:change_id>")
@access("administrators.settle")
def settle(change_id: int):
    """Confirms or turns down."""
    agree = request.form.get("agree") == "yes"
    return _done(lambda: administrators.settle(engine(), current_actor(), change_id, agree=agree, at=at(), key=page.key()), _three)


# -- accounts -------------------------------------------------------------------------------------------------------
@pages.get("/accounts")
@access("organisation.manage")
def listed():
    """The county's accounts."""
    return _listed()


@pages.post("/accounts")
@access("organisation.manage")
def create():
    """Makes an account for a person or for another system."""
    given = {k: page.text(k, 64) or "" for k in ("person", "login", "name", "unit")}
    make = accounts.create_system if request.form.get("for") == "system" else accounts.create
    try:
        made = make(engine(), current_actor(), given, at=at(), key=page.key())
    except errors.Refusal as refused:
        return _refused(refused, _listed, given)
    return _secret(made["login"], made["secret"]) if made.get("secret") else redirect(url_for("web.administration.show", account_id=made["id"]), 303)


@pages.get(ACCOUNT)
@access("organisation.manage")
def show(account_id: int):
    """One account."""
    return _one(account_id=account_id)


@pages.post(ACCOUNT + "/active")
@access("organisation.manage")
def switch(account_id: int):
    """Switches it off or on."""
    active = request.form.get("active") == "yes"
    return _on(account_id, lambda who: accounts.switch(engine(), who, account_id, active=active, at=at(), key=page.key()))


@pages.post(ACCOUNT + "/unlock")
@access("organisation.manage")
def unlock(account_id: int):
    """Ends a lock after failed sign-ins."""
    return _on(account_id, lambda who: rescue.unlock(engine(), who, account_id, at=at()))


@pages.post(ACCOUNT + "/sessions")
@access("organisation.manage")
def end_sessions(account_id: int):
    """Signs the person out everywhere."""
    return _on(account_id, lambda who: rescue.end_sessions(engine(), who, account_id, at=at()))


@pages.post(ACCOUNT + "/reset")
@access("organisation.manage")
def reset(account_id: int):
    """Makes a secret to hand over."""
    login = accounts.get(engine(), current_actor(), account_id, at=at())["login"]
    try:
        made = rescue.reset_password(engine(), current_actor(), account_id, at=at())
    except errors.WrongState as refused:
        return _refused(refused, _one, account_id=account_id)
    return _secret(login, made["secret"])


@pages.post(ACCOUNT + "/factor")
@access("organisation.manage")
def factor(account_id: int):
    """Proposes to forget a lost second factor."""
    reason = page.text("reason", 200) or ""
    return _on(account_id, lambda who: administrators.propose_factor(engine(), who, account_id, reason, at=at(), key=page.key()))


@pages.post(ACCOUNT + "/expected")
@access("organisation.manage")
def expect(account_id: int):
    """Says whom the account expects from the identity provider."""
    value = page.text("value", 255) or ""
    return _on(account_id, lambda who: federation.expect(engine(), who, account_id, value, at=at(), key=page.key()))


@pages.post(ACCOUNT + "/tokens")
@access("organisation.manage")
def issue_for(account_id: int):
    """Makes a token for another system."""
    given = {"name": page.text("name", 64) or "", "scope": request.form.getlist("scope")[:40], "days": page.number("days") or 0}
    try:
        made = tokens.issue_for(engine(), current_actor(), account_id, given, at=at(), key=page.key())
    except (errors.FormInvalid, errors.WrongState) as refused:
        return _refused(refused, _one, given, account_id=account_id)
    return render_template("token_once.html", made=made, then=url_for("web.administration.show", account_id=account_id))


@pages.post(ACCOUNT + f"/tokens/<{page.NUMBER}:token_id>")
@access("organisation.manage")
def revoke(account_id: int, token_id: int):
    """Ends one of its tokens."""
    return _on(account_id, lambda who: tokens.revoke(engine(), who, token_id, at=at(), key=page.key()))


def _three(refused: errors.Refusal | None = None, typed: dict[str, Any] | None = None):
    found = administrators.listed(engine(), current_actor(), after=page.number("after"))
    return render_template("administrators.html", found=found, typed=typed or {}, problem=refused and refused.as_dict())


def _listed(refused: errors.Refusal | None = None, typed: dict[str, Any] | None = None):
    asked = {"q": page.text("q", 64) if request.method == "GET" else None, "systems": request.args.get("systems") == "true"}
    found = accounts.listed(engine(), current_actor(), **asked, after=page.number("after"), at=at())
    return render_template("accounts.html", page=found, asked=asked, typed=typed or {}, problem=refused and refused.as_dict(),
                           units=organisation.listed(engine(), current_actor(), on=shanghai_date(at())))


def _one(refused: errors.Refusal | None = None, typed: dict[str, Any] | None = None, *, account_id: int):
    who, one = current_actor(), accounts.get(engine(), current_actor(), account_id, at=at())
    theirs = tokens.of_system(engine(), who, account_id, at=at()) if one["system"] else None
    claim = engine().settings.oidc.login_claim if engine().settings.oidc and not page.demo() else None
    return render_template("account_record.html", one=one, tokens=theirs, longest=tokens.longest(engine(), at(), system=True), typed=typed or {},
                           claim=claim, problem=refused and refused.as_dict())


def _on(account_id: int, act):
    """Does something to an account and shows it again."""
    try:
        act(current_actor())
    except (errors.FormInvalid, errors.WrongState, errors.Forbidden) as refused:
        return _refused(refused, _one, account_id=account_id)
    return redirect(url_for("web.administration.show", account_id=account_id), 303)


def _done(act, shown, typed: dict[str, Any] | None = None):
    try:
        act()
    except (errors.FormInvalid, errors.WrongState, errors.Forbidden) as refused:
        return _refused(refused, shown, typed)
    return redirect(url_for("web.administration.three"), 303)


def _refused(refused: errors.Refusal, shown, typed: dict[str, Any] | None = None, **about: Any):
    if isinstance(refused, errors.ProofNeeded):
        raise refused
    return shown(refused, typed, **about), status_of(type(refused))


def _secret(login: str, secret: str) -> Response | str:
    return render_template("secret_once.html", login=login, secret=secret)
