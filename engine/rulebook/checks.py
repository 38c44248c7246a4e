"""Reads checks.toml: how grave a finding of each publish check is, and why."""
from __future__ import annotations

from engine.law.rules import CheckRule
from engine.process.checks import ADJUSTABLE, RULES
from engine.rulebook.rows import Source

SEVERITIES = ("error", "warning", "off")
#: every rule that must be written down, the reading of the file itself among them
NAMED = frozenset(rule.RULE for rule in RULES) | ADJUSTABLE | {"xml", "ids"}


def checks(source: Source, name: str) -> dict[str, CheckRule]:
    """Rule → its grading. What guards against wrong execution stays an error, whatever the file says."""
    root, found = source.root(name), {}
    for row in source.tables(root, "check"):
        one = CheckRule(row.take("code", str, among=sorted(NAMED)), row.take("name", str), row.take("severity", str, among=SEVERITIES),
                        row.take("reason", str), row.take("source", str))
        row.once("发布检查", one.code)
        if one.code not in ADJUSTABLE and one.severity in ("warning", "off"):
            row.fault(f"{one.code} 防止流程被错误地执行，只能是 error，不能降为提醒，也不能关闭")
        if row.done():
            found[one.code] = one
    missing = sorted(NAMED - {code for kind, code in source.seen if kind == "发布检查"})
    if missing and name in source.texts:
        source.fault(name, None, f"没有写明 {'、'.join(missing)} 的严重程度")
    root.done()
    return found
