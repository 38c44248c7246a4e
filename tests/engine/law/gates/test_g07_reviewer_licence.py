from dataclasses import replace
from datetime import date

from engine.law.gates.g07_reviewer_licence import check
from engine.law.people.separation import Held
from tests.engine.law.gates.conftest import DUTIES
from tests.engine.law.gates.sound import PEOPLE


def test_a_review_without_the_licence_does_not_carry_a_decision(case, only):
    only("decide", case(duties=(*DUTIES, Held("r2", "review", qualified=False))), "G-07")


def test_the_licence_counts_as_it_was_on_the_day_of_the_review(sound, only):
    # Reviewed on 05-13.
    def licensed_from(day: date):
        licence = replace(PEOPLE["r1"].qualifications[0], valid_from=day)
        return sound(dossier={"people": {**PEOPLE, "r1": replace(PEOPLE["r1"], qualifications=(licence,))}})
    assert "起才有效" in only("decide", licensed_from(date(2026, 5, 14)), "G-07").message
    assert check(licensed_from(date(2026, 5, 13))) is None
