"""What every program here shares: its options, its table, its place in figures.json."""
from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench import databases

FIGURES = Path(__file__).with_name("figures.json")
LIBRARIES = ("SpiffWorkflow", "SQLAlchemy", "psycopg", "lxml")


@dataclass(frozen=True)
class Target:
    """What a figure must keep to.

    Attributes:
        most, least: the bound; one of them, or neither for a figure that is only told.
    """

    most: float | None = None
    least: float | None = None

    def met(self, value: float) -> bool:
        """Whether a value keeps to it."""
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)

    def __str__(self) -> str:
        return f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}" if self.least is not None else ""


def main(name: str, purpose: str, measure: Callable[[databases.Backend | None, bool], Mapping[str, float]],
         targets: Mapping[str, Target], *, kinds: tuple[str, ...] = databases.KINDS) -> int:
    """Runs one program.

    Args:
        name: its name and its key in figures.json.
        measure: given a kind of database and whether to be quick, its figures by name.
        targets: by figure's name; a figure without one is only told.
        kinds: databases to run on; empty when none is needed.
    Returns:
        Exit code: 0, or 1 when a target was missed. A quick run misses none: its sizes say nothing.
    """
    options = argparse.ArgumentParser(prog=f"python -m bench.{name}", description=purpose)
    options.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    options.add_argument("--quick", action="store_true", help="tiny sizes, to see that it runs; figures.json is left alone")
    options.add_argument("--database", choices=kinds, action="append", help="only this kind; may be given twice")
    options.add_argument("--url", help="a PostgreSQL server where databases may be created; default one started here")
    args = options.parse_args()
    found: dict[str, dict[str, float]] = {}
    for kind in args.database or kinds:
        with databases.opened(kind, args.url) as backend:
            found[kind] = dict(measure(backend, args.quick))
    if not kinds:
        found["engine"] = dict(measure(None, args.quick))
    missed = sorted({figure for figures in found.values() for figure, value in figures.items()
                     if figure in targets and not targets[figure].met(value)})
    body = {"machine": machine(), "figures": found, "targets": {k: str(v) for k, v in targets.items()}, "missed": missed}
    print(json.dumps(body, ensure_ascii=False) if args.json else table(found, targets))
    if not args.quick:
        keep(name, body)
    return 1 if missed and not args.quick else 0


def table(found: Mapping[str, Mapping[str, float]], targets: Mapping[str, Target]) -> str:
    """The figures as text, one line each."""
    kinds = list(found)
    names = list(dict.fromkeys(figure for figures in found.values() for figure in figures))
    wide = max(map(len, names))
    lines = [f"{'':{wide}}  " + "".join(f"{kind:>12}" for kind in kinds) + f"{'target':>12}"]
    for name in names:
        target = targets.get(name, Target())
        values = [found[kind].get(name) for kind in kinds]
        fine = all(target.met(value) for value in values if value is not None)
        lines.append(f"{name:{wide}}  " + "".join(f"{'' if v is None else f'{v:.4g}':>12}" for v in values)
                     + f"{str(target):>12}" + ("" if fine else "  MISSED"))
    return "\n".join(lines)


def keep(name: str, body: Mapping[str, Any]) -> None:
    """Puts a program's figures into figures.json, each with the machine it was taken on."""
    every = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    every[name] = {**body, "figures": {kind: {k: float(f"{v:.4g}") for k, v in figures.items()} for kind, figures in body["figures"].items()}}
    FIGURES.write_text(json.dumps(dict(sorted(every.items())), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """What the figures depend on besides the code."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"cores": cores, "processor": platform.machine(), "python": platform.python_version(), "sqlite": sqlite3.sqlite_version,
            **{library: version(library) for library in LIBRARIES}, "disk_sync_ms": round(disk_sync() * 1000, 2)}


def disk_sync(times: int = 30) -> float:
    """Seconds the disk takes to make 4 KB durable, the floor of every commit."""
    with tempfile.TemporaryFile() as file:
        def write() -> None:
            os.write(file.fileno(), bytes(4096))
            os.fsync(file.fileno())
        return typical(write, times)


class Spent(NamedTuple):
    """Seconds that something took: by the clock, and of this process's own computing (a database server's is not in it)."""

    wall: float
    cpu: float


def spent(act: Callable[[], Any]) -> Spent:
    """What one call took."""
    began, computed = time.perf_counter(), time.process_time()
    act()
    return Spent(time.perf_counter() - began, time.process_time() - computed)


def timed(act: Callable[[], Any]) -> float:
    """Seconds one call took."""
    return spent(act).wall


def typical(act: Callable[[], Any], times: int) -> float:
    """Seconds a call takes: the median of several, after one that does not count."""
    act()
    return median(timed(act) for _ in range(times))


def compared(one: Callable[[], Any], other: Callable[[], Any], times: int) -> tuple[float, float]:
    """Seconds of two calls, taken turn and turn about, so that other work on the machine weighs on both alike."""
    one(), other()
    pairs = [(timed(one), timed(other)) for _ in range(times)]
    return median(a for a, _ in pairs), median(b for _, b in pairs)


def end(code: int) -> None:
    """Leaves with an exit code."""
    sys.exit(code)
