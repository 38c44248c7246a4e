"""The gates 程序关口: one rule a file, found here by its ID. Which gates guard which act is data.

A gate module has `ID` and `check(facts) -> Finding | None`, and `DEFECTS` when its finding counts instances by code. Adding one
is a file, a row in gates.toml and its tests.
"""
from __future__ import annotations

import pkgutil
from importlib import import_module
from types import MappingProxyType
from typing import Callable, Mapping

from engine.errors import BadInput
from engine.law.facts import Facts, Finding
from engine.law.rules import GateRule, Rulebook

__all__ = ["CHECKS", "DEFECTS", "Facts", "Finding", "GateRule", "run"]

_MODULES = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]

#: gate id → its check.
CHECKS: Mapping[str, Callable[[Facts], Finding | None]] = MappingProxyType({m.ID: m.check for m in _MODULES})
#: gate id → codes of the defects it tells apart, for the scoring standards. C-50's are those of paper_fields.toml.
DEFECTS: Mapping[str, tuple[str, ...]] = MappingProxyType({m.ID: tuple(getattr(m, "DEFECTS", ())) for m in _MODULES})


def run(act_code: str, facts: Facts, rules: Rulebook | None = None) -> list[Finding]:
    """Ask every gate that guards an act.

    Args:
        act_code: file, on_spot_decision, submit_review, decide, close …, as listed in gates.toml.
        rules: the rulebook; default the one in `facts`.
    Returns:
        findings, blocking ones first, then in the order of the data; empty when the act may pass.
    Raises:
        BadInput: an act the data does not know.
    """
    acts = (rules or facts.rules).acts
    if act_code not in acts:
        raise BadInput(f"没有名为“{act_code}”的关口组合，可用：{'、'.join(acts)}。")
    found = [finding for gate in acts[act_code] if (finding := CHECKS[gate](facts)) is not None]
    return sorted(found, key=lambda finding: finding.severity != "blocks")
