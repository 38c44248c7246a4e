"""Rehearsals 演练: every scenario of some process folders, each on a fresh scratch store, with what of the drawings they pass through."""
from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from engine import errors
from engine.play import coverage, scenario, scratch
from engine.process.bundle import Bundle

#: a rehearsal that was asked for over the network ends here; what is left is said not to have been played
MOST, MOST_S = 100, 300.0


def run(processes: Path, given: Mapping[str, Bundle], own: Iterable[str], *, seconds: float | None = None,
        told: Callable[[dict[str, Any], int], None] | None = None) -> dict[str, Any]:
    """Plays every scenario of some folders.

    Args:
        processes: where the rule pack and the demo county are. given: process key → folder, the whole set to play with.
        own: the processes whose scenarios are played and whose drawings are told about.
        seconds: after how long no further one is begun. told: called after each scenario, with how many there are.
    Returns:
        `{"ok", "scenarios": [{"process", "file", "title", "ok", "failures", "seconds", "coverage"}], "coverage"}`,
        the coverages as `engine.play.coverage.of` gives them.
    Raises:
        errors.DefinitionInvalid: a drawing fails the checks.
    """
    about, every, outcome = {key: given[key] for key in own}, coverage.Trace(), []
    with tempfile.TemporaryDirectory(prefix="bihuan-try-") as place:
        folder, began = Path(place), time.perf_counter()
        files = _written(folder / "scenarios", about)
        (folder / "first").mkdir()
        scratch.made(folder / "first", processes, given).close()
        for number, (key, path) in enumerate(files):
            if seconds is not None and (time.perf_counter() - began > seconds or number >= MOST):
                one = _one(key, path, ["没有演练：场景过多或者用时过长。"], 0.0, coverage.of(coverage.Trace(), about))
            else:
                one = _played(folder, number, key, path, processes, about, every)
            outcome.append(one)
            if told:
                told(one, len(files))
    return {"ok": all(one["ok"] for one in outcome), "scenarios": outcome, "coverage": coverage.of(every, about)}


def _written(folder: Path, about: Mapping[str, Bundle]) -> list[tuple[str, Path]]:
    """The scenarios as files: a twin is read beside the one it follows."""
    found = []
    for key, one in about.items():
        (folder / key).mkdir(parents=True)
        for name, content in sorted(one.under("scenarios", ".toml").items()):
            found.append((key, folder / key / f"{name}.toml"))
            found[-1][1].write_bytes(content)
    return found


def _played(folder: Path, number: int, key: str, path: Path, processes: Path, about: Mapping[str, Bundle], every: coverage.Trace) -> dict[str, Any]:
    began, trace = time.perf_counter(), coverage.Trace()
    engine = scratch.twin(folder / "first", folder / str(number), processes)
    title = ""
    try:
        with coverage.watched(trace):
            title, failures = attempted(engine, path)
    finally:
        engine.close()
    every.add(trace)
    return _one(key, path, failures, time.perf_counter() - began, coverage.of(trace, about), title)


def attempted(engine, path: Path) -> tuple[str, list[str]]:
    """Title and failures of one scenario; whatever is wrong with the file or the drawing is a failure of this one."""
    try:
        written = scenario.read(path)
    except errors.Refusal as refused:
        return "", [refused.detail]
    try:
        played = scenario.play(engine, written)
    except errors.Refusal as refused:
        return str(written.get("title", "")), [refused.detail]
    except (KeyError, TypeError, ValueError, AttributeError) as fault:  # a step that names what it may not, or not as it must
        return str(written.get("title", "")), [f"情景写法不对：{fault}"]
    return played.title, played.failures


def _one(key: str, path: Path, failures: list[str], seconds: float, covered: dict[str, Any], title: str = "") -> dict[str, Any]:
    return {"process": key, "file": path.name, "title": title, "ok": not failures, "failures": failures, "seconds": round(seconds, 3), "coverage": covered}


def told(outcome: Mapping[str, Any]) -> str:
    """A rehearsal in Chinese: each scenario, its failures, and the coverage of all."""
    lines = []
    for one in outcome["scenarios"]:
        lines.append(f"{'通过' if one['ok'] else '未通过'}　{one['process']}/{one['file']}　{one['title']}（{one['seconds']:.1f} 秒）")
        lines += [f"　　{failure}" for failure in one["failures"]]
    failed = sum(not one["ok"] for one in outcome["scenarios"])
    return "\n".join([*lines, f"共 {len(lines) and len(outcome['scenarios'])} 个场景，{failed} 个未通过。", *coverage.told(outcome["coverage"])])
