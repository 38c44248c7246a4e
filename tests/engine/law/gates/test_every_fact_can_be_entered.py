"""Every fact that a gate reads has a place where somebody, or the engine, can set it: a gate about what nobody can say guards nothing."""
import ast
import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from engine.law.gates import CHECKS
from tests.engine.law.gates.sound import VARIANTS

ROOT = Path(__file__).parents[4]
LAW, PROCESSES = ROOT / "engine" / "law", ROOT / "processes"
#: set by the engine itself, and where
COMPUTED = {"filed_on": "engine/case/facts.py", "filing_unit": "engine/case/facts.py", "local_band": "engine/case/facts.py",
            "local_band_basis": "engine/case/facts.py"}
#: not of a case: the definition of a figure, asked of before a report is built (act `report`)
OF_A_REPORT = {"metric"}
#: kept in cases that run by a form of before, which the gate still reads: head counts typed beside names in writing
OF_BEFORE = {"collective_present"}
#: how the facts are called where they are read
_FACTS, _READERS = {"data", "form", "facts"}, {"get", "day"}


def entered() -> dict[str, list[str]]:
    """Field keys of all forms, with the forms."""
    found: dict[str, list[str]] = {}
    for path in PROCESSES.glob("*/forms/*.json"):
        waiting = json.loads(path.read_text(encoding="utf-8"))["components"]
        while waiting:
            one = waiting.pop()
            waiting += one.get("components", ())
            told = one.get("properties") or {}
            for key in (one.get("key"), told.get("named"), told.get("counted")):  # what a list of persons keeps of the roll: engine/case/picks.py
                if key:
                    found.setdefault(key, []).append(str(path.relative_to(PROCESSES)))
    return found


def read_in_the_code() -> set[str]:
    """Keys written out where facts are read: `facts.data.get("…")`, `facts.day("…")`, `deed.form.get("…")`, `facts.data["…"]`."""
    found = set()
    for path in LAW.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _READERS and node.args:
                where, key = node.func.value, node.args[0]
            elif isinstance(node, ast.Subscript):
                where, key = node.value, node.slice
            else:
                continue
            if ast.unparse(where).split(".")[-1] in _FACTS and isinstance(key, ast.Constant) and isinstance(key.value, str):
                found.add(key.value)
    return found


class Watched(dict):
    """Facts that remember what they were asked for, by whatever name the code computed."""

    def __init__(self, *given):
        super().__init__(*given)
        self.asked = set()

    def get(self, key, default=None):
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key):
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self.asked.add(key)
        return super().__contains__(key)


def read_in_use(sound) -> set[str]:
    asked = set()
    for variant in VARIANTS:
        whole = sound(variant)
        for data in (whole.data, {}):
            watched = Watched(data)
            for check in CHECKS.values():
                check(replace(whole, data=watched))
            asked |= watched.asked
    return asked


@pytest.fixture
def keys(sound):
    return read_in_the_code() | read_in_use(sound)


def test_every_fact_that_a_gate_reads_can_be_entered(keys):
    nobody = keys - set(entered()) - set(COMPUTED) - OF_A_REPORT - OF_BEFORE
    assert not nobody, f"no form field, register or computed source sets {sorted(nobody)}"


def test_what_is_said_to_be_computed_is_set_there():
    for key, path in COMPUTED.items():
        assert f'"{key}"' in (ROOT / path).read_text(encoding="utf-8")


def test_facts_read_by_name_and_facts_read_in_use_are_both_seen(keys):
    # Written out, asked by a computed name, and asked in engine/law/time for all gates.
    assert {"enforcement_urgent_reason", "gains_fen", "urge_served_on", "suit_ended_on"} <= keys


def test_a_day_that_starts_a_clock_in_a_drawing_is_a_field_of_that_drawings_forms():
    fields, wanted = entered(), set()
    for path in PROCESSES.glob("*/*.bpmn"):
        for words in path.read_text(encoding="utf-8").split('e:starts="')[1:]:
            for start in words.split('"')[0].split():
                wanted |= {part for part in start.replace("#", "@").split("@")[1:] if part}
    assert wanted and wanted <= set(fields)


def test_what_makes_a_paper_need_a_statement_can_be_entered():
    """paper_fields.toml asks for some statements only where a fact is given."""
    rows = tomllib.loads((PROCESSES / "law" / "paper_fields.toml").read_text(encoding="utf-8"))
    asked = {row["when"]["key"] for part in ("field", "mask") for row in rows[part] if "when" in row}
    assert asked and asked - set(entered()) - {"minor"} == set()  # minor: the party's age on the day, engine/law/people/masking.py
