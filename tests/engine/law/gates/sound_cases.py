"""The tables behind sound.py: E1, E2 and E3 of DOMAIN §8.2 and their variants, each date worked by hand (2026).

A case: at (now), unit, data, met (obligation, when, by, more), clocks (code, day 0, day met), duties (who, duty, when),
deeds (element, name, duty, when, by), papers (kind, when, by, says), served (kind, on, mode, by), more (other dossier fields).
"""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from engine.law.file.dossier import Evidence, Goods, Measure, Payment, Publication, Record
from engine.law.time.reckoning import SHANGHAI

_ACT = ("act_on", "violated_article")
_PENALTY = (*_ACT, "penalty_kind", "penalty_fen", "penalty_article")
#: what each kind of paper prints of the case
PRINTED = {
    "filing_approval": _ACT, "investigation_report": _PENALTY, "penalty_approval": _PENALTY, "legal_review_opinion": _PENALTY,
    "collective_record": _PENALTY, "prior_notice": _PENALTY, "hearing_notice_right": _PENALTY, "on_spot_decision": _PENALTY,
    "penalty_decision": (*_PENALTY, "party_address", "case_summary", "evidence_summary"), "urge_notice": ("penalty_fen",),
    "fine_receipt": ("penalty_fen",), "correction_order": ("correction_due_on",),
}


def t(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


def d(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


# -- E2: a fruit shop outside its doors, ordinary procedure, 300 yuan --------------------------------------------------
_SHOP = {
    "source": "patrol", "found_on": "2026-04-27", "place": "青溪镇解放街 18 号门前", "description": "店铺超出门窗摆放水果筐。",
    "item_code": "SR-002", "act_on": "2026-04-30", "party_type": "individual_business", "party_name": "李某水果店（经营者李某）",
    "party_id": "92330000MA0000001X", "party_address": "青溪镇解放街 18 号", "party_birth_on": "1980-05-01",
    "correction": "ordered", "correction_ordered_on": "2026-04-27", "correction_due_on": "2026-04-29",
    "recheck_result": "not_corrected", "recheck_on": "2026-04-30", "procedure": "ordinary", "certificate_shown": True,
    "rights_told": True, "conclusion": "penalty", "penalty_kind": "fine", "penalty_fen": 300_00, "hearing_offered": False,
    "collective_required": False, "statement_days": 3, "violated_article": "浙江省城市市容和环境卫生管理条例第十七条第一款",
    "penalty_article": "浙江省城市市容和环境卫生管理条例第十七条第三款", "discretion_tier": "light",
    "discretion_factors": "初次违法，占道四平方米，危害轻微", "discretion_reason": "初次违法，危害轻微，按较轻档次处罚。",
    "discretion_deviates": False, "harm": "minor", "gains_checked": True, "gains_fen": 0, "crime_suspected": False,
    "evidence_summary": "现场检查笔录二份、询问笔录一份、照片十张、营业执照复印件。",
    "case_summary": "李某水果店店外经营，责令限期改正后逾期未改正。", "notice_served_on": "2026-05-08", "notice_serve_mode": "direct",
    "statement_outcome": "statement", "statement_text": "请求从轻处罚。", "statement_reply": "已按较轻档次，意见予以采纳。",
    "review_outcome": "agree", "decision": "approve", "decision_served_on": "2026-05-14", "decision_serve_mode": "direct",
    "paid_fen": 300_00, "paid_on": "2026-05-20", "receipt_no": "青财票2026-000501", "published_on": "2026-05-20",
    "regulator_told_on": "2026-05-15", "revisit_on": "2026-05-20", "education_on": "2026-05-14", "education_note": "宣讲市容管理规定。",
    "filed_on": "2026-04-30", "reporter_real_name": False,
}
_SHOP_MET = (("filing", "04-30 16:00", "d1", {}), ("investigation", "05-06 10:00", "h1", {}),
             ("notice", "05-08 11:00", "h1", {"penalty_fen": 300_00}), ("defence_window", "05-11 10:00", "h1", {}),
             ("legal_review", "05-13 10:00", "r1", {}), ("decision", "05-14 15:00", "d1", {}),
             ("service", "05-14 17:00", "a1", {}), ("closed", "05-21 10:00", "d1", {}), ("archived", "05-25 10:00", "k1", {}))
# Statement: 9 (worked Saturday), 11, 12. Pay: 15 days. Publish: 15, 18, 19, 20, 21, 22, 25. Reconsider 07-13, sue 11-14 → 11-16.
_SHOP_CLOCKS = (("decide", "04-30", "05-14"), ("statement", "05-08", "05-12"), ("serve_decision", "05-14", "05-14"),
                ("publish", "05-14", "05-20"), ("pay", "05-14", "05-20"), ("close", "05-20", "05-21"),
                ("archive", "05-21", "05-25"),
                ("reconsider", "05-14"), ("sue", "05-14"))
_SHOP_DUTIES = (("h1", "handle", "04-27 09:30"), ("h2", "handle", "04-27 09:35"), ("d1", "decide", "04-30 16:00"),
                ("a1", "serve", "05-08 11:00"), ("r1", "review", "05-13 10:00"), ("c1", "collect_fine", "05-20 09:00"),
                ("k1", "archive", "05-20 15:00"))
_FINDING_DEEDS = (("verify", "现场核查", "handle", "04-27 10:00", ("h1", "h2")),
                  ("order_correction", "责令改正", "handle", "04-27 10:20", ("h1", "h2")),
                  ("recheck", "复查", "handle", "04-30 09:10", ("h1", "h2")))
_ORDINARY_DEEDS = (("apply_filing", "立案申请", "handle", "04-30 14:00", ("h1",)),
                   ("approve_filing", "立案审批", "decide", "04-30 16:00", ("d1",)),
                   ("investigate", "调查取证", "handle", "05-06 10:00", ("h1", "h2")),
                   ("conclude", "调查终结报告", "handle", "05-07 10:00", ("h1",)),
                   ("issue_notice", "事先告知", "handle", "05-08 09:00", ("h1",)),
                   ("serve_notice", "送达告知书", "serve", "05-08 11:00", ("a1",)),
                   ("await_statement", "听取陈述申辩", "handle", "05-11 10:00", ("h1",)),
                   ("recheck_statement", "复核陈述申辩", "handle", "05-12 10:00", ("h1",)),
                   ("legal_review", "法制审核", "review", "05-13 10:00", ("r1",)),
                   ("decide", "作出决定", "decide", "05-14 14:00", ("d1",)),
                   ("issue_decision", "制发决定书", "decide", "05-14 15:00", ("d1",)),
                   ("serve_decision", "送达决定书", "serve", "05-14 17:00", ("a1",)))
_PAID_DEEDS = (("record_payment", "缴款登记", "collect_fine", "05-20 09:00", ("c1",)),
               ("publish_decision", "公示", "archive", "05-20 15:00", ("k1",)),
               ("close_case", "结案审批", "decide", "05-21 10:00", ("d1",)), ("archive", "立卷归档", "archive", "05-25 10:00", ("k1",)))
_SHOP_PAPERS = (("lead_registration", "04-27 09:30", "h1"), ("inspection_record", "04-27 10:00", "h1"),
                ("correction_order", "04-27 10:20", "h1"),
                ("recheck_record", "04-30 09:10", "h1"), ("filing_approval", "04-30 16:00", "d1"),
                ("inquiry_record", "05-06 10:00", "h1"),
                ("evidence_list", "05-06 10:05", "h1", {"evidence": ("e1", "e2", "e3")}),
                ("investigation_report", "05-07 10:00", "h1"),
                ("prior_notice", "05-08 09:00", "h1"), ("statement_record", "05-11 10:00", "h1"),
                ("statement_reply", "05-12 10:00", "h1"),
                ("legal_review_opinion", "05-13 10:00", "r1"), ("penalty_approval", "05-14 14:00", "d1"),
                ("penalty_decision", "05-14 15:00", "d1"))
_SHOP_CLOSING = (("fine_receipt", "05-20 09:00", "c1"), ("publication_approval", "05-20 14:00", "d1"),
                 ("closure_report", "05-21 10:00", "d1"))
_SHOP_SERVED = (("correction_order", "04-27", "direct", ("h1", "h2")), ("prior_notice", "05-08", "direct", ("a1", "h1")),
                ("statement_reply", "05-12", "direct", ("a1", "h1")), ("penalty_decision", "05-14", "direct", ("a1", "h1")))
_SHOP_RECORDS = (Record("inspection", t("04-27 09:35"), t("04-27 10:00"), ("h1", "h2"), "李某"),
                 Record("inspection", t("04-30 09:00"), t("04-30 09:10"), ("h1", "h2"), "李某"),
                 Record("inquiry", t("05-06 09:00"), t("05-06 09:40"), ("h1", "h2"), "李某"))
_SHOP_EVIDENCE = (Evidence("e1", "scene_record", "现场检查笔录", t("04-27 10:00"), ("h1", "h2"), "店外经营的事实"),
                  Evidence("e2", "audiovisual", "现场照片十张", t("04-30 09:05"), ("h1", "h2"), "逾期未改正的事实"),
                  Evidence("e3", "statement", "李某的询问笔录", t("05-06 09:40"), ("h1", "h2"), "当事人承认店外经营"))
_SHOP_MORE = {"records": _SHOP_RECORDS, "evidence": _SHOP_EVIDENCE,
              "payments": (Payment(300_00, d("05-20"), "collector", "青财票2026-000501", "c1"),),
              "publications": (Publication(d("05-20"), ("id_number", "address")),)}
FINE: dict[str, Any] = {
    "at": "05-26 10:00", "unit": "qingxi", "data": _SHOP, "met": _SHOP_MET, "clocks": _SHOP_CLOCKS, "duties": _SHOP_DUTIES,
    "deeds": (*_FINDING_DEEDS, *_ORDINARY_DEEDS, *_PAID_DEEDS), "papers": (*_SHOP_PAPERS, *_SHOP_CLOSING), "served": _SHOP_SERVED,
    "more": _SHOP_MORE,
}

# -- E2 with things held: hold 05-06 ends 05-14 (7, 8, 9, 11, 12, 13, 14); seizure 05-06 ends 06-05 -------------------------
_HELD = (Measure("registration_hold", t("05-06 09:45"), ("h1", "h2"), (Goods("销售账本"),), d("05-14"), "行政处罚法第五十六条",
                 t("05-06 08:30"), resolved_at=t("05-08 10:00"), resolution="returned"),
         Measure("seizure", t("05-06 09:50"), ("h1", "h2"), (Goods("占道遮阳棚", "一顶"),), d("06-05"),
                 "示范省城市市容管理条例第三十条（虚构）", t("05-06 08:30"), resolved_at=t("05-14 16:00"), resolution="returned"))
SEIZURE = {**FINE, "more": {**_SHOP_MORE, "measures": _HELD},
           "papers": (*FINE["papers"], ("registration_hold_notice", "05-06 09:45", "h1"),
                      ("seizure_decision", "05-06 09:50", "d1"),
                      ("seizure_release", "05-14 16:00", "d1")),
           "served": (*_SHOP_SERVED, ("registration_hold_notice", "05-06", "direct", ("h1", "h2")),
                      ("seizure_decision", "05-06", "direct", ("h1", "h2")),
                      ("seizure_release", "05-14", "direct", ("h1", "h2")))}

# -- E2 unpaid. Due 05-29; metering from 05-30; suit ends 11-14 (Sat) → 11-16; urged 11-17, ten working days end 12-01 (18, 19,
# 20, 23, 24, 25, 26, 27, 30, 1); the window runs to 2027-02-16; applied 12-02.
_UNPAID = {k: v for k, v in _SHOP.items() if k not in ("paid_fen", "paid_on", "receipt_no")}
COURT = {
    **FINE, "at": "12-03 10:00",
    "data": {**_UNPAID, "surcharge_since": "2026-05-30", "urge_served_on": "2026-11-17", "suit_ended_on": "2026-11-16",
             "court_applied_on": "2026-12-02"},
    "met": _SHOP_MET[:-2], "clocks": tuple(c for c in _SHOP_CLOCKS if c[0] not in ("pay", "close", "archive")) + (("pay",
           "05-14"),),
    "duties": (*_SHOP_DUTIES[:-2], ("k1", "archive", "05-20 15:00")),
    "deeds": (*_FINDING_DEEDS, *_ORDINARY_DEEDS, _PAID_DEEDS[1], ("urge_payment", "催告", "handle", "11-17 10:00", ("h1",))),
    "papers": (*_SHOP_PAPERS, _SHOP_CLOSING[1], ("urge_notice", "11-17 09:00", "h1"),
               ("court_application", "12-02 10:00", "d1")),
    "served": (*_SHOP_SERVED, ("urge_notice", "11-17", "direct", ("a1", "h1")),
               ("court_application", "12-02", "direct", ("a1", "h1"))),
    "more": {**_SHOP_MORE, "payments": ()},
}

# -- E1: a street stall, 50 yuan on the spot, cash into the agency 03-12, the bank the same day -----------------------------
_STALL = {
    "source": "patrol", "found_on": "2026-03-09", "place": "青溪镇人民路人行道", "description": "在人行道上摆摊卖水果。", "item_code": "SR-001",
    "act_on": "2026-03-10", "party_type": "citizen", "party_name": "张某", "party_id": "330000198001010011",
    "party_address": "青溪镇东村 3 号",
    "party_birth_on": "1980-01-01", "correction": "ordered", "correction_ordered_on": "2026-03-09",
    "correction_due_on": "2026-03-10",
    "recheck_result": "not_corrected", "recheck_on": "2026-03-10", "procedure": "summary",
    "certificate_shown": True, "rights_told": True,
    "statement_heard": True, "conclusion": "penalty", "penalty_kind": "fine", "penalty_fen": 50_00, "harm": "minor",
    "violated_article": "浙江省城市市容和环境卫生管理条例第十六条第一款", "penalty_article": "浙江省城市市容和环境卫生管理条例第十六条第三款",
    "discretion_tier": "heavy", "discretion_factors": "责令改正后次日再犯", "discretion_reason": "责令改正后再次占道，拒不改正。",
    "discretion_deviates": False, "gains_checked": True, "gains_fen": 0, "crime_suspected": False, "paid_on_spot": True,
    "cash_fen": 50_00, "receipt_no": "青财票2026-000317", "reported_on": "2026-03-11", "cash_received_on": "2026-03-12",
    "deposited_on": "2026-03-12", "decision_served_on": "2026-03-10", "decision_serve_mode": "direct", "paid_fen": 50_00,
    "paid_on": "2026-03-10", "education_on": "2026-03-10", "education_note": "当场说明禁止占道。", "regulator_told_on": "2026-03-12",
    "revisit_on": "2026-03-12", "published_on": "2026-03-12", "reporter_real_name": False, "evidence_summary": "现场检查笔录、照片二张。",
    "case_summary": "张某责令改正后再次占道摆摊。",
}
ON_SPOT = {
    "at": "03-13 10:00", "unit": "qingxi", "data": _STALL,
    "met": (("decision", "03-10 10:00", "h1", {}), ("service", "03-10 10:00", "h1", {}), ("closed", "03-12 15:00", "d1", {}),
            ("archived", "03-12 16:00", "k1", {})),
    "clocks": (("summary_report", "03-10", "03-11"), ("hand_in_cash", "03-10", "03-12"), ("bank_deposit", "03-12", "03-12"),
               ("publish", "03-10", "03-12"), ("reconsider", "03-10"), ("sue", "03-10")),
    "duties": (("h1", "handle", "03-09 09:30"), ("h2", "handle", "03-09 09:35"), ("c1", "collect_fine", "03-12 09:00"),
               ("d1", "decide", "03-12 15:00"), ("k1", "archive", "03-12 16:00")),
    "deeds": (("verify", "现场核查", "handle", "03-09 09:30", ("h1", "h2")),
              ("order_correction", "责令改正", "handle", "03-09 09:40", ("h1", "h2")),
              ("recheck", "复查", "handle", "03-10 09:45", ("h1", "h2")),
              ("decide_on_spot", "当场处罚", "handle", "03-10 10:00", ("h1", "h2")),
              ("collect_cash", "当场收缴", "handle", "03-10 10:15", ("h1",)),
              ("report_to_agency", "报所属机关备案", "handle", "03-11 09:00", ("h2",)),
              ("hand_in_cash", "当场罚款交机关", "collect_fine", "03-12 09:00", ("c1",)),
              ("deposit", "缴存银行", "collect_fine", "03-12 14:00", ("c1",)),
              ("close_case", "结案", "decide", "03-12 15:00", ("d1",)), ("archive", "归档", "archive", "03-12 16:00", ("k1",))),
    "papers": (("lead_registration", "03-09 09:00", "h1"), ("inspection_record", "03-09 09:35", "h1"),
               ("correction_order", "03-09 09:40", "h1"),
               ("recheck_record", "03-10 09:45", "h1"), ("evidence_list", "03-10 09:50", "h1", {"evidence": ("e1", "e2")}),
               ("on_spot_decision", "03-10 10:00", "h1"), ("fine_receipt", "03-10 10:15", "h1"),
               ("publication_approval", "03-12 14:30", "d1"),
               ("closure_report", "03-12 15:00", "d1")),
    "served": (("correction_order", "03-09", "direct", ("h1", "h2")), ("on_spot_decision", "03-10", "direct", ("h1", "h2"))),
    "more": {"records": (Record("inspection", t("03-09 09:25"), t("03-09 09:35"), ("h1", "h2"), "张某"),
                         Record("inspection", t("03-10 09:40"), t("03-10 09:45"), ("h1", "h2"), "张某")),
             "evidence": (Evidence("e1", "scene_record", "现场检查笔录", t("03-09 09:35"), ("h1", "h2"), "占道摆摊"),
                          Evidence("e2", "audiovisual", "照片二张", t("03-10 09:42"), ("h1", "h2"), "拒不改正")),
             "payments": (Payment(50_00, d("03-10"), "cash", "青财票2026-000317", "h1", "small", d("03-12"), d("03-12")),),
             "publications": (Publication(d("03-12"), ("id_number", "address")),)},
}
