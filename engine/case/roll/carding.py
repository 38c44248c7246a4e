"""Certificates 行政执法证 and licences as they are entered and ended; shared by the form, the file and the periodic clean-out."""
from __future__ import annotations

from datetime import date
from typing import Any, Mapping

from engine.law.people import certificates
from engine.law.people.certificates import Policy
from engine.store import staff
from engine.store.act import Act

ARTICLE = "行政处罚法第四十二条第一款"


def policy(rules: Any, on: date) -> Policy:
    """What the county asks on a day before a certificate is entered or renewed (processes/law/staffing.toml)."""
    def number(code: str) -> int:
        bound = rules.limit(code, on)
        return bound.value if bound else 0
    warn = rules.limit("certificate_warning", on)
    return Policy(number("exam_valid_days"), number("training_hours"), number("certificate_years"), warn.days if warn else ())


def fault(rules, conn, person: Mapping[str, Any], kind: str, valid_from: date, valid_until: date, on: date, *, renewal: bool = False) -> str:
    """Why a person may not be given a certificate or licence on `on`, in Chinese; empty when they may."""
    asked = policy(rules, on)
    if why := certificates.may_hold(person["kind"], kind):
        return why
    if not person["active"]:
        return f"{person['name']}已离岗"
    if why := certificates.term_fault(kind, valid_from, valid_until, asked):
        return why
    if kind != certificates.CERTIFICATE:
        return ""
    rows = staff.trained(staff.trainings(conn, [person["id"]]).get(person["id"], ()))
    # A certificate that was given earlier waited for the examination of that time.
    lacking = certificates.untrained(rows, min(valid_from, on), asked, renewal=renewal)
    return f"{'；'.join(lacking)}，不能{'换证' if renewal else '登记行政执法证'}" if lacking else ""


def enter(act: Act, person: Mapping[str, Any], kind: str, number: str, scope: str, valid_from: date, valid_until: date, on: date, *, document: str = "") -> int:
    """Enters a certificate or licence; returns its id."""
    card_id = staff.add_card(act.conn, person_id=person["id"], kind=kind, number=number, scope=scope, valid_from=valid_from, valid_until=valid_until, suspended=False)
    note(act, card_id, person["id"], "entered", on, "", document, valid_until)
    return card_id


def withdraw(act: Act, card: Mapping[str, Any], on: date, reason: str, document: str = "") -> int:
    """Takes a certificate back for good; returns its version."""
    version = staff.change_card(act.conn, card, suspended=True, withdrawn_on=on)
    note(act, card["id"], card["person_id"], "withdrawn", on, reason, document, card["valid_until"])
    return version


def suspend(act: Act, card: Mapping[str, Any], on: date, reason: str, document: str = "") -> int:
    """Suspends a certificate until it is reinstated; returns its version."""
    version = staff.change_card(act.conn, card, suspended=True)
    note(act, card["id"], card["person_id"], "suspended", on, reason, document, card["valid_until"])
    return version


def note(act: Act, card_id: int, holder: int, kind: str, on: date, reason: str, document: str, valid_until: date) -> None:
    """Keeps what happened to a certificate, with its event; the reason stays out of the chain."""
    staff.note_card(act.conn, qualification_id=card_id, kind=kind, on=on, reason=reason, document=document, valid_until=valid_until, at=act.at,
                    made_by=act.person_id)
    staff.end_sessions(act.conn, holder)
    act.record(f"qualification.{kind}", qualification_id=card_id, bearer=holder, on=on.isoformat(), valid_until=valid_until.isoformat())
