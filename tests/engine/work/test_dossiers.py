"""The case file 案卷 as one document: cover, contents, pages and every counted day (DOMAIN §6.4)."""
from __future__ import annotations

import time

from engine import errors
from engine.play import scenario
from engine.work import clocks, dossiers, papers
from tests.conftest import ROOT
from tests.course import actor, moment, refusal_of

E3 = ROOT / "processes" / "ordinary_penalty" / "scenarios" / "e3.toml"
AFTER = moment("2026-08-03T10:00:00+08:00")


def text(volume) -> str:
    return "\n".join(f"{b['label']}{b['text']}" for s in volume["sheets"] for b in s["blocks"])


def test_example_three_is_bound_in_the_order_of_the_standard(engine):
    assert scenario.play(engine, scenario.read(E3)).ok
    file = dossiers.at_the_machine(engine, "1", at=AFTER)
    main, inner = file["volumes"]
    names = [e["name"] for e in main["contents"]]
    assert names[:3] == ["立案审批表", "行政处罚决定书", "送达回证"] and names[-1] == "涉案物品清单和处理情况"
    # 决定书 lies before everything that was served earlier, each receipt behind its paper, evidence after the papers.
    assert names.index("行政处罚决定书") < names.index("查封（扣押）决定书") < names.index("听证笔录") < names.index("证据清单")
    assert names[names.index("查封（扣押）决定书") + 1] == "送达回证" and names[names.index("听证告知书") + 1] == "送达回证" or names.count("送达回证") >= 4
    assert [e["name"] for e in inner["contents"]] == ["线索登记表", "案件调查终结报告", "案件处理审批表", "法制审核意见书", "重大案件集体讨论笔录", "结案审批表",
                                                       "各环节办理记录", "期限计算说明"]
    for volume in file["volumes"]:
        assert [s["page"] for s in volume["sheets"]] == list(range(1, volume["pages"] + 1))
        assert [e["first_page"] for e in volume["contents"]][1:] == [e["last_page"] + 1 for e in volume["contents"]][:-1]
    cover = file["cover"]
    assert (cover["agency"], cover["archive_number"], str(cover["decided_on"]), cover["handlers"], cover["reviewers"], cover["deciders"]) == (
        "青溪镇人民政府", "20260001", "2026-03-20", ["王强", "李娜"], ["钱瑜"], ["高军"])
    assert "100,000 元（大写：人民币壹拾万元整）" in text(main) and "钱瑜（法律职业资格证书编号 示法A2018000101）" in text(inner)
    assert file["notes"] == [] and file["void"] == []

    spent = time.perf_counter()
    dossiers.at_the_machine(engine, "1", at=AFTER)
    assert time.perf_counter() - spent < 1


def test_every_day_of_every_clock_is_in_the_file_as_the_page_shows_it(course_at):
    course = course_at("record_payment")
    who = actor(course.engine, "gao_jun")
    file = dossiers.get(course.engine, who, course.case_id, at=course.at)
    counted = text(next(v for v in file["volumes"] if v["key"] == "inner"))
    for one in clocks.of_case(course.engine, who, course.case_id, at=course.at):
        shown, kept = clocks.explain(course.engine, who, one["id"], at=course.at), next(c for c in file["clocks"] if c["id"] == one["id"])
        assert kept["lines"] == shown["lines"] and kept["heading"] == [list(pair) for pair in shown["heading"]]
        for line in shown["lines"]:
            assert f"{line['date'].isoformat()}{line['reason']}" in counted


def test_the_statement_period_skips_what_the_calendar_skips(course_at):
    # Served on Friday 8 May 2026; 9 May is a worked Saturday: three working days are 9, 11 and 12 May.
    course = course_at("legal_review")
    file = dossiers.get(course.engine, actor(course.engine, "gao_jun"), course.case_id, at=course.at)
    lines = next(c for c in file["clocks"] if c["code"] == "statement")["lines"]
    assert [(str(x["date"]), x["counted"]) for x in lines] == [("2026-05-08", False), ("2026-05-09", True), ("2026-05-10", False), ("2026-05-11",
            True), ("2026-05-12", True)]
    assert "调休上班" in lines[1]["reason"]


def test_a_void_number_is_noted_and_its_paper_not_bound(course_at):
    course = course_at("serve_decision")
    who = actor(course.engine, "gao_jun")
    one = next(p for p in papers.of_case(course.engine, who, course.case_id, at=course.at)["items"] if p["kind"] == "penalty_decision")
    anew = papers.void(course.engine, who, one["id"], "打印有误", True, at=course.at)["reissued"]
    file = dossiers.get(course.engine, who, course.case_id, at=course.at)
    bound = [e["number"] for v in file["volumes"] for e in v["contents"]]
    assert one["number"] not in bound and anew in bound
    assert [v["number"] for v in file["void"]] == [one["number"]] and any("打印有误" in note for note in file["notes"])


def test_an_open_file_says_that_its_pages_are_not_the_last(course_at):
    course = course_at("investigate")
    file = dossiers.get(course.engine, actor(course.engine, "gao_jun"), course.case_id, at=course.at)
    assert "尚未办结" in file["notes"][0] and file["cover"]["closed_on"] is None and file["cover"]["archive_number"] is None


def test_numbers_are_covered_in_the_file_as_everywhere(course_at):
    course = course_at("record_payment")
    file = dossiers.get(course.engine, actor(course.engine, "gao_jun"), course.case_id, at=course.at)
    said = "".join(text(v) for v in file["volumes"])
    assert "13800000002" not in said and "138****0002" in said


def test_another_way_of_binding_is_one_volume_by_time(engine):
    assert scenario.play(engine, {**scenario.read(E3), "switches": {"binding": "chronological"}}).ok
    [only] = dossiers.at_the_machine(engine, "1", at=AFTER)["volumes"]
    days = [str(e["on"]) for e in only["contents"] if e["on"] and e["name"] != "送达回证"]
    assert days == sorted(days) and only["name"] == "案卷"


def test_a_stranger_finds_no_file(course_at):
    course = course_at("investigate")
    assert isinstance(refusal_of(lambda: dossiers.get(course.engine, actor(course.engine, "zhou_kai"), course.case_id, at=course.at)),
                      errors.NotFound)
    assert isinstance(refusal_of(lambda: dossiers.at_the_machine(course.engine, "没有这个案号", at=course.at)), errors.NotFound)
