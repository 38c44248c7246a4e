"""Scenarios: what differs from what was written is told, and a script that cannot be read is refused with the reason."""
from __future__ import annotations

import copy
from datetime import date

import pytest

from engine import errors
from engine.play import demo, scenario
from tests.conftest import ROOT
from tests.course import example
from tests.invariants import check_invariants


def cut(element: str, **changes) -> dict:
    """Example two up to `element`, whose step is changed; nothing is expected of the outcome."""
    one = copy.deepcopy(dict(example()))
    last = next(n for n, step in enumerate(one["step"]) if step.get("task") == element)
    one["step"] = one["step"][:last + 1]
    one["step"][last] |= changes
    return {**one, "expect": {}}


def test_the_example_goes_as_written_and_is_told(engine):
    played = scenario.play(engine, example())
    assert played.ok and played.case["status"] == "closed"
    told = scenario.told(played)
    for word in ("legal_review", "陈述、申辩", "2026-05-12", "closed"):
        assert word in told
    assert [e["action"] for e in played.timeline][:2] == ["lead.reported", "duty.taken"]
    check_invariants(engine)


def test_a_refusal_nobody_expected_ends_the_play_and_is_told(engine):
    played = scenario.play(engine, cut("apply_filing", who="sun_tao"))
    assert not played.ok and played.steps[-1]["outcome"]["code"] == "not_eligible"
    assert "not_eligible" in played.failures[0] and "与预期不符" in scenario.told(played)
    check_invariants(engine)


@pytest.mark.parametrize(("refused", "ok"), [({"code": "not_eligible"}, True), ({"code": "duty_conflict"}, False), ({}, True)])
def test_a_refusal_is_compared_with_the_expected_one(engine, refused, ok):
    assert scenario.play(engine, cut("apply_filing", who="sun_tao", refused=refused)).ok is ok
    check_invariants(engine)


def test_an_act_that_should_have_been_refused_is_a_failure(engine):
    played = scenario.play(engine, cut("apply_filing", refused={"code": "not_eligible"}))
    assert "本应被拒绝" in played.failures[0]
    check_invariants(engine)


def test_a_step_on_a_task_that_is_not_open_names_those_that_are(engine):
    played = scenario.play(engine, cut("apply_filing", task="decide"))
    assert "apply_filing" in played.failures[0] and "立案申请" in played.failures[0]
    check_invariants(engine)


def test_every_difference_from_the_expected_end_is_told(engine):
    wrong = {"status": "ended", "filed_on": "2026-05-01", "clock": [{"code": "decide", "due_on": "2026-07-30"}, {"code": "never"}],
             "paper": [{"kind": "no_such_paper"}]}
    failures = scenario.play(engine, {**example(), "expect": wrong}).failures
    assert len(failures) == 5
    for word in ("ended", "2026-05-01", "2026-07-30", "never", "no_such_paper"):
        assert any(word in failure for failure in failures)
    check_invariants(engine)


@pytest.mark.parametrize(("text", "said"), [
    (b"\xff\xfe", "无法读取"), (b"[lead", "无法读取"), (b"title = 'x'", "缺少"), (b"step = 3\n[lead]", "缺少"),
    (b"[lead]\n[[step]]\nact = 'fly'\nat = 'x'", "第 1 步"), (b"[lead]\n[[step]]\nact = 'claim'\nat = 'x'", "第 1 步")])
def test_a_script_that_cannot_be_read_says_why(tmp_path, text, said):
    path = tmp_path / "s.toml"
    path.write_bytes(text)
    with pytest.raises(errors.BadInput, match=said):
        scenario.read(path)


HELD = ROOT / "processes" / "ordinary_penalty" / "scenarios" / "e3.toml"
CAMERA = HELD.with_name("e12.toml")


def until(path, act: str) -> dict:
    """A scenario up to and with the first step of an act; nothing is expected of the outcome."""
    one = copy.deepcopy(scenario.read(path))
    last = next(n for n, step in enumerate(one["step"]) if step["act"] == act)
    return {**one, "step": one["step"][:last + 1], "expect": {}}


def test_clocks_and_measures_are_played_through_their_own_acts_and_told(engine):
    played = scenario.play(engine, until(HELD, "measure.extend"))
    assert played.ok
    assert [(m["kind"], m["state"], str(m["due_on"])) for m in played.measures] == [("seizure", "held", "2026-03-21")]
    assert {"measure.executed", "measure.approved", "measure.extended", "evidence.added", "record.added"} <= {e["action"] for e in played.timeline}
    told = scenario.told(played)
    assert "measure.approve seizure" in told and "查封、扣押：实施中，2026-03-21 止" in told
    assert played.as_dict()["measures"][0]["extended_on"]
    check_invariants(engine)


def test_a_step_says_what_clocks_and_gates_should_be_after_it(engine):
    one = until(HELD, "measure.execute_at_once")
    one["step"][-1] |= {"expect_clock": {"seizure": "2026-02-20", "emergency_approval": "2026-01-21"}, "expect_gates": {"measure": ["G-22"]}}
    failures = scenario.play(engine, one).failures
    assert len(failures) == 2 and "2026-02-19" in failures[0] and "G-22" in failures[1]
    check_invariants(engine)


@pytest.mark.parametrize(("change", "said"), [
    ({"clock": "no_such"}, "没有期限 no_such"), ({"act": "measure.approve", "measure": "registration_hold"}, "没有措施 registration_hold"),
    ({"case": "nobody"}, "还没有案件 nobody")])
def test_a_step_about_what_is_not_there_says_so(engine, change, said):
    one = until(HELD, "measure.execute_at_once")
    one["step"][-1] = {"at": "2026-01-21T09:00:00+08:00", "who": "wang_qiang", "act": "clock.stop", "clock": "seizure",
                       "form": {"on": "2026-01-21", "why": "x"}, **change}
    assert said in scenario.play(engine, one).failures[0]
    check_invariants(engine)


def test_another_case_runs_in_the_same_scenario_under_a_name_of_its_own(engine):
    one = until(CAMERA, "report")
    played = scenario.play(engine, {**one, "expect": {"status": "closed", "others": {"neighbour": {"status": "closed"}, "third": {"status": "lead"}}}})
    assert played.others["neighbour"].case["status"] == "lead" and "另案 neighbour" in scenario.told(played)
    assert played.as_dict()["others"]["neighbour"]["outcome"]["status"] == "lead"
    assert [f.split("：")[0] for f in played.failures] == ["neighbour", "third"]
    check_invariants(engine)


def test_an_expected_measure_that_is_not_there_is_told(engine):
    failures = scenario.play(engine, {**until(HELD, "measure.approve"), "expect": {"measure": [{"kind": "seizure", "state": "resolved"}]}}).failures
    assert len(failures) == 1 and "没有措施" in failures[0]
    check_invariants(engine)


def test_a_twin_follows_the_other_file_to_the_step_at_which_it_leaves_it():
    whole, twin = scenario.read(HELD), scenario.read(HELD.with_name("refused_hearing_too_soon.toml"))
    assert twin["lead"] == whole["lead"] and twin["title"] != whole["title"]
    assert [s.get("task") for s in twin["step"][-2:]] == ["notify_hearing"] * 2
    assert twin["step"][:-2] == whole["step"][:len(twin["step"]) - 2]


@pytest.mark.parametrize("named", ['twin_of = "../e3.toml"', 'twin_of = "e3.toml"\nleaves_at = "nowhere"', 'twin_of = "none.toml"'])
def test_a_twin_of_nothing_says_so(tmp_path, named):
    (tmp_path / "e3.toml").write_bytes(HELD.read_bytes())
    (tmp_path / "twin.toml").write_text(named, encoding="utf-8")
    with pytest.raises(errors.BadInput, match="twin.toml|none.toml"):
        scenario.read(tmp_path / "twin.toml")


@pytest.mark.parametrize("path", sorted((ROOT / "processes").glob("*/scenarios/*.toml")), ids=lambda path: path.stem)
def test_a_scenario_can_be_moved_to_other_days(path):
    one = scenario.read(path)
    assert scenario.moved(scenario.moved(one, date(2027, 5, 1)), scenario.instant(one["step"][-1]["at"]).date()) == one


def test_the_demo_is_not_laid_over_people_who_are_there(engine):
    assert demo.prepare(engine, scenario.began(example())) is False
    check_invariants(engine)


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True)
@pytest.mark.parametrize("path", sorted((ROOT / "processes").glob("*/scenarios/*.toml")), ids=lambda path: path.stem)
def test_every_shipped_scenario_goes_as_written(engine, path):
    assert scenario.play(engine, scenario.read(path)).failures == []
    check_invariants(engine)
