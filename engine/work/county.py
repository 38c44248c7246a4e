"""The county: its units, people and own settings, read from a county file."""
from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from engine import errors
from engine.store import administrators, duties, papers, people, staffing
from engine.store import units as unit_rows


def load(engine, path: Path, *, at: datetime, trial: bool = False) -> dict[str, int]:
    """Enters a county into an empty database.

    Args:
        path: a TOML file as processes/demo/county.toml. trial: the database is a scratch store, where what is not proven may be tried.
    Returns:
        How many units, people and grids there are now.
    Raises:
        errors.Forbidden: there are people already; a county file never overwrites.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    with engine.store.act(None, at) as act:
        if not people.is_empty(act.conn):
            raise errors.Forbidden("数据库中已有人员，不能再导入县级数据。", next="如需演示，请使用空的数据库。")
        duties.keep_pairs(act.conn, engine.rules.separation, engine.rules.soft_separation)
        units = _units(act.conn, data["unit"])
        persons = {one["key"]: _person(act.conn, one, units, at) for one in data["person"]}
        for one in data.get("grid", ()):
            _grid(act.conn, one, units, persons)
        if data.get("demo"):
            people.set_setting(act.conn, "demo", True)
        if trial:
            people.set_setting(act.conn, "trial", True)
        act.record("county.loaded", units=len(units), people=len(data["person"]))
        act.done()
    engine.refresh()
    return {"units": len(units), "people": len(data["person"]), "grids": len(data.get("grid", ()))}


def _units(conn, rows: list[dict[str, Any]]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for one in rows:
        ids[one["code"]] = people.add(conn, "unit", code=one["code"], name=one["name"], kind=one["kind"], agency=one.get("agency", ""),
                                      short=one.get("short", ""), government=one.get("government", ""), court=one.get("court", ""),
                                      parent_id=ids.get(one.get("parent", "")), guided_by_id=ids.get(one.get("guided_by", "")), from_on=one.get("from_on"))
    return ids


def _grid(conn, one: dict[str, Any], units: dict[str, int], persons: dict[str, int]) -> None:
    people.add(conn, "grid", code=one["code"], name=one["name"], unit_id=units[one["unit"]], kind=one.get("kind", "grid"), parent_code=one.get("parent"))
    for held in one.get("answers", ()):
        unit_rows.assign(conn, grid_code=one["code"], person_id=persons[held["person"]], role=held["role"], from_on=held["from_on"])


def _person(conn, one: dict[str, Any], units: dict[str, int], at: datetime) -> int:
    person_id = people.add(conn, "person", code=one["key"], name=one["name"], kind=one["kind"], unit_id=units[one["unit"]], active=True,
                           reviewer_since=one.get("reviewer_since"))
    if one.get("administrator"):
        administrators.give(conn, person_id, one["administrator"], at, None)
    for post in one.get("posts", ()):
        people.add(conn, "post", person_id=person_id, unit_id=units[post["unit"]], duty=post["duty"], from_on=post.get("from_on"), until_on=post.get("until_on"))
    for held in one.get("qualifications", ()):
        people.add(conn, "qualification", person_id=person_id, kind=held["kind"], number=held["number"], scope=held.get("scope", ""),
                   valid_from=held["valid_from"], valid_until=held["valid_until"], suspended=held.get("suspended", False))
    for login in one.get("accounts", ()):
        people.add(conn, "account", person_id=person_id, login=login, password_hash=None, active=True, failures=0)
    return person_id


def configure(engine, *, at: datetime, switches: dict[str, Any] | None = None, local_bands: dict[str, Any] | None = None,
              serials: dict[str, int] | None = None) -> None:
    """Sets what a county decides for itself.

    Args:
        switches: e.g. `{"individual_business": "organisation"}`.
        local_bands: item code → `{"citizen": [low, high], "organisation": [low, high], "basis"}` in fen, where a statute leaves the
            amount to the province.
        serials: `unit_code:paper_kind:year` → last number already used on paper.
    """
    with engine.store.act(None, at) as act:
        for key, value in (("switches", switches), ("local_bands", local_bands)):
            if value:
                people.set_setting(act.conn, key, value)
                act.record("setting.changed", key=key)
        for name, last in (serials or {}).items():
            code, kind, year = name.split(":")
            papers.set_last(act.conn, engine.unit_by_code(act.conn, code), kind, int(year), last)
            act.record("serial.set", name=name, last=last)
        act.done(traced=bool(switches or local_bands or serials))
    engine.refresh()


def lend(engine, scratch, *, at: datetime) -> None:
    """Enters the people and units of one installation into the empty database of a trial: names, posts and qualifications, the county's
    calendars, power lists and choices; no case, no account, nothing anybody has proven who they are by.

    Args:
        scratch: the engine of the trial.
    """
    with engine.store.read() as conn:
        rows = staffing.taken(conn)
    with scratch.store.act(None, at) as act:
        if not people.is_empty(act.conn):
            raise errors.Forbidden("数据库中已有人员。", next="如需试办，请使用空的数据库。")
        duties.keep_pairs(act.conn, scratch.rules.separation, scratch.rules.soft_separation)
        staffing.put(act.conn, rows)
        for name in ("demo", "trial"):
            people.set_setting(act.conn, name, True)
        act.record("county.lent", people=len(rows["person"]))
        act.done()
    scratch.refresh()


def is_empty(engine) -> bool:
    """Whether nobody has been entered yet."""
    with engine.store.read() as conn:
        return people.is_empty(conn)


def account_of(engine, code: str) -> int:
    """The account of a person by their code, for scenarios and the command line.

    Raises:
        errors.NotFound: nobody has this code.
    """
    with engine.store.read() as conn:
        person_id = people.by_code(conn, code)
        account_id = people.account_of(conn, person_id) if person_id else None
    if account_id is None:
        raise errors.NotFound(f"没有代码为 {code} 的人员。")
    return account_id
