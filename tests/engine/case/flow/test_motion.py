"""One way forward: what is checked before a step, and that a step that fails leaves nothing behind."""
from __future__ import annotations

import pytest
from sqlalchemy import update

from engine import errors
from engine.case.flow import effects
from engine.law.time import clock as law_clock
from engine.now import shanghai_date
from engine.process import instance
from engine.store import cases, chain, clocks, duties, papers
from engine.store.tables import case_file
from engine.store.tables import instance as instances
from engine.work import definitions, tasks
from tests.course import Course, actor, case_row, contents, example, moment, row
from tests.engine.work.test_definitions import shipped
from tests.invariants import check_invariants

#: where a completion with a paper, clocks and an obligation can break, from the first to the last thing it does
PLACES = ((effects, "apply"), (instance.Running, "complete"), (papers, "next_serial"), (papers, "issue"), (clocks, "write"),
          (instance.Running, "dump"), (cases, "write"), (chain, "append"))


def changed(engine, table, case_id: int, **values) -> None:
    """Changes a case's rows as no act would."""
    column = case_file.c.id if table is case_file else instances.c.case_id
    with engine.store.act(None, moment("2026-05-14T08:00:00+08:00")) as act:
        act.conn.execute(update(table).where(column == case_id).values(**values))
        act.record("test.changed", case_id=case_id)
        act.done()


def test_a_step_that_breaks_anywhere_leaves_nothing_behind(course_at, monkeypatch):
    course = course_at("issue_decision")
    engine, who, task_id, at = course.engine, course.who, course.task()["id"], course.at
    before = contents(engine)

    def broken(*_given, **_how):
        raise RuntimeError("broken on purpose")

    for owner, name in PLACES:
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, broken)
            with pytest.raises(RuntimeError, match="on purpose"):
                tasks.complete(engine, who, task_id, course.form, at=at)
        assert contents(engine) == before, name
    assert tasks.complete(engine, who, task_id, course.form, at=at)["state"] == "done"


def test_a_gateway_that_cannot_decide_is_an_incident_and_changes_nothing(engine):
    """The condition compares a text with a number: it passes the publish checks and fails when it is asked."""
    faulty = shipped("closed_loop", (b"triage == 'transfer_out'", b"triage_reason &gt; 5 and triage == 'transfer_out'"))
    definitions.deploy(engine, None, {"closed_loop": faulty},
                       at=moment("2026-04-27T08:00:00+08:00"))
    course = Course.begin(engine).to("triage")
    before = contents(engine)
    with pytest.raises(errors.Incident) as refused:
        course.take()
    assert "triage_route" in refused.value.detail and refused.value.next
    assert contents(engine) == before and course.open_tasks() == ["triage"]
    check_invariants(engine)


def test_a_damaged_state_is_an_incident_and_changes_nothing(course_at):
    course = course_at("decide")
    honest = _state(course)
    for state in (b"", b"junk", honest[:-5], honest[:-1], honest[:40] + b"x" + honest[41:]):
        changed(course.engine, instances, course.case_id, state=state)
        before = contents(course.engine)
        with pytest.raises(errors.Incident):
            tasks.complete(course.engine, course.who, course.task()["id"], course.form, at=course.at)
        assert contents(course.engine) == before
    changed(course.engine, instances, course.case_id, state=honest)
    assert course.take()["state"] == "done"


def _state(course) -> bytes:
    with course.engine.store.read() as conn:
        return cases.instance_of(conn, course.case_id)["state"]


def test_what_changed_after_legal_review_is_not_decided(course_at):
    course = course_at("decide")
    facts = case_row(course.engine, course.case_id)["facts"]
    for fact, value in (("penalty_fen", 30001), ("evidence_summary", "另补充监控录像一段。"), ("party_name", "李某（更名）")):
        changed(course.engine, case_file, course.case_id, facts={**facts, fact: value})
        with pytest.raises(errors.ReviewOutdated) as refused:
            course.take()
        assert refused.value.article == "行政处罚法第五十八条" and course.open_tasks() == ["decide"]
    changed(course.engine, case_file, course.case_id, facts=facts)
    assert course.take()["state"] == "done"


def test_an_obligation_that_is_missing_is_named(course_at):
    course = course_at("decide")
    met = case_row(course.engine, course.case_id)["met"]
    changed(course.engine, case_file, course.case_id, met={k: v for k, v in met.items() if k not in ("legal_review", "notice")})
    with pytest.raises(errors.NeedsUnmet) as refused:
        course.take()
    assert set(refused.value.data["missing"]) == {"legal_review", "notice"} and "法制审核" in refused.value.detail
    assert row(course.engine, course.task()["id"])["state"] == "open"


def test_a_revision_after_review_voids_it(course_at):
    """Sent back by the leader, lowered by the officer: reviewed again before it can be decided."""
    course = course_at("decide")
    engine, at = course.engine, course.at
    tasks.send_back(engine, course.who, course.task()["id"], "数额偏高，请复议。", at=at)
    assert "legal_review" in case_row(engine, course.case_id)["met"]
    concluded = next(step for step in example()["step"] if step.get("task") == "conclude")["form"]
    tasks.complete(engine, actor(engine, "wang_qiang"), course.task("revise")["id"], {**concluded, "penalty_fen": 20000}, at=at)
    assert "legal_review" not in case_row(engine, course.case_id)["met"]
    assert course.open_tasks() == ["legal_review"]


def test_a_wall_that_the_code_overlooked_still_stands(course_at, monkeypatch):
    """Were both checks in the code lost, the database would refuse the duty, and the whole act with it."""
    course = course_at("legal_review")
    engine, task_id, at = course.engine, course.task()["id"], course.at
    monkeypatch.setattr("engine.case.access.permit.permit", lambda *_given, **_how: None)
    monkeypatch.setattr("engine.case.flow.motion.check", lambda *_given: [])
    before = contents(engine)
    with pytest.raises(errors.DutyConflict):
        tasks.complete(engine, actor(engine, "wang_qiang"), task_id, course.form, at=at)
    with engine.store.read() as conn:
        assert not [d for d in duties.of_case(conn, course.case_id) if d["duty"] == "review"]
    assert contents(engine)["task"] == before["task"] and contents(engine)["paper"] == before["paper"]


def test_an_agencys_clock_ends_with_the_case_and_the_partys_goes_on(engine):
    course = Course.begin(engine).to("supervise")
    with engine.store.act(None, course.at) as act:
        on = shanghai_date(course.at)
        clocks.write(act.conn, course.case_id, [law_clock.start(engine.rules.clock("reporter_feedback", on), on, engine.rules.calendar)])
        act.record("clock.started", case_id=course.case_id)
        act.done()
    course.to_the_end()
    with engine.store.read() as conn:
        states = {c.code: (c.state, c.next_at) for _, c in clocks.of_case(conn, course.case_id)}
    assert states["reporter_feedback"] == ("cancelled", None)
    assert states["reconsider"][0] == "running", "the party may still apply for reconsideration"
    check_invariants(engine)
