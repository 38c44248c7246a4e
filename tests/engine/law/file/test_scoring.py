"""Three files scored by hand under each shipped standard: a sound one, one with small defects, one without power."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timezone

import pytest

from engine.errors import BadInput
from engine.law.facts import Defect, Finding
from engine.law.file.scoring import confirm, decide, score
from engine.law.file.sheet import restored
from engine.law.file.standard import Grade, Row, Section, Standard
from engine.law.gates import run
from tests.engine.law.gates import sound as sound_case
from tests.engine.law.gates.sound_print import reprinted

AT = datetime(2026, 6, 1, 2, tzinfo=timezone.utc)
STANDARDS = ("gate_and_score", "veto_list", "beijing_2016", "zhejiang")


@pytest.fixture
def clean(rules):
    return sound_case.sound(rules)


@pytest.fixture
def careless(clean):
    """Five small things: the decision does not say how to pay (C-50) and cites no paragraph (C-52), the notice went by mail
    without its slip (C-55), the inquiry record is not signed (C-56), the contents page counts the decision's pages wrong (C-59)."""
    file = replace(clean.dossier, **reprinted(clean, "penalty_decision", without=("payment_way",),
                                              says={"penalty_article": "浙江省城市市容和环境卫生管理条例第十七条"}))
    return replace(clean, dossier=replace(
        file, services=tuple(replace(s, mode="mail", noted="") if s.paper == "prior_notice" else s for s in file.services),
        records=tuple(replace(r, signed="") if r.kind == "inquiry" else r for r in file.records),
        pages=tuple((kind, 2 if kind == "penalty_decision" else pages) for kind, pages in file.pages)))


@pytest.fixture
def powerless(rules):
    """The item is on no list of the town (清单以外无权力)."""
    lists = tuple(entry for entry in rules.lists if (entry.unit_code, entry.item_code) != ("qingxi", "SR-002"))
    return sound_case.sound(rules, rulebook=replace(rules, lists=lists))


def sheet(facts, code):
    return score(run("dossier", facts), facts, facts.rules.standards[code])


def costs(scored):
    return {line.row.code: line.deduction for line in scored.lines}


def test_four_standards_are_shipped_each_with_its_source(rules):
    assert set(rules.standards) == set(STANDARDS)
    for standard in rules.standards.values():
        assert "《" in standard.source and standard.note
        assert sum(section.points for section in standard.sections) == 100


@pytest.mark.parametrize("code", STANDARDS)
def test_a_sound_file_keeps_a_hundred_points(clean, code):
    scored = sheet(clean, code)
    assert (scored.total, scored.grade, scored.lines, scored.fatal, scored.beside) == (100, "优秀", (), (), ())


def test_the_careless_file_has_five_findings(careless):
    assert {f.gate for f in run("dossier", careless)} == {"C-50", "C-52", "C-55", "C-56", "C-59"}


@pytest.mark.parametrize("code, lines, sections, total, grade", [
    # 卷面: two things left blank 2 × 1, one page count 1 → 17 of 20. 内容: citation 3, mail 5 → 72 of 80.
    ("gate_and_score", {"卷面2": 1 + 1, "卷面5": 1, "内容5": 3, "内容7": 5}, (17, 72), 89, "合格"),
    # A citation that is not exact is a basic element: 10 of the law's 20, and never 优秀. Procedure: 2 + 5 + 1 of 35.
    ("veto_list", {"10、11": 10, "规范1": 1 + 1, "规范2": 5, "规范5": 1}, (20, 25, 10, 27), 82, "合格"),
    # 5 (no way of payment) + 2 (citation) + 10 (mail without slip) + 5 (unsigned) + 2 (contents) = 24.
    ("beijing_2016", {"30.13": 5, "30.15": 2, "32.5": 10, "笔录": 5, "立卷": 2}, (76,), 76, "合格"),
    # law 5 of 20; papers 2 + 5 + 2 of 30.
    ("zhejiang", {"法律2": 5, "文书1": 1 + 1, "文书2": 5, "文书4": 2}, (10, 10, 15, 30, 21), 86, "合格"),
])
def test_a_file_with_small_defects_worked_by_hand(careless, code, lines, sections, total, grade):
    scored = sheet(careless, code)
    merged: dict[str, int] = {}
    for line in scored.lines:
        merged[line.row.code] = merged.get(line.row.code, 0) + line.deduction
    assert merged == lines
    assert (tuple(s.left for s in scored.sections), scored.total, scored.grade) == (sections, total, grade)
    assert all(line.article and line.messages for line in scored.lines) and scored.beside == ()


@pytest.mark.parametrize("code, total, grade, fatal", [
    ("gate_and_score", 0, "不合格", True),     # 任何一项存在问题，评查总分即为零分
    ("veto_list", 80, "合格", True),           # 不能评为优秀卷: the subject's 20 points are lost
    ("beijing_2016", 0, "不合格", True),
    ("zhejiang", 0, "不合格", False),          # −100 of 100, no separate veto
])
def test_a_file_without_power_worked_by_hand(powerless, code, total, grade, fatal):
    scored = sheet(powerless, code)
    assert (scored.total, scored.grade, bool(scored.fatal)) == (total, grade, fatal)
    assert [line.gate for line in scored.lines] == ["G-01"]


def test_a_veto_bars_the_best_grade_whatever_the_points(clean):
    # Only the seal is missing on one paper: 100 − 10 = 90 would be 优秀.
    facts = replace(clean, dossier=replace(clean.dossier, **reprinted(clean, "statement_reply", sealed=False)))
    scored = sheet(facts, "veto_list")
    assert (scored.total, scored.grade) == (90, "合格") and "没有加盖" in scored.fatal[0]


# -- the arithmetic, on a standard of our own -------------------------------------------------------------------------
def standard(*rows, **changes):
    sections = (Section("a", "甲", 30), Section("b", "乙", 70))
    grades = (Grade("优秀", 90), Grade("合格", 60), Grade("不合格", 0))
    return Standard(**{"code": "own", "name": "自定", "source": "《自定》", "sections": sections, "grades": grades, "rows": rows,
                       "fatal_grade": "不合格", "fatal_zero": False, "in_force": date(2026, 1, 1), **changes})


def finding(gate, *defects):
    return Finding(gate, "名称", "行政处罚法第四十条", "说明。", "下一步。", "deducts", 0, tuple(Defect(d, f"{d} 不合") for d in defects))


def scored(clean, findings, *rows, **changes):
    return score(findings, clean, standard(*rows, **changes))


def test_each_instance_costs_until_the_row_is_used_up(clean):
    row = Row("1", "漏项", "a", ("C-50",), points=2, each=True, most=5)
    assert [scored(clean, [finding("C-50", *"wxyz"[:n])], row).total for n in (1, 2, 3, 4)] == [98, 96, 95, 95]


def test_a_row_that_does_not_count_instances_costs_once(clean):
    row = Row("1", "漏项", "a", ("C-50", "C-56"), points=2)
    assert scored(clean, [finding("C-50", "x", "y"), finding("C-56")], row).total == 98


def test_a_section_never_goes_below_nought(clean):
    rows = (Row("1", "甲一", "a", ("C-50",), points=20), Row("2", "甲二", "a", ("C-51",), points=20))
    result = scored(clean, [finding("C-50"), finding("C-51")], *rows)
    assert result.total == 70 and [s.left for s in result.sections] == [0, 70]


def test_points_beyond_the_section_are_taken_from_the_whole(clean):
    rows = (Row("1", "主体", "a", ("G-01",), points=100, beyond=True), Row("2", "甲二", "a", ("C-51",), points=20))
    assert scored(clean, [finding("G-01")], *rows).total == 0
    assert scored(clean, [finding("G-01"), finding("C-51")], *rows).total == 0


def test_a_row_that_names_the_defect_goes_before_one_that_takes_the_rest(clean):
    rows = (Row("rest", "其他", "a", ("C-50",), points=1, each=True),
            Row("pay", "履行方式", "a", ("C-50",), ("penalty_decision.payment_way",), points=5),
            Row("record", "笔录", "a", ("C-50",), ("inquiry",), points=3, each=True))
    result = scored(clean, [finding("C-50", "penalty_decision.payment_way", "inquiry.person", "inquiry.officers", "x")], *rows)
    assert costs(result) == {"rest": 1, "pay": 5, "record": 6} and result.total == 88


def test_what_the_standard_does_not_weigh_is_shown_beside(clean):
    result = scored(clean, [finding("C-08")], Row("1", "漏项", "a", ("C-50",), points=2))
    assert result.total == 100 and [f.gate for f in result.beside] == ["C-08"]


def test_lines_stand_in_the_order_of_the_standard(clean):
    rows = (Row("1", "一", "a", ("C-51",), points=2), Row("2", "二", "b", ("C-50",), points=2))
    assert [line.row.code for line in scored(clean, [finding("C-50"), finding("C-51")], *rows).lines] == ["1", "2"]


def test_a_standard_is_used_only_while_it_holds(clean):
    row = Row("1", "漏项", "a", ("C-50",), points=2)
    for changes in ({"in_force": date(2026, 6, 1)}, {"until": date(2026, 5, 25)}):
        with pytest.raises(BadInput, match="不适用"):
            scored(clean, [], row, **changes)
    assert scored(clean, [], row, until=date(2026, 5, 26)).total == 100


def test_the_sheet_says_by_which_rules_it_was_made(clean):
    assert sheet(clean, "zhejiang").rules == clean.rules.digest and sheet(clean, "zhejiang").on == clean.on


@pytest.mark.parametrize("code", STANDARDS)
def test_a_sheet_comes_back_from_the_store_as_it_was(careless, code):
    before = decide(sheet(careless, code), 0, by="p1", at=AT, upheld=False, reason="已补正。")
    before = replace(before, beside=(finding("C-08", "x"), finding("C-08")))
    after = restored(json.loads(json.dumps(before.as_dict(), ensure_ascii=False)))
    assert after == before
    assert decide(after, 1, by="p2", at=AT, upheld=True).total == decide(before, 1, by="p2", at=AT, upheld=True).total


def test_a_sheet_as_plain_values(careless):
    plain = decide(sheet(careless, "zhejiang"), 0, by="p1", at=AT, upheld=True).as_dict()
    assert plain["total"] == plain["machine_total"] == 86 and plain["confirmed"] is None and plain["grade"] == "合格"
    assert plain["lines"][0]["verdict"] == {"by": "p1", "at": "2026-06-01T02:00:00+00:00", "upheld": True, "reason": ""}
    assert [s["left"] for s in plain["sections"]] == [10, 10, 15, 30, 21] and plain["lines"][0]["article"]
    assert plain["standard"]["code"] == "zhejiang" and plain["standard"]["source"]


# -- a person decides --------------------------------------------------------------------------------------------------
def test_the_machine_proposes_and_a_person_overrules_with_a_reason(careless):
    proposal = sheet(careless, "beijing_2016")
    number = [line.row.code for line in proposal.lines].index("32.5")
    result = decide(proposal, number, by="p1", at=AT, upheld=False, reason="邮寄单据在副卷第 12 页。")
    assert (result.total, result.machine_total) == (86, 76) and (result.grade, result.machine_grade) == ("合格", "合格")
    assert result.lines[number].verdict.by == "p1" and result.lines[number].deduction == 10
    assert proposal.total == 76 and proposal.lines[number].verdict is None


def test_to_uphold_needs_no_reason_to_overrule_does(careless):
    proposal = sheet(careless, "zhejiang")
    assert decide(proposal, 0, by="p1", at=AT, upheld=True).total == proposal.total
    with pytest.raises(BadInput, match="理由"):
        decide(proposal, 0, by="p1", at=AT, upheld=False, reason=" ")
    for number in (-1, 99):
        with pytest.raises(BadInput):
            decide(proposal, number, by="p1", at=AT, upheld=True)


def test_a_veto_overruled_gives_the_points_back(powerless):
    result = decide(sheet(powerless, "gate_and_score"), 0, by="p1", at=AT, upheld=False, reason="收回文件自次月起施行。")
    assert (result.total, result.grade, result.fatal) == (100, "优秀", ())
    assert (result.machine_total, result.machine_grade) == (0, "不合格")
    again = decide(result, 0, by="p2", at=AT, upheld=True)
    assert (again.total, again.grade) == (0, "不合格")


def test_only_a_sheet_decided_line_by_line_becomes_a_result(careless):
    proposal = sheet(careless, "zhejiang")
    assert proposal.confirmed is None and len(proposal.undecided) == len(proposal.lines) == 5
    with pytest.raises(BadInput, match="逐项确认"):
        confirm(proposal, by="p1", at=AT)
    for number in range(5):
        proposal = decide(proposal, number, by="p1", at=AT, upheld=True)
    result = confirm(proposal, by="p1", at=AT, reason="经评查组讨论。")
    assert result.confirmed.by == "p1" and result.total == 86
    with pytest.raises(BadInput, match="不能再改"):
        decide(result, 0, by="p1", at=AT, upheld=True)
    with pytest.raises(BadInput, match="不能再改"):
        confirm(result, by="p1", at=AT)


def test_a_sound_file_needs_a_person_as_well(clean):
    proposal = sheet(clean, "veto_list")
    assert proposal.confirmed is None and confirm(proposal, by="p1", at=AT).confirmed.upheld
