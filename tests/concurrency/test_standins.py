"""Powers that change while somebody uses them: one of the two comes first, and what commits fits together."""
from __future__ import annotations

from engine.jobs.escalating import sweep
from engine.work import recusals, substitutions, tasks
from tests.concurrency.race import parted, race
from tests.course import actions, actor, person_id, row
from tests.engine.work.standins import duty_rows, suspend


def test_a_recusal_granted_while_the_person_completes_leaves_either_the_act_or_nothing(course_at):
    course = course_at("conclude")
    engine, at, task, who, form = course.engine, course.at, course.task()["id"], course.who, course.form
    asked = recusals.ask(engine, who, course.case_id, {"by": "self", "ground": "interest", "reason": "有利害关系"}, at=at)["id"]
    head, before = actor(engine, "gao_jun", at), len(duty_rows(engine, course.case_id, "handle"))
    done, refused = parted(race([lambda: recusals.decide(engine, head, asked, True, "属实", at=at),
                                 lambda: tasks.complete(engine, who, task, form, at=at)]))
    assert len(done) + len(refused) == 2 and any(one.get("handlers") is not None for one in done)
    after = row(engine, task)
    assert after["state"] == ("done" if len(done) == 2 else "open") and len(duty_rows(engine, course.case_id, "handle")) == before
    if refused:
        assert refused[0].article == "行政处罚法第四十三条" and after["assignee_id"] is None


def test_of_two_deputies_for_one_post_made_at_once_one_is_refused(course_at):
    course = course_at("apply_filing")
    engine, at = course.engine, course.at
    who, given = actor(engine, "wang_qiang", at), {"duties": ["handle"], "from_at": at, "until_at": at.replace(year=at.year + 1, month=1), "reason": "外出"}

    def make(code: str):
        deputy = person_id(engine, code)
        return lambda: substitutions.make(engine, who, {**given, "deputy_id": deputy}, at=at)
    done, refused = parted(race([make("gu_ning"), make("yan_chao")]))
    assert len(done) == 1 and len(refused) == 1 and "已经有人代理" in refused[0].detail


def test_two_looks_at_once_raise_a_task_once(course_at):
    course = course_at("conclude")
    engine, at, task = course.engine, course.at, course.task()["id"]
    for code in ("wang_qiang", "li_na", "zhao_lei", "liu_yang", "chen_jie"):
        suspend(engine, code, at)
    parted(race([lambda: sweep(engine, at)] * 3))
    sweep(engine, at)
    with engine.store.read() as conn:
        assert engine.unit(conn, row(engine, task)["unit_id"])["code"] == "demo_county"
    assert actions(engine, course.case_id).count("task.escalated") == 1
