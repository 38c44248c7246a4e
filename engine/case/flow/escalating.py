"""Escalation: a task that nobody is left for goes to the superior unit's pool and says why, instead of hanging.

It goes back never by itself. Where nobody in the whole county may do it, it stays where it is and the county is told.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.case.access import permit
from engine.case.access.permit import Verdict
from engine.law.people.eligibility import Past
from engine.now import SHANGHAI, shanghai_date
from engine.store import cases, escalations, incidents, standing, tasks
from engine.store.act import Act
from engine.store.standing import Holder

#: characters of the reason kept with the task
LONGEST = 200


@dataclass(frozen=True)
class Stuck:
    """A task that nobody at its unit may do.

    Attributes:
        task: its row. why: in Chinese, who is there and what stands against each.
        bars: the same as codes. to: the unit above whose people may; None where nobody in the county may.
    """

    task: Mapping[str, Any]
    why: str
    bars: tuple[str, ...]
    to: int | None


def find(engine, conn, rows: Iterable[Mapping[str, Any]], at: datetime) -> list[Stuck]:
    """Which of these live tasks nobody is left for; a few statements however many they are.

    Args:
        rows: tasks with `item_code`, as engine.store.escalations gives them.
    """
    rows = list(rows)
    pools, pasts = standing.pools(conn, {(r["unit_id"], r["duty"]) for r in rows}, at), standing.histories(conn, {r["case_id"] for r in rows})
    left = []
    for row in rows:
        holders, past = pools[row["unit_id"], row["duty"]], pasts[row["case_id"]]
        if not _enough(engine, row, _asked(engine, holders, past, row, at), at):
            left.append((row, list(_asked(engine, holders, past, row, at))))
    return [_stuck(engine, conn, row, asked, pasts[row["case_id"]], at) for row, asked in left]


def relieve(engine, act: Act, case_id: int) -> list[Stuck]:
    """Raises what nobody is left for in a case that the act has locked.

    Returns:
        What was raised or could not be.
    """
    rows = escalations.of_case(act.conn, case_id)
    found, known = find(engine, act.conn, rows, act.at), escalations.open_refs(act.conn, (r["id"] for r in rows))
    for one in found:
        if one.to is not None:
            _raise(act, one)
        elif known.get(one.task["id"]) is None:
            _strand(engine, act, one)
    stranded = {one.task["id"] for one in found if one.to is None}
    for task_id in known.keys() - stranded:
        if incidents.close(act.conn, escalations.KIND, str(task_id), act.at):
            act.record("task.unstranded", case_id=case_id, task_id=task_id)
    return found


def look(engine, rows: Iterable[Mapping[str, Any]], at: datetime) -> int:
    """Looks at live tasks and raises those that nobody is left for, each case in a transaction of its own.

    A case that somebody is working on is passed over and met again.

    Returns:
        How many were raised or newly found stranded.
    """
    rows = list(rows)
    with engine.store.read() as conn:
        found = find(engine, conn, rows, at)
        known = escalations.open_refs(conn, (r["id"] for r in rows))
    again = {one.task["case_id"] for one in found if one.to is not None or one.task["id"] not in known}
    stranded = {one.task["id"] for one in found if one.to is None}
    again |= {r["case_id"] for r in rows if r["id"] in known and r["id"] not in stranded}
    return sum(_one(engine, case_id, at) for case_id in sorted(again))


def _one(engine, case_id: int, at: datetime) -> int:
    with engine.store.act(None, at) as act:
        if cases.lock(act.conn, case_id, wait=False) is None:
            return 0
        found = relieve(engine, act, case_id)
        act.done(traced=False)
    return len(found)


def _asked(engine, holders: Iterable[Holder], past: Past, row: Mapping[str, Any], at: datetime) -> Iterator[tuple[Holder, Verdict]]:
    done = set(row["signers"])
    left = (one for one in holders if one.person.id not in done and (one.principal is None or one.principal.id not in done))
    return permit.judged_pool(engine, left, past, row, shanghai_date(at))


def _enough(engine, row: Mapping[str, Any], asked: Iterable[tuple[Holder, Verdict]], at: datetime) -> bool:
    """Whether as many are left as have still to sign; somebody who is soon back counts. Asks no more people than it must."""
    able: set[int] = set()
    for one, verdict in asked:
        if verdict.refusal is None or (verdict.bar == "away" and _waits(engine, row, one, at)):
            able.add(one.person.id)
            if len(able) >= max(row["officers"] - len(row["signers"]), 1):
                return True
    return False


def _waits(engine, row: Mapping[str, Any], one: Holder, at: datetime) -> bool:
    """Whether the task can wait for somebody who is away: not past its period, and not longer than the county waits."""
    bound, back = engine.rules.limit("absence_waited_for", shanghai_date(at)), one.person.away_until
    return bound is not None and back is not None and back < row["due_at"] and back <= at + timedelta(days=bound.value)


def _stuck(engine, conn, row: Mapping[str, Any], asked: list[tuple[Holder, Verdict]], past: Past, at: datetime) -> Stuck:
    here = engine.unit(conn, row["unit_id"])
    bars, to, above = tuple(sorted({v.bar for _, v in asked if v.bar})), None, here
    while to is None and above["parent_id"] is not None and above["county_id"] is not None:
        above = engine.unit(conn, above["parent_id"])
        if above["county_id"] != here["county_id"]:
            break
        raised = {**row, "unit_id": above["id"]}
        holders = standing.pools(conn, [(above["id"], row["duty"])], at)[above["id"], row["duty"]]
        to = above["id"] if _enough(engine, raised, _asked(engine, holders, past, raised, at), at) else None
    return Stuck(row, _why(here["name"], row, asked), bars or ("nobody",), to)


def _why(unit: str, row: Mapping[str, Any], asked: list[tuple[Holder, Verdict]]) -> str:
    duty = permit.DUTY_NAMES[row["duty"]]
    if not asked:
        return f"{unit}没有{'其他' if row['signers'] else ''}{duty}岗位的人员。"
    able = [one for one, verdict in asked if verdict.refusal is None]
    lead = f"“{row['name']}”须 {row['officers']} 人办理，{unit}只有{'、'.join(one.person.name for one in able)}可以办理" if able else f"{unit}的{duty}人员都不能办理"
    return f"{lead}：{'；'.join(dict.fromkeys(_against(one, verdict) for one, verdict in asked if verdict.refusal))}"[:LONGEST - 1] + "。"


def _against(one: Holder, verdict: Verdict) -> str:
    name = one.person.name + (f"（代{one.principal.name}）" if one.principal else "")
    if verdict.bar == "away" and one.person.away_until:
        back = one.person.away_until.astimezone(SHANGHAI)
        return f"{name}不在岗，{back.month}月{back.day}日返岗"
    short = {"recused": "已回避", "separated": "已承担本案与此分离的职责", "inactive": "已停用", "left": "已离职", "admin": "是系统的管理员"}
    return name + (short.get(verdict.bar or "") or f"：{verdict.refusal.detail.removeprefix(one.person.name + '：').rstrip('。')}")


def _raise(act: Act, one: Stuck) -> None:
    row = one.task
    tasks.change(act.conn, row, unit_id=one.to, assignee_id=None, owner_id=None, for_id=None, escalated_from_id=row["unit_id"], escalated_why=one.why)
    act.record("task.escalated", case_id=row["case_id"], task_id=row["id"], element=row["element"], duty=row["duty"], unit_id=one.to,
               from_unit_id=row["unit_id"], assignee_id=None, bars=list(one.bars))


def _strand(engine, act: Act, one: Stuck) -> None:
    row = one.task
    county = engine.unit(act.conn, engine.unit(act.conn, row["unit_id"])["county_id"] or row["unit_id"])["name"]
    said = f"“{row['name']}”没有人可以办理，{county}也没有符合条件的人员。{one.why}请{county}增补{permit.DUTY_NAMES[row['duty']]}人员，或指定其他单位办理。"
    incidents.note(act.conn, escalations.KIND, str(row["id"]), row["case_id"], said, act.at)
    act.record("task.stranded", case_id=row["case_id"], task_id=row["id"], element=row["element"], duty=row["duty"], unit_id=row["unit_id"], bars=list(one.bars))
