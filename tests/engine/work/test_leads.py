"""A finding opens a case; who reported it is kept apart from everything else."""
from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from engine import errors
from engine.store import tables
from engine.store.act import RequestKey
from engine.work import cases, inbox, leads, stream
from tests.course import actions, actor, example, moment
from tests.invariants import check_invariants

AT = moment("2026-04-27T09:10:00+08:00")
INFORMANT = {"name": "黄秘密", "phone": "13712345678", "note": "住当事人隔壁"}
FORM = {**example()["lead"]["form"], "source": "report"}


def test_who_has_no_post_for_it_reports_nothing(engine):
    for login in ("gao_jun", "he_fang", "qian_yu", "jiang_hong"):
        with pytest.raises(errors.NotEligible):
            leads.report(engine, actor(engine, login), FORM, at=AT)
    assert leads.find(engine, actor(engine, "xu_min"))["items"] == []
    check_invariants(engine)


FAULTY = (({"found_on": "2026-04-28"}, "found_on"), ({"grid_code": "XX-99"}, "grid_code"), ({"source": "gossip"}, "source"),
          ({"place": ""}, "place"), ({"unknown": 1}, "unknown"))


def test_a_faulty_report_names_the_field_and_takes_no_number(engine):
    for changed, field in FAULTY:
        with pytest.raises(errors.FormInvalid) as refused:
            leads.report(engine, actor(engine, "wang_qiang"), {**FORM, **changed}, at=AT)
        assert field in refused.value.fields
    with engine.store.read() as conn:
        assert conn.execute(select(tables.serial)).all() == [] and conn.execute(select(tables.case_file)).all() == []
    check_invariants(engine)


def test_the_day_of_a_report_is_the_day_in_china(engine):
    """23:30 UTC on the 26th is the morning of the 27th in China."""
    at = moment("2026-04-26T23:30:00+00:00")
    assert leads.report(engine, actor(engine, "wang_qiang"), FORM, at=at)["number"]
    check_invariants(engine)


def test_a_report_sent_twice_opens_one_case(engine):
    key = RequestKey("lead-1", "a" * 64)
    first = leads.report(engine, actor(engine, "wang_qiang"), FORM, at=AT, key=key)
    assert leads.report(engine, actor(engine, "wang_qiang"), FORM, at=AT, key=key) == first
    with pytest.raises(errors.KeyReused):
        leads.report(engine, actor(engine, "wang_qiang"), FORM, at=AT, key=RequestKey("lead-1", "b" * 64))
    assert len(leads.find(engine, actor(engine, "xu_min"))["items"]) == 1
    check_invariants(engine)


def test_the_informant_is_shown_to_a_dispatcher_for_a_reason_and_the_look_is_recorded(engine):
    lead = leads.report(engine, actor(engine, "wang_qiang"), FORM, informant=INFORMANT, at=AT)
    for login in ("wang_qiang", "gao_jun", "jiang_hong", "qian_yu", "lin_xue"):
        with pytest.raises(errors.Forbidden):
            leads.informant(engine, actor(engine, login), lead["id"], "想知道", at=AT)
    with pytest.raises(errors.NotFound):
        leads.informant(engine, actor(engine, "tang_wei"), lead["id"], "外镇", at=AT)
    with pytest.raises(errors.FormInvalid):
        leads.informant(engine, actor(engine, "xu_min"), lead["id"], " ", at=AT)
    shown = leads.informant(engine, actor(engine, "xu_min"), lead["id"], "核实线索", at=AT)
    assert INFORMANT.items() <= shown["informant"].items()
    assert actions(engine, lead["case_id"])[-6:] == ["act.refused"] * 5 + ["informant.read"]
    check_invariants(engine)


def test_the_informant_appears_nowhere_else(engine):
    lead = leads.report(engine, actor(engine, "wang_qiang"), FORM, informant=INFORMANT, at=AT)
    leads.informant(engine, actor(engine, "xu_min"), lead["id"], "核实线索", at=AT)
    case_id, said = lead["case_id"], []
    for login in ("xu_min", "wang_qiang", "gao_jun", "jiang_hong"):
        me = actor(engine, login)
        said += [leads.find(engine, me), leads.get(engine, me, lead["id"]), cases.get(engine, me, case_id, at=AT), cases.forms(engine, me, case_id),
                 cases.timeline(engine, me, case_id), cases.papers_of(engine, me, case_id), inbox.find(engine, me, at=AT),
                 stream.after(engine, me, 0)]
        said += [inbox.get(engine, me, t["id"], at=AT) for t in inbox.of_case(engine, case_id)]
        for secret in INFORMANT.values():
            assert leads.find(engine, me, q=secret)["items"] == [] and inbox.find(engine, me, q=secret, at=AT)["items"] == []
    with engine.store.read() as conn:
        for table in tables.metadata.sorted_tables:
            if table.name != "informant":
                said += [tuple(r) for r in conn.execute(select(table))]
    text = json.dumps(said, default=str, ensure_ascii=False)
    assert not [secret for secret in INFORMANT.values() if secret in text]
    check_invariants(engine)


def test_a_lead_without_an_informant_says_so(engine):
    lead = leads.report(engine, actor(engine, "wang_qiang"), FORM, informant={"name": "  "}, at=AT)
    assert leads.informant(engine, actor(engine, "xu_min"), lead["id"], "核实", at=AT)["informant"] is None
    check_invariants(engine)
