"""Tearing down by force 强制拆除 and going to the court 申请法院强制执行, through the act."""
import pytest

from engine import errors
from engine.play import scenario
from engine.work import inbox, tasks
from tests.conftest import ROOT
from tests.course import actor
from tests.enforcement import AT, HOLIDAY, MORNING, NIGHT, before, form


@pytest.fixture
def task(engine):
    """The decision to enforce, as the leader finds it."""
    case_id = before(engine, "plan_demolition")
    return next(t for t in inbox.of_case(engine, case_id) if t["element"] == "plan_demolition")


def decide(engine, task, **changed):
    return tasks.complete(engine, actor(engine, "gao_jun"), task["id"], form("plan_demolition", **changed), at=AT)


@pytest.mark.parametrize("at", [NIGHT, HOLIDAY])
def test_nothing_is_torn_down_by_night_or_on_a_holiday_unless_it_is_urgent_and_the_reason_is_written_down(engine, task, at):
    # 行政强制法第四十三条第一款.
    for entered, said in (({}, "不得实施行政强制执行"), ({"enforcement_urgent": True}, "没有写明理由"), ({"enforcement_urgent": True, "enforcement_urgent_reason": " "}, "没有写明理由")):
        with pytest.raises(errors.GateRefused) as refused:
            decide(engine, task, demolition_at=at, **entered)
        [found] = [f for f in refused.value.findings if f["severity"] == "blocks"]
        assert found["gate"] == "G-24" and said in found["message"]
    done = decide(engine, task, demolition_at=at, enforcement_urgent=True, enforcement_urgent_reason="外墙倾斜，危及相邻住户")
    assert done["state"] == "done"


def test_whether_it_is_urgent_must_be_answered(engine, task):
    entered = form("plan_demolition")
    del entered["enforcement_urgent"]
    with pytest.raises(errors.FormInvalid) as refused:
        tasks.complete(engine, actor(engine, "gao_jun"), task["id"], entered, at=AT)
    assert set(refused.value.fields) == {"enforcement_urgent"}


def test_an_emergency_does_not_shorten_the_remedies(engine, task):
    # The suit period runs to 2 September inclusive.
    with pytest.raises(errors.GateRefused) as refused:
        decide(engine, task, demolition_at="2026-09-02T10:00:00+08:00", enforcement_urgent=True, enforcement_urgent_reason="外墙倾斜")
    assert "为时过早" in refused.value.findings[0]["message"]


def test_who_handled_the_case_does_not_decide_to_enforce(engine, task):
    with pytest.raises((errors.NotFound, errors.NotEligible, errors.DutyConflict)):
        tasks.complete(engine, actor(engine, "wang_qiang"), task["id"], form("plan_demolition"), at=AT)


def test_a_plan_for_a_working_morning_passes_and_its_decision_is_issued(engine, task):
    decide(engine, task, demolition_at=MORNING)
    assert [t["element"] for t in inbox.of_case(engine, task["case_id"])] == ["carry_out_demolition"]


@pytest.mark.parametrize("path", sorted([*(ROOT / "processes" / "forced_demolition" / "scenarios").glob("*.toml"),
                                         ROOT / "processes" / "ordinary_penalty" / "scenarios" / "unpaid_court.toml"]), ids=lambda p: p.stem)
def test_a_course_of_enforcement_goes_as_written(engine, path):
    assert scenario.play(engine, scenario.read(path)).failures == []
