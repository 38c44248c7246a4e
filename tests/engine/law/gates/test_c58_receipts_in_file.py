from dataclasses import replace

from engine.law.file.dossier import Dossier
from engine.law.gates.c58_receipts_in_file import check


def test_money_with_its_receipts_passes(sound):
    assert check(sound()) is None and check(sound("on_spot")) is None and check(sound("hearing")) is None


def test_money_without_a_receipt_is_found(sound):
    payments = (replace(sound().dossier.payments[0], receipt_no=""),)
    found = check(sound(dossier={"payments": payments}))
    assert "300 元" in found.message and "票据号" in found.message


def test_one_instalment_without_a_receipt_is_enough(sound, only):
    first, *rest = sound("hearing").dossier.payments
    only("dossier", sound("hearing", dossier={"payments": (replace(first, receipt_no=" "), *rest)}), "C-58")


def test_one_number_for_two_payments_is_found(sound, only):
    first, second, *rest = sound("hearing").dossier.payments
    payments = (first, replace(second, receipt_no=first.receipt_no), *rest)
    assert first.receipt_no in only("dossier", sound("hearing", dossier={"payments": payments}), "C-58").message


def test_the_forms_are_read_where_no_payments_are_kept(sound):
    assert check(replace(sound(without=("receipt_no",)), dossier=Dossier())) is not None
    assert check(replace(sound(), dossier=Dossier())) is None


def test_nothing_paid_nothing_to_receipt(sound):
    assert check(sound("court")) is None and check(replace(sound(), dossier=Dossier(), data={})) is None
