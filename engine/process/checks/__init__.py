"""The publish checks: one rule a file, registered by being listed here.

Each rule refuses something SpiffWorkflow 3.2 executes wrongly without a word, or something a running case could not
recover from. `check` never raises: whatever the bytes, the answer is a list of problems in plain Chinese.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from engine.errors import Refusal
from engine.process.bpmn import safe_root
from engine.process.bundle import Bundle
from engine.process.checks.model import Known, Model, Problem
from engine.process.checks import (
    allowed_elements, banned_events, process_shape, references, reachable, gateways, event_gateways, task_flows,
    prediction, chains, duties, our_attributes, expressions_compile, timers_sound, timers_fixed, clock_codes, code_names,
    multi_instance, calls, forms_present, forms_chosen, decisions_present, unset_names,
)

RULES = (allowed_elements, banned_events, process_shape, references, reachable, gateways, event_gateways, task_flows,
         prediction, chains, duties, our_attributes, expressions_compile, timers_sound, timers_fixed, clock_codes, code_names,
         multi_instance, calls, forms_present, forms_chosen, decisions_present, unset_names)
#: what nothing wrong is carried out without; how grave it is a county may say. Every other rule guards something that SpiffWorkflow
#: executes wrongly or a case could not recover from: it is an error whatever the rule folder says.
ADJUSTABLE = frozenset((timers_fixed.RULE, forms_chosen.RULE, unset_names.RULE, "foreign"))

#: after these fail, the graph cannot be trusted and the later rules would only repeat them
_FIRST = (allowed_elements, process_shape, references)

__all__ = ["ADJUSTABLE", "Known", "Model", "Problem", "RULES", "check", "graded"]


def check(data: bytes, *, bundle: Bundle | None = None, known: Known | None = None) -> list[Problem]:
    """Check one diagram.

    Args:
        data: the BPMN file, as uploaded.
        bundle: the folder it came in, to check forms and decisions; None leaves those out.
        known: codes of the rule pack, and how grave a finding of an adjustable rule is; None leaves those out.
    Returns:
        Problems, errors first. An empty list means it may be deployed. Never raises.
    """
    try:
        model = Model(safe_root(data), bundle, known or Known())
    except Refusal as refusal:
        return _from_refusal(refusal)
    except Exception as fault:
        return [_unreadable("xml", fault)]
    problems: list[Problem] = []
    for rule in RULES:
        problems.extend(_run(rule.RULE, rule.check, model))
        if rule in _FIRST and any(problem.severity == "error" for problem in problems):
            break
    return sorted(dict.fromkeys(graded(problems, model.known)), key=lambda problem: problem.severity != "error")


def graded(problems: Iterable[Problem], known: Known) -> list[Problem]:
    """Problems with the severity that the rule folder gives an adjustable rule; those of a rule that is off are left out."""
    said = {rule: severity for rule, severity in known.severities.items() if rule in ADJUSTABLE}
    return [replace(one, severity=said.get(one.rule, one.severity)) for one in problems if said.get(one.rule) != "off"]


def _run(name: str, rule: Callable[[Model], Iterable[Problem]], model: Model) -> list[Problem]:
    try:
        return list(rule(model))
    except Refusal as refusal:
        return _from_refusal(refusal)
    except Exception as fault:
        return [_unreadable(name, fault)]


def _from_refusal(refusal: Refusal) -> list[Problem]:
    return [Problem(p["rule"], p.get("element"), p.get("severity", "error"), p["message"])
            for p in getattr(refusal, "problems", None) or [{"rule": "xml", "message": refusal.detail}]]


def _unreadable(rule: str, fault: Exception) -> Problem:
    return Problem(rule, None, "error", f"这张图无法检查（{type(fault).__name__}），请在设计器中重新保存后再试")
