"""A server looks at itself before it serves anybody (requirement 91)."""
from __future__ import annotations

import os
import stat
from dataclasses import replace

import pytest
from sqlalchemy import text

from engine import errors
from engine.store import soundness
from engine.work import selfcheck
from tests.security.conftest import both
from web import serve


@pytest.fixture(autouse=True)
def private(engine):
    """The test's own database as an operator keeps it."""
    if engine.store.sqlite:
        os.chmod(engine.store.url.database, 0o600)


def codes(engine, env=None) -> set[str]:
    return {note.code for note in selfcheck.look(engine, env or {})}


def production(engine):
    engine.settings = replace(engine.settings, mode="production")


def test_a_sound_server_is_told_that_nothing_scans_uploads_and_starts(engine):
    production(engine)
    notes = selfcheck.insist(engine, {})
    assert {note.code for note in notes} <= {"scanner", "clock"} and not any(note.refuses for note in notes)


@pytest.mark.parametrize("env", [{"FLASK_DEBUG": "1"}, {"BIHUAN_CRASH": "before_commit"}])
def test_debugging_is_refused_in_production_and_told_in_demo(engine, env):
    assert "debug" in codes(engine, env) and selfcheck.insist(engine, env)
    production(engine)
    with pytest.raises(errors.WrongMode) as refused:
        selfcheck.insist(engine, env)
    assert "调试" in refused.value.detail


def test_a_database_others_may_read_is_refused(engine):
    os.chmod(engine.store.url.database, 0o644)
    production(engine)
    with pytest.raises(errors.WrongMode) as refused:
        selfcheck.insist(engine, {})
    assert "chmod" in refused.value.next


def test_a_new_database_is_private_from_its_first_byte(tmp_path):
    from engine.store.database import Store

    Store(f"sqlite:///{tmp_path}/a/x.sqlite").close()
    assert stat.S_IMODE((tmp_path / "a" / "x.sqlite").stat().st_mode) == 0o600


@both
def test_unsafe_durability_is_seen(engine):
    with engine.store.read() as conn:
        losing = soundness.losing(conn)
    assert losing == ([] if engine.store.sqlite else ["fsync=off", "full_page_writes=off"]), "the tests' own PostgreSQL is fast and unsafe, and says so"
    if engine.store.sqlite:
        with engine.store.engine.connect() as conn:
            conn.rollback()
            conn.connection.driver_connection.execute("PRAGMA synchronous=NORMAL").close()
            assert soundness.losing(conn) == ["synchronous=1"]


@both
def test_a_broken_tail_of_the_chain_stops_the_start(engine):
    with engine.store.read() as conn:
        assert soundness.broken_tail(conn) is None
    with engine.store.engine.begin() as conn:
        if engine.store.sqlite:
            for (name,) in conn.execute(text("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='event'")).all():
                conn.execute(text(f'DROP TRIGGER "{name}"'))
        else:
            conn.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        conn.execute(text("UPDATE event SET action='task.undone' WHERE seq=(SELECT max(seq)-3 FROM event)"))
    with engine.store.read() as conn:
        assert soundness.broken_tail(conn) == conn.execute(text("SELECT max(seq)-3 FROM event")).scalar()
    assert "chain" in codes(engine)


def test_forwarded_headers_are_believed_from_the_configured_proxy_alone():
    assert serve.behind(None) == {"clear_untrusted_proxy_headers": True}
    told = serve.behind("10.0.0.2")
    assert told["trusted_proxy"] == "10.0.0.2" and told["trusted_proxy_count"] == 1 and told["clear_untrusted_proxy_headers"]
    assert told["trusted_proxy_headers"] == {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}


def test_an_administrator_reads_it_and_an_officer_does_not(browser_of):
    assert browser_of("wang_qiang").client.get("/api/v1/system/checks").status_code == 403
    assert browser_of().client.get("/api/v1/system/checks").status_code == 401


def test_an_administrator_comes_from_the_configured_addresses_only(engine, browser_of):
    import ipaddress

    from engine.settings import read
    from api import auth
    from engine.case.access.actor import Actor

    administrator = Actor(1, 1, "甲", "a", "leader", 1, "县", (), admin="audit")
    assert read({"BIHUAN_ADMIN_ADDRESSES": "10.1.0.0/16, 10.2.0.7"}).admin_networks == (ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("10.2.0.7"))
    app = browser_of().app
    for networks, address, passes in (((), "8.8.8.8", True), ((ipaddress.ip_network("10.1.0.0/16"),), "10.1.2.3", True), ((ipaddress.ip_network("10.1.0.0/16"),), "10.2.0.7", False)):
        engine.settings = replace(engine.settings, admin_networks=networks)
        with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
            assert auth._check_place(replace(administrator, admin=None)) is None, "an officer works from anywhere"
            if passes:
                assert auth._check_place(administrator) is None
            else:
                with pytest.raises(errors.Forbidden):
                    auth._check_place(administrator)
