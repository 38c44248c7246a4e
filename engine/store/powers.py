"""Rows of the power lists that a county makes itself, the steps that led to each, and what is taken back."""
from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from types import MappingProxyType
from typing import Any, Iterable, Mapping

from sqlalchemy import Connection, func, insert, select, update

from engine.law.power.authority import ListEntry
from engine.law.power.power_list import Line, ListVersion, SignOff, Step
from engine.law.power.published import Taken, replayed
from engine.law.power.succession import Recall
from engine.store import edition
from engine.store.columns import encode
from engine.store.tables import person, power_list, power_recall, power_step, unit

#: written once for the version, not with every entry
_OF_VERSION = ("unit_code", "valid_from", "version")
_maker, _confirmer = person.alias("maker"), person.alias("confirmer")


def digest(version: ListVersion) -> str:
    """SHA-256 over what a version would grant."""
    return hashlib.sha256(encode([version.unit_code, version.number, version.effective_on, _plain(version)]).encode()).hexdigest()


def _plain(version: ListVersion) -> list[dict[str, Any]]:
    return [{k: v for k, v in asdict(entry).items() if k not in _OF_VERSION} for entry in version.entries.values()]


def version_of(unit_code: str, value: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]) -> ListVersion:
    """The list version that `add` was given, after the steps taken since."""
    number, begin = value["number"], value["effective_on"]
    entries = [ListEntry(unit_code=unit_code, valid_from=begin, version=number,
                         **{k: tuple(v) if isinstance(v, list) else v for k, v in one.items()}) for one in value["entries"]]
    fresh = ListVersion(unit_code, number, begin, MappingProxyType({e.item_code: e for e in entries}),
                        {e.item_code: Line(e.item_code, e.mode) for e in entries})
    return replayed(fresh, [Taken(step_of(one), tuple(one["items"])) for one in steps])


def step_of(value: Mapping[str, Any]) -> Step:
    """A step as it was taken."""
    return Step(value["action"], value["on"], value["by"], value["document"], value["reason"], tuple(SignOff(**one) for one in value["signed"]))


def recall_of(unit_code: str, value: Mapping[str, Any]) -> Recall:
    """A recall as it was entered."""
    return Recall(unit_code, **{**value, "items": tuple(value["items"])})


def add(conn: Connection, unit_id: int, version: ListVersion, file: str, at: datetime, person_id: int | None) -> int:
    """Keeps a new version that gives no power yet; returns its row's id."""
    last = conn.execute(select(func.max(power_list.c.version)).where(power_list.c.unit_id == unit_id)).scalar() or 0
    value = {"number": version.number, "effective_on": version.effective_on, "file": file, "digest": digest(version), "entries": _plain(version)}
    return conn.execute(insert(power_list).values(unit_id=unit_id, version=last + 1, state="prepared", value=value, made_at=at,
                                                  made_by=person_id)).inserted_primary_key[0]


def lock(conn: Connection, list_id: int) -> dict[str, Any] | None:
    """A version's row, held for writing: two who take a step at once go one after the other."""
    row = conn.execute(select(power_list).where(power_list.c.id == list_id).with_for_update()).mappings().one_or_none()
    return dict(row) if row else None


def steps(conn: Connection, list_id: int) -> list[dict[str, Any]]:
    """The steps of a version in order, with who entered them."""
    query = select(power_step, person.c.name.label("person_name")).outerjoin(person, person.c.id == power_step.c.person_id)
    return [dict(r) for r in conn.execute(query.where(power_step.c.list_id == list_id).order_by(power_step.c.id)).mappings()]


def take(conn: Connection, list_id: int, step: Step, items: Iterable[str], at: datetime, person_id: int | None) -> None:
    """Keeps a step."""
    value = {**{k: v for k, v in asdict(step).items() if k != "signed"}, "signed": [asdict(one) for one in step.signed], "items": list(items)}
    conn.execute(insert(power_step).values(list_id=list_id, at=at, person_id=person_id, value=value))


def set_state(conn: Connection, list_id: int, state: str) -> None:
    """Publishes a version, or drops one that was not; what gives power counts the edition up with the commit."""
    if state == "published":
        edition.change(conn)
    conn.execute(update(power_list).where(power_list.c.id == list_id).values(state=state))


def listed(conn: Connection, unit_id: int | None = None) -> list[dict[str, Any]]:
    """The versions of a unit or of all, the newest first, with their unit's code and who made them."""
    query = select(power_list, unit.c.code.label("unit_code"), _maker.c.name.label("made_by_name")).select_from(
        power_list.join(unit, unit.c.id == power_list.c.unit_id).outerjoin(_maker, _maker.c.id == power_list.c.made_by))
    if unit_id is not None:
        query = query.where(power_list.c.unit_id == unit_id)
    return [dict(r) for r in conn.execute(query.order_by(power_list.c.id.desc())).mappings()]


def steps_of_all(conn: Connection, list_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """The values of the steps of several versions, in order."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in conn.execute(select(power_step.c.list_id, power_step.c.value).where(power_step.c.list_id.in_(list(list_ids))).order_by(power_step.c.id)):
        found.setdefault(row.list_id, []).append(row.value)
    return found


def add_recall(conn: Connection, unit_id: int, recall: Recall, at: datetime, person_id: int | None) -> int:
    """Keeps a recall that holds once it is confirmed; returns its id."""
    value = {k: v for k, v in asdict(recall).items() if k != "unit_code"}
    return conn.execute(insert(power_recall).values(unit_id=unit_id, state="prepared", value=value, made_at=at,
                                                    made_by=person_id)).inserted_primary_key[0]


def lock_recall(conn: Connection, recall_id: int) -> dict[str, Any] | None:
    """A recall's row, held for writing."""
    row = conn.execute(select(power_recall).where(power_recall.c.id == recall_id).with_for_update()).mappings().one_or_none()
    return dict(row) if row else None


def decide_recall(conn: Connection, recall_id: int, state: str, at: datetime, person_id: int | None) -> None:
    """Confirms or drops a recall; a confirmed one counts the edition up with the commit."""
    if state == "confirmed":
        edition.change(conn)
    conn.execute(update(power_recall).where(power_recall.c.id == recall_id).values(state=state, confirmed_at=at, confirmed_by=person_id))


def recalls(conn: Connection, unit_id: int | None = None) -> list[dict[str, Any]]:
    """The recalls of a unit or of all, the newest first, with who entered and who confirmed them."""
    query = select(power_recall, unit.c.code.label("unit_code"), _maker.c.name.label("made_by_name"),
                   _confirmer.c.name.label("confirmed_by_name")).select_from(
        power_recall.join(unit, unit.c.id == power_recall.c.unit_id).outerjoin(_maker, _maker.c.id == power_recall.c.made_by)
        .outerjoin(_confirmer, _confirmer.c.id == power_recall.c.confirmed_by))
    if unit_id is not None:
        query = query.where(power_recall.c.unit_id == unit_id)
    return [dict(r) for r in conn.execute(query.order_by(power_recall.c.id.desc())).mappings()]


def published(own: edition.Own) -> tuple[list[ListVersion], list[Recall]]:
    """The published versions and confirmed recalls of an edition."""
    return [version_of(*one) for one in own.lists], [recall_of(code, value) for code, value in own.recalls]

