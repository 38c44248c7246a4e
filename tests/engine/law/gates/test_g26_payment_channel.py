import pytest

from engine.law.gates.g26_payment_channel import check
from tests.engine.law.gates.sound import day, swap


def cash(sound, **changes):
    """E1's 50 yuan in cash of 03-10, with changes."""
    return sound("on_spot", dossier={"payments": swap(sound("on_spot").dossier.payments, 0, **changes)})


def test_the_fine_of_an_ordinary_case_is_not_taken_in_cash(sound, only):
    payments = swap(sound().dossier.payments, 0, channel="cash", ground="small", by="c1")
    assert "普通程序的罚款不得当场收缴" in only("collect", sound(dossier={"payments": payments}), "G-26").message


@pytest.mark.parametrize("changes, said", [
    ({"ground": ""}, "没有写明法定情形"), ({"receipt_no": " "}, "专用票据"), ({"channel": "wechat"}, "不是经由代收机构"),
    ({"fen": 100_01}, "超过可以当场收缴的 100 元"),
])
def test_cash_needs_a_lawful_ground_an_amount_and_a_receipt(sound, changes, said):
    found = check(cash(sound, **changes))
    assert found.severity == "blocks" and said in found.message


def test_the_fine_counts_not_the_part_of_it_paid(sound):
    # 第六十八条第一项: 一百元以下罚款; half of 150 yuan is not a fine of 75.
    facts = cash(sound, fen=75_00)
    assert check(sound("on_spot", data={"penalty_fen": 150_00}, dossier={"payments": facts.dossier.payments})) is not None
    assert check(cash(sound, fen=100_00)) is None


def test_what_is_hard_to_enforce_later_may_be_more(sound):
    payments = cash(sound, fen=200_00, ground="hard_to_enforce").dossier.payments
    assert check(sound("on_spot", data={"penalty_fen": 200_00}, dossier={"payments": payments})) is None


def test_in_a_remote_place_an_ordinary_fine_may_be_taken_too(sound):
    # 第六十九条 names 第五十一条 and 第五十七条.
    payments = swap(sound().dossier.payments, 0, channel="cash", ground="remote", handed_in_on=day("05-21"),
                    deposited_on=day("05-22"))
    assert check(sound(dossier={"payments": payments})) is None


# Taken on Tue 03-10: into the agency by 03-12; from there into the bank by 03-16 (13, 16).
@pytest.mark.parametrize("handed_in, deposited, enough", [
    ("03-12", "03-16", True), ("03-13", "03-13", False), ("03-12", "03-17", False),
])
def test_cash_is_handed_on_within_two_working_days_each(sound, handed_in, deposited, enough):
    found = check(cash(sound, handed_in_on=day(handed_in), deposited_on=day(deposited)))
    assert (found is None) is enough and (enough or found.severity == "deducts")


def test_cash_never_handed_on_stops_the_closing(sound, only):
    payments = swap(sound("on_spot").dossier.payments, 0, handed_in_on=None, deposited_on=None)
    found = only("close", sound("on_spot", dossier={"payments": payments}), "G-26")
    assert found.severity == "blocks" and "至今没有缴付" in found.message


def test_the_collectors_money_is_always_welcome(sound, case):
    assert check(sound()) is None and check(sound("hearing")) is None and check(case()) is None
