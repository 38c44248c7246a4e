"""The benchmark programs run, and tell the figures that the targets are about. What the figures are is not tested:
that depends on the machine."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import completion, count, eligibility, inbox, moves, recount, report, scope, start, writes

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = {"completion": completion.TARGETS, "eligibility": eligibility.TARGETS, "inbox": inbox.TARGETS, "start": start.TARGETS, "count": count.TARGETS, "recount": recount.TARGETS, "moves": moves.TARGETS, "scope": scope.TARGETS}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_tells_every_figure_that_has_a_target(name: str):
    told = run(name)
    figures = told["figures"]["sqlite"]
    assert set(PROGRAMS[name]) <= set(figures) and set(PROGRAMS[name]) == set(told["targets"])
    assert figures and all(value > 0 for value in figures.values())
    assert told["machine"]["cores"] > 0 and told["machine"]["disk_sync_ms"] >= 0


def test_kept_figures_are_of_these_programs():
    kept = json.loads(report.FIGURES.read_text(encoding="utf-8"))
    assert set(kept) == set(PROGRAMS)
    for name, body in kept.items():
        for figures in body["figures"].values():
            assert set(PROGRAMS[name]) <= set(figures)


def test_target_is_met_up_to_its_bound():
    assert report.Target(most=2).met(2) and not report.Target(most=2).met(2.01)
    assert report.Target(least=5).met(5) and not report.Target(least=5).met(4.99)
    assert report.Target().met(1e9)


@pytest.mark.parametrize("text, writing", [
    ("SELECT 1", False), ("(SELECT 1) UNION ALL (SELECT 2)", False), ("\nselect * FROM task FOR UPDATE", False),
    ("INSERT INTO task (id) VALUES (1) RETURNING id", True), ("UPDATE task SET version = 2", True)])
def test_statement_knows_whether_it_writes(text: str, writing: bool):
    assert writes.Statement(text, (), False).writes is writing


def run(name: str) -> dict:
    """The JSON that one program prints in a quick run on SQLite."""
    command = [sys.executable, "-m", f"bench.{name}", "--quick", "--json", "--database", "sqlite"]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
