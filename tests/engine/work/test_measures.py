"""Things held: who may, until when, and what may become of them (行政处罚法第五十六条, 行政强制法第十八条至第二十八条)."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine import errors
from engine.jobs.firing import sweep
from engine.store.act import RequestKey
from engine.work import cases, clocks, measures, tasks
from tests.course import actions, actor, give_post, moment, refusal_of
from tests.engine.work.registers import hold, officers, opened, seizure
from tests.invariants import check_invariants

#: worked example three: a lorry stopped at night, held at once
NIGHT, ENTERED = moment("2026-01-20T23:10:00+08:00"), moment("2026-01-20T23:40:00+08:00")


class Held:
    """Example three's lorry, held in an emergency, and what is done about it."""

    def __init__(self, engine):
        self.engine, self.case_id = engine, opened(engine, "2026-01-20T22:50:00+08:00", "SR-010")
        self.id = measures.execute_at_once(engine, self.actor("wang_qiang"), self.case_id, seizure(engine, executed_at=NIGHT), at=ENTERED)["id"]

    def actor(self, login: str):
        return actor(self.engine, login)

    def approve(self, at, *, who="gao_jun", agree=True, **how):
        return measures.approve(self.engine, self.actor(who), self.id, agree, "同意。" if agree else "没有必要扣押。", at=moment(at), **how)

    def extend(self, at, *, who="gao_jun", **how):
        return measures.extend(self.engine, self.actor(who), self.id, "案情复杂，需要查明渣土来源", at=moment(at), **how)

    def resolve(self, at, resolution="released", *, who="wang_qiang", **how):
        return measures.resolve(self.engine, self.actor(who), self.id, {"resolution": resolution, "note": "已查明", "officers": officers(self.engine)},
                                at=moment(at), **how)

    def confirm(self, at, *, who="gao_jun", agree=True):
        return measures.confirm(self.engine, self.actor(who), self.id, agree, "同意。", at=moment(at))

    def seen(self, at, who="wang_qiang"):
        return measures.get(self.engine, self.actor(who), self.id, at=moment(at))

    def clock(self, code, at):
        return next(c for c in clocks.of_case(self.engine, self.actor("wang_qiang"), self.case_id, at=moment(at)) if c["code"] == code)

    def papers(self):
        return [(p["kind"], p["number"]) for p in cases.papers_of(self.engine, self.actor("wang_qiang"), self.case_id)]


@pytest.fixture
def lorry(engine):
    held = Held(engine)
    yield held
    check_invariants(engine)


def test_example_three_from_the_night_to_the_release(lorry):
    """例三: executed 01-20 23:10, to be approved by 01-21 23:10, due 02-19 (holiday: act by 02-14), extended on 02-13 to 03-21, released 03-20."""
    shown = lorry.seen("2026-01-20T23:50:00+08:00", "gao_jun")
    assert (shown["state"], shown["approve_by"], shown["due_on"]) == ("held", moment("2026-01-21T23:10:00+08:00"), date(2026, 2, 19))
    assert shown["can"] == ["approve"] and shown["objects"][0]["name"] == "渣土运输车"
    assert (lorry.clock("seizure", "2026-01-21T09:00:00+08:00")["act_by"], lorry.clock("seizure", "2026-01-21T09:00:00+08:00")["day0"]) == (
        date(2026, 2, 14), date(2026, 1, 20))
    lorry.approve("2026-01-21T09:00:00+08:00")
    assert lorry.clock("emergency_approval", "2026-01-21T09:00:00+08:00")["state"] == "met"
    assert lorry.extend("2026-02-13T10:00:00+08:00")["due_on"] == date(2026, 3, 21)
    lorry.resolve("2026-03-20T10:00:00+08:00")
    done = lorry.confirm("2026-03-20T11:00:00+08:00")
    assert (done["state"], lorry.clock("seizure", "2026-03-21T09:00:00+08:00")["state"]) == ("resolved", "met")
    assert [kind for kind, _ in lorry.papers() if kind.startswith("seizure")] == ["seizure_decision", "seizure_extension", "seizure_release"]
    assert "青溪镇综执扣字〔2026〕第1号" in dict(lorry.papers()).values() and all(number for _, number in lorry.papers())
    assert actions(lorry.engine, lorry.case_id)[-1].startswith(("clock.", "measure.", "paper.", "duty."))


def test_example_nine_seven_working_days_for_what_is_registered(engine):
    """例九: the night of 3 September; 4, 7, 8, 9, 10, 11, 14 count: a decision is due by 14 September, and no rule extends it."""
    case_id = opened(engine, "2026-09-03T21:40:00+08:00", "SR-010")
    done = measures.execute_at_once(engine, actor(engine, "wang_qiang"), case_id, hold(engine, executed_at=moment("2026-09-03T22:30:00+08:00")),
                                    at=moment("2026-09-03T23:00:00+08:00"))
    assert (done["due_on"], done["number"]) == (date(2026, 9, 14), "青溪镇综执存字〔2026〕第1号")
    leader = actor(engine, "gao_jun")
    measures.approve(engine, leader, done["id"], True, "同意。", at=moment("2026-09-04T09:00:00+08:00"))
    refused = refusal_of(lambda: measures.extend(engine, leader, done["id"], "来不及", at=moment("2026-09-10T09:00:00+08:00")))
    assert isinstance(refused, errors.ClockRefused) and "没有延长的规定" in refused.detail and "第五十六条" in refused.article
    shown = measures.get(engine, actor(engine, "wang_qiang"), done["id"], at=moment("2026-09-14T23:59:00+08:00"))
    assert (shown["state"], shown["due_severity"]) == ("held", "soon")
    assert measures.get(engine, actor(engine, "wang_qiang"), done["id"], at=moment("2026-09-15T00:00:00+08:00"))["state"] == "expired"
    check_invariants(engine)


# -- approved first --------------------------------------------------------------------------------------------------
def test_what_can_wait_is_proposed_approved_and_then_executed(engine):
    case_id = opened(engine, "2026-01-20T09:00:00+08:00", "SR-010")
    handler, leader = actor(engine, "wang_qiang"), actor(engine, "gao_jun")
    asked = measures.propose(engine, handler, case_id, seizure(engine), at=moment("2026-01-20T09:30:00+08:00"))
    assert (asked["state"], asked["number"], asked["due_on"]) == ("proposed", None, None)
    too_soon = refusal_of(lambda: measures.execute(engine, handler, asked["id"], {"officers": officers(engine), "executed_at": moment(
        "2026-01-20T09:35:00+08:00")}, at=moment("2026-01-20T09:40:00+08:00")))
    assert isinstance(too_soon, errors.WrongState)
    assert measures.approve(engine, leader, asked["id"], True, "同意。", at=moment("2026-01-20T10:00:00+08:00"))["state"] == "approved"
    backdated = refusal_of(lambda: measures.execute(engine, handler, asked["id"], {"officers": officers(engine), "executed_at": moment(
        "2026-01-20T09:50:00+08:00")}, at=moment("2026-01-20T11:00:00+08:00")))
    assert isinstance(backdated, errors.FormInvalid) and "批准时间" in backdated.fields["executed_at"][0]
    done = measures.execute(engine, handler, asked["id"], {"officers": officers(engine, "wang_qiang", "zhao_lei"), "executed_at": moment(
        "2026-01-20T10:30:00+08:00")}, at=moment("2026-01-20T11:00:00+08:00"))
    assert (done["state"], done["due_on"], done["approve_by"]) == ("held", date(2026, 2, 19), None) and "扣字" in done["number"]
    assert "emergency_approval" not in {c["code"] for c in clocks.of_case(engine, handler, case_id, at=moment("2026-01-20T11:00:00+08:00"))}
    check_invariants(engine)


def test_a_proposal_the_leader_refuses_ends_there(engine):
    case_id = opened(engine, "2026-01-20T09:00:00+08:00", "SR-010")
    at = moment("2026-01-20T10:00:00+08:00")
    asked = measures.propose(engine, actor(engine, "wang_qiang"), case_id, seizure(engine), at=at)
    assert measures.approve(engine, actor(engine, "gao_jun"), asked["id"], False, "责令改正即可。", at=at)["state"] == "refused"
    for again in (lambda: measures.approve(engine, actor(engine, "gao_jun"), asked["id"], True, "改了主意", at=at),
                  lambda: measures.execute(engine, actor(engine, "wang_qiang"), asked["id"], {"officers": officers(engine), "executed_at": at}, at=at)):
        assert isinstance(refusal_of(again), errors.WrongState)


# -- the emergency ---------------------------------------------------------------------------------------------------
def test_after_twenty_four_hours_nothing_can_be_approved_and_the_things_go_back(lorry):
    assert lorry.seen("2026-01-21T23:09:59+08:00")["state"] == "held"
    late = "2026-01-21T23:10:00+08:00"
    shown = lorry.seen(late)
    assert (shown["state"], shown["over"], shown["due_severity"]) == ("unapproved", True, "overdue")
    refused = refusal_of(lambda: lorry.approve(late))
    assert isinstance(refused, errors.DeadlinePassed) and "第十九条" in refused.article and "解除" in refused.next
    assert isinstance(refusal_of(lambda: lorry.extend(late)), errors.DeadlinePassed)
    assert isinstance(refusal_of(lambda: lorry.resolve(late, "confiscated")), errors.DeadlinePassed)
    done = lorry.resolve(late)
    assert done["state"] == "resolved" and lorry.clock("emergency_approval", late)["state"] == "cancelled"


def test_a_leader_who_does_not_agree_ends_it_at_once(lorry):
    done = lorry.approve("2026-01-21T08:00:00+08:00", agree=False)
    assert done["state"] == "resolved" and "解扣字" in done["number"]
    shown = lorry.seen("2026-01-21T09:00:00+08:00")
    assert (shown["resolution"], shown["resolution_note"], shown["can"]) == ("released", "没有必要扣押。", [])


def test_an_emergency_that_is_not_approved_yet_is_not_extended(lorry):
    assert isinstance(refusal_of(lambda: lorry.extend("2026-01-21T09:00:00+08:00")), errors.WrongState)


# -- the end of the power --------------------------------------------------------------------------------------------
def test_a_seizure_ends_on_its_bare_last_day_holiday_or_not(lorry):
    """02-19 lies in the Spring Festival: it restrains the party and does not roll."""
    lorry.approve("2026-01-21T09:00:00+08:00")
    assert lorry.seen("2026-02-19T23:59:59+08:00")["state"] == "held"
    over = "2026-02-20T00:00:00+08:00"
    assert lorry.seen(over)["state"] == "expired"
    sweep(lorry.engine, moment(over))
    assert lorry.seen(over)["state"] == "expired" and lorry.clock("seizure", over)["severity"] == "overdue"
    refused = refusal_of(lambda: lorry.extend(over))
    assert isinstance(refused, errors.DeadlinePassed) and refused.next
    assert isinstance(refusal_of(lambda: lorry.resolve(over, "auctioned")), errors.DeadlinePassed)
    assert lorry.resolve(over)["state"] == "resolved", "giving back needs nobody's leave any more"


def test_what_the_leader_has_not_decided_in_time_can_only_be_given_back(lorry):
    lorry.approve("2026-01-21T09:00:00+08:00")
    lorry.resolve("2026-02-19T16:00:00+08:00", "confiscated")
    late = "2026-02-20T09:00:00+08:00"
    assert lorry.seen(late, "gao_jun")["state"] == "expired"
    assert isinstance(refusal_of(lambda: lorry.confirm(late)), errors.DeadlinePassed)
    assert lorry.confirm(late, agree=False)["state"] == "held"
    assert lorry.resolve(late)["state"] == "resolved"


def test_a_seizure_is_extended_once_by_at_most_thirty_days(lorry):
    lorry.approve("2026-01-21T09:00:00+08:00")
    assert isinstance(refusal_of(lambda: lorry.extend("2026-02-13T09:00:00+08:00", who="wang_qiang")), errors.NotEligible)
    longer = refusal_of(lambda: measures.extend(lorry.engine, lorry.actor("gao_jun"), lorry.id, "案情复杂", 31, at=moment("2026-02-13T09:00:00+08:00")))
    assert isinstance(longer, errors.ClockRefused) and "30" in longer.detail
    assert isinstance(refusal_of(lambda: measures.extend(lorry.engine, lorry.actor("gao_jun"), lorry.id, " ", at=moment("2026-02-13T09:00:00+08:00"))),
                      errors.FormInvalid)
    assert measures.extend(lorry.engine, lorry.actor("gao_jun"), lorry.id, "案情复杂", 10, at=moment("2026-02-13T09:00:00+08:00"))["due_on"] == date(2026, 3, 1)
    again = refusal_of(lambda: lorry.extend("2026-02-20T09:00:00+08:00"))
    assert isinstance(again, errors.ClockRefused) and "第二十五条" in again.article


# -- what becomes of the things --------------------------------------------------------------------------------------
def test_a_leader_may_send_the_officers_back_with_their_proposal(lorry):
    lorry.approve("2026-01-21T09:00:00+08:00")
    lorry.resolve("2026-02-01T09:00:00+08:00", "destroyed")
    assert lorry.seen("2026-02-01T10:00:00+08:00", "gao_jun")["can"] == ["confirm"]
    assert isinstance(refusal_of(lambda: lorry.resolve("2026-02-01T10:00:00+08:00")), errors.WrongState)
    assert isinstance(refusal_of(lambda: lorry.extend("2026-02-01T10:00:00+08:00")), errors.WrongState)
    assert lorry.confirm("2026-02-01T11:00:00+08:00", agree=False)["state"] == "held"
    lorry.resolve("2026-02-02T09:00:00+08:00")
    assert lorry.confirm("2026-02-02T10:00:00+08:00")["state"] == "resolved"
    assert isinstance(refusal_of(lambda: lorry.confirm("2026-02-02T11:00:00+08:00")), errors.WrongState)


def test_what_becomes_of_things_is_chosen_from_what_the_law_allows_for_them(lorry):
    lorry.approve("2026-01-21T09:00:00+08:00")
    for wrong in ("returned", "kept", "", None):
        with pytest.raises(errors.FormInvalid) as refused:
            lorry.resolve("2026-02-01T09:00:00+08:00", wrong)
        assert list(refused.value.fields) == ["resolution"]


def test_a_hold_becomes_a_seizure_only_where_there_is_one(engine):
    case_id = opened(engine, "2026-01-20T22:50:00+08:00", "SR-010")
    handler, at = actor(engine, "wang_qiang"), ENTERED
    held = measures.execute_at_once(engine, handler, case_id, hold(engine, executed_at=NIGHT), at=at)["id"]
    given = {"resolution": "seized", "note": "依法扣押", "officers": officers(engine)}
    assert isinstance(refusal_of(lambda: measures.resolve(engine, handler, held, given, at=at)), errors.WrongState)
    measures.execute_at_once(engine, handler, case_id, seizure(engine, executed_at=NIGHT), at=at)
    assert measures.resolve(engine, handler, held, given, at=at)["state"] == "resolving"
    check_invariants(engine)


def test_two_seizures_of_one_case_run_side_by_side_each_to_its_own_day(lorry):
    """A second lorry on 5 February: thirty days to 7 March; the first still ends on 19 February."""
    engine, handler, leader = lorry.engine, lorry.actor("wang_qiang"), lorry.actor("gao_jun")
    lorry.approve("2026-01-21T09:00:00+08:00")
    at = moment("2026-02-05T10:00:00+08:00")
    second = measures.execute_at_once(engine, handler, lorry.case_id, seizure(engine, executed_at=at, objects=[{"name": "装载机", "quantity": "一台"}]), at=at)
    assert second["due_on"] == date(2026, 3, 7) and lorry.seen("2026-02-05T11:00:00+08:00")["due_on"] == date(2026, 2, 19)
    measures.approve(engine, leader, second["id"], True, "同意。", at=at)
    assert lorry.extend("2026-02-13T10:00:00+08:00")["due_on"] == date(2026, 3, 21)
    later = moment("2026-03-08T09:00:00+08:00")
    sweep(engine, later)
    states = {m["id"]: m["state"] for m in measures.of_case(engine, handler, lorry.case_id, at=later)["items"]}
    assert states == {lorry.id: "held", second["id"]: "expired"}
    due = [c for c in clocks.of_case(engine, handler, lorry.case_id, at=later) if c["code"] == "seizure"]
    assert {(c["gen"], c["due_on"], c["state"]) for c in due} == {(1, date(2026, 3, 21), "running"), (2, date(2026, 3, 7), "overdue")}
    lorry.resolve("2026-03-20T09:00:00+08:00")
    lorry.confirm("2026-03-20T10:00:00+08:00")
    assert {(c["gen"], c["state"]) for c in clocks.of_case(engine, handler, lorry.case_id, at=later) if c["code"] == "seizure"} == {(1, "met"), (2, "overdue")}


# -- who may ---------------------------------------------------------------------------------------------------------
def test_who_executed_does_not_approve_and_who_approved_does_not_handle(lorry):
    engine = lorry.engine
    give_post(engine, "wang_qiang", "qingxi", "decide")
    give_post(engine, "gao_jun", "qingxi", "handle")
    for login in ("wang_qiang", "li_na"):
        assert isinstance(refusal_of(lambda: lorry.approve("2026-01-21T09:00:00+08:00", who=login)), errors.NotEligible)
    lorry.approve("2026-01-21T09:00:00+08:00")
    assert isinstance(refusal_of(lambda: lorry.resolve("2026-02-01T09:00:00+08:00", who="gao_jun")), errors.FormInvalid | errors.NotEligible)
    duties = {(d["person_name"], d["duty"]) for d in cases.get(engine, lorry.actor("wang_qiang"), lorry.case_id, at=ENTERED)["duties"]}
    assert {("王强", "handle"), ("李娜", "handle"), ("高军", "decide")} <= duties


def test_a_leader_who_handled_the_case_does_not_approve(engine):
    """范勇's county has few people: a leader who holds a certificate and went along may not approve what he did."""
    case_id = opened(engine, "2026-01-20T22:50:00+08:00", "SR-010")
    with engine.store.act(None, ENTERED) as act:
        from engine.store import people as rows

        leader = actor(engine, "luo_cheng")
        rows.add(act.conn, "post", person_id=leader.person_id, unit_id=engine.unit_by_code(act.conn, "qingxi"), duty="decide")
        rows.add(act.conn, "qualification", person_id=leader.person_id, kind="enforcement_certificate", number="示执990001", scope="综合行政执法",
                 valid_from=date(2022, 1, 1), valid_until=date(2027, 1, 1), suspended=False)
        act.record("post.given", bearer=leader.person_id)
        act.done()
    done = measures.execute_at_once(engine, actor(engine, "wang_qiang"), case_id, seizure(
        engine, executed_at=NIGHT, officers=officers(engine, "wang_qiang", "luo_cheng")), at=ENTERED)
    refused = refusal_of(lambda: measures.approve(engine, actor(engine, "luo_cheng"), done["id"], True, "同意。", at=moment("2026-01-21T09:00:00+08:00")))
    assert isinstance(refused, errors.DutyConflict) and "实施查封、扣押" in refused.detail
    check_invariants(engine)


def test_who_executed_a_measure_does_not_review_later(course_at):
    course = course_at("conclude")
    engine, at = course.engine, course.at
    measures.execute_at_once(engine, actor(engine, "chen_jie"), course.case_id, hold(
        engine, officers=officers(engine, "chen_jie", "li_na"), executed_at=at), at=at)
    with_hold = measures.of_case(engine, actor(engine, "chen_jie"), course.case_id, at=at)["items"][0]["id"]
    measures.approve(engine, actor(engine, "gao_jun"), with_hold, True, "同意。", at=at)
    measures.resolve(engine, actor(engine, "li_na"), with_hold, {"resolution": "returned", "note": "已拍照", "officers": officers(engine, "li_na", "chen_jie")},
                     at=at)
    measures.confirm(engine, actor(engine, "gao_jun"), with_hold, True, "同意。", at=at)
    course.to("legal_review")
    refused = refusal_of(lambda: tasks.claim(engine, actor(engine, "chen_jie_review"), course.task()["id"], at=course.at))
    assert isinstance(refused, errors.DutyConflict) and refused.data["held"] == "handle"


def test_a_reviewer_does_not_execute_a_measure(course_at):
    course = course_at("legal_review")
    engine = course.engine
    tasks.complete(engine, actor(engine, "chen_jie_review"), course.task()["id"], course.form, at=course.at)
    at = course.at + timedelta(hours=1)
    given = hold(engine, officers=officers(engine, "chen_jie", "li_na"), executed_at=at)
    assert isinstance(refusal_of(lambda: measures.execute_at_once(engine, actor(engine, "chen_jie"), course.case_id, given, at=at)), errors.DutyConflict)
    named = hold(engine, officers=officers(engine, "li_na", "chen_jie"), executed_at=at)
    refused = refusal_of(lambda: measures.execute_at_once(engine, actor(engine, "li_na"), course.case_id, named, at=at))
    assert isinstance(refused, errors.DutyConflict) and "陈洁" in refused.detail


@pytest.mark.parametrize("who, refusal", [("gao_jun", errors.NotEligible), ("sun_tao", errors.NotEligible), ("xu_min", errors.NotEligible),
                                          ("zhou_kai", errors.NotFound)])
def test_only_officers_of_the_unit_hold_things(engine, who, refusal):
    case_id = opened(engine, "2026-01-20T22:50:00+08:00", "SR-010")
    given = seizure(engine, executed_at=NIGHT, officers=officers(engine, who, "li_na"))
    assert type(refusal_of(lambda: measures.execute_at_once(engine, actor(engine, who), case_id, given, at=ENTERED))) is refusal
    assert not measures.of_case(engine, actor(engine, "wang_qiang"), case_id, at=ENTERED)["items"]


def test_a_measure_of_another_town_is_not_found(lorry):
    for act in (lambda: lorry.approve("2026-01-21T09:00:00+08:00", who="song_ping"), lambda: lorry.seen("2026-01-21T09:00:00+08:00", "song_ping"),
                lambda: lorry.resolve("2026-01-21T09:00:00+08:00", who="zhou_kai")):
        assert isinstance(refusal_of(act), errors.NotFound)


# -- gates -----------------------------------------------------------------------------------------------------------
def test_under_entrustment_nothing_is_seized(engine):
    """云岭乡 acts on SR-012 by entrustment 委托: no compulsory measure (行政强制法第十七条), whether it could wait or not."""
    case_id = opened(engine, "2026-01-20T22:50:00+08:00", "SR-012", patrol="lu_feng", dispatcher="ren_hui", grid="YL-01")
    who, both = actor(engine, "lu_feng"), officers(engine, "lu_feng", "bai_lu")
    for act in (lambda: measures.execute_at_once(engine, who, case_id, seizure(engine, executed_at=NIGHT, officers=both), at=ENTERED),
                lambda: measures.propose(engine, who, case_id, seizure(engine, officers=both), at=ENTERED)):
        refused = refusal_of(act)
        assert isinstance(refused, errors.GateRefused) and "G-02" in [f["gate"] for f in refused.findings] and "第十七条" in refused.article
    # What only keeps evidence is no compulsory measure (行政处罚法第五十六条).
    assert measures.execute_at_once(engine, who, case_id, hold(engine, executed_at=NIGHT, officers=both), at=ENTERED)["state"] == "held"
    assert actions(engine, case_id).count("act.refused") == 2
    check_invariants(engine)


def test_daily_necessities_are_not_seized(engine):
    case_id = opened(engine, "2026-01-20T22:50:00+08:00", "SR-010")
    given = seizure(engine, executed_at=NIGHT, objects=[{"name": "轮椅", "quantity": "一辆", "necessity": True}])
    refused = refusal_of(lambda: measures.execute_at_once(engine, actor(engine, "wang_qiang"), case_id, given, at=ENTERED))
    assert isinstance(refused, errors.GateRefused) and refused.findings[0]["gate"] == "G-41"
    assert not measures.of_case(engine, actor(engine, "wang_qiang"), case_id, at=ENTERED)["items"]


# -- form ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("changed, fields", [
    ({"kind": "freeze"}, {"kind"}), ({"reason": ""}, {"reason"}), ({"basis": None}, {"basis"}), ({"objects": []}, {"objects"}), ({"objects": None}, {"objects"}),
    ({"objects": [{"name": "", "quantity": "一"}]}, {"objects.0.name"}), ({"objects": [{"name": "车"}, "x"]}, {"objects.0.quantity", "objects.1.name", "objects.1.quantity"}),
    ({"objects": [{"name": "车", "quantity": "一", "linked": "no"}]}, {"objects.0.linked"}), ({"objects": [{"name": "车", "quantity": "一"}] * 201}, {"objects"}),
    ({"officers": [1]}, {"officers"}), ({"officers": [2, 3]}, {"officers"}), ({"officers": [1, 999_999]}, {"officers"}), ({"executed_at": None}, {"executed_at"}),
    ({"executed_at": moment("2026-01-21T00:00:00+08:00")}, {"executed_at"})])
def test_an_entry_that_is_not_complete_is_refused_with_its_fields(engine, changed, fields):
    case_id = opened(engine, "2026-01-20T22:50:00+08:00", "SR-010")
    with pytest.raises(errors.FormInvalid) as refused:
        measures.execute_at_once(engine, actor(engine, "wang_qiang"), case_id, seizure(engine, **{"executed_at": NIGHT, **changed}), at=ENTERED)
    assert set(refused.value.fields) == fields


def test_a_page_seen_before_the_last_change_is_told_so(lorry):
    stale = refusal_of(lambda: lorry.approve("2026-01-21T09:00:00+08:00", version=2))
    assert isinstance(stale, errors.StaleVersion) and stale.data["version"] == 1
    assert lorry.approve("2026-01-21T09:00:00+08:00", version=1)["version"] == 2


def test_one_key_acts_once(lorry):
    key = RequestKey("approve-1", "a" * 64)
    answers = [lorry.approve("2026-01-21T09:00:00+08:00", key=key, version=1) for _ in range(2)]
    assert answers[0] == answers[1] and actions(lorry.engine, lorry.case_id).count("measure.approved") == 1


def test_the_paper_prints_what_the_law_asks(lorry):
    """行政强制法第二十四条: reason, basis, period, the things with their quantity, and the remedies."""
    paper = next(p for p in cases.papers_of(lorry.engine, lorry.actor("wang_qiang"), lorry.case_id) if p["kind"] == "seizure_decision")
    printed = paper["data"]["facts"]
    assert (printed["seizure_reason"], printed["seizure_due_on"]) == ("防止危险扩大", date(2026, 2, 19)) and "第四十条" in printed["seizure_basis"]
    assert printed["objects"][0]["quantity"] == "一辆" and "六十日内" in paper["data"]["remedy"] and paper["task_id"] is None
