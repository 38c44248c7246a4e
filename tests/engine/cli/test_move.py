"""`bihuan migrate`: a dry run as one JSON object, exit 0 when every case can move, 1 when one cannot or it was refused."""
from __future__ import annotations

import json

import pytest

from engine import cli
from tests.conftest import open_engine
from tests.course import PARKED, contents, with_cases
from tests.versions import RENAMED, changed, deploy, second_look


@pytest.fixture
def run(sqlite, capsys, monkeypatch, tmp_path):
    """`run(*words)` → exit code and the JSON object printed; `run.engine` is over the same database."""
    url = sqlite.fresh(with_cases)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("BIHUAN_DATA", str(tmp_path))

    def run(*words):
        code = cli.main([*map(str, words), "--json"])
        return code, json.loads(capsys.readouterr().out)
    run.engine = open_engine(url)
    yield run
    run.engine.close()
    sqlite.drop(url)


def test_every_case_has_its_verdict_and_nothing_is_changed(run):
    deploy(run.engine, changed(RENAMED))
    before = contents(run.engine)
    code, told = run("migrate", "--process", "closed_loop", "--dry-run")
    assert (code, told["total"], told["moves"], told["stays"]) == (0, len(PARKED), len(PARKED), 0)
    assert len(told["cases"]) == len(PARKED) and all("group" in one for one in told["cases"])
    deploy(run.engine, changed(*second_look()))
    code, told = run("migrate", "--process", "ordinary_penalty", "--dry-run")
    assert code == 1 and told["stays"] and told["version"] == 3
    code, told = run("migrate", "--process", "ordinary_penalty", "--to", 2, "--dry-run")
    assert (code, told["version"], told["in_force"]) == (0, 2, False)
    assert {name: rows for name, rows in contents(run.engine).items() if name in ("instance", "task", "clock", "case_file", "move")} == {
        name: before[name] for name in ("instance", "task", "clock", "case_file", "move")}


def test_the_command_line_moves_nothing(run):
    code, told = run("migrate", "--process", "closed_loop")
    assert code == 1 and "--dry-run" in told["error"]["detail"]
    assert run("migrate", "--process", "nothing", "--dry-run")[1]["error"]["code"] == "not_found"


def test_it_is_told_in_words_too(run, capsys):
    deploy(run.engine, changed(*second_look()))
    assert cli.main(["migrate", "--process", "closed_loop", "--dry-run"]) == 1
    said = capsys.readouterr().out
    assert f"共 {len(PARKED)} 件" in said and "保留原版本" in said and "“复核”" in said
