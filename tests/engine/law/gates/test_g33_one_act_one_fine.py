from dataclasses import replace
from datetime import date

import pytest

from engine.law.file.dossier import Dossier, Earlier
from engine.law.gates.g33_one_act_one_fine import check

PLACE = "青溪镇人民路 12 号"
FINED = Earlier("青溪镇综执案字〔2026〕第2号", "SR-002", date(2026, 4, 27), "青溪镇人民路12号", date(2026, 5, 6), "fine", 200_00)


@pytest.fixture
def after(case):
    """The sound case with earlier cases of the same party in its file."""
    def build(*earlier, **changes):
        changes["data"] = {"place": PLACE, **changes.get("data", {})}
        return replace(case(**changes), dossier=Dossier(earlier=earlier))
    return build


def test_the_same_act_is_not_fined_twice(after, only):
    # Another department decided on the same act first; 行政处罚法第二十九条.
    found = only("decide", after(FINED), "G-33")
    assert "青溪镇综执案字〔2026〕第2号" in found.message and "200 元" in found.message


@pytest.mark.parametrize("change", [
    {"place": "青溪镇和平路1号"}, {"kind": "warning"}, {"act_on": date(2026, 4, 26)}, {"item_code": "SR-012"},
    {"decided_on": date(2026, 4, 26), "act_on": date(2026, 4, 26)},
])
def test_another_place_day_kind_or_act_is_another_matter(after, change):
    assert check(after(replace(FINED, **change))) is None


def test_what_went_on_after_the_earlier_decision_is_a_new_act(after):
    data = {"act_on": "2026-05-07", "act_ended_on": "2026-05-10"}
    window = (date(2026, 4, 20), date(2026, 5, 10))
    assert check(after(replace(FINED, window=window), data=data)) is None


def test_days_inside_the_window_of_a_continuing_act_are_the_same_act(after):
    window = (date(2026, 4, 1), date(2026, 4, 30))
    assert check(after(replace(FINED, act_on=date(2026, 4, 1), window=window)))
    assert check(after(replace(FINED, act_on=date(2026, 4, 25)), data={"act_on": "2026-04-20", "act_ended_on": "2026-04-29"}))


def test_items_that_one_act_may_violate_together_count_as_one(after):
    # 露天焚烧: SR-013 (市容) and ST-005 (大气), two departments.
    burnt = replace(FINED, item_code="ST-005", act_on=date(2026, 4, 27))
    assert check(after(burnt, item="SR-013", data={"penalty_fen": 300_00}))
    assert check(after(burnt, item="SR-014", data={"penalty_fen": 300_00})) is None


def test_a_warning_beside_an_earlier_fine_is_allowed(after):
    assert check(after(FINED, data={"penalty_kind": "warning", "penalty_fen": None})) is None


def test_of_several_norms_the_higher_fine_is_applied(case, only):
    # Burning rubbish: SR-013 individuals 100–500, ST-005 individuals 500–2,000.
    facts = {"item": "SR-013", "data": {"party_type": "citizen", "penalty_fen": 300_00}}
    assert check(case(**facts)) is None
    found = only("submit_review", case(item="SR-013", data={**facts["data"], "also_violates": ["ST-005"]}), "G-33")
    assert "ST-005" in found.next and "行政处罚法第二十九条" in found.message
    assert check(case(item="ST-005", data={"party_type": "citizen", "penalty_fen": 600_00, "also_violates": "SR-013 SR-999"})) is None


def test_it_is_silent_without_a_fine_a_date_or_an_earlier_case(after, case):
    assert check(after(FINED, data={"conclusion": "no_penalty"})) is None
    assert check(after(FINED, without=("act_on",))) is None
    assert check(case()) is None and check(case(item="none")) is None
