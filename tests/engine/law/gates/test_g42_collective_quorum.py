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


# Known by person: the sound case's leadership d1, d2, d3; the roll has seven, of whom five are two thirds (14 / 3, so 4.67).
NAMED = {"collective_voters": ["d1", "d2", "d3", "d4", "d5"], "collective_members": "高军、马国、罗正、丁一、丁二", "collective_leaders": 7, "collective_for": 5}


def test_voters_are_persons_and_are_counted(sound, only):
    assert run("collective", sound("hearing", data=NAMED)) == []
    few = {**NAMED, "collective_voters": ["d1", "d2", "d3", "d4"], "collective_members": "高军、马国、罗正、丁一", "collective_for": 4}
    assert "应到会 5 人以上" in only("collective", sound("hearing", data=few), "G-42").message
    assert "多于到会人数（5）" in only("collective", sound("hearing", data={**NAMED, "collective_for": 6}), "G-42").message


def test_a_head_count_typed_beside_the_voters_does_not_count(sound, only):
    few = {**NAMED, "collective_voters": ["d1", "d2"], "collective_members": "高军、马国", "collective_present": 7, "collective_for": 2}
    assert "到会 2 人" in only("collective", sound("hearing", data=few), "G-42").message


def test_whoever_investigated_reviewed_or_was_taken_off_does_not_count(sound, only):
    for person, said in (("h1", "承办人员"), ("r1", "法制审核人员")):
        found = only("collective", sound("hearing", data={**NAMED, "collective_voters": ["d1", "d2", "d3", "d4", person],
                                                          "collective_members": "高军、马国、罗正、丁一、某某"}), "G-42")
        assert f"某某是本案{said}" in found.message
    off = sound("hearing", data=NAMED, dossier={"recused": frozenset({"d5"})})
    assert "丁二已在本案回避" in check(off).message


def test_a_namesake_of_an_officer_may_vote(sound):
    """Two people of one name are two people: the voter here is not the officer."""
    officer = sound("hearing").dossier.people["h1"].name
    assert check(sound("hearing", data={**NAMED, "collective_members": f"高军、马国、罗正、丁一、{officer}"})) is None


def test_names_in_writing_are_compared_whole(sound):
    """A form of before: 王强生 is not 王强."""
    name = sound("hearing").dossier.people["h1"].name
    assert check(sound("hearing", data={"collective_members": f"高军、{name}生"})) is None


def test_who_handled_the_case_reports_and_does_not_vote(sound, only):
    file = sound("hearing")
    voting = file.dossier.people["h1"].name
    found = only("collective", sound("hearing", data={"collective_members": f"高军、马国、{voting}"}), "G-42")
    assert voting in found.message and "改列为汇报人员" in found.next


@pytest.mark.parametrize("said, word", [({"collective_present": 8}, "多于领导班子成员"), ({"collective_for": 6}, "多于到会人数")])
def test_heads_and_votes_must_add_up(case, said, word):
    assert word in check(case(data={**AGREED, **said})).message


def test_where_nobody_counted_heads_nothing_is_judged(case):
    assert check(case()) is None and check(case(data={"collective_members": "高军"})) is None
