"""Two transactions that give one person two separated duties at the same instant: at most one of them commits."""
from __future__ import annotations

import threading

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from engine import errors
from engine.law.people.eligibility import LICENCE
from engine.law.people.separation import Held
from engine.store import duties, tables
from engine.store import people as people_store
from engine.work import tasks
from tests.concurrency.race import LIMIT_S, parted, race
from tests.course import Course, actor, give_post, moment, person_id
from tests.invariants import check_invariants

AT = moment("2026-05-20T09:00:00+08:00")


def licensed(engine, code: str) -> None:
    with engine.store.act(None, AT) as act:
        people_store.add(act.conn, "qualification", person_id=person_id(engine, code), kind=LICENCE, number=f"示法A{code}", scope="",
                         valid_from=moment("2020-01-01T00:00+08:00").date(), valid_until=moment("2099-12-31T00:00+08:00").date())
        act.record("licence.given")
        act.done()


@pytest.mark.parametrize("isolation", ["READ COMMITTED", "SERIALIZABLE"])
def test_of_two_separated_duties_written_at_once_one_is_refused(engine, isolation):
    """Neither sees the other's row when it asks: the wall itself makes one wait for the other, however the SQL got there."""
    case_id, him = Course.begin(engine).case_id, person_id(engine, "wang_qiang")
    together, outcomes = threading.Barrier(2), []

    def write(duty: str) -> None:
        options = {} if engine.store.sqlite else {"isolation_level": isolation}
        try:
            with engine.store.engine.connect().execution_options(**options) as conn:
                if not engine.store.sqlite:  # both transactions are open before either writes; on SQLite the second cannot even begin
                    conn.execute(select(tables.case_duty.c.id).where(tables.case_duty.c.case_id == case_id)).all()
                    together.wait(LIMIT_S)
                conn.execute(insert(tables.case_duty).values(case_id=case_id, person_id=him, duty=duty, task_name="并发", at=AT))
                conn.commit()
                outcomes.append("done")
        except DBAPIError as error:
            assert "separated duty" in str(error) or "could not serialize" in str(error), error
            outcomes.append("refused")

    threads = [threading.Thread(target=write, args=(duty,)) for duty in ("handle", "review")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT_S)
    assert sorted(outcomes) == ["done", "refused"]
    check_invariants(engine)


def test_twenty_acts_that_give_one_person_every_duty_leave_a_clean_case(engine):
    """Through the unit of work, without the service's own check: whatever order they commit in, no two separated ones."""
    case_id, him = Course.begin(engine).case_id, person_id(engine, "wang_qiang")
    wanted = ("handle", "review", "decide", "hearing", "serve") * 4

    def bear(duty: str) -> str:
        with engine.store.act(None, AT) as act:
            duties.bear(act.conn, case_id, [Held(him, duty, AT, "并发")])
            act.record("duty.taken", case_id=case_id, duty=duty, bearer=him)
            return act.done(duty)

    outcomes = race([lambda duty=duty: bear(duty) for duty in wanted])
    won = {one for one in outcomes if isinstance(one, str)}
    assert won and not [pair for pair in engine.rules.separation if won.issuperset(pair)]
    check_invariants(engine)


def test_a_duty_and_a_recusal_or_an_administrators_role_at_once_do_not_both_stand(engine):
    case_id, him = Course.begin(engine).case_id, person_id(engine, "wang_qiang")
    with engine.store.engine.begin() as conn:
        conn.execute(tables.post.delete().where(tables.post.c.person_id == him))

    def put(statement):
        with engine.store.engine.begin() as conn:
            conn.execute(statement)
        return True

    race([lambda: put(insert(tables.case_duty).values(case_id=case_id, person_id=him, duty="handle", task_name="并发", at=AT)),
          lambda: put(insert(tables.administrator).values(person_id=him, role="system", given_at=AT)),
          lambda: put(insert(tables.recusal).values(case_id=case_id, person_id=him, reason="近亲属", at=AT))])
    # Either the duty came first and is history, or it was refused; a second one is refused in any case.
    with pytest.raises(DBAPIError, match="recused person|administrator duty"):
        put(insert(tables.case_duty).values(case_id=case_id, person_id=him, duty="serve", task_name="并发", at=AT))


def test_one_person_with_two_accounts_cannot_review_and_decide_at_the_same_instant(course_at):
    """陈洁 signs as second officer in one window and claims the review in the other: of the acts of one person in one case only what goes together stands."""
    course = course_at("investigate", "sign")
    engine, at = course.engine, course.at
    give_post(engine, "wang_qiang", "demo_county", "review")
    licensed(engine, "wang_qiang")
    task = course.task()
    jobs = [lambda login=login: tasks.sign(engine, actor(engine, login), task["id"], at=at) for login in ("chen_jie", "chen_jie_review")] * 4
    won, refused = parted(race(jobs))
    assert len(won) == 1 and all(isinstance(r, (errors.TaskClosed, errors.DutyConflict)) for r in refused)
    course.ahead.pop(0)
    course.to("legal_review")
    review = course.task()
    jobs = [lambda login=login: tasks.complete(engine, actor(engine, login), review["id"], course.form, at=course.at)
            for login in ("chen_jie", "chen_jie_review", "wang_qiang") * 3]
    won, refused = parted(race(jobs))
    assert not won and all(isinstance(r, errors.DutyConflict) for r in refused)
    assert tasks.complete(engine, actor(engine, "qian_yu"), review["id"], course.form, at=course.at)["state"] == "done"
