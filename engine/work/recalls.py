"""Powers taken back 收回 and what becomes of open cases: the recall, the cases it concerns, and handing one over to the successor."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any, Mapping

from engine import errors
from engine.case import desk, facts
from engine.case.access import county, fresh
from engine.case.file.entry import FIRST_YEAR, Entry
from engine.case.flow import pooling
from engine.case.flow.step import Step, take
from engine.law.facts import as_day
from engine.law.power.published import against_recall
from engine.law.power.succession import OPEN_CASES, Recall, carrier
from engine.now import shanghai_date
from engine.store import cases, powers
from engine.store.act import RequestKey

ARTICLE = "行政处罚法第十七条、第二十四条"
STATES = {"prepared": "待他人确认", "confirmed": "已生效", "dropped": "已撤销"}
#: posts at the case's own unit, and at the one above it, that send a case to the successor
_HERE, _ABOVE = ("dispatch", "decide"), ("decide", "supervise")


def propose(engine, actor, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Enters a recall; it holds once a second person confirms it.

    Args:
        given: `unit`, `items` (everything when empty: the unit is abolished), `on`, `instrument`, `open_cases` (of OPEN_CASES),
            `successor`, `finish_by`.
    Returns:
        as `listed`.
    Raises:
        errors.FormInvalid, errors.NeedsUnmet: every objection. errors.Forbidden, errors.NotFound.
    """
    with engine.store.act(actor, at, key) as act:
        answer = act.earlier()
        if answer is not None:
            return answer
        desk.may_prepare(engine, act.conn, actor)
        recall = _read(given, at)
        unit_id = county.unit(act.conn, actor, recall.unit_code)["id"]
        if found := against_recall(recall, engine.rules_for(act.conn)):
            raise errors.NeedsUnmet("；".join(found) + "。", article=ARTICLE, next="请更正后重新登记。", problems=found)
        recall_id = powers.add_recall(act.conn, unit_id, recall, at, act.person_id)
        act.record("power_recall.proposed", recall_id=recall_id, unit=recall.unit_code, on=recall.on.isoformat(), items=list(recall.items),
                   successor=recall.successor, open_cases=recall.open_cases)
        return act.done(_one(engine, act.conn, recall_id))


def confirm(engine, actor, recall_id: int, *, agree: bool = True, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Puts a recall in force, in every process at once, or drops it.

    Args:
        actor: the county's leader or design post, never the natural person who entered it.
    Returns:
        as `listed`, with the open `cases` it concerns: `{"id", "number", "item_code", "filed_on"}` each.
    Raises:
        errors.WrongState: it was decided already. errors.Forbidden, errors.NotFound, errors.NeedsUnmet.
    """
    with engine.store.act(actor, at, key) as act:
        row = powers.lock_recall(act.conn, recall_id)
        if row is None or not county.holds(act.conn, actor, row["unit_id"]):
            raise errors.NotFound("没有找到这项收回登记。")
        answer = act.earlier()
        if answer is not None:
            return answer
        if row["state"] != "prepared":
            raise errors.WrongState(f"这项收回{STATES[row['state']]}。")
        desk.may_publish(engine, act.conn, actor, {row["made_by"]}, "确认收回")
        fresh.asked(engine, actor, "确认收回权力事项", at)
        recall = powers.recall_of(engine.unit(act.conn, row["unit_id"])["code"], row["value"])
        if agree and (found := against_recall(recall, engine.rules_for(act.conn))):
            raise errors.NeedsUnmet("；".join(found) + "。", article=ARTICLE, next="请撤销后重新登记。", problems=found)
        powers.decide_recall(act.conn, recall_id, "confirmed" if agree else "dropped", at, act.person_id)
        act.record("power_recall.confirmed" if agree else "power_recall.dropped", recall_id=recall_id, unit=recall.unit_code,
                   on=recall.on.isoformat())
        return act.done({**_one(engine, act.conn, recall_id), "cases": cases.open_of(act.conn, row["unit_id"], recall.items)})


def listed(engine, actor, unit: str | None = None) -> list[dict[str, Any]]:
    """The recalls entered here and those that came with the product (no `id`), the latest first.

    Returns:
        `{"id", "unit", "items", "on", "instrument", "open_cases", "open_cases_name", "successor", "finish_by", "state", "state_name", "made_by_name", "made_at",
        "confirmed_by_name", "confirmed_at"}` each.
    """
    with engine.store.read() as conn:
        known = county.units(conn, actor)
        unit_id = county.unit(conn, actor, unit)["id"] if unit else None
        rows = [_shown(powers.recall_of(r["unit_code"], r["value"]), r) for r in powers.recalls(conn, unit_id)]
    rows += [_shown(r, None) for r in engine.rules.recalls if unit in (None, r.unit_code)]
    return sorted((r for r in rows if r["unit"] in known), key=lambda r: r["on"], reverse=True)


def hand_over(engine, actor, case_id: int, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Hands an open case over to the unit that carries it on since its power was taken back (行政处罚法第二十四条).

    Clocks run on. Open tasks go back to the pool of the unit they now belong to; a signature that waited for a second one is given
    anew there, what was filled in stays as a draft. Papers bear the successor's name from now on; the unit that filed the case goes on reading it.

    Args:
        actor: who dispatches or decides at the case's unit, or decides or supervises above it.
    Returns:
        `{"case_id", "from", "to", "version", "tasks"}`: unit codes, and how many tasks moved.
    Raises:
        errors.WrongState: nothing was taken back, or the successor does not work here. errors.Forbidden, errors.NotFound, errors.CaseClosed.
    """
    with engine.store.act(actor, at, key) as act:
        step = take(engine, act, case_id)
        answer = act.earlier()
        if answer is not None:
            return answer
        _may_hand_over(engine, step, actor)
        here, there = engine.unit(act.conn, step.held.case["unit_id"]), _successor(engine, step)
        moved = pooling.hand_over(engine, step, here, there)
        return act.done({"case_id": case_id, "from": here["code"], "to": there["code"], "version": step.held.case["version"] + 1,
                         "tasks": moved})


def successor_of(engine, actor, case_id: int, *, at: datetime) -> dict[str, Any] | None:
    """The unit that should carry a case on, or None when it is where it belongs: `{"code", "name", "may"}`.

    `may` says whether this person can hand it over.
    """
    with engine.store.read() as conn:
        case = cases.see(conn, actor, case_id)
        code = _carrier(engine, conn, case, shanghai_date(at))
        here = engine.subject(conn, case["unit_id"])
        if code == here["code"] or case["status"] != "filed":
            return None
        agency = engine.rules_for(conn).agencies.get(code)
        return {"code": code, "name": agency.agency if agency else code, "may": _may(actor.posts, here)}


def _read(given: Mapping[str, Any], at: datetime) -> Recall:
    read = Entry(given, at)
    unit, instrument, open_cases = read.words("unit", 64), read.words("instrument", 200), read.choice("open_cases", OPEN_CASES)
    successor, items = read.words("successor", 64, needed=False) or None, given.get("items") or ()
    days = {"on": given.get("on"), "finish_by": given.get("finish_by")}
    for name, day in days.items():
        if day is not None and (not isinstance(day, date) or isinstance(day, datetime) or day.year < FIRST_YEAR):
            read.fault(name, "请核对日期")
    if days["on"] is None:
        read.fault("on", "请填写日期")
    if not isinstance(items, (list, tuple)) or any(not isinstance(one, str) for one in items):
        read.fault("items", "应为事项代码的列表")
    read.done()
    return Recall(unit, tuple(dict.fromkeys(items)), days["on"], instrument, open_cases, successor, days["finish_by"])


def _one(engine, conn, recall_id: int) -> dict[str, Any]:
    row = next(r for r in powers.recalls(conn) if r["id"] == recall_id)
    return _shown(powers.recall_of(row["unit_code"], row["value"]), row)


def _shown(recall: Recall, row: Mapping[str, Any] | None) -> dict[str, Any]:
    state = row["state"] if row else "confirmed"
    return {"id": row["id"] if row else None, "unit": recall.unit_code, "items": list(recall.items), "on": recall.on,
            "instrument": recall.instrument, "open_cases": recall.open_cases, "open_cases_name": OPEN_CASES[recall.open_cases],
            "successor": recall.successor, "finish_by": recall.finish_by, "state": state, "state_name": STATES[state],
            **{k: row[k] if row else None for k in ("made_by_name", "made_at", "confirmed_by_name", "confirmed_at")}}


def _may(posts, unit: Mapping[str, Any]) -> bool:
    return any((u in unit["seats"] and d in _HERE) or (u == (unit["superior_id"] or unit["id"]) and d in _ABOVE) for u, d in posts)


def _may_hand_over(engine, step: Step, actor) -> None:
    if not step.standing.active or not _may(step.standing.posts, engine.unit(step.conn, step.held.case["unit_id"])):
        raise errors.Forbidden("案件移交由承办单位的分派或者负责人岗位，或者上级单位的负责人、监督岗位办理。", article=ARTICLE,
                               next="请报承办单位负责人移交。", case_id=step.case_id)
    if actor.person_id in step.standing.recused:
        raise errors.NotEligible("您已在本案回避，不能移交本案。", article="行政处罚法第四十三条", next="请由其他人员移交。", case_id=step.case_id)
    if step.held.case["status"] in ("closed", "ended"):
        raise errors.CaseClosed("本案已经办结，不再移交。", case_id=step.case_id)


def _carrier(engine, conn, case: Mapping[str, Any], on: date) -> str:
    filed, code = as_day(case["filed_on"]), facts.filing_unit(engine, conn, case)
    if filed is None or not case["item_code"]:
        return engine.subject(conn, case["unit_id"])["code"]
    return carrier(engine.rules_for(conn).recalls, code, case["item_code"], filed, on).unit_code


def _successor(engine, step: Step) -> dict[str, Any]:
    case, code = step.held.case, _carrier(engine, step.conn, step.held.case, shanghai_date(step.act.at))
    if code == engine.subject(step.conn, case["unit_id"])["code"]:
        raise errors.WrongState("没有收回文书要求移交本案，仍由本单位办理。" if case["filed_on"] else "线索尚未立案，无权办理的按移送处理。",
                                article=ARTICLE, next="请继续办理。", case_id=step.case_id)
    try:
        return engine.unit(step.conn, engine.unit_by_code(step.conn, code))
    except errors.NotFound:
        agency = engine.rules_for(step.conn).agencies.get(code)
        raise errors.WrongState(f"接收单位{agency.agency if agency else code}不在本系统办案，不能在系统内移交。", article=ARTICLE,
                                next="请制作案件移送函，连同案卷材料书面移交。", case_id=step.case_id) from None
