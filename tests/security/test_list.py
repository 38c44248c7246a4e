"""SECURITY.md is complete and true as far as a machine can tell: every number once, every named file there (requirement 102)."""
from __future__ import annotations

import re

from engine.settings import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| ([✓◐○] ?.+) \|$", TEXT, re.MULTILINE)


def test_every_requirement_has_its_row():
    assert [int(number) for number, *_ in ROWS] == list(range(1, 103))


def test_what_is_done_names_a_test_or_where_it_is_and_what_is_not_says_why():
    for number, _, state in ROWS:
        assert not state.startswith("✓") or "`" in state or number in ("87", "95", "102"), number
        assert state.startswith("✓") or len(state) > 12, number


def test_every_file_named_is_there():
    missing = []
    for name in re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|toml))`", TEXT):
        if not (ROOT / name).is_file() and not (ROOT / "tests" / name).is_file():
            missing.append(name)
    assert not missing


def test_the_lines_are_short():
    assert max(map(len, TEXT.splitlines())) <= 200
