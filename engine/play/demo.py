"""The demo county: an invented county with the real law, so that a newcomer can try every role."""
from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path

from engine.now import shanghai_date
from engine.play import scenario
from engine.process import bundle
from engine.work import county, definitions

#: closed examples that stand in the demo as its past, in the order of their dates
CLOSED = ("ordinary_penalty/scenarios/e5.toml", "summary_penalty/scenarios/e1.toml", "ordinary_penalty/scenarios/e2.toml")
#: cases on people's desks: a scenario moved to the last days, stopped before the task it waits at
OPEN = (("summary_penalty/scenarios/business_as_organisation.toml", "register"),
        ("closed_loop/scenarios/corrected_and_educated.toml", "recheck"),
        ("ordinary_penalty/scenarios/no_penalty_after_leader_sent_back.toml", "conclude"),
        ("ordinary_penalty/scenarios/hearing_and_review_sent_back.toml", "legal_review"),
        ("ordinary_penalty/scenarios/heavier_after_review_renoticed.toml", "decide"))


def bundles(folder: Path) -> dict[str, bundle.Bundle]:
    """The process folders in `folder`, or `folder` itself when it is one: process key → bundle."""
    found = [folder] if (folder / "process.toml").exists() else sorted(p.parent for p in folder.glob("*/process.toml"))
    return {one.key: one for one in map(bundle.read, found)}


def prepare(engine, at: datetime) -> bool:
    """Loads the demo county and the shipped processes into an empty database.

    Returns:
        Whether anything was loaded; nothing is in production mode, and a database with people in it is left alone.
    """
    if engine.settings.mode != "demo" or not county.is_empty(engine):
        return False
    county.load(engine, engine.settings.processes / "demo" / "county.toml", at=at)
    definitions.deploy(engine, None, bundles(engine.settings.processes), at=at)
    return True


def play_examples(engine, at: datetime) -> None:
    """Plays the example cases, so that the demo opens on a county with a past and with work on its desks.

    Args:
        at: the present; cases on people's desks have their last act on the day before.
    """
    folder = engine.settings.processes
    for path in CLOSED:
        scenario.play(engine, scenario.read(folder / path))
    for path, waits_at in OPEN:
        written = scenario.read(folder / path)
        steps = list(takewhile(lambda step: step.get("task") != waits_at, written["step"]))
        scenario.play(engine, scenario.moved({**written, "step": steps, "expect": {}}, shanghai_date(at) - timedelta(days=1)))
