from engine.law.separation import Held
from tests.engine.law.gates.conftest import DUTIES


def test_a_review_without_the_licence_does_not_carry_a_decision(case, only):
    only("decide", case(duties=(*DUTIES, Held("r2", "review", qualified=False))), "G-07")
