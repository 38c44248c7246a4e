"""In whose name a case's papers go out 执法主体: who is named, whose counter numbers them, and where a remedy is sought."""
from __future__ import annotations

from datetime import date
from typing import Any, Mapping, NamedTuple

from engine import errors
from engine.case import facts
from engine.law.power.authority import Power
from engine.law.power.capacity import code_on_papers, name_on_papers


class Bearer(NamedTuple):
    """Who answers for a paper.

    Attributes:
        agency: full name of the agency that the paper bears.
        unit_id: whose counter numbers it.
        reconsideration, court: who hears a reconsideration and a suit against that agency.
    """

    agency: str
    unit_id: int
    reconsideration: str
    court: str


def bearer(engine, conn, case: Mapping[str, Any], item_code: str | None, on: date) -> Bearer:
    """The agency that a paper of this case bears on `on`.

    The entrusting agency under 委托, the stationing one under 派驻 (engine.law.power.capacity); the legal subject of the case's own unit otherwise,
    also while it has no power: then the paper says just that (transfer, no filing). Never an internal team.
    """
    own, power = engine.subject(conn, case["unit_id"]), facts.power_over(engine, conn, case, item_code, on)
    code = code_on_papers(power) if isinstance(power, Power) else own["code"]
    if code == own["code"]:
        return _of(engine, conn, own, own["agency"])
    try:
        named = engine.unit(conn, engine.unit_by_code(conn, code))
    except errors.NotFound:  # a department that does not work here: its papers are numbered with those of the unit that acts for it
        return _of(engine, conn, own, name_on_papers(power, engine.rules_for(conn).agencies))
    return _of(engine, conn, named, named["agency"])


def _of(engine, conn, unit: Mapping[str, Any], agency: str) -> Bearer:
    """A government or its department is reconsidered by the government above it (行政复议法第二十四条)."""
    above = engine.unit(conn, unit["parent_id"]) if unit["parent_id"] else unit
    return Bearer(agency, unit["id"], above["government"], above["court"])
