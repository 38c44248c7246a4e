"""The proof 证明: that no path of a drawing comes to an act without what the law and the drawing demand before it.

Every marking the net can reach is explored, calls expanded in place, conditions free. What is found comes with the
shortest run that shows it. The verdict says what was explored and what it assumes.
"""
from __future__ import annotations

from collections.abc import Collection, Mapping
from time import perf_counter

from engine.errors import DefinitionInvalid
from engine.process import checks
from engine.process.bundle import Bundle
from engine.process.proof.expand import TooLarge, called
from engine.process.proof.explore import Explored, Limits, explore
from engine.process.proof.net import build
from engine.process.proof.obligations import Obligations
from engine.process.proof.people import short_of, together
from engine.process.proof.report import ASSUMED, Finding, Proof, Teller, figures

__all__ = ["ASSUMED", "Finding", "Limits", "Obligations", "Proof", "prove"]

_REACHED = {"elements": "连同所调用的流程共有 {0} 个以上的元素", "moves": "元素之间的走法在 {0} 种以上",
            "branches": "一个包容网关的分支组合有 {0} 种", "inputs": "一个包容网关的汇合组合有 {0} 种"}


def prove(bundles: Mapping[str, Bundle], root: str, known: checks.Known | None = None, *, obligations: Obligations,
          limits: Limits = Limits(), people: Collection[Collection[str]] | None = None) -> Proof:
    """Prove a process with everything it calls.

    Args:
        bundles: process key → the version that would run.
        root: the process a case starts with.
        known: codes of the rule pack, for the publish checks, which come first.
        obligations: what the law demands of every drawing.
        limits: how much may be explored; beyond it the answer is "too large", with the figure reached.
        people: the duties each person may bear; None leaves staffing out.
    Returns:
        The verdict. It never raises for what a drawing holds.
    """
    began = perf_counter()
    try:
        closure = called(bundles, root)
        problems = [Finding(one.rule, key, one.element, one.message) for key, bundle in closure.items()
                    for one in checks.check(bundle.diagram, bundle=bundle, known=known) if one.severity == "error"]
        if problems:
            return _unexplored(root, problems, began)
        net = build(closure, root, obligations, limits.elements)
        explored = explore(net, limits, began)
    except DefinitionInvalid as refusal:
        found = [Finding(one["rule"], root, one.get("element"), one["message"]) for one in refusal.problems]
        return _unexplored(root, found, began)
    except TooLarge as fault:
        return _unexplored(root, [_too_large(root, _REACHED[fault.what].format(fault.reached), [])], began)
    except Exception as fault:  # whatever the bytes, the answer is a verdict; what cannot be read is not proven
        message = f"这张图无法证明（{type(fault).__name__}），请在设计器中重新保存后再试。"
        return _unexplored(root, [Finding("unmodelled", root, None, message)], began)
    teller = Teller(net, obligations)
    findings = teller.findings(explored.hits)
    findings += [Finding("unmodelled", *one.at, f"{teller.name(one.at)}{one.why}，无法证明，请改画。")
                 for one in dict.fromkeys(net.refused)]
    findings += together(net, obligations)
    if people is not None and explored.whole:
        findings += short_of(net, obligations, people, limits, began, teller)
    if not explored.whole:
        reached = f"查看了 {explored.markings} 种状态、{explored.steps} 步，仍未查完"
        findings.append(_too_large(root, reached, findings))
    return Proof(root, not findings, tuple(findings), figures(explored))


def _unexplored(root: str, findings: list[Finding], began: float) -> Proof:
    return Proof(root, False, tuple(findings), figures(Explored(seconds=perf_counter() - began, whole=False)))


def _too_large(root: str, reached: str, found: list[Finding]) -> Finding:
    advice = "更正以上问题后再证明。" if found else "请减少同时进行的分支，或者把它们放进先后办理的子流程。"
    return Finding("too_large", root, None, f"这张图太大，没有查完，不能证明：{reached}。{advice}")
