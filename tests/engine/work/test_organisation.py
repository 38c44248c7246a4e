"""Units over time: founding, changing, dissolving; whose name papers bear; what a dissolution moves."""
from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine import errors
from engine.store import staff, tables
from engine.store import units as unit_rows
from engine.work import grids, inbox, leads, organisation, tasks
from tests.concurrency.race import parted, race
from tests.conftest import open_engine
from tests.course import Course, actor, actions, case_row, give_post, moment
from tests.invariants import check_invariants
from tests.roll import AT, TEAM, move_field_posts, person_row, security, system, team, unit_row

TODAY = AT.date()
BEFORE = moment("2026-03-01T08:00:00+08:00")


def papers(engine, case_id: int) -> list[dict]:
    with engine.store.read() as conn:
        return [dict(r) for r in conn.execute(select(tables.paper).where(tables.paper.c.case_id == case_id).order_by(tables.paper.c.id)).mappings()]


@pytest.mark.parametrize("given, field, said", [
    ({**TEAM, "parent": ""}, "parent", "须写明上级单位"), ({**TEAM, "parent": "nowhere"}, "parent", "没有这个单位"), ({**TEAM, "agency": "青溪镇执法队"}, "agency", "不是执法主体"),
    ({**TEAM, "code": "qingxi"}, "code", "已有"), ({**TEAM, "code": "青溪"}, "code", "字母"), ({**TEAM, "kind": "army"}, "kind", "不是可选"),
    ({**TEAM, "kind": "station"}, "guided_by", "须写明业务指导部门"), ({**TEAM, "name": ""}, "name", "请填写")])
def test_what_is_no_unit_is_refused(engine, given, field, said):
    before = actions(engine)
    with pytest.raises(errors.FormInvalid) as refused:
        organisation.add(engine, system(engine), given, at=AT)
    assert said in refused.value.fields[field][0] and actions(engine) == before


def test_a_ring_of_units_is_refused(engine):
    organisation.add(engine, None, {"code": "city", "name": "示范市", "kind": "city", "agency": "示范市综合行政执法局", "short": "示范市综执"}, at=AT)
    organisation.change(engine, None, "demo_county", {"parent": "city"}, at=AT)
    with pytest.raises(errors.FormInvalid):
        organisation.change(engine, None, "demo_county", {"parent": "qingxi"}, at=AT)
    with pytest.raises(errors.FormInvalid):
        organisation.change(engine, None, "qingxi", {"parent": "qingxi"}, at=AT)
    assert unit_row(engine, "demo_county")["county_id"] == unit_row(engine, "qingxi")["county_id"] == unit_row(engine, "demo_county")["id"]
    check_invariants(engine)


@pytest.mark.parametrize("who", ["sec_admin", "audit_admin", "wang_qiang", "gao_jun", "luo_cheng"])
def test_nobody_else_changes_units(engine, who):
    for act in (lambda: organisation.add(engine, actor(engine, who), TEAM, at=AT), lambda: organisation.change(engine, actor(engine, who), "qingxi", {"name": "x"}, at=AT),
                lambda: organisation.dissolve(engine, actor(engine, who), "qingxi", {"document": "x"}, at=AT)):
        with pytest.raises(errors.Forbidden):
            act()
    check_invariants(engine)


def test_a_team_bears_the_county_and_the_name_of_its_town(engine):
    team(engine)
    found = organisation.get(engine, system(engine), "qingxi_team", on=TODAY)
    assert (found["subject"], found["subject_agency"], found["is_subject"]) == ("qingxi", "青溪镇人民政府", False)
    assert unit_row(engine, "qingxi_team")["county_id"] == unit_row(engine, "demo_county")["id"]
    assert found["government"] == "青溪镇人民政府" and [h["kind"] for h in found["history"]] == ["founded"]
    check_invariants(engine)


def test_a_unit_reads_by_the_names_of_a_day_and_papers_keep_theirs(engine):
    course = Course.begin(engine).to("investigate")
    issued = [(p["number"], p["data"]["agency"]) for p in papers(engine, course.case_id)]
    assert issued
    on = AT.date()
    organisation.change(engine, system(engine), "qingxi", {"name": "清溪街道", "agency": "清溪街道办事处", "short": "清溪街综执", "document": "撤镇设街道"}, at=AT)
    names = [next(u["name"] for u in organisation.listed(engine, None, on=day) if u["code"] == "qingxi") for day in (on - timedelta(days=1), on)]
    assert names == ["青溪镇", "清溪街道"]
    assert [(p["number"], p["data"]["agency"]) for p in papers(engine, course.case_id)] == issued
    with pytest.raises(errors.FormInvalid, match="早于上一次变更"):
        organisation.change(engine, system(engine), "qingxi", {"name": "x", "on": on - timedelta(days=1)}, at=AT)
    with pytest.raises(errors.FormInvalid, match="没有内容变更"):
        organisation.change(engine, system(engine), "qingxi", {"name": "清溪街道"}, at=AT)
    with pytest.raises(errors.StaleVersion):
        organisation.change(engine, system(engine), "qingxi", {"name": "x"}, version=1, at=AT)
    check_invariants(engine)


def test_every_process_sees_a_change_at_once(engine, county_url):
    other = open_engine(county_url)
    try:
        with other.store.read() as conn:
            assert other.unit(conn, other.unit_by_code(conn, "qingxi"))["name"] == "青溪镇"
        organisation.change(engine, system(engine), "qingxi", {"name": "清溪街道"}, at=AT)
        with other.store.read() as conn:
            assert other.unit(conn, other.unit_by_code(conn, "qingxi"))["name"] == "清溪街道"
    finally:
        other.close()


def test_a_whole_case_of_a_team_bears_only_the_towns_name(engine):
    """Example two from lead to archive, done by an internal team: every number and every paper is the town's (行政处罚法第二十四条)."""
    team_id = team(engine, at=BEFORE)
    move_field_posts(engine, BEFORE, unit_row(engine, "qingxi")["id"], team_id)
    course = Course.begin(engine).to_the_end()
    case, found = case_row(engine, course.case_id), papers(engine, course.case_id)
    assert case["unit_id"] == team_id and case["status"] == "closed" and case["number"].startswith("青溪镇综执")
    assert len(found) > 5 and {p["data"]["agency"] for p in found} == {"青溪镇人民政府"}
    assert {p["unit_id"] for p in found} == {unit_row(engine, "qingxi")["id"]}
    assert not any("执法队（" in str(p["data"]) or "执法队（" in p["number"] for p in found)
    with engine.store.read() as conn:
        where = dict(conn.execute(select(tables.task.c.element, tables.task.c.unit_id).where(tables.task.c.case_id == course.case_id)).all())
    assert where["investigate"] == team_id and where["decide"] == unit_row(engine, "qingxi")["id"] and where["legal_review"] == unit_row(engine, "demo_county")["id"]
    check_invariants(engine)


def test_a_dissolved_team_leaves_its_open_work_to_its_successor(engine):
    first, second = team(engine, "team_one", BEFORE), team(engine, "team_two", BEFORE)
    move_field_posts(engine, BEFORE, unit_row(engine, "qingxi")["id"], first)
    done, course = Course.begin(engine).to_the_end(), Course.begin(engine).to("investigate", "sign")
    before = papers(engine, course.case_id)
    at = course.at - timedelta(minutes=1)
    with pytest.raises(errors.WrongState, match="未办结"):
        organisation.dissolve(engine, system(engine), "team_one", {"document": "撤销文件"}, at=at)
    answer = organisation.dissolve(engine, system(engine), "team_one", {"successor": "team_two", "document": "撤销文件"}, at=at)
    assert (answer["cases"], answer["tasks"], answer["successor"]) == (1, len(course.open_tasks()), "team_two")
    case = case_row(engine, course.case_id)
    assert (case["unit_id"], case["filing_unit_id"]) == (second, first) and case_row(engine, done.case_id)["unit_id"] == first
    task = course.task("investigate")
    assert (task["unit_id"], task["state"], task["assignee_id"]) == (second, "open", None)
    assert papers(engine, course.case_id) == before
    told = actions(engine, course.case_id)
    assert told.count("case.handed_over") == 1 and told.count("task.repooled") == answer["tasks"]
    assert organisation.get(engine, system(engine), "team_one", on=at.date())["in_being"] is False
    assert grids.listed(engine, system(engine), on=at.date(), unit="team_two") and not grids.listed(engine, system(engine), on=at.date(), unit="team_one")
    assert unit_row(engine, "team_one")["until_on"] == at.date() - timedelta(days=1)
    with engine.store.read() as conn:
        running = conn.execute(select(tables.post.c.until_on).where(tables.post.c.unit_id == first)).scalars().all()
    assert running and all(day is not None for day in running), "posts at a dissolved unit end; at the successor they are given anew"
    for login in ("wang_qiang", "li_na"):
        give_post(engine, login, "team_two", "handle")
    for login in ("wang_qiang", "li_na"):
        assert course.case_id in {t["case_id"] for t in inbox.find(engine, actor(engine, login), at=at)["items"]}
    check_invariants(engine)


def test_what_cannot_be_dissolved(engine):
    for code, given, kind, said in (("demo_county", {"document": "x"}, errors.WrongState, "下面还有"), ("market", {"document": "x"}, errors.WrongState, "下面还有"),
                                    ("yunling", {"document": "x"}, errors.WrongState, "承接单位"), ("yunling", {"document": ""}, errors.FormInvalid, "请填写"),
                                    ("yunling", {"document": "x", "successor": "yunling"}, errors.FormInvalid, "另一个")):
        with pytest.raises(kind, match=said):
            organisation.dissolve(engine, system(engine), code, given, at=AT)
    organisation.dissolve(engine, system(engine), "qingxi_market", {"document": "撤所"}, at=AT)
    with pytest.raises(errors.WrongState, match="已于"):
        organisation.dissolve(engine, system(engine), "qingxi_market", {"document": "撤所"}, at=AT)
    check_invariants(engine)


def test_a_lead_for_the_grid_of_a_dissolved_unit_reaches_its_successor(engine):
    organisation.dissolve(engine, system(engine), "yunling", {"successor": "shiqiao", "document": "撤乡并镇"}, at=AT)
    form = {"source": "patrol", "found_on": "2026-03-09", "grid_code": "YL-01", "place": "云顶村口", "description": "占道堆物"}
    made = leads.report(engine, actor(engine, "zhou_kai"), form, at=AT)
    assert case_row(engine, made["case_id"])["unit_id"] == unit_row(engine, "shiqiao")["id"] and made["number"].startswith("石桥镇综执")
    assert person_row(engine, "lu_feng")["unit_id"] == unit_row(engine, "shiqiao")["id"]
    check_invariants(engine)


def test_two_dissolutions_at_once_are_one(engine):
    team(engine)
    job = lambda: organisation.dissolve(engine, system(engine), "qingxi_team", {"document": "撤销文件"}, at=AT)  # noqa: E731
    done, refused = parted(race([job, job]))
    assert (len(done), len(refused)) == (1, 1) and actions(engine).count("unit.dissolved") == 1
    check_invariants(engine)


def test_reviewers_of_the_county_are_shared_with_its_towns(engine):
    found = {one["unit"]: one for one in organisation.ratios(engine, system(engine), on=TODAY)}
    assert (found["qingxi"]["officers"], found["qingxi"]["reviewers"], found["qingxi"]["shared"], found["qingxi"]["enough"]) == (6, 0, 4, True)
    assert found["market"]["officers"] == 2, "a station's officers count for the department in whose name they act"


def test_review_goes_to_the_shared_pool_of_the_county(engine):
    organisation.add(engine, system(engine), {"code": "review_pool", "name": "示范县法制审核人员共享池", "kind": "pool", "parent": "demo_county"}, at=BEFORE)
    with engine.store.act(None, BEFORE) as act:
        for login in ("qian_yu", "shen_ping"):
            staff.give_post(act.conn, person_row(engine, login)["id"], unit_row(engine, "review_pool")["id"], "review", None, None)
        act.record("posts.given")
        act.done()
    course = Course.begin(engine).to("legal_review")
    task = course.task("legal_review")
    assert task["unit_id"] == unit_row(engine, "review_pool")["id"]
    with pytest.raises((errors.NotEligible, errors.NotFound)):
        tasks.claim(engine, actor(engine, "fang_rui", course.at), task["id"], at=course.at)
    assert tasks.claim(engine, actor(engine, "qian_yu", course.at), task["id"], at=course.at)["assignee_id"] == person_row(engine, "qian_yu")["id"]
    check_invariants(engine)


def test_a_department_reads_what_its_station_does_and_the_town_too(engine):
    with engine.store.read() as conn:
        rows = unit_rows.every(conn)
        station, town, department = (next(u for u in rows.values() if u["code"] == code) for code in ("qingxi_market", "qingxi", "market"))
        assert set(conn.execute(unit_rows.guided_by([department["id"]])).scalars()) == {station["id"]} == set(conn.execute(unit_rows.seated([town["id"]])).scalars())
        assert station["id"] in set(conn.execute(unit_rows.in_reach([department["id"]])).scalars())
    assert station["seats"] == {station["id"], town["id"], department["id"]} and department["id"] in station["guides"] and not town["guided_by_id"]


def test_who_answers_for_a_grid_on_a_day(engine):
    def found(day):
        return [(a["role"], a["person_code"]) for a in grids.answers_for(engine, system(engine), "QX-03", on=day)]
    assert found(TODAY) == [("village", "peng_shan"), ("officer", "li_na"), ("worker", "ma_li")] and found(date(2023, 12, 31)) == []
    made = grids.assign(engine, system(engine), "QX-03", {"person": "xu_min", "role": "lead"}, at=AT)
    assert ("lead", "xu_min") in found(TODAY)
    grids.relieve(engine, system(engine), "QX-03", made["id"], at=AT + timedelta(days=3))
    assert ("lead", "xu_min") in found(TODAY + timedelta(days=2)) and ("lead", "xu_min") not in found(TODAY + timedelta(days=3))
    for given, said in (({"person": "ma_li", "role": "officer"}, "不能由网格员担任"), ({"person": "deng_bo", "role": "officer"}, "不能由执法辅助人员担任"),
                        ({"person": "li_na", "role": "officer"}, "已是该网格"), ({"person": "peng_shan", "role": "village"}, "只能指定给村")):
        with pytest.raises(errors.FormInvalid, match=said):
            grids.assign(engine, system(engine), "QX-03", given, at=AT)
    with pytest.raises(errors.Forbidden):
        grids.assign(engine, security(engine), "QX-03", {"person": "xu_min", "role": "lead"}, at=AT)
    check_invariants(engine)
