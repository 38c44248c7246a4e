from dataclasses import replace
from datetime import datetime, timezone

import pytest

from engine.law.facts import Defect, Finding
from engine.law.file.dossier import Dossier, PaperIssued, Record
from engine.law.file.fields import Condition, Field, PaperRules, missing

AT = datetime(2026, 5, 13, 17, tzinfo=timezone.utc)     # 05-14 in China


@pytest.mark.parametrize("condition, facts, holds", [
    (Condition("kind", ("fine",)), ({"kind": "fine"},), True), (Condition("kind", ("fine",)), ({"kind": "warning"},), False),
    (Condition("kind", ("fine",)), ({},), False), (Condition("kind", ("fine",)), ({"kind": "warning"}, {"kind": "fine"}), False),
    (Condition("held_on"), ({"held_on": "2026-03-12"},), True), (Condition("held_on"), ({"held_on": ""},), False),
    (Condition("held_on"), ({},), False), (Condition("offered", (True,)), ({"offered": True},), True)])
def test_a_condition_reads_the_paper_before_the_case(condition, facts, holds):
    assert condition.holds(*facts) is holds


def paper(**says):
    return PaperIssued("prior_notice", "行政处罚事先告知书", "第1号", AT, "h1", says=says)


def left_out(field, *papers, records=()):
    rules = PaperRules({field.of: (field,)})
    return [(m.field.code, m.paper) for m in missing(rules, Dossier(papers=papers, records=records), {"kind": "fine"})]


def test_any_one_of_its_keys_states_a_field():
    field = Field("prior_notice", ("facts", "summary"), "事实", "行政处罚法第四十四条")
    assert left_out(field, paper(facts="甲"), paper(summary="乙")) == []
    assert left_out(field, paper(other="丙")) == [("prior_notice.facts", "《行政处罚事先告知书》（第1号）")]


def test_a_list_states_a_field_when_it_is_long_enough():
    field = Field("prior_notice", ("officers",), "两名", "行政处罚法第四十二条", least=2)
    assert left_out(field, paper(officers=("a", "b"))) == []
    assert left_out(field, paper(officers=["a"])) and left_out(field, paper(officers=()))


def test_a_field_under_a_condition_is_asked_only_then():
    field = Field("prior_notice", ("amount",), "数额", "行政处罚法第四十四条", when=Condition("kind", ("fine",)))
    assert left_out(field, paper(x=1)) and not left_out(field, paper(kind="warning"))


def test_a_record_is_named_by_its_day_in_china():
    field = Field("inquiry", ("person",), "被询问人", "行政处罚法第五十五条")
    record = Record("inquiry", AT, AT, ("a", "b"))
    assert left_out(field, records=(record,)) == [("inquiry.person", "2026-05-14 询问笔录")]
    assert left_out(replace(field, of="sampling"), records=(replace(record, kind="sampling", began_at=None),)) == [
        ("sampling.person", "笔录")]


def test_defects_travel_with_the_finding():
    bare = Finding("C-50", "名称", "行政处罚法第四十四条", "说明。", "下一步。", "deducts", 2)
    assert "defects" not in bare.as_dict()
    assert replace(bare, defects=(Defect("a", "甲"),)).as_dict()["defects"] == [{"code": "a", "message": "甲"}]
