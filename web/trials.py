"""The trial page 试办: a draft run in a scratch store, and all its scenarios with what they pass through."""
from __future__ import annotations

from datetime import date
from typing import Any, Callable

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from api import rate
from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.now import shanghai_date
from engine.play import trial, trials
from engine.work import drafts
from web import forms, page

pages = Blueprint("trials", __name__, url_prefix="/workbench")
DRAFT = f"/drafts/<{page.NUMBER}:draft_id>/try"
#: acts that the page offers on a task, in the order of their buttons
ACTS = ("complete", "sign", "send_back")


@pages.get(DRAFT)
@access("rules.change")
def show(draft_id: int):
    """The page: to begin with, or with a trial under way."""
    return _sheet(draft_id)


@pages.post(DRAFT)
@access("rules.change")
def begin(draft_id: int):
    """Begins a trial."""
    rate.spend(f"a{current_actor().account_id}", "deploy")
    return _done(draft_id, lambda: trials.begin(engine(), current_actor(), draft_id, source=page.text("source", 8) or "", on=_day("on"))["id"])


@pages.post(DRAFT + "/act")
@access("rules.change")
def act(draft_id: int):
    """One act on a task, as whomever was chosen."""
    with trials.opened(engine(), current_actor(), _trial()) as one:
        element, who = page.text("task", 128) or "", page.text("who", 64) or ""
        asked = trial.asked(one, element, who)
        sent = forms.parse(asked["form"], request.form) if page.text("act", 16) in ("report", "complete") else None
        try:
            trial.act(one, _step(element, who, asked, sent))
        except errors.Refusal as refused:
            return _sheet(draft_id, refused, one=one, sent=sent)
    return _to(draft_id, one.id, who)


@pages.post(DRAFT + "/clock")
@access("rules.change")
def move(draft_id: int):
    """Moves the clock."""
    with trials.opened(engine(), current_actor(), _trial()) as one:
        try:
            trial.move(one, None if request.form.get("to") == "next" else page.number("days") or 0)
        except errors.Refusal as refused:
            return _sheet(draft_id, refused, one=one)
    return _to(draft_id, one.id, page.text("who", 64))


@pages.post(DRAFT + "/record")
@access("rules.change")
def record(draft_id: int):
    """Adds the run to the draft as a scenario."""
    return _done(draft_id, lambda: trials.keep(engine(), current_actor(), _trial(), _name(), page.text("title", 100) or "录制的试办",
                                               refusals=bool(request.form.get("refusals")), at=at()) and _trial(), recorded=1)


@pages.post(DRAFT + "/end")
@access("rules.change")
def end(draft_id: int):
    """Ends the trial."""
    trials.end(engine(), current_actor(), _trial())
    return _to(draft_id)


@pages.post(DRAFT + "/rehearse")
@access("rules.change")
def rehearse(draft_id: int):
    """Plays all scenarios."""
    rate.spend(f"a{current_actor().account_id}", "deploy")
    return _done(draft_id, lambda: trials.rehearse(engine(), current_actor(), draft_id) and (page.text("trial", 32) or ""))


@pages.get(DRAFT + "/rehearsal")
@access("rules.change")
def rehearsal(draft_id: int):
    """How far the scenarios are, for the part of the page that asks again."""
    return render_template("trial_rehearsal.html", run=trials.rehearsed(engine(), current_actor(), None, draft_id), draft_id=draft_id)


@pages.get(DRAFT + "/<any(act, clock, record, end, rehearse):_act>")
@access("rules.change")
def again(draft_id: int, _act: str):
    """A refused act leaves its address in the browser; asking for it again means the page."""
    return _to(draft_id)


@pages.get(DRAFT + "/drawing")
@access("rules.change")
def drawing(draft_id: int):
    """A drawing with what was passed through, for the viewer: by the trial, by all scenarios, or by one."""
    return jsonify(_of_rehearsal(draft_id) if "rehearsal" in request.args else _of_trial() if page.text("trial", 32) else _plain(draft_id))


def _of_trial() -> dict[str, Any]:
    with trials.opened(engine(), current_actor(), _trial()) as one:
        state = trial.state(one)
        key = page.one_of("process", state["done"]) or state["live_in"] or one.key
        return {"process": key, "processes": state["processes"], "xml": trial.drawing(one, key).decode(), "live": state["live"].get(key, []),
                "done": state["done"][key], "taken": state["taken"][key], "missed": []}


def _of_rehearsal(draft_id: int) -> dict[str, Any]:
    run, drawn = trials.rehearsed(engine(), current_actor(), None, draft_id), _plain(draft_id)
    if run is None or not run["coverage"]:
        return drawn
    one = next((s for s in run["scenarios"] if s["file"] == request.args["rehearsal"]), None)
    found = (one or run)["coverage"][run["key"]]
    return {**drawn, "done": found["done"], "taken": found["taken"], "missed": [m["id"] for m in found["missed"]]}


def _plain(draft_id: int) -> dict[str, Any]:
    draft = drafts.get(engine(), current_actor(), draft_id)
    xml = next((text for path, text in draft["files"].items() if path.endswith(".bpmn")), "")
    return {"process": draft["key"], "processes": [{"key": draft["key"], "name": draft["name"]}], "xml": xml, "live": [], "done": [], "taken": [], "missed": []}


def _sheet(draft_id: int, refused: errors.Refusal | None = None, *, one: trial.Trial | None = None, sent: forms.Sent | None = None):
    who = current_actor()
    draft = drafts.get(engine(), who, draft_id)
    more: dict[str, Any] = {"state": None, "mine": trials.mine(engine(), who, draft_id), "sources": trial.PEOPLE,
                            "today": page.text("on", 10) or shanghai_date(at()).isoformat()}
    if one is not None:
        more |= _state(one, sent, refused)
    elif page.text("trial", 32) and request.path.endswith("/try"):
        try:
            with trials.opened(engine(), who, _trial()) as found:
                more |= _state(found, None, None)
        except errors.NotFound as gone:
            refused = refused or gone
    shown = render_template("trial.html", draft=draft, run=trials.rehearsed(engine(), who, None, draft_id), draft_id=draft_id,
                            problem=refused and refused.as_dict(), typed=request.form, recorded=request.args.get("recorded"), **more)
    return shown, status_of(type(refused)) if refused else 200


def _state(one: trial.Trial, sent: forms.Sent | None, refused: errors.Refusal | None) -> dict[str, Any]:
    """What the page shows of a trial: the task that was chosen, else the first, as whom was chosen, else the first who may."""
    state = trial.state(one)
    tasks = state["tasks"]
    task = next((t for t in tasks if t["element"] == page.text("task", 128)), tasks[0] if tasks else None)
    able = [w["code"] for w in task["who"] if w["barred"] is None and w["code"] not in task["signers"]] if task else []
    codes = [p["code"] for p in state["people"]]
    who = page.one_of("who", codes)
    if who is None or (task and who not in able and not page.text("task", 128) and able):
        who = next(iter(able), None) or _finder(state["people"])
    element = task["element"] if task else "lead" if state["case"] is None else None
    asked = trial.asked(one, element, who) if element else None
    fields = forms.fields(asked["form"], asked["data"], sent=sent, wrong=getattr(refused, "fields", None), lists=page.lists()) if asked and asked["form"] else []
    return {"state": state, "task": task, "element": element, "who": who, "asked": asked, "fields": fields, "acts": _acts(asked),
            "record": forms.record(asked["form"], asked["record"], page.lists()) if asked and asked["form"] else []}


def _finder(people: list[dict[str, Any]]) -> str:
    """Who would report a lead: somebody who does little else, in a place with grids of its own."""
    return min((p for p in people if {"patrol", "collect"} & set(p["duties"])), key=lambda p: len(p["duties"]))["code"]


def _acts(asked: dict[str, Any] | None) -> list[str]:
    """Completing a task that nobody has claimed is allowed: a trial asks nobody to claim first."""
    return [a for a in ("report", *ACTS) if asked and a in asked["can"]]


def _step(element: str, who: str, asked: dict[str, Any], sent: forms.Sent | None) -> dict[str, Any]:
    kind = page.text("act", 16) or ""
    if kind not in ("report", *ACTS):
        raise errors.BadInput("没有这个办法。")
    step: dict[str, Any] = {"act": kind, "who": who, "duty_reason": page.text("duty_reason", 200)}
    if sent is not None:
        if sent.errors:
            raise errors.FormInvalid(sent.errors)
        step["form"] = {**sent.cleared(asked["data"]), **sent.data}
    if kind == "send_back":
        step["reason"] = page.text("reason", 500) or ""
    return step if kind == "report" else {**step, "task": element}


def _done(draft_id: int, do: Callable[[], str], **more: Any):
    try:
        return _to(draft_id, do(), **more)
    except errors.FormInvalid as invalid:
        invalid.detail = "；".join(said for one in invalid.fields.values() for said in one)
        return _sheet(draft_id, invalid)
    except errors.NotFound:
        raise
    except errors.Refusal as refused:
        return _sheet(draft_id, refused)


def _to(draft_id: int, trial_id: str = "", who: str | None = None, **more: Any):
    return redirect(url_for("web.trials.show", draft_id=draft_id, **({"trial": trial_id} if trial_id else {}), **({"who": who} if who else {}), **more), 303)


def _trial() -> str:
    return page.text("trial", 32) or ""


def _day(name: str) -> date:
    try:
        return date.fromisoformat(page.text(name, 10) or "")
    except ValueError:
        raise errors.FormInvalid({name: ["请填写日期"]}) from None


def _name() -> str:
    given = page.text("name", 60) or ""
    if not given or not given.isascii() or not given.replace("_", "").isalnum() or given != given.lower():
        raise errors.FormInvalid({"name": ["场景文件名应为小写字母、数字和下划线"]})
    return given
