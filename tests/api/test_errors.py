"""One shape for every error, on every path, in Chinese, and nothing of the inside in it."""
from __future__ import annotations

import logging

import pytest

from api import errors as table
from api.access import access
from engine import errors


@pytest.fixture
def app(engine, clock):
    """An application of its own, to which a test may add routes."""
    from api.app import create_app

    return create_app(engine)


def refusals(kind=errors.Refusal):
    for one in kind.__subclasses__():
        yield one
        yield from refusals(one)


def check_shape(answer, status: int) -> dict:
    body = answer.json
    assert answer.status_code == status == body["status"]
    assert answer.content_type == "application/problem+json"
    assert body["type"] == f"urn:bihuan:problem:{body['code']}"
    assert {"title", "detail"} <= body.keys()
    assert any("一" <= letter <= "鿿" for letter in body["title"]), body
    return body


def test_every_refusal_has_a_status():
    assert [k.__name__ for k in refusals() if not any(parent in table.STATUS for parent in k.__mro__)] == []


@pytest.mark.parametrize(("kind", "status"), [
    (errors.BadInput, 400), (errors.Unauthenticated, 401), (errors.DutyConflict, 403), (errors.NotFound, 404), (errors.TaskTaken, 409),
    (errors.StaleVersion, 412), (errors.FormInvalid, 422), (errors.KeyReused, 422), (errors.GateRefused, 409)])
def test_a_refusal_answers_with_the_status_of_its_kind(kind, status):
    assert table.status_of(kind) == status


def test_an_unlisted_kind_answers_like_its_nearest_ancestor():
    class Narrower(errors.TaskTaken):
        """更具体的情形"""
    assert table.status_of(Narrower) == 409


@pytest.mark.parametrize(("method", "path", "kw", "status"), [
    ("GET", "/nowhere", {}, 404), ("GET", "/api/v1/nowhere", {}, 404), ("GET", "/api/v1/tasks/99999999999999", {}, 404),
    ("GET", "/api/v1/tasks/1%00", {}, 404), ("DELETE", "/api/v1/tasks", {}, 405), ("TRACE", "/api/v1/health", {}, 405),
    ("POST", "/api/v1/session", {"data": "login=a", "content_type": "application/x-www-form-urlencoded"}, 415),
    ("POST", "/api/v1/session", {"data": b"{", "content_type": "application/json"}, 400),
    ("POST", "/api/v1/session", {"data": b"{}", "content_type": "application/json; charset=gbk"}, 415),
    ("POST", "/api/v1/session", {"data": b" " * (1024 * 1024 + 1), "content_type": "application/json"}, 413),
    ("POST", "/api/v1/session", {"json": {"login": "a"}}, 422), ("POST", "/api/v1/session", {"json": []}, 422),
    ("GET", "/api/v1/tasks", {}, 401), ("GET", "/api/v1/tasks", {"headers": {"Authorization": "Basic YTpi"}}, 401),
])
def test_every_error_has_the_same_shape(visitor, method, path, kw, status):
    check_shape(visitor.client.open(path, method=method, **kw), status)


def test_405_says_what_is_allowed(visitor):
    assert visitor.client.delete("/api/v1/tasks").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_field_errors_name_each_field_in_chinese(visitor):
    body = check_shape(visitor.post("/session", {"login": 5, "pass": "x"}), 422)
    assert body["fields"] == {"login": ["应为文本"], "password": ["必须填写"], "pass": ["没有这个字段"]}


def test_a_refusal_carries_its_article_its_next_step_and_its_facts(app, visitor):
    @app.get("/refused")
    @access("public")
    def refused():
        raise errors.DutyConflict("您在 3 月 9 日参与了本案调查。", next="可转交县级审核池。", task_id=31)
    body = check_shape(visitor.client.get("/refused"), 403)
    assert body["article"].startswith("行政处罚法第五十八条")
    assert (body["next"], body["task_id"]) == ("可转交县级审核池。", 31)


def test_a_fault_of_ours_shows_an_incident_number_and_nothing_else(app, visitor, caplog):
    @app.get("/broken")
    @access("public")
    def broken():
        raise RuntimeError("SELECT secret FROM /etc/passwd")
    with caplog.at_level(logging.ERROR):
        answer = visitor.client.get("/broken")
    body = check_shape(answer, 500)
    assert body["incident"] in body["detail"]
    assert body["incident"] in caplog.text and "SELECT secret" in caplog.text
    assert "SELECT" not in answer.text and "Traceback" not in answer.text and "RuntimeError" not in answer.text


def test_pages_get_a_page_and_programs_get_json(app, visitor):
    app.config["PROBLEM_PAGE"] = lambda problem: f"<h1>{problem['title']}</h1>"
    page = visitor.client.get("/nowhere")
    assert (page.status_code, page.mimetype, page.text) == (404, "text/html", "<h1>没有找到</h1>")
    check_shape(visitor.client.get("/api/v1/nowhere"), 404)
