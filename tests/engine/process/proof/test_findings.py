"""What the proof says of small drawings, each with one thing right or wrong; the runs are the shortest there are."""
from __future__ import annotations

import itertools

import pytest

from engine.law.obligation import Apart, National, NationalAct, Obligation
from engine.process import bundle
from engine.process.proof import Limits, Obligations, prove
from tests.engine.process.diagrams import Diagram, loop_of, table

NUMBER = itertools.count()
NATIONAL = National(
    (Obligation("notice", "告知", "第一条", duties=("serve",)),
     Obligation("window", "期限", "第二条", elapsed=("k",), after=("notice",)),
     Obligation("hearing", "听证", "第三条", asked=("answer", "hearing")),
     Obligation("legal_review", "审核", "第四条", duties=("review",), after=("notice",), voided_by=("handle",)),
     Obligation("service", "送达", "第五条", once=("decision",), after=("decision",))),
    (NationalAct("decision", "决定", "第六条", meets=("decision",), other_papers=("kind_letter",), duty="decide",
                 guarded_by=("decide",), needs=("notice", "window", "hearing", "legal_review")),
     NationalAct("closing", "结案", "第七条", meets=("closed",), needs=("service",))),
    (Apart(("handle", "review", "decide"), "第八条"),))
PAIRS = {("handle", "review"): "甲", ("review", "decide"): "乙", ("handle", "decide"): "丙"}
LAW = Obligations(NATIONAL, frozenset({"k", "owed"}), PAIRS, {"owed": "答复"}, {"decide": "决定", "review": "审核"})
NONE = Obligations(owed=frozenset({"owed"}))
EVENTS = ('<bpmn:error id="er" name="e" errorCode="E1"/><bpmn:error id="other" name="o" errorCode="E2"/>'
          '<bpmn:escalation id="es" name="s" escalationCode="S1"/>'
          '<bpmn:signal id="sg" name="信号"/><bpmn:message id="m" name="消息"/>')


def event(kind: str, reference: str | None = None) -> str:
    given = f' {kind}Ref="{reference}"' if reference else ""
    return f'<bpmn:{kind}EventDefinition id="ev{next(NUMBER)}"{given}/>'


def draw(*chain: str) -> Diagram:
    """A drawing with start, end and the flows of a chain; the caller adds the elements."""
    return Diagram("p").top(EVENTS).start().end().chain(*chain)


def found(diagram: Diagram, *called: Diagram, law: Obligations = NONE, forms: dict | None = None, **rest) -> dict[tuple,
    list[str]]:
    """(rule, element) → the elements of its path; fails unless the verdict agrees with the findings."""
    bundles = {one.key: one.bundle() for one in called} | {diagram.key: diagram.bundle(forms=forms)}
    proof = prove(bundles, diagram.key, obligations=law, **rest)
    assert proof.ok == (not proof.findings) and all(one.path == () or one.message.endswith("。") for one in proof.findings)
    return {(one.rule, one.element): [at for _, at in one.path] for one in proof.findings}


def choice(*options: str) -> list:
    return [{"key": "answer", "type": "radio", "label": "答复", "validate": {"required": True},
             "values": [{"label": one, "value": one} for one in options]}]


# -- needs --------------------------------------------------------------------------------------------------
def test_a_need_met_on_every_path_is_proven():
    assert found(draw("start", "a", "b", "end").user("a", e_meets="r").user("b", e_needs="r")) == {}


def test_a_need_unmet_on_one_path_is_found_by_the_shorter_way():
    drawing = (draw("start", "x").xor("x", "d").user("a", e_meets="r").user("long").user("b", e_needs="r")
               .flow("x", "a", "n > 1").flow("x", "long", "n > 2").flow("x", "b", id="d").chain("a", "b", "end")
               .chain("long", "b"))
    assert found(drawing) == {("needs", "b"): ["start", "x", "b"]}


def test_an_obligation_counts_only_once_the_task_is_finished():
    drawing = draw("start", "a", "end").user("a", e_meets="r").timer("t", "P1D", "timeDuration", attached="a").user("b",
        e_needs="r").chain("t", "b", "end")
    assert found(drawing) == {("needs", "b"): ["start", "a", "t", "b"]}


def test_what_a_later_task_voids_has_to_be_met_again():
    drawing = draw("start", "a", "v", "b", "end").user("a", e_meets="r").user("v", e_voids="r").user("b", e_needs="r")
    assert found(drawing) == {("needs", "b"): ["start", "a", "v", "b"]}


@pytest.mark.parametrize(("changes", "findings"), [({}, {("needs", "d")}), ({"e_changes": "nothing"}, set())])
def test_handling_undoes_the_review_unless_it_changes_nothing(changes, findings):
    drawing = (draw("start", "r", "h", "d", "end").user("r", e_duty="review", e_meets="legal_review")
               .user("h", e_duty="handle", **changes)
               .user("d", e_duty="serve", e_needs="legal_review"))
    assert set(found(drawing, law=LAW)) == findings


def test_a_branch_beside_may_undo_what_another_relies_on():
    drawing = (draw("start", "r", "f", "d", "j", "end").user("r", e_duty="review", e_meets="legal_review")
               .node("parallelGateway", "f")
               .node("parallelGateway", "j").user("d", e_duty="serve", e_needs="legal_review").user("h", e_duty="handle")
               .chain("f", "h", "j"))
    assert found(drawing, law=LAW) == {("needs", "d"): ["start", "r", "f", "h", "d"]}


def test_needs_are_asked_of_events_gateways_and_ends_too():
    for tag in ("exclusiveGateway", "intermediateThrowEvent"):
        assert set(found(draw("start", "g", "end").node(tag, "g", e_needs="r"))) == {("needs", "g")}
    assert set(found(Diagram("p").start().node("endEvent", "stop", e_needs="r").chain("start", "stop"))) == {("needs", "stop")}


# -- e:when -------------------------------------------------------------------------------------------------
def when(condition: str, text: str = "answer == 'yes'", between: str | None = None, fields: list | None = None) -> dict:
    drawing = (Diagram("p").start().end().end("e2").user("a", e_meets="r", e_when=text, e_form="f", e_duty="review").xor("x", "d")
               .user("b", e_needs="r").chain("b", "end").flow("x", "b", condition).flow("x", "e2", id="d"))
    drawing.chain("start", "a", "x") if between is None else drawing.user("c", e_form=between).chain("start", "a", "c", "x")
    return found(drawing, forms={"f": fields or choice("yes", "no"), "other": [{"key": "text", "type": "textfield",
        "label": "文"}]})


@pytest.mark.parametrize("condition", ["answer == 'yes'", "'yes' == answer", "answer == 'yes' and n > 3",
                                       "not (answer != 'yes')", "（answer == “yes”）"])
def test_a_gateway_that_asks_what_the_task_decided_agrees_with_it(condition):
    assert when(condition) == {}


@pytest.mark.parametrize("condition", ["answer != 'yes'", "answer == 'no'", "n > 3", "answer == 'yes' or n > 3",
                                       "other == 'yes'"])
def test_a_gateway_that_asks_something_else_is_free(condition):
    assert ("needs", "b") in when(condition)


def test_the_answer_holds_until_somebody_may_give_another():
    assert when("answer == 'yes'", between="other") == {}
    assert ("needs", "b") in when("answer == 'yes'", between="f")


def test_a_question_the_form_may_leave_open_settles_nothing():
    fields = choice("yes", "no")
    fields[0]["validate"] = {}
    assert ("needs", "b") in when("answer == 'yes'", fields=fields)


def test_a_script_or_a_table_that_writes_the_answer_makes_it_free_again():
    for writer in ("script", "table"):
        drawing = (Diagram("p").start().end().end("e2").user("a", e_meets="r", e_when="answer == 'yes'", e_form="f").xor("x", "d")
                   .user("b", e_needs="r").chain("b", "end").flow("x", "b", "answer == 'yes'").flow("x", "e2", id="d")
                   .chain("start", "a", "w", "x"))
        drawing.script("w", "answer = other") if writer == "script" else drawing.node("businessRuleTask", "w", e_decision="t")
        one = drawing.bundle(forms={"f": choice("yes", "no")}, decisions={"t": table("t", ["n"], ["answer"],
            [(["> 1"], ["'yes'"])])})
        proof = prove({"p": one}, "p", obligations=NONE)
        assert [(finding.rule, finding.element) for finding in proof.findings] == [("needs", "b")]


def test_a_message_may_bring_another_answer():
    drawing = (Diagram("p").top(EVENTS).start().end().end("e2").user("a", e_meets="r", e_when="answer == 'yes'", e_form="f")
               .message("w", "m").xor("x", "d").user("b", e_needs="r").chain("start", "a", "w", "x")
               .flow("x", "b", "answer == 'yes'")
               .flow("x", "e2", id="d").chain("b", "end"))
    assert ("needs", "b") in found(drawing, forms={"f": choice("yes", "no")})


# -- tokens -------------------------------------------------------------------------------------------------
def test_a_fork_that_is_never_joined_doubles_what_follows():
    drawing = (draw("start", "f", "a", "x", "z", "end").node("parallelGateway", "f").user("a").user("b").xor("x").user("z")
               .chain("f", "b", "x"))
    assert ("tokens", "z") in found(drawing)


def test_a_choice_that_is_joined_as_a_fork_waits_for_ever():
    drawing = (draw("start", "x", "a", "j", "end").xor("x", "d").user("a").user("b").node("parallelGateway", "j")
               .flow("x", "b", "n > 1")
               .chain("b", "j"))
    text = drawing.data().replace(b'id="p_f2" sourceRef="x" targetRef="a">', b'id="d" sourceRef="x" targetRef="a">')
    proof = prove({"p": bundle.from_files({"process.toml": b'key = "p"\nname = "p"', "p.bpmn": text})}, "p", obligations=NONE)
    # after b as after a it stands before the join for ever; one run is enough to show it
    assert {one.rule for one in proof.findings} == {"stuck"} and proof.findings[0].path[-1] in (("p", "a"), ("p", "b"))


def test_a_task_that_may_come_again_while_its_reminder_is_open_is_found():
    drawing = (draw("start", "a", "x").user("a").xor("x", "d").flow("x", "end", "n > 1").flow("x", "a", id="d")
               .timer("t", "P1D", "timeDuration", attached="a", cancel=False).user("note").end("noted")
               .chain("t", "note", "noted"))
    assert found(drawing)["tokens", "note"] == ["start", "a", "t", "x", "a", "t"]


def test_a_repeated_reminder_may_find_the_last_one_still_open():
    drawing = (draw("start", "a", "end").user("a").timer("t", "R3/P1D", "timeCycle", attached="a", cancel=False).user("note")
               .end("noted")
               .chain("t", "note", "noted"))
    assert ("tokens", "note") in found(drawing)
    drawing = (draw("start", "a", "end").user("a").timer("t", "R3/P1D", "timeCycle", attached="a", cancel=False)
               .script("count", "n = 1").end("noted").chain("t", "count", "noted"))
    assert found(drawing) == {}


def test_two_timers_that_come_due_together_both_go_on():
    drawing = (draw("start", "a", "end").user("a").timer("t", "P1D", "timeDuration", attached="a")
               .timer("u", "P2D", "timeDuration", attached="a")
               .user("z").chain("t", "z", "end").chain("u", "z"))
    assert found(drawing)["tokens", "z"][:4] == ["start", "a", "t", "u"]


# -- ends and waits -----------------------------------------------------------------------------------------
def test_a_timer_whose_clock_nobody_starts_is_found():
    drawing = draw("start", "a", "end").user("a").timer("t", 'clock("k")', attached="a").chain("t", "end")
    assert found(drawing) == {("clock_not_started", "a"): ["start", "a"]}
    assert found(draw("start", "s", "a", "end").user("s", e_starts="k").user("a").timer("t", 'clock("k")', attached="a")
                 .chain("t", "end")) == {}


def test_waiting_for_a_clock_that_has_been_stopped_is_waiting_for_ever():
    drawing = draw("start", "s", "a", "t", "end").user("s", e_starts="k").user("a", e_stops="k").timer("t", 'clock("k")')
    assert ("stuck", "t") in found(drawing)


def test_an_error_nobody_throws_is_never_caught():
    drawing = (draw("start", "a", "end").user("a").node("boundaryEvent", "b", event("error", "er"), attachedToRef="a").end("e2")
               .chain("b", "e2"))
    assert found(drawing) == {("never", "b"): ["start", "a"]}


def test_a_signal_nobody_sends_is_waited_for_for_ever():
    drawing = draw("start", "c", "end").node("intermediateCatchEvent", "c", event("signal", "sg"))
    assert found(drawing) == {("stuck", "c"): ["start", "c"]}


@pytest.mark.parametrize(("owed", "findings"), [("owed", {("clock", "a")}), ("theirs", set())])
def test_a_clock_of_the_agency_is_stopped_before_the_end_one_of_the_party_may_run_on(owed, findings):
    assert set(found(draw("start", "a", "end").user("a", e_starts=owed))) == findings


def test_a_clock_may_be_stopped_on_one_way_and_run_on_another():
    drawing = (draw("start", "a", "x").user("a", e_starts="owed").xor("x", "d").user("b", e_stops="owed").user("c")
               .flow("x", "b", "n > 1")
               .flow("x", "c", id="d").chain("b", "end").chain("c", "end"))
    assert found(drawing) == {("clock", "a"): ["start", "a", "x", "c", "end"]}


# -- scopes -------------------------------------------------------------------------------------------------
def test_an_error_end_goes_on_at_the_boundary_of_its_box():
    drawing = (draw("start", "s", "a", "end").sub("s").start("s0").user("w", e_meets="r")
               .node("endEvent", "bad", event("error", "er"))
               .chain("s0", "w", "bad").close().node("boundaryEvent", "b", event("error", "er"), attachedToRef="s")
               .user("a", e_needs="r").chain("b", "end"))
    assert found(drawing) == {("never", "a"): ["start", "s"]}


def test_a_terminate_end_ends_its_box_and_not_the_case():
    drawing = (draw("start", "s", "z", "end").user("z", e_needs="r").sub("s").start("s0").node("parallelGateway", "f")
               .user("a", e_meets="r").user("b")
               .node("endEvent", "stop", event("terminate")).end("e1").chain("s0", "f", "a", "e1").chain("f", "b", "stop")
               .close())
    assert found(drawing) == {("needs", "z"): ["start", "s", "s0", "f", "b", "stop", "z"]}


def test_what_a_called_process_meets_holds_for_the_caller():
    called = Diagram("q").start("s0").user("w", e_meets="r").end("e0").chain("s0", "w", "e0")
    caller = draw("start", "c", "a", "end").node("callActivity", "c", calledElement="q").user("a", e_needs="r")
    assert found(caller, called) == {}
    other = Diagram("q").start("s0").user("w").end("e0").chain("s0", "w", "e0")
    assert found(caller, other) == {("needs", "a"): ["start", "c", "s0", "w", "e0", "a"]}


def test_two_calls_of_one_process_are_told_apart():
    called = Diagram("q").start("s0").user("w", e_needs="r").end("e0").chain("s0", "w", "e0")
    drawing = (draw("start", "c1", "a", "c2", "end").node("callActivity", "c1", calledElement="q").user("a", e_meets="r")
               .node("callActivity", "c2", calledElement="q"))
    assert found(drawing, called) == {("needs", "w"): ["start", "c1", "s0", "w"]}


def test_recursion_and_missing_calls_are_refused():
    ring = {key: Diagram(key).start(f"{key}s").node("callActivity", f"{key}c", calledElement=other).end(f"{key}e")
            .chain(f"{key}s", f"{key}c", f"{key}e").bundle() for key, other in (("p", "q"), ("q", "p"))}
    assert [one.rule for one in prove(ring, "p", obligations=NONE).findings] == ["recursion"]
    del ring["q"]
    assert [(one.rule, one.element) for one in prove(ring, "p", obligations=NONE).findings] == [("calls", "pc")]


def test_a_boundary_event_leaves_the_box_with_all_that_is_in_it():
    drawing = (draw("start", "s", "end").sub("s").start("s0").node("parallelGateway", "f").user("a").user("b")
               .node("parallelGateway", "j").end("e1")
               .chain("s0", "f", "a", "j", "e1").chain("f", "b", "j").close().timer("t", "P1D", "timeDuration", attached="s")
               .user("z").chain("t", "z", "end"))
    assert found(drawing) == {}


# -- many at once -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("count", "findings"), [("3", set()), ("n", {("needs", "b")}), ("0", {("needs", "b")})])
def test_a_task_for_nobody_meets_nothing(count, findings):
    drawing = draw("start", "a", "b", "end").user("a", loop_of(3).replace(">3<", f">{count}<"), e_meets="r").user("b",
        e_needs="r")
    assert set(found(drawing)) == findings


def test_several_boxes_at_once_that_change_the_case_are_not_modelled_and_so_refused():
    def many(meets: str | None) -> Diagram:
        drawing = draw("start", "s", "z", "end").sub("s").start("s0").user("w", **({"e_meets": meets}
            if meets else {})).end("e1").chain("s0", "w", "e1")
        return drawing.close(loop_of(3)).user("z", **({"e_needs": meets} if meets else {}))
    assert set(found(many("r"))) == {("unmodelled", "s")} and found(many(None)) == {}


# -- the verdict --------------------------------------------------------------------------------------------
def test_the_verdict_says_what_was_explored_and_what_is_assumed():
    proof = prove({"p": draw("start", "a", "end").user("a").bundle()}, "p", obligations=NONE)
    # start, flow to a, in a, flow to the end, nothing: five markings, one step between each
    assert proof.ok and proof.explored["markings"] == 5 and proof.explored["steps"] == 4 and proof.explored["whole"]
    assert proof.assumed and set(proof.as_dict()) == {"root", "ok", "findings", "explored", "assumed"}
    assert "已证明" in proof.told() and "前提" in proof.told()


def test_what_is_too_large_says_how_far_it_came():
    drawing = draw("start", "a", "b", "end").user("a").user("b")
    for limits in (Limits(elements=3), Limits(full=2, states=3)):
        proof = prove({"p": drawing.bundle()}, "p", obligations=NONE, limits=limits)
        assert not proof.ok and [one.rule for one in proof.findings] == ["too_large"] and not proof.explored["whole"]
        assert any(letter.isdigit() for letter in proof.findings[0].message)


def test_publish_checks_come_first():
    assert set(found(Diagram("p").start().user("a").chain("start", "a"))) >= {("process_shape", "p")}
