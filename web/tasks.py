"""The desk of one task: what to do, its form, what bounds it, and every act on it."""
from __future__ import annotations

from typing import Any, Callable

from flask import Blueprint, redirect, render_template, request, url_for

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.errors import status_of
from engine import errors
from engine.work import clocks, inbox, people, tasks
from web import forms, page

pages = Blueprint("tasks", __name__, url_prefix="/tasks")
TASK = f"/<{page.NUMBER}:task_id>"


@pages.get(TASK)
@access("work")
def show(task_id: int):
    """The desk."""
    return desk(task_id)


@pages.get(TASK + "/<any(claim, release, delegate, transfer, 'send-back', comment, sign, withdraw, complete):_act>")
@access("work")
def again(task_id: int, _act: str):
    """A refused act leaves its address in the browser; asking for it again means the desk."""
    return redirect(url_for("web.tasks.show", task_id=task_id))


@pages.post(TASK + "/claim")
@access("work")
def claim(task_id: int):
    """Takes the task; from the inbox only its row changes."""
    if request.headers.get("HX-Request"):
        return _claim_in_list(task_id)
    return act(task_id, "", lambda **k: tasks.claim(engine(), current_actor(), task_id, **k), url_for("web.tasks.show", task_id=task_id))


@pages.post(TASK + "/release")
@access("work")
def release(task_id: int):
    """Puts the task back into the pool."""
    return act(task_id, "", lambda **k: tasks.release(engine(), current_actor(), task_id, **k))


@pages.post(TASK + "/delegate")
@access("work")
def delegate(task_id: int):
    """Asks somebody else to do it."""
    return act(task_id, "delegate", lambda **k: tasks.delegate(engine(), current_actor(), task_id, _to(), **k))


@pages.post(TASK + "/transfer")
@access("work")
def transfer(task_id: int):
    """Hands the task over."""
    return act(task_id, "transfer", lambda **k: tasks.transfer(engine(), current_actor(), task_id, _to(), _said("reason", 500), **k))


@pages.post(TASK + "/send-back")
@access("work")
def send_back(task_id: int):
    """Sends the case back to the step before."""
    return act(task_id, "send_back", lambda **k: tasks.send_back(
        engine(), current_actor(), task_id, _said("reason", 500), duty_reason=page.text("duty_reason", 300), **k))


@pages.post(TASK + "/comment")
@access("work")
def comment(task_id: int):
    """Says something about the case."""
    return act(task_id, "comment", lambda **k: tasks.comment(engine(), current_actor(), task_id, _said("text", 1000), **k),
               url_for("web.tasks.show", task_id=task_id))


@pages.post(TASK + "/sign")
@access("work")
def sign(task_id: int):
    """Signs as the second officer."""
    return act(task_id, "", lambda **k: tasks.sign(
        engine(), current_actor(), task_id, duty_reason=page.text("duty_reason", 300), version=page.version(), **k))


@pages.post(TASK + "/withdraw")
@access("work")
def withdraw(task_id: int):
    """Takes a record back before the second officer has signed."""
    return act(task_id, "", lambda **k: tasks.withdraw_signature(engine(), current_actor(), task_id, version=page.version(), **k),
               url_for("web.tasks.show", task_id=task_id))


@pages.post(TASK + "/draft")
@access("work")
def draft(task_id: int):
    """Keeps what is typed so far; what cannot be read yet is kept by the page."""
    task = inbox.get(engine(), current_actor(), task_id, at=at())
    tasks.save_draft(engine(), current_actor(), task_id, forms.parse(task["form"], request.form).data, at=at())
    return "", 204


@pages.post(TASK + "/complete")
@access("work")
def complete(task_id: int):
    """Completes the task; a form with mistakes comes back as it was typed."""
    task = inbox.get(engine(), current_actor(), task_id, at=at())
    sent = forms.parse(task.get("form"), request.form)
    if sent.errors and task["state"] == "open":
        return desk(task_id, status=422, sent=sent, wrong=sent.errors)
    data = {**sent.cleared(task["data"]), **sent.data}
    return act(task_id, "complete", lambda **k: tasks.complete(
        engine(), current_actor(), task_id, data, duty_reason=page.text("duty_reason", 300), version=page.version(), **k), sent=sent)


def act(task_id: int, opened: str, do: Callable[..., Any], then: str | None = None, sent: forms.Sent | None = None):
    """One act: done, to the next page; refused, back to the desk with the reason and all that was typed."""
    try:
        do(at=at(), key=page.key())
    except (errors.NotFound, errors.Unauthenticated, errors.ProofNeeded):
        raise
    except errors.FormInvalid as invalid:
        return desk(task_id, status=422, opened=opened, sent=sent, wrong=invalid.fields,
                    problem=None if opened == "complete" and not isinstance(invalid, errors.ReasonNeeded) else invalid.as_dict())
    except errors.Refusal as refused:
        return desk(task_id, status=status_of(type(refused)), opened=opened, sent=sent, problem=refused.as_dict())
    return redirect(then or url_for("web.inbox.index"), 303)


def desk(task_id: int, *, status: int = 200, sent: forms.Sent | None = None, wrong=None, problem=None, opened: str = ""):
    """The page of a task."""
    who, now = current_actor(), at()
    task = inbox.get(engine(), who, task_id, at=now)
    form, mine = task["form"], task["assignee_id"] == who.person_id
    return render_template(
        "task.html", task=task, mine=mine, clocks=clocks.of_case(engine(), who, task["case_id"], at=now), act=_button(task, who),
        fields=forms.fields(form, {**task["data"], **(task["draft"] or {})}, sent=sent, wrong=wrong, lists=page.lists()),
        record=forms.record(form, task["record"], page.lists()), problem=problem, opened=opened, typed=request.form,
        candidates=people.candidates(engine(), who, task_id, at=now) if mine and "transfer" in task["can"] else []), status


def _button(task: dict[str, Any], who) -> str:
    """What the primary button says: the act itself."""
    if task["owner_id"] not in (None, who.person_id):
        return "交回委派人"
    return f"签名并送第二人：{task['name']}" if task["officers"] > 1 else f"完成{task['name']}"


def _claim_in_list(task_id: int):
    try:
        tasks.claim(engine(), current_actor(), task_id, at=at(), key=page.key())
    except errors.Unauthenticated:
        raise
    except errors.NotFound:
        return ""
    except errors.Refusal:
        pass  # the fresh row says who has it, or why it is not for this person
    return render_template("row.html", task=inbox.get(engine(), current_actor(), task_id, at=at()))


def _to() -> int:
    given = request.form.get("to", "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise errors.FormInvalid({"to": ["请选择一名人员"]}, "请选择一名人员。")
    return int(given)


def _said(name: str, most: int) -> str:
    words = page.text(name, most)
    if not words:
        raise errors.FormInvalid({name: ["请填写"]}, "请写明理由。" if name == "reason" else "请写下意见。")
    return words
