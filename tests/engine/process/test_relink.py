"""A running case moved onto another version: nothing it stands on may change, and what cannot be moved is said."""
from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest

from engine.errors import Incident
from engine.process import bundle, definition, instance
from engine.process.instance import Context
from engine.process.relink import Unmovable, relink
from tests.engine.process.diagrams import Diagram, loop_of
from tests.engine.process.test_equivalence import (HOUR, PROCESSES, Pair, T, back_and_forth, fork_with_loops, inclusive_and_many, nested_scopes,
                                                   view, waits)

FLOW = re.compile(r'<((?:bpmn:)?)sequenceFlow id="([^"]+)"([^>]*?) sourceRef="([^"]+)" targetRef="([^"]+)"([^>]*?)/?>')

EMPTY = re.compile(r"(<bpmn:sequenceFlow [^>]*)></bpmn:sequenceFlow>")


def other_version(compiled: definition.Definition) -> definition.Definition:
    """The same process drawn a little differently: every name changed, a gateway put on the way between a task and what follows."""
    return definition.compile({key: _redrawn(one) for key, one in compiled.bundles.items()}, compiled.key)


def _redrawn(one: bundle.Bundle) -> bundle.Bundle:
    text = one.diagram.decode()
    tasks = set(re.findall(r'<(?:bpmn:)?userTask id="([^"]+)"', text))
    ends = set(re.findall(r'<(?:bpmn:)?endEvent id="([^"]+)"', text))
    text = re.sub(r'(<(?:bpmn:)?userTask id="[^"]+" name=")', r"\1新", text)

    def through(match: re.Match) -> str:
        prefix, id, _, source, target, _ = match.groups()
        if source not in tasks or target not in tasks | ends or not match[0].rstrip(">").endswith("/"):
            return match[0]
        via = f"via_{id}"
        return (f'<{prefix}exclusiveGateway id="{via}"/>'
                + match[0].replace(f'targetRef="{target}"', f'targetRef="{via}"')
                + f'<{prefix}sequenceFlow id="{id}_on" sourceRef="{via}" targetRef="{target}"/>')
    path = next(p for p in one.files if p.endswith(".bpmn"))
    return bundle.from_files({**one.files, path: FLOW.sub(through, EMPTY.sub(r"\1/>", text)).encode()})


def walk(compiled: definition.Definition, seed: int, monkeypatch: pytest.MonkeyPatch, most: int) -> int:
    """Random moves with a change of version after every second one; the twin stays on the first version. Returns how often it moved."""
    versions, moved = [compiled, other_version(compiled)], 0
    assert versions[0].digest != versions[1].digest
    pair = Pair(compiled, seed, monkeypatch)
    for step in range(most):
        if step % 2:
            before = pair.saved.dump()
            pair.saved = relink(pair.compiled, before, versions[(moved + 1) % 2], {})
            pair.compiled = versions[(moved + 1) % 2]
            moved += 1
            again = instance.restore(pair.compiled, pair.saved.dump())
            assert set(again.open_tasks()) == set(pair.saved.open_tasks())
        assert view(pair.saved) == view(pair.kept), f"seed {seed}, step {step}"
        try:
            if not _move(pair):
                break
        except Incident:
            break
    return moved


def _move(pair: Pair) -> bool:
    """A move by both; the twin's tasks carry the first version's words, so they are matched by place."""
    choice = pair.random.random()
    tasks = sorted(pair.saved.open_tasks().values(), key=lambda t: (t.path, t.element.id, str(t.item)))
    if tasks and choice < 0.9:
        task = pair.random.choice(tasks)
        twin = next(t for t in pair.kept.open_tasks().values() if (t.path, t.element.id, t.item) == (task.path, task.element.id, task.item))
        data = pair.answers(task.element)
        pair._both(lambda r: r.complete((task if r is pair.saved else twin).id, data, pair.context()))
    else:
        pair.at += pair.random.randrange(1, 60) * HOUR
        pair._both(lambda r: r.tick(pair.context()))
        for code in pair.clocks:
            if pair.due[code] <= pair.at:
                pair.due[code] = pair.at + pair.random.randrange(20, 60) * HOUR
        pair._both(lambda r: r.tick(pair.context()))
    return not pair.saved.completed


@pytest.mark.parametrize("make", [back_and_forth, fork_with_loops, nested_scopes, inclusive_and_many, waits])
def test_a_case_that_changes_version_at_every_second_step_goes_on_as_if_it_never_had(make, monkeypatch):
    assert sum(walk(make(), seed, monkeypatch, 30) for seed in range(20)) > 40


@pytest.mark.parametrize("key", ["closed_loop", "ordinary_penalty", "summary_penalty"])
def test_a_real_process_changes_version_under_way(key, monkeypatch):
    bundles = {path.parent.name: bundle.read(path.parent) for path in PROCESSES.glob("*/process.toml")}
    assert sum(walk(definition.compile(bundles, key), seed, monkeypatch, 24) for seed in range(4)) > 8


# -- what is kept -----------------------------------------------------------------------------------------------
def straight(*extra: str) -> Diagram:
    ids = ["a", *extra, "b"]
    drawn = Diagram("p").start()
    for id in ids:
        drawn.user(id)
    return drawn.end().chain("start", *ids, "end")


def at_first(compiled: definition.Definition) -> bytes:
    return instance.start(compiled, {}, Context(T)).dump()


def test_a_task_inserted_ahead_is_met_and_one_taken_away_ahead_is_not():
    old, new = straight().compile(), straight("between").compile()
    moved = relink(old, at_first(old), new, {})
    (task,) = moved.open_tasks()
    moved.complete(task, {}, Context(T))
    assert [one.element.id for one in moved.open_tasks().values()] == ["between"]
    back = relink(new, at_first(new), old, {})
    back.complete(next(iter(back.open_tasks())), {}, Context(T))
    assert [one.element.id for one in back.open_tasks().values()] == ["b"]


def test_a_task_that_is_over_may_be_gone_from_the_new_drawing():
    old, new = straight("done").compile(), straight().compile()
    running = instance.start(old, {}, Context(T))
    for _ in range(2):
        running.complete(next(iter(running.open_tasks())), {}, Context(T))
    before = set(running.open_tasks())
    moved = relink(old, running.dump(), new, {})
    assert set(moved.open_tasks()) == before
    moved.complete(before.pop(), {}, Context(T))
    assert moved.completed


def test_a_waiting_time_goes_on_from_when_it_began():
    """SpiffWorkflow's own migration starts a running duration again: a period would be longer than the law gives."""
    def drawn(*extra: str) -> Diagram:
        after = [*extra, "b"]
        one = Diagram("p").start().timer("pause", "PT10H", "timeDuration")
        for id in after:
            one.user(id)
        return one.end().chain("start", "pause", *after, "end")
    old, new = drawn().compile(), drawn("more").compile()
    state = instance.start(old, {}, Context(T)).dump()
    moved = relink(old, state, new, {})
    assert moved.next_at == T + timedelta(hours=10)
    moved.tick(Context(T + timedelta(hours=9)))
    assert not moved.open_tasks()
    moved.tick(Context(T + timedelta(hours=10)))
    assert [one.element.id for one in moved.open_tasks().values()] == ["more"]


def test_what_the_new_drawing_reads_is_taken_from_the_facts_of_the_case():
    old = straight().compile()
    new = (Diagram("p").start().user("a").xor("x", default="no").user("b").end().chain("start", "a", "x").flow("x", "b", "amount > 5")
           .flow("x", "end", id="no").chain("b", "end").compile())
    moved = relink(old, at_first(old), new, {"amount": 7, "unread": 1})
    assert moved.variables == {"amount": 7}
    moved.complete(next(iter(moved.open_tasks())), {}, Context(T))
    assert [one.element.id for one in moved.open_tasks().values()] == ["b"]


# -- what cannot be moved -----------------------------------------------------------------------------------------
def refused(old: definition.Definition, new: definition.Definition, state: bytes | None = None) -> str:
    with pytest.raises(Unmovable) as caught:
        relink(old, state or at_first(old), new, {})
    return caught.value.detail


def test_a_live_task_that_was_deleted_cannot_be_moved():
    gone = Diagram("p").start().user("b").end().chain("start", "b", "end")
    assert "“a”在新版本中已删除" in refused(straight().compile(), gone.compile())


def test_a_live_task_that_became_something_else_cannot_be_moved():
    other = Diagram("p").start().script("a", "n = 1").user("b").end().chain("start", "a", "b", "end")
    assert "换了类型" in refused(straight().compile(), other.compile())


def test_a_boundary_event_added_to_a_live_task_cannot_be_moved():
    other = straight().timer("late", 'clock("k")', attached="a").end("e2").chain("late", "e2")
    assert "边界事件改了" in refused(straight().compile(), other.compile())


def test_another_duty_for_a_live_task_cannot_be_moved():
    """Who has begun the task was permitted for the old duty."""
    other = Diagram("p").start().user("a", e_duty="review").user("b").end().chain("start", "a", "b", "end")
    assert "“a”的职责改了" in refused(straight().compile(), other.compile())


def test_more_instances_of_a_live_multi_instance_task_cannot_be_moved():
    def many(size: int) -> definition.Definition:
        return Diagram("p").start().user("a", loop_of(size)).end().chain("start", "a", "end").compile()
    assert "多人办理" in refused(many(2), many(3))


def test_another_waiting_time_under_a_live_timer_cannot_be_moved():
    def pause(text: str) -> definition.Definition:
        return Diagram("p").start().timer("t", text, "timeDuration").user("a").end().chain("start", "t", "a", "end").compile()
    assert "定时" in refused(pause("PT5H"), pause("PT6H"))


def forked(*ids: str) -> definition.Definition:
    drawn = Diagram("p").start().node("parallelGateway", "fork").node("parallelGateway", "join").end()
    for id in ids:
        drawn.user(id).chain("fork", id, "join")
    return drawn.chain("start", "fork").chain("join", "end").compile()


def test_a_branch_more_beside_branches_under_way_cannot_be_moved():
    """The join would wait for a branch that nobody ever began."""
    assert "并行" in refused(forked("a", "b"), forked("a", "b", "c"))


def test_a_branch_less_with_one_already_arrived_cannot_be_moved():
    old = forked("a", "b", "c")
    running = instance.start(old, {}, Context(T))
    running.complete(next(id for id, one in running.open_tasks().items() if one.element.id == "c"), {}, Context(T))
    assert "并行" in refused(old, forked("a", "b"), running.dump())


def test_a_called_process_that_is_called_no_more_cannot_be_moved():
    def calling(key: str) -> definition.Definition:
        called = Diagram(key).start("s").user("inside").end("e").chain("s", "inside", "e")
        return Diagram("p").start().node("callActivity", "call", calledElement=key).end().chain("start", "call", "end").compile(called)
    assert "调用的流程改了" in refused(calling("one"), calling("two"))


def test_a_state_of_another_version_is_an_incident_and_no_move():
    with pytest.raises(Incident):
        relink(straight("x").compile(), b"nonsense", straight().compile(), {})


def test_many_moves_of_many_cases_end_where_they_should():
    """The moved case is driven to its end on whatever version it is on; task ids never change under a move."""
    versions = [straight(), straight("x"), straight("x", "y"), straight("y")]
    compiled = [one.compile() for one in versions]
    for seed in range(60):
        chance = random.Random(seed)
        now = chance.choice(compiled)
        running = instance.start(now, {}, Context(T))
        while not running.completed:
            then = chance.choice(compiled)
            try:
                ids = set(running.open_tasks())
                running, now = relink(now, running.dump(), then, {}), then
                assert set(running.open_tasks()) == ids
            except Unmovable as fault:
                assert "已删除" in fault.detail
            running.complete(next(iter(running.open_tasks())), {}, Context(T))
