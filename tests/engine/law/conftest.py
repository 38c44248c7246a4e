"""The shipped rules, read once."""
from __future__ import annotations

from pathlib import Path

import pytest

from engine import rulebook
from engine.law.rules import Rulebook

LAW = Path(__file__).parents[3] / "processes" / "law"


@pytest.fixture(scope="session")
def rules() -> Rulebook:
    return rulebook.load(LAW)


@pytest.fixture(scope="session")
def calendar(rules):
    return rules.calendar
