"""The roll of persons 人员名册: entering one natural person once, giving posts, letting somebody go; shared by form and file."""
from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, Mapping

from engine.case.flow import pooling
from engine.case.flow.step import begin
from engine.case.roll import keeping
from engine.law.people import certificates, identity_number, organisation, staffing
from engine.law.people.eligibility import PERSON_KINDS
from engine.store import cases, staff, standing, units
from engine.store.act import Act

CODE = re.compile(r"[0-9A-Za-z_]{1,64}\Z")
#: what the keyed hash of an identity number is for: the same number gives another hash elsewhere
PURPOSE = "identity"


def identity_fault(engine, conn, actor: Any, number: str, on: date, *, own: int | None = None) -> str:
    """Why a number of the identity card cannot be taken, in Chinese; empty when it can.

    Somebody of another county is not named: that they exist there is no more than what must be said.
    Args:
        number: as typed. own: the person it is entered for, where they are on the roll.
    """
    plain = identity_number.plain(number)
    if why := identity_number.fault(plain, on):
        return f"公民身份号码{why}"
    for mark in engine.cipher.marks(plain, PURPOSE):
        same = staff.with_identity(conn, mark)
        if same is not None and same["id"] != own:
            known = keeping.county(actor) in (None, same["county_id"])
            return f"同一公民身份号码已登记为 {same['name']}（{same['code']}），一人只登记一次" if known else "同一公民身份号码已在其他县登记，一人只登记一次"
    return ""


def identity_of(engine, number: str) -> str:
    """The keyed hash that is kept in place of the number."""
    return engine.cipher.marks(identity_number.plain(number), PURPOSE)[0]


def post_fault(conn, person: Mapping[str, Any], unit: Mapping[str, Any], duty: str, from_on: date, until_on: date | None) -> str:
    """Why a person may not be given a post, in Chinese; empty when they may."""
    if why := staffing.may_bear(person["kind"], duty):
        return why
    if not person["active"]:
        return f"{person['name']}已离岗"
    if staff.is_administrator(conn, person["id"]):
        return "系统、安全、审计管理员不得担任办案岗位（管理员与业务人员分离）"
    if until_on is not None and until_on < from_on:
        return "止日早于起日"
    if not organisation.in_being(unit, max(from_on, unit["from_on"] or from_on)) or (unit["until_on"] and unit["until_on"] < from_on):
        return f"{unit['name']}在该日不存续"
    if unit["kind"] == "pool" and duty != staffing.REVIEW:
        return "共享审核人员池只设法制审核岗位"
    if unit["kind"] in ("team", "station") and duty not in organisation.FIELD_DUTIES:
        return f"{organisation.KINDS[unit['kind']].name}不设这一岗位，应设在其所属机关"
    return ""


def kind_fault(conn, person: Mapping[str, Any], kind: str, on: date) -> str:
    """Why a person may not become of another kind: an officer's post or certificate still stands."""
    if kind not in PERSON_KINDS:
        return "没有这一人员类别"
    held = [p for p in staff.posts(conn, person_id=person["id"]) if (p["until_on"] is None or p["until_on"] >= on) and staffing.may_bear(kind, p["duty"])]
    if held:
        return f"仍担任 {'、'.join(sorted({p['unit_name'] for p in held}))} 的岗位，{staffing.NAMES[kind]}不能担任；请先由安全管理员终止岗位"
    if any(c["withdrawn_on"] is None and certificates.may_hold(kind, c["kind"]) for c in staff.cards(conn, None, person_id=person["id"])):
        return "仍持有行政执法证；请先由安全管理员收回"
    return ""


def let_go(engine, act: Act, person: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Ends whatever somebody is and may here: posts, answering for grids, accounts, sessions, tokens; tasks in hand go back to the pool.

    Args:
        on: the first day on which they are no longer here.
    Returns:
        How many of each, and the new version.
    """
    version, last = staff.change(act.conn, person, active=False, left_on=on), on - timedelta(days=1)
    ended = {"posts": staff.end_posts(act.conn, last, person_id=person["id"]), "grids": units.end_assignment(act.conn, last, person_id=person["id"]),
             **staff.shut_out(act.conn, person["id"], act.at)}
    released = 0
    for case_id in staff.cases_in_hand(act.conn, person["id"]):
        step = begin(engine, act, cases.lock(act.conn, case_id), standing.read(act.conn, case_id, None))
        for row in staff.tasks_in_hand(act.conn, person["id"], case_id):
            pooling.release_of(step, row)
            released += 1
    return {**ended, "tasks": released, "version": version}
