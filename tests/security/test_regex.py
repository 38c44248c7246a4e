"""S20: no regular expression of ours takes long over a long text made to hurt it."""
from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants as kinds
from re import _parser as parser

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("engine", "api", "web")
FUNCTIONS = {"compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer"}
ANCHORED = {"match", "fullmatch", "compile"}
LENGTH = 50_000
MOST_S = 0.05
#: what is tried where a class of characters is not one letter
SAMPLES = "0a一 \t.-(\"'§第向<!/;,，:#"


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of ours, parsed, with its path."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "node_modules" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def patterns() -> Iterator[tuple[str, str | bytes, int, bool]]:
    """(where, pattern, flags, whether it is looked for anywhere in a text) of every regular expression written in the code."""
    modules, roaming = list(sources()), set()
    for _, tree in modules:
        roaming |= {node.value.attr if isinstance(node.value, ast.Attribute) else node.value.id for node in ast.walk(tree)
                    if isinstance(node, ast.Attribute) and node.attr in FUNCTIONS - ANCHORED and isinstance(node.value, (ast.Name, ast.Attribute))}
    for path, tree in modules:
        names = {id(value): {one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)}
                 for node in ast.walk(tree) if isinstance(node, ast.Assign) for value in ast.walk(node.value)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS and isinstance(node.func.value, ast.Name) \
                    and node.func.value.id == "re" and node.args and isinstance(node.args[0], ast.Constant):
                flags = sum(getattr(re, flag.attr) for flag in ast.walk(node) if isinstance(flag, ast.Attribute) and flag.attr in ("IGNORECASE", "DOTALL", "ASCII"))
                anywhere = bool(names.get(id(node), {None}) & (roaming | {None})) if node.func.attr == "compile" else node.func.attr not in ANCHORED
                yield f"{path}:{node.lineno}", node.args[0].value, flags, anywhere


EVERY = list(patterns())


def samples(tree) -> Iterator[str]:
    """A short text for each repetition in a parsed pattern, taken up by its body."""
    for kind, value in tree:
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
            yield from {fitting(value[2], first) for first in SAMPLES}
            yield from samples(value[2])
        elif kind is kinds.SUBPATTERN:
            yield from samples(value[3])
        elif kind is kinds.BRANCH:
            for branch in value[1]:
                yield from samples(branch)
        elif kind in (kinds.ASSERT, kinds.ASSERT_NOT):
            yield from samples(value[1])


def fitting(tree, first: str) -> str:
    """A text that a parsed pattern takes, leaning towards one character."""
    text = ""
    for kind, value in tree:
        if kind is kinds.LITERAL:
            text += chr(value)
        elif kind in (kinds.IN, kinds.NOT_LITERAL, kinds.ANY):
            text += taken(kind, value, first)
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
            text += fitting(value[2], first) * max(1, value[0])
        elif kind is kinds.SUBPATTERN:
            text += fitting(value[3], first)
        elif kind is kinds.BRANCH:
            text += fitting(value[1][0], first)
    return text


def taken(kind, value, first: str) -> str:
    """A character that a class takes: the given one if it may be."""
    if kind is kinds.ANY:
        return first
    if kind is kinds.NOT_LITERAL:
        return first if ord(first) != value else "b"
    one = re.compile("[" + "".join(_written(part) for part in value) + "]")
    return next((letter for letter in first + SAMPLES + "A1_z[]%@X一" if one.match(letter)), "")


def _written(part) -> str:
    kind, value = part
    if kind is kinds.NEGATE:
        return "^"
    if kind is kinds.LITERAL:
        return re.escape(chr(value))
    if kind is kinds.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return {kinds.CATEGORY_DIGIT: r"\d", kinds.CATEGORY_NOT_DIGIT: r"\D", kinds.CATEGORY_SPACE: r"\s", kinds.CATEGORY_NOT_SPACE: r"\S",
            kinds.CATEGORY_WORD: r"\w", kinds.CATEGORY_NOT_WORD: r"\W"}[value]


def attacks(pattern: str | bytes, flags: int) -> Iterator[str | bytes]:
    """Long texts: each repetition fed with what it takes, behind what leads there, before what it does not take."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    tree = parser.parse(text, flags & ~re.ASCII if isinstance(pattern, bytes) else flags)
    leads = {"", *(fitting(list(tree)[:end], "0") for end in range(1, len(tree)))}
    for body in {one for one in samples(tree) if one}:
        for lead in leads:
            for tail in ("\x00", "", "!"):
                attack = lead + body * (LENGTH // len(body)) + tail
                yield attack.encode("latin-1", "replace") if isinstance(pattern, bytes) else attack


def slowest(pattern: str | bytes, flags: int = 0, anywhere: bool = False) -> float:
    """Seconds that the worst text takes."""
    compiled, worst = re.compile(pattern, flags), 0.0
    for attack in attacks(pattern, flags):
        for act in (compiled.fullmatch, compiled.match, *([compiled.search] if anywhere else [])):
            began = time.process_time()
            act(attack)
            worst = max(worst, time.process_time() - began)
    return worst


@pytest.mark.parametrize(("where", "pattern", "flags", "anywhere"), EVERY, ids=[one[0] for one in EVERY])
def test_no_pattern_of_ours_takes_long_over_a_long_text(where, pattern, flags, anywhere):
    assert slowest(pattern, flags, anywhere) <= MOST_S
