from dataclasses import replace

import pytest

from engine.law.file.dossier import Dossier
from engine.law.gates.c50_fields_complete import check
from tests.engine.law.gates.sound_print import reprinted


@pytest.mark.parametrize("variant", ["fine", "on_spot", "seizure", "hearing", "court", "demolition"])
def test_papers_that_say_everything_pass(sound, variant):
    assert check(sound(variant)) is None


@pytest.mark.parametrize("variant, kind, key, said", [
    # 立案审批表, 现场检查笔录, 询问笔录
    ("fine", "filing_approval", "source", "案件来源"), ("fine", "filing_approval", "officer_certificates", "执法证件号"),
    ("fine", "inspection_record", "place", "检查地点"), ("fine", "inquiry_record", "read_back", "以上记录属实"),
    # 事先告知书, 行政处罚法第四十四条
    ("fine", "prior_notice", "penalty_article", "处罚依据"), ("fine", "prior_notice", "discretion_reason", "裁量理由"),
    ("hearing", "prior_notice", "hearing_days", "听证"),
    # 法制审核意见书, 第五十八条
    ("fine", "legal_review_opinion", "reviewer_licence", "法律职业资格"),
    # 行政处罚决定书, 第五十九条
    ("fine", "penalty_decision", "party_address", "当事人地址"), ("fine", "penalty_decision", "evidence_summary", "证据"),
    ("fine", "penalty_decision", "payment_way", "履行方式"), ("fine", "penalty_decision", "surcharge_note", "加处罚款"),
    ("hearing", "penalty_decision", "hearing_result", "听证情况"),
    # 当场处罚决定书, 第五十二条; 查封扣押决定书, 行政强制法第二十四条; 催告书, 第三十五条
    ("on_spot", "on_spot_decision", "place", "地点"), ("seizure", "seizure_decision", "objects", "名称、数量"),
    ("court", "urge_notice", "statement_told", "陈述权和申辩权"),
])
def test_what_a_paper_leaves_out_is_named(sound, only, variant, kind, key, said):
    found = only("dossier", sound(variant, dossier=reprinted(sound(variant), kind, without=(key,))), "C-50")
    assert said in found.message and {d.code for d in found.defects} == {f"{kind}.{key}"}


def test_a_blank_is_no_statement(sound, only):
    only("dossier", sound(dossier=reprinted(sound(), "penalty_decision", says={"payment_way": " "})), "C-50")
    only("dossier", sound(dossier=reprinted(sound(), "filing_approval", says={"officer_certificates": ("演A-h1",)})), "C-50")


def test_what_applies_only_to_some_is_not_asked_of_others(sound):
    # No hearing was offered in E2, no fine imposed in GH-003, and a company has neither sex nor job.
    assert check(sound(dossier=reprinted(sound(), "prior_notice", without=("hearing_days",)))) is None
    no_money = reprinted(sound("demolition"), "urge_notice", without=("urge_fen", "payment_way"))
    assert check(sound("demolition", dossier=no_money)) is None
    company = sound("hearing", dossier=reprinted(sound("hearing"), "filing_approval", without=("party_sex", "party_job")))
    assert check(company) is None


def test_the_face_of_a_paper_counts(sound):
    unsealed = sound(dossier=reprinted(sound(), "penalty_decision", sealed=False))
    assert [d.code for d in check(unsealed).defects] == ["penalty_decision.sealed"]


def test_records_and_receipts_state_their_own(sound):
    file = sound().dossier
    records = tuple(replace(r, person="") if r.kind == "inquiry" else r for r in file.records)
    assert [d.code for d in check(sound(dossier={"records": records})).defects] == ["inquiry.person"]
    services = (replace(file.services[0], by=("a1",)), *file.services[1:])
    assert [d.code for d in check(sound(dossier={"services": services})).defects] == ["service.by"]


def test_each_statement_left_out_is_counted(sound):
    found = check(sound(dossier=reprinted(sound(), "penalty_decision", without=("payment_way", "payment_days", "surcharge_note",
                                                                               "party_address", "evidence_summary"))))
    assert len(found.defects) == 5 and "另有 1 处" in found.message


def test_a_paper_whose_text_is_not_known_and_an_empty_file_are_not_judged(sound):
    bare = sound(dossier={"papers": tuple(replace(p, says={}) for p in sound().dossier.papers)})
    assert check(bare) is None
    assert check(replace(sound(), dossier=Dossier())) is None
