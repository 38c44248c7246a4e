"""Units 单位设置: the tree of a day, one unit with its history, grids with who answers for them."""
from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.now import shanghai_date
from engine.work import grids, organisation, permissions, staff
from web import page
from web.words import in_order

pages = Blueprint("organisation", __name__, url_prefix="/organisation")
UNIT = "/units/<string(maxlength=64):code>"
#: words of a unit's form, with the longest text of each
WORDS = {"code": 64, "name": 128, "kind": 32, "parent": 64, "guided_by": 64, "agency": 128, "short": 64, "government": 128, "court": 128, "document": 200}
#: field → its label, for what is told back
LABELS = {"code": "代码", "name": "名称", "kind": "类型", "parent": "上级单位", "guided_by": "业务指导部门", "agency": "机关全称", "short": "机关代字", "government": "人民政府",
          "court": "法院", "document": "依据文件", "from_on": "设立日期", "on": "日期", "successor": "承接单位", "unit": "单位", "person": "人员", "role": "责任",
          "until_on": "止日"}


@pages.get("")
@access("people.read")
def index():
    """The units of a day, and how they are staffed with reviewers."""
    return _index()


@pages.post("")
@access("organisation.manage")
def found():
    """Founds a unit."""
    try:
        made = organisation.add(engine(), current_actor(), {**_words(), "from_on": day("from_on")}, at=at(), key=page.key())
    except errors.Refusal as refused:
        return _index(refused)
    return redirect(url_for("web.organisation.show", code=made["code"]), 303)


@pages.get(UNIT)
@access("people.read")
def show(code: str):
    """One unit."""
    return _unit(code)


@pages.post(UNIT + "/change")
@access("organisation.manage")
def change(code: str):
    """Changes a unit."""
    given = {k: v for k, v in _words().items() if k not in ("code", "kind")}
    try:
        organisation.change(engine(), current_actor(), code, {**given, "on": day("on")}, version=page.version(), at=at(), key=page.key())
    except errors.Refusal as refused:
        return _unit(code, refused)
    return redirect(url_for("web.organisation.show", code=code), 303)


@pages.post(UNIT + "/dissolve")
@access("organisation.manage")
def dissolve(code: str):
    """Dissolves a unit."""
    given = {"successor": page.text("successor", 64) or "", "document": page.text("document", 200) or ""}
    try:
        organisation.dissolve(engine(), current_actor(), code, given, version=page.version(), at=at(), key=page.key())
    except errors.Refusal as refused:
        return _unit(code, refused)
    return redirect(url_for("web.organisation.show", code=given["successor"] or code), 303)


@pages.get("/grids")
@access("people.read")
def chains():
    """Grids and villages with who answers for them."""
    return _grids()


@pages.post("/grids")
@access("organisation.manage")
def keep_grid():
    """Enters or changes a grid."""
    given = {"name": page.text("name", 128), "kind": page.text("kind", 16), "parent": page.text("parent", 64), "unit": page.text("in_unit", 64)}
    return _kept(lambda who: grids.keep(engine(), who, page.text("code", 64) or "", given, at=at(), key=page.key()))


@pages.post("/grids/answers")
@access("organisation.manage")
def assign():
    """Makes somebody answer for a grid."""
    code = page.text("grid", 64) or ""
    given = {"person": page.text("person", 64), "role": page.text("role", 16), "from_on": day("from_on"), "until_on": day("until_on")}
    return _kept(lambda who: grids.assign(engine(), who, code, given, at=at(), key=page.key()))


@pages.post(f"/grids/<string(maxlength=64):code>/answers/<{page.NUMBER}:assignment_id>/end")
@access("organisation.manage")
def relieve(code: str, assignment_id: int):
    """Ends somebody's answering for a grid."""
    return _kept(lambda who: grids.relieve(engine(), who, code, assignment_id, at=at(), key=page.key()))


def day(name: str) -> date | None:
    """A day typed into a form or address; None when it is none."""
    given = page.text(name, 10)
    try:
        return date.fromisoformat(given) if given and len(given) == 10 else None
    except ValueError:
        return None


def told(refused: errors.Refusal | None, labels: dict[str, str]) -> dict[str, Any] | None:
    """A refusal with the labels of its fields, as the page tells it."""
    return refused and {**refused.as_dict(), "labels": labels}


def may(name: str) -> bool:
    """Whether the person looking passes a permission, so that a form is worth showing."""
    return permissions.holds(current_actor(), name)


def _words() -> dict[str, str]:
    return {name: page.text(name, most) or "" for name, most in WORDS.items() if name in request.form}


def _index(refused: errors.Refusal | None = None):
    on = day("as_of") or shanghai_date(at())
    return render_template("organisation.html", units=organisation.listed(engine(), current_actor(), on=on), on=on, kinds=organisation.KINDS, today=shanghai_date(at()),
                           ratios=organisation.ratios(engine(), current_actor(), on=on), manages=may("organisation.manage"), typed=request.form if refused else {},
                           problem=told(refused, LABELS)), status_of(type(refused)) if refused else 200


def _unit(code: str, refused: errors.Refusal | None = None):
    on, who = shanghai_date(at()), current_actor()
    one = organisation.get(engine(), who, code, on=on)
    bearers = [(duty, [p for p in one["posts"] if p["duty"] == duty]) for duty in in_order(p["duty"] for p in one["posts"])]
    return render_template("unit.html", one=one, bearers=bearers, units=organisation.listed(engine(), who, on=on), today=on, labels=LABELS,
                           manages=may("organisation.manage"), typed=request.form if refused else {}, problem=told(refused, LABELS)), status_of(type(refused)) if refused else 200


def _kept(act):
    try:
        act(current_actor())
    except errors.Refusal as refused:
        return _grids(refused)
    return redirect(url_for("web.organisation.chains", unit=page.text("unit", 64)), 303)


def _grids(refused: errors.Refusal | None = None):
    on, who, unit = day("as_of") or shanghai_date(at()), current_actor(), page.text("unit", 64)
    units = organisation.listed(engine(), who, on=shanghai_date(at()))
    unit = unit if unit in {u["code"] for u in units} else None
    people = staff.find(engine(), who, unit=unit, limit=200)["items"] if unit and may("organisation.manage") else []
    found = grids.listed(engine(), who, on=on, unit=unit)
    return render_template("grids.html", grids=found, villages=[(g["code"], g["name"]) for g in found if g["kind"] == "village"], units=units, unit=unit, on=on, people=people, roles=grids.ROLES, kinds=grids.KINDS,
                           today=shanghai_date(at()), manages=may("organisation.manage"), typed=request.form if refused else {},
                           problem=told(refused, {**LABELS, "parent": "所属村（社区）"})), status_of(type(refused)) if refused else 200
