"""Anybody tries anything on any case: the engine does it or refuses it in words, and the invariants hold throughout."""
from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from engine import errors
from engine.jobs.firing import sweep
from engine.play import scenario
from engine.store import tables
from engine.store.act import RequestKey
from engine.work import inbox, leads, measures, tasks
from tests.conftest import ROOT, open_engine
from tests.course import actor, example, give_post, moment, with_cases
from tests.invariants import check_invariants

PEOPLE = ("wang_qiang", "li_na", "zhao_lei", "chen_jie", "chen_jie_review", "sun_tao", "xu_min", "gao_jun", "he_fang", "lin_xue",
          "deng_bo", "qian_yu", "dong_mei", "jiang_hong", "luo_cheng", "zhou_kai")
#: a town with too few people: the same persons hold posts whose duties exclude one another
DOUBLE_POSTS = (("wang_qiang", "demo_county", "review"), ("gao_jun", "qingxi", "serve"), ("gao_jun", "qingxi", "archive"),
                ("gao_jun", "qingxi", "collect_fine"), ("li_na", "qingxi", "collect_fine"), ("zhao_lei", "qingxi", "archive"),
                ("qian_yu", "demo_county", "supervise"), ("dong_mei", "qingxi", "handle"), ("luo_cheng", "qingxi", "decide"))
WORST = (("handle", "review"), ("handle", "decide"), ("review", "decide"), ("handle", "hearing"), ("decide", "collect_fine"))


@cache
def forms() -> dict[str, list[dict]]:
    """Every form that a shipped scenario fills in, by task."""
    found = defaultdict(list)
    for path in sorted((ROOT / "processes").glob("*/scenarios/*.toml")):
        for step in scenario.read(path)["step"]:
            if step.get("task"):
                found[step["task"]].append(step.get("form", {}))
    return found


def with_double_posts(url: str) -> None:
    """Cases at many of their tasks, in a town with too few people."""
    with_cases(url)
    engine = open_engine(url)
    try:
        for one in DOUBLE_POSTS:
            give_post(engine, *one)
    finally:
        engine.close()


class Office(RuleBasedStateMachine):
    """People of an office and their cases."""

    backend = None
    #: how often each act was really done, over all runs
    done: dict[str, int] = {}

    @initialize()
    def open(self) -> None:
        self.url = self.backend.fresh(with_double_posts)
        self.engine = open_engine(self.url)
        self.at = moment("2026-05-22T09:00:00+08:00")
        self.people = [actor(self.engine, login) for login in PEOPLE]
        self.acts = 0

    def teardown(self) -> None:
        if not hasattr(self, "engine"):
            return
        check_invariants(self.engine)
        self.engine.close()
        self.backend.drop(self.url)

    def attempt(self, name: str, act) -> bool:
        """Does something; a refusal is an answer, anything else is a fault. Twice with one key is once."""
        self.acts += 1
        self.at += timedelta(minutes=7)
        key = RequestKey(f"{name}-{self.acts}", "a" * 64)
        try:
            answer = act(key)
        except errors.Refusal as refusal:
            assert refusal.detail and refusal.code != "incident", refusal
            return False
        self.done[name] = self.done.get(name, 0) + 1
        assert act(key) == answer
        return True

    def pick(self, n: int, state: tuple[str, ...] = ("open", "signing"), *, held: bool = False) -> dict | None:
        """A task somebody could work on: most are chosen again and again, so that cases get on."""
        query = select(tables.task).where(tables.task.c.state.in_(state)).order_by(tables.task.c.id.desc())
        if held:
            query = query.where(tables.task.c.assignee_id.is_not(None))
        with self.engine.store.read() as conn:
            rows = conn.execute(query).mappings().all()
        return dict(rows[n % len(rows)]) if rows else None

    def who(self, n: int, task: dict):
        """Mostly somebody with the post for the task, sometimes anybody at all; the holder of a task counts double."""
        fit = [p for p in self.people if (task["unit_id"], task["duty"]) in p.posts]
        fit += [p for p in self.people if p.person_id == task["assignee_id"]] * 2
        pool = self.people if n % 7 == 0 or not fit else fit
        return pool[n % len(pool)]

    numbers = st.integers(0, 999)

    @rule(t=numbers, p=numbers, f=numbers)
    def complete(self, t, p, f) -> None:
        task = self.pick(t)
        if task is not None:
            known = forms()[task["element"]] or [{}]
            form, who = known[f % len(known)], self.who(p, task)
            self.attempt("complete", lambda key: tasks.complete(self.engine, who, task["id"], form, at=self.at, key=key))

    @rule(t=numbers, f=numbers)
    def get_on(self, t, f) -> None:
        """One after the other tries, until somebody may: so cases get on and duties pile up."""
        task = self.pick(t)
        for n in range(len(self.people) if task is not None else 0):
            who, known = self.people[(f + n) % len(self.people)], forms()[task["element"]] or [{}]
            if (task["unit_id"], task["duty"]) not in who.posts:
                continue
            done = (lambda key: tasks.sign(self.engine, who, task["id"], at=self.at, key=key)) if task["state"] == "signing" else (
                lambda key: tasks.complete(self.engine, who, task["id"], known[f % len(known)], at=self.at, key=key))
            if self.attempt("sign" if task["state"] == "signing" else "complete", done):
                return

    @rule(t=numbers, p=numbers)
    def sign(self, t, p) -> None:
        task = self.pick(t, ("signing",)) or self.pick(t)
        who = self.who(p, task)
        self.attempt("sign", lambda key: tasks.sign(self.engine, who, task["id"], at=self.at, key=key))

    @rule(t=numbers, p=numbers, name=st.sampled_from(("claim", "claim", "release", "withdraw_signature")))
    def simple(self, t, p, name) -> None:
        task = self.pick(t)
        who = self.who(p, task)
        self.attempt(name, lambda key: getattr(tasks, name)(self.engine, who, task["id"], at=self.at, key=key))

    @rule(t=numbers, p=numbers, to=numbers, name=st.sampled_from(("delegate", "transfer")))
    def hand_over(self, t, p, to, name) -> None:
        task = self.pick(t, held=True) or self.pick(t)
        who, other = self.who(p, task), self.who(to, task)
        extra = ("代班",) if name == "transfer" else ()
        self.attempt(name, lambda key: getattr(tasks, name)(self.engine, who, task["id"], other.person_id, *extra, at=self.at, key=key))

    @rule(t=numbers, p=numbers)
    def send_back(self, t, p) -> None:
        task = self.pick(t)
        who = self.who(p, task)
        self.attempt("send_back", lambda key: tasks.send_back(self.engine, who, task["id"], "请补正。", at=self.at, key=key))

    @rule(t=numbers, p=numbers, other=numbers, kind=st.sampled_from(("registration_hold", "seizure")))
    def hold_things(self, t, p, other, kind) -> None:
        """Somebody holds things in a case, with a colleague, who may be anybody."""
        case_id, who = self.pick(t, ("open", "signing", "done"))["case_id"], self.people[p % len(self.people)]
        given = {"kind": kind, "reason": "可能灭失", "basis": "行政处罚法第五十六条", "objects": [{"name": "账册", "quantity": "一册"}],
                 "officers": [who.person_id, self.people[other % len(self.people)].person_id]}
        at = self.at
        if t % 2:
            self.attempt("hold", lambda key: measures.execute_at_once(self.engine, who, case_id, {**given, "executed_at": at}, at=self.at, key=key))
        else:
            self.attempt("propose", lambda key: measures.propose(self.engine, who, case_id, given, at=self.at, key=key))

    @rule(m=numbers, p=numbers, agree=st.booleans(), act=st.sampled_from(("approve", "execute", "extend", "resolve", "confirm")))
    def deal_with_things(self, m, p, agree, act) -> None:
        with self.engine.store.read() as conn:
            held = conn.execute(select(tables.measure.c.id, tables.measure.c.kind).order_by(tables.measure.c.id)).all()
        if not held:
            return
        (measure_id, kind), who, at = held[m % len(held)], self.people[p % len(self.people)], self.at
        both = [who.person_id, self.people[(p + m) % len(self.people)].person_id]
        given = {"approve": (agree, "意见。"), "confirm": (agree, "意见。"), "extend": ("案情复杂",),
                 "execute": ({"officers": both, "executed_at": at},), "resolve": ({"officers": both, "note": "处理", "resolution": "returned" if kind ==
                                                                                 "registration_hold" else "released"},)}[act]
        self.attempt(act, lambda key: getattr(measures, act)(self.engine, who, measure_id, *given, at=self.at, key=key))

    @precondition(lambda self: self.acts % 10 == 0)
    @rule(p=numbers)
    def report(self, p) -> None:
        who = self.people[p % len(self.people)]
        self.attempt("report", lambda key: leads.report(self.engine, who, example()["lead"]["form"], at=self.at, key=key))

    @rule(days=st.sampled_from((0, 1, 3, 20)))
    def time_passes(self, days) -> None:
        self.at += timedelta(days=days)
        sweep(self.engine, self.at)
        assert sweep(self.engine, self.at) == 0

    @precondition(lambda self: self.acts % 5 == 0)
    @invariant()
    def nobody_sees_work_they_may_not_see(self) -> None:
        stranger = self.people[-1]  # 周凯 of another town
        assert inbox.find(self.engine, stranger, at=self.at)["items"] == []

    @invariant()
    def nobody_bears_duties_that_exclude_one_another(self) -> None:
        borne = defaultdict(set)
        with self.engine.store.read() as conn:
            for row in conn.execute(select(tables.case_duty)):
                borne[row.case_id, row.person_id].add(row.duty)
        assert not [held for held in borne.values() for pair in WORST if held.issuperset(pair)]


@pytest.mark.parametrize("size", [pytest.param((8, 40), id="few"), pytest.param((60, 80), id="many", marks=[pytest.mark.slow, pytest.mark.timeout(900)])])
def test_whatever_anybody_tries_the_invariants_hold(backend, size, request):
    class Here(Office):
        pass

    Here.backend, Here.done = backend, {}
    run_state_machine_as_test(Here, settings=settings(
        max_examples=size[0] if backend is request.getfixturevalue("sqlite") else size[0] // 2, stateful_step_count=size[1], deadline=None, derandomize=size[0] < 100,
        suppress_health_check=list(HealthCheck)))
    assert sum(Here.done.values()) >= size[0], "nearly everything was refused: nothing has really been tried"
