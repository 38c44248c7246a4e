"""Leads 线索: a finding on patrol or a report, where every case begins."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any, Mapping

from engine import errors
from engine.case.access import county, masking
from engine.case.flow import drawing, effects, motion
from engine.case.flow.step import begin
from engine.law.people.separation import Held
from engine.now import shanghai_date
from engine.process import instance
from engine.store import cases, definitions, disclosures, people, standing
from engine.store.act import RequestKey
from engine.store.paging import cursor, position

#: the paper kind whose counter numbers leads
LEAD_NUMBER = "lead"


def report(engine, actor, form: Mapping[str, Any], *, informant: Mapping[str, str] | None = None, at: datetime,
           key: RequestKey | None = None) -> dict[str, Any]:
    """Reports a finding; it opens a case file and starts the closed loop.

    Args:
        form: the `lead` form of the root process (`source`, `found_on`, `place`, `description`, `grid_code`).
        informant: `{"name", "phone", "note"}` of a person who reported; kept apart and read only with a reason.
    Returns:
        `{"id", "case_id", "number"}`.
    Raises:
        errors.NotEligible: the actor neither patrols nor collects. errors.FormInvalid.
    """
    post = next((u for u, d in actor.posts if d in ("patrol", "collect", "dispatch")), None)
    if post is None:
        raise errors.NotEligible("您没有巡查、采集或分派岗位，不能登记线索。", next="请将情况告知所在单位的值班人员。")
    on = shanghai_date(at)
    with engine.store.act(actor, at, key) as act:
        answer = act.earlier()
        if answer is not None:
            return answer
        deployment_id = _deployment(act.conn)
        definition = engine.definition(act.conn, deployment_id)
        data = definition.start_forms[definition.key].load(form)
        if data["found_on"] > on.isoformat():
            raise errors.FormInvalid({"found_on": ["发现日期不能晚于今天"]})
        grid = people.grids(act.conn).get(data.get("grid_code") or "")
        if data.get("grid_code") and (grid is None or not county.holds(act.conn, actor, grid["unit_id"])):
            raise errors.FormInvalid({"grid_code": ["没有这个网格"]})
        unit = engine.unit(act.conn, grid["unit_id"] if grid else post)
        number, _ = effects.number_next(engine, act.conn, unit["id"], LEAD_NUMBER, on.year)
        case_id = cases.create(act.conn, number=None, title=data["description"][:60], unit_id=unit["id"], status="lead",
                               stage="collect", version=1, facts=data, met={}, rounds={}, opened_at=at, updated_at=at)
        lead_id = cases.create_lead(act.conn, _protected(informant), case_id=case_id, number=number,
                                    unit_id=engine.subject(act.conn, unit["id"])["id"], source=data["source"],
                                    place=data["place"], grid_code=data.get("grid_code") or None, found_on=date.fromisoformat(data["found_on"]),
                                    description=data["description"], reported_by=actor.person_id, reported_at=at)
        act.record("lead.reported", case_id=case_id, lead_id=lead_id, source=data["source"], informant=bool(informant))
        cases.create_instance(act.conn, case_id=case_id, deployment_id=deployment_id, process=definition.key, state=None,
                              version=1, completed=False, waiting_clocks=[])
        held = cases.lock(act.conn, case_id)
        step = begin(engine, act, held, standing.read(act.conn, case_id, actor.person_id, at=at))
        step.running = instance.start(definition, data, step.context)
        motion.bear(step, [Held(actor.person_id, "patrol" if data["source"] == "patrol" else "collect", at, "线索登记")])
        motion.settle(step, set())
        return act.done({"id": lead_id, "case_id": case_id, "number": number})


def start_form(engine, actor, *, at: datetime) -> dict[str, Any]:
    """The form of a new lead, as form-js JSON, with the actor's grids to choose from.

    Raises:
        errors.NotFound: no process is deployed.
    """
    with engine.store.read() as conn:
        definition = engine.definition(conn, _deployment(conn))
        return drawing.drawn(engine, conn, definition.start_forms[definition.key], actor.unit_id, shanghai_date(at))


def _deployment(conn) -> int:
    found = definitions.current(conn)
    if found is None:
        raise errors.NotFound("尚未部署流程定义。", next="请先部署流程定义（python3 run.py deploy processes）。")
    return found


def find(engine, actor, *, q: str | None = None, status: str | None = None, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """One page of leads this person may see, the most recently changed first."""
    with engine.store.read() as conn:
        rows = cases.find(conn, actor, q=q, stage=None, status=status, leads_only=True, after=position(after), limit=limit + 1)
    page = rows[:limit]
    return {"items": [masking.listed(engine, r, _shown(actor, r)) for r in page], "next": cursor(page[-1]["updated_at"], page[-1]["id"]) if len(rows) > limit else None}


def get(engine, actor, lead_id: int) -> dict[str, Any]:
    """One lead.

    Raises:
        errors.NotFound: it does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        case_id = cases.lead_case(conn, lead_id)
        if case_id is None:
            raise errors.NotFound("没有找到这条线索。")
        row = cases.see(conn, actor, case_id, "没有找到这条线索。")
        return masking.of(engine, conn, actor, row).over(_shown(actor, row))


def informant(engine, actor, lead_id: int, reason: str, *, at: datetime) -> dict[str, Any]:
    """Shows who reported, to a dispatcher of the unit, for a stated reason; the look itself is recorded.

    Raises:
        errors.Forbidden: any other duty. errors.FormInvalid: no reason.
    """
    if not reason.strip():
        raise errors.FormInvalid({"reason": ["请写明查看举报人信息的理由"]})
    with engine.store.act(actor, at) as act:
        case_id = cases.lead_case(act.conn, lead_id)
        if case_id is None:
            raise errors.NotFound("没有找到这条线索。")
        row = cases.see(act.conn, actor, case_id, "没有找到这条线索。")
        if (row["unit_id"], "dispatch") not in actor.posts:
            raise errors.Forbidden("举报人信息只对本单位分派岗位开放。", article="行政处罚法第五十条；举报人信息保护",
                                   next="如办案确需核实，请由分派岗位联系举报人。", case_id=case_id)
        found = cases.protected_informant(act.conn, lead_id)
        looked = disclosures.add(act.conn, case_id, actor.person_id, ["informant"], reason.strip()[:200], at)
        act.record("informant.read", case_id=case_id, lead_id=lead_id, disclosure_id=looked)
        return act.done({"lead_id": lead_id, "informant": found})


def _protected(informant: Mapping[str, str] | None) -> dict[str, str] | None:
    if not informant or not (informant.get("name") or "").strip():
        return None
    return {k: str(informant.get(k) or "")[:n] for k, n in (("name", 64), ("phone", 32), ("note", 500))}


def _shown(actor, row: Mapping[str, Any]) -> dict[str, Any]:
    guards = (row["unit_id"], "dispatch") in actor.posts
    return {"id": row["lead_id"], "case_id": row["id"], "number": row["lead_number"], "case_number": row["number"],
            **{k: row[k] for k in ("title", "status", "stage", "source", "place", "grid_code", "found_on", "description", "unit_id",
                                   "unit_name", "reported_by", "reported_by_name", "reported_at", "updated_at")},
            # Even that somebody reported can point at a person: only those who may ask learn it.
            "has_informant": bool(row["has_informant"]) if guards else None}
