"""The compare page: a draft against what is in force or any deployed version, and its way through approval to deployment."""
from __future__ import annotations

from typing import Callable

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from api import rate
from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import definitions, drafts
from web import page

pages = Blueprint("compare", __name__, url_prefix="/workbench")
DRAFT = f"/drafts/<{page.NUMBER}:draft_id>"
#: what changes an approver reads in this order
SUBJECTS = (("process", "流程"), ("element", "环节"), ("flow", "连线"), ("form", "表单"), ("field", "表单项"), ("table", "决策表"), ("rule", "决策规则"),
            ("paper", "文书模板"), ("scenario", "场景"), ("setting", "流程设置"))


@pages.get(DRAFT + "/compare")
@access("rules.change")
def show(draft_id: int):
    """What changes, in the obligations first, and both drawings."""
    return _sheet(draft_id)


@pages.get(DRAFT + "/compare/difference")
@access("rules.change")
def difference(draft_id: int):
    """Both drawings and the changes, for the viewers."""
    found = drafts.compared(engine(), current_actor(), draft_id, page.number("against"))
    return jsonify({**found, "key": drafts.get(engine(), current_actor(), draft_id)["key"]})


@pages.post(DRAFT + "/submit")
@access("rules.change")
def submit(draft_id: int):
    """Hands it in for approval."""
    rate.spend(f"a{current_actor().account_id}", "deploy")
    return _act(draft_id, lambda **k: drafts.submit(engine(), current_actor(), draft_id, **k))


@pages.post(DRAFT + "/approve")
@access("rules.change")
def approve(draft_id: int):
    """Approves it."""
    return _act(draft_id, lambda **k: drafts.approve(engine(), current_actor(), draft_id, **k))


@pages.post(DRAFT + "/return")
@access("rules.change")
def give_back(draft_id: int):
    """Returns it to its designers."""
    return _act(draft_id, lambda **k: drafts.give_back(engine(), current_actor(), draft_id, page.text("reason", 500) or "", **k))


@pages.post(DRAFT + "/withdraw")
@access("rules.change")
def withdraw(draft_id: int):
    """Takes it off the desk."""
    return _act(draft_id, lambda **k: drafts.withdraw(engine(), current_actor(), draft_id, **k))


@pages.post(DRAFT + "/deploy")
@access("rules.change")
def deploy(draft_id: int):
    """Puts it into force."""
    rate.spend(f"a{current_actor().account_id}", "deploy")
    return _act(draft_id, lambda **k: drafts.deploy(engine(), current_actor(), draft_id, **k))


@pages.get(DRAFT + "/<any(submit, approve, return, withdraw, deploy):_act>")
@access("rules.change")
def again(draft_id: int, _act: str):
    """A refused act leaves its address in the browser; asking for it again means the page."""
    return redirect(url_for("web.compare.show", draft_id=draft_id))


def _act(draft_id: int, do: Callable):
    try:
        do(version=page.version(), at=at())
    except (errors.NotFound, errors.Unauthenticated, errors.ProofNeeded):
        raise
    except errors.Refusal as refused:
        return _sheet(draft_id, refused)
    return redirect(url_for("web.compare.show", draft_id=draft_id), 303)


def _sheet(draft_id: int, refused: errors.Refusal | None = None):
    who, against = current_actor(), page.number("against") or page.number("base")
    draft = drafts.get(engine(), who, draft_id)
    versions = [one for one in definitions.listed(engine(), who) if one["key"] == draft["key"]]
    if against is None and draft["state"] == "deployed":
        against = draft["base_id"]  # it is itself what is in force now
    try:
        found = drafts.compared(engine(), who, draft_id, against)
    except errors.DefinitionInvalid as unread:
        found, refused = {"changes": [], "owed": [], "moved": 0, "xml": {"before": None, "after": None}}, refused or unread
    groups = [(name, [c for c in found["changes"] if c["subject"] == subject]) for subject, name in SUBJECTS]
    shown = render_template("compare.html", draft=draft, found=found, groups=[(name, some) for name, some in groups if some], versions=versions,
                            against=against, problem=refused and refused.as_dict(), problems=getattr(refused, "problems", []), typed=request.form)
    return shown, status_of(type(refused)) if refused else 200
