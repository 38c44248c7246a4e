"""C-58: for all money received the file holds the receipt 财政票据, each with its own number."""
from __future__ import annotations

from collections import Counter
from typing import Iterator

from engine.law.facts import Defect, Facts, Finding, yuan
from engine.law.file.dossier import PAYMENT_CHANNELS

ID = "C-58"
DEFECTS = ("receipt", "twice")

#: form fields for money received → those for its receipt
_FORMS = {"paid_fen": ("receipt_no", "cash_receipt_no", "bank_slip_no"), "cash_fen": ("cash_receipt_no", "receipt_no")}


def check(facts: Facts) -> Finding | None:
    """What the payments in the file say; where none are kept, what the forms say."""
    return facts.defective(ID, _defects(facts), "请将财政部门统一制发的罚没票据存根或者缴款凭证归入案卷，并核对票号。")


def _defects(facts: Facts) -> Iterator[Defect]:
    payments = facts.dossier.payments
    for one in payments:
        if not one.receipt_no.strip():
            yield Defect("receipt", f"{one.on.isoformat()} {PAYMENT_CHANNELS.get(one.channel, '')} {yuan(one.fen)}没有票据号")
    for number, times in Counter(one.receipt_no.strip() for one in payments if one.receipt_no.strip()).items():
        if times > 1:
            yield Defect("twice", f"票据号 {number} 用于 {times} 笔缴款")
    for key, receipts in _FORMS.items():
        fen = facts.data.get(key)
        if not payments and isinstance(fen, int) and fen > 0 and not any(facts.data.get(r) for r in receipts):
            yield Defect("receipt", f"已登记缴款 {yuan(fen)}，没有票据号")
