"""What lies ahead of a running case on another version: nobody decides under the laxer of the two."""
from __future__ import annotations

import pytest

from engine import rulebook
from engine.process import bundle, definition
from engine.process.proof import Obligations
from engine.process.prospect import prospect
from engine.settings import ROOT

FOLDER = ROOT / "processes"
KEY = "ordinary_penalty"
PATH = f"{KEY}.bpmn"
REVIEW_IN = 'e:needs="notice legal_review" e:gates="decide" e:meets="decision" e:stops="decide"'
MET = {"filing", "investigation", "lead_verified"}


@pytest.fixture(scope="module")
def law() -> Obligations:
    return Obligations.of(rulebook.load(FOLDER / "law"))


@pytest.fixture(scope="module")
def bundles() -> dict[str, bundle.Bundle]:
    return {path.parent.name: bundle.read(path.parent) for path in FOLDER.glob("*/process.toml")}


def version(bundles, *swaps: tuple[str, str]) -> definition.Definition:
    text = bundles[KEY].files[PATH].decode()
    for old, new in swaps:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return definition.compile({**bundles, KEY: bundle.from_files({**bundles[KEY].files, PATH: text.encode()})}, "closed_loop")


def standing(element: str) -> dict[str, list[str]]:
    return {"closed_loop": ["ordinary"], KEY: [element]}


def second_look(after: str, before: str) -> tuple[tuple[str, str], ...]:
    """A new obligation 复核 before the decision, met by a new task between two others."""
    flow = f'<bpmn:sequenceFlow id="{after}_to_{before}" sourceRef="{after}" targetRef="{before}"/>'
    task = ('<bpmn:userTask id="second_look" name="复核" e:duty="handle" e:form="conclude" e:changes="nothing" e:meets="second_look"/>'
            + flow.replace(f'targetRef="{before}"', 'targetRef="second_look"')
            + f'<bpmn:sequenceFlow id="second_look_on" sourceRef="second_look" targetRef="{before}"/>')
    return ((flow, task), (REVIEW_IN, REVIEW_IN.replace('e:needs="', 'e:needs="second_look ')))


def test_the_same_version_changes_nothing_ahead(law, bundles):
    one = version(bundles)
    found = prospect(one, one, standing("investigate"), MET, {"decide"}, law)
    assert (found.reasons, found.owed, found.clocks) == ((), (), ())


def test_a_version_without_the_review_before_the_decision_takes_no_case_that_owes_it(law, bundles):
    """行政处罚法第五十八条: the drawing dropped its own demand and the acts by which the law would know it again."""
    bare = version(bundles, (REVIEW_IN, 'e:needs="notice" e:meets="issued" e:stops="decide"'), ('e:paper="penalty_decision" ', ""))
    found = prospect(version(bundles), bare, standing("investigate"), MET, {"decide"}, law)
    assert any("制发决定书" in why and "法制审核" in why and "仍须具备" in why for why in found.reasons)


def test_a_new_demand_that_can_still_be_met_is_told_and_lets_the_case_go(law, bundles):
    new = version(bundles, *second_look("investigate", "conclude"))
    found = prospect(version(bundles), new, standing("investigate"), MET, {"decide"}, law)
    assert found.reasons == ()
    assert [(one.element, one.code) for one in found.owed] == [("issue_decision", "second_look")]


def test_a_new_demand_that_lies_behind_the_case_holds_it_back(law, bundles):
    new = version(bundles, *second_look("investigate", "conclude"))
    found = prospect(version(bundles), new, standing("legal_review"), MET | {"notice"}, {"decide"}, law)
    assert [why for why in found.reasons if "“复核”" in why and "制发决定书" in why]
    free = prospect(version(bundles), new, standing("legal_review"), MET | {"notice", "second_look"}, {"decide"}, law)
    assert not [why for why in free.reasons if "“复核”" in why]


def test_a_running_clock_that_nothing_would_stop_any_more_holds_the_case_back(law, bundles):
    new = version(bundles, (' e:stops="close"', ""))
    found = prospect(version(bundles), new, standing("close_case"), MET | {"decision"}, {"close"}, law)
    assert any("以后没有环节停止" in why for why in found.reasons)
    assert ("结案审批", "不再停止", "close") in found.clocks


def test_what_lies_behind_the_case_does_not_hold_it_back(law, bundles):
    new = version(bundles, ('name="调查取证" e:duty="handle"', 'name="调查" e:duty="handle"'))
    assert prospect(version(bundles), new, standing("close_case"), MET | {"decision"}, {"close"}, law).reasons == ()


def test_a_gate_or_a_signature_dropped_ahead_holds_the_case_back(law, bundles):
    fewer = version(bundles, ('id="investigate" name="调查取证" e:duty="handle" e:officers="2"', 'id="investigate" name="调查取证" e:duty="handle"'))
    found = prospect(version(bundles), fewer, standing("apply_filing"), set(), set(), law)
    assert "“调查取证”须签名的人数由 2 人减为 1 人" in found.reasons
    assert not [why for why in prospect(version(bundles), fewer, standing("close_case"), MET, set(), law).reasons if "人数" in why]


def test_a_review_done_by_the_wrong_duty_does_not_count_as_one(law, bundles):
    """行政处罚法第五十八条: the review is of the reviewers, whatever a drawing says its task meets."""
    text = bundles[KEY].files[PATH].decode()
    task = text[text.index('<bpmn:userTask id="legal_review"'):]
    task = task[:task.index(">")]
    other = version(bundles, (task, task.replace('e:duty="review"', 'e:duty="handle"')))
    found = prospect(version(bundles), other, standing("investigate"), MET, set(), law)
    assert any("制发决定书" in why and "法制审核" in why for why in found.reasons)


def fact_needed(text: str = "urgent == True") -> tuple[str, str]:
    flow = '<bpmn:sequenceFlow id="investigate_to_conclude" sourceRef="investigate" targetRef="conclude"/>'
    return flow, ('<bpmn:exclusiveGateway id="hurry" default="hurry_no"/><bpmn:sequenceFlow id="investigate_to_conclude" sourceRef="investigate" targetRef="hurry"/>'
                  '<bpmn:sequenceFlow id="hurry_no" sourceRef="hurry" targetRef="conclude"/><bpmn:sequenceFlow id="hurry_yes" sourceRef="hurry" '
                  f'targetRef="conclude"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression></bpmn:sequenceFlow>')


def test_a_fact_that_only_the_new_version_reads_must_be_there_or_come(law, bundles):
    """Without it the case would stop with an incident at the gateway."""
    old, new = version(bundles), version(bundles, fact_needed())
    held = prospect(old, new, standing("investigate"), MET, set(), law, known=())
    assert [why for why in held.reasons if "urgent" in why and "没有填写过" in why]
    assert prospect(old, new, standing("investigate"), MET, set(), law, known=("urgent",)).reasons == ()
    assert prospect(old, new, standing("close_case"), MET, set(), law, known=()).reasons == ()
    filled = version(bundles, fact_needed("evidence_summary != ''"))
    assert prospect(old, filled, standing("investigate"), MET, set(), law, known=()).reasons == ()
