"""The case file 案卷 as a document: cover, contents, every paper, record and count of a period, bound as the county binds."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from engine import errors
from engine.case.access import masking
from engine.case.access.masking import Veil
from engine.case.file import bound, labelled
from engine.law.file import binding as law
from engine.law.time import clock as counting
from engine.law.time import wording
from engine.now import shanghai_date
from engine.store import cases, clocks, duties, evidence, measures, papers, people, records, tasks

#: why something in it should be looked at before it is bound 备考
_NOT_OVER = "本案尚未办结，案卷内容还会增加，本次编制的页码不作为归档页码"


def get(engine, actor, case_id: int, *, at: datetime) -> dict[str, Any]:
    """The file of a case as it is now.

    Returns:
        `{"case_id", "cover", "binding", "volumes", "clocks", "void", "notes", "made_at"}`; each volume with its `contents` 卷内目录 and its
        `sheets`, page by page; `clocks` with every counted and skipped day; `void` the numbers made void, with the reason.
    Raises:
        errors.NotFound: it does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        case = cases.see(conn, actor, case_id)
        return _made(engine, conn, case, masking.of(engine, conn, actor, case), at)


def at_the_machine(engine, case: str, *, at: datetime) -> dict[str, Any]:
    """As `get`, for the command line of the machine that holds the database; numbers are covered as for everybody.

    Args:
        case: the number of the case file, or its internal number.
    Raises:
        errors.NotFound: no such case.
    """
    with engine.store.read() as conn:
        row = cases.named(conn, case)
        if row is None:
            raise errors.NotFound(f"没有找到编号为 {case} 的案件。", next="请核对案号或者案件内部编号。")
        return _made(engine, conn, row, masking.veil(engine, row, works=True), at)


def _made(engine, conn, case: Mapping[str, Any], veil: Veil, at: datetime) -> dict[str, Any]:
    rules, case_id, on = engine.rules_for(conn), case["id"], shanghai_date(at)
    rows = bound.Rows(case, papers.of_case(conn, case_id), tasks.of_case(conn, case_id), evidence.of_case(conn, case_id), records.of_case(conn,
            case_id),
                      measures.of_case(conn, case_id), clocks.of_case(conn, case_id))
    held, definition = duties.of_case(conn, case_id), engine.definition_of_case(conn, case_id)
    words = labelled.glossary(definition, people.names(conn, _persons(rows, held)),
                              {code: one.name for code, one in rules.items.items()})
    binding = rules.binding
    volumes = law.bound(binding, bound.things(rows, rules, definition, words, on))
    cover = _cover(engine, conn, case, held, volumes, rows)
    return veil.over({"case_id": case_id, "cover": cover, "binding": {"code": binding.code, "name": binding.name, "source": binding.source},
                      "volumes": [_volume(one, n, len(volumes)) for n, one in enumerate(volumes, 1)],
                      "clocks": [_clock(rules, clock_id, one, on) for clock_id, one in rows.clocks],
                      "void": [{k: row[k] for k in ("name", "number", "issued_at", "voided_at", "void_reason",
                                                    "voided_by_name")} for row in rows.papers if row["voided_at"]],
                      "notes": _notes(case, rows), "made_at": at})


def _persons(rows: bound.Rows, held: list[dict[str, Any]]) -> set[int]:
    named = {p for row in (*rows.evidence, *rows.records, *rows.measures) for p in row["officers"]} | {h["person_id"] for h in held}
    named |= {p for row in rows.tasks for p in row["signers"]} | {p for row in rows.papers if row["service"] for p in row["service"]["by"]}
    facts = rows.case["facts"] or {}
    return named | {int(value) for key, value in facts.items() if key.endswith(("_host", "_with")) and str(value).isdigit()}


def _cover(engine, conn, case: Mapping[str, Any], held: list[dict[str, Any]], volumes: tuple[law.Volume, ...], rows: bound.Rows) -> dict[str, Any]:
    item, met = engine.rules.items.get(case["item_code"]), case["met"] or {}
    names: dict[str, list[str]] = {}
    for one in held:
        names.setdefault(one["duty"], []).append(one["person_name"])
    decision = next((row for row in reversed(rows.papers) if row["voided_at"] is None and row["kind"] in ("penalty_decision", "no_penalty_decision",
            "on_spot_decision")), None)
    return {"agency": engine.subject(conn, case["unit_id"])["agency"], "number": case["number"],
            "archive_number": (met.get("closed") or {}).get("archive_number"),
            "title": case["title"], "cause": item.name if item else None, "party_name": case["party_name"], "filed_on": case["filed_on"],
            "decision_number": decision["number"] if decision else None, "decided_on": shanghai_date(decision["issued_at"]) if decision else None,
            "closed_on": case["closed_on"], "handlers": list(dict.fromkeys(names.get("handle", ()))),
            "reviewers": list(dict.fromkeys(names.get("review", ()))),
            "deciders": list(dict.fromkeys(names.get("decide", ()))), "binders": list(dict.fromkeys(names.get("archive", ()))),
            "volumes": len(volumes), "pages": sum(len(one.sheets) for one in volumes)}


def _volume(one: law.Volume, n: int, of: int) -> dict[str, Any]:
    return {"key": one.key, "name": one.name, "open": one.open, "number": n, "of": of, "pages": len(one.sheets),
            "contents": [{"no": e.no, "name": e.thing.name, "number": e.thing.number, "on": e.thing.on, "first_page": e.first_page,
                          "last_page": e.last_page,
                          "remark": e.thing.remark} for e in one.entries],
            "sheets": [{"page": s.page, "entry": s.entry, "blocks": [asdict(block) for block in s.blocks]} for s in one.sheets]}


def _clock(rules, clock_id: int, one: counting.Clock, on) -> dict[str, Any]:
    lines = [{"date": line.date, "counted": line.counted, "reason": line.reason} for line in counting.explain(one, rules.calendar, on)]
    return {"id": clock_id, "code": one.code, "name": one.name, "gen": one.gen, "state": one.state, "due_on": one.due_on,
            "provisional": one.provisional,
            "heading": [list(pair) for pair in wording.heading(one, rules.calendar, bound.rule_of(rules, one))], "lines": lines}


def _notes(case: Mapping[str, Any], rows: bound.Rows) -> list[str]:
    said = [] if case["status"] in cases.OVER else [_NOT_OVER]
    said += [f"《{row['name']}》{row['number']}已作废：{row['void_reason']}" for row in rows.papers if row["voided_at"]]
    said += [f"“{one.name}”所涉年份的放假安排尚未公布，日期为暂定" for _, one in rows.clocks if one.provisional]
    return list(dict.fromkeys(said))
