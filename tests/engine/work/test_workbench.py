"""What the workbench is told while somebody draws."""
from __future__ import annotations

import pytest

from engine import errors
from engine.case.flow import deploying
from engine.process.bpmn import safe_root
from engine.process.foreign import found
from engine.work import workbench
from tests.course import actor
from tests.engine.work.test_drafts import PATH, UNREVIEWED


@pytest.fixture
def designer(engine):
    return actor(engine, "he_qing")


@pytest.fixture
def files(engine):
    with engine.store.read() as conn:
        folder = deploying.in_force(conn)["ordinary_penalty"]
    return {path: content.decode() for path, content in folder.files.items()}


def swapped(files: dict, old: str, new: str) -> dict:
    assert old in files[PATH]
    return {**files, PATH: files[PATH].replace(old, new, 1)}


def test_a_shipped_process_passes_checks_and_proof_with_the_lead_that_calls_it(engine, designer, files):
    assert workbench.check(engine, designer, files) == []
    proven = workbench.prove(engine, designer, files)
    assert proven["ok"], proven["verdicts"][0]["findings"]
    assert [one["root"] for one in proven["verdicts"]] == ["closed_loop"]
    assert proven["verdicts"][0]["explored"]["whole"]


def test_a_bypassed_review_is_told_with_the_way_to_it_across_the_calling_process(engine, designer, files):
    proven = workbench.prove(engine, designer, swapped(files, *UNREVIEWED))
    assert not proven["ok"]
    finding = next(one for one in proven["verdicts"][0]["findings"] if "法制审核" in one["message"])
    assert ["ordinary_penalty", "bypass"] in finding["flows"]
    assert finding["path"][0][0] == "closed_loop" and finding["path"][-1] == ["ordinary_penalty", finding["element"]]


def test_a_process_that_nobody_calls_is_proven_by_itself(engine, designer):
    files = {"process.toml": 'key = "alone"\nname = "单独"\n', "alone.bpmn": _drawn("alone", '<bpmn:startEvent id="a"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent>'
             '<bpmn:endEvent id="z"><bpmn:incoming>f</bpmn:incoming></bpmn:endEvent><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="z"/>')}
    assert [one["root"] for one in workbench.prove(engine, designer, files)["verdicts"]] == ["alone"]


@pytest.mark.parametrize("files", [{}, {"process.toml": "key ="}, {"../x": "y"}, {"process.toml": 'key = "a"\nname = "甲"', "a.bpmn": "<!DOCTYPE x>"}])
def test_what_is_no_process_folder_is_a_list_of_problems(engine, designer, files):
    problems = workbench.check(engine, designer, files)
    assert problems and all(one["severity"] == "error" and one["message"] for one in problems)
    assert not workbench.prove(engine, designer, files)["ok"]


def test_a_call_of_what_is_not_in_force_is_refused_at_its_element(engine, designer, files):
    wrong = {"process.toml": 'key = "alone"\nname = "单独"\n', "alone.bpmn": _drawn("alone", '<bpmn:startEvent id="a"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent>'
             '<bpmn:callActivity id="c" calledElement="nowhere"><bpmn:incoming>f</bpmn:incoming><bpmn:outgoing>g</bpmn:outgoing></bpmn:callActivity>'
             '<bpmn:endEvent id="z"><bpmn:incoming>g</bpmn:incoming></bpmn:endEvent><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="c"/>'
             '<bpmn:sequenceFlow id="g" sourceRef="c" targetRef="z"/>')}
    assert ("calls", "c") in [(one["rule"], one["element"]) for one in workbench.check(engine, designer, wrong)]


def test_the_pick_lists_name_every_code_in_chinese(engine, designer):
    codes = workbench.codes(engine, designer)
    assert all(codes.values())
    for what in ("duties", "clocks", "obligations", "acts", "papers", "units", "stages", "processes", "facts"):
        bare = [one["code"] for one in codes[what] if not any("\u4e00" <= char <= "\u9fff" for char in one["name"])]
        assert not bare, (what, bare)
    assert {"filing_decision", "penalty_fen"} <= {one["code"] for one in codes["facts"]}


@pytest.mark.parametrize("kind, text, names", [
    ("condition", "（penalty_fen ≥ 50000）并且 filing_decision == “approve”", ["filing_decision", "penalty_fen"]), ("timer", 'clock("statement")', []),
    ("timer", "P5D", []), ("script", "noticed_fen = penalty_fen", ["penalty_fen"]), ("number", "len(owners)", ["owners"])])
def test_an_expression_tells_what_it_reads(designer, kind, text, names):
    told = workbench.expression(designer, text, kind)
    assert (told["ok"], told["error"], told["names"]) == (True, None, names)


@pytest.mark.parametrize("kind, text", [("condition", "a >"), ("condition", 'clock("decide")'), ("condition", "__import__('os')"), ("timer", "P1M"),
                                        ("script", "x"), ("condition", "open('x')"), ("value", "(1).__class__"), ("condition", "")])
def test_what_is_no_expression_is_said_in_chinese(designer, kind, text):
    told = workbench.expression(designer, text, kind)
    assert not told["ok"] and any("\u4e00" <= char <= "\u9fff" for char in told["error"])


def test_only_those_who_may_change_rules_may_have_them_checked(engine, files):
    for ask in (workbench.check, workbench.prove):
        with pytest.raises(errors.Forbidden):
            ask(engine, actor(engine, "wang_qiang"), files)


def test_what_other_tools_wrote_is_told_product_by_product():
    drawn = _drawn("a", '<bpmn:userTask id="t" name="审批" camunda:assignee="demo" camunda:formKey="x" zeebe:foo="1" odd:thing="2" e:duty="handle"/>',
                   'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:odd="urn:odd"')
    messages = [one.message for one in found(safe_root(drawn.encode()))]
    assert len(messages) == 3 and all(one.startswith("「审批」") for one in messages)
    assert "Camunda 7 的属性 assignee、formKey" in messages[0] and "办理人由“职责”和单位决定" in messages[0]
    assert "urn:odd" in messages[2]


def _drawn(key: str, inside: str, more: str = "") -> str:
    return (f'<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:e="urn:bihuan:enforcement:1" {more} id="d" '
            f'targetNamespace="urn:x"><bpmn:process id="{key}" isExecutable="true">{inside}</bpmn:process></bpmn:definitions>')
