"""What an uploaded drawing goes through, from its bytes to compiled specifications, with every hidden fault brought to light."""
from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from engine import rulebook
from engine.engine import known as codes_of
from engine.errors import DefinitionInvalid
from engine.process import bundle, checks, definition, foreign, proof
from engine.process.bpmn import safe_root
from engine.rulebook import help as help_pages
from tests.fuzz import mutation

PROCESSES = Path(__file__).parents[2] / "processes"
#: the checks and the proof say this of a drawing on which they themselves broke
HIDDEN = ("无法检查（", "无法证明（", "无法解析（")


@cache
def law() -> tuple[checks.Known, proof.Obligations]:
    """The codes and obligations of the shipped rules."""
    rules = rulebook.load(PROCESSES / "law")
    return codes_of(rules), proof.Obligations.of(rules)


@cache
def folders() -> dict[str, bundle.Bundle]:
    """The shipped processes by key."""
    return {one.key: one for one in (bundle.read(path.parent) for path in sorted(PROCESSES.glob("*/process.toml")))}


def seeds() -> tuple[bytes, ...]:
    """The shipped drawings, small ones with what they do not use, and the wrong and right examples of the help."""
    examples = [example for page in help_pages.read(PROCESSES / "help").values() for example in (page.wrong, page.right) if example is not None]
    return (*(one.diagram for one in folders().values()), *_small(), *(example.diagram().encode() for example in examples if not example.repeat))


@cache
def small_seeds() -> tuple[bytes, ...]:
    """The same, small ones first, without the shapes and edges of what is shipped but for one: where a node stands says nothing to checks and proof."""
    return tuple(sorted((data if len(data) < 20_000 else mutation.undrawn(data) for data in seeds()), key=len))


@cache
def shipped_trees() -> tuple[Any, ...]:
    """The shipped drawings as trees, to take elements from."""
    return tuple(safe_root(one.diagram) for one in folders().values())


def through(data: bytes, *, seconds: float = 1.0) -> list[str]:
    """Check, prove and compile one drawing as if it were deployed in place of the shipped one with its key.

    Args:
        seconds: that the proof may take.
    Returns:
        Faults of ours: what a rule, the proof or the parser said when it broke. An empty list is what should come.
    Raises:
        Whatever is no refusal.
    """
    known, obligations = law()
    try:
        root = safe_root(data)
    except DefinitionInvalid:
        return broken([problem.message for problem in checks.check(data, known=known)])
    told = [problem.message for problem in foreign.found(root)]
    key = next((node.get("id") for node in root.iter("{http://www.omg.org/spec/BPMN/20100524/MODEL}process")), "p")
    around = folders().get(key)
    files = {**(around.files if around else {"process.toml": f'key = "{key}"\nname = "图"\n'.encode()})}
    files = {path: content for path, content in files.items() if not path.endswith(".bpmn")} | {"p.bpmn": data}
    try:
        one = bundle.from_files(files)
    except DefinitionInvalid:  # no name for a folder: then without one
        return broken([*told, *(problem.message for problem in checks.check(data, known=known))])
    problems = checks.check(data, bundle=one, known=known)
    told += [problem.message for problem in problems]
    if any(problem.severity == "error" for problem in problems):
        return broken(told)
    together = {**folders(), one.key: one}
    verdict = proof.prove(together, one.key, known, obligations=obligations, limits=proof.Limits(seconds=seconds))
    told += [finding.message for finding in verdict.findings]
    verdict.as_dict(), verdict.told()
    try:
        definition.compile(together, one.key)
    except DefinitionInvalid as refused:
        told += [problem["message"] for problem in refused.problems]
    return broken(told)


def broken(told: Sequence[str]) -> list[str]:
    """Those of the messages that hide a fault of ours."""
    return [message for message in told if any(word in message for word in HIDDEN)]


def _small() -> list[bytes]:
    from tests.engine.process.diagrams import loop_of
    from tests.engine.process.test_equivalence import fork_with_loops, inclusive_and_many, nested_scopes, waits

    def line():
        from tests.engine.process.diagrams import Diagram

        return Diagram("p").start().user("a").end()

    events = ('<bpmn:error id="er" name="e" errorCode="E1"/><bpmn:escalation id="es" name="s" escalationCode="S1"/>'
              '<bpmn:signal id="sg" name="信号"/><bpmn:message id="m" name="消息"/>')
    thrown = (line().top(events).sub("s").start("s1").user("b").end("s2", '<bpmn:errorEventDefinition id="d1" errorRef="er"/>').chain("s1", "b", "s2").close()
              .node("boundaryEvent", "be", '<bpmn:errorEventDefinition id="d2" errorRef="er"/>', attachedToRef="s").user("c")
              .node("boundaryEvent", "bs", '<bpmn:escalationEventDefinition id="d3" escalationRef="es"/>', attachedToRef="s", cancelActivity="false").end("e2")
              .chain("start", "a", "s", "end").chain("be", "c", "e2").flow("bs", "e2"))
    loops = (line().user("many", loop_of(3, "<bpmn:completionCondition>n > 1</bpmn:completionCondition>")).script("sc", "n = 1\nm = n + 1")
             .timer("t", "R3/P1D", "timeCycle", attached="many", cancel=False).end("e2").chain("start", "sc", "many", "a", "end").flow("t", "e2"))
    raced = (line().top(events).node("eventBasedGateway", "w").timer("t", 'clock("decide")').message("m1", "m").end("e2")
             .node("receiveTask", "r", messageRef="m").chain("start", "a", "w", "t", "end").chain("w", "m1", "r", "e2"))
    made = [thrown, loops, raced]
    for make in (fork_with_loops, inclusive_and_many, nested_scopes, waits):
        answer = make()
        found = answer[0] if isinstance(answer, tuple) else answer
        made.append(found)
    return [one.data() if hasattr(one, "data") else next(iter(one.bundles.values())).diagram for one in made]
