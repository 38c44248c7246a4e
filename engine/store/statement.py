"""A statement compiled once and handed straight to the driver.

SQLAlchemy writes the SQL and knows the types; executing through it costs a tenth of a millisecond a statement, which
was most of what completing a task cost (bench/completion). The statements of a completion therefore go this way;
everything else goes the usual one. Both run on one connection, in one transaction, and tell the same listeners.
"""
from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection, Executable, SelectBase

#: what the drivers themselves raise, where SQLAlchemy would have wrapped it
DriverError = (sqlite3.Error, psycopg.Error)


class _Compiled:
    """SQL text with the way in for parameters and the way out for rows, for one dialect and one set of columns."""

    def __init__(self, built: Executable, dialect, keys: tuple[str, ...]):
        # Numbered: psycopg would read a text with names through for them at every execution.
        written = dialect if dialect.positional else type(dialect)(paramstyle="numeric_dollar")
        made = built.compile(dialect=written, column_keys=None if isinstance(built, SelectBase) else list(keys))
        self.text = str(made)
        self.names = made.positiontup
        convert = made._bind_processors
        self.fixed = {n: convert[n](v) if n in convert else v for n, v in made.params.items() if n in self.names and v is not None and n not in keys}
        self.convert = [(n, convert[n]) for n in dict.fromkeys(self.names) if n in convert and n not in self.fixed]
        self.out = [(i, process) for i, column in enumerate(made._result_columns)
                    if (process := column.type._cached_result_processor(dialect, None)) is not None]

    def given(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Parameters as the driver wants them."""
        ready = {**self.fixed, **values}
        for name, process in self.convert:
            ready[name] = process(ready[name])
        return tuple([ready[name] for name in self.names])

    def taken(self, row: tuple[Any, ...]) -> list[Any]:
        """A row as the tables' types mean it."""
        cells = list(row)
        for i, process in self.out:
            if cells[i] is not None:
                cells[i] = process(cells[i])
        return cells


class Statement:
    """A select, insert or update whose parameters are its bind names and column names.

    Args:
        built: the statement, or what builds it from the dialect's name where the dialects differ.
    """

    def __init__(self, built: Executable | Callable[[str], Executable]):
        self._built = built
        self._compiled: dict[tuple[str, tuple[str, ...]], _Compiled] = {}

    def run(self, conn: Connection, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
        """Executes it, once for each set of values.

        Returns:
            How many rows it changed.
        """
        return self._execute(conn, values)[0].rowcount

    def rows(self, conn: Connection, values: Mapping[str, Any]) -> list[Sequence[Any]]:
        """Executes it and reads every row."""
        cursor, compiled = self._execute(conn, values)
        return [compiled.taken(row) for row in cursor.fetchall()] if compiled.out else cursor.fetchall()

    def first(self, conn: Connection, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """Executes it and reads the first row, or None."""
        rows = self.rows(conn, values)
        return rows[0] if rows else None

    def _execute(self, conn: Connection, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> tuple[Any, _Compiled]:
        many = not isinstance(values, Mapping)
        compiled = self._for(conn, tuple(values[0] if many else values))
        given: Any = [compiled.given(one) for one in values] if many else compiled.given(values)
        if many and len(given) == 1:
            many, given = False, given[0]
        if not conn.in_transaction():
            conn.begin()
        driver = conn.connection.driver_connection
        cursor = psycopg.RawCursor(driver) if isinstance(driver, psycopg.Connection) else driver.cursor()
        for listener in conn.dispatch.before_cursor_execute:
            listener(conn, cursor, compiled.text, given, None, many)
        (cursor.executemany if many else cursor.execute)(compiled.text, given)
        return cursor, compiled

    def _for(self, conn: Connection, keys: tuple[str, ...]) -> _Compiled:
        found = self._compiled.get((conn.dialect.name, keys))
        if found is None:
            built = self._built(conn.dialect.name) if not isinstance(self._built, Executable) else self._built
            found = self._compiled[conn.dialect.name, keys] = _Compiled(built, conn.dialect, keys)
        return found
