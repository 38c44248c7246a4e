"""How many SQL statements an act costs: statements, not the diagram, are what a completion spends its time on."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from engine.play import scenario
from engine.store.act import RequestKey
from engine.work import inbox, tasks
from tests.conftest import ROOT
from tests.course import Course, actor
from tests.invariants import check_invariants

MOST = 12
E1 = ROOT / "processes" / "summary_penalty" / "scenarios" / "e1.toml"

@contextmanager
def counted(engine) -> Iterator[list[str]]:
    """Collects every statement sent to the database."""
    sent: list[str] = []

    def note(_conn, _cursor, statement, *_rest) -> None:
        sent.append(statement)

    event.listen(engine.store.engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine.store.engine, "before_cursor_execute", note)


def counts_of(engine, monkeypatch, play) -> dict[tuple[str, str], int]:
    """How many statements each completion and signature took while `play` ran: (element, state after it) → statements."""
    most = {}
    for name in ("complete", "sign"):
        def count(engine, *given, act=getattr(tasks, name), **how):
            with counted(engine) as sent:
                answer = act(engine, *given, **how)
            most[answer["element"], answer["state"]] = len(sent)
            return answer
        monkeypatch.setattr(tasks, name, count)
    play()
    return most


def test_a_completion_takes_at_most_twelve_statements(engine, monkeypatch):
    """Example two, lead to archive: papers, clocks, numbers, signatures, parallel branches, ends."""
    Course.begin(engine).to("verify")  # what a process reads once: units, settings, the definitions in force
    found = counts_of(engine, monkeypatch, lambda: Course.begin(engine).to_the_end())
    assert len(found) >= 20 and max(found.values()) <= MOST, found
    assert found["investigate", "signing"] <= 6, found
    check_invariants(engine)


def test_a_penalty_on_the_spot_takes_at_most_twelve_statements(engine, monkeypatch):
    """Example one: the second signature files the case, decides it, numbers both and starts the clocks."""
    found = counts_of(engine, monkeypatch, lambda: scenario.play(engine, scenario.read(E1)))
    assert ("decide_on_spot", "done") in found and max(found.values()) <= MOST, found
    check_invariants(engine)


def test_a_key_costs_two_statements_more(course_at):
    sizes = []
    for key in (None, RequestKey("k", "d" * 64)):
        course = course_at("serve_decision")
        who, task_id, at = course.who, course.task()["id"], course.at
        inbox.get(course.engine, who, task_id, at=at)
        with counted(course.engine) as sent:
            tasks.complete(course.engine, who, task_id, course.form, at=at, key=key)
        sizes.append(len(sent))
    assert sizes[1] - sizes[0] == 2


def test_a_claim_takes_at_most_seven_statements(course_at):
    course = course_at("apply_filing")
    who, task_id = actor(course.engine, "wang_qiang"), course.task()["id"]
    inbox.get(course.engine, who, task_id, at=course.at)
    with counted(course.engine) as sent:
        tasks.claim(course.engine, who, task_id, at=course.at, key=RequestKey("k", "d" * 64))
    assert len(sent) <= 7, "\n".join(sent)


def test_an_inbox_page_takes_a_fixed_number_of_statements(course_at):
    course = course_at("apply_filing")
    who = actor(course.engine, "wang_qiang")
    inbox.find(course.engine, who, at=course.at)  # what a process reads once: the county's own rules
    for limit in (1, 50):
        with counted(course.engine) as sent:
            inbox.find(course.engine, who, limit=limit, at=course.at)
        assert len(sent) == 4, "\n".join(sent)
