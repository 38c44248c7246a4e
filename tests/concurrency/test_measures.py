"""Two leaders, two officers, the clock and a person: at one measure at the same instant, one is first."""
from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import func, select

from engine import errors
from engine.jobs.firing import sweep
from engine.store import tables
from engine.store.act import RequestKey
from engine.work import evidence, measures
from tests.concurrency.race import parted, race
from tests.course import actions, actor, give_post, moment
from tests.engine.work.registers import hold, officers, opened, piece, seizure
from tests.invariants import check_invariants

NIGHT, ENTERED = moment("2026-01-20T23:10:00+08:00"), moment("2026-01-20T23:40:00+08:00")
MORNING = moment("2026-01-21T09:00:00+08:00")


def lorry(engine) -> tuple[int, int]:
    """A lorry held in the night, and two leaders who may approve it; its case and its number."""
    give_post(engine, "luo_cheng", "qingxi", "decide")
    case_id = opened(engine, "2026-01-20T22:50:00+08:00", "SR-010")
    return case_id, measures.execute_at_once(engine, actor(engine, "wang_qiang"), case_id, seizure(engine, executed_at=NIGHT), at=ENTERED)["id"]


def leaders(engine) -> list:
    return [actor(engine, "gao_jun"), actor(engine, "luo_cheng")] * 4


def test_of_leaders_who_approve_at_once_one_does(engine):
    case_id, held = lorry(engine)
    won, refused = parted(race([lambda who=who: measures.approve(engine, who, held, True, "同意。", version=1, at=MORNING) for who in leaders(engine)]))
    assert len(won) == 1 and Counter(type(r) for r in refused) == {errors.StaleVersion: 7}
    assert actions(engine, case_id).count("measure.approved") == 1
    check_invariants(engine)


def test_of_leaders_of_two_minds_one_is_heard(engine):
    """One approves, one refuses; without a version the second is told that nothing waits any more."""
    case_id, held = lorry(engine)
    won, refused = parted(race([lambda who=who, agree=agree: measures.approve(engine, who, held, agree, "意见。", at=MORNING)
                                for agree, who in zip((True, False) * 4, leaders(engine))]))
    assert len(won) == 1 and all(isinstance(r, errors.WrongState) for r in refused)
    done = measures.get(engine, actor(engine, "wang_qiang"), held, at=MORNING)
    assert (done["state"], done["approved_at"] is not None) == (won[0]["state"], won[0]["state"] == "held")
    check_invariants(engine)


def test_of_leaders_who_extend_at_once_one_does_and_one_paper_is_numbered(engine):
    case_id, held = lorry(engine)
    measures.approve(engine, actor(engine, "gao_jun"), held, True, "同意。", at=MORNING)
    at = moment("2026-02-13T10:00:00+08:00")
    won, refused = parted(race([lambda who=who: measures.extend(engine, who, held, "案情复杂", at=at) for who in leaders(engine)]))
    assert [w["due_on"] for w in won] == [date(2026, 3, 21)] and all(isinstance(r, errors.ClockRefused) for r in refused) and len(refused) == 7
    with engine.store.read() as conn:
        papers = conn.execute(select(func.count()).select_from(tables.paper).where(tables.paper.c.kind == "seizure_extension")).scalar_one()
    assert papers == 1
    check_invariants(engine)


def test_an_extension_and_the_end_of_the_period_leave_one_way(engine):
    """In the last second a leader extends while the tick comes round a second later: either way rows and events agree."""
    case_id, held = lorry(engine)
    measures.approve(engine, actor(engine, "gao_jun"), held, True, "同意。", at=MORNING)
    last, over = moment("2026-02-19T23:59:59+08:00"), moment("2026-02-20T00:00:00+08:00")
    won, refused = parted(race([lambda: measures.extend(engine, actor(engine, "gao_jun"), held, "案情复杂", at=last)] + [lambda: sweep(engine, over)] * 3))
    state = measures.get(engine, actor(engine, "wang_qiang"), held, at=over)["state"]
    assert state == ("expired" if refused else "held") and all(isinstance(r, errors.ClockRefused | errors.DeadlinePassed) for r in refused)
    check_invariants(engine)


def test_officers_who_enter_measures_at_once_each_have_a_clock_of_their_own(engine):
    case_id = opened(engine, "2026-01-20T22:50:00+08:00", "SR-010")
    won, refused = parted(race([lambda n=n: measures.execute_at_once(engine, actor(engine, "wang_qiang"), case_id, hold(
        engine, executed_at=NIGHT, objects=[{"name": f"账册第{n}册", "quantity": "一册"}]), at=ENTERED) for n in range(6)]))
    assert len(won) == 6 and not refused and len({w["number"] for w in won}) == 6
    with engine.store.read() as conn:
        gens = list(conn.execute(select(tables.clock.c.gen, tables.clock.c.state).where(
            tables.clock.c.case_id == case_id, tables.clock.c.code == "registration_hold").order_by(tables.clock.c.gen)))
    assert [tuple(g) for g in gens] == [(n, "running") for n in range(1, 7)]
    sweep(engine, moment("2026-01-30T00:00:00+08:00"))
    assert {m["state"] for m in measures.of_case(engine, actor(engine, "wang_qiang"), case_id, at=moment("2026-01-30T00:00:00+08:00"))["items"]} <= {
        "expired", "unapproved"}
    check_invariants(engine)


def test_twenty_entries_with_one_key_enter_one_piece(engine):
    case_id = opened(engine, "2026-01-20T22:50:00+08:00", "SR-010")
    who, key = actor(engine, "wang_qiang"), RequestKey("piece-1", "a" * 64)
    won, refused = parted(race([lambda: evidence.add(engine, who, case_id, piece(engine, NIGHT, officers=officers(engine)), at=ENTERED, key=key)] * 20))
    assert not refused and all(answer == won[0] for answer in won)
    assert len(evidence.of_case(engine, who, case_id, at=ENTERED)["items"]) == 1
    check_invariants(engine)


def test_a_piece_is_voided_once_however_many_try(engine):
    case_id = opened(engine, "2026-01-20T22:50:00+08:00", "SR-010")
    who = actor(engine, "wang_qiang")
    made = evidence.add(engine, who, case_id, piece(engine, NIGHT), at=ENTERED)["id"]
    won, refused = parted(race([lambda: evidence.void(engine, who, made, "误登", at=ENTERED)] * 8))
    assert len(won) == 1 and all(isinstance(r, errors.WrongState) for r in refused)
    assert actions(engine, case_id).count("evidence.voided") == 1
    check_invariants(engine)
