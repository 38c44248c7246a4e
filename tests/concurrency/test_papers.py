"""Two leaders at one number, two officers at one service, two reports at one case: one is first and nothing has a gap."""
from __future__ import annotations

from datetime import date

from sqlalchemy import update

from engine import errors
from engine.store import tables
from engine.work import papers, transfers
from tests.concurrency.race import parted, race
from tests.conftest import open_engine
from tests.course import actions, actor, give_post, moment, parked, with_cases
from tests.engine.work.registers import officers, opened
from tests.invariants import check_invariants

AT = moment("2026-09-16T10:00:00+08:00")


def test_a_number_is_void_once_and_reissued_once(backend):
    url = backend.fresh(with_cases)
    engine = open_engine(url)
    try:
        course = parked(engine, "serve_decision")
        give_post(engine, "luo_cheng", "qingxi", "decide")
        at, leaders = course.at, [actor(engine, "gao_jun"), actor(engine, "luo_cheng")]
        one = next(p for p in papers.of_case(engine, leaders[0], course.case_id, at=at)["items"] if p["kind"] == "penalty_decision")
        won, refused = parted(race([lambda who=who: papers.void(engine, who, one["id"], "打印有误", True, at=at) for who in leaders * 4]))
        assert len(won) == 1 and all(isinstance(r, errors.WrongState) for r in refused)
        made = [p for p in papers.of_case(engine, leaders[0], course.case_id, at=at)["items"] if p["kind"] == "penalty_decision"]
        assert [p["voided_at"] is None for p in made] == [False, True] and made[1]["serial"] == made[0]["serial"] + 1
        assert actions(engine, course.case_id).count("paper.voided") == 1
        check_invariants(engine)
    finally:
        engine.close()
        backend.drop(url)


def test_a_paper_is_served_or_void_but_not_both(backend):
    url = backend.fresh(with_cases)
    engine = open_engine(url)
    try:
        course = parked(engine, "recheck")
        case_id, at, leader = course.case_id, course.at, actor(engine, "gao_jun")
        with engine.store.act(None, at) as act:  # as if the order had not been handed over with the form
            form = {k: v for k, v in act.conn.execute(tables.task.select().where(tables.task.c.case_id == case_id,
                    tables.task.c.element == "order_correction")).mappings().one()["form"].items()
                    if not k.startswith("correction_serve")}
            act.conn.execute(update(tables.task).where(tables.task.c.case_id == case_id,
                                                       tables.task.c.element == "order_correction").values(form=form))
            act.done(traced=False)
        one = next(p for p in papers.of_case(engine, leader, case_id, at=at)["items"] if p["kind"] == "correction_order")
        given = {"on": date(2026, 4, 27), "mode": "direct", "officers": officers(engine), "receiver": "李某"}
        won, refused = parted(race([lambda: papers.void(engine, leader, one["id"], "误制", at=at), lambda: papers.serve(engine,
                actor(engine, "wang_qiang"), one["id"], given, at=at)] * 3))
        assert len(won) == 1 and all(isinstance(r, errors.WrongState) for r in refused)
        now = next(p for p in papers.of_case(engine, leader, case_id, at=at)["items"] if p["id"] == one["id"])
        assert (now["voided_at"] is None) != (now["service"] is None)
        check_invariants(engine)
    finally:
        engine.close()
        backend.drop(url)


def test_of_reports_at_once_one_is_made_and_of_decisions_one(engine):
    give_post(engine, "luo_cheng", "qingxi", "decide")
    case_id = opened(engine, "2026-09-03T22:40:00+08:00", "SR-010")
    given = {"officers": officers(engine), "charge": "非法采矿罪", "recipient": "示范县公安局", "summary": "采砂。", "basis": "法释〔2016〕25号第三条", "value_fen": None,
             "objects": []}
    won, refused = parted(race([lambda: transfers.report(engine, actor(engine, "wang_qiang"), case_id, given, at=AT)] * 6))
    assert len(won) == 1 and all(isinstance(r, errors.WrongState) for r in refused)
    leaders = [actor(engine, "gao_jun"), actor(engine, "luo_cheng")] * 3
    won, refused = parted(race([lambda who=who, agree=agree: transfers.decide(engine, who, won[0]["id"], agree, "意见。", "head", at=AT)
                                for agree, who in zip((True, False) * 3, leaders)]))
    assert len(won) == 1 and all(isinstance(r, errors.WrongState) for r in refused)
    done = [a for a in actions(engine, case_id) if a in ("transfer.approved", "transfer.refused")]
    assert len(done) == 1 and actions(engine, case_id).count("transfer.reported") == 1
    check_invariants(engine)
