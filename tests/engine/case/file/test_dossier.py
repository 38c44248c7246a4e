"""What a gate sees of a file: deeds, papers, service, money, evidence, records, things held, people, earlier cases."""
from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from engine import errors
from engine.case.file import dossier
from engine.law.file.dossier import Dossier
from engine.play import scenario
from engine.store import cases, standing
from engine.work import evidence, measures, records, tasks
from tests.conftest import ROOT
from tests.course import Course, actor, case_row, moment, person_id
from tests.engine.work.test_statements import counted
from tests.invariants import check_invariants

E1 = ROOT / "processes" / "summary_penalty" / "scenarios" / "e1.toml"


def of(engine, case_id: int) -> Dossier:
    """The file of a case as the gates would read it."""
    with engine.store.read() as conn:
        case = cases.named(conn, str(case_id))
        return dossier.read(engine, conn, case, case["facts"], standing.read(conn, case_id, None).clocks)


@pytest.fixture
def closed(engine) -> tuple[Course, Dossier]:
    """Example two, from the lead to the archived file."""
    course = Course.begin(engine).to_the_end()
    return course, of(engine, course.case_id)


def test_deeds_are_the_completed_tasks_with_who_signed_and_what_was_written(closed):
    course, file = closed
    done = [deed.element for deed in file.deeds]
    assert done[:4] == ["register", "triage", "verify", "order_correction"] and done[-1] == "supervise"
    investigated = next(deed for deed in file.deeds if deed.element == "investigate")
    names = [file.people[p].name for p in investigated.by]
    assert names == ["王强", "李娜"] and investigated.duty == "handle" and investigated.form["rights_told"] is True
    assert investigated.at == moment("2026-05-06T09:35:00+08:00") and investigated.at.utcoffset() == timedelta(hours=8)


def test_papers_say_what_they_printed_with_agency_and_remedy(closed):
    _, file = closed
    [decision] = file.issued("penalty_decision")
    assert decision.outward and decision.agency == "青溪镇人民政府" and "〔2026〕" in decision.number
    assert decision.says["penalty_fen"] == 300_00 and "六十日内" in decision.remedy
    assert not file.issued("legal_review_opinion")[0].outward


def test_each_served_paper_has_its_service_with_mode_receiver_and_who_served(closed):
    _, file = closed
    assert [(s.paper, s.on, s.mode, s.receiver) for s in file.services] == [
        ("correction_order", date(2026, 4, 27), "direct", "李某水果店（经营者李某）"), ("prior_notice", date(2026, 5, 8), "direct", "当事人本人"), ("penalty_decision", date(2026, 5, 14), "direct", "李某")]
    assert file.people[file.services[1].by[0]].name == "邓波" and [s.number for s in file.services] == [p.number for p in file.papers if p.outward]


def test_money_and_publication_are_read_from_their_forms(closed):
    _, file = closed
    [payment] = file.payments
    assert (payment.fen, payment.on, payment.channel, payment.receipt_no) == (300_00, date(2026, 5, 20), "collector", "青财票2026-000431")
    assert file.people[payment.by].name == "何芳" and [p.on for p in file.publications] == [date(2026, 5, 21)]


def test_cash_of_a_penalty_on_the_spot_is_handed_in_and_deposited(engine):
    """例一: 10 March received, handed in on the 11th or 12th, at the bank by the 16th; the decision is served where it is made."""
    played = scenario.play(engine, scenario.read(E1))
    assert played.ok, played.failures
    with engine.store.read() as conn:
        case_id = cases.count(conn)
    file = of(engine, case_id)
    [cash] = file.payments
    assert (cash.fen, cash.on, cash.channel, cash.ground) == (50_00, date(2026, 3, 10), "cash", "small") and cash.receipt_no
    assert cash.handed_in_on and cash.deposited_on and cash.on <= cash.handed_in_on <= cash.deposited_on
    service = next(s for s in file.services if s.paper != "correction_order")
    assert (service.paper, service.on, service.mode, len(service.by)) == ("on_spot_decision", date(2026, 3, 10), "direct", 2)
    assert service.receiver == case_row(engine, case_id)["party_name"]


def test_a_notice_given_anew_is_served_anew(engine):
    written = scenario.read(ROOT / "processes" / "ordinary_penalty" / "scenarios" / "heavier_after_review_renoticed.toml")
    assert scenario.play(engine, written).ok
    with engine.store.read() as conn:
        file = of(engine, cases.count(conn))
    notices = [p for p in file.papers if p.kind in ("prior_notice", "hearing_notice_right")]
    served = [s for s in file.services if s.paper in ("prior_notice", "hearing_notice_right")]
    assert len(notices) >= 2 and sorted(p.kind for p in notices) == sorted(s.paper for s in served)


def test_people_are_those_who_acted_with_what_they_hold(closed):
    _, file = closed
    held = {p.name: (p.kind, [q.kind for q in p.qualifications]) for p in file.people.values()}
    assert held["王强"] == ("staff", ["enforcement_certificate"]) and held["钱瑜"] == ("staff", ["legal_licence"])
    assert held["邓波"] == ("auxiliary", []) and held["高军"] == ("leader", []) and "刘洋" not in held


def test_staff_counts_officers_of_the_unit_and_reviewers_it_may_call_on(closed):
    """青溪镇 has six with the post of handler; the reviewers are the four of the county's pool."""
    _, file = closed
    assert (file.staff.officers, file.staff.reviewers) == (6, 4)


def test_the_registers_stand_in_the_file_and_what_is_void_does_not(course_at):
    course = course_at("conclude")
    engine, who, at = course.engine, actor(course.engine, "wang_qiang"), course.at
    both = [person_id(engine, "wang_qiang"), person_id(engine, "li_na")]
    entry = {"kind": "physical", "name": "水果筐", "source": "scene", "obtained_at": at, "officers": both, "proves": "店外摆放"}
    kept, wrong = (evidence.add(engine, who, course.case_id, {**entry, "name": name}, at=at)["id"] for name in ("水果筐", "误登"))
    evidence.void(engine, who, wrong, "登记有误", at=at)
    record = {"kind": "inquiry", "began_at": at - timedelta(hours=1), "ended_at": at, "officers": both, "person": "李某", "certificate_shown": True,
              "rights_told": False, "signed": "refused", "witness": "村民代表"}
    records.add(engine, who, course.case_id, record, at=at)
    measures.execute_at_once(engine, who, course.case_id, {
        "kind": "registration_hold", "reason": "可能灭失", "basis": "行政处罚法第五十六条", "officers": both, "executed_at": at,
        "objects": [{"name": "电子秤", "quantity": "一台", "third_party": True}]}, at=at)
    file = of(engine, course.case_id)
    assert [(e.id, e.name, e.by) for e in file.evidence] == [(kept, "水果筐", tuple(both))]
    [one] = file.records
    assert (one.person, one.signed, one.witness, one.rights_told, one.officers) == ("李某", "refused", "村民代表", False, tuple(both))
    [held] = file.measures
    assert (held.emergency, held.approved_at, held.by, held.resolution) == (True, None, tuple(both), "")
    assert [(g.name, g.linked, g.third_party) for g in held.objects] == [("电子秤", True, True)]


def test_earlier_decided_cases_of_the_party_are_found_by_its_number(engine):
    """The same licence number in another case; a case not decided yet, and one of another party, do not count."""
    first, second, other = (Course.begin(engine) for _ in range(3))
    first.party = second.party = "92330000MA00000999"
    first.to_the_end()
    other.to_the_end()
    second.to("apply_filing")
    [earlier] = of(engine, second.case_id).earlier
    row = case_row(engine, first.case_id)
    assert (earlier.case, earlier.item_code, earlier.act_on, earlier.decided_on) == (row["number"], "SR-002", date(2026, 4, 30), date(2026, 5, 14))
    assert (earlier.kind, earlier.penalty_fen, earlier.place) == ("fine", 300_00, "青溪镇解放街 18 号李某水果店门前")
    assert not of(engine, other.case_id).earlier
    assert [e.case for e in of(engine, second.case_id).earlier] == [row["number"]] and not of(engine, first.case_id).earlier
    check_invariants(engine)


@pytest.mark.parametrize("one, other, same", [
    ({"party_id": "92330000ma00 00001x"}, {"party_id": "92330000MA0000001X", "party_name": "改了名"}, True),
    ({"party_name": "张 某", "party_type": "citizen"}, {"party_name": "张某", "party_type": "citizen"}, True),
    ({"party_name": "张某", "party_type": "citizen"}, {"party_name": "张某", "party_type": "organisation"}, False),
    ({"party_name": "张某", "party_id": "1"}, {"party_name": "张某"}, False)])
def test_a_party_is_told_by_its_number_else_by_kind_and_name(one, other, same):
    from engine.store.dossier import party_key

    assert (party_key(one) == party_key(other)) is same and party_key({}) is None


def test_the_file_is_read_in_one_statement_and_only_where_a_gate_asks(course_at):
    course = course_at("apply_filing")
    with counted(course.engine) as sent:
        course.take()
    with_gates = [s for s in sent if "evidence" in s]
    assert len(with_gates) == 1 and "UNION ALL" in with_gates[0]
    course.to("conclude")
    with counted(course.engine) as sent:
        course.take()
    assert not [s for s in sent if "evidence" in s]


@pytest.mark.parametrize(("form", "published", "channels"), [
    ({}, 0, []), ({"published_on": "2026-05-21", "masked": ["address"]}, 1, []),
    ({"paid_fen": 30000, "paid_on": "2026-05-20", "payment_channel": "direct"}, 0, ["direct"]), ({"paid_fen": 30000, "paid_on": "2026-05-20"}, 0, ["collector"])])
def test_the_form_in_hand_counts_as_if_it_were_in_the_file(form, published, channels):
    act = SimpleNamespace(at=moment("2026-05-21T10:00:00+08:00"), person_id=7)
    file = dossier.entered(Dossier(), form, act)
    assert len(file.publications) == published and [p.channel for p in file.payments] == channels
    assert file.deeds == ()


def test_a_decision_is_not_made_public_with_what_must_be_covered(engine):
    course = Course.begin(engine).to("publish_decision")
    form = {k: v for k, v in course.form.items() if k != "masked"}
    with pytest.raises(errors.GateRefused) as refusal:
        tasks.complete(engine, course.who, course.task()["id"], form, at=course.at)
    assert [f["gate"] for f in refusal.value.findings] == ["C-60"]
    check_invariants(engine)
