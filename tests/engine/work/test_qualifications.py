"""Certificates over their life, training and examinations, warnings once each, and the periodic clean-out."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine import errors
from engine.jobs.reminding import Reminder
from engine.work import clean_outs, qualifications, staff, tasks, training
from tests.concurrency.race import race
from tests.course import actions, actor, course_at, effects, moment  # noqa: F401
from tests.invariants import check_invariants
from tests.roll import AT, certified, newcomer, person_row, security, system

TODAY = AT.date()
CARD = {"person": "zhang_san", "kind": "enforcement_certificate", "number": "示执010077", "valid_from": TODAY, "valid_until": date(2031, 3, 9)}
EXAM = {"persons": ["zhang_san"], "kind": "exam", "name": "资格考试", "on": date(2026, 3, 1), "score": 90}


def card_of(engine, code: str) -> dict:
    """The first certificate of a person."""
    return staff.get(engine, None, code, on=TODAY)["qualifications"][0]


def test_no_passed_examination_no_certificate(engine):
    newcomer(engine)
    who = security(engine)
    for score, said in ((None, "没有合格的考试"), (59, "没有合格的考试")):
        if score is not None:
            assert training.add(engine, who, {**EXAM, "score": score}, at=AT)["passed"] is False
        with pytest.raises(errors.FormInvalid, match=said):
            qualifications.enter(engine, who, CARD, at=AT)
    assert training.add(engine, who, {**EXAM, "score": 60}, at=AT)["passed"] is True
    qualifications.enter(engine, who, CARD, at=AT)
    with pytest.raises(errors.FormInvalid, match="已经登记"):
        qualifications.enter(engine, who, CARD, at=AT)
    check_invariants(engine)


@pytest.mark.parametrize("kind", ["auxiliary", "grid"])
def test_auxiliaries_and_grid_workers_are_given_no_certificate_even_with_an_examination(engine, kind):
    newcomer(engine, kind=kind)
    training.add(engine, security(engine), EXAM, at=AT)
    with pytest.raises(errors.FormInvalid, match="不得持有行政执法证"):
        qualifications.enter(engine, security(engine), CARD, at=AT)
    check_invariants(engine)


@pytest.mark.parametrize("change, said", [({"valid_until": date(2031, 3, 10)}, "最长 5 年"), ({"valid_until": date(2026, 3, 9)}, "早于"), ({"number": ""}, "请填写"),
                                          ({"kind": "badge"}, "不是可选"), ({"valid_until": None}, "请填写日期")])
def test_a_certificate_that_cannot_be_is_refused(engine, change, said):
    newcomer(engine)
    training.add(engine, security(engine), EXAM, at=AT)
    with pytest.raises(errors.FormInvalid, match=said):
        qualifications.enter(engine, security(engine), {**CARD, **change}, at=AT)
    check_invariants(engine)


def test_only_the_security_administrator_and_never_for_himself(engine):
    for who in (system(engine), actor(engine, "gao_jun"), actor(engine, "audit_admin")):
        for act in (lambda: qualifications.enter(engine, who, CARD, at=AT), lambda: training.add(engine, who, EXAM, at=AT),
                    lambda: qualifications.take(engine, who, 1, {"action": "withdrawn", "reason": "x"}, at=AT), lambda: clean_outs.propose(engine, who, "qingxi", at=AT)):
            with pytest.raises(errors.Forbidden):
                act()
    with pytest.raises(errors.Forbidden, match="本人"):
        training.add(engine, security(engine), {**EXAM, "persons": ["sec_admin"]}, at=AT)
    with pytest.raises(errors.Forbidden, match="本人"):
        qualifications.enter(engine, security(engine), {**CARD, "person": "sec_admin", "kind": "legal_licence"}, at=AT)
    check_invariants(engine)


def test_a_suspended_certificate_handles_nothing_until_it_is_reinstated(course_at):  # noqa: F811
    course = course_at("investigate")
    engine, at, task = course.engine, course.at, course.task()
    who, card = actor(engine, "wang_qiang"), card_of(course.engine, "wang_qiang")
    qualifications.take(engine, security(engine), card["id"], {"action": "suspended", "reason": "离岗培训"}, version=1, at=at)
    with pytest.raises(errors.NotEligible, match="暂扣"):
        tasks.claim(engine, who, task["id"], at=at)
    with pytest.raises(errors.WrongState):
        qualifications.take(engine, security(engine), card["id"], {"action": "suspended", "reason": "再次"}, at=at)
    with pytest.raises(errors.WrongState, match="暂扣期间"):
        qualifications.take(engine, security(engine), card["id"], {"action": "renewed", "valid_from": TODAY, "valid_until": date(2031, 1, 1)}, at=at)
    qualifications.take(engine, security(engine), card["id"], {"action": "reinstated", "reason": "培训合格"}, at=at)
    tasks.claim(engine, who, task["id"], at=at)


def test_a_withdrawn_certificate_never_comes_back(engine):
    card = card_of(engine, "wang_qiang")
    with pytest.raises(errors.FormInvalid, match="请填写"):
        qualifications.take(engine, security(engine), card["id"], {"action": "withdrawn", "reason": ""}, at=AT)
    qualifications.take(engine, security(engine), card["id"], {"action": "withdrawn", "reason": "调离执法岗位", "document": "示司〔2026〕3号"}, at=AT)
    for action in ("reinstated", "renewed", "suspended", "withdrawn"):
        with pytest.raises(errors.WrongState, match="收回注销"):
            qualifications.take(engine, security(engine), card["id"], {"action": action, "reason": "x"}, at=AT)
    now = card_of(engine, "wang_qiang")
    assert (now["suspended"], now["withdrawn_on"]) == (True, TODAY) and [x["kind"] for x in now["life"]] == ["withdrawn"]
    with pytest.raises(errors.NotFound):
        qualifications.take(engine, security(engine), 999_999, {"action": "suspended", "reason": "x"}, at=AT)
    with pytest.raises(errors.StaleVersion):
        qualifications.take(engine, security(engine), card_of(engine, "li_na")["id"], {"action": "suspended", "reason": "x"}, version=7, at=AT)
    check_invariants(engine)


def test_a_renewal_asks_for_the_examination_and_the_hours(engine):
    card, who = card_of(engine, "sun_tao"), security(engine)
    given = {"action": "renewed", "valid_from": TODAY, "valid_until": date(2031, 3, 9), "number": "示执010106"}
    with pytest.raises(errors.FormInvalid, match="考试"):
        qualifications.take(engine, who, card["id"], given, at=AT)
    training.add(engine, who, {**EXAM, "persons": ["sun_tao"]}, at=AT)
    with pytest.raises(errors.FormInvalid, match="学时"):
        qualifications.take(engine, who, card["id"], given, at=AT)
    training.add(engine, who, {"persons": ["sun_tao", "wang_qiang"], "kind": "course", "name": "轮训", "on": date(2026, 2, 1), "hours": 60}, at=AT)
    qualifications.take(engine, who, card["id"], given, at=AT)
    now = card_of(engine, "sun_tao")
    assert (now["number"], now["valid_until"], now["expired"]) == ("示执010106", date(2031, 3, 9), False)
    assert {p["code"]: p["enough"] for p in training.overview(engine, who, "qingxi", at=AT)["items"]}["wang_qiang"] is True
    check_invariants(engine)


@pytest.mark.parametrize("change, field", [({"hours": 0}, "hours"), ({"hours": None}, "hours"), ({"hours": 401}, "hours"), ({"on": date(2026, 3, 11)}, "on"), ({"persons": []}, "persons")])
def test_a_course_that_cannot_be_is_refused(engine, change, field):
    given = {"persons": ["wang_qiang"], "kind": "course", "name": "轮训", "on": TODAY, "hours": 8, **change}
    with pytest.raises(errors.FormInvalid) as refused:
        training.add(engine, security(engine), given, at=AT)
    assert field in refused.value.fields
    with pytest.raises(errors.NotFound):
        training.add(engine, security(engine), {**given, "persons": ["nobody"], "hours": 8, "on": TODAY}, at=AT)
    check_invariants(engine)


def test_each_warning_is_recorded_exactly_once(engine):
    last = date(2027, 10, 31)
    counts = []
    for day in (last - timedelta(days=91), last - timedelta(days=90), last - timedelta(days=90), last - timedelta(days=30), last, last + timedelta(days=1), last + timedelta(days=9)):
        counts.append(qualifications.remind(engine, at=moment(f"{day}T08:00:00+08:00")))
    every = len([c for c in qualifications.listed(engine, None, on=TODAY) if c["valid_until"] == last])
    assert counts == [1, every, 0, every, every, every, 0], "the one that has expired is told first; then all of a kind, four times"
    marks = {k: n for k, n in effects(engine).items() if k.startswith("certificate:")}
    assert set(marks.values()) == {1} and actions(engine).count("certificate.warned") == sum(counts)
    check_invariants(engine)


def test_two_processes_that_look_at_once_warn_once(engine):
    race([lambda: qualifications.remind(engine, at=AT), lambda: qualifications.remind(engine, at=AT)])
    assert actions(engine).count("certificate.warned") == 1
    check_invariants(engine)


def test_the_job_looks_once_a_day(engine, monkeypatch):
    reminder, now = Reminder(engine), [AT]
    monkeypatch.setattr(engine, "now", lambda: now[0])
    assert [reminder.look(), reminder.look()] == [1, 0]
    now[0] = moment("2027-08-02T00:10:00+08:00")
    assert reminder.look() > 5 and qualifications.warnings(engine, None, on=date(2027, 8, 2))["soon"] > 5
    check_invariants(engine)


def test_a_clean_out_finds_changes_nothing_and_is_applied_by_a_second_step(engine):
    newcomer(engine)
    certified(engine, "zhang_san", "示执010077")
    staff.leave(engine, system(engine), "li_na", at=AT)
    made = clean_outs.propose(engine, security(engine), "qingxi", at=AT)
    found = {f["person"]: (f["grounds"][0], f["action"]) for f in made["findings"]}
    assert found["li_na"] == ("left", "withdraw") and found["sun_tao"] == ("expired", "withdraw") and found["zhang_san"] == ("off_post", "suspend")
    assert found["wang_qiang"] == ("untrained", "suspend") and card_of(engine, "sun_tao")["withdrawn_on"] is None
    wanted = [f["qualification_id"] for f in made["findings"] if f["person"] in ("li_na", "sun_tao")]
    qualifications.take(engine, security(engine), card_of(engine, "sun_tao")["id"], {"action": "suspended", "reason": "先行暂扣"}, at=AT)
    with pytest.raises(errors.FormInvalid, match="不在清理建议中"):
        clean_outs.settle(engine, security(engine), made["id"], apply=True, only=[999], at=AT)
    done = clean_outs.settle(engine, security(engine), made["id"], apply=True, only=wanted, at=AT)
    assert done["applied"] == 1 and card_of(engine, "li_na")["withdrawn_on"] == TODAY, "what somebody changed meanwhile is left to them"
    assert "证件清理" in card_of(engine, "li_na")["life"][-1]["reason"] and not card_of(engine, "wang_qiang")["suspended"]
    with pytest.raises(errors.WrongState):
        clean_outs.settle(engine, security(engine), made["id"], apply=True, at=AT)
    dropped = clean_outs.propose(engine, security(engine), "shiqiao", at=AT)
    assert clean_outs.settle(engine, security(engine), dropped["id"], apply=False, at=AT)["state"] == "dropped"
    assert [one["state"] for one in clean_outs.listed(engine, security(engine))] == ["dropped", "applied"]
    check_invariants(engine)


def test_two_who_settle_a_clean_out_at_once_settle_it_once(engine):
    made = clean_outs.propose(engine, security(engine), "qingxi", at=AT)
    job = lambda: clean_outs.settle(engine, security(engine), made["id"], apply=True, at=AT)  # noqa: E731
    assert sum(isinstance(one, dict) for one in race([job, job])) == 1
    assert actions(engine).count("clean_out.applied") == 1 and person_row(engine, "wang_qiang")["active"]
    check_invariants(engine)
