"""A kill between file and row leaves at most a file without a row, never a row without its file; the job removes the file."""
from __future__ import annotations

import importlib
import io
import os
from datetime import timedelta

import pytest

from engine.store import crash
from engine.work import uploads
from tests.conftest import open_engine
from tests.course import actor, contents
from tests.crash import worker
from tests.invariants import check_invariants
from tests.security.conftest import both
from tests.security.hostile import jpeg

POINTS = ("file_received", "file_kept", "before_events", "before_commit", "after_commit")


def hand_in(url: str, where: str, case_id: int, at) -> None:
    """Uploads one photo in a process that dies at `where`; the same store of files as the test's own."""
    folder, os.environ["BIHUAN_CRASH"] = url.partition("#")[2], where
    importlib.reload(crash)
    from engine.engine import Engine
    from engine.settings import Settings
    from pathlib import Path

    engine = Engine(Settings(database_url=url.partition("#")[0], files=Path(folder)), migrate=False)
    uploads.add(engine, actor(engine, "wang_qiang"), case_id, "a.jpg", io.BytesIO(jpeg()), at=at)


@both
@pytest.mark.parametrize("where", POINTS)
def test_a_kill_loses_nothing_that_was_acknowledged_and_leaves_nothing_for_ever(engine, course, where):
    url = engine.store.url.render_as_string(hide_password=False)
    before = {name: rows for name, rows in contents(engine).items() if name != "request"}
    worker.killed(hand_in, f"{url}#{engine.files.folder}", where, course.case_id, course.at)
    check_invariants(engine)
    files = [p for p in engine.files.folder.rglob("*") if p.is_file() and p.name != "lock"]
    with engine.store.read() as conn:
        from engine.store import uploads as rows
        left = rows.of_case(conn, course.case_id)
    if where == "after_commit":
        assert [r["state"] for r in left] == ["clean"] and engine.files.read(left[0]["digest"]).is_file()
    else:
        assert {name: rows for name, rows in contents(engine).items() if name != "request"} == before and not left
    for path in files:
        os.utime(path, (course.at.timestamp(),) * 2)
    uploads.sweep(engine, at=course.at + timedelta(hours=23) if where == "after_commit" else course.at + timedelta(hours=25))
    again = uploads.add(engine, actor(engine, "wang_qiang"), course.case_id, "a.jpg", io.BytesIO(jpeg()), at=course.at)
    assert uploads.opened(engine, actor(engine, "wang_qiang"), again["id"], at=course.at)["size"] == len(jpeg())
    if where != "after_commit":
        assert sorted(p.name for p in engine.files.folder.rglob("*") if p.is_file() and p.name != "lock") == [again["digest"]]
    check_invariants(engine)


def test_an_engine_opened_again_finds_its_files(engine, course):
    made = uploads.add(engine, actor(engine, "wang_qiang"), course.case_id, "a.jpg", io.BytesIO(jpeg()), at=course.at)
    other = open_engine(engine.store.url.render_as_string(hide_password=False))
    try:
        assert uploads.opened(other, actor(other, "wang_qiang"), made["id"], at=course.at)["digest"] == made["digest"]
    finally:
        other.close()
