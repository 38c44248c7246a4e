"""The API over an engine with the demo county, and people who use it."""
from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from tests.applications import interface


#: a Tuesday morning in Shanghai
MORNING = datetime(2026, 3, 10, 1, tzinfo=timezone.utc)


class Visitor:
    """A browser without a person: a cookie jar, and the CSRF token once somebody has signed in."""

    def __init__(self, app):
        self.app, self.client, self.csrf, self.me = app, app.test_client(), None, {}

    def step_into(self, person_id: int) -> "Visitor":
        answer = self.post("/session/step-into", {"person_id": person_id})
        assert answer.status_code == 200, answer.text
        self.csrf = answer.json["csrf"]
        self.me = self.get("/people/me").json
        return self

    def get(self, path: str, **kw: Any):
        return self.client.get(f"/api/v1{path}", **kw)

    def post(self, path: str, body: Any = None, **kw: Any):
        return self.send("POST", path, body, **kw)

    def put(self, path: str, body: Any = None, **kw: Any):
        return self.send("PUT", path, body, **kw)

    def send(self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None, **kw: Any):
        headers = {**({"X-CSRF-Token": self.csrf} if self.csrf else {}), **(headers or {})}
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **({"json": body} if body is not None else {}), **kw)

    def inbox(self, element: str | None = None) -> list[dict]:
        return [t for t in self.get("/tasks").json["items"] if element in (None, t["element"])]


@pytest.fixture
def clock(engine, monkeypatch):
    """Sets the engine's clock: `clock(instant)`; it begins on a Tuesday morning."""
    def set_to(at: datetime) -> None:
        monkeypatch.setattr(engine, "now", lambda: at)
    set_to(MORNING)
    return set_to


@pytest.fixture
def app(engine, clock):
    """The application without rate limits; `test_rate` has its own."""
    return interface(engine)


@pytest.fixture
def visitor(app) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(app)


@pytest.fixture
def person(app):
    """`person("wang_qiang")` signs in as somebody of the demo county, by their code."""
    def find(code: str) -> Visitor:
        everybody = {p["code"]: p["id"] for p in Visitor(app).get("/people/roster").json["items"]}
        return Visitor(app).step_into(everybody[code])
    return find


@pytest.fixture
def handler(person) -> Visitor:
    """王强, who patrols and handles in 青溪镇."""
    return person("wang_qiang")


@pytest.fixture
def dispatcher(person) -> Visitor:
    """徐敏, who dispatches in 青溪镇."""
    return person("xu_min")


@pytest.fixture
def neighbour(person) -> Visitor:
    """周凯, who patrols and handles in 石桥镇 and has nothing to do with 青溪镇."""
    return person("zhou_kai")


LEAD = {"source": "patrol", "found_on": "2026-03-09", "grid_code": "QX-01", "place": "青溪镇人民路 12 号门前", "description": "占道摆摊卖水果"}


@pytest.fixture
def registration(handler, dispatcher) -> dict:
    """The task `登记` of a lead that 王强 has just reported, as 徐敏 sees it."""
    answer = handler.post("/leads", {"form": LEAD})
    assert answer.status_code == 201, answer.text
    [task] = dispatcher.inbox("register")
    return task
