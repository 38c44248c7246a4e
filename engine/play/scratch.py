"""Scratch stores: a temporary SQLite with the demo county, or with the people and units of a real one, and whatever drawings are to be tried."""
from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

from engine.engine import Engine
from engine.process.bundle import Bundle
from engine.settings import Settings
from engine.work import county, definitions

#: when a scratch county is set up, before every case that is played (10:00 in Shanghai)
SET_UP_AT = datetime(2024, 1, 2, 2, tzinfo=timezone.utc)
_FILE = "scratch.sqlite"


def made(folder: Path, processes: Path, given: Mapping[str, Bundle], *, people_of: Engine | None = None) -> Engine:
    """A scratch store with people and drawings. The drawings are checked, not proven.

    Args:
        folder: an empty folder for everything it writes. processes: where the rule pack and the demo county are.
        given: process key → folder, the whole set. people_of: whose people and units to copy; default the demo county.
    Raises:
        errors.DefinitionInvalid: a drawing fails the checks.
    """
    engine = Engine(_settings(folder, processes))
    try:
        if people_of is None:
            county.load(engine, processes / "demo" / "county.toml", at=SET_UP_AT, trial=True)
        else:
            county.lend(people_of, engine, at=SET_UP_AT)
        definitions.lay_out(engine, given, at=SET_UP_AT)
    except BaseException:
        engine.close()
        raise
    return engine


def twin(of: Path, folder: Path, processes: Path) -> Engine:
    """A scratch store that begins as another one is, which nobody has open.

    Args:
        of: the other one's folder. folder: a new one.
    """
    folder.mkdir(parents=True)
    shutil.copyfile(of / _FILE, folder / _FILE)  # closed, SQLite keeps everything in the one file
    return Engine(_settings(folder, processes), migrate=False)


def _settings(folder: Path, processes: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{folder / _FILE}", processes=processes, files=folder / "files", data=folder)
