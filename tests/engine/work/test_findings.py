"""What stands in the way of an act, asked before anybody tries it."""
from __future__ import annotations

from datetime import date

import pytest

from engine import errors
from engine.law.gates import CHECKS
from engine.store import chain
from engine.work import findings, measures, tasks
from tests.course import actor, contents, refusal_of
from tests.engine.work.registers import hold
from tests.engine.work.test_statements import counted


def of(course, act: str = "decide", who: str = "wang_qiang") -> dict:
    return findings.of_case(course.engine, actor(course.engine, who), course.case_id, act, at=course.at)


def test_before_the_review_the_decision_has_its_reasons_to_wait(course_at):
    told = of(course_at("legal_review"))
    assert (told["act"], told["act_name"]) == ("decide", "作出决定") and "G-15" in [f["gate"] for f in told["findings"]]
    assert all(f["article"] and f["message"] and f["next"] for f in told["findings"])
    failed = {f["gate"] for f in told["findings"]}
    assert failed == {g["gate"] for g in told["gates"] if not g["passed"]} and len(told["gates"]) > len(failed)


def test_when_all_is_done_every_gate_passes(course_at):
    told = of(course_at("decide"))
    assert not [f for f in told["findings"] if f["severity"] == "blocks"]
    assert all(g["passed"] for g in told["gates"] if g["severity"] == "blocks")


def test_what_is_told_is_what_refuses(course_at):
    """A hold of 30 April that nobody dealt with by 13 May: the page names the gate, and the completion is stopped by it."""
    course = course_at("approve_filing")
    engine, at = course.engine, course.at
    held = measures.execute_at_once(engine, actor(engine, "wang_qiang"), course.case_id, hold(engine, executed_at=at), at=at)
    assert held["due_on"] == date(2026, 5, 13)
    measures.approve(engine, actor(engine, "gao_jun"), held["id"], True, "同意。", at=at)
    at = course.to("decide").at
    told = [f["gate"] for f in of(course)["findings"] if f["severity"] == "blocks"]
    assert "G-20" in told
    refused = refusal_of(lambda: tasks.complete(engine, course.who, course.task()["id"], course.form, at=at))
    assert isinstance(refused, errors.GateRefused)
    assert [f["gate"] for f in refused.findings if f["severity"] == "blocks"] == told


def test_asking_changes_nothing_and_leaves_no_trace(course_at):
    course = course_at("conclude")
    before = contents(course.engine)
    for act in findings.acts(course.engine):
        of(course, act["act"])
    assert contents(course.engine) == before
    with course.engine.store.read() as conn:
        assert chain.verify(conn)["ok"]


def test_every_act_of_the_rule_pack_can_be_asked_about_and_has_a_name(course_at):
    course = course_at("conclude")
    known = findings.acts(course.engine)
    assert {"file", "decide", "close", "dossier", "measure"} <= {one["act"] for one in known}
    assert not [one for one in known if one["act"] == one["name"]], "an act without a Chinese name"
    assert {g["gate"] for g in of(course, "dossier")["gates"]} == set(CHECKS)


@pytest.mark.parametrize("act", ["", "fly", "decide; drop table", "x" * 5000])
def test_an_act_nobody_knows_is_refused_in_words(course_at, act):
    with pytest.raises(errors.BadInput) as refused:
        of(course_at("conclude"), act)
    assert "decide" in refused.value.next and len(refused.value.detail) < 200


def test_only_who_may_see_the_case_is_told(course_at):
    course = course_at("conclude")
    for who in ("zhou_kai", "song_ping"):
        assert isinstance(refusal_of(lambda: of(course, who=who)), errors.NotFound)
    assert isinstance(refusal_of(lambda: findings.of_case(course.engine, course.who, 9_999, at=course.at)), errors.NotFound)
    for who in ("xu_min", "qian_yu", "gao_jun", "jiang_hong"):
        assert of(course, who=who)["case_id"] == course.case_id


def test_the_machine_finds_a_case_by_its_number_or_its_id(course_at):
    course = course_at("decide")
    by_id = findings.at_the_machine(course.engine, str(course.case_id), at=course.at)
    with course.engine.store.read() as conn:
        from engine.store import cases

        number = cases.named(conn, str(course.case_id))["number"]
    assert findings.at_the_machine(course.engine, number, "decide", at=course.at) == by_id
    for unknown in ("999999", "没有这个案号", "99999999999999999999", "-1", ""):
        assert isinstance(refusal_of(lambda: findings.at_the_machine(course.engine, unknown, at=course.at)), errors.NotFound)


def test_it_costs_a_fixed_number_of_statements(course_at):
    course = course_at("decide")
    of(course)
    with counted(course.engine) as sent:
        of(course, "dossier")
    assert len(sent) <= 6, "\n".join(sent)
