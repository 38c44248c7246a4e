import pytest

from engine.law.gates.g34_age_and_capacity import check


def person(case, **data):
    return case(data={"party_type": "citizen", **data})


def test_a_child_under_fourteen_is_not_punished(case, only):
    # 13 years at the act (2026-04-27).
    found = only("decide", person(case, party_birth_on="2013-03-01"), "G-34")
    assert "不满十四周岁" in found.message and "监护人" in found.message and "第三十条" in found.message


def test_the_identity_number_tells_the_age_when_the_form_does_not(case):
    assert check(person(case, party_id="330000201303010000"))
    assert check(person(case, party_id="330000198001010000")) is None
    assert check(person(case, party_id="330000201303010000", party_birth_on="1980-01-01")) is None


@pytest.mark.parametrize("lighter, passes", [({}, False), ({"discretion_tier": "general"}, False), ({"discretion_tier": "light"}, True),
                                             ({"mitigated": True}, True)])
def test_a_youth_is_punished_more_lightly(case, lighter, passes):
    assert (check(person(case, party_birth_on="2010-03-01", **lighter)) is None) is passes


def test_who_could_not_control_the_act_is_not_punished(case, only):
    assert "第三十一条" in only("decide", person(case, party_incapacity=True), "G-34").message


@pytest.mark.parametrize("ground, supported", [("under_14", {"party_birth_on": "2013-03-01"}), ("incapacity", {"party_incapacity": True})])
def test_a_ground_needs_its_fact(case, only, ground, supported):
    claim = {"conclusion": "no_penalty", "no_penalty_ground": ground, "education_on": "2026-05-12", "education_note": "已告知监护人管教"}
    assert check(person(case, **claim, **supported)) is None
    only("no_penalty", person(case, **claim, party_birth_on="1990-01-01"), "G-34")


def test_adults_organisations_and_unknown_ages_pass(case):
    assert check(person(case, party_birth_on="1990-01-01")) is None
    assert check(case(data={"party_type": "organisation", "party_birth_on": "2013-03-01"})) is None
    assert check(person(case)) is None
