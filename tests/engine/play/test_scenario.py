"""Scenarios: what differs from what was written is told, and a script that cannot be read is refused with the reason."""
from __future__ import annotations

import copy

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


def test_the_demo_is_not_laid_over_people_who_are_there(engine):
    assert demo.prepare(engine, scenario.began(example())) is False
    check_invariants(engine)


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True)
@pytest.mark.parametrize("path", sorted((ROOT / "processes").glob("*/scenarios/*.toml")), ids=lambda path: path.stem)
def test_every_shipped_scenario_goes_as_written(engine, path):
    assert scenario.play(engine, scenario.read(path)).failures == []
    check_invariants(engine)
