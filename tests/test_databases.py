"""The tests' own databases: fresh for each test, and nothing left behind, even by a run that was killed."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests import databases

SERVE_AND_DIE = """
import os, pathlib, sys
from tests import databases
folder = pathlib.Path(sys.argv[1]) / f"{databases.FOLDER_PREFIX}{os.getpid()}-x"
folder.mkdir()
print(databases.start_server(folder).get_postmaster_info().pid, folder, flush=True)
os._exit(9)
"""


def notes(url: str, statement: str) -> list[str]:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            done = connection.execute(text(statement))
            return list(done.scalars()) if done.returns_rows else []
    finally:
        engine.dispose()


def one_note(url: str) -> None:
    notes(url, "CREATE TABLE note (words varchar(20))")
    notes(url, "INSERT INTO note VALUES ('线索')")


def test_each_fresh_database_is_a_copy_of_its_own(backend):
    first, second = backend.fresh(one_note), backend.fresh(one_note)
    notes(first, "INSERT INTO note VALUES ('案件')")
    assert notes(first, "SELECT words FROM note") == ["线索", "案件"]
    assert notes(second, "SELECT words FROM note") == ["线索"]
    backend.drop(first)
    assert notes(second, "SELECT words FROM note") == ["线索"]
    backend.drop(second)


def test_a_used_database_is_lent_again_as_it_was_prepared(postgresql):
    first = postgresql.fresh(one_note)
    notes(first, "INSERT INTO note VALUES ('案件')")
    postgresql.drop(first)
    second = postgresql.fresh(one_note)
    assert second == first
    assert notes(second, "SELECT words FROM note") == ["线索"]
    postgresql.drop(second)


@pytest.mark.parametrize("change", ["CREATE TABLE more (words text)", "ALTER TABLE note ADD COLUMN more text", "DROP TABLE note",
                                    "CREATE FUNCTION wall() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"])
def test_a_database_whose_schema_was_changed_is_not_lent_again(postgresql, change):
    first = postgresql.fresh(one_note)
    notes(first, change)
    postgresql.drop(first)
    second = postgresql.fresh(one_note)
    assert second != first
    assert notes(second, "SELECT words FROM note") == ["线索"]
    postgresql.drop(second)


def test_whoever_is_still_connected_is_put_out(postgresql):
    url = postgresql.fresh(one_note)
    engine = create_engine(url)
    left = engine.connect()
    left.execute(text("INSERT INTO note VALUES ('案件')"))
    postgresql.drop(url)
    with pytest.raises(OperationalError):
        left.execute(text("SELECT 1"))
    left.invalidate()
    left.close()
    engine.dispose()
    assert notes(postgresql.fresh(one_note), "SELECT words FROM note") == ["线索"]


def test_a_database_is_prepared_once(backend):
    prepared = []

    def fill(url: str) -> None:
        prepared.append(url)
        one_note(url)

    for _ in range(3):
        backend.drop(backend.fresh(fill))
    assert len(prepared) == 1


def test_both_kinds_are_what_they_say(sqlite, postgresql):
    assert sqlite.fresh(one_note).startswith("sqlite:///")
    version = notes(postgresql.fresh(one_note), "SHOW server_version")[0]
    assert int(version.split(".")[0]) >= 16


def test_a_killed_run_leaves_no_server_behind(database_folder):
    root = Path(__file__).resolve().parent.parent
    parent = database_folder / "killed"
    parent.mkdir()
    done = subprocess.run([sys.executable, "-c", SERVE_AND_DIE, str(parent)], cwd=root, capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 9, done.stderr
    pid, folder = done.stdout.split()
    assert str(Path(folder) / "pg") in psutil.Process(int(pid)).cmdline()
    databases.sweep(parent)
    assert not Path(folder).exists()
    assert not psutil.pid_exists(int(pid)) or psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE


def test_the_folder_of_a_living_run_is_left_alone(tmp_path):
    folder = tmp_path / f"{databases.FOLDER_PREFIX}{os.getpid()}-x"
    folder.mkdir()
    databases.sweep(tmp_path)
    assert folder.is_dir()


@pytest.mark.browser
def test_the_browser_shows_chinese_and_calls_nobody(page):
    page.set_content("<h1>案件办理</h1>")
    assert page.inner_text("h1") == "案件办理"
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Shanghai"
