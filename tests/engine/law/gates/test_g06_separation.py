from engine.law.gates.g06_separation import check
from engine.law.people.separation import Held
from tests.engine.law.gates.conftest import DUTIES
from tests.engine.law.gates.sound import swap


def test_a_handler_who_reviewed_stops_the_decision(case, only):
    found = only("decide", case(duties=(*DUTIES, Held("h1", "review"))), "G-06")
    assert "办理" in found.message and "法制审核" in found.message


def test_the_wall_stands_at_closing_too(case, only):
    only("close", case(duties=(*DUTIES, Held("d1", "serve"))), "G-06")


def test_who_made_the_record_is_a_handler_even_without_the_task(sound, only):
    records = swap(sound().dossier.records, "inquiry", officers=("h1", "h2", "m1"))
    facts = sound(dossier={"records": records}, duties=(*sound().duties, Held("m1", "hearing")))
    assert "听证主持" in only("decide", facts, "G-06").message


def test_a_handler_may_not_post_the_collectors_money(sound, only):
    payments = swap(sound().dossier.payments, 0, by="h1")
    assert "罚款收缴" in only("collect", sound(dossier={"payments": payments}), "G-06").message


def test_cash_on_the_spot_is_the_officers_to_take(sound):
    assert sound("on_spot").dossier.payments[0].by == "h1"
    assert check(sound("on_spot")) is None


def test_the_assessor_of_a_closed_file_has_not_handled_it(sound, only):
    only("dossier", sound(duties=(*sound().duties, Held("h2", "assess"))), "G-06")
