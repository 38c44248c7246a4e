from engine.law.separation import Held
from tests.engine.law.gates.conftest import DUTIES


def test_a_handler_who_reviewed_stops_the_decision(case, only):
    found = only("decide", case(duties=(*DUTIES, Held("h1", "review"))), "G-06")
    assert "办理" in found.message and "法制审核" in found.message


def test_the_wall_stands_at_closing_too(case, only):
    only("close", case(duties=(*DUTIES, Held("d1", "serve"))), "G-06")
