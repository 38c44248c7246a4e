"""Whether the database keeps what it acknowledges, and whether its newest records still hang together."""
from __future__ import annotations

import os
import stat
from pathlib import Path

from sqlalchemy import Connection, select, text

from engine.store import chain
from engine.store.tables import event, event_head

#: what each setting is asked by, and the values that keep what somebody was told is saved
SQLITE = {"synchronous": (text("PRAGMA synchronous"), ("2", "3")), "journal_mode": (text("PRAGMA journal_mode"), ("wal",)),
          "foreign_keys": (text("PRAGMA foreign_keys"), ("1",))}
POSTGRESQL = {"fsync": (text("SHOW fsync"), ("on",)), "full_page_writes": (text("SHOW full_page_writes"), ("on",)),
              "synchronous_commit": (text("SHOW synchronous_commit"), ("on", "remote_write", "remote_apply"))}
#: how many of the newest events are looked at when a server starts; the whole chain is `audit verify`
TAIL = 500


def losing(conn: Connection) -> list[str]:
    """The settings by which an acknowledged act could be lost, as `name=value`."""
    asked = SQLITE if conn.dialect.name == "sqlite" else POSTGRESQL
    found = {name: (str(conn.execute(query).scalar()), good) for name, (query, good) in asked.items()}
    return [f"{name}={value}" for name, (value, good) in found.items() if value not in good]


def broken_tail(conn: Connection) -> int | None:
    """The first of the newest events that does not follow from the one before it, or None."""
    rows = conn.execute(select(event).order_by(event.c.seq.desc()).limit(TAIL)).mappings().all()[::-1]
    head = conn.execute(select(event_head.c.seq, event_head.c.hash)).one()
    if not rows:
        return 1 if head.seq else None
    prev = rows[0]["prev"]
    for number, row in enumerate(rows, rows[0]["seq"]):
        if row["seq"] != number or row["prev"] != prev or chain.row_hash(row["alg"], prev, row) != row["hash"]:
            return number
        prev = row["hash"]
    return None if (head.seq, head.hash) == (rows[-1]["seq"], prev) else head.seq


def readable_by_others(places: list[Path]) -> list[Path]:
    """Those of the files and folders that exist and that other users of the machine may read."""
    if os.name != "posix":
        return []
    return [place for place in places if place.exists() and stat.S_IMODE(place.stat().st_mode) & 0o007]


def make_private(place: Path) -> None:
    """Makes an empty file that only its owner may read, where there is none."""
    try:
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
