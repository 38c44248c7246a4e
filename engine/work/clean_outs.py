"""Periodic clean-out 证件清理: a unit's certificates looked through on a day, what is found proposed, and applied by a second step."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any, Collection, Mapping

from engine import errors
from engine.case.roll import carding, keeping
from engine.law.people import certificates, staffing
from engine.now import shanghai_date
from engine.store import staff
from engine.store.act import Act, RequestKey

STATES = {"proposed": "待确认", "applied": "已执行", "dropped": "已撤销"}
ACTIONS = {"withdraw": "收回注销", "suspend": "暂扣"}


def propose(engine, actor, unit: str, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Looks through the certificates of a unit and of its teams today; keeps what should be taken back or suspended, and changes nothing.

    Returns:
        The clean-out, as `get`.
    Raises:
        errors.Forbidden: no security administrator. errors.NotFound: no such unit.
    """
    keeping.need(actor, keeping.GRANT)
    on = shanghai_date(at)
    with engine.store.act(actor, at, key) as act:
        if (answer := act.earlier()) is not None:
            return answer
        one = keeping.unit(engine, act.conn, actor, unit)
        found, looked = _findings(engine, act, one, on)
        clean_out_id = staff.add_clean_out(act.conn, unit_id=one["id"], on=on, value={"findings": found, "looked": looked}, state="proposed", at=at,
                                           made_by=act.person_id)
        act.record("clean_out.proposed", clean_out_id=clean_out_id, unit_id=one["id"], on=on.isoformat(), looked=looked, found=len(found))
        return act.done(_plain(_one(act.conn, actor, clean_out_id)))


def settle(engine, actor, clean_out_id: int, *, apply: bool, only: Collection[int] | None = None, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Applies what was proposed, or drops it.

    Args:
        only: ids of the certificates concerned; all that were proposed without.
    Returns:
        The clean-out, as `get`, with `applied`: how many certificates were taken back or suspended.
    Raises:
        errors.WrongState: it was settled already. errors.FormInvalid: a certificate that was not proposed. errors.Forbidden, errors.NotFound.
    """
    keeping.grants(engine, actor, "清理证件", at)
    with engine.store.act(actor, at, key) as act:
        row = _one(act.conn, actor, clean_out_id)
        if (answer := act.earlier()) is not None:
            return answer
        findings = row["findings"]
        if only is not None and set(only) - {f["qualification_id"] for f in findings}:
            raise errors.FormInvalid({"only": ["有不在清理建议中的证件"]})
        chosen = [f for f in findings if only is None or f["qualification_id"] in set(only)] if apply else []
        if not staff.settle_clean_out(act.conn, clean_out_id, "applied" if apply else "dropped", at, act.person_id):
            raise errors.WrongState("这次证件清理已经办结。", next="需要时请重新清理。")
        done = sum(_apply(act, actor, f) for f in chosen)
        act.record("clean_out.applied" if apply else "clean_out.dropped", clean_out_id=clean_out_id, applied=done)
        return act.done({**_plain(_one(act.conn, actor, clean_out_id)), "applied": done})


def listed(engine, actor) -> list[dict[str, Any]]:
    """The clean-outs of this county, the newest first."""
    keeping.need(actor, keeping.READ)
    with engine.store.read() as conn:
        return [_shown(row) for row in staff.clean_outs(conn, keeping.county(actor))]


def get(engine, actor, clean_out_id: int) -> dict[str, Any]:
    """One clean-out with what it found: `{"id", "unit", "on", "state", "looked", "findings": [...], …}`.

    Raises:
        errors.NotFound.
    """
    keeping.need(actor, keeping.READ)
    with engine.store.read() as conn:
        return _one(conn, actor, clean_out_id)


def _findings(engine, act: Act, unit: Mapping[str, Any], on: date) -> tuple[list[dict[str, Any]], int]:
    asked = carding.policy(engine.rules_for(act.conn), on)
    unit_ids = [u["id"] for u in engine.units(act.conn).values() if u["id"] == unit["id"] or (u["subject_id"] == unit["id"] and u["kind"] != "pool")]
    cards = staff.cards(act.conn, None, unit_ids=unit_ids, standing=True)
    people = {c["person_id"] for c in cards}
    trained = staff.trainings(act.conn, people)
    posted = {p for p in people if any(x["duty"] in (staffing.OFFICER, "hearing") for x in staff.posts(act.conn, person_id=p, on=on))}
    found = []
    for card in cards:
        why = certificates.grounds(active=card["active"], person_kind=card["person_kind"], kind=card["kind"], valid_until=card["valid_until"],
                                   on_post=card["person_id"] in posted, trained=staff.trained(trained.get(card["person_id"], ())), on=on, policy=asked)
        action = next((certificates.GROUNDS[code][1] for code in why), None)
        if action is not None and not (action == "suspend" and card["suspended"]):
            found.append({"qualification_id": card["id"], "person_id": card["person_id"], "person": card["person_code"], "number": card["number"],
                          "version": card["version"], "grounds": why, "action": action})
    return found, len(cards)


def _apply(act: Act, actor, finding: Mapping[str, Any]) -> int:
    card = staff.card(act.conn, None, finding["qualification_id"])
    if card is None or card["version"] != finding["version"] or card["withdrawn_on"] is not None:
        return 0  # somebody has dealt with it since
    keeping.not_own(actor, card["person_id"], "清理证件")
    reason = f"证件清理：{'；'.join(certificates.GROUNDS[code][0] for code in finding['grounds'])}"
    (carding.withdraw if finding["action"] == "withdraw" else carding.suspend)(act, card, shanghai_date(act.at), reason)
    return 1


def _one(conn, actor, clean_out_id: int) -> dict[str, Any]:
    rows = staff.clean_outs(conn, keeping.county(actor), clean_out_id=clean_out_id)
    if not rows:
        raise errors.NotFound("没有找到这次证件清理。")
    shown = _shown(rows[0])
    names = {c["id"]: c for c in staff.cards(conn, None, unit_ids=None)} if shown["findings"] else {}
    for one in shown["findings"]:
        card = names.get(one["qualification_id"])
        one |= {"person_name": card["person_name"] if card else "", "kind_name": certificates.KINDS.get(card["kind"], "") if card else "",
                "action_name": ACTIONS[one["action"]], "reasons": [certificates.GROUNDS[code][0] for code in one["grounds"]]}
    return shown


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**{k: row[k] for k in ("id", "unit_name", "on", "state", "at", "made_by_name", "settled_at", "settled_by_name")}, "unit": row["unit_code"],
            "state_name": STATES[row["state"]], "looked": row["value"]["looked"], "found": len(row["value"]["findings"]),
            "findings": [dict(one) for one in row["value"]["findings"]]}


def _plain(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept as the answer to a repeated request; the days as text both times."""
    return {k: v.isoformat() if isinstance(v, (date, datetime)) else v for k, v in shown.items()}
