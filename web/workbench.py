"""The workbench: processes in force, drafts on the desk, and the editor of one draft."""
from __future__ import annotations

import json
from typing import Any, Callable

from flask import Blueprint, redirect, render_template, request, url_for

from api import rate, upload
from api.access import MEGABYTE, access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.play import samples
from engine.work import drafts, permissions, workbench
from web import forms, page

#: files of one folder
MOST_FILES = 300
pages = Blueprint("workbench", __name__, url_prefix="/workbench")


@pages.get("")
@access("rules.read")
def index():
    """Processes in force, and drafts."""
    return _desk()


@pages.post("/drafts")
@access("rules.change", body=4 * MEGABYTE)
def begin():
    """Puts a draft on the desk and opens it."""
    try:
        draft = drafts.begin(engine(), current_actor(), **_given(), at=at(), request=page.key())
    except errors.Refusal as refused:
        return _desk(refused)
    return redirect(url_for("web.workbench.edit", draft_id=draft["id"]), 303)


@pages.get(f"/drafts/<{page.NUMBER}:draft_id>")
@access("rules.change")
def edit(draft_id: int):
    """The editor of one draft."""
    return render_template("workbench_draft.html", draft=drafts.get(engine(), current_actor(), draft_id))


@pages.post("/paper")
@access("rules.change", body=16 * MEGABYTE)
def paper():
    """The preview of a paper, for the editor's dialog."""
    rate.spend(f"a{current_actor().account_id}", "draw")
    files, kind = _files(), page.text("kind", 64) or ""
    how = {"element": page.text("element", 128), "scenario": None if request.form.get("scenario") is None else page.text("scenario", 120) or "", "at": at()}
    seen = samples.preview(engine(), current_actor(), files, kind, **how)
    return render_template("workbench_paper.html", **_paper(seen, lambda facts: samples.preview(engine(), current_actor(), files, kind, **how, facts=facts)))


def _paper(seen: dict[str, Any], again: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """What the dialog shows: the paper with what was typed, or what is wrong with that."""
    sent = forms.parse(seen["form"], request.form) if "typed" in request.form else None
    wrong: dict[str, list[str]] = dict(sent.errors) if sent else {}
    if sent and not wrong:
        try:
            seen = again({**sent.data, **sent.cleared(seen["facts"])})
        except errors.FormInvalid as invalid:
            wrong = invalid.fields
    return {"paper": seen, "fields": forms.fields(seen["form"], seen["facts"], sent=sent, wrong=wrong, lists=page.lists(), place="paper-"), "wrong": wrong}


def _files() -> dict[str, str]:
    """The folder as it is being drawn, sent as a file of JSON: path → text."""
    sent = request.files.get("files")
    try:
        given = json.loads(sent.read() if sent is not None else "")
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or not all(isinstance(text, str) for text in given.values()) or len(given) > MOST_FILES:
        raise errors.BadInput("没有收到流程文件夹的内容。", next="请刷新页面后再试。")
    return given


def _desk(refused: errors.Refusal | None = None):
    who = current_actor()
    able = permissions.holds(who, "rules.change")
    try:
        on_desk, over = (drafts.listed(engine(), who), drafts.listed(engine(), who, over=True)[:10]) if able else ([], [])
    except errors.Forbidden:  # a post that may change rules, at a unit that draws none
        able, on_desk, over = False, [], []
    shown = render_template("workbench.html", processes=workbench.in_force(engine(), who), drafts=on_desk, over=over, able=able,
                            problem=refused.as_dict() if refused else None)
    return shown, status_of(type(refused)) if refused else 200


def _given() -> dict[str, Any]:
    """What a draft begins with: a version in force, a zip, or a new process, perhaps drawn with another tool."""
    sent = request.files.get("file")
    data = sent.read() if sent is not None else b""
    key, name = page.text("key_", 63) or "", page.text("name", 60) or ""
    if page.number("base_id") is not None:
        return {"key": "", "name": "", "base_id": page.number("base_id")}
    if data:
        rate.spend(f"a{current_actor().account_id}", "deploy")
    if data.startswith(b"PK"):
        folders = upload.from_zip(data)
        if len(folders) != 1:
            raise errors.BadInput(f"压缩包里应当只有一个流程文件夹，实际有 {len(folders)} 个。")
        return {"key": "", "name": "", "files": folders[0]}
    if not key or not name:
        raise errors.FormInvalid({"key_": ["请填写流程编号和名称；导入 zip 时不必填写"]})
    return {"key": key, "name": name, "files": drafts.begun(key, name, data)} if data else {"key": key, "name": name}
