"""People 人员: the roll, one person with posts, certificates and training, the register of certificates, and files."""
from __future__ import annotations

import base64
import binascii
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
from engine.work import clean_outs, organisation, qualifications, roll_files, staff, training
from web import page
from web.organisation import day, may, told
from web.words import POSTS

pages = Blueprint("staff", __name__, url_prefix="/staff")
PERSON = "/people/<string(maxlength=64):code>"
#: a file that has been looked at travels in the page's form up to this size; a larger one is chosen again
CARRIED = 600_000
LABELS = {"code": "代码", "name": "姓名", "kind": "类别", "unit": "单位", "identity": "公民身份号码", "reviewer_since": "开始审核日期", "duty": "岗位", "from_on": "起日",
          "until_on": "止日", "number": "证号", "scope": "执法类别", "valid_from": "有效期起", "valid_until": "有效期止", "person": "人员", "persons": "人员", "on": "日期",
          "hours": "学时", "score": "分数", "action": "办理事项", "reason": "理由", "document": "文书"}


@pages.get("")
@access("people.read")
def index():
    """The roll."""
    return _roll()


@pages.post("")
@access("organisation.manage")
def enter():
    """Enters a person."""
    given = {**_words("code", "name", "kind", "identity"), "unit": page.text("in_unit", 64) or "", "reviewer_since": day("reviewer_since")}
    try:
        made = staff.enter(engine(), current_actor(), given, at=at(), key=page.key())
    except errors.Refusal as refused:
        return _roll(refused)
    return redirect(url_for("web.staff.show", code=made["code"]), 303)


@pages.get(PERSON)
@access("people.read")
def show(code: str):
    """One person."""
    return _person(code)


@pages.post(PERSON + "/change")
@access("organisation.manage")
def change(code: str):
    """Changes a person."""
    given = {**_words("name", "kind", "unit"), "identity": page.text("identity", 32) or "", "reviewer_since": day("reviewer_since")}
    return _done(code, lambda who: staff.change(engine(), who, code, given, version=page.version(), at=at(), key=page.key()))


@pages.post(PERSON + "/leave")
@access("organisation.manage")
def leave(code: str):
    """Lets somebody go."""
    return _done(code, lambda who: staff.leave(engine(), who, code, version=page.version(), at=at(), key=page.key()))


@pages.post(PERSON + "/return")
@access("organisation.manage")
def come_back(code: str):
    """Takes somebody back on the roll."""
    return _done(code, lambda who: staff.come_back(engine(), who, code, version=page.version(), at=at(), key=page.key()))


@pages.post(PERSON + "/posts")
@access("power.grant")
def give_post(code: str):
    """Gives a post."""
    given = {**_words("unit", "duty"), "from_on": day("from_on"), "until_on": day("until_on")}
    return _done(code, lambda who: staff.give_post(engine(), who, code, given, at=at(), key=page.key()))


@pages.post(f"{PERSON}/posts/<{page.NUMBER}:post_id>/end")
@access("power.grant")
def end_post(code: str, post_id: int):
    """Ends a post at once."""
    return _done(code, lambda who: staff.end_post(engine(), who, code, post_id, {}, at=at(), key=page.key()))


@pages.post(PERSON + "/certificates")
@access("power.grant")
def enter_certificate(code: str):
    """Enters a certificate."""
    given = {**_words("kind", "number", "scope", "document"), "person": code, "valid_from": day("valid_from"), "valid_until": day("valid_until")}
    return _done(code, lambda who: qualifications.enter(engine(), who, given, at=at(), key=page.key()))


@pages.post(f"{PERSON}/certificates/<{page.NUMBER}:card_id>")
@access("power.grant")
def step(code: str, card_id: int):
    """Renews, suspends, reinstates or takes back a certificate."""
    given = {**_words("action", "reason", "document", "number"), "valid_from": day("valid_from"), "valid_until": day("valid_until")}
    return _done(code, lambda who: qualifications.take(engine(), who, card_id, given, version=page.version(), at=at(), key=page.key()))


@pages.post(PERSON + "/trainings")
@access("power.grant")
def train(code: str):
    """Enters a course or an examination."""
    given = {**_words("kind", "name"), "persons": [code], "on": day("on"), "hours": _whole("hours"), "score": _whole("score")}
    return _done(code, lambda who: training.add(engine(), who, given, at=at(), key=page.key()))


@pages.get("/certificates")
@access("people.read")
def certificates():
    """The register of certificates."""
    return _certificates()


@pages.post("/clean-outs")
@access("power.grant")
def propose():
    """Looks through a unit's certificates."""
    try:
        made = clean_outs.propose(engine(), current_actor(), page.text("in_unit", 64) or "", at=at(), key=page.key())
    except errors.ProofNeeded:
        raise
    except errors.Refusal as refused:
        return _certificates(refused)
    return redirect(url_for("web.staff.clean_out", clean_out_id=made["id"]), 303)


@pages.get(f"/clean-outs/<{page.NUMBER}:clean_out_id>")
@access("people.read")
def clean_out(clean_out_id: int):
    """One clean-out."""
    return _clean_out(clean_out_id)


@pages.post(f"/clean-outs/<{page.NUMBER}:clean_out_id>")
@access("power.grant")
def settle(clean_out_id: int):
    """Applies a clean-out, or drops it."""
    only = [int(one) for one in request.form.getlist("card") if one.isascii() and one.isdigit() and len(one) < 10]
    try:
        clean_outs.settle(engine(), current_actor(), clean_out_id, apply=request.form.get("go") == "apply", only=only, at=at(), key=page.key())
    except errors.ProofNeeded:
        raise
    except errors.Refusal as refused:
        return _clean_out(clean_out_id, refused)
    return redirect(url_for("web.staff.clean_out", clean_out_id=clean_out_id), 303)


@pages.get("/template/<what>")
@access("people.read")
def template(what: str):
    """An empty file of a kind."""
    return as_file(roll_files.template(engine(), what), f"{what}-template")


@pages.get("/import")
@access("people.read")
def begin():
    """The form for a file."""
    return _form(page.one_of("what", roll_files.WHATS) or "persons")


@pages.post("/import/kept")
@access("organisation.manage", body=MOST + MEGABYTE)
def take_in_kept():
    """Looks at a file of units, grids or persons; takes it in once it has been looked at."""
    return _file()


@pages.post("/import/granted")
@access("power.grant", body=MOST + MEGABYTE)
def take_in_granted():
    """Looks at a file of posts, training or certificates; takes it in once it has been looked at."""
    return _file()


def _file():
    rate.spend(f"a{current_actor().account_id}", "check")
    what, (data, name) = page.one_of("what", roll_files.WHATS) or "persons", _sent()
    try:
        if request.form.get("go") == "import":
            return _form(what, done=roll_files.take_in(engine(), current_actor(), what, data, name, at=at(), key=page.key()))
        seen = roll_files.check(engine(), current_actor(), what, data, name, at=at())
    except errors.ProofNeeded:
        raise
    except errors.Refusal as refused:
        return _form(what, refused)
    return _form(what, seen=seen, name=name, content=base64.b64encode(data).decode() if len(data) <= CARRIED else "")


def _sent() -> tuple[bytes, str]:
    """The file: chosen now, or carried over from the page that showed it."""
    part = request.files.get("file")
    if part is not None and part.filename:
        return part.read(), part.filename[:200]
    try:
        return base64.b64decode(request.form.get("content", ""), validate=True), page.text("name", 200) or "导入.csv"
    except binascii.Error:
        return b"", "导入.csv"


def _words(*names: str) -> dict[str, str]:
    return {name: page.text(name, 255) or "" for name in names if name in request.form}


def _whole(name: str) -> int | None:
    given = page.text(name, 4)
    return int(given) if given and given.isascii() and given.isdigit() else None


def _done(code: str, act):
    try:
        act(current_actor())
    except errors.ProofNeeded:
        raise
    except errors.Refusal as refused:
        return _person(code, refused)
    return redirect(url_for("web.staff.show", code=code), 303)


def _status(refused: errors.Refusal | None) -> int:
    return status_of(type(refused)) if refused else 200


def _units() -> list[dict[str, Any]]:
    return organisation.listed(engine(), current_actor(), on=shanghai_date(at()))


def _flags() -> dict[str, Any]:
    return {"manages": may("organisation.manage"), "grants": may("power.grant"), "today": shanghai_date(at())}


def _roll(refused: errors.Refusal | None = None):
    asked = {"unit": page.text("unit", 64), "q": page.text("q", 64), "kind": page.one_of("of", staff.KINDS), "here": page.one_of("here", ("left",)) is None}
    found = staff.find(engine(), current_actor(), **asked, after=page.text("after", 20))
    return render_template("roll.html", page=found, asked=asked, units=_units(), kinds=staff.KINDS, typed=request.form if refused else {},
                           numbers=qualifications.warnings(engine(), current_actor(), on=shanghai_date(at())), problem=told(refused, LABELS), **_flags()), _status(refused)


def _person(code: str, refused: errors.Refusal | None = None):
    return render_template("person.html", one=staff.get(engine(), current_actor(), code, on=shanghai_date(at())), units=_units(), kinds=staff.KINDS, duties=POSTS,
                           cards=qualifications.KINDS, acts=qualifications.ACTS, trainings=training.KINDS, typed=request.form if refused else {},
                           problem=told(refused, LABELS), **_flags()), _status(refused)


def _certificates(refused: errors.Refusal | None = None):
    asked = {"unit": page.text("unit", 64), "state": page.one_of("state", ("warned", "expired", "suspended"))}
    who, on = current_actor(), shanghai_date(at())
    return render_template("certificates.html", cards=qualifications.listed(engine(), who, on=on, **asked), asked=asked, units=_units(),
                           numbers=qualifications.warnings(engine(), who, on=on), cleaned=clean_outs.listed(engine(), who), problem=told(refused, LABELS),
                           **_flags()), _status(refused)


def _clean_out(clean_out_id: int, refused: errors.Refusal | None = None):
    return render_template("clean_out.html", one=clean_outs.get(engine(), current_actor(), clean_out_id), problem=told(refused, {"only": "证件"}), **_flags()), _status(refused)


def _form(what: str, refused: errors.Refusal | None = None, **more: Any):
    shown = {"seen": None, "done": None, "name": "", "content": "", **more}
    return render_template("roll_import.html", what=what, whats=roll_files.WHATS, granted=roll_files.GRANTED, problem=told(refused, LABELS), **shown, **_flags()), _status(refused)
