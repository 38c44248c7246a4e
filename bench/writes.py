"""The row writes of an act, taken down as it makes them, and written again through the driver alone."""
from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

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
    def writes(self) -> bool:
        """Whether it changes rows."""
        return not self.text.lstrip("( \n").upper().startswith("SELECT")


class Notes:
    """What an act sent to the database.

    Attributes:
        sent: every statement, reads included; the beginning and end of a transaction are not counted.
        committed: the writes of each transaction that was committed.
    """

    def __init__(self) -> None:
        self.sent: list[Statement] = []
        self.committed: list[list[Statement]] = []
        self._open: list[Statement] = []

    def take(self, _conn, _cursor, text, parameters, _context, _many) -> None:
        """A statement is about to be executed."""
        one = Statement(text, parameters, many=isinstance(parameters, list))  # rows that come back are written one by one
        self.sent.append(one)
        if one.writes:
            self._open.append(one)

    def commit(self, _conn) -> None:
        """A transaction ends and stays."""
        if self._open:
            self.committed.append(self._open)
        self._open = []

    def rollback(self, _conn) -> None:
        """A transaction ends and leaves nothing."""
        self._open = []


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
    """The same writes through the driver: begin, execute, commit. No reads, no checks, no objects.

    Args:
        connection: of a twin of the engine's database, so that every write meets the rows it met there.
    """

    def __init__(self, connection: Any, kind: str):
        self.connection, self._begin = connection, "BEGIN IMMEDIATE" if kind == "sqlite" else None

    def again(self, transactions: list[list[Statement]]) -> float:
        """Writes transactions again.

        Returns:
            Seconds it took, to the end of the last commit.
        """
        began = time.perf_counter()
        for statements in transactions:
            cursor = self.connection.cursor()
            if self._begin:
                cursor.execute(self._begin)
            for one in statements:
                (cursor.executemany if one.many else cursor.execute)(one.text, one.parameters)
                if "RETURNING" in one.text and not one.many:
                    cursor.fetchall()
            cursor.close()
            self.connection.commit()
        return time.perf_counter() - began
