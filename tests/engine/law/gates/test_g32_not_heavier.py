def test_no_heavier_fine_than_the_party_was_told(case, only):
    assert "300 元" in only("decide", case(data={"penalty_fen": 300_01}), "G-32").message


def test_a_lighter_fine_or_a_new_notice_passes(case):
    from engine.law.gates.g32_not_heavier import check
    assert check(case(data={"penalty_fen": 200_00})) is None
    assert check(case(data={"penalty_fen": 500_00}, met={"notice": {"at": "2026-05-09T01:00:00+00:00", "penalty_fen": 500_00}})) is None


def test_a_fine_after_a_warning_was_announced_is_heavier(case, only):
    only("decide", case(met={"notice": {"at": "2026-05-08T06:00:00+00:00", "penalty_fen": 0}}), "G-32")
