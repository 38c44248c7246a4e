"""A crooked address opens nothing that the straight one does not (S16; Bonita CVE-2022-25237)."""
from __future__ import annotations

from urllib.parse import unquote_to_bytes

import pytest

from api.access import rule_of
from tests.security.conftest import Browser, address, routes

SUFFIXES = (";i18ntranslation", ";x", ";jsessionid=1", "/;x", "/.", "/..;/", "/%2e", "/%2e%2e/", ".", "%2e", "%00", "%00.css", "%20", "%09", "%0a", "/", "//", "?", "%3f", "%23", ".json", ".css", ".html",
            "/../health", "/..%2fhealth", "%2f..%2fhealth", "/x/..", "~", "%ef%bc%8f", "/static/app.css", ";/static/x.css")
HEADERS = ({"X-Original-URL": "/api/v1/health"}, {"X-Rewrite-URL": "/api/v1/health"}, {"X-HTTP-Method-Override": "GET"}, {"X-Forwarded-For": "127.0.0.1"},
           {"X-Forwarded-Host": "localhost"}, {"X-Forwarded-Prefix": "/static"}, {"X-Forwarded-User": "admin"}, {"X-Remote-User": "wang_qiang"}, {"Remote-User": "wang_qiang"},
           {"X-Forwarded-Proto": "https"}, {"X-Custom-IP-Authorization": "127.0.0.1"}, {"Referer": "http://localhost/inbox"}, {"Authorization": "Basic d2FuZ19xaWFuZzp4"},
           {"Authorization": "Bearer "}, {"Cookie": "bihuan=" + "a" * 43}, {"Cookie": "bihuan="}, {"Host": "127.0.0.1"})


def crooked(path: str) -> list[str]:
    """The same address, bent in every way we know."""
    head, _, tail = path.lstrip("/").partition("/")
    first = path[1:2]
    return [*(path + s for s in SUFFIXES), "/" + path, "//" + path.lstrip("/") + "//", f"/{head};x/{tail}", f"/{head}%2f{tail}", f"/{head}%252f{tail}", f"/{head}//{tail}", f"/{head}/./{tail}",
            f"/static/..{path}", f"/static/..%2f{path.lstrip('/')}", f"/static/%2e%2e{path}", f"/api/v1/health/..{path}", f"/api/v1/health;{path}", f"/x/../{path.lstrip('/')}", path.upper(), path.title(),
            path.replace("/", "\\"), path.replace("/", "%5c"), f"/%{ord(first):02x}{path[2:]}", f"/%25{ord(first):02x}{path[2:]}", path.replace("s", "ſ"), path.replace("/", "／"), f"/{head}\x00/{tail}",
            f"/./{path.lstrip('/')}", f"/.;/{path.lstrip('/')}", f"http://localhost{path}", f"/%c0%ae%c0%ae{path}"]


def ask(browser, raw: str, method: str = "GET", **headers):
    """Sends an address as it stands, decoded once, as the server does."""
    path, _, query = raw.partition("?")
    return browser.client.open("/", method=method, headers=headers, buffered=True, environ_overrides={
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query, "REQUEST_URI": raw, "RAW_URI": raw})


@pytest.fixture(scope="module")
def protected(site):
    return [address(site.app, rule, site.course.case_id) for rule, _ in routes(site.app, unsafe=False)
            if not rule_of(site.app, rule.endpoint).public and "stream" not in rule.rule]


def shown(answer) -> bool:
    """Whether anything of the protected page may be in the answer; a redirect to sign in or to the straight address is not."""
    return 200 <= answer.status_code < 300 and "passw" not in answer.text and answer.headers.get("Content-Type", "").partition(";")[0] != "text/css"


@pytest.mark.parametrize("step", [pytest.param(4, id="each bend at each fourth route"), pytest.param(1, id="each bend at each route", marks=pytest.mark.slow)])
def test_nobody_comes_in_by_a_crooked_address(site, protected, step):
    stranger, public = Browser(site.app), {}
    opened, tried = [], 0
    for place, path in enumerate(protected):
        assert ask(stranger, path).status_code in (401, 403, 302, 303), path
        for raw in crooked(path)[place % step::step]:
            answer = ask(stranger, raw)
            tried += 1
            if shown(answer):
                known = public.setdefault(answer.request.path, answer.data)
                endpoint = site.app.url_map.bind("localhost").match(unquote_to_bytes(raw.partition("?")[0]).decode("latin-1"))[0]
                opened += [] if rule_of(site.app, endpoint).public and known else [(path, raw, answer.status_code)]
            opened += [(path, raw, 500)] if answer.status_code >= 500 else []
    assert not opened, opened[:20]
    assert tried > 2000


def test_no_header_opens_a_door_or_sends_a_request_elsewhere(site, protected):
    stranger = Browser(site.app)
    opened = [(path, headers) for path in protected for headers in HEADERS if ask(stranger, path, **headers).status_code not in (401, 403, 400, 302, 303)]
    assert not opened, opened[:20]
    plain = ask(stranger, "/api/v1/health").json
    for header in ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix"):
        assert ask(stranger, "/api/v1/health", **{header: "/api/v1/tasks"}).json.keys() == plain.keys()


def test_a_neighbour_sees_no_more_by_a_crooked_address_than_by_the_straight_one(site):
    neighbour = Browser(site.app).step_into("zhou_kai")
    case_id, opened = site.course.case_id, []
    for path in (f"/cases/{case_id}", f"/api/v1/cases/{case_id}", f"/api/v1/cases/{case_id}/evidence", f"/api/v1/cases/{case_id}/uploads", f"/cases/{case_id}/diagram"):
        assert ask(neighbour, path).status_code == 404
        opened += [(raw, answer.status_code) for raw in crooked(path) if (answer := ask(neighbour, raw)).status_code < 300
                   and "health" not in raw and "static" not in raw]
        opened += [(path, headers) for headers in HEADERS if "Authorization" not in headers and "Cookie" not in headers and ask(neighbour, path, **headers).status_code < 300]
    for spelt in (f"0{case_id}", f"+{case_id}", f"{case_id}.0", f"{case_id}%20", f"%20{case_id}", f"{case_id},1", f"1&case_id={case_id}", f"１", f"{case_id}e0", f"0x{case_id:x}", f"-{case_id}"):
        opened += [(spelt, answer.status_code) for path in ("/cases/", "/api/v1/cases/") if (answer := ask(neighbour, path + spelt)).status_code < 300]
    assert not opened, opened


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG", "GET\r\nX: y", "FOO"])
def test_other_methods_are_not_answered(site, method):
    stranger = Browser(site.app)
    for path in ("/inbox", "/api/v1/tasks", "/api/v1/health", "/static/css/tokens.css"):
        assert ask(stranger, path, method).status_code in (400, 401, 404, 405), (method, path)
