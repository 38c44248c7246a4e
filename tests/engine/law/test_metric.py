from engine.law.metric import Metric, objection


def test_a_definition_is_read_from_plain_values():
    assert Metric.of({"name": "罚款", "sums": "penalty_fen", "group": ["unit"], "purpose": "treasury"}) == Metric(
        "罚款", ("penalty_fen",), ("unit",), "treasury")
    assert Metric.of({}) == Metric("未命名", (), ())


def test_by_person_there_is_no_lawful_purpose_by_unit_there_are_three():
    # 行政处罚法第七十四条第三款
    for purpose in ("treasury", "statistics", "disclosure", "appraisal", ""):
        assert objection(Metric("罚款", ("penalty_fen",), ("officer",), purpose))
    assert [p for p in ("treasury", "statistics", "disclosure", "appraisal", "ranking", "")
            if not objection(Metric("罚款", ("penalty_fen",), ("unit",), p))] == ["treasury", "statistics", "disclosure"]


def test_the_whole_county_and_other_measures_are_free():
    assert objection(Metric("罚款", ("penalty_fen",))) is None
    assert objection(Metric("办案数", ("cases",), ("officer",), "appraisal")) is None
