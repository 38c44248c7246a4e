"""A running instance: what opens, what waits, what fires, what fails, and that it survives being saved at any moment."""
from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

import pytest

from engine.errors import ExpressionError, Incident, TaskClosed
from engine.process import instance
from engine.process.instance import Context
from tests.engine.process.diagrams import Diagram, loop_of

T = datetime(2026, 3, 2, 1, 0, tzinfo=timezone.utc)
DAY = timedelta(days=1)


def reviewed() -> Diagram:
    return (Diagram("p").start().user("draft").user("review").xor("verdict", default="back").end()
            .timer("late", 'clock("legal_review")', attached="review", cancel=False).user("remind").end("reminded")
            .chain("start", "draft", "review", "verdict").flow("verdict", "end", "review_outcome == “agree”")
            .flow("verdict", "draft", id="back").chain("late", "remind", "reminded"))


def again(running: instance.Running) -> instance.Running:
    return instance.restore(running.definition, running.dump())


def names(running: instance.Running) -> list[str]:
    return sorted(task.element.id for task in running.open_tasks().values())


def done(running: instance.Running, element: str, data: dict | None = None, context: Context = Context(T)) -> None:
    task = next(t for t in running.open_tasks().values() if t.element.id == element)
    running.complete(task.id, data or {}, context)


def test_a_task_opens_with_what_its_diagram_says():
    definition = (Diagram("p").start().user("review", name="法制审核", e_duty="review", e_starts="legal_review@sent_on#days pay",
                                            e_meets="legal_review", e_officers="2").end()
                  .chain("start", "review", "end").compile())
    (task,) = instance.start(definition, {}, Context(T)).open_tasks().values()
    element = task.element
    assert (element.name, element.duty, element.officers, element.meets) == ("法制审核", "review", 2, ("legal_review",))
    assert [(s.code, s.day0_field, s.length_field) for s in element.starts] == [
        ("legal_review", "sent_on", "days"), ("pay", None, None)]


def test_only_routing_names_enter_the_instance():
    running = instance.start(reviewed().compile(), {"description": "长文", "review_outcome": "x"}, Context(T))
    assert running.variables == {"review_outcome": "x"}
    done(running, "draft", {"evidence_summary": "现场照片" * 100, "typename": "Task"}, Context(T, {"legal_review": T + DAY}))
    assert running.variables == {"review_outcome": "x"}


def test_a_task_is_completed_once():
    context = Context(T, {"legal_review": T + DAY})
    running = instance.start(reviewed().compile(), {}, context)
    (task,) = running.open_tasks()
    running.complete(task, {}, context)
    for closed in (task, "0" * 32, "not a task"):
        with pytest.raises(TaskClosed):
            running.complete(closed, {}, Context(T))
    assert names(running) == ["review"]


def test_a_value_that_is_not_a_scalar_is_refused_before_anything_happens():
    clocks = {"legal_review": T + 9 * DAY}
    running = instance.start(reviewed().compile(), {}, Context(T))
    done(running, "draft", context=Context(T, clocks))
    for bad in ({"a": 1}, [[1]], object(), float("nan"), 10**30):
        with pytest.raises(ExpressionError):
            done(running, "review", {"review_outcome": bad}, Context(T, clocks))
    done(running, "review", {"review_outcome": "agree"}, Context(T, clocks))
    assert running.completed


def test_the_300th_send_back_costs_what_the_first_did():
    context = Context(T, {"legal_review": T + 10 * DAY})
    running = instance.start(reviewed().compile(), {}, context)
    sizes, times = [], []
    for _ in range(300):
        began = time.process_time()
        running = again(running)
        done(running, "draft", context=context)
        running = again(running)
        done(running, "review", {"review_outcome": "send_back"}, context)
        times.append(time.process_time() - began)
        sizes.append(len(running.dump()))
    assert max(sizes[10:]) <= sizes[5] + 60 and sizes[-1] < 2_000
    # medians, because one pause of a busy machine is not growth
    assert sorted(times[-50:])[25] < 5 * sorted(times[:50])[25]
    done(running, "draft", context=context)
    done(running, "review", {"review_outcome": "agree"}, context)
    assert running.completed


def test_a_branch_sent_back_300_times_beside_an_open_sibling_stays_small():
    definition = (Diagram("p").start().node("parallelGateway", "fork").user("hold").user("draft").user("review")
                  .xor("verdict", default="back").node("parallelGateway", "join").end()
                  .chain("start", "fork", "hold", "join", "end").chain("fork", "draft", "review", "verdict")
                  .flow("verdict", "join", "ok").flow("verdict", "draft", id="back").compile())
    running = instance.start(definition, {}, Context(T))
    sizes = []
    for _ in range(300):
        done(running, "draft")
        done(running, "review", {"ok": False})
        running = again(running)
        sizes.append(len(running.dump()))
    assert sizes[-1] <= sizes[5] + 60
    done(running, "draft")
    done(running, "review", {"ok": True})
    assert not running.completed and names(running) == ["hold"]
    done(running, "hold")
    assert running.completed


def test_a_clock_timer_follows_the_row_and_not_the_wall():
    running = instance.start(reviewed().compile(), {}, Context(T))
    with pytest.raises(Incident) as refusal:
        done(again(running), "draft")
    assert "legal_review" in refusal.value.detail and refusal.value.data["element"] == "late"
    done(running, "draft", context=Context(T, {"legal_review": T + 10 * DAY}))
    assert running.waiting_clocks == {"legal_review"} and running.next_at is None
    extended = {"legal_review": T + 20 * DAY}
    running = again(running)
    running.tick(Context(T + 15 * DAY, extended))
    assert names(running) == ["review"]
    running.tick(Context(T + 30 * DAY, {"legal_review": None}))
    assert names(running) == ["review"]
    running = again(running)
    running.tick(Context(T + 20 * DAY, extended))
    assert names(running) == ["remind", "review"]
    running.tick(Context(T + 25 * DAY, extended))
    assert names(running) == ["remind", "review"] and running.waiting_clocks == frozenset()


def test_an_interrupting_timer_cancels_its_task():
    definition = (Diagram("p").start().user("wait").end().timer("due", 'clock("pay")', attached="wait").user("urge").end("e2")
                  .chain("start", "wait", "end").chain("due", "urge", "e2").compile())
    running = instance.start(definition, {}, Context(T, {"pay": T + DAY}))
    (old,) = running.open_tasks()
    running = again(running)
    running.tick(Context(T + DAY, {"pay": T + DAY}))
    assert names(running) == ["urge"]
    with pytest.raises(TaskClosed):
        running.complete(old, {}, Context(T))


def test_a_duration_counts_from_when_the_element_began_to_wait():
    definition = (Diagram("p").start().user("a").timer("wait", "P2DT12H", "timeDuration").user("b").end()
                  .chain("start", "a", "wait", "b", "end").compile())
    running = instance.start(definition, {}, Context(T))
    done(running, "a", context=Context(T + DAY))
    assert running.next_at == T + 3.5 * DAY and names(running) == []
    running = again(running)
    running.tick(Context(T + 3.4 * DAY))
    assert names(running) == []
    running.tick(Context(T + 3.5 * DAY))
    assert names(running) == ["b"] and running.next_at is None


def test_a_repeating_timer_fires_its_number_of_times():
    definition = (Diagram("p").start().user("wait").end().timer("tick", "R3/P1D", "timeCycle", attached="wait", cancel=False)
                  .user("urge").end("e2").chain("start", "wait", "end").chain("tick", "urge", "e2").compile())
    running = instance.start(definition, {}, Context(T))
    for day in range(1, 7):
        running = again(running)
        running.tick(Context(T + day * DAY))
        assert names(running).count("urge") == min(day, 3)
    for _ in range(3):
        done(running, "urge", context=Context(T + 7 * DAY))
    done(running, "wait", context=Context(T + 7 * DAY))
    assert running.completed


def test_an_event_gateway_takes_the_message_or_the_clock():
    diagram = (Diagram("p").top('<bpmn:message id="m" name="申请听证"/>').start().node("eventBasedGateway", "which")
               .message("asked", "m").timer("silent", 'clock("hearing_request")').user("hear").user("decide").end().end("e2")
               .chain("start", "which", "asked", "hear", "end").chain("which", "silent", "decide", "e2"))
    clocks = {"hearing_request": T + 5 * DAY}
    running = instance.start(diagram.compile(), {}, Context(T, clocks))
    assert running.waiting_clocks == {"hearing_request"} and not running.open_tasks()
    with pytest.raises(TaskClosed):
        running.message("别的消息", {}, Context(T, clocks))
    other = again(running)
    running.message("申请听证", {}, Context(T + DAY, clocks))
    assert names(again(running)) == ["hear"] and not running.waiting_clocks
    other.tick(Context(T + 5 * DAY, clocks))
    assert names(again(other)) == ["decide"]


def service(key: str = "serve") -> Diagram:
    return (Diagram(key).start(f"{key}_start").user("deliver", e_duty="serve").end(f"{key}_end")
            .chain(f"{key}_start", "deliver", f"{key}_end"))


def test_a_task_inside_a_call_keeps_its_own_element_and_its_path():
    caller = (Diagram("p").start().node("callActivity", "call1", calledElement="serve").sub("hearing").start("hs")
              .user("hold", e_duty="hearing").end("he").chain("hs", "hold", "he").close().end()
              .chain("start", "call1", "hearing", "end"))
    running = again(instance.start(caller.compile(service()), {}, Context(T)))
    (task,) = running.open_tasks().values()
    assert (task.element.process, task.element.id, task.element.duty) == ("serve", "deliver", "serve")
    assert task.path == (("p", "call1"),)
    assert running.position() == {"live": {"p": ["call1"], "serve": ["deliver"]},
                                  "calls": [{"process": "p", "element": "call1", "called": "serve"}]}
    done(running, "deliver")
    running = again(running)
    (task,) = running.open_tasks().values()
    assert (task.element.process, task.element.id, task.element.scope) == ("p", "hold", ("hearing",))
    assert running.position()["live"] == {"p": ["hearing", "hold"]}
    done(running, "hold")
    assert running.completed


def test_two_diagrams_may_use_one_id_for_their_sub_processes():
    def with_sub(key: str, inner: str) -> Diagram:
        return (Diagram(key).start(f"{key}_s").sub("sub1").start("s1").user(inner).end("e1").chain("s1", inner, "e1").close()
                .end(f"{key}_e"))
    called = with_sub("callee", "inside").chain("callee_s", "sub1", "callee_e")
    caller = (with_sub("p", "outside").node("callActivity", "call1", calledElement="callee")
              .chain("p_s", "sub1", "call1", "p_e"))
    running = instance.start(caller.compile(called), {}, Context(T))
    assert names(running) == ["outside"]
    done(running, "outside")
    assert names(again(running)) == ["inside"]


def test_an_interrupting_boundary_on_a_call_cancels_what_is_inside():
    caller = (Diagram("p").start().node("callActivity", "call1", calledElement="serve").end()
              .timer("due", 'clock("pay")', attached="call1").user("other").end("e2")
              .chain("start", "call1", "end").chain("due", "other", "e2"))
    running = instance.start(caller.compile(service()), {}, Context(T, {"pay": T + DAY}))
    running.tick(Context(T + 2 * DAY, {"pay": T + DAY}))
    running = again(running)
    assert names(running) == ["other"] and running.position()["calls"] == []


def test_each_member_of_a_list_gets_a_task():
    loop = ("<bpmn:multiInstanceLoopCharacteristics id='mi'{}><bpmn:loopDataInputRef>members</bpmn:loopDataInputRef>"
            "<bpmn:inputDataItem id='member'/></bpmn:multiInstanceLoopCharacteristics>")
    for sequential in (False, True):
        definition = (Diagram("p").start().user("ask", loop.format(" isSequential='true'" if sequential else ""))
                      .xor("more", default="out").end().chain("start", "ask", "more").flow("more", "ask", "again")
                      .flow("more", "end", id="out").compile())
        assert definition.routing == {"members", "again"}
        running = instance.start(definition, {"members": ["甲", "乙"]}, Context(T))
        for round_ in range(3):
            seen = []
            for _ in range(2):
                running = again(running)
                assert len(running.open_tasks()) == (1 if sequential else 2 - len(seen))
                task = sorted(running.open_tasks().values(), key=lambda t: t.item)[0]
                assert task.element.id == "ask" and task.element.duty == "handle"
                seen.append(task.item)
                running.complete(task.id, {"again": round_ < 2}, Context(T))
            assert sorted(seen) == ["乙", "甲"] and "member" not in running.variables
        assert running.completed


def test_a_number_of_instances_is_bounded_at_run_time_too():
    for size in ("n", "n * 1"):
        definition = (Diagram("p").start().user("first").user("ask", loop_of(1).replace(">1<", f">{size}<")).end()
                      .chain("start", "first", "ask", "end").compile())
        for bad in (101, -1, "3", True, 2.5, None):
            running = instance.start(definition, {"n": bad}, Context(T))
            with pytest.raises(Incident):
                done(running, "first")
        running = instance.start(definition, {"n": 3}, Context(T))
        done(running, "first")
        assert [t.item for t in again(running).open_tasks().values()] == [0, 1, 2]


def test_a_branch_does_not_overwrite_what_its_sibling_decided():
    definition = (Diagram("p").start().node("parallelGateway", "fork").user("a").user("b").node("parallelGateway", "join")
                  .xor("x", default="no").end("yes_end").end("no_end").chain("start", "fork", "a", "join", "x")
                  .chain("fork", "b", "join").flow("x", "yes_end", "ok").flow("x", "no_end", id="no").compile())
    running = instance.start(definition, {"ok": False}, Context(T))
    done(running, "a", {"ok": True})
    done(again(running), "b")
    assert running.variables == {"ok": True}


@pytest.mark.parametrize(("condition", "data"), [
    ("unknown_name", {}), ("n > 1", {"n": "5"}), ("n", {"n": 1}), ("n / 0 > 1", {"n": 1}), ("n == 1", {"n": "1"})])
def test_a_condition_that_cannot_be_decided_is_an_incident_naming_the_gateway(condition, data):
    definition = (Diagram("p").start().user("a").xor("choose", default="out").end().end("e2").chain("start", "a", "choose")
                  .flow("choose", "end", condition).flow("choose", "e2", id="out").compile())
    running = instance.start(definition, data, Context(T))
    saved = running.dump()
    with pytest.raises(Incident) as incident:
        done(running, "a")
    assert "choose" in incident.value.detail and incident.value.data["element"] == "choose"
    for use in (running.dump, lambda: running.tick(Context(T))):
        with pytest.raises(Incident):
            use()
    fresh = instance.restore(definition, saved)
    assert names(fresh) == ["a"]


def test_an_empty_optional_field_is_empty_and_not_unknown():
    diagram = (Diagram("p").start().user("a", e_form="f").xor("x", default="out").end().end("e2").chain("start", "a", "x")
               .flow("x", "end", "reason == 'late' or urgent").flow("x", "e2", id="out"))
    fields = [{"type": "textfield", "key": "reason"}, {"type": "checkbox", "key": "urgent"}]
    running = instance.start(diagram.compile(forms={"f": fields}), {}, Context(T))
    done(running, "a", {})
    assert running.completed and running.variables == {"reason": None, "urgent": False}


def test_a_loop_without_a_person_is_stopped():
    definition = (Diagram("p").start().user("a").script("count", "n = n + 1").xor("x", default="back").end()
                  .chain("start", "a", "count", "x").flow("x", "end", "n < 0").flow("x", "count", id="back").compile())
    running = instance.start(definition, {"n": 0}, Context(T))
    began = time.perf_counter()
    with pytest.raises(Incident) as incident:
        done(running, "a")
    assert "300" in incident.value.detail and time.perf_counter() - began < 5


def test_an_instance_that_would_stop_silently_is_an_incident():
    # the join waits for a branch the exclusive gateway did not take
    definition = (Diagram("p").start().user("a").xor("x", default="one").script("s1", "n = 1").script("s2", "n = 2")
                  .node("parallelGateway", "join").end().chain("start", "a", "x").flow("x", "s1", id="one")
                  .flow("x", "s2", "go").chain("s1", "join", "end").chain("s2", "join").compile())
    running = instance.start(definition, {"go": False}, Context(T))
    with pytest.raises(Incident) as incident:
        done(running, "a")
    assert "停住" in incident.value.detail


def test_a_damaged_or_foreign_state_is_an_incident():
    running = instance.start(reviewed().compile(), {}, Context(T))
    blob = running.dump()
    other = service("q").compile()
    for definition, bad in ((running.definition, b""), (running.definition, b"garbage"), (running.definition, blob[:-9]),
                            (other, blob)):
        with pytest.raises(Incident):
            instance.restore(definition, bad)


def test_an_error_end_inside_a_sub_process_is_caught_by_its_boundary():
    definition = (Diagram("p").top('<bpmn:error id="err" name="失败" errorCode="E1"/>').start().sub("work").start("s")
                  .user("try").xor("g", default="bad").end("good").flow("s", "try").flow("try", "g")
                  .flow("g", "good", "ok").flow("g", "failed", id="bad")
                  .node("endEvent", "failed", "<bpmn:errorEventDefinition id='x' errorRef='err'/>").close()
                  .node("boundaryEvent", "caught", "<bpmn:errorEventDefinition id='y' errorRef='err'/>", attachedToRef="work")
                  .user("repair").end().end("e2").chain("start", "work", "end").chain("caught", "repair", "e2").compile())
    running = instance.start(definition, {}, Context(T))
    done(running, "try", {"ok": False})
    assert names(again(running)) == ["repair"]


def test_a_message_reaches_only_the_instance_its_key_names():
    top = ('<bpmn:message id="m" name="回执"/><bpmn:correlationProperty id="no" name="no">'
           '<bpmn:correlationPropertyRetrievalExpression messageRef="m"><bpmn:messagePath>receipt_no</bpmn:messagePath>'
           '</bpmn:correlationPropertyRetrievalExpression></bpmn:correlationProperty>'
           '<bpmn:collaboration id="c"><bpmn:correlationKey id="k" name="key">'
           '<bpmn:correlationPropertyRef>no</bpmn:correlationPropertyRef></bpmn:correlationKey></bpmn:collaboration>')
    definition = (Diagram("p").top(top).start().message("first", "m").message("second", "m").user("after").end()
                  .chain("start", "first", "second", "after", "end").compile())
    running = instance.start(definition, {}, Context(T))
    running.message("回执", {"receipt_no": "A"}, Context(T))
    running = again(running)
    with pytest.raises(TaskClosed):
        running.message("回执", {"receipt_no": "B"}, Context(T))
    running.message("回执", {"receipt_no": "A"}, Context(T))
    assert names(running) == ["after"]
