"""How a person stands in a case: everything the law asks before an act, read fresh in one statement."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Mapping

from sqlalchemy import Connection, String, and_, bindparam, cast, or_, select, true, tuple_, union, union_all

from engine.law.people.eligibility import Past, Person, Qualification
from engine.law.people.separation import Held
from engine.law.time.clock import ENDED, Clock
from engine.law.time.reckoning import SHANGHAI
from engine.store import dossier, edition
from engine.store.clocks import from_text
from engine.store.columns import Id, Instant, instant
from engine.store.statement import Statement
from engine.store.tables import absence, administrator, case_duty, case_file, clock, event_head, person, post, qualification, recusal, substitution
from engine.store.union import CELLS, WIDE, branch

#: the engine itself, which holds nothing
NOBODY = Person(0, "", active=False)


@dataclass(frozen=True)
class Lent:
    """A post that a person uses as somebody's substitute 代理: which, and whose it is."""

    unit_id: int
    duty: str
    principal: Person


@dataclass(frozen=True)
class Standing:
    """One person before one case.

    Attributes:
        item_code: of the case. me: the person on the day of the act; lent: the posts used as a substitute at this instant.
        past: every duty anybody has borne in the case, over its whole life, and who was taken off it.
        clocks: the newest generation of each clock, by code; an older one that has not ended stands beside it as code#gen.
        file: the rows of the case's file, where they were asked for.
    """

    me: Person
    past: Past
    clocks: dict[str, Clock]
    item_code: str | None = None
    lent: tuple[Lent, ...] = ()
    file: tuple[dossier.Row, ...] | None = None
    #: who has signed the task in hand before, where asked for
    beside: Person = NOBODY
    #: who was taken off the case and when, and whose recusal waits for its decision
    recused_at: Mapping[int, datetime] = field(default_factory=dict)
    recusal_asked: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The person's name."""
        return self.me.name

    @property
    def kind(self) -> str:
        """The person's kind of staff."""
        return self.me.kind

    @property
    def active(self) -> bool:
        """Whether the person is entered as serving."""
        return self.me.active

    @property
    def posts(self) -> frozenset[tuple[int, str]]:
        """(unit_id, duty) pairs held that day."""
        return self.me.posts

    @property
    def reach(self) -> frozenset[tuple[int, str]]:
        """The posts held, and those used as a substitute."""
        return self.me.posts | {(one.unit_id, one.duty) for one in self.lent}

    @property
    def qualifications(self) -> tuple[Qualification, ...]:
        """The person's certificates and licences."""
        return self.me.qualifications

    @property
    def duties(self) -> tuple[Held, ...]:
        """Every duty anybody has borne in the case."""
        return self.past.held

    @property
    def recused(self) -> frozenset[int]:
        """Who was taken off the case."""
        return self.past.recused


_NOW = bindparam("now", type_=Instant())
#: what of a window is in force at `now`
_AWAY = and_(absence.c.from_at <= _NOW, absence.c.until_at > _NOW, or_(absence.c.ended_at.is_(None), absence.c.ended_at > _NOW))
_LENT = and_(substitution.c.from_at <= _NOW, substitution.c.until_at > _NOW, or_(substitution.c.ended_at.is_(None), substitution.c.ended_at > _NOW))


def _people(cells: Mapping[str, Any], who: Any, posts: Any = true(), lent: Any = true()) -> list[Any]:
    """The branches that say everything of some persons.

    Args:
        who: a select of their ids. posts, lent: which posts and substitutions are told of.
    """
    def part(what: str, **given: Any) -> Any:
        return branch(what, cells, **given)
    return [
        part("person", id=person.c.id, a=person.c.name, b=person.c.kind, c=administrator.c.role, flag=person.c.active, on1=person.c.left_on,
             on2=person.c.reviewer_since).select_from(person.outerjoin(administrator, administrator.c.person_id == person.c.id)).where(person.c.id.in_(who)),
        part("post", id=post.c.person_id, n=post.c.unit_id, a=post.c.duty, on1=post.c.from_on, on2=post.c.until_on).where(post.c.person_id.in_(who), posts),
        part("qualification", id=qualification.c.person_id, a=qualification.c.kind, b=qualification.c.number, c=qualification.c.scope,
             on1=qualification.c.valid_from, on2=qualification.c.valid_until, flag=qualification.c.suspended).where(qualification.c.person_id.in_(who)),
        part("away", id=absence.c.person_id, at=absence.c.until_at).where(absence.c.person_id.in_(who), _AWAY),
        # whose post it is goes where a person's number is written out, since the cells have room for two numbers only
        part("lent", id=substitution.c.deputy_id, n=substitution.c.unit_id, a=substitution.c.duty, value=cast(substitution.c.person_id, String))
        .where(_LENT, lent)]


def _parts(cells: Mapping[str, Any]) -> list[Any]:
    def part(what: str, **given: Any) -> Any:
        return branch(what, cells, **given)
    of, me = bindparam("case_id", type_=Id), bindparam("person_id", type_=Id)
    who = union_all(select(me), select(bindparam("beside_id", type_=Id)), select(substitution.c.person_id).where(substitution.c.deputy_id == me, _LENT))
    return [
        part("edition", n=event_head.c.edition),
        part("case", a=case_file.c.item_code).where(case_file.c.id == of),
        part("duty", id=case_duty.c.for_id, n=case_duty.c.person_id, a=case_duty.c.duty, b=case_duty.c.task_name, at=case_duty.c.at)
        .where(case_duty.c.case_id == of),
        *dossier.recusals(cells),
        part("clock", id=clock.c.id, n=clock.c.gen, a=clock.c.code, value=clock.c.value).where(clock.c.case_id == of),
        *_people(cells, who, lent=substitution.c.deputy_id == me)]


def _pools(of: Callable[[Any], Any]) -> Any:
    held, lent = of(post), of(substitution)
    who = union(select(post.c.person_id).where(held), select(substitution.c.deputy_id).where(lent, _LENT))
    return union_all(*_people(CELLS, who, held, lent))


#: built once: putting these statements together costs more than running them
_READ = Statement(union_all(*_parts(CELLS)))
_POOL = Statement(_pools(lambda table: and_(table.c.unit_id == bindparam("unit_id", type_=Id), table.c.duty == bindparam("duty", type_=String))))
_POOLS = _pools(lambda table: tuple_(table.c.unit_id, table.c.duty).in_(bindparam("pairs", expanding=True)))
_READ_WITH_FILE = Statement(lambda dialect: union_all(*_parts(WIDE), *dossier.parts(dossier.ROUNDS, dialect)))


def read(conn: Connection, case_id: int, person_id: int | None, file: dossier.Of | None = None, *, at: datetime | None = None,
         beside: int | None = None) -> Standing:
    """Reads a person with posts, qualifications, absence and substitutions, the case's duties, recusals and clocks, and the edition of the rules.

    Args:
        person_id: None when the engine itself acts (firing): then only the case's side is read.
        file: read along what lies in the case's file, because gates will be asked.
        at: the instant of the act; a person is always asked about at one.
        beside: a second person to be read along, who has signed before.
    """
    if person_id is not None and at is None:
        raise TypeError("a person stands somehow at some instant: pass `at`")
    given = {"case_id": case_id, "person_id": person_id, "beside_id": beside, "now": at}
    filed, people = None, _Gathered(at)
    borne, recused, asked, clocks, item_code = [], {}, [], {}, None
    if file is None:
        rows = _READ.rows(conn, given)
    else:
        found = _READ_WITH_FILE.rows(conn, {**file.given, **given})
        rows = [row[:len(CELLS) + 1] for row in found if row[0] not in dossier.KINDS]
        filed = tuple(dossier.Row._make(row) for row in found if row[0] in dossier.KINDS)
    for row in rows:
        what, id_, n, a, b, _, _, _, _, moment, value = row
        if what == "duty":
            borne.append(Held(n, a, instant(moment), b, for_id=id_))
        elif what == "clock":
            one, other = from_text(value), clocks.get(a)
            if other is not None and other.gen > n:
                one, other = other, one
            clocks[a] = one
            if other is not None and other.state not in ENDED:
                clocks[f"{a}#{other.gen}"] = other
        elif what == "recusal":
            recused[n] = instant(moment)
        elif what == "recusal_asked":
            asked.append(n)
        elif what == "case":
            item_code = a
        elif what == "edition":
            edition.note(conn, n)
        else:
            people.add(row)
    return Standing(people.one(person_id), Past(tuple(borne), frozenset(recused)), clocks, item_code, people.lent_to(person_id), filed, people.one(beside),
                    recused, tuple(asked))


@dataclass(frozen=True)
class Holder:
    """Somebody who can be asked for a duty at a unit: in person, or as the substitute of whoever holds the post."""

    person: Person
    principal: Person | None = None


def pools(conn: Connection, pairs: Iterable[tuple[int, str]], at: datetime) -> dict[tuple[int, str], list[Holder]]:
    """Everybody who holds a duty at a unit today or stands in for somebody who does, in one statement however many they are.

    Args:
        pairs: (unit, duty) each.
    """
    wanted = sorted(set(pairs))
    if not wanted:
        return {}
    people = _Gathered(at)
    # The driver's own rows where one pool is asked for: with 200 people in it, wrapping each row costs as much as reading it.
    given: dict[str, Any] = {"now": at}
    rows = (_POOL.rows(conn, {**given, "unit_id": wanted[0][0], "duty": wanted[0][1]}) if len(wanted) == 1
            else conn.execute(_POOLS, {**given, "pairs": wanted}).all())
    for row in rows:
        people.add(row)
    return {pair: people.holders(pair) for pair in wanted}


def histories(conn: Connection, case_ids: Iterable[int]) -> dict[int, Past]:
    """What was borne in each of several cases and who was taken off it, in one statement."""
    ids = sorted(set(case_ids))
    held: dict[int, list[Held]] = defaultdict(list)
    recused: dict[int, set[int]] = defaultdict(set)
    for what, case_id, person_id, for_id, duty, task_name, moment in conn.execute(_PASTS, {"ids": ids}).all() if ids else ():
        if what == "duty":
            held[case_id].append(Held(person_id, duty, instant(moment), task_name, for_id=for_id))
        else:
            recused[case_id].add(person_id)
    return {case_id: Past(tuple(held[case_id]), frozenset(recused[case_id])) for case_id in ids}


_HISTORY = {"case": Id, "person": Id, "other": Id, "a": CELLS["a"], "b": CELLS["b"], "at": CELLS["at"]}
_IDS = bindparam("ids", expanding=True)
_PASTS = union_all(
    branch("duty", _HISTORY, case=case_duty.c.case_id, person=case_duty.c.person_id, other=case_duty.c.for_id, a=case_duty.c.duty,
           b=case_duty.c.task_name, at=case_duty.c.at).where(case_duty.c.case_id.in_(_IDS)),
    branch("recusal", _HISTORY, case=recusal.c.case_id, person=recusal.c.person_id).where(recusal.c.case_id.in_(_IDS)))


class _Gathered:
    """Persons put together from the rows that speak of them."""

    def __init__(self, at: datetime | None):
        self._on = at.astimezone(SHANGHAI).date() if at else None
        self._rows: dict[int, tuple[Any, ...]] = {}
        self._posts: dict[int, set[tuple[int, str]]] = defaultdict(set)
        self._cards: dict[int, list[Qualification]] = defaultdict(list)
        self._away: dict[int, datetime] = {}
        self._lent: list[tuple[int, int, str, int]] = []
        self._made: dict[int, Person] = {}

    def add(self, row: Iterable[Any]) -> None:
        """Takes in one row of the branches of `_people`."""
        what, id_, n, a, b, c, on1, on2, flag, moment, value = row
        if what == "person":
            self._rows[id_] = (b, a, bool(flag), _day(on1), c, _day(on2))
        elif what == "post":
            if (on1 is None or _day(on1) <= self._on) and (on2 is None or self._on <= _day(on2)):
                self._posts[id_].add((n, a))
        elif what == "qualification":
            self._cards[id_].append(Qualification(a, b, tuple((c or "").split()), _day(on1), _day(on2), bool(flag)))
        elif what == "away":
            self._away[id_] = max(instant(moment), self._away.get(id_, instant(moment)))
        else:
            self._lent.append((id_, n, a, int(value)))

    def one(self, person_id: int | None) -> Person:
        """A person by id."""
        if person_id not in self._rows:
            return NOBODY
        if person_id not in self._made:
            kind, name, active, left_on, admin, since = self._rows[person_id]
            self._made[person_id] = Person(person_id, kind, name, active, left_on, admin, since, frozenset(self._posts[person_id]),
                                           tuple(self._cards[person_id]), self._away.get(person_id))
        return self._made[person_id]

    def lent_to(self, person_id: int | None) -> tuple[Lent, ...]:
        """The posts a person uses as a substitute."""
        return tuple(Lent(unit_id, duty, self.one(whose)) for deputy, unit_id, duty, whose in self._lent if deputy == person_id)

    def holders(self, pair: tuple[int, str]) -> list[Holder]:
        """Who holds a post, by id, and after them who uses it as a substitute."""
        own = [Holder(self.one(person_id)) for person_id in sorted(self._rows) if pair in self._posts[person_id]]
        return own + [Holder(self.one(deputy), self.one(whose)) for deputy, unit_id, duty, whose in self._lent if (unit_id, duty) == pair]


def _day(value: date | datetime | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
