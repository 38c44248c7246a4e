"""Power lists 权力清单: what a unit may do today, the versions and their states, importing one, and what was taken back."""
from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from api import rate
from api.access import MEGABYTE, access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from api.powers import MOST, as_file
from engine import errors
from engine.now import shanghai_date
from engine.work import powers, recalls
from web import page

pages = Blueprint("powers", __name__, url_prefix="/powers")
VERSION = "/<unit>/<number>"
#: a file that has been looked at travels in the page's form up to this size; a larger one is chosen again
CARRIED = 600_000


@pages.get("")
@access("rules.read")
def index():
    """What a unit may do on a day."""
    who = current_actor()
    asked = {"unit": page.text("unit", 64), "q": page.text("q", 64), "tag": page.text("tag", 64), "on": _day(page.text("on", 10)) or shanghai_date(at())}
    found = powers.in_force(engine(), who, **asked, after=page.text("after", 64), limit=50)
    return render_template("powers.html", page=found, asked={**asked, "unit": found["unit"]}, units=powers.units(engine(), who),
                           tags=powers.tags(engine(), who))


@pages.get("/versions")
@access("rules.read")
def versions():
    """The versions of a unit's list, and what was taken back."""
    return _versions()


@pages.get(VERSION)
@access("rules.read")
def show(unit: str, number: str):
    """One version with its lines, steps and differences."""
    return _sheet(unit, number)


@pages.get(VERSION + "/csv")
@access("rules.read")
def export(unit: str, number: str):
    """One version as a file."""
    rate.each(current_actor().account_id, "export")
    return as_file(powers.export(engine(), current_actor(), unit, number), f"{unit}/{number}")


@pages.post(VERSION + "/step")
@access("rules.change")
def step(unit: str, number: str):
    """Takes a version a step further."""
    made = powers.get(engine(), current_actor(), unit, number)
    try:
        powers.step(engine(), current_actor(), made["id"] or 0, _step(made), at=at(), version=page.version(), key=page.key())
    except errors.ProofNeeded:
        raise
    except errors.Refusal as refused:
        return _sheet(unit, number, refused)
    return redirect(url_for("web.powers.show", unit=unit, number=number), 303)


@pages.post(VERSION + "/drop")
@access("rules.change")
def drop(unit: str, number: str):
    """Gives up a version that was not published."""
    made = powers.get(engine(), current_actor(), unit, number)
    powers.drop(engine(), current_actor(), made["id"] or 0, at=at(), key=page.key())
    return redirect(url_for("web.powers.versions", unit=unit), 303)


@pages.get("/import")
@access("rules.change")
def begin():
    """The form for a new version."""
    return _form({"unit": page.text("unit", 64) or "", "number": "", "effective_on": ""})


@pages.post("/import")
@access("rules.change", body=MOST + MEGABYTE)
def take_in():
    """Looks at a file, with every fault by line; imports it once it has been looked at."""
    rate.spend(f"a{current_actor().account_id}", "check")
    head, data, name = _sent()
    try:
        return _imported(head, data, name) if request.form.get("go") == "import" else _looked(head, data, name)
    except errors.Refusal as refused:
        return _form(head, problem=refused), status_of(type(refused))


@pages.post("/recalls")
@access("rules.change")
def recall():
    """Enters what is taken back."""
    given = {key: page.text(key, 200) for key in ("unit", "instrument", "open_cases", "successor")}
    given |= {"items": (page.text("items", 20_000) or "").replace("，", " ").replace("、", " ").replace(",", " ").split(),
              "on": _day(page.text("on", 10)), "finish_by": _day(page.text("finish_by", 10))}
    try:
        if not given["items"] and request.form.get("abolished") != "yes":
            raise errors.FormInvalid({"items": ["请填写收回的事项代码；单位撤销的，勾选“单位撤销”"]})
        recalls.propose(engine(), current_actor(), given, at=at(), key=page.key())
    except errors.Refusal as refused:
        return _versions(refused, given)
    return redirect(url_for("web.powers.versions", unit=given["unit"]), 303)


@pages.post(f"/recalls/<{page.NUMBER}:recall_id>")
@access("rules.change")
def confirm(recall_id: int):
    """Puts a recall in force, or drops it."""
    try:
        made = recalls.confirm(engine(), current_actor(), recall_id, agree=request.form.get("agree") == "yes", at=at(), key=page.key())
    except errors.ProofNeeded:
        raise
    except errors.Refusal as refused:
        return _versions(refused)
    return redirect(url_for("web.powers.versions", unit=made["unit"]), 303)


@pages.post(f"/hand-over/<{page.NUMBER}:case_id>")
@access("work")
def hand_over(case_id: int):
    """Hands a case over to the unit that carries it on."""
    recalls.hand_over(engine(), current_actor(), case_id, at=at(), key=page.key())
    return redirect(url_for("web.cases.show", case_id=case_id), 303)


def _versions(refused: errors.Refusal | None = None, typed: dict[str, Any] | None = None):
    who, unit = current_actor(), page.text("unit", 64)
    return render_template("power_versions.html", versions=powers.versions(engine(), who, unit), recalls=recalls.listed(engine(), who, unit),
                           unit=unit, units=powers.units(engine(), who), roles=powers.roles(engine(), who), typed=typed or {}, today=shanghai_date(at()),
                           states=powers.LIST_STATES, problem=refused and refused.as_dict()), status_of(type(refused)) if refused else 200


def _sheet(unit: str, number: str, refused: errors.Refusal | None = None):
    who = current_actor()
    return render_template("power_version.html", one=powers.get(engine(), who, unit, number), roles=powers.roles(engine(), who), names=powers.STEPS,
                           units=powers.units(engine(), who), states=powers.LIST_STATES, today=shanghai_date(at()), typed=request.form if refused else {},
                           problem=refused and refused.as_dict()), status_of(type(refused)) if refused else 200


def _step(made: dict[str, Any]) -> dict[str, Any]:
    signed = [{"body": one["code"], "on": on, "document": ""} for one in made["bodies"] if (on := _day(page.text(f"signed_{one['code']}", 10)))]
    return {"action": request.form.get("action"), "on": _day(page.text("on", 10)), "by": page.text("by", 200), "document": page.text("document", 200),
            "reason": page.text("reason", 500), "items": (page.text("items", 20_000) or "").replace("、", " ").replace("，", " ").split(),
            "signed": signed}


def _sent() -> tuple[dict[str, str], bytes, str]:
    """What was typed, and the file: chosen now, or carried over from the page that showed it."""
    head = {key: page.text(key, 64) or "" for key in ("unit", "number", "effective_on")}
    part = request.files.get("file")
    if part is not None and part.filename:
        return head, part.read(), part.filename[:200]
    try:
        return head, base64.b64decode(request.form.get("content", ""), validate=True), page.text("name", 200) or "清单.csv"
    except binascii.Error:
        return head, b"", "清单.csv"


def _about(head: dict[str, str]) -> dict[str, Any]:
    wrong = {key: ["请填写"] for key in ("unit", "number") if not head[key]}
    on = _day(head["effective_on"])
    if wrong or on is None:
        raise errors.FormInvalid({**wrong, **({} if on else {"effective_on": ["请填写施行日期"]})})
    return {"unit": head["unit"], "number": head["number"], "effective_on": on}


def _looked(head: dict[str, str], data: bytes, name: str) -> str:
    seen = powers.preview(engine(), current_actor(), data, name, **_about(head))
    return _form(head, seen=seen, name=name, content=base64.b64encode(data).decode() if len(data) <= CARRIED else "")


def _imported(head: dict[str, str], data: bytes, name: str):
    made = powers.take_in(engine(), current_actor(), data, name, **_about(head), at=at(), key=page.key())
    return redirect(url_for("web.powers.show", unit=made["unit"], number=made["number"]), 303)


def _form(head: dict[str, str], *, problem: errors.Refusal | None = None, **more: Any) -> str:
    shown = {"seen": None, "name": "", "content": "", "problem": problem and problem.as_dict(), **more}
    return render_template("power_import.html", head=head, units=powers.units(engine(), current_actor()), **shown)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None
