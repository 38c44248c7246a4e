"""A suspected crime on its way to the police (行政执法机关移送涉嫌犯罪案件的规定第五条至第十二条), worked example nine among them."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine import errors
from engine.law.penalty import crime
from engine.work import cases, clocks, dossiers, evidence, findings, papers, timekeeping, transfers
from tests.course import actions, actor, case_row, moment, refusal_of
from tests.engine.work.registers import officers, opened, piece
from tests.invariants import check_invariants

NIGHT, REPORTED = moment("2026-09-03T22:40:00+08:00"), moment("2026-09-16T10:00:00+08:00")
APPROVED, SENT = moment("2026-09-18T10:00:00+08:00"), moment("2026-09-19T09:00:00+08:00")


class Sent:
    """A case of the town in which two officers suspect a crime."""

    def __init__(self, engine):
        self.engine, self.case_id = engine, opened(engine, "2026-09-03T22:40:00+08:00", "SR-010")

    def actor(self, login):
        return actor(self.engine, login)

    def report(self, *, who="wang_qiang", at=REPORTED, **changed):
        given = {"officers": officers(self.engine), "charge": "非法采矿罪", "recipient": "示范县公安局", "summary": "夜间在河道内采砂，价值十二万元。",
                 "basis": "法释〔2016〕25号第三条", "value_fen": 12000000, "objects": [{"name": "砂样", "quantity": "两袋"}], **changed}
        return transfers.report(self.engine, self.actor(who), self.case_id, given, at=at)

    def decide(self, agree=True, *, who="gao_jun", at=APPROVED, capacity="head", **how):
        return transfers.decide(self.engine, self.actor(who), self.seen()["id"], agree, "达到追诉标准。" if agree else "尚未查清价值。", capacity, at=at, **how)

    def send(self, *, at=SENT, **changed):
        return transfers.send(self.engine, self.actor("wang_qiang"), self.seen()["id"], {"sent_at": SENT, "receiver": "治安管理大队", "receipt": "回执已签字",
                **changed}, at=at)

    def answer(self, outcome, on="2026-09-22", *, at="2026-09-22T15:00:00+08:00"):
        return transfers.answer(self.engine, self.actor("wang_qiang"), self.seen()["id"], {"outcome": outcome, "on": date.fromisoformat(on),
                "document": "通知书"}, at=moment(at))

    def respond(self, to, *, at="2026-09-24T10:00:00+08:00"):
        return transfers.respond(self.engine, self.actor("gao_jun"), self.seen()["id"], to, "研究决定。", at=moment(at))

    def seen(self, who="wang_qiang"):
        return transfers.of_case(self.engine, self.actor(who), self.case_id, at=SENT)["items"][-1]

    def clock(self, code, at=SENT):
        return next(c for c in clocks.of_case(self.engine, self.actor("wang_qiang"), self.case_id, at=at) if c["code"] == code)

    def facts(self):
        return case_row(self.engine, self.case_id)["facts"]


@pytest.fixture
def sent(engine):
    one = Sent(engine)
    yield one
    check_invariants(engine)


def test_example_nine_to_the_hand_over_of_the_things(sent):
    """Report on 16 September: three natural days end on Saturday the 19th. Approved on Friday at ten: by Saturday at ten. Received on the 19th: the police
    answer by the 22nd. Their notice on the 22nd: three days end on the 25th, 中秋, so act by Thursday the 24th."""
    sent.report()
    assert (str(sent.clock("crime_transfer")["due_on"]), sent.facts()["crime_suspected"], sent.facts()["crime_value_fen"]) == ("2026-09-19", True,
            12000000)
    sent.decide()
    assert (sent.clock("crime_transfer")["state"], sent.clock("crime_send")["due_at"]) == ("met", moment("2026-09-19T10:00:00+08:00"))
    sent.send()
    assert (sent.clock("crime_send")["state"], str(sent.clock("police_decide")["due_on"])) == ("met", "2026-09-22")
    sent.answer("filed")
    goods = sent.clock("hand_over_goods")
    assert (str(goods["nominal"]), str(goods["act_by"])) == ("2026-09-25", "2026-09-24")
    at = moment("2026-09-24T10:00:00+08:00")
    done = transfers.hand_over(sent.engine, sent.actor("wang_qiang"), sent.seen()["id"], {"on": date(2026, 9, 24), "note": "砂样两袋",
            "officers": officers(sent.engine)}, at=at)
    assert (done["state"], sent.clock("hand_over_goods")["state"], sent.clock("hand_over_goods")["late"]) == ("handed", "met", False)
    assert [a for a in actions(sent.engine, sent.case_id) if a.startswith("transfer.")] == [
        "transfer.reported", "transfer.approved", "transfer.sent", "transfer.filed", "transfer.handed"]


def test_the_letter_says_what_the_regulation_asks(sent):
    evidence.add(sent.engine, sent.actor("wang_qiang"), sent.case_id, piece(sent.engine, NIGHT, kind="appraisal", name="价格认定书", source="institute"),
                 at=NIGHT + timedelta(hours=1))
    sent.report()
    number = sent.decide()["number"]
    sent.send()
    found = {p["kind"]: p for p in cases.papers_of(sent.engine, sent.actor("wang_qiang"), sent.case_id)}
    assert {"crime_transfer_report", "crime_transfer_approval", "crime_transfer_letter"} <= set(found) and number == "青溪镇综执涉移字〔2026〕第1号"
    said = found["crime_transfer_letter"]["data"]["facts"]
    assert (said["recipient"], said["suspected_charge"], said["investigation_report"]) == ("示范县公安局", "非法采矿罪", "青溪镇综执涉报字〔2026〕第1号")
    assert said["appraisals"] == ["价格认定书"] and said["objects"] == [{"name": "砂样",
                                                                    "quantity": "两袋"}] and said["officer_certificates"] == ["示执010001", "示执010002"]
    told = findings.at_the_machine(sent.engine, str(sent.case_id), "dossier", at=SENT)["findings"]
    missing = [d["code"] for f in told if f["gate"] == "C-50" for d in f["defects"]]
    assert not [code for code in missing if code.startswith("crime_transfer")]
    letter = next(p for p in papers.of_case(sent.engine, sent.actor("wang_qiang"), sent.case_id,
                                            at=SENT)["items"] if p["kind"] == "crime_transfer_letter")
    assert letter["service"]["receiver"] == "治安管理大队"


def test_a_leader_who_does_not_approve_leaves_the_reasons_on_record(sent):
    sent.report()
    sent.decide(False)
    assert (sent.seen()["state"], sent.seen()["decision"]["opinion"], sent.facts()["crime_decision"], sent.facts()["crime_reason"]) == (
        "refused", "尚未查清价值。", "not_reached", "尚未查清价值。")
    assert sent.clock("crime_transfer")["state"] == "met" and "crime_transfer_letter" not in {p["kind"] for p in cases.papers_of(sent.engine,
            sent.actor("wang_qiang"), sent.case_id)}
    again = sent.report(at=APPROVED + timedelta(hours=2))
    assert again["state"] == "reported" and sent.clock("crime_transfer")["gen"] in (1, 2)


def test_while_it_is_with_the_police_nothing_is_fined_instead(sent):
    sent.report()
    sent.decide()
    assert sent.facts()["crime_decision"] == "transferred" and not sent.facts().get("crime_returned_on")
    sent.send()
    sent.answer("not_filed")
    assert sent.seen()["state"] == "returned" and str(sent.clock("police_objection")["due_on"]) == "2026-09-25" and not sent.facts().get("crime_returned_on")
    sent.respond("none")
    assert (sent.seen()["state"], sent.facts()["crime_returned_on"]) == ("settled", "2026-09-22")


def test_after_an_objection_the_police_answer_again(sent):
    sent.report()
    sent.decide()
    sent.send()
    sent.answer("not_filed")
    sent.respond("review")
    assert sent.seen()["state"] == "objected" and sent.seen()["can"] == ["answer"]
    sent.answer("not_filed", "2026-09-25", at="2026-09-25T10:00:00+08:00")
    assert (sent.seen()["state"], sent.facts()["crime_returned_on"]) == ("settled", "2026-09-25")


@pytest.mark.parametrize("who", ["wang_qiang", "deng_bo"])
def test_only_a_leader_who_has_not_handled_the_case_decides(sent, who):
    sent.report()
    assert isinstance(refusal_of(lambda: sent.decide(who=who)), (errors.NotEligible, errors.DutyConflict))
    assert isinstance(refusal_of(lambda: sent.decide(capacity="deputy")), errors.FormInvalid)


@pytest.mark.parametrize("changed, field", [({"officers": []}, "officers"), ({"charge": " "}, "charge"), ({"value_fen": -1}, "value_fen"),
                                            ({"value_fen": True}, "value_fen"),
                                            ({"objects": [{"name": "", "quantity": "两袋"}]}, "objects.0.name"), ({"objects": "砂"}, "objects"),
                                            ({"summary": "长" * 3001}, "summary")])
def test_a_report_that_is_not_whole_names_its_fields(sent, changed, field):
    refused = refusal_of(lambda: sent.report(**changed))
    assert isinstance(refused, errors.FormInvalid) and field in refused.fields
    assert not [a for a in actions(sent.engine, sent.case_id) if a.startswith("transfer.")]


def test_one_officer_alone_reports_nothing(sent):
    assert "officers" in refusal_of(lambda: sent.report(officers=officers(sent.engine, "wang_qiang"))).fields
    assert "officers" in refusal_of(lambda: sent.report(officers=officers(sent.engine, "li_na", "liu_yang"))).fields


def test_only_one_transfer_is_under_way(sent):
    sent.report()
    assert isinstance(refusal_of(sent.report), errors.WrongState)


def test_nothing_is_sent_before_it_is_approved_nor_dated_before(sent):
    sent.report()
    assert isinstance(refusal_of(sent.send), errors.WrongState)
    sent.decide()
    assert "sent_at" in refusal_of(lambda: sent.send(sent_at=REPORTED)).fields
    assert "sent_at" in refusal_of(lambda: sent.send(sent_at=SENT + timedelta(days=3))).fields


def test_its_clocks_move_with_it_alone(sent):
    sent.report()
    refused = refusal_of(lambda: timekeeping.stop(sent.engine, sent.actor("wang_qiang"), sent.clock("crime_transfer")["id"], date(2026, 9, 17),
                                                  "手工", at=APPROVED))
    assert isinstance(refused, errors.ClockRefused) and "移送" in refused.next


def test_a_stranger_finds_no_transfer(sent):
    sent.report()
    refused = refusal_of(lambda: transfers.send(sent.engine, sent.actor("zhou_kai"), sent.seen()["id"], {"sent_at": SENT, "receiver": "x",
            "receipt": "x"}, at=SENT))
    assert isinstance(refused, errors.NotFound) and refused.detail == transfers.MISSING


def test_a_stale_page_decides_nothing(sent):
    sent.report()
    assert isinstance(refusal_of(lambda: sent.decide(version=7)), errors.StaleVersion)


def test_the_officers_are_told_that_the_item_has_a_threshold(engine):
    case_id = opened(engine, "2026-09-03T22:40:00+08:00", "SR-010")
    assert transfers.of_case(engine, actor(engine, "wang_qiang"), case_id, at=SENT)["threshold"] is None
    assert crime.crime_for(engine.rules.thresholds.crimes, "SL-001", date(2026, 9, 3)).low_fen == 10_000_000  # 法释〔2016〕25号第三条: 十万元


def test_the_papers_of_the_transfer_lie_in_the_dossier(sent):
    sent.report()
    sent.decide()
    file = dossiers.get(sent.engine, sent.actor("wang_qiang"), sent.case_id, at=SENT)
    where = {e["name"]: v["key"] for v in file["volumes"] for e in v["contents"]}
    assert (where["涉嫌犯罪案件移送书"], where["涉嫌犯罪案件移送报告"], where["涉嫌犯罪案件移送审批表"]) == ("main", "inner", "inner")
