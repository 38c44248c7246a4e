"""Qualifications 执法资格: certificates and licences entered, renewed, suspended and taken back, and warnings before they expire."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Mapping

from engine import errors
from engine.case.file.entry import Entry
from engine.case.roll import carding, keeping
from engine.law.people import certificates
from engine.now import shanghai_date
from engine.store import staff
from engine.store.act import Act, RequestKey

KINDS = MappingProxyType(certificates.KINDS)
#: what may be done with a certificate that is there
ACTS = MappingProxyType({code: name for code, name in certificates.CHANGES.items() if code != "entered"})


def listed(engine, actor, *, on: date, unit: str | None = None, state: str | None = None) -> list[dict[str, Any]]:
    """Certificates and licences of this county that have not been taken back, the soonest to expire first.

    Args:
        unit: code. state: `warned` for those whose warning has come, `expired`, `suspended`; all without one.
    """
    keeping.need(actor, keeping.READ)
    with engine.store.read() as conn:
        unit_ids = [keeping.unit(engine, conn, actor, unit)["id"]] if unit else None
        rows = staff.cards(conn, keeping.county(actor), unit_ids=unit_ids, standing=True)
        days = carding.policy(engine.rules_for(conn), on).warn_days
    found = [_shown(r, on, days) for r in rows if r["active"]]
    wanted = {"warned": lambda c: c["warning"] is not None, "expired": lambda c: c["expired"], "suspended": lambda c: c["suspended"]}
    return [c for c in found if state is None or wanted[state](c)]


def warnings(engine, actor, *, on: date) -> dict[str, int]:
    """How many certificates have expired, and how many soon will: the numbers on the administrator's page."""
    with engine.store.read() as conn:
        days = carding.policy(engine.rules_for(conn), on).warn_days
        return staff.counts(conn, keeping.county(actor), on, max(days, default=0))


def remind(engine, *, at: datetime) -> int:
    """Records each warning that has come due, each exactly once; returns how many.

    The daily job calls it; two processes at once cannot both record: an effect happens once.
    """
    on = shanghai_date(at)
    with engine.store.act(None, at) as act:
        days = carding.policy(engine.rules_for(act.conn), on).warn_days
        rows = [c for c in staff.cards(act.conn, None, until=on + timedelta(days=max(days, default=0)), standing=True) if c["active"]]
        due = {f"certificate:{c['id']}:{c['valid_until']}:{left}": (c, left) for c in rows
               if (left := certificates.due_warning(c["valid_until"], on, days)) is not None}
        for effect in staff.told(act.conn, due):
            del due[effect]
        for effect, (one, left) in due.items():
            act.record("certificate.warned", effect=effect, qualification_id=one["id"], bearer=one["person_id"], days=left, valid_until=one["valid_until"].isoformat())
        if due:
            act.done()
    return len(due)


def enter(engine, actor, given: Mapping[str, Any], *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Enters a certificate or licence.

    Args:
        given: `person` (code), `kind`, `number`, `scope` (fields, divided by blanks; empty for all), `valid_from`, `valid_until` (left out
            for a licence without expiry), `document`.
    Returns:
        `{"id", "person", "version"}`.
    Raises:
        errors.FormInvalid: e.g. no passed examination, an auxiliary, a number entered before. errors.Forbidden: oneself.
    """
    keeping.grants(engine, actor, "登记证件", at)
    read, on = Entry(given, at), shanghai_date(at)
    kind, number, code = read.choice("kind", KINDS), read.words("number", 64), read.words("person", 64)
    scope, document = " ".join(read.words("scope", 255, needed=False).split()), read.words("document", 200, needed=False)
    first = keeping.day(read, "valid_from")
    last = keeping.day(read, "valid_until", needed=kind != certificates.LICENCE, otherwise=certificates.WITHOUT_EXPIRY)
    read.done()
    with engine.store.act(actor, at, key) as act:
        person = keeping.person(act.conn, actor, code)
        if (answer := act.earlier()) is not None:
            return answer
        keeping.not_own(actor, person["id"], "登记证件")
        if staff.cards(act.conn, None, number=number):
            read.fault("number", "这一证号已经登记")
        if why := carding.fault(engine.rules_for(act.conn), act.conn, person, kind, first, last, on):
            read.fault("person", why)
        read.done()
        card_id = carding.enter(act, person, kind, number, scope, first, last, on, document=document)
        return act.done({"id": card_id, "person": code, "version": 1})


def take(engine, actor, card_id: int, given: Mapping[str, Any], *, at: datetime, version: int | None = None, key: RequestKey | None = None) -> dict[str, Any]:
    """Renews, suspends, reinstates or takes back a certificate.

    Args:
        given: `action` of ACTS, `reason` (not for a renewal), `document`, and for a renewal `valid_from`, `valid_until`, if it has another
            one `number`, and `scope`.
    Returns:
        `{"id", "person", "version"}`.
    Raises:
        errors.WrongState: e.g. it was taken back already. errors.FormInvalid: e.g. a renewal without examination and hours.
        errors.Forbidden: one's own. errors.StaleVersion, errors.NotFound.
    """
    keeping.grants(engine, actor, "办理证件", at)
    read, on = Entry(given, at), shanghai_date(at)
    action, document = read.choice("action", ACTS), read.words("document", 200, needed=False)
    reason = read.words("reason", 200, needed=action != "renewed")
    read.done()
    with engine.store.act(actor, at, key) as act:
        card = staff.card(act.conn, keeping.county(actor), card_id)
        if card is None:
            raise errors.NotFound("没有找到这份证件。")
        if (answer := act.earlier()) is not None:
            return answer
        keeping.not_own(actor, card["person_id"], f"办理证件{ACTS[action]}")
        keeping.stale(card, version, "证件信息")
        _fits(card, action)
        fresh = _STEPS[action](engine, act, card, read, on, reason, document)
        return act.done({"id": card_id, "person": card["person_code"], "version": fresh})


def _fits(card: Mapping[str, Any], action: str) -> None:
    title = f"{KINDS.get(card['kind'], card['kind'])}（{card['number']}）"
    if card["withdrawn_on"] is not None:
        raise errors.WrongState(f"{title}已于 {card['withdrawn_on']} 收回注销。", next="符合条件的，请重新登记。")
    if action == "suspended" and card["suspended"]:
        raise errors.WrongState(f"{title}已经暂扣。")
    if action in ("reinstated", "renewed") and card["suspended"] != (action == "reinstated"):
        raise errors.WrongState(f"{title}没有暂扣，不需要恢复。" if action == "reinstated" else f"{title}暂扣期间不能换证。", next="请先办理恢复。" if action == "renewed" else None)


def _suspend(engine, act: Act, card, read: Entry, on: date, reason: str, document: str) -> int:
    return carding.suspend(act, card, on, reason, document)


def _withdraw(engine, act: Act, card, read: Entry, on: date, reason: str, document: str) -> int:
    return carding.withdraw(act, card, on, reason, document)


def _reinstate(engine, act: Act, card, read: Entry, on: date, reason: str, document: str) -> int:
    if why := certificates.may_hold(card["person_kind"], card["kind"]) or ("" if card["active"] else f"{card['person_name']}已离岗"):
        raise errors.FormInvalid({"action": [why]})
    version = staff.change_card(act.conn, card, suspended=False)
    carding.note(act, card["id"], card["person_id"], "reinstated", on, reason, document, card["valid_until"])
    return version


def _renew(engine, act: Act, card, read: Entry, on: date, reason: str, document: str) -> int:
    first = keeping.day(read, "valid_from")
    last = keeping.day(read, "valid_until")
    number = read.words("number", 64, needed=False) or card["number"]
    scope = " ".join(read.words("scope", 255, needed=False).split()) if "scope" in read.given else card["scope"]
    read.done()
    if number != card["number"] and staff.cards(act.conn, None, number=number):
        read.fault("number", "这一证号已经登记")
    if last <= card["valid_until"]:
        read.fault("valid_until", f"应晚于现有效期止日 {card['valid_until']}")
    person = {"id": card["person_id"], "name": card["person_name"], "kind": card["person_kind"], "active": card["active"]}
    if why := carding.fault(engine.rules_for(act.conn), act.conn, person, card["kind"], first, last, on, renewal=True):
        read.fault("action", why)
    read.done()
    version = staff.change_card(act.conn, card, valid_from=min(first, card["valid_from"]) if first <= card["valid_until"] else first, valid_until=last,
                                number=number, scope=scope)
    carding.note(act, card["id"], card["person_id"], "renewed", on, reason, document, last)
    return version


_STEPS = {"renewed": _renew, "suspended": _suspend, "reinstated": _reinstate, "withdrawn": _withdraw}


def _shown(card: Mapping[str, Any], on: date, days: tuple[int, ...]) -> dict[str, Any]:
    left = certificates.due_warning(card["valid_until"], on, days)
    return {**{k: card[k] for k in ("id", "kind", "number", "scope", "valid_from", "valid_until", "suspended", "person_code", "person_name", "unit_code", "unit_name",
                                    "version")}, "kind_name": KINDS.get(card["kind"], card["kind"]), "warning": left, "expired": card["valid_until"] < on,
            "days_left": (card["valid_until"] - on).days}
