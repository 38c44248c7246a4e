"""Running cases moved to a newer version: what people rely on is kept, and nobody decides under the laxer of both."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from engine import errors
from engine.jobs import moving as jobs
from engine.store import cases, tables
from engine.work import inbox, moves, moving, tasks
from tests import versions
from tests.conftest import open_engine
from tests.course import PARKED, Course, actions, actor, case_row, contents, moment, parked, place_of, with_cases
from tests.invariants import check_invariants
from tests.versions import KEY, RENAMED, changed, deploy, second_look, smuggle

AT = moment("2026-08-20T10:00:00+08:00")
ROOT = "closed_loop"


@pytest.fixture
def county(backend) -> Iterator:
    """The county with a case at each parked place."""
    url = backend.fresh(with_cases)
    engine = open_engine(url)
    yield engine
    check_invariants(engine)
    engine.close()
    backend.drop(url)


def people(engine):
    return actor(engine, "he_qing", AT), actor(engine, "luo_cheng", AT)


def planned(engine, process: str = ROOT) -> dict:
    return moves.plan(engine, people(engine)[0], process, "环节名称与文书式样统一", at=AT)


def confirmed(engine, process: str = ROOT) -> dict:
    return moves.confirm(engine, people(engine)[1], planned(engine, process)["id"], at=AT)


def moved(engine, process: str = ROOT) -> dict[int, dict]:
    """A move brought to its end: its report by case."""
    move = confirmed(engine, process)
    assert jobs.walk(engine, lambda: AT) == 1
    assert moves.get(engine, people(engine)[0], move["id"])["state"] == "done"
    return {one["case_id"]: one for one in moves.report(engine, people(engine)[0], move["id"])["items"]}


def live(engine, case_id: int) -> list[dict]:
    query = select(tables.task).where(tables.task.c.case_id == case_id, tables.task.c.state.in_(("open", "signing"))).order_by(tables.task.c.id)
    with engine.store.read() as conn:
        return [dict(r) for r in conn.execute(query).mappings()]


# -- the dry run ---------------------------------------------------------------------------------------------------
def test_a_dry_run_tells_every_case_and_changes_nothing(county):
    deploy(county, changed(*second_look()))
    before = contents(county)
    told = moves.dry_run(county, None, ROOT)
    assert contents(county) == before
    assert told["total"] == len(PARKED) == told["moves"] + told["stays"] == len(told["cases"]) and told["moves"] and told["stays"]
    held_back = [g for g in told["groups"] if g["verdict"] == "stays"]
    assert all(any("复核" in why for why in g["reasons"]) for g in held_back)
    assert any("复核" in word for g in told["groups"] if g["verdict"] == "moves" for word in g["owed"])
    assert sum(g["count"] for g in told["groups"]) == told["total"]


def test_cases_that_stand_alike_are_told_as_one_group(county):
    for _ in range(5):
        Course.begin(county)
    deploy(county, changed(RENAMED))
    told = moves.dry_run(county, None, KEY)
    assert [g["count"] for g in told["groups"] if g["live"] == ["核对线索"] or g["count"] == 6] and told["stays"] == 0


def test_only_a_change_of_what_a_process_calls_concerns_its_cases(county):
    deploy(county, changed(RENAMED))
    assert moves.dry_run(county, None, "summary_penalty")["total"] == 0
    assert moves.dry_run(county, None, KEY)["total"] == moves.dry_run(county, None, ROOT)["total"] == len(PARKED)
    with pytest.raises(errors.NotFound):
        moves.dry_run(county, None, "nothing")
    with pytest.raises(errors.NotFound):
        moves.dry_run(county, None, KEY, 9)


def test_a_designer_is_told_numbers_of_cases_he_may_not_see(county):
    deploy(county, changed(RENAMED))
    designer, leader = people(county)
    told = moves.dry_run(county, designer, ROOT)
    assert told["total"] == len(PARKED) and {one["number"] for one in told["cases"]} == {None}
    assert any(one["number"] for one in moves.dry_run(county, leader, ROOT)["cases"])


@pytest.mark.parametrize("who", ["wang_qiang", "gao_jun"])
def test_nobody_without_the_post_plans_or_looks(county, who):
    other = actor(county, who, AT)
    for act in (lambda: moves.dry_run(county, other, ROOT), lambda: moves.listed(county, other),
                lambda: moves.plan(county, other, ROOT, "理由", at=AT)):
        with pytest.raises(errors.Forbidden):
            act()


# -- two persons ---------------------------------------------------------------------------------------------------
def test_a_move_is_planned_by_one_and_confirmed_by_another(county):
    deploy(county, changed(RENAMED))
    designer, leader = people(county)
    with pytest.raises(errors.FormInvalid):
        moves.plan(county, designer, ROOT, "  ", at=AT)
    with pytest.raises(errors.Forbidden):
        moves.plan(county, leader, ROOT, "理由", at=AT)
    move = planned(county)
    assert (move["state"], move["total"], move["may"]) == ("planned", len(PARKED), ["drop"])
    with pytest.raises(errors.WrongState):
        planned(county)
    with pytest.raises(errors.Forbidden, match="不同的人"):
        moves.confirm(county, designer, move["id"], at=AT)
    assert jobs.walk(county, lambda: AT) == 0
    assert moves.confirm(county, leader, move["id"], at=AT)["state"] == "running"
    with pytest.raises(errors.WrongState):
        moves.confirm(county, leader, move["id"], at=AT)


def test_a_plan_is_dropped_when_another_version_came_into_force(county):
    deploy(county, changed(RENAMED))
    move = planned(county)
    deploy(county, changed(('name="立卷归档"', 'name="归档立卷"')))
    _, leader = people(county)
    with pytest.raises(errors.WrongState, match="新的版本"):
        moves.confirm(county, leader, move["id"], at=AT)
    assert moves.confirm(county, leader, move["id"], agree=False, at=AT)["state"] == "dropped"


def test_without_a_case_to_move_there_is_nothing_to_plan(county):
    with pytest.raises(errors.WrongState):
        planned(county)


# -- what is kept --------------------------------------------------------------------------------------------------
def test_drafts_task_ids_claims_and_clocks_are_kept(county):
    course = parked(county, "apply_filing")
    officer = course.who
    task = course.task()
    tasks.claim(county, officer, task["id"], at=course.at)
    tasks.save_draft(county, officer, task["id"], {"party_name": "青溪百货"}, at=course.at)
    before, clocks = live(county, course.case_id), contents(county)["clock"]
    file = case_row(county, course.case_id)
    deployed = deploy(county, changed(RENAMED))
    report = moved(county)
    assert {one["verdict"] for one in report.values()} == {"moved"}
    assert live(county, course.case_id) == before and contents(county)["clock"] == clocks
    with county.store.read() as conn:
        assert cases.instance_of(conn, course.case_id)["deployment_id"] == deployed
    after = case_row(county, course.case_id)
    assert after["updated_at"] == file["updated_at"] and after["version"] == file["version"] + 1
    assert actions(county, course.case_id)[-1] == "case.moved"


def test_a_task_that_reads_differently_now_asks_whoever_has_it_open_to_look_again(county):
    course = parked(county, "apply_filing")
    seen = course.task()
    deploy(county, changed((f'name="{seen["name"]}"', 'name="提请立案"')))
    moved(county)
    now = course.task()
    assert (now["id"], now["name"], now["version"]) == (seen["id"], "提请立案", seen["version"] + 1)
    with pytest.raises(errors.StaleVersion):
        tasks.complete(county, course.who, seen["id"], course.form, version=seen["version"], at=course.at)
    tasks.complete(county, course.who, seen["id"], course.form, version=now["version"], at=course.at)


def test_what_one_officer_has_signed_does_not_become_something_else(county):
    course = parked(county, "investigate", "sign")
    assert live(county, course.case_id)[0]["state"] == "signing"
    deploy(county, changed(('e:meets="investigation" e:voids="legal_review"', 'e:meets="investigation" e:voids="legal_review notice"')))
    stays = {one["case_id"]: one for one in moved(county).values() if one["verdict"] == "stayed"}
    assert any("已有人签名" in why for why in stays[course.case_id]["reasons"])


@pytest.mark.parametrize("place", [("verify", "complete"), ("investigate", "complete"), (None, "tick"), ("legal_review", "complete"),
                                   ("issue_decision", "complete"), ("record_payment", "complete")])
def test_a_moved_case_ends_as_its_unmoved_twin_does(backend, place):
    told = []
    for move in (False, True):
        url = backend.fresh(with_cases)
        engine = open_engine(url)
        if move:
            deploy(engine, *versions.redrawn().values())
            assert {one["verdict"] for one in moved(engine).values()} == {"moved"}
        course = parked(engine, *place).to_the_end()
        row = case_row(engine, course.case_id)
        told.append(([one for one in actions(engine, course.case_id) if one != "case.moved"], row["status"], row["stage"], row["facts"], row["rounds"]))
        check_invariants(engine)
        engine.close()
        backend.drop(url)
    assert told[0] == told[1] and told[0][1] == "closed"


# -- the stricter of both ------------------------------------------------------------------------------------------
def test_a_version_without_the_review_takes_no_case_that_owes_it(county):
    """行政处罚法第五十八条, past the proof: the row of the definition is written directly."""
    smuggle(county, changed(*versions.UNREVIEWED))
    owing = [case for case, place in zip(ids(county), PARKED) if place_of(*place) <= place_of("issue_decision", "complete")]
    report = moved(county)
    assert len(owing) >= 8 and {report[case]["verdict"] for case in owing} == {"stayed"}
    assert all(any("法制审核" in why for why in report[case]["reasons"]) for case in owing)
    with county.store.read() as conn:
        assert {cases.instance_of(conn, case)["deployment_id"] for case in owing} == {1}


def test_one_more_duty_ahead_holds_the_decision_until_it_is_met(county):
    deploy(county, changed(*second_look()))
    report = moved(county)
    course = parked(county, "investigate")
    assert report[course.case_id]["verdict"] == "moved" and any("复核" in word for word in report[course.case_id]["owed"])
    course.to("conclude")
    assert course.open_tasks() == ["second_look"]
    task, who, at = course.task("second_look"), course.who, course.at
    tasks.claim(county, who, task["id"], at=at)
    tasks.complete(county, who, task["id"], course.form, at=at)
    assert "second_look" in case_row(county, course.case_id)["met"]
    course.to("issue_decision")
    met = case_row(county, course.case_id)["met"]
    keep_met(county, course.case_id, {code: one for code, one in met.items() if code != "second_look"})
    with pytest.raises(errors.NeedsUnmet, match="复核"):
        course.take()
    keep_met(county, course.case_id, met)
    course.take()


def keep_met(engine, case_id: int, met: dict) -> None:
    """Writes what a case has met, as no act does."""
    with engine.store.engine.begin() as conn:
        conn.execute(update(tables.case_file).where(tables.case_file.c.id == case_id).values(met=met))


def ids(engine) -> list[int]:
    """The parked cases in the order of PARKED."""
    with engine.store.read() as conn:
        found = list(conn.execute(select(tables.case_file.c.id).order_by(tables.case_file.c.id.desc())).scalars())
    return found[-len(PARKED):]


# -- the walk ------------------------------------------------------------------------------------------------------
def test_a_move_is_paused_between_two_cases_and_goes_on(county):
    deploy(county, changed(RENAMED))
    designer, leader = people(county)
    move = confirmed(county)
    steps = moving.walk(county, moving.take(county, at=AT), at=AT)
    next(steps), next(steps)
    assert moves.pause(county, designer, move["id"], at=AT)["done"] == 2
    assert list(steps) == [False]
    assert jobs.walk(county, lambda: AT) == 0 and moves.get(county, designer, move["id"])["counts"][0] == {"verdict": "moves", "verdict_name": "可以迁移", "count": len(PARKED) - 2}
    assert moves.resume(county, leader, move["id"], at=AT)["state"] == "running"
    jobs.walk(county, lambda: AT)
    told = moves.get(county, designer, move["id"])
    assert (told["state"], told["done"], told["percent"]) == ("done", len(PARKED), 100)
    effects = [one for one in actions(county) if one == "case.moved"]
    assert len(effects) == len(PARKED)


def test_a_dropped_move_leaves_the_rest_where_they_are(county):
    deploy(county, changed(RENAMED))
    designer, _ = people(county)
    move = confirmed(county)
    next(moving.walk(county, moving.take(county, at=AT), at=AT))
    moves.pause(county, designer, move["id"], at=AT)
    assert moves.drop(county, designer, move["id"], at=AT)["state"] == "dropped"
    assert moves.dry_run(county, None, ROOT)["total"] == len(PARKED) - 1


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_case_that_somebody_works_on_is_passed_over_and_met_later(county):
    deploy(county, changed(RENAMED))
    move = confirmed(county)
    busy = ids(county)[3]
    with county.store.act(None, AT) as act:
        assert cases.lock(act.conn, busy)
        assert jobs.walk(county, lambda: AT) == 1
        told = moves.get(county, people(county)[0], move["id"])
        assert (told["state"], told["done"]) == ("running", len(PARKED) - 1)
    assert jobs.walk(county, lambda: AT) == 0
    assert jobs.walk(county, lambda: AT + moving.LATER) == 1
    assert moves.get(county, people(county)[0], move["id"])["state"] == "done"


def test_a_case_that_went_on_meanwhile_is_judged_where_it_stands_now(county):
    deploy(county, changed(*second_look()))
    course = parked(county, "conclude")
    move = confirmed(county)
    expected = {one["case_id"]: one for one in moves.report(county, people(county)[0], move["id"])["items"]}
    assert expected[course.case_id]["verdict"] == "stays"
    other = parked(county, "investigate")
    assert expected[other.case_id]["verdict"] == "moves"
    other.to("conclude")
    jobs.walk(county, lambda: AT)
    came = {one["case_id"]: one for one in moves.report(county, people(county)[0], move["id"])["items"]}
    assert came[other.case_id]["verdict"] == "stayed" and inbox.of_case(county, other.case_id)
    pages, after = [], 0
    while after is not None:
        page = moves.report(county, people(county)[0], move["id"], after=after, limit=4)
        pages, after = pages + page["items"], page["next"]
    assert [one["case_id"] for one in pages] == sorted(came)


def test_one_broken_case_does_not_stop_the_others(county, monkeypatch):
    deploy(county, changed(RENAMED))
    bad = ids(county)[2]
    whole = moving.moving.carry
    monkeypatch.setattr(moving.moving, "carry", lambda engine, act, held, *more: 1 / 0 if held.case["id"] == bad else whole(engine, act, held, *more))
    report = moved(county)
    assert [case for case, one in report.items() if one["verdict"] == "failed"] == [bad]
    assert "case.moved" not in actions(county, bad)
