"""Case-file review: who may, what the machine proposes, what a person makes of it."""
from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from engine import errors
from engine.law.metric import MONEY, PERSONS
from engine.law.people.separation import Held
from engine.store import duties, tables
from engine.store.act import RequestKey
from engine.store.cases import OVER
from engine.work import assessments, cases, tasks
from tests.course import actions, actor, case_row, contents, give_post, moment, person_id, refusal_of

AT = moment("2026-06-10T10:00:00+08:00")
ASSESSOR = "xia_ning"
GRADES = ["优秀", "合格", "不合格"]
#: what each instance costs and what a row costs at most, copied by hand from processes/law/scoring/*.toml: the rows that a file handled as in E2 can
#: come under. Its papers have blanks (C-50), a paper without return of service (C-55), and what follows a decision may be missing (C-60 … C-64).
ROWS = {
    "beijing_2016": {"30.13": (5, 5), "30.21": (1, 100), "32.1": (10, 100), "立卷": (2, 100)},
    "gate_and_score": {"卷面2": (1, 4), "内容7": (5, 15), "内容9": (2, 10)},
    "veto_list": {"14": (15, 15), "规范1": (1, 10), "规范2": (5, 15), "规范5": (1, 10)},
    "zhejiang": {"程序3": (2, 30), "文书1": (1, 10), "文书2": (5, 15)},
}
#: the least such a file can get: one receipt missing, five things after the decision, blanks up to the limit of their row
LEAST = {"beijing_2016": 0, "gate_and_score": 100 - 4 - 5 - 10, "veto_list": 100 - 15 - 10 - 5, "zhejiang": 100 - 10 - 10 - 5}
#: what a decision without legal review (G-15) costs more: total left and best grade, from the same files
UNREVIEWED = {"beijing_2016": ("合法性", 0, "不合格"), "gate_and_score": ("基本8", 0, "不合格"), "veto_list": ("14（二）", 15, "合格"), "zhejiang": ("程序1", 15, "优秀")}


@pytest.fixture
def closed(course_at):
    """E2 played to its end."""
    return course_at("record_payment").to_the_end()


def drawn(course, model="zhejiang", who=ASSESSOR, **how):
    return assessments.draw(course.engine, actor(course.engine, who), course.case_id, model, at=AT, **how)


def shown(course, sheet_id, who=ASSESSOR):
    return assessments.get(course.engine, actor(course.engine, who), sheet_id, at=AT)


def without(course, obligation):
    """Takes what was met out of a case: a file as an older system left it."""
    with course.engine.store.act(None, AT) as act:
        met = {k: v for k, v in case_row(course.engine, course.case_id)["met"].items() if k != obligation}
        act.conn.execute(update(tables.case_file).where(tables.case_file.c.id == course.case_id).values(met=met))
        act.record("test.set", case_id=course.case_id)
        act.done()


def lines_of(sheet):
    return [line for section in sheet["sections"] for line in section["lines"]]


def all_upheld(sheet):
    return [{"number": n, "upheld": True} for n in sheet["undecided"]]


# -- what the machine proposes ----------------------------------------------------------------------------------
@pytest.mark.parametrize("model", sorted(ROWS))
def test_a_closed_file_is_scored_by_every_shipped_standard(closed, model):
    sheet = shown(closed, drawn(closed, model)["id"])
    lines, instances = lines_of(sheet), Counter()
    for line in lines:
        instances[line["row"]] += len(line["messages"])
    assert instances.keys() <= ROWS[model].keys() and instances
    cost = sum(min(ROWS[model][row][0] * n, ROWS[model][row][1]) for row, n in instances.items())
    assert sheet["total"] == 100 - cost == sheet["machine_total"] and LEAST[model] <= sheet["total"] < 100
    assert sum(s["lost"] for s in sheet["sections"]) == cost and sum(s["points"] for s in sheet["sections"]) == 100
    assert sorted(line["number"] for line in lines) == list(range(1, len(lines) + 1)) == sheet["undecided"]
    assert all(line["article"] and line["next"] and line["messages"] for line in lines) and sheet["beside"] == []
    # Only the veto list makes a missing return of service fatal, and there it costs the first grade, nothing more.
    assert bool(sheet["fatal"]) == (model == "veto_list" and "14" in instances)
    grade = "优秀" if sheet["total"] >= 90 else "合格" if sheet["total"] >= 60 else "不合格"
    assert sheet["grade"] == ("合格" if sheet["fatal"] and grade == "优秀" else grade)


@pytest.mark.parametrize("model", sorted(ROWS))
def test_a_decision_without_legal_review_decides_where_the_standard_says_so(closed, model):
    before = drawn(closed, model)
    assessments.confirm(closed.engine, actor(closed.engine, ASSESSOR), before["id"], all_upheld(shown(closed, before["id"])), at=AT)
    without(closed, "legal_review")
    sheet = shown(closed, drawn(closed, model)["id"])
    row, cost, grade = UNREVIEWED[model]
    [line] = [line for line in lines_of(sheet) if line["gate"] == "G-15"]
    assert line["row"] == row and line["fatal"] == (model != "zhejiang") == bool([f for f in sheet["fatal"] if "法制审核" in f])
    # In the veto list everything this file can come under is 履行程序, which has thirty-five points in all.
    assert sheet["total"] == (max(before["total"] - cost, 65 if model == "veto_list" else 0) if cost else 0)
    assert GRADES.index(sheet["grade"]) >= GRADES.index(grade)


def test_the_models_say_what_in_them_is_local(engine):
    found = {one["code"]: one for one in assessments.models(engine)}
    assert found.keys() == ROWS.keys() and all(one["source"] and one["note"] for one in found.values())
    assert found["veto_list"]["fatal_grade"] == "合格" and found["gate_and_score"]["fatal_zero"]


def test_a_case_still_under_way_is_not_reviewed(course_at):
    course = course_at("record_payment")
    engine = course.engine
    assert isinstance(refusal_of(lambda: drawn(course)), errors.NotFound)
    give_post(engine, ASSESSOR, "demo_county", "supervise")  # now the case is visible
    refusal = refusal_of(lambda: drawn(course))
    assert isinstance(refusal, errors.WrongState) and "尚未办结" in refusal.detail and refusal.next


def test_a_case_that_ended_without_a_decision_has_no_penalty_file(closed):
    without(closed, "decision")
    refusal = refusal_of(lambda: drawn(closed))
    assert isinstance(refusal, errors.WrongState) and "没有作出处罚" in refusal.detail
    [item] = [one for one in assessments.find(closed.engine, actor(closed.engine, ASSESSOR))["items"] if one["id"] == closed.case_id]
    assert item["barred"] == refusal.detail


def test_an_unknown_standard_is_refused_with_those_there_are(closed):
    refusal = refusal_of(lambda: drawn(closed, "best"))
    assert isinstance(refusal, errors.BadInput) and all(code in refusal.next for code in ROWS)


# -- who may ------------------------------------------------------------------------------------------------------
#: who did what in E2: handled, signed, decided (and filed, and closed)
@pytest.mark.parametrize("login, duty", [("wang_qiang", "handle"), ("li_na", "handle"), ("gao_jun", "decide")])
def test_nobody_who_handled_or_decided_reviews_the_file(closed, login, duty):
    engine = closed.engine
    assert isinstance(refusal_of(lambda: drawn(closed, who=login)), (errors.NotEligible, errors.DutyConflict))
    give_post(engine, login, "demo_county", "assess")
    before = contents(engine)
    refusal = refusal_of(lambda: drawn(closed, who=login))
    assert isinstance(refusal, errors.DutyConflict) and "第七十五条" in refusal.article and refusal.next
    assert refusal.data["held"] == duty
    sheet_id = drawn(closed)["id"]
    for act in (lambda: assessments.decide(engine, actor(engine, login), sheet_id, [{"number": 1, "upheld": False, "reason": "不扣"}], at=AT),
                lambda: assessments.confirm(engine, actor(engine, login), sheet_id, at=AT)):
        assert isinstance(refusal_of(act), errors.DutyConflict)
    assert shown(closed, sheet_id, login)["can"] == [] and shown(closed, sheet_id)["can"] == ["decide", "confirm"]
    assert before["review_sheet"] == []


def test_the_legal_reviewer_reviews_the_file_only_with_a_reason_that_is_kept(closed):
    """审核 and 评查 go together where a county has nobody else (soft pair)."""
    engine = closed.engine
    give_post(engine, "qian_yu", "demo_county", "assess")
    who, model = actor(engine, "qian_yu"), next(iter(engine.rules.standards))
    before = contents(engine)
    refusal = refusal_of(lambda: assessments.draw(engine, who, closed.case_id, model, at=AT))
    assert isinstance(refusal, errors.ReasonNeeded) and refusal.data["held"] == "review" and "第七十五条" in refusal.article
    assert contents(engine)["review_sheet"] == before["review_sheet"] == []
    found = assessments.of_case(engine, who, closed.case_id, at=AT)
    assert found["barred"] is None and "法制审核" in found["asked"]["reason"]
    sheet_id = assessments.draw(engine, who, closed.case_id, model, duty_reason="县局评查岗位仅一人", at=AT)["id"]
    assert [r[-1] for r in contents(engine)["case_duty"] if "assess" in r] == ["县局评查岗位仅一人"]
    assert shown(closed, sheet_id, "qian_yu")["can"] == ["decide", "confirm"] and shown(closed, sheet_id, "qian_yu")["asked"] is None


def test_a_second_account_of_the_handler_is_the_same_person(course_at):
    """陈洁 signs the investigation as officer of the town; her county account may not review the file."""
    course = course_at("investigate", "sign")
    engine = course.engine
    tasks.sign(engine, actor(engine, "chen_jie"), course.task()["id"], at=course.at)
    course.ahead.pop(0)
    course.to_the_end()
    give_post(engine, "chen_jie_review", "demo_county", "assess")
    refusal = refusal_of(lambda: drawn(course, who="chen_jie_review"))
    assert isinstance(refusal, errors.DutyConflict) and refusal.data["held"] == "handle"


@pytest.mark.parametrize("login", ["xu_min", "jiang_hong", "luo_cheng"])
def test_without_the_post_nobody_reviews(closed, login):
    refusal = refusal_of(lambda: drawn(closed, who=login))
    assert isinstance(refusal, (errors.NotEligible, errors.DutyConflict)) and "案卷评查" in refusal.detail


def test_an_assessors_post_in_the_town_is_none_at_the_county(closed):
    give_post(closed.engine, "liu_yang", "qingxi", "assess")
    assert isinstance(refusal_of(lambda: drawn(closed, who="liu_yang")), errors.NotEligible)


def test_to_strangers_neither_case_nor_sheet_exists(closed):
    engine, sheet_id = closed.engine, drawn(closed)["id"]
    stranger = actor(engine, "zhou_kai")
    for act in (lambda: drawn(closed, who="zhou_kai"), lambda: assessments.get(engine, stranger, sheet_id, at=AT),
                lambda: assessments.of_case(engine, stranger, closed.case_id, at=AT), lambda: assessments.get(engine, stranger, 10**6, at=AT),
                lambda: assessments.decide(engine, stranger, sheet_id, [{"number": 1, "upheld": True}], at=AT),
                lambda: assessments.confirm(engine, stranger, sheet_id, at=AT)):
        assert isinstance(refusal_of(act), errors.NotFound)


def test_assessors_see_what_is_over_and_nothing_that_is_under_way(course_at):
    course = course_at("record_payment")
    assessor = actor(course.engine, ASSESSOR)
    assert isinstance(refusal_of(lambda: cases.get(course.engine, assessor, course.case_id, at=AT)), errors.NotFound)
    course.to_the_end()
    assert cases.get(course.engine, assessor, course.case_id, at=AT)["status"] in OVER
    assert {c["status"] for c in cases.find(course.engine, assessor)["items"]} <= set(OVER)


@pytest.mark.parametrize("duty", ["handle", "decide"])
def test_who_reviewed_the_file_can_take_no_other_side_later(closed, duty):
    """The duty is in the case's history: the choke point knows it, and so does the database itself."""
    drawn(closed)
    engine, who = closed.engine, person_id(closed.engine, ASSESSOR)
    with engine.store.read() as conn:
        held = set(conn.execute(select(tables.case_duty.c.duty).where(tables.case_duty.c.case_id == closed.case_id, tables.case_duty.c.person_id == who)).scalars())
    assert held == {"assess"}
    with engine.store.act(None, AT) as act, pytest.raises(errors.DutyConflict):
        duties.bear(act.conn, closed.case_id, [Held(who, duty, AT, "另案")])


# -- what a person makes of it ---------------------------------------------------------------------------------------
def test_a_line_overruled_costs_nothing_and_the_machines_score_stays_beside(closed):
    engine, who = closed.engine, actor(closed.engine, ASSESSOR)
    without(closed, "legal_review")
    sheet_id = drawn(closed)["id"]
    proposed = shown(closed, sheet_id)
    line = next(x for x in lines_of(proposed) if x["gate"] == "G-15")
    answer = assessments.decide(engine, who, sheet_id, [{"number": line["number"], "upheld": False, "reason": "审核意见书在副卷，已核对"}], version=1, at=AT)
    assert (answer["total"], answer["machine_total"], answer["version"]) == (proposed["total"] + 15, proposed["total"], 2)
    again = shown(closed, sheet_id)
    told = next(x for x in lines_of(again) if x["number"] == line["number"])["verdict"]
    assert (told["upheld"], told["reason"], told["by_name"]) == (False, "审核意见书在副卷，已核对", "夏宁")
    back = assessments.decide(engine, who, sheet_id, [{"number": line["number"], "upheld": True}], version=2, at=AT)
    assert back["total"] == proposed["total"] and line["number"] not in back["undecided"]


def test_the_veto_falls_when_it_is_overruled(closed):
    without(closed, "legal_review")
    sheet_id = drawn(closed, "veto_list")["id"]
    sheet = shown(closed, sheet_id)
    fatal = next(x["number"] for x in lines_of(sheet) if x["gate"] == "G-15")
    assessments.decide(closed.engine, actor(closed.engine, ASSESSOR), sheet_id, [{"number": fatal, "upheld": False, "reason": "审核意见书在副卷"}], at=AT)
    after = shown(closed, sheet_id)
    assert len(after["fatal"]) == len(sheet["fatal"]) - 1 and after["total"] > sheet["total"] and after["machine_grade"] == sheet["grade"]


@pytest.mark.parametrize("verdicts, said", [
    ([{"number": 1, "upheld": False, "reason": "  "}], "须写明理由"), ([{"number": 99, "upheld": True}], "没有第 99 项"),
    ([{"number": 1, "upheld": True}, {"number": 1, "upheld": False, "reason": "改"}], "填写了两次"),
    ([{"number": 1, "upheld": False, "reason": "长" * 501}], "最多 500 个字"), ([], "至少确认一项")])
def test_faulty_verdicts_change_nothing(closed, verdicts, said):
    sheet_id = drawn(closed)["id"]
    before = contents(closed.engine)
    given = [{"number": 2, "upheld": True}, *verdicts] if verdicts else []
    refusal = refusal_of(lambda: assessments.decide(closed.engine, actor(closed.engine, ASSESSOR), sheet_id, given, at=AT))
    assert isinstance(refusal, errors.FormInvalid) and said in str(refusal.as_dict())
    assert contents(closed.engine) == before


def test_only_a_sheet_decided_line_by_line_is_confirmed_and_then_it_is_final(closed):
    engine, who = closed.engine, actor(closed.engine, ASSESSOR)
    sheet_id = drawn(closed)["id"]
    refusal = refusal_of(lambda: assessments.confirm(engine, who, sheet_id, at=AT))
    assert isinstance(refusal, errors.WrongState) and refusal.data["undecided"] and refusal.next
    sheet = shown(closed, sheet_id)
    answer = assessments.confirm(engine, who, sheet_id, all_upheld(sheet), "文书要素请补齐", version=1, at=AT)
    assert answer["state"] == "confirmed" and answer["undecided"] == []
    final = shown(closed, sheet_id)
    assert final["confirmed"]["by_name"] == "夏宁" and final["confirmed"]["reason"] == "文书要素请补齐" and final["can"] == []
    for act in (lambda: assessments.decide(engine, who, sheet_id, [{"number": 1, "upheld": True}], at=AT),
                lambda: assessments.confirm(engine, who, sheet_id, at=AT)):
        assert isinstance(refusal_of(act), errors.WrongState)
    told = [a for a in actions(engine, closed.case_id) if a.startswith("sheet.")]
    assert told == ["sheet.drawn", "sheet.confirmed"]


def test_one_open_sheet_for_each_standard_and_another_after_the_result(closed):
    engine, who = closed.engine, actor(closed.engine, ASSESSOR)
    first = drawn(closed)["id"]
    refusal = refusal_of(lambda: drawn(closed))
    assert isinstance(refusal, errors.WrongState) and refusal.data["sheet_id"] == first
    drawn(closed, "veto_list")
    assessments.confirm(engine, who, first, all_upheld(shown(closed, first)), at=AT)
    second = drawn(closed)["id"]
    found = {m["code"]: m for m in assessments.of_case(engine, who, closed.case_id, at=AT)["models"]}
    assert [s["id"] for s in found["zhejiang"]["sheets"]] == [first, second] and not found["zhejiang"]["can"] and found["beijing_2016"]["can"]
    [item] = [one for one in assessments.find(engine, who)["items"] if one["id"] == closed.case_id]
    assert item["scores"]["zhejiang"]["id"] == first  # the result counts, not the new proposal
    assert item["scores"]["veto_list"]["state"] == "proposed" and item["scores"]["beijing_2016"] is None


def test_a_stale_version_is_refused_and_a_repeated_request_answered_alike(closed):
    engine, who, key = closed.engine, actor(closed.engine, ASSESSOR), RequestKey("k", "d")
    first = drawn(closed, key=key)
    assert drawn(closed, key=key) == first
    assessments.decide(engine, who, first["id"], [{"number": 1, "upheld": True}], version=1, at=AT)
    refusal = refusal_of(lambda: assessments.decide(engine, who, first["id"], [{"number": 1, "upheld": True}], version=1, at=AT))
    assert isinstance(refusal, errors.StaleVersion) and refusal.data["version"] == 2


def test_two_assessors_at_once_draw_one_sheet(closed):
    give_post(closed.engine, "dong_mei", "demo_county", "assess")
    found: list = []

    def go(login):
        refusal = refusal_of(lambda: found.append(drawn(closed, who=login)))
        if refusal is not None:
            found.append(refusal)
    threads = [threading.Thread(target=go, args=(login,)) for login in (ASSESSOR, "dong_mei")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(type(one).__name__ for one in found) == ["WrongState", "dict"]


def test_the_chain_holds_numbers_and_codes_no_words(closed):
    engine, sheet_id = closed.engine, drawn(closed)["id"]
    assessments.decide(engine, actor(engine, ASSESSOR), sheet_id, [{"number": 1, "upheld": False, "reason": "机密的理由"}], at=AT)
    with engine.store.read() as conn:
        told = [r.data for r in conn.execute(select(tables.event.c.data).where(tables.event.c.action.like("sheet.%")))]
    assert [t.get("overruled") for t in told] == [None, [1]] and "机密" not in str(told)


def test_the_list_tells_of_files_not_of_persons_or_money(closed):
    drawn(closed)
    [item] = [one for one in assessments.find(closed.engine, actor(closed.engine, ASSESSOR))["items"] if one["id"] == closed.case_id]

    def keys(value):
        return {k for v in value.values() if isinstance(v, dict) for k in keys(v)} | set(value) if isinstance(value, dict) else set()
    assert not keys(item) & (MONEY | PERSONS) and not {k for k in keys(item) if "by" in k.split("_") or "fen" in k.split("_")}


def test_the_list_is_paged_without_gaps(closed):
    who = actor(closed.engine, ASSESSOR)
    everything = [one["id"] for one in assessments.find(closed.engine, who)["items"]]
    page, found = assessments.find(closed.engine, who, limit=1), []
    while True:
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        page = assessments.find(closed.engine, who, after=page["next"], limit=1)
    assert found == everything and closed.case_id in found


# -- what was lawful on the day of the decision ------------------------------------------------------------------------
def test_a_power_taken_back_since_does_not_make_the_decision_unlawful(closed):
    """The shop's item leaves the list in July; the decision of 14 May stands."""
    engine = closed.engine
    code = case_row(engine, closed.case_id)["item_code"]
    engine.rules = replace(engine.rules, lists=tuple(replace(e, valid_until=date(2026, 7, 1)) if e.item_code == code else e for e in engine.rules.lists))
    engine.refresh()
    later = moment("2026-08-03T10:00:00+08:00")
    sheet = assessments.draw(engine, actor(engine, ASSESSOR), closed.case_id, "zhejiang", at=later)
    assert not {"G-01", "G-02"} & {x["gate"] for x in lines_of(shown(closed, sheet["id"]))}


def test_at_the_machine_nothing_is_kept(closed):
    before = contents(closed.engine)
    found = assessments.at_the_machine(closed.engine, str(closed.case_id), at=AT)
    assert {s["model"] for s in found["sheets"]} == ROWS.keys()
    one = next(one for one in assessments.every(closed.engine, at=AT)["items"] if one["case_id"] == closed.case_id)
    assert {s["model"]: s["total"] for s in one["scores"]} == {s["model"]: s["total"] for s in found["sheets"]}
    assert contents(closed.engine) == before
