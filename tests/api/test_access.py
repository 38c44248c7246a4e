"""Deny by default: every view says who may call it, and nobody gets further without having signed in."""
from __future__ import annotations

import re

import pytest
from flask import Blueprint

from api import access
from api.app import create_app

PUBLIC = {"/api/v1/health", "/api/v1/session", "/api/v1/session/step-into", "/api/v1/session/code", "/api/v1/session/password",
          "/api/v1/session/enrolment", "/api/v1/session/reset", "/api/v1/setup", "/api/v1/federation", "/api/v1/federation/begin", "/api/v1/federation/finish", "/api/v1/people/roster", "/api/v1/openapi.json",
          "/api/v1/docs", "/api/v1/docs/style.css"}


def filled(rule) -> str:
    return re.sub(r"<[^<>]*(_id|year)>", "1", re.sub(r"<any\((\w+)[^<>]*>", r"\1", rule.rule))


def test_every_route_declares_who_may_call_it(app):
    assert all(access.rule_of(app, rule.endpoint) is not None for rule in app.url_map.iter_rules())


def test_an_undeclared_route_does_not_start(engine):
    silent = Blueprint("silent", __name__)
    silent.add_url_rule("/silent", view_func=lambda: "")
    with pytest.raises(RuntimeError, match="/silent"):
        create_app(engine, rooms=[lambda app: app.register_blueprint(silent)])


def test_only_the_listed_routes_are_open_to_strangers(app):
    assert {r.rule for r in app.url_map.iter_rules() if access.rule_of(app, r.endpoint).public} == PUBLIC


def test_every_other_route_answers_a_stranger_with_401(app):
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if not access.rule_of(app, rule.endpoint).public:
            for method in rule.methods - {"OPTIONS", "HEAD"}:
                answer = client.open(filled(rule), method=method)
                assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated"), (method, rule)
                assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_views_only_take_the_body_they_describe(handler):
    assert handler.post("/tasks/1/claim", {"assignee_id": 7}).json["code"] == "bad_input"
    assert handler.post("/tasks/1/claim", {}).status_code == 404


def test_no_view_changes_anything_by_get(app):
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        assert not (getattr(view, "act", None) and "GET" in rule.methods), rule
