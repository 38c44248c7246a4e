"""The help on every rule: there for each, and its examples show what they say."""
from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from engine import rulebook
from engine.engine import known as codes_of
from engine.engine import root_of
from engine.errors import DefinitionInvalid, RulePackInvalid
from engine.process import bundle, checks, foreign, proof
from engine.process.bpmn import safe_root
from engine.process.proof.report import _SENTENCES
from engine.rulebook import help as pages
from engine.rulebook.checks import NAMED
from engine.settings import ROOT

PAGES = pages.read(ROOT / "processes" / "help")
RULES = rulebook.load(ROOT / "processes" / "law")
KNOWN, LAW = codes_of(RULES), proof.Obligations.of(RULES)
#: what stands for a fault of the machine's limits or of ours: no drawing shows it
NO_EXAMPLE = {"limits", "parse"}
WHOLE = {"bundle", "root"}


def told() -> set[str]:
    """Every rule that a finding of the checks, the proof or the reading of a folder can carry, read from the code."""
    found = set(NAMED) | set(_SENTENCES) | {rule.RULE for rule in checks.RULES} | {foreign.RULE}
    for path in [*(ROOT / "engine" / "process").rglob("*.py"), ROOT / "engine" / "engine.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in ("refused", "Finding"):
                    found.add(node.args[0].value)
            if isinstance(node, ast.Dict) and any(isinstance(key, ast.Constant) and key.value == "message" for key in node.keys):
                found |= {value.value for key, value in zip(node.keys, node.values)
                          if isinstance(key, ast.Constant) and key.value == "rule" and isinstance(value, ast.Constant)}
    return found


def test_every_rule_has_a_page_and_every_page_a_rule():
    named = {name for page in PAGES.values() for name in (page.rule, *page.also)}
    assert told() == named
    assert {rule for rule, page in PAGES.items() if page.wrong is None} == NO_EXAMPLE


@pytest.mark.parametrize("rule", sorted(PAGES))
def test_a_page_speaks_chinese_and_says_how_to_mend(rule):
    page = PAGES[rule]
    for text in (page.title, page.says, page.why, page.mend):
        assert sum("\u4e00" <= char <= "\u9fff" for char in text) >= (4 if text is page.title else 10), text
    assert page.title[-1] not in "。，" and all(text[-1] in "。." for text in (page.says, page.why, page.mend, page.source))


def check_of(example: pages.Example) -> set[str]:
    """The rules of what the publish checks and the list of foreign things say."""
    around = bundle.from_files({path: text.encode() for path, text in example.folders()[pages.KEY].items()}) if example.files else None
    data = example.diagram().encode()
    found = checks.check(data, bundle=around, known=KNOWN)
    try:
        found += foreign.found(safe_root(data))
    except DefinitionInvalid:
        pass
    return {problem.rule for problem in found}


def proof_of(example: pages.Example, law: proof.Obligations = LAW) -> set[str]:
    together = {key: bundle.from_files({path: text.encode() for path, text in files.items()}) for key, files in example.folders().items()}
    verdict = proof.prove(together, pages.KEY, KNOWN, obligations=law, people=example.people or None)
    return {finding.rule for finding in verdict.findings}


def found_in(rule: str, example: pages.Example, right: bool) -> set[str]:
    if rule in WHOLE:
        try:
            whole = bundle.from_files({path: text.encode() for path, text in example.folders()[pages.KEY].items()})
            root_of({whole.key: whole}) if rule == "root" else None
        except DefinitionInvalid as refused:
            return {problem["rule"] for problem in refused.problems}
        return set()
    if rule == "apart" and not right:
        return proof_of(example, replace(LAW, separation={pair: why for pair, why in LAW.separation.items() if set(pair) != {"handle", "review"}}))
    return check_of(example) if rule in NAMED else proof_of(example)


@pytest.mark.parametrize("rule", sorted(set(PAGES) - NO_EXAMPLE))
def test_the_wrong_example_shows_this_fault_alone_and_the_right_one_none(rule):
    page = PAGES[rule]
    assert found_in(rule, page.wrong, False) == {rule}
    assert found_in(rule, page.right, True) == set()
    assert page.wrong.about and page.right.about and len(page.wrong.shown()) < 2_500


@pytest.mark.parametrize(("text", "said"), [
    ('title = "一"', "缺少 says"), ("title = 1", "类型不对"), ("[[", "TOML"), ("", "为空"), ('more = "x"', "不认识的键"),
    ('[wrong]\nabout = "错"\nbody = "x"', "成对"), ('[wrong]\nabout = "错"\n[wrong.files]\na = 1\n[right]\nabout = "对"', "文件名和内容")])
def test_a_bad_page_refuses_them_all(tmp_path, text, said):
    Path(tmp_path / "calls.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulePackInvalid) as refused:
        pages.read(tmp_path)
    assert any(said in problem["reason"] for problem in refused.value.problems)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(RulePackInvalid):
        pages.read(tmp_path)
