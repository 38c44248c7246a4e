"""G-26: money comes in through the collector 代收机构; cash only where the law allows it, with a receipt, and handed on in time."""
from __future__ import annotations

from datetime import date
from typing import Iterator

from engine.law.facts import Facts, Finding, yuan
from engine.law.file.dossier import Payment
from engine.law.time.milestones import last_day, on_the_spot

ID = "G-26"
#: why cash is lawful → whether only an on-the-spot decision allows it (第六十八条; 第六十九条 speaks of both procedures)
GROUNDS = {"small": True, "hard_to_enforce": True, "remote": False}


def check(facts: Facts) -> Finding | None:
    """The amount that counts is the fine, not the coin put down (第六十八条第一项)."""
    for payment in facts.dossier.payments:
        if payment.channel == "collector":
            continue
        why = _unlawful(facts, payment)
        if why:
            return facts.finding(ID, why, "请退还当事人，由当事人到代收机构缴纳；确属法定情形的，补记情形和票据号。")
    late = [said for payment in facts.dossier.payments if payment.channel == "cash" for said in _late(facts, payment)]
    still_owed = next((why for why, done in late if done is None), None)
    if not late:
        return None
    return facts.finding(ID, still_owed or late[0][0], "请立即缴付，并说明迟延的原因。", past=still_owed is None)


def _unlawful(facts: Facts, payment: Payment) -> str | None:
    if payment.channel != "cash":
        return f"{yuan(payment.fen)}的缴款不是经由代收机构，也不是当场收缴。"
    if payment.ground not in GROUNDS:
        return f"当场收缴 {yuan(payment.fen)}，没有写明法定情形。"
    if GROUNDS[payment.ground] and not on_the_spot(facts):
        return f"普通程序的罚款不得当场收缴 {yuan(payment.fen)}：只有当场处罚决定适用该情形。"
    limit = facts.rules.limit("cash_small", payment.on)
    if payment.ground == "small" and limit and max(facts.fine_fen, payment.fen) > limit.value:
        return f"罚款 {yuan(max(facts.fine_fen, payment.fen))}，超过可以当场收缴的 {yuan(limit.value)}（{limit.basis}）。"
    if not payment.receipt_no.strip():
        return f"当场收缴 {yuan(payment.fen)}，没有出具财政部门统一制发的专用票据；当事人有权拒绝缴纳。"
    return None


def _late(facts: Facts, payment: Payment) -> Iterator[tuple[str, date | None]]:
    due = last_day(facts, "hand_in_cash", payment.on)
    if due is not None and (payment.handed_in_on or facts.on) > due:
        yield f"当场收缴的罚款应于 {due.isoformat()} 前交至行政机关，{_said(payment.handed_in_on)}", payment.handed_in_on
    if payment.handed_in_on is None:
        return
    due = last_day(facts, "bank_deposit", payment.handed_in_on)
    if due is not None and (payment.deposited_on or facts.on) > due:
        yield f"罚款应于 {due.isoformat()} 前缴付银行，{_said(payment.deposited_on)}", payment.deposited_on


def _said(on: date | None) -> str:
    return f"{on.isoformat()} 才缴付。" if on else "至今没有缴付。"
