"""Open work put back where it can be taken up: one task into its pool, a whole case to the unit that carries it on."""
from __future__ import annotations

from typing import Any, Mapping

from engine.case.flow import effects
from engine.case.flow.step import Step
from engine.now import shanghai_date
from engine.process.bpmn import Element
from engine.store import cases, tasks


def repool(engine, step: Step, row: Mapping[str, Any]) -> int:
    """Puts an open task of a case into the pool where it now belongs.

    A signature that waited for a second one is given anew there; what was filled in stays as a draft.
    """
    element: Element = engine.definition(step.conn, step.held.instance["deployment_id"]).elements[(row["process"], row["element"])]
    _move(step, row, effects.task_unit(step, element))
    return row["id"]


def hand_over(engine, step: Step, here: Mapping[str, Any], there: Mapping[str, Any]) -> int:
    """Gives a locked case to another unit with the tasks that wait; returns how many tasks moved.

    Clocks run on, papers issued before keep the name they bear; the unit that filed the case goes on reading it.
    Args:
        here, there: rows of the unit that carried the case and of the one that carries it on.
    """
    filing = step.held.case["filing_unit_id"] or here["id"]
    cases.write(step.conn, step.held, step.act.at, {"unit_id": there["id"], "filing_unit_id": filing}, None)
    step.held.case |= {"unit_id": there["id"], "filing_unit_id": filing}
    step.act.record("case.handed_over", case_id=step.case_id, **{"from": here["code"], "to": there["code"]},
                    on=shanghai_date(step.act.at).isoformat())
    return len([repool(engine, step, row) for row in tasks.of_case(step.conn, step.case_id) if row["state"] in ("open", "signing")])


def repool_at(step: Step, unit_id: int, to: int) -> int:
    """Puts the tasks of a locked case that wait at one unit into the pool of another; returns how many."""
    moved = [row for row in tasks.of_case(step.conn, step.case_id) if row["unit_id"] == unit_id and row["state"] in ("open", "signing")]
    for row in moved:
        _move(step, row, to)
    return len(moved)


def _move(step: Step, row: Mapping[str, Any], unit_id: int) -> None:
    draft = row["form"] if row["state"] == "signing" else tasks.one(step.conn, row["id"])["draft"]
    tasks.change(step.conn, row, unit_id=unit_id, state="open", assignee_id=None, owner_id=None, signers=[], form=None, draft=draft)
    step.act.record("task.repooled", case_id=step.case_id, task_id=row["id"], element=row["element"], duty=row["duty"], unit_id=unit_id,
                    assignee_id=None)


def release_of(step: Step, row: Mapping[str, Any]) -> None:
    """Takes a task out of the hands of somebody who is no longer here: back into the pool, what was filled in stays as a draft."""
    tasks.change(step.conn, row, assignee_id=None, owner_id=None)
    step.act.record("task.released", case_id=step.case_id, task_id=row["id"], element=row["element"], duty=row["duty"], unit_id=row["unit_id"],
                    assignee_id=None, owner_id=None)
