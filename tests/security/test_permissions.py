"""Deny by default: what is not named nobody may do, at the door, on the command line and in the service below."""
from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Blueprint

from api.access import access
from api.app import create_app
from engine import cli, errors
from engine.case.access import permission
from engine.work import permissions
from tests.course import actions, actor


def test_a_view_with_an_unknown_permission_is_not_made():
    for name in ("signed_in", "", "everything", "Work"):
        with pytest.raises(ValueError, match="is none of"):
            access(name)


def test_an_application_with_a_silent_view_does_not_start(engine):
    silent = Blueprint("silent", __name__)
    silent.add_url_rule("/silent", view_func=lambda: "")
    with pytest.raises(RuntimeError, match="/silent"):
        create_app(engine, rooms=[lambda app: app.register_blueprint(silent)])


def test_a_verb_without_a_declared_permission_stops_the_command_line(monkeypatch, capsys):
    declared = dict(permission.VERBS)
    assert cli.main(["count", "--from", "2026-01-05", "--length", "5", "--unit", "day", "--json"]) == 0
    declared.pop("powers import")
    monkeypatch.setattr(permission, "VERBS", declared)
    with pytest.raises(RuntimeError, match="powers import"):
        cli.main(["count", "--from", "2026-01-05", "--length", "5", "--unit", "day"])


def test_every_declared_verb_is_there_and_none_speaks_for_a_person():
    assert set(cli._leaves(cli._parser([]))) == set(permission.VERBS)
    assert set(permission.VERBS.values()) <= {permission.NOTHING, permission.RULES, permission.PEOPLE, permission.EMPTY, permission.DUE}


def test_whoever_holds_nothing_passes_only_to_their_own_account(engine):
    nobody = replace(actor(engine, "wang_qiang"), posts=())
    assert [name for name in permissions.NAMES if permissions.holds(nobody, name)] == ["public", "self"]
    assert [name for name in permissions.NAMES if permissions.holds(None, name)] == ["public"]


@pytest.mark.parametrize("role", ["system", "security", "audit"])
def test_an_administrator_passes_to_no_case(engine, role):
    one = replace(actor(engine, "wang_qiang"), posts=(), admin=role)
    assert not permissions.holds(one, "work") and not permissions.holds(one, "sign") and not permissions.holds(one, "rules.change")


def test_a_token_carries_at_most_its_scope(engine):
    one = replace(actor(engine, "he_qing"), way="token", scope=frozenset({"rules.read", "audit.read"}))
    assert [name for name in permissions.NAMES if permissions.holds(one, name)] == ["public", "rules.read"]


def test_who_is_turned_away_is_noted_without_a_word_of_what_was_asked(engine):
    before = len(actions(engine))
    me = actor(engine, "wang_qiang")
    with pytest.raises(errors.Forbidden) as refused:
        permissions.ask(engine, me, "audit.read", at=engine.now(), where="audit.events")
    assert refused.value.data["permission"] == "audit.read" and actions(engine)[before:] == ["access.refused"]
    permissions.ask(engine, me, "work", at=engine.now(), where="cases.find")
    assert len(actions(engine)) == before + 1
