"""The statements of an act, taken down as it sends them, and sent again through the driver alone."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import event


@dataclass(frozen=True)
class Statement:
    """One statement as the driver was given it.

    Attributes:
        parameters: one set, or a list of sets when `many`.
    """

    text: str
    parameters: Any
    many: bool

    @property
    def numbered(self) -> bool:
        """Whether its parameters are numbered, not named: PostgreSQL's own way, which psycopg takes by another cursor."""
        return isinstance(self.parameters[0] if self.many else self.parameters, tuple)

    @property
    def writes(self) -> bool:
        """Whether it changes rows."""
        return not self.text.lstrip("( \n").upper().startswith("SELECT")


class Notes:
    """What an act sent to the database.

    Attributes:
        sent: every statement, reads included; the beginning and end of a transaction are not counted.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []
        self._kept: list[list[tuple[str, Any]]] = []
        self._open: list[tuple[str, Any]] = []

    def take(self, _conn, _cursor, text, parameters, _context, _many) -> None:
        """A statement is about to be executed; the act is being timed, so it is only put aside."""
        self.sent.append((text, parameters))
        self._open.append((text, parameters))

    def commit(self, _conn) -> None:
        """A transaction ends and stays."""
        self._kept.append(self._open)
        self._open = []

    def rollback(self, _conn) -> None:
        """A transaction ends and leaves nothing."""
        self._open = []

    @property
    def whole(self) -> list[list[Statement]]:
        """Each transaction that was committed, reads included."""
        # rows that come back are written one by one
        return [[Statement(text, given, many=isinstance(given, list)) for text, given in one] for one in self._kept]

    @property
    def committed(self) -> list[list[Statement]]:
        """The writes of each transaction that was committed."""
        return [writes for one in self.whole if (writes := [s for s in one if s.writes])]


@contextmanager
def noted(engine) -> Iterator[Notes]:
    """Takes down what `engine` sends to its database meanwhile."""
    notes, source = Notes(), engine.store.engine
    listeners = (("before_cursor_execute", notes.take), ("commit", notes.commit), ("rollback", notes.rollback))
    for name, listener in listeners:
        event.listen(source, name, listener)
    try:
        yield notes
    finally:
        for name, listener in listeners:
            event.remove(source, name, listener)


class Bare:
    """The same statements through the driver: begin, execute, fetch what comes back, commit. No checks, no objects.

    Args:
        connection: of a twin of the engine's database, so that every write meets the rows it met there.
    """

    def __init__(self, connection: Any, kind: str):
        self.connection, self._begin = connection, "BEGIN IMMEDIATE" if kind == "sqlite" else None

    def again(self, transactions: list[list[Statement]]) -> None:
        """Sends transactions again, to the end of the last commit."""
        for statements in transactions:
            cursor = self.connection.cursor()
            if self._begin:
                cursor.execute(self._begin)
            for one in statements:
                sent = psycopg.RawCursor(self.connection) if self._begin is None and one.numbered else cursor
                (sent.executemany if one.many else sent.execute)(one.text, one.parameters)
                if sent.description is not None and not one.many:
                    sent.fetchall()
            cursor.close()
            self.connection.commit()
