"""Coverage: what the scenarios pass through, told by element and flow; and how a rehearsal tells of what fails."""
from __future__ import annotations

from xml.etree import ElementTree

import pytest

from engine.play import coverage, demo, junit, rehearsal
from engine.process import bundle
from tests.conftest import ROOT

PROCESSES = ROOT / "processes"
#: a first notice, a lead that is no violation: short ones
KEPT = ("no_violation_found", "redirected_to_mediation")


def folder(*scenarios: str, **more: str) -> bundle.Bundle:
    """闭环 with these of its scenarios, and others."""
    whole = bundle.read(PROCESSES / "closed_loop")
    files = {k: v for k, v in whole.files.items() if not k.startswith("scenarios/") or k[10:-5] in scenarios}
    return bundle.from_files({**files, **{f"scenarios/{name}.toml": text.encode() for name, text in more.items()}})


@pytest.fixture(scope="module")
def outcome() -> dict:
    """Two scenarios that go as written and two that do not."""
    written = (PROCESSES / "closed_loop" / "scenarios" / "no_violation_found.toml").read_text(encoding="utf-8")
    wrong = written.replace('status = "', 'status = "not_', 1)
    assert wrong != written
    one = folder(*KEPT, wrong=wrong, broken="这不是 TOML")
    return rehearsal.run(PROCESSES, {**demo.bundles(PROCESSES), one.key: one}, [one.key])


def test_each_scenario_and_all_together_say_what_they_passed_through(outcome):
    by = {one["file"]: one for one in outcome["scenarios"]}
    first = by["no_violation_found.toml"]["coverage"]["closed_loop"]
    second = by["redirected_to_mediation.toml"]["coverage"]["closed_loop"]
    every = outcome["coverage"]["closed_loop"]
    assert set(every["done"]) == set(first["done"]) | set(second["done"]) and set(every["taken"]) == set(first["taken"]) | set(second["taken"])
    assert "register" in first["done"] and first["done"] != second["done"]
    assert {one["id"] for one in every["missed"]}.isdisjoint(every["done"]) and len(every["done"]) + len(every["missed"]) == every["elements"]


def test_the_flow_a_gateway_took_is_told_from_the_one_it_did_not(outcome):
    first = next(one for one in outcome["scenarios"] if one["file"] == "no_violation_found.toml")["coverage"]["closed_loop"]
    nodes, flows = coverage.drawn(bundle.read(PROCESSES / "closed_loop").diagram)
    gateways = {flows[flow][0] for flow in first["taken"] if nodes[flows[flow][0]]["kind"] == "gateway"}
    assert gateways
    for gateway in gateways:
        assert 0 < len([f for f in first["taken"] if flows[f][0] == gateway]) <= len([f for f in flows if flows[f][0] == gateway])
    assert any(flows[flow][0] in gateways for flow in first["untaken"])


def test_a_scenario_that_fails_says_why_and_stops_no_other(outcome):
    by = {one["file"]: one for one in outcome["scenarios"]}
    assert not outcome["ok"] and by["no_violation_found.toml"]["ok"] and by["redirected_to_mediation.toml"]["ok"]
    assert "应为 not_" in by["wrong.toml"]["failures"][0] and "无法读取" in by["broken.toml"]["failures"][0]
    assert "2 个未通过" in rehearsal.told(outcome) and "没有经过" in rehearsal.told(outcome)


def test_the_outcome_is_junit_that_a_pipeline_reads(outcome):
    root = ElementTree.fromstring(junit.report(outcome))
    assert root.tag == "testsuites" and root.attrib["tests"] == "4" and root.attrib["failures"] == "2"
    assert [case.attrib["name"] for case in root.iter("testcase") if case.find("failure") is not None] == ["broken.toml", "wrong.toml"]
    hostile = {"scenarios": [{"process": "p\x00<", "file": "a\"&\x1b.toml", "title": "]]>\ud800", "ok": False, "failures": ["\x08<b>"], "seconds": 0.1}]}
    assert ElementTree.fromstring(junit.report(hostile)).attrib["failures"] == "1"
