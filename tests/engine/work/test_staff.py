"""Persons: one natural person once, posts by date, two administrators, and letting somebody go in one act."""
from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine import errors
from engine.store import people as people_rows
from engine.store import sessions as session_rows
from engine.store import tables
from engine.work import evidence, grids, inbox, people, records, staff, tasks
from tests.concurrency.race import parted, race
from tests.course import actions, actor, contents, course_at  # noqa: F401
from tests.engine.work.registers import inquiry, piece
from tests.invariants import check_invariants
from tests.roll import AT, IDENTITIES, certified, newcomer, person_row, security, system, team

TODAY = AT.date()
PERSON = {"code": "zhang_san", "name": "张三", "kind": "staff", "unit": "qingxi", "identity": IDENTITIES[0]}


@pytest.mark.parametrize("change, field, said", [
    ({"identity": "110105194912310021"}, "identity", "校验位"), ({"identity": ""}, "identity", "请填写"), ({"unit": "nowhere"}, "unit", "没有这个单位"),
    ({"kind": "army"}, "kind", "不是可选"), ({"code": "wang_qiang"}, "code", "已有"), ({"code": "张三"}, "code", "字母")])
def test_what_is_no_person_is_refused(engine, change, field, said):
    with pytest.raises(errors.FormInvalid) as refused:
        staff.enter(engine, system(engine), {**PERSON, **change}, at=AT)
    assert said in refused.value.fields[field][0]
    check_invariants(engine)


def test_one_natural_person_is_entered_once_and_the_number_is_nowhere(engine):
    staff.enter(engine, system(engine), PERSON, at=AT)
    with pytest.raises(errors.FormInvalid) as refused:
        staff.enter(engine, system(engine), {**PERSON, "code": "zhang_si", "identity": " 110105 19491231002x"}, at=AT)
    assert "张三（zhang_san）" in refused.value.fields["identity"][0]
    everything = repr(contents(engine))
    assert IDENTITIES[0] not in everything and IDENTITIES[0][:17] not in everything
    assert len(person_row(engine, "zhang_san")["identity"]) == 64
    check_invariants(engine)


def test_somebody_of_another_county_is_not_named(engine):
    from engine.work import organisation

    organisation.add(engine, None, {"code": "other", "name": "邻县综合行政执法局", "kind": "county", "agency": "邻县综合行政执法局", "short": "邻县综执"}, at=AT)
    staff.enter(engine, None, {**PERSON, "unit": "other"}, at=AT)
    with pytest.raises(errors.FormInvalid) as refused:
        staff.enter(engine, system(engine), {**PERSON, "code": "zhang_si"}, at=AT)
    assert refused.value.fields["identity"] == ["同一公民身份号码已在其他县登记，一人只登记一次"]
    for code in ("other", "nowhere"):
        with pytest.raises(errors.NotFound):
            organisation.get(engine, system(engine), code, on=TODAY)
    with pytest.raises(errors.NotFound):
        staff.get(engine, system(engine), "zhang_san", on=TODAY)
    assert "zhang_san" not in [p["code"] for p in staff.find(engine, system(engine), limit=200)["items"]]
    check_invariants(engine)


def test_the_same_number_twice_at_the_same_time_is_one_person(engine):
    done, refused = parted(race([lambda code=code: staff.enter(engine, system(engine), {**PERSON, "code": code}, at=AT) for code in ("one", "two")]))
    assert (len(done), len(refused)) == (1, 1)
    with engine.store.read() as conn:
        assert conn.execute(select(func.count()).select_from(tables.person).where(tables.person.c.identity.is_not(None))).scalar_one() == 1
    check_invariants(engine)


@pytest.mark.parametrize("code, unit, duty, said", [
    ("deng_bo", "qingxi", "handle", "执法辅助人员不能担任"), ("ma_li", "qingxi", "serve", "网格员不能担任"), ("pan_wei", "shiqiao", "hearing", "不能担任"),
    ("wang_qiang", "qingxi", "decide", "只能由行政机关负责人"), ("gao_jun", "qingxi", "review", "只能由工作人员"), ("wang_qiang", "qingxi", "king", "没有这一岗位"),
    ("audit_admin", "demo_county", "handle", "管理员"), ("wang_qiang", "nowhere", "handle", "没有这个单位"), ("wang_qiang", "qingxi_market", "archive", "不设这一岗位")])
def test_a_post_that_nobody_may_have_is_refused(engine, code, unit, duty, said):
    with pytest.raises(errors.FormInvalid, match=said):
        staff.give_post(engine, security(engine), code, {"unit": unit, "duty": duty}, at=AT)
    check_invariants(engine)


def test_posts_are_the_security_administrators_and_persons_the_system_administrators(engine):
    with pytest.raises(errors.Forbidden):
        staff.give_post(engine, system(engine), "xu_min", {"unit": "qingxi", "duty": "handle"}, at=AT)
    with pytest.raises(errors.Forbidden):
        staff.enter(engine, security(engine), PERSON, at=AT)
    with pytest.raises(errors.Forbidden, match="本人"):
        staff.give_post(engine, security(engine), "sec_admin", {"unit": "qingxi", "duty": "handle"}, at=AT)
    with pytest.raises(errors.Forbidden, match="本人"):
        staff.change(engine, system(engine), "sys_admin", {"unit": "qingxi"}, at=AT)
    with pytest.raises(errors.WrongState, match="管理员"):
        staff.leave(engine, system(engine), "audit_admin", at=AT)
    check_invariants(engine)


def test_a_post_counts_from_its_first_to_its_last_day(engine):
    newcomer(engine)
    staff.give_post(engine, security(engine), "zhang_san", {"unit": "qingxi", "duty": "handle", "from_on": TODAY + timedelta(days=2), "until_on": TODAY + timedelta(days=4)}, at=AT)
    with engine.store.read() as conn:
        held = [bool(people_rows.posts(conn, person_row(engine, "zhang_san")["id"], TODAY + timedelta(days=n))) for n in range(7)]
        counted = [len(people_rows.holders(conn, person_row(engine, "wang_qiang")["unit_id"], "handle", TODAY + timedelta(days=n))) for n in (1, 2, 5)]
    assert held == [False, False, True, True, True, False, False] and counted == [6, 7, 6]
    with pytest.raises(errors.FormInvalid, match="早于"):
        staff.give_post(engine, security(engine), "zhang_san", {"unit": "qingxi", "duty": "handle", "until_on": TODAY - timedelta(days=1)}, at=AT)
    check_invariants(engine)


def test_an_ended_post_is_given_anew_in_the_same_row(engine):
    post_id = next(p["id"] for p in staff.get(engine, None, "wang_qiang", on=TODAY)["posts"] if p["duty"] == "handle")
    staff.end_post(engine, security(engine), "wang_qiang", post_id, {}, at=AT)
    assert not next(p["in_force"] for p in staff.get(engine, None, "wang_qiang", on=TODAY)["posts"] if p["id"] == post_id)
    with pytest.raises(errors.WrongState):
        staff.end_post(engine, security(engine), "wang_qiang", post_id, {}, at=AT)
    assert staff.give_post(engine, security(engine), "wang_qiang", {"unit": "qingxi", "duty": "handle"}, at=AT)["id"] == post_id
    with pytest.raises(errors.NotFound):
        staff.end_post(engine, security(engine), "li_na", post_id, {}, at=AT)
    check_invariants(engine)


def test_an_officer_does_not_become_auxiliary_with_post_and_certificate(engine):
    with pytest.raises(errors.FormInvalid, match="岗位"):
        staff.change(engine, system(engine), "wang_qiang", {"kind": "auxiliary"}, at=AT)
    newcomer(engine)
    certified(engine, "zhang_san", "示执010077")
    with pytest.raises(errors.FormInvalid, match="行政执法证"):
        staff.change(engine, system(engine), "zhang_san", {"kind": "grid"}, at=AT)
    newcomer(engine, "li_si", 1)
    assert staff.change(engine, system(engine), "li_si", {"kind": "grid", "unit": "shiqiao"}, version=1, at=AT)["version"] == 2
    with pytest.raises(errors.StaleVersion):
        staff.change(engine, system(engine), "li_si", {"name": "x"}, version=1, at=AT)
    check_invariants(engine)


def test_who_leaves_leaves_nothing_open(course_at):  # noqa: F811
    course = course_at("investigate")
    engine, at = course.engine, course.at
    who = actor(engine, "wang_qiang")
    task = course.task()
    tasks.claim(engine, who, task["id"], at=at)
    tasks.save_draft(engine, who, task["id"], {"facts_found": "已填一半"}, at=at)
    with engine.store.act(None, at) as act:
        session_rows.add(act.conn, id="s" * 64, account_id=who.account_id, csrf="c", created_at=at, seen_at=at, ends_at=at + timedelta(hours=1))
        act.done(traced=False)
    people.issue_token(engine, who.account_id, "接口", days=30, at=at) if hasattr(people, "issue_token") else None
    answer = staff.leave(engine, system(engine), "wang_qiang", at=at)
    assert (answer["tasks"], answer["accounts"], answer["sessions"], answer["posts"], answer["grids"]) == (1, 1, 1, 4, 1)
    left = course.task()
    assert (left["assignee_id"], left["state"], left["unit_id"]) == (None, "open", task["unit_id"])
    assert actions(engine, course.case_id)[-1] == "task.released" and person_row(engine, "wang_qiang")["active"] is False
    assert people.actor(engine, who.account_id, at) is None
    assert "wang_qiang" not in [a["person_code"] for a in grids.answers_for(engine, None, "QX-01", on=at.date())]
    with pytest.raises(errors.WrongState, match="离岗"):
        staff.leave(engine, system(engine), "wang_qiang", at=at)
    with pytest.raises(errors.FormInvalid, match="离岗"):
        staff.give_post(engine, security(engine), "wang_qiang", {"unit": "qingxi", "duty": "handle"}, at=at)
    other = actor(engine, "liu_yang")
    tasks.claim(engine, other, task["id"], at=at)
    assert inbox.get(engine, other, task["id"], at=at)["draft"] == {"facts_found": "已填一半"}
    staff.come_back(engine, system(engine), "wang_qiang", at=at)
    back = staff.get(engine, None, "wang_qiang", on=at.date())
    assert back["active"] and not any(p["in_force"] for p in back["posts"])


@pytest.mark.parametrize("code, kind", [("deng_bo", "执法辅助人员"), ("ma_li", "网格员")])
def test_an_auxiliary_or_grid_worker_never_stands_in_an_officers_field(course_at, code, kind):  # noqa: F811
    course = course_at("investigate")
    engine, at = course.engine, course.at
    named = [person_row(engine, "wang_qiang")["id"], person_row(engine, code)["id"]]
    with pytest.raises(errors.FormInvalid, match=f"是{kind}，不能作为执法人员"):
        evidence.add(engine, actor(engine, "wang_qiang"), course.case_id, piece(engine, at - timedelta(hours=1), officers=named), at=at)
    with pytest.raises(errors.NotEligible, match=kind):
        records.add(engine, actor(engine, "wang_qiang"), course.case_id, inquiry(engine, officers=named, began_at=at - timedelta(hours=2), ended_at=at - timedelta(hours=1)), at=at)
    tasks.claim(engine, actor(engine, "wang_qiang"), course.task()["id"], at=at)
    with pytest.raises(errors.NotEligible):
        tasks.delegate(engine, actor(engine, "wang_qiang"), course.task()["id"], named[1], at=at)


def test_a_delegated_task_of_one_who_leaves_goes_to_the_pool(course_at):  # noqa: F811
    course = course_at("investigate")
    engine, at = course.engine, course.at
    who, other = actor(engine, "wang_qiang"), actor(engine, "li_na")
    task = course.task()
    tasks.claim(engine, who, task["id"], at=at)
    tasks.delegate(engine, who, task["id"], other.person_id, at=at)
    assert staff.leave(engine, system(engine), "wang_qiang", at=at)["tasks"] == 1
    assert (course.task()["assignee_id"], course.task()["owner_id"]) == (None, None)


def test_a_team_has_posts_for_the_field_only(engine):
    team(engine)
    newcomer(engine)
    for duty, said in (("collect_fine", "不设这一岗位"), ("review", "不设这一岗位")):
        with pytest.raises(errors.FormInvalid, match=said):
            staff.give_post(engine, security(engine), "zhang_san", {"unit": "qingxi_team", "duty": duty}, at=AT)
    staff.give_post(engine, security(engine), "zhang_san", {"unit": "qingxi_team", "duty": "handle"}, at=AT)
    check_invariants(engine)


def test_the_roll_is_paged_and_searched(engine):
    first = staff.find(engine, system(engine), limit=10)
    second = staff.find(engine, system(engine), limit=10, after=first["next"])
    assert len(first["items"]) == 10 and second["items"][0]["id"] > first["items"][-1]["id"]
    assert [p["code"] for p in staff.find(engine, system(engine), q="王强")["items"]] == ["wang_qiang"]
    assert staff.find(engine, system(engine), q="%")["items"] == [] and {p["kind"] for p in staff.find(engine, None, kind="grid")["items"]} == {"grid"}
    with pytest.raises(errors.BadInput):
        staff.find(engine, system(engine), after="x")
