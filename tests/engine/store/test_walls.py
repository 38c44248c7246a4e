"""Each wall of the database, run into by SQL that goes past every function of ours."""
from __future__ import annotations

import importlib
from datetime import date

import pytest
from sqlalchemy import delete, insert, select, text, update

from engine import errors
from engine.engine import Engine
from engine.law.people.eligibility import CERTIFICATE
from engine.law.people.separation import FLOOR, Held
from engine.store import duties, tables, walls
from engine.store.statement import DriverError
from tests.course import Course, actions, actor, moment, person_id
from tests.invariants import check_invariants

AT = moment("2026-05-20T09:00:00+08:00")
MIGRATION = importlib.import_module("engine.store.migrations.versions.0005_walls_of_people")


@pytest.fixture
def town(engine):
    """The demo county with one lead; whatever ran into a wall left nothing."""
    engine.case = Course.begin(engine).case_id
    yield engine
    check_invariants(engine)


def put(engine, *statements) -> None:
    """Runs SQL past the service, each statement in turn, in one transaction."""
    with engine.store.engine.begin() as conn:
        for one in statements:
            conn.execute(one)


def stopped(engine, said: str, *statements) -> None:
    """SQL that the database must refuse with these words."""
    with pytest.raises(walls.FAULTS, match=said):
        put(engine, *statements)


def duty(engine, code: str, what: str, **more):
    return insert(tables.case_duty).values(case_id=engine.case, person_id=person_id(engine, code), duty=what, task_name="直接写入", at=AT, **more)


def post(engine, code: str, what: str, **more):
    return insert(tables.post).values(person_id=person_id(engine, code), unit_id=qingxi(engine), duty=what, **more)


def qingxi(engine) -> int:
    with engine.store.read() as conn:
        return engine.unit_by_code(conn, "qingxi")


def admin(engine, code: str, role: str = "system", at=AT, **more):
    return insert(tables.administrator).values(person_id=person_id(engine, code), role=role, given_at=at, **more)


def no_posts(engine, code: str):
    return delete(tables.post).where(tables.post.c.person_id == person_id(engine, code))


def test_no_person_bears_two_separated_duties_in_either_order(town):
    for one, other in town.rules.separation:
        stopped(town, "separated duty", duty(town, "wang_qiang", one), duty(town, "wang_qiang", other))


def test_who_is_stood_in_for_bears_the_duty_too(town):
    him = person_id(town, "li_na")
    stopped(town, "separated duty", duty(town, "wang_qiang", "handle", for_id=him), duty(town, "li_na", "review"))
    stopped(town, "separated duty", duty(town, "li_na", "review"), duty(town, "wang_qiang", "handle", for_id=him))


def test_a_soft_pair_needs_a_reason_that_says_something(town):
    put(town, duty(town, "wang_qiang", "handle"))
    for nothing in (None, "", "   "):
        stopped(town, "reason needed", duty(town, "wang_qiang", "archive", reason=nothing))
    put(town, duty(town, "wang_qiang", "archive", reason="归档人员休产假，镇上无他人可归档"))


def test_the_recused_bear_nothing_more(town):
    put(town, insert(tables.recusal).values(case_id=town.case, person_id=person_id(town, "wang_qiang"), reason="近亲属", at=AT))
    stopped(town, "recused person", duty(town, "wang_qiang", "handle"))
    stopped(town, "recused person", duty(town, "li_na", "handle", for_id=person_id(town, "wang_qiang")))
    put(town, duty(town, "li_na", "handle"))


def test_duties_and_events_cannot_be_written_over(town):
    put(town, duty(town, "wang_qiang", "handle"))
    him = person_id(town, "wang_qiang")
    stopped(town, "history|append-only", update(tables.case_duty).where(tables.case_duty.c.person_id == him).values(duty="patrol"))
    stopped(town, "history|append-only", delete(tables.case_duty))
    if town.store.sqlite:  # it deletes what is in the way of an INSERT OR REPLACE without asking the triggers of DELETE
        stopped(town, "history", text("INSERT OR REPLACE INTO case_duty (id, case_id, person_id, duty, task_name, at) "
                                      "SELECT id, case_id, person_id, 'patrol', task_name, at FROM case_duty WHERE duty = 'handle'"))
        stopped(town, "append-only", text("INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 1"))


def test_an_administrator_bears_no_duty_and_holds_no_post(town):
    put(town, no_posts(town, "wang_qiang"), admin(town, "wang_qiang"))
    stopped(town, "administrator duty", duty(town, "wang_qiang", "patrol"))
    stopped(town, "administrator post", post(town, "wang_qiang", "patrol"))
    # What has ended before is history and stays.
    put(town, post(town, "wang_qiang", "patrol", until_on=date(2026, 5, 19)))
    stopped(town, "administrator post", update(tables.post).where(tables.post.c.person_id == person_id(town, "wang_qiang")).values(until_on=None))


def test_what_somebody_may_not_bear_nobody_bears_for_them(town):
    him = person_id(town, "wang_qiang")
    put(town, no_posts(town, "wang_qiang"), admin(town, "wang_qiang"))
    stopped(town, "administrator duty", duty(town, "li_na", "patrol", for_id=him))
    put(town, delete(tables.administrator).where(tables.administrator.c.person_id == him), delete(tables.qualification).where(tables.qualification.c.person_id == him),
        update(tables.person).where(tables.person.c.id == him).values(kind="auxiliary"))
    stopped(town, "officer duty", duty(town, "li_na", "handle", for_id=him))
    put(town, duty(town, "li_na", "patrol", for_id=him))


def test_who_holds_a_post_becomes_no_administrator(town):
    stopped(town, "post of administrator", admin(town, "wang_qiang"))
    mine = update(tables.post).where(tables.post.c.person_id == person_id(town, "wang_qiang"))
    stopped(town, "post of administrator", mine.values(until_on=date(2026, 5, 20)), admin(town, "wang_qiang"))
    put(town, mine.values(until_on=date(2026, 5, 19)), admin(town, "wang_qiang"))


def test_the_day_an_administrator_is_made_is_a_day_in_china(town):
    """Half past seven in the morning in China is still the day before in UTC."""
    mine = update(tables.post).where(tables.post.c.person_id == person_id(town, "wang_qiang")).values(until_on=date(2026, 5, 19))
    put(town, mine, admin(town, "wang_qiang", at=moment("2026-05-20T07:30:00+08:00")))


def test_nobody_is_two_administrators_or_makes_himself_one(town):
    put(town, no_posts(town, "wang_qiang"), no_posts(town, "li_na"), admin(town, "wang_qiang"))
    stopped(town, "second administrator|UNIQUE|unique", admin(town, "wang_qiang", "audit"))
    stopped(town, "second administrator", update(tables.administrator).values(role="security"))
    stopped(town, "own administrator", admin(town, "li_na", "audit", given_by=person_id(town, "li_na")))
    stopped(town, "role", admin(town, "li_na", "root"))


@pytest.mark.parametrize("code", ["deng_bo", "ma_li"])
def test_auxiliary_staff_and_grid_workers_get_no_officers_field(town, code):
    """邓波 is auxiliary staff 辅助人员, 马丽 a grid worker 网格员."""
    for what in MIGRATION.OFFICERS:
        stopped(town, "officer post", post(town, code, what))
        stopped(town, "officer duty", duty(town, code, what))
    card = {"person_id": person_id(town, code), "number": "示执099999", "scope": "综合行政执法", "valid_from": date(2026, 1, 1), "valid_until": date(2030, 1, 1)}
    stopped(town, "officer certificate", insert(tables.qualification).values(kind=CERTIFICATE, **card))
    stopped(town, "officer certificate", insert(tables.qualification).values(kind="other", **card),
            update(tables.qualification).where(tables.qualification.c.number == "示执099999").values(kind=CERTIFICATE))
    put(town, duty(town, code, "patrol"))


def test_an_officer_in_post_does_not_turn_into_auxiliary_staff(town):
    turned = update(tables.person).where(tables.person.c.code == "wang_qiang").values(kind="auxiliary")
    stopped(town, "posts of an officer", turned)
    put(town, update(tables.post).where(tables.post.c.person_id == person_id(town, "wang_qiang")).values(until_on=date(2026, 5, 1)))
    stopped(town, "certificate of an officer", turned)
    card = update(tables.qualification).where(tables.qualification.c.person_id == person_id(town, "wang_qiang"))
    put(town, card.values(withdrawn_on=date(2026, 5, 1)), turned)
    stopped(town, "officer duty", duty(town, "wang_qiang", "handle"))


def test_a_task_for_two_officers_is_not_done_by_one(course_at):
    course = course_at("investigate", "sign")
    engine, row = course.engine, course.task()
    him, other = person_id(engine, "wang_qiang"), person_id(engine, "li_na")
    for signers in ([], [him], [him, him], [him, str(him)], [him, 10**9], ["x", "y"]):
        stopped(engine, "two officers", update(tables.task).where(tables.task.c.id == row["id"]).values(state="done", signers=signers, completed_by=him))
    put_back(engine, "recused signer", row["id"], [him, other], insert(tables.recusal).values(case_id=course.case_id, person_id=him, reason="近亲属", at=AT))
    put_back(engine, "administrator signer", row["id"], [him, other], no_posts(engine, "wang_qiang"), admin(engine, "wang_qiang"))


def put_back(engine, said: str, task_id: int, signers: list[int], *first) -> None:
    """As `stopped`: all of it is undone together."""
    stopped(engine, said, *first, update(tables.task).where(tables.task.c.id == task_id).values(state="done", signers=signers, completed_by=signers[-1]))


def test_what_is_done_is_not_undone(course_at):
    course = course_at("apply_filing")
    done = update(tables.task).where(tables.task.c.case_id == course.case_id, tables.task.c.element == "register")
    for state in ("open", "signing", "cancelled"):
        stopped(course.engine, "closed task", done.values(state=state))


def test_no_penalty_is_decided_without_a_legal_review(course_at):
    """行政处罚法第五十八条: below the diagram too, a decision paper rests on a review that is there and has not gone out of date."""
    course = course_at("legal_review")
    engine = course.engine
    paper = insert(tables.paper).values(
        case_id=course.case_id, kind="penalty_decision", name="行政处罚决定书", unit_id=qingxi(engine), year=2026, serial=990, data={}, digest="0" * 64,
        number="伪造第990号", issued_at=AT, issued_by=person_id(engine, "gao_jun"))
    stopped(engine, "decision without review", paper)
    course.take()
    with engine.store.read() as conn:
        met = conn.execute(select(tables.case_file.c.met).where(tables.case_file.c.id == course.case_id)).scalar_one()
    gone = {**met, "legal_review": {**met["legal_review"], "digest": None}}
    stopped(engine, "decision without review", update(tables.case_file).where(tables.case_file.c.id == course.case_id).values(met=gone), paper)
    with engine.store.engine.connect() as conn:  # with a review that stands there is nothing to refuse
        conn.execute(paper)
        conn.rollback()


def test_what_the_law_separates_cannot_be_taken_away_or_softened(town):
    for held, wanted in [pair for one in FLOOR for pair in (one, one[::-1])]:
        this = (tables.separated.c.held == held) & (tables.separated.c.wanted == wanted)
        stopped(town, "fixed separation", delete(tables.separated).where(this))
        stopped(town, "fixed separation|weak separation", update(tables.separated).where(this).values(force="soft"))
        stopped(town, "fixed separation", update(tables.separated).where(this).values(wanted="patrol"))


def test_the_wall_and_the_law_room_name_the_same_pairs():
    assert MIGRATION.FLOOR == FLOOR


def test_postgresql_does_not_let_the_pairs_be_truncated(town):
    if not town.store.sqlite:
        stopped(town, "fixed separation", text("TRUNCATE separated"))


def test_every_wall_answers_a_person_in_chinese(town):
    """Each of them through the unit of work: the refusal says what is not allowed, and whoever tried is noted."""
    walls_there = {wall for *_, named in MIGRATION.WALLS for wall in named} | {"closed task", "second administrator"}
    assert walls_there == set(walls._SAID)
    who = actor(town, "wang_qiang")
    with pytest.raises(errors.DutyConflict) as refused, town.store.act(who, AT) as act:
        duties.bear(act.conn, town.case, [Held(who.person_id, "handle", AT, "甲"), Held(who.person_id, "review", AT, "乙")])
    assert "同一自然人" in refused.value.detail and refused.value.article
    assert actions(town)[-1] == "act.refused"
    assert walls.refusal_of(ValueError("separated duty")) is None and walls.refusal_of(DriverError[0]("disk I/O error")) is None


def test_an_engine_that_starts_makes_the_wall_follow_the_rules(engine):
    """A first start without a county file, or a rule pack that has changed: the pairs are there before anybody acts."""
    soft = delete(tables.separated).where(tables.separated.c.force == "soft")
    put(engine, soft, insert(tables.separated).values(held="patrol", wanted="archive", force="hard"))
    again = Engine(engine.settings)
    try:
        with again.store.read() as conn:
            pairs = {(r.held, r.wanted): r.force for r in conn.execute(select(tables.separated))}
        assert pairs == {**dict.fromkeys(again.rules.soft_separation, "soft"), **dict.fromkeys(again.rules.separation, "hard")}
        assert actions(again)[-1] == "separation.kept"
        check_invariants(again)
        before = len(actions(again))
        Engine(engine.settings).close()
        assert len(actions(again)) == before
    finally:
        again.close()


def test_a_snapshot_that_is_too_old_to_know_bears_no_duty(town):
    """PostgreSQL's repeatable read would not see what another has just committed."""
    if town.store.sqlite:
        return
    with pytest.raises(walls.FAULTS, match="stale snapshot"), town.store.engine.connect().execution_options(isolation_level="REPEATABLE READ") as conn:
        conn.execute(duty(town, "wang_qiang", "handle"))
