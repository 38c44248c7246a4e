import pytest

from engine.law.gates import run
from engine.law.gates.g42_collective_quorum import check

# Two thirds of the leadership (limits.toml, a local rule): of seven at least five, of nine six, of three two.
AGREED = {"collective_leaders": 7, "collective_present": 5, "collective_for": 5, "collective_members": "高军、马国、罗正", "collective_result": "agree"}


@pytest.mark.parametrize("leaders, present, enough", [(7, 5, True), (7, 4, False), (9, 6, True), (9, 5, False), (3, 2, True), (3, 1, False)])
def test_two_thirds_of_the_leadership_take_part(case, leaders, present, enough):
    found = check(case(data={**AGREED, "collective_leaders": leaders, "collective_present": present, "collective_for": 1}))
    assert (found is None) is enough and (enough or f"到会 {present} 人" in found.message)


def test_a_discussion_of_too_few_stops_the_discussion_itself(case, only):
    found = only("collective", case(data={**AGREED, "collective_present": 4, "collective_for": 4}), "G-42")
    assert "应到会 5 人以上" in found.message


def test_a_sound_discussion_passes(case):
    assert run("collective", case(data=AGREED)) == []


def test_who_handled_the_case_reports_and_does_not_vote(sound, only):
    file = sound("hearing")
    voting = file.dossier.people["h1"].name
    found = only("collective", sound("hearing", data={"collective_members": f"高军、马国、{voting}"}), "G-42")
    assert voting in found.message and "不参加表决" in found.next


@pytest.mark.parametrize("said, word", [({"collective_present": 8}, "多于领导班子成员"), ({"collective_for": 6}, "多于到会人数")])
def test_heads_and_votes_must_add_up(case, said, word):
    assert word in check(case(data={**AGREED, **said})).message


def test_where_nobody_counted_heads_nothing_is_judged(case):
    assert check(case()) is None and check(case(data={"collective_members": "高军"})) is None
