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
        made = built.compile(dialect=dialect, column_keys=None if isinstance(built, SelectBase) else list(keys))
        self.text = str(made)
        names = made.positiontup or list(made.bind_names.values())
        convert = made._bind_processors
        self.fixed = {n: convert[n](v) if n in convert else v for n, v in made.params.items() if n in names and v is not None and n not in keys}
        self.named = None if made.positiontup else names
        self.names = [(n, convert.get(n)) for n in names]
        self.out = [(i, process) for i, column in enumerate(made._result_columns)
                    if (process := column.type._cached_result_processor(dialect, None)) is not None]

    def given(self, values: Mapping[str, Any]) -> Any:
        """Parameters as the driver wants them."""
        fixed = self.fixed
        taken = [fixed[n] if n in fixed else values[n] if process is None else process(values[n]) for n, process in self.names]
        return tuple(taken) if self.named is None else dict(zip(self.named, taken))

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

    def rows(self, conn: Connection, values: Mapping[str, Any]) -> list[list[Any]]:
        """Executes it and reads every row."""
        cursor, compiled = self._execute(conn, values)
        return [compiled.taken(row) for row in cursor.fetchall()]

    def first(self, conn: Connection, values: Mapping[str, Any]) -> list[Any] | None:
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
        cursor = conn.connection.driver_connection.cursor()
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
