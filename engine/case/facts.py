"""What is true of a case at the moment of an act, in the shape the gates read."""
from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any, Iterable, Mapping

from engine.law.facts import as_day
from engine.law.file.dossier import Dossier
from engine.law.gates import Facts
from engine.law.penalty.lawversion import applicable, version_on
from engine.law.penalty.penalty import Item
from engine.law.people.separation import Held
from engine.law.power.authority import NoPower, Power, may_act
from engine.law.power.succession import may_continue
from engine.law.rules import Rulebook
from engine.law.time.clock import Clock
from engine.now import shanghai_date
from engine.store.columns import encode

#: what the reviewer saw and the decider decides on; a later change of any of them outdates the review
REVIEWED = ("party_type", "party_name", "party_id", "item_code", "act_on", "conclusion", "penalty_kind", "penalty_fen",
            "violated_article", "penalty_article", "discretion_reason", "hearing_offered", "collective_required",
            "evidence_summary", "case_summary", "statement_text", "hearing_report", "law_version", "law_version_reason", "discretion_tier",
            "discretion_factors", "discretion_deviates", "deviation_reason", "mitigated", "mitigation_ground", "crime_suspected", "crime_value_fen",
            "crime_forbidden", "crime_earlier_penalties", "crime_decision", "crime_reason", "crime_returned_on", "gains_fen", "goods_fen")
#: what came to be covered later: counted only where it is given, so that reviews made before stay what they were
REVIEWED_SINCE = ("penalty_kinds",)


def reviewed_digest(data: Mapping[str, Any]) -> str:
    """The digest of what legal review covers: party, act, evidence, articles and amount."""
    covered = {k: data.get(k) for k in REVIEWED} | {k: data[k] for k in REVIEWED_SINCE if data.get(k)}
    return hashlib.sha256(encode(covered).encode()).hexdigest()


def of_case(engine, conn, case: Mapping[str, Any], data: Mapping[str, Any], clocks: Mapping[str, Clock],
            duties: Iterable[Held], at: datetime, file: Dossier) -> Facts:
    """The facts of a case.

    Args:
        case: the case's row.
        data: its form data, the form in hand included.
        duties: all duties, those of the act in hand included.
        file: what lies in the file (engine.case.file.dossier), read because a gate asks.
    """
    local, rules = engine.local(conn), engine.rules_for(conn)
    unit, on = engine.subject(conn, case["unit_id"]), shanghai_date(at)
    item = item_of(rules, data, on)
    power = power_over(engine, conn, case, data.get("item_code"), on)
    given = {**data, "filed_on": case["filed_on"], "filing_unit": filing_unit(engine, conn, case), **_local_band(local, data)}
    return Facts(at=at, on=on, rules=rules, data=given, clocks=clocks,
                 met=case["met"], duties=tuple(duties), item=item, power=power, unit_code=unit["code"], dossier=file)


def packs(rules: Rulebook, item_code: str | None, on: date) -> tuple[str, ...]:
    """The rule packs that bind a case besides the national one: those of field and province, then those the county has adopted."""
    item = rules.items.get(item_code)
    bound = rules.profiles.of(item.domain, on) if item else ()
    return tuple(dict.fromkeys((*bound, *rules.switches.get("packs", "").split())))


def item_of(rules: Rulebook, data: Mapping[str, Any], on: date) -> Item | None:
    """The item in the version by which the case is judged: the one recorded, else the one that applies to the act (行政处罚法第三十七条)."""
    newest = rules.items.get(data.get("item_code"))
    versions = rules.item_versions.get(newest.code, ()) if newest else ()
    if len(versions) < 2:
        return newest
    recorded = next((v for v in versions if v.version == data.get("law_version")), None)
    act_on = as_day(data.get("act_on"))
    ended_on = min(as_day(data.get("act_ended_on")) or act_on, on) if act_on else None
    if recorded or ended_on is None or ended_on < act_on:
        return recorded or version_on(versions, on) or newest
    return applicable(versions, act_on, ended_on, on, data.get("party_type") or "citizen", rules.switches, rules.thresholds.levels).item


def power_over(engine, conn, case: Mapping[str, Any], item_code: str | None, on: date) -> Power | NoPower | None:
    """The power by which the case's unit deals with it on `on`; None while no known item has been chosen.

    An open case rests on the list of its filing day and on succession since (行政处罚法第十七条、第二十四条).
    """
    rules, code = engine.rules_for(conn), engine.subject(conn, case["unit_id"])["code"]
    if item_code not in rules.items:
        return None
    if case["filed_on"] is None:
        return may_act(rules.lists, code, item_code, on)
    return may_continue(rules.lists, rules.recalls, code, item_code, as_day(case["filed_on"]), on, filed_by=filing_unit(engine, conn, case))


def filing_unit(engine, conn, case: Mapping[str, Any]) -> str:
    """Code of the legal subject that filed the case, or would."""
    return engine.subject(conn, case["filing_unit_id"] or case["unit_id"])["code"]


def _local_band(local: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The amount the county has entered where the statute leaves it to the province, with its basis."""
    band = (local.get("local_bands") or {}).get(data.get("item_code"))
    if not band:
        return {}
    party = "organisation" if data.get("party_type") == "organisation" else "citizen"
    return {"local_band": band.get(party), "local_band_basis": band["basis"]}
