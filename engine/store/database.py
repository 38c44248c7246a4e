"""One database, two dialects: how connections are made and how transactions begin."""
from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Iterator

from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from engine import errors
from engine.store import edition, soundness, walls
from engine.store.act import Act, RequestKey
from engine.store.statement import DriverError

#: seconds a writer waits for the case or the file before it gives the person a clear answer
WAIT_S = 5
SQLITE_WAIT_S = 30
#: lock_not_available, deadlock_detected
WAITED = ("55P03", "40P01")


class Store:
    """The database behind the engine.

    Args:
        url: SQLAlchemy URL, `sqlite:///path` or `postgresql+psycopg://…`.
    """

    def __init__(self, url: str):
        self.url = make_url(url)
        if self.url.drivername in ("postgresql", "postgres"):
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url) if self.sqlite else _postgresql(self.url)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read-only view of one moment; whatever happens meanwhile, nothing is written and all reads agree."""
        with self.engine.connect() as conn:
            if self.sqlite:
                # Deferred: readers of a WAL file never wait for the writer.
                conn.info["begin"] = "BEGIN"
            else:
                # Statement by statement, the chain would be read up to one act and its head after the next.
                conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            try:
                yield conn
                if not self.sqlite:
                    # Read only there. A rollback would make psycopg drop every prepared statement of the connection.
                    conn.commit()
            finally:
                conn.rollback()
                conn.info.pop("begin", None)
                edition.forget(conn)

    @contextmanager
    def act(self, actor, at: datetime, key: RequestKey | None = None) -> Iterator[Act]:
        """One act in one transaction. Leaving the block rolls back unless `done` was called.

        Args:
            actor: who acts (`person_id`, `account_id`), or None for the engine itself.
            at: the instant of the act, aware.
            key: the caller's idempotency key; the first answer is given again.
        Raises:
            errors.Busy: others held the case, the chain's head or the file for too long.
            errors.Refusal: the database's own walls refused it (engine.store.walls); that is noted as well.
        """
        with _patience(), self.engine.connect() as conn:
            try:
                yield Act(conn, actor, at, key)
            except errors.Refusal as refusal:
                conn.rollback()
                if refusal.audited and actor is not None:
                    self._note(conn, actor, at, refusal)
                raise
            except walls.FAULTS as fault:
                refusal = walls.refusal_of(fault)
                if refusal is None:
                    raise
                conn.rollback()
                if actor is not None:  # whoever got as far as a wall went round the service: always worth a note
                    self._note(conn, actor, at, refusal)
                raise refusal from fault
            finally:
                conn.rollback()
                edition.forget(conn)

    @staticmethod
    def _note(conn: Connection, actor, at: datetime, refusal: errors.Refusal) -> None:
        edition.forget(conn)  # what was refused went by it, not the note
        refused = Act(conn, actor, at, None)
        ids = {k: refusal.data[k] for k in ("case_id", "task_id") if k in refusal.data}
        refused.record("act.refused", code=refusal.code, gates=[f["gate"] for f in getattr(refusal, "findings", ())], **ids)
        refused.done()

    def close(self) -> None:
        """Gives back every connection."""
        self.engine.dispose()


@contextmanager
def _patience() -> Iterator[None]:
    """Turns a wait for somebody else's lock that lasted too long into an answer for a person."""
    try:
        yield
    except (DBAPIError, *DriverError) as error:
        orig = getattr(error, "orig", error)
        if getattr(orig, "sqlstate", None) in WAITED or "is locked" in str(orig):
            raise errors.Busy("案件正在由他人办理，请几秒后再试。") from error
        raise


def _sqlite(url: URL):
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        soundness.make_private(Path(url.database))
    engine = create_engine(url, connect_args={"timeout": SQLITE_WAIT_S, "check_same_thread": False}, pool_size=8, max_overflow=64)

    @event.listens_for(engine, "connect")
    def _prepare(dbapi: sqlite3.Connection, _record) -> None:
        dbapi.isolation_level = None  # the driver's own BEGIN is deferred: two writers then fail instead of waiting
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
            dbapi.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.connection.driver_connection.execute(conn.info.get("begin", "BEGIN IMMEDIATE")).close()

    return engine


def _postgresql(url: URL):
    options = f"-c timezone=UTC -c lock_timeout={WAIT_S}s -c idle_in_transaction_session_timeout=30s -c statement_timeout=30s"
    return create_engine(url, connect_args={"options": options}, pool_size=8, max_overflow=32, pool_pre_ping=False)
