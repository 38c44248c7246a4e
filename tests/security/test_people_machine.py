"""Anybody, with any role, at any moment: posts change mid-flight, people stand in, are recused, become administrators, repair, write SQL.

However the office is turned about, no decided case ends with one person in two separated duties. What is checked at the end does not use
a line of ours: the matrix is written out here, the database is asked in plain SQL.
"""
from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from sqlalchemy import delete, event, insert, select, update

from engine import errors, rulebook
from engine.law.people.separation import Held
from engine.store import duties, tables, walls
from engine.store.act import RequestKey
from engine.work import assessments, recusals, repairs, substitutions, tasks
from tests.course import actor
from tests.engine.work.test_random_acts import PEOPLE, Office, forms

ADMINISTRATORS = ("sys_admin", "sec_admin")
DUTIES = ("patrol", "dispatch", "handle", "review", "hearing", "hearing_record", "decide", "collective", "serve", "collect_fine", "archive", "assess", "supervise")
#: row, then what of each column it refuses (x) or allows only with a reason (s); the same table as the law room's test, in other words
HARD = ("handle review", "handle hearing", "handle hearing_record", "handle decide", "handle collective", "handle collect_fine", "handle assess",
        "handle supervise", "review decide", "review collective", "review collect_fine", "decide hearing", "decide hearing_record", "decide collect_fine",
        "decide archive", "decide assess", "decide supervise", "decide serve")
SOFT = ("handle archive", "review assess", "review supervise")
CHECK = """
WITH borne AS (SELECT case_id, person_id AS who, duty, reason FROM case_duty UNION SELECT case_id, for_id, duty, reason FROM case_duty WHERE for_id IS NOT NULL)
SELECT a.case_id, a.who, a.duty, b.duty FROM borne a JOIN borne b ON a.case_id = b.case_id AND a.who = b.who
WHERE a.duty || ' ' || b.duty IN ({hard}) OR (a.duty || ' ' || b.duty IN ({soft}) AND a.reason IS NULL AND b.reason IS NULL AND NOT EXISTS (
    SELECT 1 FROM case_duty d WHERE d.case_id = a.case_id AND d.for_id = a.who))
"""
numbers = st.integers(0, 999)


class People(Office):
    """The office of `test_random_acts`, with people whose roles do not keep still."""

    ops = 0
    tally: Counter = Counter()

    @initialize()
    def open(self) -> None:
        """As the office opens; nothing here has to survive a power cut."""
        super().open()
        event.listen(self.engine.store.engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous=OFF").close())
        self.engine.store.engine.dispose()

    def attempt(self, name: str, act) -> bool:
        """Counts what is tried; every seventh time the same request comes twice."""
        type(self).ops += 1
        if type(self).ops % 7 == 0:
            return super().attempt(name, act)
        self.acts += 1
        self.at += timedelta(minutes=7)
        try:
            act(RequestKey(f"{name}-{self.acts}", "a" * 64))
        except errors.Refusal as refusal:
            assert refusal.detail and refusal.code != "incident", refusal
            self.tally[f"{name} refused"] += 1
            return False
        self.tally[name] += 1
        self.done[name] = self.done.get(name, 0) + 1
        return True

    def sql(self, name: str, about: int, *statements) -> None:
        """Past every function of ours; the walls alone say what goes.

        Args:
            about: whom it changes, by number.
        """
        type(self).ops += 1
        try:
            with self.engine.store.engine.begin() as conn:
                for one in statements:
                    conn.execute(one)
            self.tally[name] += 1
        except walls.FAULTS as fault:
            assert walls.refusal_of(fault) is not None or "UNIQUE" in str(fault) or "duties are history" in str(fault), fault
            self.tally[f"{name} refused"] += 1
        him = self.somebody(about)
        self.people = [actor(self.engine, login, self.at) if who.person_id == him else who for login, who in zip(PEOPLE, self.people, strict=True)]

    def somebody(self, n: int) -> int:
        """A person's id."""
        return self.people[n % len(self.people)].person_id

    def units(self) -> list[int]:
        """The ids of town and county."""
        return sorted({unit for who in self.people for unit, _ in who.posts})

    def nobody_sees_work_they_may_not_see(self) -> None:
        """Everybody may have any post here; tests of sight are elsewhere."""

    @rule(p=numbers, u=numbers, duty=st.sampled_from(DUTIES), give=st.booleans())
    def change_role(self, p, u, duty, give) -> None:
        """A post is given or taken in the middle of everything."""
        units, him = self.units(), self.somebody(p)
        if give and units:
            self.sql("post", p, insert(tables.post).values(person_id=him, unit_id=units[u % len(units)], duty=duty))
        else:
            self.sql("post", p, delete(tables.post).where(tables.post.c.person_id == him, tables.post.c.duty == duty))

    @rule(p=numbers, kind=st.sampled_from(("staff", "leader", "auxiliary", "grid", "staff", "leader")))
    def change_kind(self, p, kind) -> None:
        self.sql("kind", p, update(tables.person).where(tables.person.c.id == self.somebody(p)).values(kind=kind))

    @rule(p=numbers, u=numbers)
    def move(self, p, u) -> None:
        """A person goes to another unit, with or without the posts of the old one."""
        units, him = self.units(), self.somebody(p)
        if units:
            self.sql("move", p, update(tables.person).where(tables.person.c.id == him).values(unit_id=units[u % len(units)]),
                     *([update(tables.post).where(tables.post.c.person_id == him, tables.post.c.unit_id == units[0]).values(until_on=self.at.date())] if u % 5 == 0 else []))

    @rule(p=numbers, rules=st.booleans())
    def rise_or_fall(self, p, rules) -> None:
        """Somebody becomes an administrator, or is one no more."""
        him = self.somebody(p)
        if rules and p % 4 == 0:
            self.sql("administrator", p, delete(tables.post).where(tables.post.c.person_id == him),
                     insert(tables.administrator).values(person_id=him, role="system", given_at=self.at))
        else:
            self.sql("administrator", p, delete(tables.administrator).where(tables.administrator.c.person_id == him))

    @rule(c=numbers, p=numbers, q=numbers, one=st.sampled_from(DUTIES), other=st.sampled_from(DUTIES), reason=st.sampled_from((None, " ", "无他人")))
    def bear_by_hand(self, c, p, q, one, other, reason) -> None:
        """Duties written straight into the file, alone or in a batch, in one's own name or for another."""
        case_id = self.pick(c, ("open", "signing", "done"))["case_id"]
        rows = [{"case_id": case_id, "person_id": self.somebody(p), "duty": one, "task_name": "直接写入", "at": self.at, "reason": reason,
                 "for_id": self.somebody(q) if q % 6 == 0 and self.somebody(q) != self.somebody(p) else None}]
        if p % 3 == 0:
            rows.append({**rows[0], "duty": other})
        self.sql("bear", p, *(insert(tables.case_duty).values(**row) for row in rows))

    @rule(c=numbers, p=numbers, duty=st.sampled_from(DUTIES), reason=st.sampled_from((None, "无他人")))
    def bear_in_an_act(self, c, p, duty, reason) -> None:
        case_id, who = self.pick(c, ("open", "signing", "done"))["case_id"], self.people[p % len(self.people)]

        def bear(key):
            with self.engine.store.act(who, self.at, key) as act:
                answer = act.earlier()
                if answer is not None:
                    return answer
                if not act.conn.execute(select(tables.case_duty.c.id).where(tables.case_duty.c.case_id == case_id, tables.case_duty.c.duty == duty,
                                                                           tables.case_duty.c.person_id == who.person_id)).first():
                    duties.bear(act.conn, case_id, [Held(who.person_id, duty, self.at, "越过服务", reason=reason)])
                act.record("duty.taken", case_id=case_id, duty=duty, bearer=who.person_id)
                return act.done({"ok": True})
        self.attempt("bear_in_an_act", bear)

    @rule(t=numbers, p=numbers, f=numbers, reason=st.sampled_from((None, "本镇无他人")))
    def complete_with_a_reason(self, t, p, f, reason) -> None:
        task = self.pick(t)
        known = forms()[task["element"]] or [{}]
        who = self.who(p, task)
        self.attempt("complete_with_a_reason", lambda key: tasks.complete(self.engine, who, task["id"], known[f % len(known)], duty_reason=reason, at=self.at, key=key))

    @rule(t=numbers, f=numbers)
    def carry_on(self, t, f) -> None:
        """Cases get on, so that there is something decided to look at."""
        for n in range(4):
            self.get_on(t=t + n, f=f + n)

    @rule(p=numbers)
    def take_everything(self, p) -> None:
        """A batch: one person claims a fifth of what is open at once."""
        who = self.people[p % len(self.people)]
        with self.engine.store.read() as conn:
            live = list(conn.execute(select(tables.task.c.id).where(tables.task.c.state == "open")).scalars())
        for task_id in live[p % 5::5]:
            self.attempt("batch", lambda key, task_id=task_id: tasks.claim(self.engine, who, task_id, at=self.at, key=key))

    @rule(p=numbers, q=numbers, n=numbers, days=st.integers(1, 30))
    def stand_in(self, p, q, n, days) -> None:
        who = self.people[p % len(self.people)]
        if not who.posts:
            return
        unit_id, duty = who.posts[n % len(who.posts)]
        at = self.at
        given = {"deputy_id": self.somebody(q), "unit_id": unit_id, "duties": [duty], "reason": "出差", "from_at": at, "until_at": at + timedelta(days=days)}
        self.attempt("stand_in", lambda key: substitutions.make(self.engine, who, given, at=self.at, key=key))

    @rule(c=numbers, p=numbers, q=numbers, by=st.sampled_from(("self", "party", "order")), grant=st.booleans())
    def recuse(self, c, p, q, by, grant) -> None:
        case_id, who = self.pick(c)["case_id"], self.people[p % len(self.people)]
        given = {"by": by, "ground": "interest", "reason": "近亲属", **({} if by == "self" else {"person_id": self.somebody(q)})}
        made = []
        if self.attempt("recuse", lambda key: made.append(recusals.ask(self.engine, who, case_id, given, at=self.at, key=key)) or made[-1]) and made[-1]["state"] == "asked":
            self.attempt("recuse_decide", lambda key: recusals.decide(self.engine, self.people[q % len(self.people)], made[0]["id"], grant, "同意", at=self.at, key=key))

    @rule(t=numbers, to=numbers, kind=st.sampled_from(("reassign", "repool", "retry")), agree=st.booleans(), same=st.booleans())
    def repair(self, t, to, kind, agree, same) -> None:
        task = self.pick(t, held=True) or self.pick(t)
        system, security = (actor(self.engine, login, self.at) for login in ADMINISTRATORS)
        made = []
        if self.attempt("repair", lambda key: made.append(repairs.propose(
                self.engine, system, task["case_id"], kind, "持有人离岗", task_id=task["id"], to=self.somebody(to), at=self.at, key=key)) or made[-1]):
            self.attempt("repair_settle", lambda key: repairs.settle(self.engine, system if same else security, made[0]["id"], agree, "不同意", at=self.at, key=key))
            self.attempt("repair_settle", lambda key: repairs.settle(self.engine, security, made[0]["id"], agree, "不同意", at=self.at, key=key))

    @rule(c=numbers, p=numbers, reason=st.sampled_from((None, "县局评查人员仅一人")))
    def assess(self, c, p, reason) -> None:
        with self.engine.store.read() as conn:
            over = list(conn.execute(select(tables.case_file.c.id).where(tables.case_file.c.status.in_(("closed", "ended")))).scalars())
        if over:
            model, who = next(iter(self.engine.rules.standards)), self.people[p % len(self.people)]
            self.attempt("assess", lambda key: assessments.draw(self.engine, who, over[c % len(over)], model, duty_reason=reason, at=self.at, key=key))

    def teardown(self) -> None:
        """Plain SQL over the file the engine has written."""
        if not hasattr(self, "engine"):
            return
        path = self.engine.store.url.database
        quoted = [", ".join(f"'{one}', '{' '.join(one.split()[::-1])}'" for one in pairs) for pairs in (HARD, SOFT)]
        with sqlite3.connect(path) as conn:
            assert conn.execute(CHECK.format(hard=quoted[0], soft=quoted[1])).fetchall() == []
            self.tally["decided cases"] += conn.execute("SELECT count(*) FROM case_file WHERE met LIKE '%\"decision\"%'").fetchone()[0]
            self.tally["duties borne"] += conn.execute("SELECT count(*) FROM case_duty").fetchone()[0]
            self.tally["offices"] += 1
        super().teardown()


@pytest.mark.parametrize("size", [pytest.param((4, 30, 200), id="few"),
                                  pytest.param((330, 70, 50_000), id="fifty-thousand", marks=[pytest.mark.slow, pytest.mark.timeout(3600)])])
def test_however_people_change_no_decided_case_has_one_person_in_two_separated_duties(sqlite, size, monkeypatch, capsys):
    class Here(People):
        pass

    examples, steps, least = size
    monkeypatch.setattr(rulebook, "load", cache(rulebook.load))  # each office has the same rules: reading them took most of the time
    Here.backend, Here.done, Here.tally, Here.ops = sqlite, {}, Counter(), 0
    rounds = 0
    while Here.ops < least:
        rounds += 1
        run_state_machine_as_test(Here, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=least < 1000, database=None,
                                                          phases=(Phase.generate,),  # making a failure smaller takes longer than reading it
                                                          suppress_health_check=list(HealthCheck)))
        if least < 1000 and rounds > 3:
            break
    with capsys.disabled():
        print(f"\n{Here.ops} operations in {Here.tally['offices']} offices; " + ", ".join(f"{k} {v}" for k, v in sorted(Here.tally.items())))
    assert Here.ops >= least and Here.tally["decided cases"] >= Here.tally["offices"]
