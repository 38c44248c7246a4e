"""A trial: a drawing that is not in force, run by chosen people under a clock that its designer moves, apart from everything real."""
from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from engine import errors
from engine.play import acts, scenario, trial, trials
from engine.store import tables
from engine.work import definitions, drafts
from tests.conftest import ROOT
from tests.invariants import check_invariants

AT = datetime(2026, 3, 10, 1, tzinfo=timezone.utc)
ON = date(2026, 3, 9)
E1 = ROOT / "processes" / "summary_penalty" / "scenarios" / "e1.toml"
ONLY_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def desk(engine):
    """A designer with a draft of 当场处罚 as it is in force."""
    me = acts.actor(engine, "he_qing", AT)
    base = next(one for one in definitions.listed(engine, me) if one["key"] == "summary_penalty")
    yield SimpleNamespace(me=me, draft=drafts.begin(engine, me, key="", name="", base_id=base["id"], at=AT)["id"])
    for one in trials.mine(engine, me, 1):
        trials.end(engine, me, one["id"])


def begin(engine, desk, source: str = "demo") -> dict:
    return trials.begin(engine, desk.me, desk.draft, source=source, on=ON)


def follow(one: trial.Trial, written: dict, until: str | None = None) -> None:
    """Takes the steps of a scenario at their times, up to a task."""
    one.at = acts.instant(written["lead"]["at"])
    trial.act(one, {"act": "report", **{k: v for k, v in written["lead"].items() if k != "at"}})
    for step in written["step"]:
        if until and step.get("task") == until:
            return
        one.at = acts.instant(step["at"])
        trial.act(one, {k: v for k, v in step.items() if k != "at"})


@pytest.mark.parametrize("source", ["demo", "ours"])
def test_a_case_is_run_to_its_end_and_nothing_of_it_reaches_the_real_database(engine, desk, source):
    made = begin(engine, desk, source)
    assert made["case"] is None and made["at"].astimezone(timezone.utc) == datetime(2026, 3, 9, 1, tzinfo=timezone.utc)
    with trials.opened(engine, desk.me, made["id"]) as one:
        follow(one, scenario.read(E1))
        seen = trial.state(one)
    assert seen["case"]["status"] == "closed" and not seen["tasks"]
    assert {"on_spot_decision", "fine_receipt"} <= {paper["kind"] for paper in seen["papers"]}
    assert "execution_join" in seen["done"]["summary_penalty"]
    with engine.store.read() as conn:
        assert conn.execute(select(func.count()).select_from(tables.case_file)).scalar_one() == 0
    trials.end(engine, desk.me, made["id"])
    assert not one.folder.exists()
    check_invariants(engine)


def test_what_is_lent_are_names_posts_and_qualifications_and_no_secret(engine, desk):
    made = begin(engine, desk, "ours")
    with trials.opened(engine, desk.me, made["id"]) as one, one.engine.store.read() as conn:
        assert not conn.execute(select(tables.account.c.id).where(tables.account.c.password_hash.is_not(None))).all()
        assert not conn.execute(select(tables.person.c.id).where(tables.person.c.identity.is_not(None))).all()
        for empty in (tables.session, tables.token, tables.case_file, tables.draft, tables.password_past):
            assert conn.execute(select(func.count()).select_from(empty)).scalar_one() == 0
        ours = {row.code: row.name for row in conn.execute(select(tables.person.c.code, tables.person.c.name))}
    with engine.store.read() as conn:
        assert ours == {row.code: row.name for row in conn.execute(select(tables.person.c.code, tables.person.c.name))}


@ONLY_SQLITE
def test_each_task_says_who_may_do_it_and_who_may_not_and_why(engine, desk):
    made = begin(engine, desk)
    with trials.opened(engine, desk.me, made["id"]) as one:
        follow(one, scenario.read(E1), until="order_correction")
        [task] = trial.state(one)["tasks"]
        assert task["element"] == "order_correction" and task["duty"] == "handle"
        able = {who["code"] for who in task["who"] if who["barred"] is None}
        barred = {who["code"]: who["barred"]["reason"] for who in task["who"] if who["barred"]}
        assert {"wang_qiang", "li_na"} <= able
        assert barred and all(barred.values())
        stranger = trial.asked(one, "order_correction", "zhou_kai")
        assert stranger["form"] is None and "可见范围" in stranger["barred"]["reason"]
        assert trial.asked(one, "order_correction", "wang_qiang")["can"]
        with pytest.raises(errors.Refusal):
            trial.act(one, {"act": "complete", "who": "gao_jun", "task": "order_correction", "form": {}})
        assert one.steps[-1]["outcome"]["detail"] and trial.state(one)["tasks"][0]["element"] == "order_correction"


@ONLY_SQLITE
def test_the_clock_goes_to_the_next_end_of_a_period_or_by_days(engine, desk):
    made = begin(engine, desk)
    with trials.opened(engine, desk.me, made["id"]) as one:
        with pytest.raises(errors.WrongState):
            trial.move(one)
        follow(one, scenario.read(E1), until="recheck")
        due = trial.state(one)["next_due"]
        assert trial.move(one) >= 0 and one.at == due
        day = one.at
        trial.move(one, 3)
        assert one.at - day > timedelta(days=1)
        assert all(clock["due_on"] and clock["words"] for clock in trial.state(one)["clocks"])
        for wrong in (0, -1, 100_000):
            with pytest.raises(errors.BadInput):
                trial.move(one, wrong)


@ONLY_SQLITE
@pytest.mark.parametrize("step", [
    {}, {"act": "tick"}, {"act": "complete"}, {"act": "complete", "who": "nobody", "task": "register", "form": {}},
    {"act": "complete", "who": "xu_min", "task": "nowhere", "form": {}}, {"act": "clock.stop", "who": "xu_min", "clock": "x", "form": {"__class__": 1}},
    {"act": "evidence.add", "who": "xu_min", "form": {"kind": 7, "x": []}}, {"act": "measure.propose", "who": "xu_min", "form": {}},
    {"act": "complete", "who": ["xu_min"], "task": {"a": 1}, "form": "x"}, {"act": "drop table", "who": "xu_min"}])
def test_a_step_that_is_none_is_refused_and_leaves_the_trial_as_it_was(engine, desk, step):
    made = begin(engine, desk)
    with trials.opened(engine, desk.me, made["id"]) as one:
        follow(one, scenario.read(E1), until="register")
        before = [(task["element"], task["state"]) for task in trial.state(one)["tasks"]]
        with pytest.raises(errors.Refusal):
            trial.act(one, step)
        assert [(task["element"], task["state"]) for task in trial.state(one)["tasks"]] == before


@ONLY_SQLITE
def test_trials_are_few_ones_own_and_end(engine, desk, monkeypatch):
    made = [begin(engine, desk)["id"] for _ in range(2)]
    monkeypatch.setattr(trials, "MOST_EACH", 2)
    with pytest.raises(errors.WrongState):
        begin(engine, desk)
    with pytest.raises(errors.NotFound), trials.opened(engine, acts.actor(engine, "luo_cheng", AT), made[0]):
        pass
    monkeypatch.setattr(trials, "IDLE_S", -1)
    assert trials.mine(engine, desk.me, desk.draft) == []
    with pytest.raises(errors.NotFound), trials.opened(engine, desk.me, made[0]):
        pass


@ONLY_SQLITE
def test_a_draft_that_fails_its_checks_or_that_nothing_leads_to_is_not_tried(engine, desk):
    lonely = drafts.begin(engine, desk.me, key="lonely", name="无人调用", at=AT)["id"]
    with pytest.raises(errors.Refusal):
        trials.begin(engine, desk.me, lonely, source="demo", on=ON)
    files = drafts.get(engine, desk.me, desk.draft)["files"]
    drafts.save(engine, desk.me, desk.draft, {k: v.replace('e:duty="handle"', 'e:duty="wizard"') for k, v in files.items()}, version=None, at=AT)
    with pytest.raises(errors.DefinitionInvalid):
        begin(engine, desk)
    assert trials.mine(engine, desk.me, desk.draft) == []


@ONLY_SQLITE
def test_what_is_not_proven_goes_into_no_database_but_a_trials(engine):
    from engine.play import demo
    with pytest.raises(errors.WrongMode):
        definitions.lay_out(engine, demo.bundles(ROOT / "processes"), at=AT)
    check_invariants(engine)
