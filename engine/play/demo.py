"""The demo county: an invented county with the real law, so that a newcomer can try every role."""
from __future__ import annotations

from datetime import datetime
from pathlib import Path

from engine.play import scenario
from engine.process import bundle
from engine.work import county, definitions

#: closed examples that stand in the demo as history, in the order of their dates
EXAMPLES = ("ordinary_penalty/scenarios/e5*.toml", "summary_penalty/scenarios/e1.toml", "ordinary_penalty/scenarios/e2.toml")


def bundles(folder: Path) -> dict[str, bundle.Bundle]:
    """The process folders in `folder`, or `folder` itself when it is one: process key → bundle."""
    found = [folder] if (folder / "process.toml").exists() else sorted(p.parent for p in folder.glob("*/process.toml"))
    return {one.key: one for one in map(bundle.read, found)}


def prepare(engine, at: datetime) -> bool:
    """Loads the demo county and the shipped processes into an empty database.

    Returns:
        Whether anything was loaded; a database with people in it is left alone.
    """
    if not county.is_empty(engine):
        return False
    county.load(engine, engine.settings.processes / "demo" / "county.toml", at=at)
    definitions.deploy(engine, None, bundles(engine.settings.processes), at=at)
    return True


def play_examples(engine) -> None:
    """Plays the closed example cases, so that the demo opens on a county with a past."""
    for pattern in EXAMPLES:
        for path in sorted(engine.settings.processes.glob(pattern)):
            scenario.play(engine, scenario.read(path))
