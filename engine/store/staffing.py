"""Who works in a county and by what rules, as rows to be entered into a trial's scratch store."""
from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select, text

from engine.store.tables import account, calendar_year, grid, grid_post, person, post, power_list, power_recall, power_step, qualification, setting, unit

#: in the order they are entered
_TAKEN = (unit, person, grid, grid_post, post, qualification, calendar_year, power_list, power_step, power_recall)
#: what a county decides for itself and a case goes by
_CHOICES = ("switches", "local_bands")


def taken(conn: Connection) -> dict[str, list[dict[str, Any]]]:
    """The rows by table; nobody's identity number, account or password is among them."""
    rows = {table.name: [dict(r) for r in conn.execute(select(table).order_by(*table.primary_key)).mappings()] for table in _TAKEN}
    for one in rows["person"]:
        one["identity"] = None
    rows["setting"] = [dict(r) for r in conn.execute(select(setting).where(setting.c.key.in_(_CHOICES))).mappings()]
    return rows


def put(conn: Connection, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Enters the rows into an empty SQLite database, with an account without password for everybody."""
    conn.execute(text("PRAGMA defer_foreign_keys=ON"))  # a unit may name one that comes after it
    for table in (*_TAKEN, setting):
        if rows[table.name]:
            conn.execute(insert(table), rows[table.name])
    conn.execute(insert(account), [{"person_id": one["id"], "login": one["code"], "password_hash": None, "active": True, "failures": 0}
                                   for one in rows["person"]])
