def test_a_fine_at_the_threshold_needs_the_offer(case, only):
    facts = case(item="LJ-002", data={"penalty_fen": 5000_00}, met={"notice": {"at": "2026-05-08T06:00:00+00:00", "penalty_fen": 5000_00}})
    assert "5,000 元" in only("submit_review", facts, "G-35").message


def test_below_it_the_offer_is_free(case):
    from engine.law.gates.g35_hearing_offered import check
    assert check(case(data={"penalty_fen": 4999_99})) is None
    assert check(case(data={"penalty_fen": 300_00, "hearing_offered": True})) is None


def test_an_organisation_has_its_own_threshold(case):
    from engine.law.gates.g35_hearing_offered import check
    assert check(case(data={"party_type": "organisation", "penalty_fen": 49_999_00})) is None
    assert check(case(data={"party_type": "organisation", "penalty_fen": 50_000_00})) is not None
