"""A process and everything it calls, compiled once and shared: frozen specifications, elements, forms.

The calls are pinned: a definition holds the very bundles it was compiled from, so that a running case keeps its
version whatever is deployed later. Compiling is refused unless every publish check passes.
"""
from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import CallActivity
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask

from engine.errors import DefinitionInvalid, ExpressionError, NotFound
from engine.process import checks, decisions, forms
from engine.process.bpmn import BPMN, Element, read_elements, refused, safe_root
from engine.process.bundle import Bundle
from engine.process.expressions import compile_expr, compile_script
from engine.process.parser import ProcessParser
from engine.process.slots import item_names, list_names, slots
from engine.process.timers import is_literal

CACHED = 64


@dataclass(frozen=True, eq=False)
class Definition:
    """One process ready to run.

    Attributes:
        key, name: of the process itself.
        digest: SHA-256 over this bundle and every bundle it calls; identifies the version a case runs on.
        bundles: process key → the pinned bundle, of the process and of everything it calls.
        elements: (process key, element id) → Element, of all of these.
        forms: (process key, form id) → Form.
        routing: names of all variables the diagrams read; only these enter the instance.
        start_forms: process key → the Form of its start event (`e:form`), where it has one.
        warnings: what the publish checks advise.
        spec, subs: SpiffWorkflow's frozen specifications.
        owner: name of a specification → key of the process whose diagram shows it.
    """

    key: str
    name: str
    digest: str
    bundles: Mapping[str, Bundle]
    elements: Mapping[tuple[str, str], Element]
    forms: Mapping[tuple[str, str], forms.Form]
    routing: frozenset[str]
    start_forms: Mapping[str, forms.Form]
    warnings: tuple[checks.Problem, ...]
    spec: Any = field(repr=False)
    subs: Mapping[str, Any] = field(repr=False)
    owner: Mapping[str, str] = field(repr=False)

    def form(self, process_key: str, form_id: str) -> forms.Form:
        """One form.

        Raises:
            NotFound: the process has no such form.
        """
        found = self.forms.get((process_key, form_id))
        if found is None:
            raise NotFound(f"流程 {process_key} 没有表单 {form_id}")
        return found

    def xml(self, process_key: str) -> bytes:
        """The diagram of this process or of one it calls.

        Raises:
            NotFound: it is not part of this definition.
        """
        if process_key not in self.bundles:
            raise NotFound(f"流程定义 {self.key} 不包含 {process_key}")
        return self.bundles[process_key].diagram

    def element(self, process_key: str, element_id: str) -> Element:
        """One element.

        Raises:
            NotFound: the diagram has no such element.
        """
        found = self.elements.get((process_key, element_id))
        if found is None:
            raise NotFound(f"流程 {process_key} 没有环节 {element_id}")
        return found


_cache: OrderedDict[str, Definition] = OrderedDict()
_lock = threading.Lock()


def compile(bundles: Mapping[str, Bundle], key: str, *, known: checks.Known | None = None) -> Definition:
    """Compile a process among bundles.

    Args:
        bundles: process key → bundle; must hold everything the process calls.
        key: which one.
        known: codes the rule pack has, to check against; None checks none of them.
    Returns:
        A definition, from the cache when the same contents were compiled before.
    Raises:
        DefinitionInvalid: with every problem found in any of the diagrams.
    """
    calls = {name: _calls(bundle) for name, bundle in _closure(bundles, key).items()}
    closure = {name: bundles[name] for name in sorted(calls)}
    seal = hashlib.sha256("\n".join([key, *(f"{name} {b.digest}" for name, b in closure.items())]).encode()).hexdigest()
    with _lock:
        if seal in _cache:
            _cache.move_to_end(seal)
            if known is None:
                return _cache[seal]
    problems = [problem for bundle in closure.values()
                for problem in checks.check(bundle.diagram, bundle=bundle, known=known)]
    if any(problem.severity == "error" for problem in problems):
        raise DefinitionInvalid([problem.as_dict() for problem in problems])
    with _lock:
        if seal not in _cache:
            _cache[seal] = _build(closure, key, seal, tuple(problems))
            while len(_cache) > CACHED:
                _cache.popitem(last=False)
        return _cache[seal]


def _closure(bundles: Mapping[str, Bundle], key: str) -> dict[str, Bundle]:
    """The bundles a process needs; recursion is refused, because a case that calls itself never ends."""
    needed: dict[str, Bundle] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            raise refused("recursion", f"流程互相调用成环：{' → '.join((*trail[trail.index(name):], name))}", name)
        if name not in bundles:
            caller = f"流程 {trail[-1]} 调用的" if trail else ""
            raise refused("calls", f"没有{caller}流程 {name}", name)
        if len(trail) > 8:
            raise refused("recursion", "流程调用超过 8 层", name)
        if name not in needed:
            needed[name] = bundles[name]
        for called in _calls(bundles[name]):
            visit(called, (*trail, name))

    visit(key, ())
    return needed


def _calls(bundle: Bundle) -> tuple[str, ...]:
    return _called(bundle.diagram)


@lru_cache(512)
def _called(diagram: bytes) -> tuple[str, ...]:
    """Keys of the processes a diagram calls; remembered, since every request compiles from the cache."""
    root = safe_root(diagram)
    return tuple(sorted({node.get("calledElement") for node in root.iter(f"{{{BPMN}}}callActivity")
                         if node.get("calledElement")}))


def _build(closure: Mapping[str, Bundle], key: str, seal: str, problems: tuple[checks.Problem, ...]) -> Definition:
    specs: dict[str, Any] = {}
    owner: dict[str, str] = {}
    elements: dict[tuple[str, str], Element] = {}
    routing: set[str] = set()
    parsed_forms: dict[tuple[str, str], forms.Form] = {}
    for name, bundle in closure.items():
        root = safe_root(bundle.diagram)
        tables = [decisions.parse(data, file) for file, data in bundle.under("decisions", ".dmn").items()]
        elements.update(read_elements(root))
        routing |= routing_names(root).union(*(table.names for table in tables))
        parsed_forms.update({(name, form): forms.parse(data) for form, data in bundle.under("forms", ".json").items()})
        for spec_name, spec in _specs(root, name, tables).items():
            specs[spec_name], owner[spec_name] = freeze(spec), name
    starts = {element.process: parsed_forms[element.process, element.form] for element in elements.values()
              if element.kind == "start" and element.form and (element.process, element.form) in parsed_forms}
    return Definition(
        key=key, name=closure[key].name, digest=seal, bundles=MappingProxyType(dict(closure)),
        elements=MappingProxyType(elements), forms=MappingProxyType(parsed_forms), routing=frozenset(routing),
        start_forms=MappingProxyType(starts), warnings=problems, spec=specs[key],
        subs=MappingProxyType({name: spec for name, spec in specs.items() if name != key}),
        owner=MappingProxyType(owner))


def _specs(root: Any, key: str, tables: list[decisions.Decision]) -> dict[str, Any]:
    """SpiffWorkflow's specifications of one diagram: the process and its embedded sub-processes.

    Embedded ones are renamed to `key/id`, since two diagrams may use one id and SpiffWorkflow keeps a single list.
    """
    parser = ProcessParser({table.id: table for table in tables})
    try:
        parser.add_bpmn_xml(root, filename=f"{key}.bpmn")
        specs = {key: parser.get_spec(key)}
        while left := [name for name in parser.process_parsers if name not in specs]:
            specs.update({name: parser.get_spec(name) for name in left})
    except Exception as fault:
        raise refused("parse", f"流程 {key} 无法解析（{type(fault).__name__}），请在设计器中重新保存后再试", key) from fault
    for spec in specs.values():
        for task in spec.task_specs.values():
            if isinstance(task, SubWorkflowTask) and not isinstance(task, CallActivity):
                task.spec = f"{key}/{task.spec}"
    for name, spec in specs.items():
        spec.name = name if name == key else f"{key}/{name}"
    return {spec.name: spec for spec in specs.values()}


def freeze(spec: Any) -> Any:
    """Do now what the engine would do to a shared specification while running, where two threads would race."""
    for task in spec.task_specs.values():
        if isinstance(task, LoopTask):
            child = spec.task_specs[task.task_spec]
            if not child.completed_event.is_connected(task.merge_child):
                child.completed_event.connect(task.merge_child)
    return spec


def routing_names(root: Any) -> frozenset[str]:
    """Names of the variables a diagram reads; slots that do not compile are left to the checks."""
    names = set(list_names(root))
    for slot in slots(root):
        try:
            if slot.kind == "script":
                names.update(*(expression.names for _, expression in compile_script(slot.text)))
            elif slot.text and not (slot.kind == "timer" and is_literal(slot.text)):
                names |= compile_expr(slot.text).names
        except ExpressionError:
            continue
    return frozenset(names - item_names(root))
