"""The one way forward: what follows when a task is completed, a lead begins or a clock fires.

Everything here happens inside the caller's transaction, on a case the caller has locked. Nothing is saved after an
exception: the running workflow is thrown away and the transaction rolls back.
"""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Callable, Iterable, Mapping

from engine import errors
from engine.case import facts
from engine.case.access import permit
from engine.case.file import dossier
from engine.case.flow import effects
from engine.case.flow.step import Step
from engine.law import gates
from engine.law.file.dossier import Dossier
from engine.law.people.masking import minor
from engine.law.people.separation import Held
from engine.law.time import clock as clock_law
from engine.now import shanghai_date
from engine.process import expressions, kept
from engine.process.bpmn import Element
from engine.store import cases, clocks, crash, duties, tasks
from engine.store.columns import NEVER
from engine.store.dossier import party_key


def complete(step: Step, element: Element, form: Mapping[str, Any], signers: list[int], reason: str | None = None) -> None:
    """Carries out a completed task: checks, effects, the diagram's next step, and all rows.

    Args:
        element: the drawn task with its duties and codes.
        form: the validated form.
        signers: the persons who answer for it, in the order they signed.
        reason: why the last of them bears the duty, where a soft pair asks for it.
    Raises:
        errors.NeedsUnmet, errors.GateRefused, errors.ReviewOutdated, errors.ReasonNeeded, errors.Incident: nothing is changed then.
    """
    task, case, act = step.held.task, step.held.case, step.act
    before = step.running.open_ids
    _come_due(step)
    step.data.update(form)
    taken = [*borne(step, signers, reason), *_for_those_named(step)]
    if applies(element, form):
        check(step, element, [*step.standing.duties, *taken], form)
        effects.apply(step, element)
    _void_review(step, element)
    crash.point("checked")
    step.running.complete(task["engine_id"], dict(form), step.context)
    crash.point("engine_moved")
    for_id = step.acting_for.get(act.person_id)
    tasks.change(step.conn, task, state="done", form=dict(form), draft=None, completed_at=act.at, completed_by=act.person_id,
                 signers=signers, for_id=task["for_id"])
    act.record("task.done", case_id=case["id"], task_id=task["id"], element=element.id, duty=task["duty"],
               unit_id=task["unit_id"], assignee_id=task["assignee_id"], owner_id=task["owner_id"], signers=signers, **({"for_id": for_id} if for_id else {}))
    bear(step, taken)
    crash.point("task_closed")
    if element.paper:
        effects.issue_paper(step, element.paper, signers=signers)
    settle(step, before - {task["engine_id"]})


def _come_due(step: Step) -> None:
    """Lets what came due before this act happen before it, whether or not the tick has been by.

    Raises:
        errors.DeadlinePassed: the task ended with its period.
    """
    due = {code for code, mark in fire_marks(step) if mark == "due"}
    if due & set(step.held.instance["waiting_clocks"]):
        step.running.tick(step.context)
        if step.held.task["engine_id"] not in step.running.open_ids:
            raise errors.DeadlinePassed(f"“{step.held.task['name']}”的期限已经届满，案件已进入下一环节。", next="请返回待办查看最新任务。",
                                        task_id=step.held.task["id"])


def recount_due(step: Step) -> list[str]:
    """Counts anew, by the calendar in force, what is about to fire: after one was published a mark must not fire by the old one.

    The walk over all clocks (engine.work.recount) finds these done when it comes by.
    """
    calendar, moved = step.engine.rules_for(step.conn).calendar, []
    for key, before in list(step.clocks.items()):
        if before.next_at is None or before.next_at > step.act.at:
            continue
        after = clock_law.renewed(before, calendar, before.due_at)
        if after != before:
            step.clocks[key] = after
            moved.append(key)
            if after.due_at != before.due_at:
                tasks.follow(step.conn, [(step.case_id, after.code, after.due_at)])
            step.act.record("clock.recounted", case_id=step.case_id, code=after.code, gen=after.gen, due_on=after.due_on.isoformat(),
                            old=recounted(before), new=recounted(after))
    return moved


def recounted(clock: clock_law.Clock) -> dict[str, Any]:
    """The dates of a clock that a calendar can change, as the event of a recount tells them."""
    return {**{k: getattr(clock, k).isoformat() for k in ("nominal", "rolled", "act_by", "due_on")}, "provisional": clock.provisional}


def fire_marks(step: Step) -> list[tuple[str, str]]:
    """Fires every clock mark that has come, in order: (code, mark) each, with the event that can happen only once."""
    recount_due(step)
    fired = []
    for code in list(step.clocks):
        while True:
            before = step.clocks[code]
            after, mark = clock_law.fire(before, step.act.at)
            if mark is None:
                break
            step.clocks[code] = after
            fired.append((code, mark))
            step.act.record("clock.due" if mark == "due" else "clock.warned", case_id=step.case_id, code=before.code, gen=after.gen, mark=mark,
                            state=after.state, due_on=after.due_on.isoformat(), late_by_s=int((step.act.at - before.next_at).total_seconds()),
                            effect=f"clock:{step.case_id}:{before.code}:{after.gen}:{mark}:{before.due_on.isoformat()}")
    return fired


def applies(element: Element, form: Mapping[str, Any]) -> bool:
    """Whether the task's codes take effect: its `e:when` over the form, or always."""
    return element.when is None or bool(expressions.evaluate(element.when, form))


def check(step: Step, element: Element, borne: list[Held], form: Mapping[str, Any]) -> list[gates.Finding]:
    """Obligations and gates before a task takes effect.

    Args:
        form: in hand; money received and what is made public count as if they were in the file already.
    Returns:
        Findings that do not block.
    Raises:
        errors.NeedsUnmet: an obligation the drawing names is missing.
        errors.GateRefused: a gate blocks; all findings are listed.
        errors.ReviewOutdated: the case changed after legal review.
    """
    met, ids = step.held.case["met"], {"case_id": step.case_id, "task_id": step.held.task["id"]}
    missing = [code for code in element.needs if code not in met]
    if missing:
        names = "、".join(_named(step, code) for code in missing)
        raise errors.NeedsUnmet(f"“{element.name}”之前须先完成：{names}。", next=f"请先办理：{names}。", missing=missing, **ids)
    if "legal_review" in element.needs and met["legal_review"].get("digest") != facts.reviewed_digest(step.data):
        raise errors.ReviewOutdated("法制审核之后，案件的事实、证据、条款或金额有变化。", **ids)
    findings = findings_for(step.engine, step.conn, step.held.case, step.data, step.clocks, borne, element, step.act.at,
                            lambda: dossier.entered(step.file, form, step.act))
    refuse_blocked(findings, **ids)
    return findings


def refuse_blocked(findings: list[gates.Finding], **ids: Any) -> None:
    """Stops at a gate that blocks.

    Raises:
        errors.GateRefused: with all findings and `ids`, which say where.
    """
    if any(f.severity == "blocks" for f in findings):
        refusal = errors.GateRefused([f.as_dict() for f in findings])
        refusal.data.update(ids)
        raise refusal


def _named(step: Step, obligation: str) -> str:
    """An obligation as people know it: the name of the drawn task that meets it."""
    return next((e.name for e in step.running.definition.elements.values() if obligation in e.meets), obligation)


def findings_for(engine, conn, case, data, clocks_now, borne, element: Element, at: datetime, file: Callable[[], Dossier]) -> list[gates.Finding]:
    """What the gates of a task say now, blocking findings first.

    Args:
        file: gives what lies in the file; asked only if the task has gates.
    """
    if not element.gates:
        return []
    return judged(engine, facts.of_case(engine, conn, case, data, clocks_now, borne, at, file()), element.gates)


def judged(engine, state: facts.Facts, acts: Iterable[str]) -> list[gates.Finding]:
    """What the gates of these acts say of a case, blocking findings first."""
    return sorted((one for code in acts for one in gates.run(code, state, engine.rules)), key=lambda one: one.severity != "blocks")


def settle(step: Step, before: set[str]) -> None:
    """Makes the rows agree with the diagram after it has moved, and writes the case.

    Args:
        before: engine ids of the tasks that were open before and have not been closed by the caller.
    """
    now_open = step.running.open_tasks()
    gone = before - set(now_open)
    if gone:
        for row in tasks.of_engine(step.conn, gone):
            step.act.record("task.cancelled", case_id=step.case_id, task_id=row["id"], element=row["element"], duty=row["duty"],
                            unit_id=row["unit_id"], assignee_id=row["assignee_id"])
        tasks.cancel(step.conn, gone, step.act.at)
    fresh = [(engine_id, one.element) for engine_id, one in now_open.items() if engine_id not in before]
    _open(step, fresh)
    crash.point("tasks_opened")
    if step.running.completed:
        effects.drop_running_clocks(step)
    clocks.write(step.conn, step.case_id, step.superseded + [
        c for code, c in step.clocks.items() if c is not step.standing.clocks.get(code)])
    crash.point("clocks_written")
    _write(step, [element for _, element in fresh])
    crash.point("case_written")


def _open(step: Step, fresh: list[tuple[str, Element]]) -> None:
    rounds, rows = step.held.case["rounds"], []
    for engine_id, element in fresh:
        place = f"{element.process}/{element.id}"
        rounds[place] = rounds.get(place, 0) + 1
        bound = effects.bounding_clock(step.clocks, element)
        rows.append({"case_id": step.case_id, "instance_id": step.held.instance["id"], "engine_id": engine_id,
                     "process": element.process, "element": element.id, "name": element.name, "duty": element.duty,
                     "unit_id": effects.task_unit(step, element), "state": "open", "officers": element.officers, "signers": [],
                     "round": rounds[place], "version": 1, "created_at": step.act.at,
                     "due_at": bound.due_at if bound else NEVER, "due_clock": bound.code if bound else None})
    for task_id, row in zip(tasks.open_many(step.conn, rows), rows):
        step.act.record("task.opened", case_id=step.case_id, task_id=task_id, element=row["element"], duty=row["duty"], unit_id=row["unit_id"])


def _write(step: Step, entered: list[Element]) -> None:
    case, running = step.held.case, step.running
    stage = next((e.stage for e in entered if e.stage), case["stage"])
    ended = running.completed
    columns = {"facts": step.data, "met": case["met"], "rounds": case["rounds"], "stage": "done" if ended else stage,
               "item_code": step.data.get("item_code"), "party_name": step.data.get("party_name"), "party_key": party_key(step.data), "minor": minor(step.data, shanghai_date(step.act.at)), **step.changed}
    if ended and columns.get("status", case["status"]) not in ("closed", "ended"):
        columns |= {"status": "ended", "closed_on": shanghai_date(step.act.at)}
        step.act.record("case.ended", case_id=step.case_id)
    cases.write(step.conn, step.held, step.act.at, columns, {
        "state": None if ended else kept.keep(running), "completed": ended, "next_at": running.next_at,
        "waiting_clocks": sorted(running.waiting_clocks)})


def borne(step: Step, signers: list[int], reason: str | None = None) -> list[Held]:
    """The duties that completing the task puts on these persons and that they did not bear before.

    Args:
        reason: why whoever acts bears it, where a soft pair asks for it.
    Raises:
        errors.ReasonNeeded: a soft pair without a reason.
    """
    held = {(h.person_id, h.duty) for h in step.standing.duties}
    task = step.held.task
    return [replace(permit.taking(step.engine, step.standing, p, task["duty"], task["name"], step.act.at, reason, case_id=step.case_id, task_id=task["id"]),
                    for_id=step.acting_for.get(p))
            for p in dict.fromkeys(signers) if (p, task["duty"]) not in held]


def _for_those_named(step: Step) -> list[Held]:
    """The duties of those whom the form in hand names for them (engine.case.picks), unless they bear them already."""
    held, task = {(h.person_id, h.duty) for h in step.standing.duties}, step.held.task
    return [permit.taking(step.engine, step.standing, p, duty, task["name"], step.act.at, None, case_id=step.case_id, task_id=task["id"])
            for p, duty in dict.fromkeys(step.bearing) if (p, duty) not in held]


def bear(step: Step, taken: list[Held]) -> None:
    """Writes duties down; the database refuses a separated one once more."""
    duties.bear(step.conn, step.case_id, taken)
    for one in taken:
        step.act.record("duty.taken", case_id=step.case_id, duty=one.duty, bearer=one.person_id, **({"reasoned": True} if one.reason else {}),
                        **({"for_id": one.for_id} if one.for_id else {}))


def _void_review(step: Step, element: Element) -> None:
    met, data = step.held.case["met"], step.data
    if element.duty == "handle" and element.changes != "nothing" and "legal_review" in met \
            and met["legal_review"].get("digest") != facts.reviewed_digest(data):
        del met["legal_review"]


def tick(step: Step) -> None:
    """Lets the diagram see that time has come."""
    before = step.running.open_ids
    step.running.tick(step.context)
    crash.point("engine_moved")
    settle(step, before)
