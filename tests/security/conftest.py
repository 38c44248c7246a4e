"""Somebody's own browser over the whole application, API and pages together, and a case to attack."""
from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from tests.applications import application
from tests.conftest import open_engine
from tests.course import Course, parked, with_cases




@pytest.fixture(params=["sqlite"])
def backend(request):
    """SQLite, unless a test asks for `both`: what comes through the door is the same for both databases."""
    return request.getfixturevalue(request.param)


both = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def engine(backend):
    """An engine over the county with a case at each of ten places."""
    url = backend.fresh(with_cases)
    opened = open_engine(url)
    yield opened
    opened.close()
    backend.drop(url)


@pytest.fixture
def course(engine) -> Course:
    """Example two while it is investigated."""
    return parked(engine, "investigate")


@pytest.fixture
def app(engine, course, monkeypatch):
    """API and pages, without rate limits, at the instant of the course's next step."""
    monkeypatch.setattr(engine, "now", lambda: course.at)
    return application(engine)


@pytest.fixture(scope="module")
def site(sqlite):
    """The whole application over one database for all tests of a module: `engine`, `course`, `app`, and `before` as it was."""
    url = sqlite.fresh(with_cases)
    opened = open_engine(url)
    course = parked(opened, "investigate")
    opened.now = lambda: course.at
    yield SimpleNamespace(engine=opened, course=course, app=application(opened))
    opened.close()
    sqlite.drop(url)


def address(app, rule, case_id: int = 1) -> str:
    """An address that a route matches."""
    values = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__
        values[name] = case_id if "case" in name else 1 if kind in ("IntegerConverter", "FloatConverter") else \
            re.findall(r"\w+", str(getattr(converter, "regex", "x")).replace("(?:", ""))[0] if kind == "AnyConverter" else "x"
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def routes(app, *, unsafe: bool):
    """Every route with each of its methods."""
    methods = {"POST", "PUT", "PATCH", "DELETE"} if unsafe else {"GET"}
    return [(rule, method) for rule in sorted(app.url_map.iter_rules(), key=lambda r: (r.rule, r.endpoint)) for method in sorted(methods & rule.methods)]


class Browser:
    """One browser with its cookies and, once signed in, its CSRF token."""

    def __init__(self, app):
        self.app, self.client, self.csrf = app, app.test_client(), ""

    def step_into(self, code: str) -> "Browser":
        """Becomes a demo person by the API's front door."""
        everybody = {one["code"]: one["id"] for one in self.client.get("/api/v1/people/roster").json["items"]}
        answer = self.client.post("/api/v1/session/step-into", json={"person_id": everybody[code]})
        assert answer.status_code == 200, answer.text
        self.csrf = answer.json["csrf"]
        return self

    def send(self, method: str, path: str, *, headers: dict | None = None, **more):
        """A request as our own pages' scripts send it."""
        return self.client.open(path, method=method, headers={**({"X-CSRF-Token": self.csrf} if self.csrf else {}), **(headers or {})}, **more)

    def hand_in(self, case_id: int, name: str, data: bytes, **more):
        """Uploads one file by the API."""
        body = b'--zz\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() + b'"\r\nContent-Type: text/html\r\n\r\n' + data + b"\r\n--zz--\r\n"
        return self.send("POST", f"/api/v1/cases/{case_id}/uploads", data=body, content_type="multipart/form-data; boundary=zz", **more)


@pytest.fixture
def browser_of(app):
    """`browser_of("wang_qiang")` is that person at their own browser; `browser_of(None)` has not signed in."""
    return lambda code=None: Browser(app).step_into(code) if code else Browser(app)
