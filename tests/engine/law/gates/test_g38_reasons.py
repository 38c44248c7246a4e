def test_a_fine_without_reasons_costs_points(case, only):
    assert only("decide", case(data={"discretion_reason": " "}), "G-38").severity == "deducts"
