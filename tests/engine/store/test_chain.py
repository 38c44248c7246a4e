"""The hash chain: whoever changes history behind the engine's back is found, with the place."""
from __future__ import annotations

import contextlib
import hashlib
import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from engine.store import chain
from engine.store.columns import decode, encode
from engine.store.tables import case_duty, event, event_head
from engine.work import audit, tasks
from tests.course import Course, actions, moment

TRIGGERS = {"sqlite": ("DROP TRIGGER event_kept_u", "DROP TRIGGER event_kept_d", "DROP TRIGGER event_moves_head"),
            "postgresql": ("DROP TRIGGER event_kept ON event", "DROP TRIGGER event_kept_t ON event", "DROP TRIGGER event_moves_head ON event")}


@pytest.fixture
def history(engine):
    """A chain of real acts, in a database whose walls an attacker has torn down."""
    Course.begin(engine).to("verify", "sign")
    return engine


@contextlib.contextmanager
def behind_its_back(engine):
    """A transaction of somebody with full rights on the database."""
    with engine.store.engine.begin() as conn:
        for statement in TRIGGERS[conn.dialect.name]:
            conn.execute(text(statement))
        yield conn


def row(conn: Connection, seq: int) -> dict:
    return dict(conn.execute(select(event).where(event.c.seq == seq)).mappings().one())


def fault(engine) -> dict:
    """What verification says; it must not be content."""
    verdict = audit.verify(engine)
    assert not verdict["ok"]
    return verdict["fault"]


def test_an_honest_chain_is_whole(history):
    verdict = audit.verify(history)
    assert verdict["ok"] and verdict["fault"] is None and verdict["rows"] == len(actions(history))


EDITS = ({"person_id": 1}, {"account_id": None}, {"action": "task.claimed"}, {"data": {"number": "伪造"}}, {"task_id": None},
         {"at": moment("2026-04-27T09:00:00.000001+08:00")}, {"case_id": None}, {"effect": "clock:1:x:1:due:2026-01-01"})


def test_an_edit_of_any_column_of_an_event_is_found(history):
    done = select(event.c.seq).where(event.c.action == "task.done").limit(1)
    with behind_its_back(history) as conn:
        seq = conn.execute(done).scalar_one()
        honest = row(conn, seq)
        for changed in EDITS:
            conn.execute(update(event).where(event.c.seq == seq).values(**changed))
            assert chain.verify(conn)["fault"] == {"seq": seq, "reason": "内容与哈希不符，记录被改动过"}, changed
            conn.execute(update(event).where(event.c.seq == seq).values(**honest))
            assert chain.verify(conn)["ok"]


def test_an_edited_event_with_its_own_hash_made_good_breaks_the_next(history):
    with behind_its_back(history) as conn:
        forged = {**row(conn, 5), "person_id": 1}
        conn.execute(update(event).where(event.c.seq == 5).values(person_id=1, hash=chain.row_hash(forged["alg"], forged["prev"], forged)))
    assert fault(history)["seq"] == 6


def test_a_deleted_event_is_missed(history):
    with behind_its_back(history) as conn:
        conn.execute(delete(event).where(event.c.seq == 5))
    assert fault(history)["seq"] == 5 and "缺少第 5 号" in fault(history)["reason"]


def test_a_deleted_event_whose_gap_was_closed_is_found(history):
    with behind_its_back(history) as conn:
        last = conn.execute(select(event_head.c.seq)).scalar_one()
        conn.execute(delete(event).where(event.c.seq == 5))
        for seq in range(6, last + 1):
            conn.execute(update(event).where(event.c.seq == seq).values(seq=seq - 1))
        conn.execute(update(event_head).values(seq=last - 1))
    assert fault(history)["seq"] == 5


def test_an_inserted_event_is_found(history):
    with behind_its_back(history) as conn:
        last = conn.execute(select(event_head.c.seq)).scalar_one()
        for seq in range(last, 4, -1):
            conn.execute(update(event).where(event.c.seq == seq).values(seq=seq + 1))
        new = {**row(conn, 4), "seq": 5, "action": "duty.taken", "effect": None}
        conn.execute(insert(event).values(**{**new, "prev": row(conn, 4)["hash"], "hash": chain.row_hash(new["alg"], row(conn, 4)["hash"], new)}))
        conn.execute(update(event_head).values(seq=last + 1))
    assert fault(history)["seq"] == 6


def test_two_events_that_changed_places_are_found(history):
    with behind_its_back(history) as conn:
        for seq, to in ((5, -5), (6, 5), (-5, 6)):
            conn.execute(update(event).where(event.c.seq == seq).values(seq=to))
    assert fault(history)["seq"] == 5


def test_a_tail_cut_off_is_found_by_the_head(history):
    with behind_its_back(history) as conn:
        last = conn.execute(select(event_head.c.seq)).scalar_one()
        conn.execute(delete(event).where(event.c.seq > last - 2))
    assert fault(history) == {"seq": last, "reason": f"链头记到第 {last} 号，记录只到第 {last - 2} 号"}


def test_a_head_that_was_turned_is_found(history):
    with behind_its_back(history) as conn:
        conn.execute(update(event_head).values(hash="0" * 64))
    assert fault(history)["seq"] == len(actions(history))


def test_a_long_chain_is_walked_in_batches(history):
    with history.store.read() as conn:
        assert chain.verify(conn, batch=3) == chain.verify(conn)


def test_the_hash_can_be_made_again_without_our_code(history):
    """From the description alone: canonical JSON, a leaf with 0x00, a node with 0x01, RFC 6962 prefixes."""
    with history.store.read() as conn:
        first, second = row(conn, 1), row(conn, 2)
    assert first["prev"] == "0" * 64 and second["prev"] == first["hash"]
    plain = {k: second[k] for k in ("seq", "action", "person_id", "account_id", "case_id", "task_id", "data", "effect")}
    plain["at"] = second["at"].isoformat(timespec="microseconds")
    leaf = hashlib.new(second["alg"], b"\0" + json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).digest()
    assert hashlib.new(second["alg"], b"\1" + bytes.fromhex(second["prev"]) + leaf).hexdigest() == second["hash"]


def test_events_and_duties_are_neither_changed_nor_deleted(history):
    before = audit.verify(history)
    for statement in (update(event).values(person_id=1), delete(event), update(case_duty).values(duty="patrol"), delete(case_duty)):
        with pytest.raises(DBAPIError, match="append-only|history"), history.store.engine.begin() as conn:
            conn.execute(statement)
    assert audit.verify(history) == before


def test_events_are_not_truncated(history):
    if history.store.sqlite:
        return  # SQLite has no TRUNCATE; a DELETE without WHERE fires the row triggers, tried above
    for table in ("event", "case_duty"):
        with pytest.raises(DBAPIError, match="append-only"), history.store.engine.begin() as conn:
            conn.execute(text(f"TRUNCATE {table} CASCADE"))


def test_an_event_out_of_order_cannot_be_added_in_silence(history):
    with history.store.engine.begin() as conn:
        last = row(conn, conn.execute(select(event_head.c.seq)).scalar_one())
        new = {**last, "seq": last["seq"] + 1, "prev": "0" * 64, "effect": None, "at": last["at"] + timedelta(seconds=1)}
        conn.execute(insert(event).values(**{**new, "hash": chain.row_hash(new["alg"], new["prev"], new)}))
    assert fault(history) == {"seq": last["seq"] + 1, "reason": "与上一条记录的哈希不相接"}


def test_acts_go_on_behind_a_whole_chain(course_at):
    course = course_at("apply_filing")
    tasks.claim(course.engine, course.who, course.task()["id"], at=course.at)
    assert audit.verify(course.engine)["ok"]


PLAIN = st.recursive(st.none() | st.booleans() | st.integers(-2**53, 2**53) | st.text(st.characters(codec="utf-8"), max_size=20)
                     | st.dates(), lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8).filter(lambda k: "$" not in k), one, max_size=3), max_leaves=8)


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8).filter(lambda k: "$" not in k), PLAIN, max_size=4))
@settings(max_examples=100)
def test_an_event_hashes_the_same_before_and_after_it_was_stored(data):
    one = {"seq": 1, "at": moment("2026-04-27T09:00:00+08:00"), "action": "x.y", "person_id": None, "account_id": None, "case_id": None,
           "task_id": None, "effect": None}
    hashes = {chain.row_hash(chain.ALG, chain.GENESIS, {**one, "data": value}) for value in (data, decode(encode(data)))}
    assert len(hashes) == 1
