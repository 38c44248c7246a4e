"""How a person stands in a case: everything the law asks before an act, read fresh in one statement."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Mapping

from sqlalchemy import Connection, bindparam, union_all

from engine.law.clock import ENDED, Clock
from engine.law.eligibility import Qualification
from engine.law.separation import Held
from engine.store import dossier, edition
from engine.store.clocks import from_text
from engine.store.columns import Id, instant
from engine.store.statement import Statement
from engine.store.tables import case_duty, clock, event_head, person, post, qualification, recusal
from engine.store.union import CELLS, WIDE, branch


@dataclass(frozen=True)
class Standing:
    """One person before one case.

    Attributes:
        posts: (unit_id, duty) pairs held today.
        duties: every duty anybody has borne in the case, over its whole life.
        clocks: the newest generation of each clock, by code; an older one that has not ended stands beside it as code#gen.
        file: the rows of the case's file, where they were asked for.
    """

    name: str
    kind: str
    active: bool
    posts: frozenset[tuple[int, str]]
    qualifications: tuple[Qualification, ...]
    duties: tuple[Held, ...]
    recused: frozenset[int]
    clocks: dict[str, Clock]
    file: tuple[dossier.Row, ...] | None = None


def _parts(cells: Mapping[str, Any]) -> list[Any]:
    def part(what: str, **given: Any) -> Any:
        return branch(what, cells, **given)
    of, who = bindparam("case_id", type_=Id), bindparam("person_id", type_=Id)
    return [
        part("edition", n=event_head.c.edition),
        part("duty", n=case_duty.c.person_id, a=case_duty.c.duty, b=case_duty.c.task_name, at=case_duty.c.at).where(case_duty.c.case_id == of),
        part("recusal", n=recusal.c.person_id).where(recusal.c.case_id == of),
        part("clock", id=clock.c.id, n=clock.c.gen, a=clock.c.code, value=clock.c.value).where(clock.c.case_id == of),
        part("person", id=person.c.id, a=person.c.name, b=person.c.kind, flag=person.c.active).where(person.c.id == who),
        part("post", n=post.c.unit_id, a=post.c.duty).where(post.c.person_id == who),
        part("qualification", a=qualification.c.kind, b=qualification.c.number, c=qualification.c.scope, on1=qualification.c.valid_from,
             on2=qualification.c.valid_until, flag=qualification.c.suspended).where(qualification.c.person_id == who)]


#: built once: putting these statements together costs more than running them
_READ = Statement(union_all(*_parts(CELLS)))
_READ_WITH_FILE = Statement(lambda dialect: union_all(*_parts(WIDE), *dossier.parts(dossier.ROUNDS, dialect)))


def read(conn: Connection, case_id: int, person_id: int | None, file: dossier.Of | None = None) -> Standing:
    """Reads a person's posts and qualifications and the case's duties, recusals and clocks, and the edition of the rules.

    Args:
        person_id: None when the engine itself acts (firing): then only the case's side is read.
        file: read along what lies in the case's file, because gates will be asked.
    """
    name, kind, active = "", "", False
    posts, cards, borne, recused, clocks = [], [], [], [], {}
    filed = None
    if file is None:
        rows = _READ.rows(conn, {"case_id": case_id, "person_id": person_id})
    else:
        found = _READ_WITH_FILE.rows(conn, {**file.given, "person_id": person_id})
        rows = [row[:len(CELLS) + 1] for row in found if row[0] not in dossier.KINDS]
        filed = tuple(dossier.Row._make(row) for row in found if row[0] in dossier.KINDS)
    for what, _, n, a, b, c, on1, on2, flag, at, value in rows:
        if what == "post":
            posts.append((n, a))
        elif what == "duty":
            borne.append(Held(n, a, instant(at), b))
        elif what == "clock":
            one, other = from_text(value), clocks.get(a)
            if other is not None and other.gen > n:
                one, other = other, one
            clocks[a] = one
            if other is not None and other.state not in ENDED:
                clocks[f"{a}#{other.gen}"] = other
        elif what == "qualification":
            cards.append(Qualification(a, b, tuple((c or "").split()), _day(on1), _day(on2), bool(flag)))
        elif what == "recusal":
            recused.append(n)
        elif what == "edition":
            edition.note(conn, n)
        else:
            name, kind, active = a, b, bool(flag)
    return Standing(name, kind, active, frozenset(posts), tuple(cards), tuple(borne), frozenset(recused), clocks, filed)


def _day(value: date | datetime | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
