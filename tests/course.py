"""Brings a case to any of its tasks quickly, by playing the steps of worked example two (E2, 店外经营)."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from sqlalchemy import select

from engine import errors
from engine.jobs.firing import sweep
from engine.play import scenario
from engine.store import people as people_store
from engine.store import tables
from engine.work import county, inbox, leads, people, tasks
from tests.conftest import ROOT, open_engine, with_county
from tests.invariants import check_invariants

E2 = ROOT / "processes" / "ordinary_penalty" / "scenarios" / "e2.toml"


@cache
def example() -> Mapping[str, Any]:
    """The scenario of example two."""
    return scenario.read(E2)


def moment(text: str) -> datetime:
    """An instant as scenarios write it."""
    return datetime.fromisoformat(text)


def actor(engine, login: str, at: datetime | None = None) -> people.Actor:
    """The person behind a login; accounts, not persons, because one person of the county has two."""
    with engine.store.read() as conn:
        account_id = people_store.account_by_login(conn, login)["id"]
    return people.actor(engine, account_id, at)


def row(engine, task_id: int) -> dict[str, Any]:
    """A task's row as the database has it now."""
    with engine.store.read() as conn:
        return dict(conn.execute(select(tables.task).where(tables.task.c.id == task_id)).mappings().one())


def case_row(engine, case_id: int) -> dict[str, Any]:
    """A case's row as the database has it now."""
    with engine.store.read() as conn:
        return dict(conn.execute(select(tables.case_file).where(tables.case_file.c.id == case_id)).mappings().one())


def actions(engine, case_id: int | None = None) -> list[str]:
    """The actions in the chain, in order."""
    query = select(tables.event.c.action).order_by(tables.event.c.seq)
    with engine.store.read() as conn:
        return list(conn.execute(query if case_id is None else query.where(tables.event.c.case_id == case_id)).scalars())


def contents(engine) -> dict[str, list[tuple]]:
    """Every row of every table."""
    with engine.store.read() as conn:
        return {table.name: sorted(map(tuple, conn.execute(select(table))), key=repr) for table in tables.metadata.sorted_tables}


def effects(engine) -> Counter:
    """How often each mark of each clock fired."""
    with engine.store.read() as conn:
        return Counter(conn.execute(select(tables.event.c.effect).where(tables.event.c.effect.is_not(None))).scalars())


@dataclass
class Course:
    """One case on its way through example two.

    Attributes:
        ahead: the steps not yet taken.
        party: the party's number, where it matters.
    """

    engine: Any
    case_id: int
    ahead: list[Mapping[str, Any]] = field(default_factory=lambda: list(example()["step"]))
    party: str | None = None

    @classmethod
    def begin(cls, engine) -> "Course":
        """Reports the lead of the example."""
        lead = example()["lead"]
        at = moment(lead["at"])
        return cls(engine, leads.report(engine, actor(engine, lead["who"]), lead["form"], at=at)["case_id"])

    @property
    def next(self) -> Mapping[str, Any]:
        """The step that comes next."""
        return self.ahead[0]

    @property
    def at(self) -> datetime:
        """The instant of the next step."""
        return moment(self.next["at"])

    @property
    def who(self) -> people.Actor:
        """Who takes the next step."""
        return actor(self.engine, self.next["who"])

    @property
    def form(self) -> dict[str, Any]:
        """The form of the next step; a copy. Each case has a shop of its own: a second fine for one act is refused (G-33)."""
        form = dict(self.next.get("form", {}))
        return {**form, "party_id": self.party or f"{form['party_id'][:-4]}{self.case_id:04d}"} if form.get("party_id") else form

    def task(self, element: str | None = None) -> dict[str, Any]:
        """The open task of an element, by default that of the next step."""
        element = element or self.next["task"]
        return next(t for t in inbox.of_case(self.engine, self.case_id) if t["element"] == element)

    def open_tasks(self) -> list[str]:
        """The elements that wait for somebody, sorted."""
        return sorted(t["element"] for t in inbox.of_case(self.engine, self.case_id))

    def take(self, **how: Any) -> dict[str, Any] | None:
        """Takes the next step; `how` goes to the act, e.g. `key`."""
        at, step = self.at, self.next
        answer = None
        if step["act"] == "tick":
            sweep(self.engine, at)
        elif step["act"] == "complete":
            answer = tasks.complete(self.engine, self.who, self.task()["id"], self.form, at=at, **how)
        else:
            answer = getattr(tasks, step["act"])(self.engine, self.who, self.task()["id"], at=at, **how)
        self.ahead.pop(0)
        return answer

    def to(self, element: str | None, act: str = "complete") -> "Course":
        """Takes steps until the next one is `act` on `element`."""
        while (self.next.get("task"), self.next["act"]) != (element, act):
            self.take()
        return self

    def to_the_end(self) -> "Course":
        """Takes all steps that are left."""
        while self.ahead:
            self.take()
        return self


#: where cases stand waiting in the prepared database: (element, act), in the order of the example
PARKED = (("register", "complete"), ("verify", "complete"), ("apply_filing", "complete"), ("investigate", "complete"),
          ("investigate", "sign"), (None, "tick"), ("legal_review", "complete"), ("decide", "complete"),
          ("issue_decision", "complete"), ("record_payment", "complete"))


def with_cases(url: str) -> None:
    """The county and one case at each place in `PARKED`; prepared once in each test process."""
    with_county(url)
    engine = open_engine(url)
    try:
        # The furthest first: letting time pass for it must not move those that are to wait earlier.
        for place in reversed(PARKED):
            Course.begin(engine).to(*place)
    finally:
        engine.close()


def place_of(element: str | None, act: str) -> int:
    """The number of a step in the example."""
    return next(n for n, step in enumerate(example()["step"]) if (step.get("task"), step["act"]) == (element, act))


def parked(engine, element: str | None, act: str = "complete") -> Course:
    """A case of `with_cases`, brought to `act` on `element`."""
    wanted = place_of(element, act)
    nearest = max(n for n, place in enumerate(PARKED) if place_of(*place) <= wanted)
    with engine.store.read() as conn:
        ids = list(conn.execute(select(tables.case_file.c.id).order_by(tables.case_file.c.id.desc())).scalars())
    course = Course(engine, ids[-len(PARKED):][nearest], list(example()["step"])[place_of(*PARKED[nearest]):])
    return course.to(element, act)


@pytest.fixture
def course_at(backend) -> Iterator[Callable[..., Course]]:
    """`course_at(element, act="complete")` gives a case at that task in a database of its own; whatever the test did
    to it, the invariants must hold afterwards."""
    opened = []

    def course(element: str | None, act: str = "complete") -> Course:
        url = backend.fresh(with_cases)
        opened.append((open_engine(url), url))
        return parked(opened[-1][0], element, act)

    yield course
    for engine, url in opened:
        check_invariants(engine)
        engine.close()
        backend.drop(url)


def refusal_of(act: Callable[[], Any]) -> errors.Refusal | None:
    """Why an act was refused, or None when it was done; anything but a refusal is raised."""
    try:
        act()
    except errors.Refusal as refusal:
        return refusal
    return None


def give_post(engine, login: str, unit: str, duty: str) -> None:
    """Gives a person one more post, as a county with few people does."""
    with engine.store.act(None, moment("2026-01-01T09:00:00+08:00")) as act:
        person_id = people_store.account_by_login(act.conn, login)["person_id"]
        people_store.add(act.conn, "post", person_id=person_id, unit_id=engine.unit_by_code(act.conn, unit), duty=duty)
        act.record("post.given", bearer=person_id, duty=duty)
        act.done()


def person_id(engine, code: str) -> int:
    """A person's id by code."""
    return people.actor(engine, county.account_of(engine, code), None).person_id
