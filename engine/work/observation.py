"""Observing 运行观察: where the running cases wait on the deployed drawings, for how long, by which versions, and where they are stuck.

Numbers are of the whole county; the cases behind them only those that exist for whoever asks.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any
from weakref import WeakKeyDictionary

from engine import errors
from engine.case.access.permission import need
from engine.process import bundle as bundles
from engine.process.whereabouts import whereabouts
from engine.store import definitions, moves, positions
from engine.store.columns import NEVER

At = tuple[str, str]
#: engine → case → (version of its instance, where it stands): a saved state never changes, only its successor is read
_KNOWN: WeakKeyDictionary[Any, dict[int, tuple[int, dict[At, datetime]]]] = WeakKeyDictionary()


@dataclass
class Place:
    """What waits at one element: case → since when, and what of it is overdue."""

    since: dict[int, datetime] = field(default_factory=dict)
    due: dict[int, datetime] = field(default_factory=dict)


@dataclass
class Seen:
    """Where the running cases of a county stand.

    Attributes:
        running: case → deployment. troubled: cases with an open incident.
    """

    running: dict[int, int]
    places: dict[At, Place]
    troubled: set[int]


def overview(engine, actor, *, at: datetime) -> list[dict[str, Any]]:
    """The processes in force.

    Returns:
        `{"process", "name", "version", "cases", "overdue", "incidents"}` each: how many cases are in it now, and of those overdue or stuck.
    """
    need(actor, "rules.read")
    with engine.store.read() as conn:
        seen, every = _look(engine, conn, actor), moves.versions(conn)[definitions.current(conn)]
        named = {k: bundles.unpack(packed) for k, packed in definitions.bundles(conn, definitions.current(conn)).items()}
    found = []
    for key, one in sorted(named.items(), key=lambda pair: (not pair[1].root, pair[0])):
        inside = {case for (process, _), place in seen.places.items() if process == key for case in place.since}
        late = {case for (process, _), place in seen.places.items() if process == key for case, due in place.due.items() if due < at}
        found.append({"process": key, "name": one.name, "version": every[key][0], "cases": len(inside), "overdue": len(late),
                      "incidents": len(inside & seen.troubled)})
    return found


def of_process(engine, actor, process: str, *, at: datetime) -> dict[str, Any]:
    """One process as it is in force, with what waits at each element.

    Returns:
        `{"process", "name", "version", "xml", "cases", "versions", "elements"}`; a version `{"version", "in_force", "cases"}`; an element
        `{"element", "name", "shown", "cases", "overdue", "incidents", "oldest_at", "median_s"}`, the fullest first, `shown` whether the drawing
        in force has it.
    Raises:
        errors.NotFound: no such process in force.
    """
    need(actor, "rules.read")
    with engine.store.read() as conn:
        folder = _folder(conn, process)
        seen, every, current = _look(engine, conn, actor), moves.versions(conn), definitions.current(conn)
        names = _names(engine, conn, seen, process)
    here = {element: place for (key, element), place in seen.places.items() if key == process}
    inside = {case for place in here.values() for case in place.since}
    drawn = folder.diagram.decode()
    return {"process": process, "name": folder.name, "version": every[current][process][0], "xml": drawn, "cases": len(inside),
            "versions": _versions(seen, every, process, every[current][process][0]),
            "elements": sorted((_element(element, names.get(element, element), place, seen.troubled, f'id="{element}"' in drawn, at)
                                for element, place in here.items()), key=lambda one: (-one["cases"], one["element"]))}


def cases_at(engine, actor, process: str, element: str, *, at: datetime, limit: int = 200) -> dict[str, Any]:
    """The cases that wait at an element, the longest waiting first, as far as they exist for whoever asks.

    Returns:
        `{"element", "name", "total", "hidden", "items"}`; an item `{"case_id", "number", "unit_name", "since", "due_at", "overdue", "incident"}`.
    Raises:
        errors.NotFound: no such process in force.
    """
    need(actor, "rules.read")
    with engine.store.read() as conn:
        _folder(conn, process)
        seen = _look(engine, conn, actor)
        place = seen.places.get((process, element), Place())
        rows = positions.visible(conn, actor, place.since)
        name = _names(engine, conn, seen, process).get(element, element)
    items = [{"case_id": row["case_id"], "number": row["number"], "unit_name": row["unit_name"], "since": place.since[row["case_id"]],
              "due_at": place.due.get(row["case_id"]), "overdue": place.due.get(row["case_id"], NEVER) < at,
              "incident": row["case_id"] in seen.troubled} for row in rows]
    items.sort(key=lambda one: (one["since"], one["case_id"]))
    return {"element": element, "name": name, "total": len(place.since), "hidden": len(place.since) - len(items), "items": items[:limit]}


# -- inside --------------------------------------------------------------------------------------------------------
def _look(engine, conn, actor) -> Seen:
    running, known = positions.running(conn, actor), _KNOWN.get(engine, {})
    stands = {case: known[case] for case, (_, version) in running.items() if case in known and known[case][0] == version}
    for case, deployment_id, version, state in positions.states(conn, running.keys() - stands.keys()):
        try:
            definition = engine.definition(conn, deployment_id)
            # an embedded sub-process is seen by what is live inside it, on the same drawing
            stands[case] = version, {at: since for at, since in whereabouts(definition, state).live.items()
                                     if at not in definition.elements or definition.elements[at].kind != "subprocess"}
        except errors.Incident:  # a state that cannot be read is an incident of its own, and stands nowhere
            stands[case] = version, {}
    _KNOWN[engine] = {**known, **stands} if len(known) < 2 * len(stands) else stands
    places: dict[At, Place] = defaultdict(Place)
    for case, (_, live) in stands.items():
        for at, since in live.items():
            places[at].since[case] = since
    for one in positions.waiting(conn, actor):  # a task says since when by the house's own clock, and when it is due
        place = places[one.process, one.element]
        place.since[one.case_id] = one.created_at
        if one.due_at != NEVER:
            place.due[one.case_id] = min(one.due_at, place.due.get(one.case_id, one.due_at))
    return Seen({case: deployment_id for case, (deployment_id, _) in running.items()}, dict(places), positions.troubled(conn, actor))


def _folder(conn, process: str) -> bundles.Bundle:
    packed = definitions.bundles(conn, definitions.current(conn)).get(process) if definitions.current(conn) else None
    if packed is None:
        raise errors.NotFound("没有找到这个流程。")
    return bundles.unpack(packed)


def _names(engine, conn, seen: Seen, process: str) -> dict[str, str]:
    """What the elements of a process are called, in the newest version that has them."""
    found: dict[str, str] = {}
    for deployment_id in sorted({*seen.running.values(), definitions.current(conn)}):
        found.update({element: one.name for (key, element), one in engine.definition(conn, deployment_id).elements.items() if key == process})
    return found


def _versions(seen: Seen, every: Mapping[int, Mapping[str, tuple[int, str]]], process: str, current: int) -> list[dict[str, Any]]:
    counts: dict[int, int] = {current: 0}
    for deployment_id in seen.running.values():
        if process in every[deployment_id]:
            version = every[deployment_id][process][0]
            counts[version] = counts.get(version, 0) + 1
    return [{"version": version, "in_force": version == current, "cases": counts[version]} for version in sorted(counts, reverse=True)]


def _element(element: str, name: str, place: Place, troubled: set[int], shown: bool, at: datetime) -> dict[str, Any]:
    waits = [max((at - since).total_seconds(), 0) for since in place.since.values()]
    return {"element": element, "name": name, "shown": shown, "cases": len(place.since), "overdue": sum(due < at for due in place.due.values()),
            "incidents": len(troubled & place.since.keys()), "oldest_at": min(place.since.values()), "median_s": int(median(waits))}
