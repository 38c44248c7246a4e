def test_a_requested_hearing_must_have_been_held(case, only):
    only("submit_review", case(data={"statement_outcome": "hearing_requested"}), "G-13")


def test_a_hearing_held_or_abandoned_opens_the_way(case):
    from engine.law.gates.g13_hearing_held import check
    for result in ("held", "abandoned"):
        assert check(case(data={"statement_outcome": "hearing_requested", "hearing_result": result})) is None
