"""Which version of the law a case is judged by, and what legal review covers."""
from __future__ import annotations

from datetime import date

import pytest

from engine import rulebook
from engine.case import facts
from tests.conftest import ROOT

OLD, NEW = "ST-001@2016-01-01", "ST-001@2026-08-15"


@pytest.fixture(scope="module")
def rules():
    return rulebook.load(ROOT / "processes" / "law")


@pytest.mark.parametrize(("data", "on", "version"), [
    # DOMAIN E6: the act in May, decided on 08-25; the band is the same, so the law at the act stays.
    ({"act_on": "2026-05-15"}, date(2026, 8, 25), OLD), ({"act_on": "2026-05-15"}, date(2026, 8, 14), OLD), ({"act_on": "2026-08-16"}, date(2026, 8, 25), NEW),
    # An act that goes on into the new law is judged by it.
    ({"act_on": "2026-05-15", "act_ended_on": "2026-08-20"}, date(2026, 8, 25), NEW),
    # What is on record counts; whether it may be chosen is the gate's to say.
    ({"act_on": "2026-05-15", "law_version": NEW}, date(2026, 8, 25), NEW), ({"act_on": "2026-05-15", "law_version": "nonsense"}, date(2026, 8, 25), OLD),
    # Before the day of the act is known, the law of today.
    ({}, date(2026, 8, 14), OLD), ({}, date(2026, 8, 15), NEW), ({"act_on": "2026-09-01"}, date(2026, 8, 14), OLD)])
def test_the_item_follows_the_version_that_applies_to_the_act(rules, data, on, version):
    assert facts.item_of(rules, {"item_code": "ST-001", **data}, on).version == version


def test_an_item_that_never_changed_and_no_item_at_all(rules):
    assert facts.item_of(rules, {"item_code": "SR-001"}, date(2026, 3, 9)) is rules.items["SR-001"]
    assert facts.item_of(rules, {"item_code": "XX-999"}, date(2026, 3, 9)) is None and facts.item_of(rules, {}, date(2026, 3, 9)) is None


@pytest.mark.parametrize(("key", "value"), [
    ("law_version", NEW), ("law_version_reason", "从旧"), ("discretion_tier", "light"), ("discretion_factors", "初次"), ("discretion_deviates", True),
    ("deviation_reason", "x"), ("mitigated", True), ("mitigation_ground", "x"), ("crime_decision", "not_reached"), ("crime_value_fen", 1), ("gains_fen", 1),
    ("goods_fen", 1), ("penalty_fen", 1)])
def test_what_was_reviewed_includes_the_version_the_discretion_and_the_crime_test(key, value):
    assert facts.reviewed_digest({key: value}) != facts.reviewed_digest({})
