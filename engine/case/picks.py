"""Fields whose choices are the case's own: a person who may be asked for a duty, a version of the law that the item has had.

A checklist of persons names several. Its properties say what follows: `bears`, whoever is named bears the duty on the case; `named`, the fact
that keeps their names as the roll has them; `counted`, the fact that keeps how many hold the duty at all.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from engine import errors
from engine.case.access import permit
from engine.case.flow import pool
from engine.case.flow.step import Step
from engine.law.people import organisation
from engine.now import shanghai_date
from engine.process.bpmn import Element
from engine.process.forms import Form
from engine.store import standing

PERSON, VERSION = "person", "law_version"


def persons(engine, conn, case: Mapping[str, Any], properties: Mapping[str, Any], at: datetime) -> list[dict[str, str]]:
    """The persons a field offers: those who may bear its duty in this case today.

    Args:
        case: `id`, `unit_id`, `item_code`. properties: of the field: `duty`, and `unit` as elements have it.
    """
    task = {"case_id": case["id"], "unit_id": _unit(engine, conn, case["unit_id"], properties), "duty": properties["duty"], "name": "",
            "item_code": case["item_code"]}
    return [{"label": one["name"], "value": str(one["id"])} for one in pool.listed(engine, conn, task, at) if one["barred"] is None]


def versions(rules, item_code: str | None) -> list[dict[str, str]]:
    """The versions of an item, the newest first, each with its article and the days on which it holds."""
    found = rules.item_versions.get(item_code or "", ())
    return [{"label": f"{one.penalty}（{one.in_force.isoformat()} 起{f'至 {one.until.isoformat()}' if one.until else ''}）",
             "value": one.version} for one in reversed(found)]


def check(step: Step, element: Element, form: Form, data: Mapping[str, Any]) -> None:
    """Refuses a choice that is none: whoever has been the case's investigator is no host, a version that never was is no law.

    Raises:
        errors.FormInvalid.
    """
    wrong: dict[str, list[str]] = {}
    for one in form.fields:
        value = data.get(one.key)
        if value in (None, "", []):
            continue
        if one.kind == PERSON and isinstance(value, list):
            wrong |= {one.key: why for why in [_unfit_among(step, element, one.properties, value)] if why}
        elif one.kind == PERSON and (why := _unfit(step, element, one.properties, str(value))):
            wrong[one.key] = [why]
        elif one.kind == VERSION and value not in {v["value"] for v in versions(step.engine.rules_for(step.conn),
                data.get("item_code") or step.data.get("item_code"))}:
            wrong[one.key] = ["本事项没有这个版本，请从所列版本中选择"]
    if wrong:
        raise errors.FormInvalid(wrong)


def _unfit_among(step: Step, element: Element, properties: Mapping[str, Any], values: list[str]) -> list[str]:
    """Why some of those named cannot be; nobody votes for another, so that substitutes do not count."""
    duty, unit_id = properties["duty"], _unit(step.engine, step.conn, step.held.case["unit_id"], properties)
    task = {"case_id": step.case_id, "unit_id": unit_id, "duty": duty, "name": element.name, "item_code": step.data.get("item_code")}
    own = [one for one in standing.pools(step.conn, [(unit_id, duty)], step.act.at)[unit_id, duty] if one.principal is None]
    judged = permit.judged_pool(step.engine, own, step.standing.past, task, shanghai_date(step.act.at))
    found = {str(one.person.id): (one.person.name, verdict.refusal) for one, verdict in judged}
    wrong = [found[v][1].detail if v in found else "有不在所列人员中的，列席人员请填写在列席一栏" for v in values if v not in found or found[v][1]]
    if not wrong:
        step.names |= {int(v): found[v][0] for v in values}
        step.bearing += [(int(v), duty) for v in values if properties.get("bears")]
        step.data |= {properties[k]: said for k, said in (("named", "、".join(found[v][0] for v in values)), ("counted", len(found))) if properties.get(k)}
    return list(dict.fromkeys(wrong))


def _unfit(step: Step, element: Element, properties: Mapping[str, Any], value: str) -> str | None:
    """Why a person cannot be named; their name is kept for the paper otherwise."""
    on, duty = shanghai_date(step.act.at), properties["duty"]
    unit_id = _unit(step.engine, step.conn, step.held.case["unit_id"], properties)
    task = {"case_id": step.case_id, "unit_id": unit_id, "duty": duty, "name": element.name, "item_code": step.data.get("item_code")}
    holders = standing.pools(step.conn, [(unit_id, duty)], step.act.at)[unit_id, duty]
    mine = [one for one in holders if str(one.person.id) == value]
    if not mine:
        return "请从所列人员中选择"
    refused = [verdict.refusal for _, verdict in permit.judged_pool(step.engine, mine, step.standing.past, task, on)]
    if all(refused):
        return refused[0].detail
    step.names[mine[0].person.id] = mine[0].person.name
    return None


def _unit(engine, conn, unit_id: int, properties: Mapping[str, Any]) -> int:
    units = engine.units(conn)
    own = units[unit_id]
    if properties.get("unit") == "county":
        return own["superior_id"] or own["subject_id"]
    return organisation.desk_id(units, unit_id, properties["duty"])


def filled(engine, conn, components: Iterable[dict[str, Any]], case: Mapping[str, Any], at: datetime) -> None:
    """Fills in the choices of such fields in a form as it is drawn, those inside groups too."""
    for one in components:
        filled(engine, conn, one.get("components", ()), case, at)
        properties = one.get("properties") or {}
        if properties.get("kind") == PERSON:
            one |= {"type": one["type"] if one["type"] == "checklist" else "select", "values": persons(engine, conn, case, properties, at)}
        elif properties.get("kind") == VERSION:
            one |= {"type": "select", "values": versions(engine.rules_for(conn), case["item_code"])}
