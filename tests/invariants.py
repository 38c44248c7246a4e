"""What must be true of every database at any moment, whatever was done, crashed or raced before."""
from __future__ import annotations

from collections import Counter, defaultdict

from sqlalchemy import func, select

from engine.process import instance
from engine.store import chain, clocks
from engine.store.tables import (administrator, case_duty, case_file, clock, event, event_head, paper, recusal, serial, task)
from engine.store.tables import instance as instances


def check_invariants(engine) -> None:
    """Asserts every invariant of the database behind `engine`."""
    with engine.store.read() as conn:
        verdict = chain.verify(conn)
        assert verdict["ok"], verdict["fault"]
        assert chain.count(conn) == conn.execute(select(event_head.c.seq)).scalar_one()
        _diagrams_agree_with_rows(engine, conn)
        _nobody_bears_separated_duties(engine, conn)
        _clocks_agree_with_their_events(conn)
        _numbers_have_no_gaps(conn)
        _every_done_task_was_recorded_once(conn)


def _diagrams_agree_with_rows(engine, conn) -> None:
    live = defaultdict(set)
    for row in conn.execute(select(task.c.case_id, task.c.engine_id).where(task.c.state.in_(("open", "signing")))):
        live[row.case_id].add(row.engine_id)
    rows = conn.execute(select(instances, case_file.c.status).join(case_file, case_file.c.id == instances.c.case_id)).mappings().all()
    assert len(rows) == conn.execute(select(func.count()).select_from(case_file)).scalar_one()
    for row in rows:
        if row["completed"]:
            assert row["state"] is None and not live[row["case_id"]], f"case {row['case_id']} has ended but still has tasks"
            assert row["status"] in ("closed", "ended")
            continue
        running = instance.restore(engine.definition(conn, row["deployment_id"]), row["state"])
        assert set(running.open_tasks()) == live[row["case_id"]], f"case {row['case_id']}: diagram and task rows disagree"
        assert sorted(running.waiting_clocks) == row["waiting_clocks"]
        assert running.open_tasks() or running.waiting_clocks or running.next_at, f"case {row['case_id']} is stuck"


def _nobody_bears_separated_duties(engine, conn) -> None:
    """By natural person and by whom somebody stood in for; soft pairs with a reason; nobody after their recusal; no administrator while one."""
    off = {(r.case_id, r.person_id): r.at for r in conn.execute(select(recusal))}
    rulers = {r.person_id: r.given_at for r in conn.execute(select(administrator))}
    borne = defaultdict(list)
    for row in conn.execute(select(case_duty).order_by(case_duty.c.id)):
        for person_id in {row.person_id, row.for_id} - {None}:
            borne[row.case_id, person_id].append(row)
            assert row.at <= off.get((row.case_id, person_id), row.at), f"case {row.case_id}: person {person_id} bore {row.duty} after their recusal"
            assert row.at <= rulers.get(person_id, row.at), f"case {row.case_id}: administrator {person_id} bore {row.duty}"
    for (case_id, person_id), rows in borne.items():
        held = {row.duty for row in rows}
        clash = [(a, b) for a, b in engine.rules.separation if a in held and b in held]
        assert not clash, f"case {case_id}: person {person_id} bore {clash}"
        for n, later in enumerate(rows):
            asked = later.person_id == person_id and any((earlier.duty, later.duty) in engine.rules.soft_separation for earlier in rows[:n])
            assert not asked or (later.reason or "").strip(), f"case {case_id}: person {person_id} bore {later.duty} without the reason it asks for"


def _clocks_agree_with_their_events(conn) -> None:
    due = Counter(row.effect for row in conn.execute(select(event.c.effect).where(event.c.action == "clock.due")))
    assert all(n == 1 for n in due.values())
    fired = {tuple(effect.split(":")[1:4]) for effect in due}
    over = set(conn.execute(select(instances.c.case_id).where(instances.c.completed.is_(True))).scalars())
    for row in conn.execute(select(clock)).mappings():
        value = clocks.from_value(row["value"])
        assert not (row["case_id"] in over and value.binds == "agency" and value.state == "running"), f"clock {value.code} outlives its case"
        assert (value.state, value.next_at, value.due_at) == (row["state"], row["next_at"], row["due_at"])
        if value.state in ("overdue", "lapsed"):
            assert (str(row["case_id"]), value.code, str(value.gen)) in fired, f"clock {value.code} came due without an event"


def _numbers_have_no_gaps(conn) -> None:
    used = defaultdict(list)
    for row in conn.execute(select(paper.c.unit_id, paper.c.kind, paper.c.year, paper.c.serial)):
        used[row.unit_id, row.kind, row.year].append(row.serial)
    for key, serials in used.items():
        last = conn.execute(select(serial.c.last).where(serial.c.unit_id == key[0], serial.c.kind == key[1], serial.c.year == key[2])).scalar_one()
        assert sorted(serials) == list(range(last - len(serials) + 1, last + 1)), f"numbers of {key} have gaps"


def _every_done_task_was_recorded_once(conn) -> None:
    told = Counter(conn.execute(select(event.c.task_id).where(event.c.action == "task.done")).scalars())
    done = set(conn.execute(select(task.c.id).where(task.c.state == "done")).scalars())
    assert set(told) == done and all(n == 1 for n in told.values())
