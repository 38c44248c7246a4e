"""A village house whose owner was ordered to pull it down, up to the point at which it is torn down by force."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from engine.play import scenario
from engine.store import tables
from tests.conftest import ROOT

VILLAGE_HOUSE = ROOT / "processes" / "forced_demolition" / "scenarios" / "village_house.toml"
#: Friday; the suit period ended on 2 September, the notice's term on the tenth
AT = datetime.fromisoformat("2026-09-11T14:00:00+08:00")
#: Tuesday night, and the first day of the mid-autumn festival
NIGHT, HOLIDAY, MORNING = "2026-09-15T23:00:00+08:00", "2026-09-25T09:00:00+08:00", "2026-09-15T09:00:00+08:00"


def before(engine, element: str) -> int:
    """Plays the case until `element` is the next step; gives its id."""
    written = scenario.read(VILLAGE_HOUSE)
    cut = next(n for n, step in enumerate(written["step"]) if step.get("task") == element)
    played = scenario.play(engine, {**written, "expect": {}, "step": written["step"][:cut]})
    assert not played.failures, played.failures
    with engine.store.read() as conn:
        return conn.execute(select(func.max(tables.case_file.c.id))).scalar_one()


def form(element: str, **changed) -> dict:
    """What is entered at a step when all is well, with changes."""
    written = scenario.read(VILLAGE_HOUSE)
    return {**next(s for s in written["step"] if s.get("task") == element and "refused" not in s)["form"], **changed}
