from engine.law.people.recusal import Seat, seat

TOWN, COUNTY = 2, 1


def test_the_head_of_the_unit_decides():
    assert seat({(TOWN, "handle")}, [TOWN, COUNTY]) == Seat(TOWN)


def test_the_heads_own_recusal_is_decided_by_the_unit_above():
    assert seat({(TOWN, "decide")}, [TOWN, COUNTY]) == Seat(COUNTY, True)


def test_of_a_head_everywhere_it_is_decided_at_the_highest_unit():
    assert seat({(TOWN, "decide"), (COUNTY, "decide")}, [TOWN, COUNTY]) == Seat(COUNTY, True)


def test_no_head_below_decides_on_one_above():
    assert seat({(COUNTY, "decide")}, [TOWN, COUNTY, 0]) == Seat(0, True)
