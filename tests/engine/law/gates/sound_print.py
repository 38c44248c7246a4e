"""What the papers of the sound cases print beside the flat facts: every field that paper_fields.toml asks for."""
from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping

from engine.law.facts import Facts
from engine.law.file.dossier import PaperIssued
from engine.law.money import in_words

_OFFICERS = ("演A-h1", "演A-h2")
_PARTY = ("party_address",)
#: kind → facts of the case that it prints
_FACTS = {
    "filing_approval": ("source", "party_type", "case_summary", *_PARTY),
    "inspection_record": ("place",),
    "inquiry_record": ("place",),
    "prior_notice": ("case_summary", "evidence_summary", "discretion_reason", "statement_days", "hearing_offered"),
    "legal_review_opinion": ("review_outcome",),
    "penalty_decision": ("case_summary", "evidence_summary", "notice_served_on", "statement_outcome", "hearing_held_on",
                         "hearing_result", "review_outcome", *_PARTY),
    "on_spot_decision": ("place", "case_summary"),
    "correction_order": ("case_summary",),
    "seizure_decision": _PARTY, "enforcement_decision": _PARTY,
}
#: kind → what else it prints
_TEXT: dict[str, dict[str, Any]] = {
    "filing_approval": {
        "cause": "涉嫌违反管理规定", "party_phone": "0573-00000000", "party_sex": "男", "party_job": "个体经营", "legal_representative": "赵某",
        "handler_opinion": "建议立案。", "officer_certificates": _OFFICERS, "unit_opinion": "同意承办人意见。", "filing_opinion": "同意立案。"},
    "inspection_record": {"inspection_note": "现场情况如图、照片所示。", "officer_certificates": _OFFICERS, "recorder": "李娜",
                          "attachments": ("照片六张", "现场图一张")},
    "inquiry_record": {"person_details": "男，45 岁，青溪镇人", "inquiry_note": "问：是否收到责令改正通知书？答：收到。", "recorder": "李娜",
                       "officer_certificates": _OFFICERS, "read_back": "以上记录属实。"},
    "prior_notice": {"statement_days": 3, "hearing_days": 5, "notice_contact": "王强，0573-00000001"},
    "legal_review_opinion": {
        "review_submitted_on": "送审日", "review_materials": ("调查终结报告", "告知书", "证据材料"), "review_points": "八项要点逐项审核。",
        "review_opinion": "主体合法，事实清楚，同意处罚意见。", "reviewer_name": "郑律", "reviewer_licence": "A2019r1", "handler_response": "无异议。"},
    "penalty_decision": {"payment_way": "持缴款码到示范农商银行青溪支行（解放街 2 号）或者通过电子支付缴纳", "payment_days": 15,
                         "surcharge_note": "逾期不缴纳的，每日按罚款数额的百分之三加处罚款"},
    "on_spot_decision": {"officer_signatures": ("王强", "李娜")},
    "correction_order": {"correction_text": "立即停止违法行为并改正。", "correction_days": 2},
    "registration_hold_notice": {"hold_reason": "证据可能灭失", "objects": ("销售账本一册",)},
    "seizure_decision": {"seizure_reason": "涉案工具，防止继续违法", "seizure_basis": "示范省管理条例（虚构）", "seizure_due_on": "三十日",
                         "objects": ("涉案物品一件",)},
    "hearing_notice": {"hearing_set_on": "2026-03-12", "hearing_place": "镇政府三楼会议室", "hearing_host": "周敏"},
    "urge_notice": {"urge_days": 10, "perform_way": "按决定书履行", "urge_fen": 600_00, "payment_way": "示范农商银行青溪支行",
                    "statement_told": True},
    "enforcement_decision": {"enforcement_reason": "逾期不拆除，依据城乡规划法第六十五条", "enforcement_way": "2026年9月15日机械拆除"},
}


def also(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The rest of what a paper of this kind says in this case."""
    said = {key: data[key] for key in _FACTS.get(kind, ()) if key in data} | _TEXT.get(kind, {})
    if kind in ("penalty_decision", "on_spot_decision", "fine_receipt") and data.get("penalty_fen"):
        said["penalty_words"] = in_words(data["penalty_fen"])
    return said


def reprinted(facts: Facts, kind: str, *, without: tuple[str, ...] = (), says: Mapping[str, Any] | None = None,
              **changes: Any) -> dict[str, tuple[PaperIssued, ...]]:
    """`dossier=` for sound(): the papers of one kind with other text (`says`, `without`) or another face."""
    def again(paper: PaperIssued) -> PaperIssued:
        if paper.kind != kind:
            return paper
        text = {k: v for k, v in {**paper.says, **(says or {})}.items() if k not in without}
        return replace(paper, says=text, **changes)
    return {"papers": tuple(map(again, facts.dossier.papers))}
