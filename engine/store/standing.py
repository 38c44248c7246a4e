"""How a person stands in a case: everything the law asks before an act, read fresh in one statement."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Connection, Date, String, bindparam, cast, literal, null, select, type_coerce, union_all
from sqlalchemy.types import NullType

from engine.law.clock import Clock
from engine.law.eligibility import Qualification
from engine.law.separation import Held
from engine.store.clocks import from_text
from engine.store.columns import Id, Instant, Json, instant
from engine.store.statement import Statement
from engine.store.tables import case_duty, clock, person, post, qualification, recusal

_SHAPE = {"id": Id, "n": Id, "a": String(), "b": String(), "c": String(), "on1": Date(), "on2": Date(), "flag": Boolean(),
          "at": Instant(), "value": Json()}


@dataclass(frozen=True)
class Standing:
    """One person before one case.

    Attributes:
        posts: (unit_id, duty) pairs held today.
        duties: every duty anybody has borne in the case, over its whole life.
        clocks: the newest generation of each clock, by code, with its row id.
    """

    name: str
    kind: str
    active: bool
    posts: frozenset[tuple[int, str]]
    qualifications: tuple[Qualification, ...]
    duties: tuple[Held, ...]
    recused: frozenset[int]
    clocks: dict[str, Clock]


def _part(what: str, **given) -> Any:
    # Untyped on the way out: most cells are NULL, and converting each costs more than reading all.
    return select(literal(what).label("what"), *(
        type_coerce(given[k] if k in given else cast(null(), t), NullType()).label(k) for k, t in _SHAPE.items()))


#: built once: putting this statement together costs more than running it
_READ = Statement(union_all(
    _part("duty", n=case_duty.c.person_id, a=case_duty.c.duty, b=case_duty.c.task_name, at=case_duty.c.at)
    .where(case_duty.c.case_id == bindparam("case_id", type_=Id)),
    _part("recusal", n=recusal.c.person_id).where(recusal.c.case_id == bindparam("case_id", type_=Id)),
    _part("clock", id=clock.c.id, n=clock.c.gen, a=clock.c.code, value=clock.c.value).where(clock.c.case_id == bindparam("case_id", type_=Id)),
    _part("person", id=person.c.id, a=person.c.name, b=person.c.kind, flag=person.c.active).where(person.c.id == bindparam("person_id", type_=Id)),
    _part("post", n=post.c.unit_id, a=post.c.duty).where(post.c.person_id == bindparam("person_id", type_=Id)),
    _part("qualification", a=qualification.c.kind, b=qualification.c.number, c=qualification.c.scope,
          on1=qualification.c.valid_from, on2=qualification.c.valid_until, flag=qualification.c.suspended)
    .where(qualification.c.person_id == bindparam("person_id", type_=Id))))


def read(conn: Connection, case_id: int, person_id: int | None) -> Standing:
    """Reads a person's posts and qualifications and the case's duties, recusals and clocks.

    Args:
        person_id: None when the engine itself acts (firing): then only the case's side is read.
    """
    name, kind, active = "", "", False
    posts, cards, borne, recused, clocks = [], [], [], [], {}
    for what, _, n, a, b, c, on1, on2, flag, at, value in _READ.rows(conn, {"case_id": case_id, "person_id": person_id}):
        if what == "post":
            posts.append((n, a))
        elif what == "duty":
            borne.append(Held(n, a, instant(at), b))
        elif what == "clock":
            if a not in clocks or clocks[a].gen < n:
                clocks[a] = from_text(value)
        elif what == "qualification":
            cards.append(Qualification(a, b, tuple((c or "").split()), _day(on1), _day(on2), bool(flag)))
        elif what == "recusal":
            recused.append(n)
        else:
            name, kind, active = a, b, bool(flag)
    return Standing(name, kind, active, frozenset(posts), tuple(cards), tuple(borne), frozenset(recused), clocks)


def _day(value: date | datetime | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
