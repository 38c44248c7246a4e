"""The case file 案卷 as the gates read it: what the registers hold and what the completed forms say."""
from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Iterable, Iterator, Mapping

from engine.law.time.clock import Clock
from engine.law.file.dossier import (Deed, Dossier, Earlier, Evidence, Goods, Measure, PaperIssued, Payment, Person, Publication, Record, Service, Staff)
from engine.law.facts import as_day
from engine.law.people.eligibility import Qualification
from engine.law.rules import Rulebook
from engine.now import SHANGHAI, shanghai_date
from engine.store import dossier as rows_of
from engine.store.columns import decode, instant
from engine.store.dossier import Row

#: form fields that say a paper was served: date, word of the fields beside it (…_serve_mode, …_receiver), kinds of paper served by it
SERVED = (("correction_served_on", "correction", ("correction_order",)),
          ("notice_served_on", "notice", ("prior_notice", "hearing_notice_right")), ("hearing_notice_served_on", "hearing_notice", ("hearing_notice",)),
          ("decision_served_on", "decision", ("penalty_decision", "no_penalty_decision", "on_spot_decision", "demolition_order")),
          ("urged_on", "urge", ("urge_notice",)), ("urge_served_on", "urge", ("urge_notice",)))
_SERVED = frozenset(key for key, _, _ in SERVED)
#: handed to the party by those who sign it (行政处罚法第五十二条第一款)
ON_THE_SPOT = "on_spot_decision"


def of(engine, conn, case: Mapping[str, Any], data: Mapping[str, Any]) -> rows_of.Of:
    """Whose file is meant.

    Args:
        case: `id` and `unit_id`. data: the case's form data, for the party.
    """
    return rows_of.Of(case["id"], case["unit_id"], engine.unit_at_hand(conn, case["unit_id"])["superior_id"] or 0, rows_of.party_key(data) or "")


def read(engine, conn, case: Mapping[str, Any], data: Mapping[str, Any], clocks: Mapping[str, Clock]) -> Dossier:
    """The file of a case as it is now, in one statement."""
    return build(rows_of.read(conn, of(engine, conn, case, data)), engine.rules_for(conn), clocks)


def build(rows: Iterable[Row], rules: Rulebook, clocks: Mapping[str, Clock], recused: Mapping[int, datetime] = MappingProxyType({}),
          asked: Iterable[int] = ()) -> Dossier:
    """The file out of its rows.

    Args:
        clocks: of the case, for the last days of measures.
        recused: where the rows do not say who has been taken off the case, and when; asked: whose recusal waits for its decision.
    """
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.what].append(row)
    deeds = sorted(((row.id, _deed(row)) for row in found["deed"]), key=lambda one: (one[1].at, one[0]))
    outward = {code for code, kind in rules.papers.items() if kind.outward}
    papers = sorted(((row.id, _paper(row.a in outward, row)) for row in found["paper"]), key=lambda one: one[1].issued_at)
    handed = [_handed(row) for row in found["paper"] if row.value2]
    forms, off = [deed for _, deed in deeds], {**recused, **{row.n: instant(row.at) for row in found["recusal"]}}
    return Dossier(
        deeds=tuple(forms), papers=tuple(paper for _, paper in papers), services=tuple(_services(deeds, papers, handed)),
        records=tuple(sorted(map(_record, found["record"]), key=lambda one: one.began_at)),
        evidence=tuple(sorted(map(_evidence, found["evidence"]), key=lambda one: one.obtained_at)),
        measures=tuple(sorted((measure(row.a, _at(row.at), decode(row.value), decode(row.value2), clocks) for row in found["measure"]),
                              key=lambda one: one.executed_at)),
        payments=tuple(_payments(forms)), publications=tuple(_publications(forms)), earlier=tuple(_earlier(found["earlier"])),
        people=_people(found["acted"], found["card"]), staff=next((Staff(row.id, row.n) for row in found["staff"]), None),
        recused=frozenset(off), recused_on={who: shanghai_date(at) for who, at in off.items()},
        recusal_asked=frozenset(asked) | {row.n for row in found["recusal_asked"]})


def entered(file: Dossier, form: Mapping[str, Any], act: Any) -> Dossier:
    """The file with the money and the publication that the form in hand reports.

    Args:
        act: the act that enters it, for who and when.
    """
    forms = (*file.deeds, Deed("", "", "", act.at, (act.person_id,), form))
    return replace(file, payments=tuple(_payments(forms)), publications=tuple(_publications(forms)))


def measure(kind: str, executed_at: datetime, officers: Iterable[int], value: Mapping[str, Any], clocks: Mapping[str, Clock]) -> Measure:
    """A measure as the law sees it; its last day is that of its own clock."""
    running = clock_of(kind, value, clocks)
    return Measure(kind, executed_at, tuple(officers), tuple(Goods(**one) for one in value["objects"]), running.due_on if running else value["due_on"],
                   value["basis"], value.get("approved_at"), value["emergency"], value.get("extended_on"), value.get("resolved_at"),
                   value["resolution"]["kind"] if value.get("resolved_at") else "")


def clock_of(code: str, value: Mapping[str, Any], clocks: Mapping[str, Clock]) -> Clock | None:
    """The clock that a measure started, while it is the newest of its code or has not ended."""
    gen = (value.get("clocks") or {}).get(code)
    return next((one for one in clocks.values() if one.code == code and one.gen == gen), None)


#: rows of a file do not change, and the same few are read at every act on a case
_KEPT = 1024


@lru_cache(_KEPT)
def _paper(outward: bool, row: Row) -> PaperIssued:
    printed = decode(row.value)
    says = printed.get("facts") or {}
    if row.value2:
        says = {**says, "service_note": decode(row.value2)["noted"]}
    return PaperIssued(row.a, row.b, row.c or "", _at(row.at), row.n, printed.get("agency", ""), outward, printed.get("remedy", ""), MappingProxyType(says))


@lru_cache(_KEPT)
def _deed(row: Row) -> Deed:
    return Deed(row.a, row.b, row.c, _at(row.at), tuple(decode(row.value2)), MappingProxyType(decode(row.value) if row.value else {}))


def _record(row: Row) -> Record:
    said = decode(row.value2)
    return Record(row.a, _at(row.at), _at(row.at2), tuple(decode(row.value)), said["person"], said["certificate_shown"], said["rights_told"],
                  said["signed"], said["witness"])


def _evidence(row: Row) -> Evidence:
    return Evidence(row.id, row.a, row.b, _at(row.at), tuple(decode(row.value)), row.c, monitoring=decode(row.value2) if row.value2 else None)


def _handed(row: Row) -> Service:
    """A service that is entered with the paper itself."""
    said = decode(row.value2)
    return Service(row.a, as_day(said["on"]), said["mode"], tuple(said["by"]), said["receiver"], said["consented"], said["noted"], row.c or "")


def _services(deeds: list[tuple[int, Deed]], papers: list[tuple[int | None, PaperIssued]], handed: Iterable[Service]) -> Iterator[Service]:
    """Each paper is served once: as entered with it, or by the first deed after it that says so; a paper issued anew is served anew."""
    known = {service.number: service for service in handed}
    waiting = {n: paper for n, (_, paper) in enumerate(papers) if paper.number not in known}
    yield from known.values()
    on_the_spot = [(n, made_by) for n, (made_by, paper) in enumerate(papers) if paper.kind == ON_THE_SPOT]
    for task_id, deed in deeds:
        for n, made_by in on_the_spot:
            if made_by == task_id and n in waiting:
                paper = waiting.pop(n)
                yield Service(paper.kind, shanghai_date(deed.at), "direct", deed.by, str(paper.says.get("party_name") or ""), number=paper.number)
        for key, word, kinds in () if _SERVED.isdisjoint(deed.form) else SERVED:
            on = as_day(deed.form.get(key))
            if on is None:
                continue
            due = [n for n, paper in waiting.items() if paper.kind in kinds and paper.issued_at <= deed.at]
            by = (*deed.by, *(p for p in _persons(deed.form.get(f"{word}_served_with")) if p not in deed.by))
            reached = [(paper.kind, paper.number) for paper in map(waiting.pop, due)]
            for kind, number in reached or ([] if any(p.kind in kinds for _, p in papers) else [(kinds[0], "")]):
                yield Service(kind, on, deed.form.get(f"{word}_serve_mode") or "", by, deed.form.get(f"{word}_receiver") or "",
                              bool(deed.form.get(f"{word}_serve_consented")), deed.form.get(f"{word}_serve_note") or "", number)


def _persons(value: Any) -> tuple[int, ...]:
    """The person that a field of a form names, as forms keep them: the id as text."""
    return (int(value),) if isinstance(value, (str, int)) and str(value).isdigit() else ()


def _payments(deeds: Iterable[Deed]) -> list[Payment]:
    """Money as the forms of cashiers and officers say it; who hands in or deposits does so for all that came in before."""
    found: list[dict[str, Any]] = []
    for deed in deeds:
        form, by = deed.form, deed.by[0] if deed.by else None
        if form.get("paid_fen") and form.get("paid_on"):
            found.append({"fen": form["paid_fen"], "on": as_day(form["paid_on"]), "channel": form.get("payment_channel") or "collector",
                          "receipt_no": form.get("receipt_no") or "", "by": by})
        elif form.get("cash_fen"):
            # 第六十八条第一项 is the ground that needs no statement: the amount itself shows it, and G-26 looks at the amount.
            found.append({"fen": form["cash_fen"], "on": shanghai_date(deed.at), "channel": "cash", "receipt_no": form.get("receipt_no") or "", "by": by,
                          "ground": form.get("cash_ground") or "small"})
        for key, names in (("handed_in_on", "cash_received_on"), ("deposited_on", "deposited_on")):
            if form.get(names):
                for one in (p for p in found if p["channel"] == "cash"):
                    one.setdefault(key, as_day(form[names]))
    return [Payment(**one) for one in found]


def _publications(deeds: Iterable[Deed]) -> Iterator[Publication]:
    for deed in deeds:
        on = as_day(deed.form.get("published_on"))
        if on is not None:
            yield Publication(on, tuple(deed.form.get("masked") or ()), as_day(deed.form.get("withdrawn_on")), as_day(deed.form.get("withdraw_since")))


def _earlier(rows: Iterable[Row]) -> Iterator[Earlier]:
    """The party's other decided cases, the oldest first; 不予处罚 counts with the kind it was decided as and no fine."""
    for row in sorted(rows, key=lambda one: one.id):
        said, decision = decode(row.value), decode(row.value2).get("decision")
        if decision is None:
            continue
        punished, begun, ended = said.get("conclusion", "penalty") == "penalty", as_day(said.get("act_on")), as_day(said.get("act_ended_on"))
        fined = punished and said.get("penalty_kind", "fine") == "fine"
        yield Earlier(row.a or str(row.id), row.b or "", begun or shanghai_date(decision["at"]), row.c, shanghai_date(decision["at"]),
                      said.get("penalty_kind", "fine") if punished else said["conclusion"], int(said.get("penalty_fen") or 0) if fined else 0,
                      (begun, ended) if begun and ended else None)


def _people(rows: Iterable[Row], cards: Iterable[Row]) -> dict[int, Person]:
    held: dict[int, list[Qualification]] = defaultdict(list)
    for row in cards:
        held[row.id].append(Qualification(row.a, row.b, tuple((row.c or "").split()), _day(row.on1), _day(row.on2), bool(row.flag)))
    return {row.id: Person(row.id, row.a, row.b, tuple(held[row.id]), _day(row.on1)) for row in rows}


def _at(value: Any) -> datetime:
    """An instant in China's time, in which the gates name days and hours."""
    return instant(value).astimezone(SHANGHAI)


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
