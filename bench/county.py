"""A large county by the ten thousand: units, people and open tasks that look like real ones, written in bulk."""
from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import func, insert, select, text

from bench.course import Course
from engine.store import people as rows
from engine.store.columns import NEVER
from engine.store.tables import case_file, instance, lead, person, task
from engine.work import county, people

AT = datetime(2026, 6, 1, 1, tzinfo=timezone.utc)
TOWNS, QUIET_TOWNS, CHUNK = 12, 4, 5000
#: what waits in a pool: duty, element, name
WORK = (("handle", "investigate", "调查取证"), ("collect_fine", "record_payment", "缴款登记"), ("serve", "serve_notice", "送达告知书"),
        ("decide", "approve_filing", "立案审批"), ("archive", "archive", "立卷归档"))
PARTIES = ("水果店", "餐饮店", "建材经营部", "物流有限公司", "便利店")
#: of a hundred open tasks: in somebody's hands, without any clock
ASSIGNED, UNBOUND = 25, 5


class Crowd:
    """Towns with and without work, and the people who look at it.

    Two of them have 20 posts each: `busy` where work waits, `idle` where none does; `above` reviews at the county.

    Args:
        engine: over a database with the demo county.
        count: open cases to make, each with one task that is open and one that is done.
        towns: units with work. hands: persons in whose hands some of it is.
    """

    def __init__(self, engine, count: int, *, towns: int = TOWNS, hands: int = 200):
        self.engine, self._random, self._working = engine, random.Random(1), towns
        self.case_id = _model_case(engine)
        with engine.store.act(None, AT) as act:
            above = rows.add(act.conn, "unit", code="big_county", name="大县", kind="county", agency="大县", short="大县", government="", court="")
            self.towns = [rows.add(act.conn, "unit", code=f"town_{n}", name=f"第{n}镇", kind="town", agency=f"第{n}镇人民政府", short=f"镇{n}",
                                     government="", court="", parent_id=above) for n in range(towns + QUIET_TOWNS)]
            self._person(act.conn, "busy", self.towns[:4])
            self._person(act.conn, "idle", self.towns[-QUIET_TOWNS:])
            self._person(act.conn, "above", [above], ("review",))
            self._hands = [act.conn.execute(insert(person).values(code=f"hand_{n}", name=f"人员{n}", kind="staff", unit_id=self.towns[n % towns],
                                                                  active=True)).inserted_primary_key[0] for n in range(hands)]
            act.done(traced=False)
        engine.refresh()
        self._grow(count)

    def person(self, code: str) -> people.Actor:
        """One of them at work."""
        return people.actor(self.engine, county.account_of(self.engine, code), AT)

    def _person(self, conn, code: str, units: list[int], duties: tuple[str, ...] = tuple(duty for duty, _, _ in WORK)) -> None:
        held = rows.add(conn, "person", code=code, name=code, kind="staff", unit_id=units[0], active=True)
        rows.add(conn, "account", person_id=held, login=code, password_hash=None, active=True, failures=0)
        rows.add(conn, "qualification", person_id=held, kind="enforcement_certificate", number=code, scope="", valid_from=date(2024, 1, 1),
                   valid_until=date(2029, 1, 1))
        for unit_id in units:
            for duty in duties:
                rows.add(conn, "post", person_id=held, unit_id=unit_id, duty=duty)

    def _grow(self, count: int) -> None:
        with self.engine.store.act(None, AT) as act:
            model = {t: dict(act.conn.execute(select(t).where(column == self.case_id).limit(1)).mappings().one())
                     for t, column in ((case_file, case_file.c.id), (instance, instance.c.case_id), (lead, lead.c.case_id), (task, task.c.case_id))}
            first = 1 + max(act.conn.execute(select(func.max(t.c.id))).scalar() for t in model)
            for begun in range(1, count + 1, CHUNK):
                numbers = range(begun, min(begun + CHUNK, count + 1))
                for table, made in zip((case_file, instance, lead, task), self._rows(model, first + 2 * begun, numbers)):
                    act.conn.execute(insert(table), made)
            act.done(traced=False)
        with self.engine.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(text("ANALYZE"))

    def _rows(self, model: dict[Any, dict[str, Any]], first: int, numbers: range) -> tuple[list[dict[str, Any]], ...]:
        made: tuple[list[dict[str, Any]], ...] = ([], [], [], [])
        for place, number in enumerate(numbers):
            unit_id, party = self._random.choice(self.towns[:self._working]), f"当事人{number}{self._random.choice(PARTIES)}"
            opened = AT - timedelta(minutes=self._random.randrange(60 * 24 * 60))
            key = first + 2 * place
            made[0].append({**model[case_file], "id": key, "number": f"大县综执罚立字〔2026〕第{number}号", "title": f"{party}超出门窗店外经营案",
                            "unit_id": unit_id, "party_name": party, "opened_at": opened, "updated_at": opened})
            made[1].append({**model[instance], "id": key, "case_id": key, "next_at": None})
            made[2].append({**model[lead], "id": key, "case_id": key, "number": f"大县线字〔2026〕第{number}号", "place": f"人民路{number}号"})
            made[3].extend(self._tasks(model[task], key, unit_id, opened))
        return made

    def _tasks(self, model: dict[str, Any], key: int, unit_id: int, opened: datetime) -> Iterator[dict[str, Any]]:
        duty, element, name = self._random.choice(WORK)
        held = self._random.choice(self._hands) if self._random.randrange(100) < ASSIGNED else None
        due = NEVER if self._random.randrange(100) < UNBOUND else opened + timedelta(minutes=self._random.randrange(90 * 24 * 60))
        plain = {**model, "case_id": key, "instance_id": key, "unit_id": unit_id, "created_at": opened}
        yield {**plain, "id": key, "engine_id": uuid.uuid4().hex, "state": "done"}
        yield {**plain, "id": key + 1, "engine_id": uuid.uuid4().hex, "state": "open", "duty": duty, "process": "ordinary_penalty",
               "element": element, "name": name, "assignee_id": held, "owner_id": None, "due_at": due, "signers": [], "form": None, "completed_at": None, "completed_by": None}


def _model_case(engine) -> int:
    """A real case in the middle of its way, after which the others are made."""
    course = Course(engine)
    for deed in course.deeds(until="conclude"):
        deed.do()
    return course.case_id
