"""Sample facts for a paper that is looked at while its process is drawn: those of a scenario of the folder, up to the step that makes it."""
from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from engine import errors
from engine.play import acts
from engine.play import scenario as scenarios
from engine.work import previews

#: who stands where a scenario names a person: a paper that is no paper names nobody
SOMEBODY = "示例丙"
MOST = 100


def preview(engine, actor, files: Mapping[str, str], kind: str, *, element: str | None = None, scenario: str | None = None,
            facts: Mapping[str, Any] | None = None, at: datetime) -> dict[str, Any]:
    """A paper with the facts of a scenario of the folder, or with made up ones.

    Args:
        files, kind, element: as `engine.work.previews.made`. scenario: a file in `scenarios/`, empty for made up facts; default the first that
            passes the step. facts: what the designer has changed since.
    Returns:
        As `engine.work.previews.made`, with `scenarios`: `[{"file", "title"}]`, and `scenario`, the one it was filled from or "".
    Raises:
        errors.NotFound: the folder has no such scenario; otherwise as `engine.work.previews.made`.
    """
    found = _courses(files)
    passing = [name for name, one in found.items() if element is None or _passes(one, element)]
    chosen = next(iter(passing), "") if scenario is None else scenario
    if chosen and chosen not in found:
        raise errors.NotFound("草稿中没有这个场景，或者它无法读取。", next="请另选一个场景。")
    known, when = _facts(found[chosen], element) if chosen else ({}, at)
    made = previews.made(engine, actor, files, kind, element, facts=known, typed=facts, at=when)
    return {**made, "scenarios": [{"file": name, "title": str(found[name].get("title", name))} for name in passing], "scenario": chosen}


def _courses(files: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Every scenario of the folder that can be read, twins with the course they follow."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="bihuan-samples-") as place:
        names = sorted(path.removeprefix("scenarios/") for path in files if path.startswith("scenarios/") and path.endswith(".toml"))[:MOST]
        names = [name for name in names if Path(name).name == name]
        for name in names:
            (Path(place) / name).write_text(files[f"scenarios/{name}"], encoding="utf-8")
        for name in names:
            try:
                found[name] = scenarios.read(Path(place) / name)
            except (errors.Refusal, KeyError, TypeError, AttributeError, RecursionError):  # said when it is played
                continue
    return found


def _passes(course: Mapping[str, Any], element: str) -> list[str]:
    """The cases of a scenario in which a step is done."""
    return [step.get("case", scenarios.FIRST) for step in course["step"] if step["act"] == "complete" and step["task"] == element and "refused" not in step]


def _facts(course: Mapping[str, Any], element: str | None) -> tuple[dict[str, Any], datetime]:
    """What has been filled in when the step is done, and when that is; all of it where the course does not pass there."""
    case = next(iter(_passes(course, element)), scenarios.FIRST) if element else scenarios.FIRST
    data: dict[str, Any] = {}
    at = acts.instant(course["lead"]["at"])
    for step in ({"act": "report", **course["lead"]}, *course["step"]):
        if step.get("case", scenarios.FIRST) != case or "refused" in step:
            continue
        at = acts.instant(step["at"])
        if step["act"] in ("report", "complete") and isinstance(step.get("form"), Mapping):
            data |= {key: ([SOMEBODY] * len(value) if isinstance(value, list) else SOMEBODY) if acts.names_person(key) else value for key, value in acts.form(step["form"]).items()}
        if element is not None and step["act"] == "complete" and step["task"] == element:
            break
    return data, at
