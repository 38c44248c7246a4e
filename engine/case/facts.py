"""What is true of a case at the moment of an act, in the shape the gates read."""
from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Iterable, Mapping

from engine.law.authority import may_act
from engine.law.clock import Clock
from engine.law.dossier import Dossier
from engine.law.gates import Facts
from engine.law.separation import Held
from engine.now import shanghai_date
from engine.store.columns import encode

#: what the reviewer saw and the decider decides on; a later change of any of them outdates the review
REVIEWED = ("party_type", "party_name", "party_id", "item_code", "act_on", "conclusion", "penalty_kind", "penalty_fen",
            "violated_article", "penalty_article", "discretion_reason", "hearing_offered", "collective_required",
            "evidence_summary", "case_summary", "statement_text", "hearing_report")


def reviewed_digest(data: Mapping[str, Any]) -> str:
    """The digest of what legal review covers: party, act, evidence, articles and amount."""
    return hashlib.sha256(encode({k: data.get(k) for k in REVIEWED}).encode()).hexdigest()


def of_case(engine, conn, case: Mapping[str, Any], data: Mapping[str, Any], clocks: Mapping[str, Clock],
            duties: Iterable[Held], at: datetime, file: Dossier) -> Facts:
    """The facts of a case.

    Args:
        case: the case's row.
        data: its form data, the form in hand included.
        duties: all duties, those of the act in hand included.
        file: what lies in the file (engine.case.dossier), read because a gate asks.
    """
    local, rules = engine.local(conn), engine.rules_for(conn)
    item = rules.items.get(data.get("item_code"))
    unit, on = engine.unit(conn, case["unit_id"]), shanghai_date(at)
    power = may_act(rules.lists, unit["code"], item.code, on) if item else None
    return Facts(at=at, on=on, rules=rules, data={**data, "filed_on": case["filed_on"], **_local_band(local, data)}, clocks=clocks,
                 met=case["met"], duties=tuple(duties), item=item, power=power, unit_code=unit["code"], dossier=file)


def _local_band(local: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The amount the county has entered where the statute leaves it to the province, with its basis."""
    band = (local.get("local_bands") or {}).get(data.get("item_code"))
    if not band:
        return {}
    party = "organisation" if data.get("party_type") == "organisation" else "citizen"
    return {"local_band": band.get(party), "local_band_basis": band["basis"]}
