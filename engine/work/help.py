"""What each publish check and each rule of the proof says, why, how grave it is here, and how to mend what it finds."""
from __future__ import annotations

from typing import Any

from engine import errors
from engine.case.access import permission

SEVERITIES = {"error": "不能部署", "warning": "提醒，不妨碍部署", "off": "已关闭"}


def rules(engine, actor) -> list[dict[str, Any]]:
    """Every rule with what it says and how grave it is.

    Returns:
        `{"rule", "title", "says", "kind", "severity", "severity_name", "reason"}` each, checks first; `reason` says why it is that grave.
    Raises:
        errors.Forbidden.
    """
    permission.need(actor, "rules.read")
    found = [_brief(engine, page) for page in engine.help.values()]
    return sorted(found, key=lambda one: (one["kind"] != "check", one["rule"]))


def page(engine, actor, rule: str) -> dict[str, Any]:
    """The help on one rule.

    Returns:
        As `rules`, with `why`, `source`, `mend` and `examples`: `{"right", "about", "text", "diagram"}` each, `diagram` the whole file.
    Raises:
        errors.Forbidden. errors.NotFound: no finding has this name.
    """
    permission.need(actor, "rules.read")
    return explained(engine, rule)


def explained(engine, rule: str) -> dict[str, Any]:
    """As `page`, for whoever sits at the machine."""
    known = {name: page for page in engine.help.values() for name in (page.rule, *page.also)}
    if rule not in known:
        raise errors.NotFound(f"没有名为 {rule[:40]} 的检查或者证明规则。", next="可用的规则见“检查说明”。")
    one = known[rule]
    examples = [{"right": right, "about": example.about, "text": example.shown(), "diagram": example.diagram()}
                for right, example in ((False, one.wrong), (True, one.right)) if example is not None]
    return {**_brief(engine, one), "why": one.why, "source": one.source, "mend": one.mend, "examples": examples}


def _brief(engine, page) -> dict[str, Any]:
    graded = engine.rules.checks.get(page.rule)
    severity = graded.severity if graded else "error"
    return {"rule": page.rule, "title": page.title, "says": page.says, "kind": "check" if graded else "proof", "severity": severity,
            "severity_name": SEVERITIES[severity], "reason": graded.reason if graded else ""}
