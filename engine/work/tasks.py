"""Tasks: claim, release, delegate, transfer, send back, sign, complete, comment.

There is no second way to change a task: page, API, CLI and scenarios call these functions, and each passes engine.case.access.permit.
"""
from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Any, Mapping

from engine import errors
from engine.case import picks
from engine.case.access import fresh, permit
from engine.case.flow import motion
from engine.case.flow.step import Step, drawn, take_task
from engine.now import shanghai_date
from engine.process.bpmn import Element
from engine.store import comments, scope, standing, tasks
from engine.store.act import Act, RequestKey

#: the answer that sends work back, in every form that offers it
SEND_BACK = "send_back"
#: stands for the officer who has still to sign when the record is checked beforehand; no person has this id
COLLEAGUE = 0


def claim(engine, actor, task_id: int, *, version: int | None = None, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Takes a task from the pool, or out of the hands of whom one stands in for, or who may do it no more; a second time changes nothing.

    Returns:
        `{"id", "state", "assignee_id", "version"}`.
    Raises:
        errors.TaskTaken: somebody else was first. errors.DutyConflict, errors.NotEligible: see permit.
    """
    with engine.store.act(actor, at, key) as act:
        step, answer = take_task(engine, act, task_id, version)
        if answer:
            return answer
        task = step.held.task
        if task["assignee_id"] == actor.person_id:
            return _answer(task)
        if task["assignee_id"] is not None:
            return _change(act, task, "task.taken_over", {"from_id": task["assignee_id"]}, assignee_id=actor.person_id, owner_id=None,
                           for_id=_taken_over(engine, step, task, actor.person_id))
        for_id = permit.permit(engine, step.standing, actor.person_id, task, shanghai_date(at))
        return _change(act, task, "task.claimed", assignee_id=actor.person_id, for_id=for_id)


def release(engine, actor, task_id: int, *, version: int | None = None, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Puts a task back: into the pool, or to the one who delegated it.

    Raises:
        errors.TaskTaken: it is not the actor's to release.
    """
    with engine.store.act(actor, at, key) as act:
        step, answer = take_task(engine, act, task_id, version)
        if answer:
            return answer
        _own(step, actor)
        # A delegated task goes back to the one who answers for it, not to the pool.
        return _change(act, step.held.task, "task.released", assignee_id=step.held.task["owner_id"], owner_id=None, for_id=None)


def delegate(engine, actor, task_id: int, to: int, *, version: int | None = None, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Asks another person to prepare a task 委派; it comes back to the delegator when they have.

    Args:
        to: the other person's id; they must be able to bear the duty themselves.
    Raises:
        errors.DutyConflict, errors.NotEligible: the other person may not do it.
    """
    return _hand(engine, actor, task_id, to, version, at, key, "task.delegated", "", owner_id=actor.person_id)


def transfer(engine, actor, task_id: int, to: int, reason: str, *, version: int | None = None, at: datetime,
             key: RequestKey | None = None) -> dict[str, Any]:
    """Hands a task over for good 转办.

    Args:
        reason: why, kept with the case.
    Raises:
        errors.DutyConflict, errors.NotEligible: the other person may not do it.
    """
    return _hand(engine, actor, task_id, to, version, at, key, "task.transferred", reason, owner_id=None)


def send_back(engine, actor, task_id: int, reason: str, *, duty_reason: str | None = None, version: int | None = None, at: datetime,
              key: RequestKey | None = None) -> dict[str, Any]:
    """Sends a case back 退回 along the way the diagram draws for it.

    Args:
        reason: what must be put right; it fills the form's required text. duty_reason: see `complete`.
    Raises:
        errors.NotReturnable: the diagram draws no way back from here.
    """
    if not reason.strip():
        raise errors.FormInvalid({"reason": ["请写明退回的理由"]})
    with engine.store.act(actor, at, key) as act:
        step, answer = take_task(engine, act, task_id, version, judged=True)
        if answer:
            return answer
        element, form = drawn(engine, act.conn, step.held)
        choice = next((f for f in form.fields if SEND_BACK in (f.options or ())), None)
        if choice is None:
            raise errors.NotReturnable(f"“{element.name}”没有退回的路径。", next="可以释放或转办，或添加备注说明。", task_id=task_id)
        given = {f.key: reason for f in form.fields if f.type in ("textarea", "textfield") and f.required}
        return _complete(engine, step, element, form, {**given, choice.key: SEND_BACK}, actor, duty_reason)


def save_draft(engine, actor, task_id: int, form: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """Keeps what has been filled in so far, unchecked, for the assignee only.

    Raises:
        errors.NotFound: the task is not in the actor's hands.
        errors.BadInput: more than a form can hold.
    """
    plain = all(isinstance(one, (str, int, float, bool, type(None))) for v in form.values() for one in (v if isinstance(v, list) else [v]))
    if not plain or len(form) > 200 or len(str(form)) > 200_000:
        raise errors.BadInput("草稿内容过长或不是表单的内容。", next="请精简后保存。")
    with engine.store.act(actor, at) as act:
        if not tasks.keep_draft(act.conn, task_id, actor.person_id, form):
            raise errors.NotFound("没有找到您正在办理的这项任务。")
        return act.done({"id": task_id, "saved_at": at}, traced=False)


def complete(engine, actor, task_id: int, form: Mapping[str, Any], *, duty_reason: str | None = None, version: int | None = None, at: datetime,
             key: RequestKey | None = None) -> dict[str, Any]:
    """Completes a task with its form. A task for two officers waits for the second signature.

    Args:
        form: field key → value, money in fen, dates as `YYYY-MM-DD`.
        duty_reason: why the actor bears this duty beside another, where separation asks for a recorded reason (errors.ReasonNeeded).
    Returns:
        `{"id", "state", "version", "case_id", …}`; state `signing` while a second officer must sign.
    Raises:
        errors.FormInvalid, errors.GateRefused, errors.NeedsUnmet, errors.ReviewOutdated, errors.DutyConflict,
        errors.NotEligible, errors.TaskTaken, errors.TaskClosed, errors.StaleVersion: nothing has changed then.
    """
    with engine.store.act(actor, at, key) as act:
        step, answer = take_task(engine, act, task_id, version, judged=True)
        if answer:
            return answer
        element, blank = drawn(engine, act.conn, step.held)
        return _complete(engine, step, element, blank, form, actor, duty_reason)


def sign(engine, actor, task_id: int, *, duty_reason: str | None = None, version: int | None = None, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Signs, as the second officer, the record that the first has completed (行政处罚法第四十二条).

    Raises:
        errors.DutyConflict: the same person signs twice. errors.TaskClosed: nothing waits for a signature.
    """
    with engine.store.act(actor, at, key) as act:
        step, answer = take_task(engine, act, task_id, version, judged=True)
        if answer:
            return answer
        task = step.held.task
        if task["state"] != "signing":
            raise errors.TaskClosed(f"“{task['name']}”目前没有待签名的记录。", task_id=task_id)
        if actor.person_id in task["signers"]:
            raise errors.DutyConflict(f"“{task['name']}”须由另一名执法人员签名，您已经签过。", article="行政处罚法第四十二条",
                                      next="请另一名执法人员登录后签名。", task_id=task_id, case_id=task["case_id"])
        for_id = permit.permit(engine, step.standing, actor.person_id, task, shanghai_date(at))
        if for_id in task["signers"]:
            raise errors.DutyConflict(f"您代理的人员已经在“{task['name']}”上签过名，代理签名仍只算一人。", article="行政处罚法第四十二条",
                                      next="请另一名执法人员签名。", task_id=task_id, case_id=task["case_id"])
        fresh.before_task(engine, actor, task, len(task["signers"]) + 1, at)
        step.acting_for |= {k: v for k, v in ((task["signers"][0], task["for_id"]), (actor.person_id, for_id)) if v}
        element, _ = drawn(engine, act.conn, step.held)
        return _signed(step, element, task["form"], [*task["signers"], actor.person_id], duty_reason)


def withdraw_signature(engine, actor, task_id: int, *, version: int | None = None, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Takes a record that waits for its second signature back for correction.

    Raises:
        errors.TaskClosed: nothing waits for a signature. errors.TaskTaken: the actor has not signed it.
    """
    with engine.store.act(actor, at, key) as act:
        step, answer = take_task(engine, act, task_id, version)
        if answer:
            return answer
        task = step.held.task
        if task["state"] != "signing":
            raise errors.TaskClosed(f"“{task['name']}”目前没有待签名的记录。", task_id=task_id)
        if actor.person_id not in task["signers"]:
            raise errors.TaskTaken(f"“{task['name']}”由填写人撤回。", task_id=task_id)
        return _change(act, task, "task.unsigned", state="open", signers=[], draft=task["form"], assignee_id=actor.person_id)


def comment(engine, actor, task_id: int, text: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Adds a note to a task, for everybody who may see the case.

    Raises:
        errors.FormInvalid: no text, or more than 2,000 characters.
    """
    comments.check(text)
    with engine.store.act(actor, at, key) as act:
        step, answer = take_task(engine, act, task_id, None, closed=True)
        if answer:
            return answer
        comment_id = comments.add(act.conn, step.case_id, task_id, actor.person_id, text, at)
        act.record("task.commented", case_id=step.case_id, task_id=task_id, comment_id=comment_id)
        return act.done({"id": comment_id, "task_id": task_id, "case_id": step.case_id})


# -- the way in and the way out, the same for every act ----------------------------------------------------------
def _own(step: Step, actor) -> None:
    task = step.held.task
    if task["assignee_id"] != actor.person_id:
        raise errors.TaskTaken(f"“{task['name']}”不在您手中。", next="请先认领。", task_id=task["id"])


def _complete(engine, step: Step, element: Element, blank, form: Mapping[str, Any], actor, reason: str | None) -> dict[str, Any]:
    task, on = step.held.task, shanghai_date(step.act.at)
    if task["state"] == "signing":
        raise errors.TaskClosed(f"“{task['name']}”的记录正等待另一名执法人员签名。", next="如需更正，请先撤回签名。", task_id=task["id"])
    if task["assignee_id"] not in (None, actor.person_id):
        raise errors.TaskTaken(f"“{task['name']}”已由他人认领。", task_id=task["id"])
    task["for_id"] = permit.permit(engine, step.standing, actor.person_id, task, on)
    step.acting_for = {actor.person_id: task["for_id"]} if task["for_id"] else {}
    data = blank.load(form)
    picks.check(step, element, blank, data)
    fresh.before_task(engine, actor, task, element.officers, step.act.at)
    if task["owner_id"] not in (None, actor.person_id):
        return _resolve(step, data, actor, reason)
    if element.officers > 1:
        return _signed(step, element, data, [actor.person_id], reason)
    motion.complete(step, element, data, [actor.person_id], reason)
    return _finished(step)


def _signed(step: Step, element: Element, data: Mapping[str, Any], signers: list[int], reason: str | None) -> dict[str, Any]:
    if step.standing.recused & set(signers):
        raise errors.NotEligible("先签名的执法人员已在本案回避，其签名不再有效。", article="行政处罚法第四十三条", next="请撤回签名后由其他执法人员重新填写。",
                                 task_id=step.held.task["id"], case_id=step.case_id)
    if len(signers) < element.officers:
        taken = motion.borne(step, [*signers, COLLEAGUE], reason)
        if motion.applies(element, data):  # better refused before a colleague is asked to sign
            step.data.update(data)
            motion.check(step, element, [*step.standing.duties, *taken], data)
        motion.bear(step, [one for one in taken if one.person_id != COLLEAGUE])  # who signs has handled, whether or not it is withdrawn
        return _change(step.act, step.held.task, "task.signed", state="signing", form=dict(data), draft=None, signers=signers,
                       assignee_id=None, for_id=step.held.task["for_id"])
    motion.complete(step, element, data, signers, reason)
    return _finished(step)


def _resolve(step: Step, data: Mapping[str, Any], actor, reason: str | None) -> dict[str, Any]:
    task = step.held.task
    motion.bear(step, motion.borne(step, [actor.person_id], reason))
    return _change(step.act, task, "task.resolved", draft=dict(data), assignee_id=task["owner_id"], owner_id=None, for_id=None)


def _taken_over(engine, step: Step, task: Mapping[str, Any], person_id: int) -> int | None:
    """As whose substitute a task is taken out of another's hands: for whoever holds it, or because they may not do it any more."""
    on, holder = shanghai_date(step.act.at), task["assignee_id"]
    lent = permit.judged(engine, step.standing, person_id, {**task, "assignee_id": person_id, "for_id": holder}, on)
    if lent.refusal is None and lent.for_id == holder:
        return holder
    left = permit.judged(engine, standing.read(step.conn, step.case_id, holder, at=step.act.at), holder, task, on)
    if task["for_id"] != person_id and (left.refusal is None or left.bar == "away"):
        raise errors.TaskTaken(f"“{task['name']}”已由他人认领。", task_id=task["id"])
    return permit.permit(engine, step.standing, person_id, {**task, "assignee_id": None}, on)


def _hand(engine, actor, task_id, to, version, at, key, action: str, reason: str, owner_id: int | None) -> dict[str, Any]:
    with engine.store.act(actor, at, key) as act:
        step, answer = take_task(engine, act, task_id, version)
        if answer:
            return answer
        _own(step, actor)
        if step.held.task["owner_id"] is not None:
            raise errors.Forbidden("这件任务是他人委派给您的，不能再委派或转办。", next="请释放，任务将回到委派人手中。", task_id=task_id,
                                   case_id=step.case_id)
        to = to if scope.persons(act.conn, actor, [to]) else COLLEAGUE  # nobody of another county is there to be named
        verdict = permit.judged(engine, standing.read(act.conn, step.case_id, to, at=at), to, {**step.held.task, "assignee_id": None}, shanghai_date(at))
        if verdict.refusal is not None:
            verdict.refusal.detail = verdict.refusal.detail.replace("您", "对方")
            raise verdict.refusal
        said = {"comment_id": comments.add(act.conn, step.case_id, task_id, actor.person_id, reason, at)} if reason else {}
        return _change(act, step.held.task, action, said, assignee_id=to, owner_id=owner_id, for_id=verdict.for_id)


def _change(act: Act, task: dict[str, Any], action: str, said: Mapping[str, Any] = MappingProxyType({}), **values: Any) -> dict[str, Any]:
    version = tasks.change(act.conn, task, **values)
    row = {**task, **values, "version": version}
    act.record(action, case_id=task["case_id"], task_id=task["id"], element=task["element"], duty=task["duty"],
               unit_id=task["unit_id"], assignee_id=row["assignee_id"], owner_id=row["owner_id"], **({"for_id": row["for_id"]} if row["for_id"] else {}), **said)
    return act.done(_answer(row))


def _finished(step: Step) -> dict[str, Any]:
    task = step.held.task
    return step.act.done({**_answer({**task, "state": "done", "version": task["version"] + 1}),
                          "case_status": step.changed.get("status", step.held.case["status"])})


def _answer(task: Mapping[str, Any]) -> dict[str, Any]:
    return {k: task[k] for k in ("id", "case_id", "element", "name", "state", "assignee_id", "owner_id", "for_id", "version", "signers")}
