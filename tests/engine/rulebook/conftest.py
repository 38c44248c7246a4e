"""A copy of the shipped rule folder, in which each test spoils one thing."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine import rulebook
from engine.errors import RulePackInvalid
from engine.law.rules import Rulebook

LAW = Path(__file__).parents[3] / "processes" / "law"


@pytest.fixture(scope="session")
def rules() -> Rulebook:
    return rulebook.load(LAW)


@pytest.fixture
def spoil(tmp_path):
    """`spoil(name, old, new)` replaces the first `old` and gives the line it stood on and the faults that the loader finds."""
    folder = shutil.copytree(LAW, tmp_path / "law")

    def change(name: str, old: str, new: str) -> tuple[int, list[dict]]:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(RulePackInvalid) as refused:
            rulebook.load(folder)
        return text[:text.index(old)].count("\n") + 1, refused.value.problems
    change.folder = folder
    return change
