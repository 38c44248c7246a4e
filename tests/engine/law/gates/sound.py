"""Complete sound cases with a full dossier, for which every gate of every act is silent, `dossier` (all gates) included.

How to use (fixture `sound` in conftest.py; `only` as before):

    facts = sound()                                   # E2, an ordinary fine, closed and archived
    facts = sound("seizure")                          # a variant, one of VARIANTS
    only("decide", sound(data={"penalty_fen": 999}), "G-99")
    sound(data={…}, met={…}, clocks={…})              # given keys replace
    sound(without=("notice", "published_on"))         # removes keys from data, met and clocks
    sound(dossier={"payments": ()})                   # replaces whole fields of Dossier; take the old ones from
    swap(sound().dossier.papers, 3, sealed=False)     #   the sound case and change one: swap(values, index or kind, **changes)
    sound(item="SR-004", unit="shiqiao", on=…, at=…, duties=…, rulebook=…)

Variants: fine (E2: SR-002, 300 yuan) · on_spot (E1: cash 50 yuan) · seizure (E2 with a registration hold and a seizure, both
ended in time) · hearing (E3: SR-010, 100,000 yuan, emergency seizure by night, hearing, collective discussion, instalments) ·
court (E2 unpaid, surcharge, urged, applied to the court) · demolition (GH-003, no penalty: `conclusion` is "order").
The people: h1 h2 officers, a1 auxiliary, r1 reviewer, d1 d2 d3 leaders, m1 hearing host, n1 hearing recorder, c1 cashier,
k1 archivist. To extend the cases edit the tables in sound_cases.py and sound_grave.py; every date there is worked by hand.
"""
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from engine.law.facts import Facts
from engine.law.file.dossier import Deed, Dossier, PaperIssued, Person, Service, Staff
from engine.law.people.eligibility import CERTIFICATE, LICENCE, Qualification
from engine.law.people.separation import Held
from engine.law.power.authority import may_act
from engine.law.time import clock as clocks_law
from engine.law.time.reckoning import SHANGHAI
from tests.engine.law.gates.sound_cases import COURT, FINE, ON_SPOT, PRINTED, SEIZURE
from tests.engine.law.gates.sound_grave import DEMOLITION, HEARING
from tests.engine.law.gates.sound_print import also

CASES: dict[str, dict[str, Any]] = {"fine": FINE, "on_spot": ON_SPOT, "seizure": SEIZURE, "hearing": HEARING, "court": COURT,
                                    "demolition": DEMOLITION}
VARIANTS = tuple(CASES)


def moment(text: str) -> datetime:
    """"05-14 09:00" of 2026 in China."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


def day(text: str) -> date:
    """"05-14" of 2026."""
    return date.fromisoformat(f"2026-{text}")


def swap(values: tuple[Any, ...], which: int | str, **changes: Any) -> tuple[Any, ...]:
    """The values with one of them changed: the one at an index, or the first whose `kind` or `paper` is `which`."""
    at = which if isinstance(which, int) else next(i for i, v in enumerate(values)
                                                   if which in (getattr(v, "kind", None), getattr(v, "paper", None)))
    return tuple(replace(v, **changes) if i == at % len(values) else v for i, v in enumerate(values))


def _person(id: str, kind: str, name: str, holds: str | None = None) -> Person:
    papers = {"card": Qualification(CERTIFICATE, f"演A-{id}", ("综合行政执法",), date(2023, 3, 11), date(2028, 3, 10)),
              "law": Qualification(LICENCE, f"A2019{id}", (), date(2019, 1, 1))}
    return Person(id, name, kind, (papers[holds],) if holds else ())


PEOPLE = {p.id: p for p in (
    _person("h1", "staff", "王强", "card"), _person("h2", "staff", "李娜", "card"), _person("m1", "staff", "周敏", "card"),
    _person("n1", "staff", "孙洁", "card"), _person("c1", "staff", "何芳"), _person("k1", "staff", "林雪"),
    _person("a1", "auxiliary", "陈辅"), _person("r1", "staff", "郑律", "law"), _person("d1", "leader", "高军"),
    _person("d2", "leader", "马国"), _person("d3", "leader", "罗正"),
)}


def sound(rules, variant: str = "fine", *, data=(), met=(), clocks=(), without=(), dossier=(), item: str | None = None,
          unit: str | None = None, at: datetime | None = None, on: date | None = None, duties=None, rulebook=None) -> Facts:
    """The facts of a sound case, with changes (see the module)."""
    case, rules = CASES[variant], rulebook or rules
    at = at or (datetime(on.year, on.month, on.day, 10, tzinfo=SHANGHAI) if on else moment(case["at"]))
    unit, item = unit or case["unit"], item or case["data"]["item_code"]
    file = _dossier(rules, case, unit)
    running = {code: _clock(rules, code, *how) for code, *how in case["clocks"]}
    done = {code: {"at": moment(when).isoformat(), "by": by, **more} for code, when, by, more in case["met"]}
    keep = [{k: v for k, v in {**base, **dict(given)}.items() if k not in without}
            for base, given in ((case["data"], data), (done, met), (running, clocks))]
    on = on or at.astimezone(SHANGHAI).date()
    return Facts(at=at, on=on, rules=rules, data=keep[0], met=keep[1], clocks=keep[2],
                 duties=tuple(Held(p, d, moment(w)) for p, d, w in case["duties"]) if duties is None else tuple(duties),
                 item=rules.items.get(item), power=may_act(rules.lists, unit, item, on), unit_code=unit,
                 dossier=replace(file, **dict(dossier)))


def _clock(rules, code: str, day0: str, ended: str | None = None):
    clock = clocks_law.start(rules.clocks[code], day(day0), rules.calendar)
    return clocks_law.meet(clock, day(ended)) if ended else clock


def _dossier(rules, case: dict[str, Any], unit: str) -> Dossier:
    papers, services = [], []
    for kind, when, by, *more in case["papers"]:
        papers.append(_paper(rules, case, unit, papers, kind, when, by, **(more[0] if more else {})))
    for kind, on, mode, by in case["served"]:
        services.append(Service(kind, day(on), mode, tuple(by), receiver=case["data"]["party_name"], noted="受送达人已签收"))
        papers.append(_paper(rules, case, unit, papers, "service_receipt", f"{on} 17:00", by[0], served=kind))
    papers.sort(key=lambda p: p.issued_at)
    deeds = tuple(Deed(element, name, duty, moment(when), tuple(by)) for element, name, duty, when, by in case["deeds"])
    return Dossier(deeds=deeds, papers=tuple(papers), services=tuple(services), people=PEOPLE, staff=Staff(20, 2),
                   pages=tuple((p.kind, p.pages) for p in papers), **case["more"])


def _paper(rules, case, unit: str, before: list[PaperIssued], kind: str, when: str, by: str, **says) -> PaperIssued:
    paper, names, data = rules.papers[kind], rules.units[unit], case["data"]
    serial = 1 + sum(p.kind == kind for p in before)
    number = rules.numbering.format(agency=names.prefix, kind=paper.word, year=2026, serial=serial)
    told = {k: data[k] for k in PRINTED.get(kind, ()) if k in data}
    return PaperIssued(kind, paper.name, number, moment(when), by, agency=names.agency, outward=paper.outward,
                       remedy=rules.remedy(kind, reconsideration="示范县人民政府", court="示范县人民法院"),
                       says={"party_name": data["party_name"], "party_id": data["party_id"], **told, **also(kind, data), **says})
