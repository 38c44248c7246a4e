"""checks.toml: how grave the findings of the publish checks are, and what may not be lowered."""
from __future__ import annotations

import pytest

from engine.process import checks
from engine.process.foreign import RULE as FOREIGN
from engine.rulebook.checks import NAMED
from engine.rulebook.checks import checks as read
from engine.rulebook.rows import Source
from engine.settings import ROOT

SHIPPED = (ROOT / "processes" / "law" / "checks.toml").read_text("utf-8")


def given(text: str) -> tuple[dict, list[str]]:
    source = Source()
    source.add("checks.toml", text.encode())
    found = read(source, "checks.toml")
    return found, [problem["reason"] for problem in source.problems]


def one(code: str, severity: str) -> str:
    """The shipped file with one severity changed."""
    blocks = SHIPPED.split("[[check]]")
    return "[[check]]".join(b.replace('"error"', f'"{severity}"').replace('"warning"', f'"{severity}"') if f'code = "{code}"' in b else b for b in blocks)


def test_the_shipped_file_names_every_check_with_reason_and_source():
    found, faults = given(SHIPPED)
    assert not faults and set(found) == NAMED
    assert all(len(rule.reason) > 15 and len(rule.source) > 10 for rule in found.values())
    assert {code for code, rule in found.items() if rule.severity != "error"} <= checks.ADJUSTABLE
    assert FOREIGN in checks.ADJUSTABLE and checks.ADJUSTABLE - {FOREIGN} < {rule.RULE for rule in checks.RULES}


@pytest.mark.parametrize("severity", ["error", "warning", "off"])
def test_an_adjustable_check_may_be_anything(severity):
    found, faults = given(one("unset_names", severity))
    assert not faults and found["unset_names"].severity == severity


@pytest.mark.parametrize("severity", ["warning", "off"])
@pytest.mark.parametrize("code", sorted(NAMED - checks.ADJUSTABLE))
def test_what_guards_against_wrong_execution_is_not_lowered(code, severity):
    found, faults = given(one(code, severity))
    assert len(faults) == 1 and "只能是 error" in faults[0] and code not in found


@pytest.mark.parametrize(("text", "said"), [
    (one("unset_names", "fatal"), "severity 不认识"), (SHIPPED.replace('code = "calls"', 'code = "call"'), "code 不认识"),
    (SHIPPED + SHIPPED[SHIPPED.index("[[check]]"):], "重复"), (SHIPPED.replace('code = "foreign"', 'code = "national"'), "code 不认识"),
    (SHIPPED.replace("source =", "sauce ="), "缺少 source"), (SHIPPED[:SHIPPED.rindex("[[check]]")], "没有写明 foreign"), ("", "为空"), ("[[check", "TOML"),
    (SHIPPED + "\n[off]\nall = true\n", "不认识的键"),
])
def test_a_bad_file_is_refused(text, said):
    assert any(said in fault for fault in given(text)[1])
