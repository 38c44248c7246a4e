"""Where a saved instance stands, read from its bytes without building it: a county asks this of every running case at once."""
from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.util.task import TaskState

from engine.errors import Incident
from engine.process.definition import Definition

_LIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
#: what of an engine task's memory is a time or a number of its own and says nothing of its place
_OWN = {"due", "event_value", "start_time", "end_time"}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an instance stands.

    Attributes:
        shape: equal for two instances of one version that stand alike: everything of their states but ids, times and data.
        live: (process key, element id) → since when, by the engine's own clock; calls that are open included.
        names: the routing variables it has.
    """

    shape: bytes
    live: dict[tuple[str, str], datetime]
    names: frozenset[str]

    def by_process(self) -> dict[str, list[str]]:
        """Process key → ids of its live elements, as `Running.position` tells them."""
        found: dict[str, list[str]] = {}
        for process, element in sorted(self.live):
            found.setdefault(process, []).append(element)
        return found


def whereabouts(definition: Definition, blob: bytes) -> Whereabouts:
    """Reads a state.

    Raises:
        Incident: it is damaged or of another version.
    """
    try:
        body = json.loads(zlib.decompress(blob))
        live: dict[tuple[str, str], datetime] = {}
        shape = [_read(definition, name, tree, live) for name, tree in _trees(definition, body)]
        return Whereabouts(json.dumps(shape).encode(), live, frozenset(body["variables"]))
    except (ValueError, KeyError, TypeError, IndexError, zlib.error) as fault:
        raise Incident(f"流程“{definition.name}”的状态无法读取") from fault


def _trees(definition: Definition, body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The process itself and whatever is open below it, the outer before the inner."""
    waiting = {sub["at"].replace("-", ""): sub for sub in body["subs"]}
    trees = [(definition.key, body)]
    while trees:
        name, tree = trees.pop(0)
        yield name, tree
        trees += [(waiting[row[0]]["spec"], waiting[row[0]]) for row in tree["rows"] if row[3] & _LIVE and row[0] in waiting]


def _read(definition: Definition, name: str, tree: dict[str, Any], live: dict[tuple[str, str], datetime]) -> list[Any]:
    spec = definition.spec if name == definition.key else definition.subs[name]
    process, rows = definition.owner[name], []
    for _, parent, spec_name, state, changed, triggered, memory, _ in tree["rows"]:
        rows.append((parent, spec_name, state, triggered, sorted((k, str(v)) for k, v in (memory or {}).items() if k not in _OWN)))
        task_spec = spec.task_specs[spec_name]
        element = getattr(task_spec, "bpmn_id", None)
        if state & _LIVE and element and not isinstance(task_spec, BoundaryEvent):
            since = datetime.fromtimestamp(changed, timezone.utc)
            live[process, element] = min(since, live.get((process, element), since))
    return [name, rows, tree["last"], tree["done"]]
