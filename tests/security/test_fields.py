"""Field rules: what of a case is covered, for whom, and that a look at the whole is an act with a reason that leaves a trace."""
from __future__ import annotations

import json
from datetime import date, datetime, timezone

import pytest
from sqlalchemy import select

from engine import errors
from engine.case.access.masking import veil
from engine.law.people import masking
from engine.law.people.masking import Field
from engine.store import tables
from engine.work import assessments, cases, disclosures, evidence, findings, inbox, leads, measures, records, stream, tasks
from tests.conftest import open_engine
from tests.course import Course, actions, actor, course_at, give_post, moment
from tests.invariants import check_invariants
from tests.security.conftest import both
from tests.security.world import places, with_one_county

__all__ = ["course_at"]
AT = datetime(2026, 8, 3, 1, tzinfo=timezone.utc)
NUMBER, PHONE, NAME = "330102201203040018", "13912345678", "王小明"
FIELDS = {"party_id": Field("party_id", "证件号码", "identity"), "party_phone": Field("party_phone", "联系电话", "phone"), "account": Field("account", "账号", "account")}


@pytest.fixture
def county(backend):
    """An engine over the county, and the ids of a case in 青溪镇 whose party is fourteen."""
    url = backend.fresh(with_one_county)
    engine = open_engine(url)
    yield engine, places(engine)["own"]["open"]
    engine.close()
    backend.drop(url)


def everything(engine, who: str, ids: dict[str, int]) -> str:
    """All that a person can read of a case, as one text."""
    me, case_id = actor(engine, who, AT), ids["case_id"]
    return json.dumps([cases.get(engine, me, case_id, at=AT), cases.forms(engine, me, case_id), cases.papers_of(engine, me, case_id), cases.timeline(engine, me, case_id),
                       cases.diagram(engine, me, case_id)["live"], findings.of_case(engine, me, case_id, at=AT), evidence.of_case(engine, me, case_id, at=AT),
                       records.of_case(engine, me, case_id, at=AT), measures.of_case(engine, me, case_id, at=AT), leads.get(engine, me, ids["lead_id"]),
                       stream.after(engine, me, 0, 10_000), cases.find(engine, me), leads.find(engine, me), inbox.find(engine, me, at=AT),
                       assessments.find(engine, me)], ensure_ascii=False, default=str)


@both
@pytest.mark.parametrize("who", ["wang_qiang", "gao_jun", "deng_bo", "ma_li", "luo_cheng", "jiang_hong", "qian_yu"])
def test_numbers_are_covered_for_everybody_everywhere(county, who):
    engine, ids = county
    told = everything(engine, who, ids)
    assert NUMBER not in told and PHONE not in told and "330***********0018" in told
    assert "周举报" not in told and "13800001111" not in told


def test_the_name_of_a_minor_is_read_by_those_who_work_the_case_alone(county):
    engine, ids = county
    assert cases.get(engine, actor(engine, "wang_qiang", AT), ids["case_id"], at=AT)["party_name"] == NAME
    for who in ("luo_cheng", "jiang_hong", "qian_yu", "lin_xue"):
        assert NAME not in everything(engine, who, ids), who
    for who in ("wang_qiang", "gao_jun", "luo_cheng"):
        listed = next(c for c in cases.find(engine, actor(engine, who, AT))["items"] if c["id"] == ids["case_id"])
        assert (listed["party_name"], NAME in listed["title"]) == ("王某", False)
        for found in (cases.find(engine, actor(engine, who, AT), q=NAME), leads.find(engine, actor(engine, who, AT), q="小明"),
                      inbox.find(engine, actor(engine, who, AT), q=NAME, at=AT)):
            assert found["items"] == []


def test_the_whole_is_shown_for_a_reason_to_those_who_work_the_case(county):
    engine, ids = county
    handler, before = actor(engine, "wang_qiang", AT), len(actions(engine))
    for wrong in ("", "  ", "字" * 201):
        with pytest.raises(errors.FormInvalid):
            disclosures.unmask(engine, handler, ids["case_id"], wrong, at=AT)
    for who in ("luo_cheng", "jiang_hong", "lin_xue", "deng_bo", "ma_li"):
        with pytest.raises(errors.Forbidden):
            disclosures.unmask(engine, actor(engine, who, AT), ids["case_id"], "想看看", at=AT)
    for who in ("zhou_kai", "he_qing", "xia_ning", "adm_system", "adm_security", "adm_audit"):
        with pytest.raises(errors.NotFound):
            disclosures.unmask(engine, actor(engine, who, AT), ids["case_id"], "想看看", at=AT)
    assert "personal.shown" not in actions(engine)[before:]
    shown = {one["key"]: one["value"] for one in disclosures.unmask(engine, handler, ids["case_id"], "电话通知领取文书", at=AT)["fields"]}
    assert shown == {"party_id": NUMBER, "party_phone": PHONE, "party_name": NAME} and actions(engine)[-1] == "personal.shown"
    with engine.store.read() as conn:
        told = conn.execute(select(tables.event.c.data).order_by(tables.event.c.seq.desc()).limit(1)).scalar()
    assert NUMBER not in str(told) and "电话通知" not in str(told) and told["fields"] == ["party_name", "party_id", "party_phone"]
    looks = disclosures.of_case(engine, handler, ids["case_id"])["looks"]
    assert (looks[0]["reason"], looks[0]["person_name"]) == ("电话通知领取文书", "王强")
    assert disclosures.of_case(engine, actor(engine, "luo_cheng", AT), ids["case_id"])["looks"] == []


def test_what_somebody_fills_in_is_not_covered_or_it_would_be_kept_covered(county):
    engine, ids = county
    handler = actor(engine, "wang_qiang", AT)
    form = next(f for f in cases.forms(engine, handler, ids["case_id"]) if any(x["key"] == "party_id" for x in f["fields"]))
    assert all("*" in x["value"] for x in form["fields"] if x["key"] in ("party_id", "party_phone") and x["value"])
    done = inbox.get(engine, handler, form["id"], at=AT)
    assert "*" in done["record"]["party_id"] and "complete" not in done["can"]


def test_a_form_in_hand_holds_the_whole_number(course_at):
    course = course_at("apply_filing")
    engine, me, at = course.engine, course.who, course.at
    shown = inbox.get(engine, me, course.task()["id"], at=at)
    assert "complete" in shown["can"] and "*" not in str(shown["data"])
    other = inbox.get(engine, actor(engine, "luo_cheng", at), course.task()["id"], at=at)
    assert "complete" not in other["can"] and "*" in str(other["data"].get("party_phone", "*"))


def test_an_opinion_is_its_authors_alone_until_it_is_submitted(course_at):
    course = course_at("legal_review")
    engine, at, task_id = course.engine, course.at, course.task()["id"]
    author, next_one = course.who, actor(engine, "fang_rui", at)
    tasks.claim(engine, author, task_id, at=at)
    tasks.save_draft(engine, author, task_id, {"review_opinion": "我倾向于不同意"}, at=at)
    assert inbox.get(engine, author, task_id, at=at)["draft"] == {"review_opinion": "我倾向于不同意"}
    for who in ("luo_cheng", "wang_qiang", "gao_jun", "fang_rui", "jiang_hong"):
        me = actor(engine, who, at)
        assert "倾向于" not in str([inbox.get(engine, me, task_id, at=at), cases.get(engine, me, course.case_id, at=at), cases.forms(engine, me, course.case_id)])
    tasks.release(engine, author, task_id, at=at)
    tasks.claim(engine, next_one, task_id, at=at)
    assert inbox.get(engine, next_one, task_id, at=at)["draft"] is None


def test_a_handlers_draft_goes_along_with_the_work(course_at):
    course = course_at("apply_filing")
    engine, at, task_id, me = course.engine, course.at, course.task()["id"], course.who
    tasks.claim(engine, me, task_id, at=at)
    tasks.save_draft(engine, me, task_id, {"case_summary": "已经核查"}, at=at)
    to = actor(engine, "zhao_lei" if me.code != "zhao_lei" else "li_na", at)
    tasks.transfer(engine, me, task_id, to.person_id, "出差", at=at)
    assert inbox.get(engine, to, task_id, at=at)["draft"] == {"case_summary": "已经核查"}


def test_who_reported_is_read_by_the_dispatcher_alone_and_the_reason_is_kept(county):
    engine, ids = county
    for who in ("wang_qiang", "gao_jun", "luo_cheng", "deng_bo", "jiang_hong"):
        with pytest.raises(errors.Forbidden):
            leads.informant(engine, actor(engine, who, AT), ids["lead_id"], "想看看", at=AT)
    for who in ("tang_wei", "zou_li", "adm_audit", "he_qing"):
        with pytest.raises((errors.NotFound, errors.Forbidden)):
            leads.informant(engine, actor(engine, who, AT), ids["lead_id"], "想看看", at=AT)
    assert leads.informant(engine, actor(engine, "xu_min", AT), ids["lead_id"], "核实现场位置", at=AT)["informant"]["name"] == "周举报"
    with engine.store.read() as conn:
        kept = conn.execute(select(tables.disclosure).order_by(tables.disclosure.c.id.desc()).limit(1)).mappings().one()
    assert (kept["fields"], kept["reason"]) == (["informant"], "核实现场位置") and actions(engine)[-1] == "informant.read"


def test_a_party_under_age_is_marked_when_the_form_says_so(engine):
    course = Course.begin(engine).to("verify")
    form = {**course.form, "party_type": "citizen", "party_name": "张小军", "party_id": "330102201003040018", "party_birth_on": "2010-03-04"}
    give_post(engine, "luo_cheng", "demo_county", "supervise")
    for who in ("wang_qiang", "li_na"):
        try:
            (tasks.complete if who == "wang_qiang" else tasks.sign)(engine, actor(engine, who), course.task()["id"], *([form] if who == "wang_qiang" else []), at=course.at)
        except errors.Refusal as refusal:
            pytest.fail(str(refusal.as_dict()))
    with engine.store.read() as conn:
        assert conn.execute(select(tables.case_file.c.minor).where(tables.case_file.c.id == course.case_id)).scalar() is True
    listed = leads.find(engine, actor(engine, "gao_jun"))["items"]
    assert "张小军" not in str(listed)
    check_invariants(engine)


@pytest.mark.parametrize("text, mask, shown", [
    ("330102199001011234", "identity", "330***********1234"), ("13912345678", "phone", "139****5678"), ("6222020200112233", "account", "************2233"),
    ("123", "identity", "***"), ("", "phone", ""), ("1234567", "phone", "*******"), ("1234", "account", "****")])
def test_how_much_of_a_number_stays_in_sight(text, mask, shown):
    assert masking.covered(text, mask) == shown


def test_numbers_inside_other_texts_are_covered_too():
    said = masking.cover({"note": "李某（330102199001011234），电话13912345678，票号20260310123", "deep": [{"party_id": "330102199001011234"}]}, FIELDS)
    assert said == {"note": "李某（330***********1234），电话139****5678，票号20260310123", "deep": [{"party_id": "330***********1234"}]}


@pytest.mark.parametrize("facts, young", [
    ({"party_birth_on": "2008-05-08", "act_on": "2026-05-08"}, True), ({"party_birth_on": "2008-05-08", "act_on": "2026-05-09"}, False),
    ({"party_id": "330102201003040018", "found_on": "2026-01-01"}, True), ({"party_id": "91330100MA2ABCDE1X"}, False), ({}, False),
    ({"party_birth_on": "不详"}, False), ({"party_birth_on": date(2015, 1, 1)}, True)])
def test_who_is_under_age_at_the_act(facts, young):
    assert masking.minor(facts, moment("2026-06-01T09:00:00+08:00").date()) is young


def test_of_an_organisation_the_number_is_public(county):
    engine, ids = county
    with engine.store.read() as conn:
        row = dict(conn.execute(select(tables.case_file).where(tables.case_file.c.id == ids["case_id"])).mappings().one())
    row |= {"facts": {"party_type": "organisation", "party_id": "913301001234567890"}, "minor": False}
    assert veil(engine, row, works=False).over({"party_id": "913301001234567890"})["party_id"] == "913301001234567890"
