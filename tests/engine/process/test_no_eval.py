"""No text of an uploaded file reaches eval or exec, in any of the nine slots where SpiffWorkflow evaluates."""
from __future__ import annotations

import builtins
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import SpiffWorkflow
from SpiffWorkflow.bpmn.script_engine import python_environment

from engine.errors import DefinitionInvalid, Incident
from engine.process import instance
from engine.process.instance import Context
from tests.engine.process.diagrams import Diagram, table

T = datetime(2026, 3, 2, tzinfo=timezone.utc)
DAY = timedelta(days=1)


@pytest.fixture
def trap(monkeypatch):
    """eval and exec raise wherever SpiffWorkflow's modules would look them up."""
    def sprung(*args, **kwargs):
        raise AssertionError("eval or exec was called")

    for name, module in list(sys.modules.items()):
        if name.startswith("SpiffWorkflow") or name.startswith("engine.process"):
            monkeypatch.setattr(module, "eval", sprung, raising=False)
            monkeypatch.setattr(module, "exec", sprung, raising=False)
    for method in ("evaluate", "execute"):
        monkeypatch.setattr(python_environment.TaskDataEnvironment, method, sprung)
    return sprung


def every_slot(poison: str | None = None, slot: str = "") -> tuple[Diagram, dict]:
    """A process using all nine slots; `poison` stands in the one named."""
    def text(name: str, good: str) -> str:
        return poison if poison is not None and name == slot else good

    top = ('<bpmn:message id="m" name="回执"/><bpmn:correlationProperty id="no" name="no">'
           '<bpmn:correlationPropertyRetrievalExpression messageRef="m"><bpmn:messagePath>'
           f'{text("correlation", "receipt_no")}</bpmn:messagePath></bpmn:correlationPropertyRetrievalExpression>'
           '</bpmn:correlationProperty><bpmn:collaboration id="c"><bpmn:correlationKey id="k" name="key">'
           '<bpmn:correlationPropertyRef>no</bpmn:correlationPropertyRef></bpmn:correlationKey></bpmn:collaboration>')
    many = ("<bpmn:multiInstanceLoopCharacteristics id='mi'><bpmn:loopCardinality>" + text("cardinality", "n + 1") +
            "</bpmn:loopCardinality><bpmn:completionCondition>" + text("completion", "n > 100") +
            "</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>")
    again = ("<bpmn:standardLoopCharacteristics id='sl' loopMaximum='5'><bpmn:loopCondition>" + text("loop", "n &lt; 3") +
             "</bpmn:loopCondition></bpmn:standardLoopCharacteristics>")
    conditional = ("<bpmn:conditionalEventDefinition id='ce'><bpmn:condition>" + text("conditional", "n == 3") +
                   "</bpmn:condition></bpmn:conditionalEventDefinition>")
    diagram = (Diagram("p").top(top).start().script("set", text("script", "n = 1")).user("many", many)
               .node("businessRuleTask", "rule", e_decision="level").xor("choose", default="otherwise").user("repeat", again)
               .timer("until", text("timer", 'clock("pay")')).message("receipt", "m")
               .node("intermediateCatchEvent", "three", conditional).end().end("e2")
               .chain("start", "set", "many", "rule", "choose").flow("choose", "repeat", text("condition", "level == '轻微'"))
               .flow("choose", "e2", id="otherwise").chain("repeat", "until", "receipt", "three", "end"))
    rules = [([text("dmn input", "< 5")], [text("dmn output", "“轻微”")]), ([">= 5"], ["'严重'"])]
    return diagram, {"decisions": {"level": table("level", [text("dmn head", "n")], ["level"], rules)}}


def test_a_process_using_every_slot_runs_without_eval_or_exec(trap):
    diagram, parts = every_slot()
    definition = diagram.compile(**parts)
    context = Context(T, {"pay": T + DAY})
    running = instance.start(definition, {}, context)
    assert len(running.open_tasks()) == 2
    for task in list(running.open_tasks()):
        running.complete(task, {}, context)
    assert running.variables["level"] == "轻微"
    for n in (2, 3):
        (task,) = running.open_tasks().values()
        assert task.element.id == "repeat"
        running.complete(task.id, {"n": n}, context)
    assert running.waiting_clocks == {"pay"}
    running.tick(Context(T + DAY, context.clocks))
    running = instance.restore(definition, running.dump())
    running.message("回执", {"receipt_no": "A1"}, context)
    assert running.completed


SLOTS = ("script", "cardinality", "completion", "loop", "conditional", "condition", "timer", "correlation", "dmn head",
         "dmn input", "dmn output")


@pytest.mark.parametrize("slot", SLOTS)
def test_an_attack_in_any_slot_is_refused_at_publish(trap, slot, tmp_path):
    canary = tmp_path / "canary"
    attack = f"__import__('os').system('touch {canary}')"
    diagram, parts = every_slot(f"n = {attack}" if slot == "script" else attack, slot)
    with pytest.raises(DefinitionInvalid) as refusal:
        diagram.compile(**parts)
    assert refusal.value.problems and not canary.exists()


@pytest.mark.parametrize("slot", SLOTS)
def test_an_unknown_name_in_any_slot_is_an_incident(trap, slot):
    if slot == "timer":
        bad = 'clock("unknown")'
    else:
        bad = "n = unknown" if slot == "script" else "unknown == 1"
    diagram, parts = every_slot(bad, slot)
    context = Context(T, {"pay": T})
    with pytest.raises(Incident):
        running = instance.start(diagram.compile(**parts), {}, context)
        for n in (1, 1, 2, 3):
            task = next(iter(running.open_tasks()))
            running.complete(task, {"n": n}, context)
        running.tick(Context(T + DAY, context.clocks))
        running.message("回执", {"receipt_no": "A1"}, context)


def test_scripts_of_other_engines_are_refused():
    inner = ('<bpmn:extensionElements><s:preScript xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">x = 1'
             "</s:preScript></bpmn:extensionElements>")
    with pytest.raises(DefinitionInvalid):
        Diagram("p").start().user("a", inner).end().chain("start", "a", "end").compile()


def test_the_stock_serializer_with_its_eval_is_never_loaded():
    code = ("import sys, engine.process.instance; "
            "sys.exit(any('serializer.migration' in name for name in sys.modules))")
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3]).returncode == 0


def test_every_call_of_eval_in_spiffworkflow_is_one_we_know():
    """An upgrade that adds an eval must be looked at before it is taken."""
    package = Path(SpiffWorkflow.__file__).parent
    found = set()
    for file in package.rglob("*.py"):
        for line in file.read_text("utf-8").splitlines():
            code = line.split("#")[0]
            if any(call in code for call in (" eval(", "=eval(", " exec(", "return eval(")) and not code.strip().startswith("If you"):
                found.add(file.relative_to(package).as_posix())
    assert found == {"specs/Transform.py", "bpmn/serializer/migration/version_1_2.py",
                     "bpmn/script_engine/python_environment.py"}
    assert builtins.eval is eval
