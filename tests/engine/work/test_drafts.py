"""Drafts: drawn by one, approved by another, deployed as approved; what fails the proof never gets that far."""
from __future__ import annotations

import pytest

from engine import errors
from engine.work import definitions, drafts
from tests.concurrency.race import parted, race
from tests.course import actor, moment
from tests.invariants import check_invariants

AT = moment("2026-04-27T18:00:00+08:00")
KEY = "ordinary_penalty"
PATH = f"{KEY}.bpmn"


@pytest.fixture
def designer(engine):
    return actor(engine, "he_qing")


@pytest.fixture
def leader(engine):
    return actor(engine, "luo_cheng")


def in_force(engine, key: str = KEY) -> dict:
    return next(one for one in definitions.listed(engine, None) if one["key"] == key and one["in_force"])


def begun(engine, designer) -> dict:
    return drafts.begin(engine, designer, key="", name="", base_id=in_force(engine)["id"], at=AT)


def saved(engine, designer, draft: dict, *swaps: tuple[str, str]) -> dict:
    files = drafts.get(engine, designer, draft["id"])["files"]
    for old, new in swaps:
        assert old in files[PATH]
        files[PATH] = files[PATH].replace(old, new, 1)
    return drafts.save(engine, designer, draft["id"], files, version=None, at=AT)


RENAMED = ('name="立卷归档"', 'name="整理归档"')
FLOW = '<bpmn:sequenceFlow id="lead_verified_to_not_yet_noticed"'
#: a second way out of the filing decision, straight to the decision on the penalty
UNREVIEWED = (FLOW, '<bpmn:sequenceFlow id="bypass" sourceRef="filing_route" targetRef="decide"><bpmn:conditionExpression '
              'xsi:type="bpmn:tFormalExpression">filing_decision == "approve" and has("urgent")</bpmn:conditionExpression></bpmn:sequenceFlow>' + FLOW)


def approved(engine, designer, leader) -> dict:
    draft = begun(engine, designer)
    saved(engine, designer, draft, RENAMED)
    drafts.submit(engine, designer, draft["id"], version=None, at=AT)
    return drafts.approve(engine, leader, draft["id"], version=None, at=AT)


def test_a_draft_goes_from_the_desk_into_force_by_two_hands(engine, designer, leader):
    before = in_force(engine)
    draft = approved(engine, designer, leader)
    done = drafts.deploy(engine, designer, draft["id"], version=draft["version"], at=AT)
    assert (done["state"], done["deployed"]["definitions"][0]["version"]) == ("deployed", before["version"] + 1)
    assert in_force(engine)["digest"] == draft["digest"] != before["digest"]
    check_invariants(engine)


def test_whoever_had_a_hand_in_a_draft_may_not_approve_it(engine, designer, leader):
    draft = begun(engine, designer)
    saved(engine, leader, draft, RENAMED)
    drafts.submit(engine, designer, draft["id"], version=None, at=AT)
    for person in (designer, leader):
        with pytest.raises(errors.Forbidden, match="拟制与审核须由不同的人承担"):
            drafts.approve(engine, person, draft["id"], version=None, at=AT)
    check_invariants(engine)


def test_a_draft_changed_after_its_approval_is_a_draft_again(engine, designer, leader):
    draft = approved(engine, designer, leader)
    again = saved(engine, designer, draft, ('name="整理归档"', 'name="归档"'))
    assert (again["state"], again["approved_by"]) == ("draft", None)
    with pytest.raises(errors.WrongState):
        drafts.deploy(engine, designer, draft["id"], version=None, at=AT)
    check_invariants(engine)


def test_a_draft_that_lets_a_path_past_the_review_cannot_be_handed_in(engine, designer):
    """行政处罚法第五十八条."""
    draft = begun(engine, designer)
    saved(engine, designer, draft, UNREVIEWED)
    with pytest.raises(errors.DefinitionInvalid) as caught:
        drafts.submit(engine, designer, draft["id"], version=None, at=AT)
    assert any(one.get("path") for one in caught.value.problems)
    assert drafts.get(engine, designer, draft["id"])["state"] == "draft"
    check_invariants(engine)


def test_a_broken_drawing_can_be_kept_but_not_handed_in(engine, designer):
    draft = begun(engine, designer)
    files = drafts.get(engine, designer, draft["id"])["files"]
    drafts.save(engine, designer, draft["id"], {**files, PATH: "<bpmn:defi"}, version=None, at=AT)
    assert drafts.get(engine, designer, draft["id"])["files"][PATH] == "<bpmn:defi"
    with pytest.raises(errors.DefinitionInvalid):
        drafts.submit(engine, designer, draft["id"], version=None, at=AT)
    check_invariants(engine)


def test_two_who_save_at_once_do_not_overwrite_each_other(engine, designer, leader):
    draft = begun(engine, designer)
    files = drafts.get(engine, designer, draft["id"])["files"]

    def keep(person, word):
        return drafts.save(engine, person, draft["id"], {**files, PATH: files[PATH].replace("立卷归档", word)}, version=draft["version"], at=AT)
    won, lost = parted(race([lambda: keep(designer, "归档一"), lambda: keep(leader, "归档二")]))
    assert len(won) == 1 and [type(fault) for fault in lost] == [errors.StaleVersion]
    check_invariants(engine)


def test_returning_to_an_older_version_is_a_deployment_like_any_other(engine, designer, leader):
    first = in_force(engine)
    drafts.deploy(engine, designer, approved(engine, designer, leader)["id"], version=None, at=AT)
    back = drafts.begin(engine, designer, key="", name="", base_id=first["id"], at=AT)
    drafts.submit(engine, designer, back["id"], version=None, at=AT)
    drafts.approve(engine, leader, back["id"], version=None, at=AT)
    drafts.deploy(engine, leader, back["id"], version=None, at=AT)
    assert (in_force(engine)["version"], in_force(engine)["digest"]) == (first["version"], first["digest"])
    check_invariants(engine)


def test_a_returned_draft_says_why_and_is_worked_on_again(engine, designer, leader):
    draft = begun(engine, designer)
    saved(engine, designer, draft, RENAMED)
    drafts.submit(engine, designer, draft["id"], version=None, at=AT)
    with pytest.raises(errors.FormInvalid):
        drafts.give_back(engine, leader, draft["id"], " ", version=None, at=AT)
    back = drafts.give_back(engine, leader, draft["id"], "环节名称应与文书一致", version=None, at=AT)
    assert (back["state"], back["note"]) == ("draft", "环节名称应与文书一致")
    check_invariants(engine)


def test_a_new_process_begins_with_a_drawing_of_its_own(engine, designer):
    draft = drafts.begin(engine, designer, key="tree_felling", name="擅自砍伐", at=AT)
    files = drafts.get(engine, designer, draft["id"])["files"]
    assert set(files) == {"process.toml", "tree_felling.bpmn"} and "擅自砍伐" in files["tree_felling.bpmn"]
    with pytest.raises(errors.BadInput):
        drafts.begin(engine, designer, key="Bad Key", name="名称", at=AT)
    check_invariants(engine)


def test_what_a_draft_changes_is_told_against_what_is_in_force(engine, designer):
    draft = begun(engine, designer)
    assert drafts.compared(engine, designer, draft["id"])["changes"] == []
    saved(engine, designer, draft, RENAMED)
    (one,) = drafts.compared(engine, designer, draft["id"])["changes"]
    assert (one["id"], one["before"], one["after"]) == ("archive", "立卷归档", "整理归档")
    check_invariants(engine)


@pytest.mark.parametrize("person", ["wang_qiang", "gao_jun"])
def test_nobody_without_the_post_sees_or_changes_drafts(engine, designer, person):
    draft, other = begun(engine, designer), actor(engine, person)
    for act in (lambda: drafts.listed(engine, other), lambda: drafts.get(engine, other, draft["id"]),
                lambda: drafts.withdraw(engine, other, draft["id"], version=None, at=AT)):
        with pytest.raises(errors.Forbidden):
            act()
    check_invariants(engine)
