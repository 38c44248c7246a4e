"""The unit of work: what is not done is undone, what has no trace does not commit, who waits too long is told."""
from __future__ import annotations

import contextlib
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from engine import errors
from engine.store import database, tables
from engine.store.act import RequestKey
from engine.store.columns import decode, encode
from engine.store.people import set_setting
from tests.conftest import open_engine
from tests.course import actor, moment
from tests.invariants import check_invariants

AT = moment("2026-04-27T09:00:00+08:00")


OURS = select(tables.setting.c.value).where(tables.setting.c.key == "k")


def settings(engine) -> list:
    """What the setting `k` holds."""
    with engine.store.read() as conn:
        return list(conn.execute(OURS).scalars())


def test_an_act_that_is_not_done_is_undone(engine):
    with engine.store.act(None, AT) as act:
        set_setting(act.conn, "k", 1)
        act.record("setting.changed", key="k")
    assert settings(engine) == []
    check_invariants(engine)


def test_an_act_that_fails_is_undone_and_its_fault_is_not_hidden(engine):
    with pytest.raises(ZeroDivisionError), engine.store.act(None, AT) as act:
        set_setting(act.conn, "k", 1)
        act.record("setting.changed", key="k")
        raise ZeroDivisionError
    assert settings(engine) == []
    check_invariants(engine)


def test_a_change_without_a_trace_does_not_commit(engine):
    with pytest.raises(RuntimeError), engine.store.act(None, AT) as act:
        set_setting(act.conn, "k", 1)
        act.done()
    assert settings(engine) == []


def test_what_is_only_read_is_not_written_to(engine):
    """PostgreSQL refuses; SQLite lets a reader write, and leaving the block undoes it."""
    refuses = contextlib.nullcontext() if engine.store.sqlite else pytest.raises(DBAPIError, match="read-only")
    with refuses, engine.store.read() as conn:
        set_setting(conn, "k", 1)
    assert settings(engine) == []
    check_invariants(engine)


def test_all_reads_of_a_view_are_of_one_moment(engine):
    with engine.store.read() as conn:
        before = conn.execute(select(tables.event_head.c.seq)).scalar_one()
        with engine.store.act(None, AT) as act:
            set_setting(act.conn, "k", 1)
            act.record("setting.changed", key="k")
            act.done()
        assert conn.execute(select(tables.event_head.c.seq)).scalar_one() == before
        assert conn.execute(OURS).all() == []
    assert settings(engine) == [1]


def test_a_time_without_a_zone_is_refused(engine):
    with pytest.raises(ValueError, match="naive datetime"), engine.store.act(None, datetime(2026, 4, 27, 9)) as act:
        act.record("x.y")
        act.done()
    check_invariants(engine)


def test_a_key_is_kept_with_its_answer_and_belongs_to_one_account(engine):
    key = RequestKey("k", "a" * 64)
    for login in ("wang_qiang", "chen_jie", "chen_jie_review"):
        with engine.store.act(actor(engine, login), AT, key) as act:
            assert act.earlier() is None
            act.record("x.y")
            act.done({"login": login, "at": AT})
    with engine.store.act(actor(engine, "chen_jie"), AT, key) as act:
        assert act.earlier() == {"login": "chen_jie", "at": AT}
    with engine.store.act(actor(engine, "chen_jie"), AT, RequestKey("k", "b" * 64)) as act, pytest.raises(errors.KeyReused):
        act.earlier()
    check_invariants(engine)


def test_who_waits_too_long_for_others_is_told_so(county_url, monkeypatch):
    monkeypatch.setattr(database, "WAIT_S", 1)
    monkeypatch.setattr(database, "SQLITE_WAIT_S", 0.2)
    holder, engine = open_engine(county_url), open_engine(county_url)
    with holder.store.act(None, AT) as held:
        held.conn.execute(select(tables.event_head).with_for_update()).one()
        with pytest.raises(errors.Busy), engine.store.act(None, AT) as act:
            act.record("x.y")
            act.done()
    with engine.store.act(None, AT) as act:
        act.record("x.y")
        act.done()
    check_invariants(engine)
    for one in (holder, engine):
        one.close()


@pytest.mark.parametrize("value", [
    {"b": 1, "a": [1, None, True, "中文", 1.5]}, AT, AT.date(), {"$weird": 1}, {"$at": "x", "more": 1}, [], "", {"nested": {"on": AT.date()}}])
def test_json_comes_back_as_it_went(value):
    assert decode(encode(value)) == value
    assert list(decode(encode({"b": 1, "a": 2}))) == ["b", "a"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), b"bytes", {1: object()}])
def test_what_is_not_plain_is_not_stored(value):
    with pytest.raises((TypeError, ValueError)):
        encode(value)
