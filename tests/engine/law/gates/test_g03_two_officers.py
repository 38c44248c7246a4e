from engine.law.separation import Held


def test_one_officer_is_not_enough(case, only):
    only("file", case(duties=(Held("h1", "handle"), Held("d1", "decide"))), "G-03")


def test_the_same_officer_twice_is_one(case, only):
    only("file", case(duties=(Held("h1", "handle"), Held("h1", "handle"))), "G-03")


def test_an_officer_without_certificate_on_the_day_does_not_count(case, only):
    only("file", case(duties=(Held("h1", "handle"), Held("h2", "handle", qualified=False))), "G-03")
