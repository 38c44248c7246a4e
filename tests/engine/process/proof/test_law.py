"""What the law wants of every drawing, and whether there are people enough to keep it."""
from __future__ import annotations

import pytest

from engine.process.proof import Obligations, prove
from tests.engine.process.diagrams import Diagram
from tests.engine.process.proof.test_findings import LAW, NATIONAL, PAIRS, choice, draw, found


# -- the law ------------------------------------------------------------------------------------------------
def lawful(**changed: dict) -> Diagram:
    """Notice, window, review, decision, service, closing, as the law of these tests wants them."""
    tasks = {"notice": {"e_duty": "serve", "e_meets": "notice", "e_starts": "k"}, "hear": {"e_duty": "serve",
        "e_meets": "window", "e_stops": "k"},
             "review": {"e_duty": "review", "e_meets": "legal_review"}, "decide": {"e_duty": "decide", "e_meets": "decision",
                 "e_gates": "decide"},
             "serve": {"e_duty": "serve", "e_meets": "service"}, "close": {"e_duty": "decide", "e_meets": "closed"}}
    drawing = draw("start", *tasks, "end")
    for name, given in tasks.items():
        drawing.user(name, **{**given, **changed.get(name, {})})
    return drawing


def test_a_lawful_procedure_is_proven_though_it_names_no_needs():
    assert found(lawful(), law=LAW) == {}


@pytest.mark.parametrize(("task", "change", "finding"), [
    ("notice", {"e_meets": "other"}, ("national", "decide")), ("hear", {"e_meets": "other"}, ("national", "decide")),
    ("review", {"e_meets": "other"}, ("national", "decide")), ("serve", {"e_meets": "other"}, ("national", "close")),
    ("review", {"e_duty": "decide"}, ("duty", "review")), ("decide", {"e_duty": "review"}, ("duty", "decide")),
    ("decide", {"e_gates": "file"}, ("guard", "decide")), ("notice", {"e_duty": "handle"}, ("duty", "notice"))])
def test_no_drawing_can_leave_out_what_the_law_wants(task, change, finding):
    assert finding in found(lawful(**{task: change}), law=LAW)


def test_a_notice_after_the_review_makes_review_and_window_due_anew():
    drawing = draw("start", "n1", "h", "r", "n2", "d", "s", "end").user("n1", e_duty="serve", e_meets="notice").user("h",
        e_duty="serve", e_meets="window")
    drawing.user("r", e_duty="review", e_meets="legal_review").user("n2", e_duty="serve", e_meets="notice")
    drawing.user("d", e_duty="decide", e_meets="decision", e_gates="decide").user("s", e_duty="serve", e_meets="service")
    proof = prove({"p": drawing.bundle()}, "p", obligations=LAW)
    assert {one.article for one in proof.findings} == {"第二条", "第四条"} and {one.element for one in proof.findings} == {"d"}


def test_the_end_of_the_period_meets_the_window_only_when_its_clock_runs():
    def drawing(**given: str) -> Diagram:
        one = (draw("start", "notice", "hear", "gone").user("notice", e_duty="serve", e_meets="notice", **given)
               .user("hear", e_duty="serve").end("gone")
               .timer("t", 'clock("k")', attached="hear").user("review", e_duty="review", e_meets="legal_review", e_stops="k")
               .user("decide", e_duty="decide", e_meets="decision", e_gates="decide").chain("t", "review", "decide", "end"))
        return one
    law = Obligations(NATIONAL, separation=PAIRS)
    assert found(drawing(e_starts="k"), law=law) == {}
    assert set(found(drawing(), law=law)) == {("clock_not_started", "hear"), ("national", "decide")}
    stopped = drawing(e_starts="k")
    stopped = found(Diagram("p").start().end().user("notice", e_duty="serve", e_meets="notice", e_starts="k")
                    .user("stop", e_duty="serve", e_stops="k")
                    .user("hear", e_duty="serve").end("gone").timer("t", 'clock("k")', attached="hear")
                    .user("review", e_duty="review", e_meets="legal_review")
                    .user("decide", e_duty="decide", e_meets="decision", e_gates="decide")
                    .chain("start", "notice", "stop", "hear", "gone")
                    .chain("t", "review", "decide", "end"), law=law)
    assert set(stopped) == {("national", "decide")}


@pytest.mark.parametrize(("held", "findings"), [(True, set()), (False, {("national", "decide")})])
def test_a_hearing_is_owed_once_it_is_asked_for(held, findings):
    drawing = (Diagram("p").start().end().user("notice", e_duty="serve", e_meets="notice")
               .user("hear", e_duty="serve", e_meets="window", e_form="f")
               .xor("x", "d").xor("j").user("hold", e_duty="hearing", **({"e_meets": "hearing"} if held else {}))
               .user("review", e_duty="review", e_meets="legal_review").user("decide", e_duty="decide", e_meets="decision",
                   e_gates="decide")
               .chain("start", "notice", "hear", "x").flow("x", "hold", "answer == 'hearing'").flow("x", "j", id="d")
               .chain("hold", "j", "review", "decide", "end"))
    assert set(found(drawing, law=LAW, forms={"f": choice("statement", "hearing")})) == findings


def test_codes_on_elements_that_nobody_completes_are_pointed_out():
    for element in ("script", "gateway"):
        drawing = draw("start", "a", "end")
        drawing.node("scriptTask", "a", "<bpmn:script>n = 1</bpmn:script>",
                     e_meets="r") if element == "script" else drawing.node("exclusiveGateway", "a", e_stops="owed")
        assert set(found(drawing)) == {("effect", "a")}


def test_duties_kept_apart_by_law_must_be_apart_in_the_rules():
    loose = Obligations(NATIONAL, separation={("handle", "review"): "甲"}, duty_names=LAW.duty_names)
    drawing = draw("start", "h", "r", "d", "end").user("h").user("r", e_duty="review").user("d", e_duty="decide")
    assert [one.rule for one in prove({"p": drawing.bundle()}, "p", obligations=loose).findings] == ["apart", "apart"]
    assert found(drawing, law=LAW) == {}


# -- people -------------------------------------------------------------------------------------------------
STAFFED = draw("start", "h", "r", "d", "end").user("h", e_officers="2").user("r", e_duty="review").user("d", e_duty="decide")


@pytest.mark.parametrize(("people", "enough"), [
    ([{"handle"}, {"handle"}, {"review"}, {"decide"}], True), ([{"handle", "review", "decide"}] * 4, True),
    ([{"handle", "review", "decide"}] * 3, False), ([{"handle"}, {"review"}, {"decide"}], False),
    ([{"handle"}, {"handle", "review"}, {"handle", "decide"}, {"review", "decide"}], True), ([], False)])
def test_the_people_there_are_must_suffice_for_the_duties_of_a_path(people, enough):
    assert (not found(STAFFED, law=LAW, people=people)) == enough


def test_people_are_counted_for_each_path_and_not_for_all_together():
    drawing = (draw("start", "x").xor("x", "d").user("r", e_duty="review").user("d1", e_duty="decide").flow("x", "r", "n > 1")
               .flow("x", "d1", id="d")
               .chain("r", "end").chain("d1", "end"))
    assert found(drawing, law=LAW, people=[{"review", "decide"}]) == {}
    both = draw("start", "r", "d1", "end").user("r", e_duty="review").user("d1", e_duty="decide")
    assert found(both, law=LAW, people=[{"review", "decide"}]) == {("people", "d1"): ["start", "r", "d1"]}
