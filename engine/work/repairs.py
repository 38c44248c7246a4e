"""Operators' repairs 运行修复: what a running case needs from outside when nobody in it can go on.

The system administrator proposes with a reason, another person, the security administrator, does it or refuses (四眼). Neither bears a
duty by it, neither reads the case, and nobody gets a task by a repair whom the law bars from it: the same `permit` is asked as for a
transfer. A repair never moves the diagram: what has been drawn and proved is the only way forward and the only way back.
"""
from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping

from engine import errors
from engine.case.access import fresh, permission, permit
from engine.case.flow import pooling
from engine.case.flow.step import Step, begin
from engine.now import shanghai_date
from engine.store import cases, people, repairs, standing, tasks
from engine.store.act import RequestKey

#: kind → what people call it
KINDS = {"reassign": "改派任务", "repool": "退回待认领", "retry": "重试停滞的案件"}
STATES = {"proposed": "待复核", "done": "已执行", "refused": "未同意"}
#: why something is stuck
STUCK = {"inactive": "持有人已停用或者离岗", "administrator": "持有人已任管理员", "recused": "持有人已在本案回避", "post": "持有人已不在该岗位",
         "incident": "流程运行异常，等待重试"}
_ARTICLE = "GB/T 22239-2019 安全管理中心：管理权限分离"
REASON = 500


def propose(engine, actor, case_id: int, kind: str, reason: str, *, task_id: int | None = None, to: int | None = None, at: datetime,
            key: RequestKey | None = None) -> dict[str, Any]:
    """Proposes a repair; nothing changes until another person has settled it.

    Args:
        kind: of KINDS. reason: why, kept with the repair.
        task_id: which task, for `reassign` and `repool`. to: person id, for `reassign`.
    Returns:
        `{"id", "case_id", "kind", "state"}`.
    Raises:
        errors.Forbidden: not the system administrator. errors.NotFound: no such case in this county, or no such task in it.
        errors.FormInvalid. errors.WrongState: another repair of the case waits, or there is nothing to repair.
        errors.NotEligible, errors.DutyConflict: the task may not go to that person.
    """
    with engine.store.act(actor, at, key) as act:
        permission.need(actor, "repair.propose")
        said = _said(reason)
        if kind not in KINDS:
            raise errors.FormInvalid({"kind": ["请选择一种修复"]})
        step = _take(engine, act, actor, case_id)
        answer = act.earlier()
        if answer is not None:
            return answer
        if repairs.waits(act.conn, case_id):
            raise errors.WrongState("本案已有一项修复等待复核。", next="请安全管理员先复核。", case_id=case_id)
        value = _planned(step, kind, task_id, to)
        repair_id = repairs.add(act.conn, case_id=case_id, kind=kind, value=value, reason=said, proposed_at=at, proposed_by=actor.person_id,
                                case_version=step.held.case["version"])
        act.record("repair.proposed", case_id=case_id, task_id=value.get("task_id"), repair_id=repair_id, kind=kind, to=value.get("to"))
        return act.done({"id": repair_id, "case_id": case_id, "kind": kind, "state": "proposed"})


def settle(engine, actor, repair_id: int, agree: bool, opinion: str = "", *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Does a proposed repair, or refuses it.

    Args:
        opinion: why not, when refused.
    Raises:
        errors.Forbidden: not the security administrator. errors.DutyConflict: the same person proposed it.
        errors.WrongState: settled already. errors.StaleVersion: the case has moved since; it has to be proposed anew.
        errors.NotEligible, errors.DutyConflict: the person may not have the task any more.
    """
    with engine.store.act(actor, at, key) as act:
        permission.need(actor, "repair.settle")
        fresh.asked(engine, actor, "复核运行修复", at)
        said = "" if agree else _said(opinion, "opinion")
        seen = repairs.one(act.conn, actor, repair_id)
        if seen is None:
            raise errors.NotFound("没有找到这项修复。")
        step = _take(engine, act, actor, seen["case_id"])
        answer, row = act.earlier(), repairs.one(act.conn, actor, repair_id)
        if answer is not None:
            return answer
        if row["proposed_by"] == actor.person_id:
            raise errors.DutyConflict("修复须由提出人以外的人复核。", article=_ARTICLE, next="请另一名安全管理员复核。", case_id=row["case_id"])
        if row["state"] != "proposed":
            raise errors.WrongState(f"这项修复{STATES[row['state']]}。", case_id=row["case_id"])
        state, value = ("done", row["value"]) if agree else ("refused", {**row["value"], "opinion": said})
        if agree:
            _still_as_it_was(step, row)
            value = _planned(step, row["kind"], row["value"].get("task_id"), row["value"].get("to"))
            _DO[row["kind"]](step, value, repair_id)
        repairs.settle(act.conn, row, state, actor.person_id, at, value)
        act.record(f"repair.{state}", case_id=row["case_id"], task_id=value.get("task_id"), repair_id=repair_id, kind=row["kind"], to=value.get("to"),
                   proposed_by=row["proposed_by"])
        return act.done({"id": repair_id, "case_id": row["case_id"], "kind": row["kind"], "state": state})


def listed(engine, actor, *, after: int | None = None, limit: int = 50) -> dict[str, Any]:
    """The repairs of the county, what waits first.

    Returns:
        `{"items": [...], "next": id or None}`; `mine` says that the actor proposed it, `can` whether they may settle it.
    """
    permission.need(actor, "repair.read")
    with engine.store.read() as conn:
        rows = repairs.listed(conn, actor, before=after, limit=limit + 1)
        settled = [r for r in rows if r["state"] != "proposed"]
        more = len(settled) > limit
        rows = rows[:-1] if more else rows
        names = people.names(conn, {r["value"]["to"] for r in rows if r["value"].get("to")})
        named = repairs.task_names(conn, {r["value"]["task_id"] for r in rows if r["value"].get("task_id")})
    return {"items": [_shown(actor, r, names, named) for r in rows], "next": settled[limit - 1]["id"] if more else None}


def stuck(engine, actor, *, at: datetime, limit: int = 200) -> list[dict[str, Any]]:
    """What in the county cannot go on by itself, the longest first, without anything of the cases themselves; `why_name` in Chinese."""
    permission.need(actor, "repair.read")
    with engine.store.read() as conn:
        return [{**one, "why_name": STUCK[one["why"]]} for one in repairs.stuck(conn, actor, shanghai_date(at), limit)]


def candidates(engine, actor, case_id: int, task_id: int, *, at: datetime) -> list[dict[str, Any]]:
    """To whom a stuck task could be given: `{"id", "name", "barred"}`, barred saying why not.

    Raises:
        errors.NotFound: no such case in this county, or no such live task in it.
    """
    permission.need(actor, "repair.read")
    with engine.store.read() as conn:
        row = tasks.one(conn, task_id) if repairs.here(conn, actor, case_id) else None
        if row is None or row["case_id"] != case_id or row["state"] not in ("open", "signing"):
            raise errors.NotFound("没有找到这项任务。")
        past = standing.histories(conn, [case_id])[case_id]
        found = []
        holders = standing.pools(conn, [(row["unit_id"], row["duty"])], at)[row["unit_id"], row["duty"]]
        for holder, verdict in permit.judged_pool(engine, holders, past, row, shanghai_date(at)):
            refusal = verdict.refusal
            if holder.principal is None and holder.person.id != row["assignee_id"]:
                found.append({"id": holder.person.id, "name": holder.person.name, "barred": refusal and {"reason": refusal.detail, "article": refusal.article}})
        return found


# -- the same way in for proposing and doing ------------------------------------------------------------------------
def _said(text: str, field: str = "reason") -> str:
    said = (text or "").strip()
    if not said or len(said) > REASON:
        raise errors.FormInvalid({field: [f"请写明理由，最多 {REASON} 个字"]})
    return said


def _take(engine, act, actor, case_id: int) -> Step:
    held = cases.lock(act.conn, case_id) if repairs.here(act.conn, actor, case_id) else None
    if held is None:
        raise errors.NotFound(f"没有找到编号为 {case_id} 的案件。")
    return begin(engine, act, held, standing.read(act.conn, case_id, None))


def _planned(step: Step, kind: str, task_id: int | None, to: int | None) -> dict[str, Any]:
    """What the repair would do now, if it can be done at all.

    Raises:
        errors.NotFound, errors.FormInvalid, errors.WrongState, errors.NotEligible, errors.DutyConflict.
    """
    if step.held.case["status"] in cases.OVER:
        raise errors.CaseClosed("本案已经办结，没有需要修复的任务。", case_id=step.case_id)
    if kind == "retry":
        if not repairs.broken(step.conn, step.case_id):
            raise errors.WrongState("本案没有等待重试的异常。", case_id=step.case_id)
        return {}
    row = tasks.one(step.conn, task_id) if task_id is not None else None
    if row is None or row["case_id"] != step.case_id:
        raise errors.NotFound("没有找到这项任务。")
    if row["state"] not in ("open", "signing"):
        raise errors.TaskClosed(f"“{row['name']}”已经办结或取消。", task_id=task_id)
    value = {"task_id": task_id, "task_version": row["version"]}
    if kind == "repool":
        if row["assignee_id"] is None and row["state"] == "open":
            raise errors.WrongState(f"“{row['name']}”本来就待认领。", case_id=step.case_id, task_id=task_id)
        return value
    if row["state"] != "open":
        raise errors.WrongState(f"“{row['name']}”正等待第二人签名，不能改派。", next="可以提出“退回待认领”，由其他执法人员重新签名。", case_id=step.case_id, task_id=task_id)
    if to is None:
        raise errors.FormInvalid({"to": ["请选择接办人员"]})
    verdict = permit.judged(step.engine, standing.read(step.conn, step.case_id, to, at=step.act.at), to, row, shanghai_date(step.act.at))
    if verdict.refusal is not None:
        verdict.refusal.detail = verdict.refusal.detail.replace("您", "接办人员")
        raise verdict.refusal
    return {**value, "to": to, "for_id": verdict.for_id}


def _still_as_it_was(step: Step, row: Mapping[str, Any]) -> None:
    moved = step.held.case["version"] != row["case_version"]
    if not moved and "task_id" in row["value"]:
        moved = tasks.one(step.conn, row["value"]["task_id"])["version"] != row["value"]["task_version"]
    if moved:
        raise errors.StaleVersion("提出修复之后，案件又有了变化，不能照原来的提议执行。", next="请不同意本项，由系统管理员按现状重新提出。", case_id=row["case_id"])


def _reassign(step: Step, value: Mapping[str, Any], repair_id: int) -> None:
    row = tasks.one(step.conn, value["task_id"])
    tasks.change(step.conn, row, assignee_id=value["to"], owner_id=None, for_id=value["for_id"])
    step.act.record("task.reassigned", case_id=step.case_id, task_id=row["id"], element=row["element"], duty=row["duty"], unit_id=row["unit_id"],
                    assignee_id=value["to"], owner_id=None, repair_id=repair_id)


def _repool(step: Step, value: Mapping[str, Any], repair_id: int) -> None:
    pooling.repool(step.engine, step, tasks.one(step.conn, value["task_id"]))


def _retry(step: Step, value: Mapping[str, Any], repair_id: int) -> None:
    repairs.retry_now(step.conn, step.case_id, step.act.at)
    step.act.record("incident.retried", case_id=step.case_id, repair_id=repair_id)


_DO = {"reassign": _reassign, "repool": _repool, "retry": _retry}


def _shown(actor, row: Mapping[str, Any], names: Mapping[int, str], named: Mapping[int, str]) -> dict[str, Any]:
    value, mine = row["value"], row["proposed_by"] == actor.person_id
    return {**{k: row[k] for k in ("id", "case_id", "case_number", "unit_name", "kind", "reason", "state", "proposed_at", "proposed_by_name", "settled_at",
                                   "settled_by_name")},
            "kind_name": KINDS[row["kind"]], "state_name": STATES[row["state"]], "task_id": value.get("task_id"),
            "task_name": named.get(value.get("task_id")), "to": value.get("to"), "to_name": names.get(value.get("to")), "opinion": value.get("opinion"),
            "mine": mine, "can": row["state"] == "proposed" and not mine and permission.holds(actor, "repair.settle")}
