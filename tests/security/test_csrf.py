"""No other site can make a signed-in person's browser do anything (S13): every unsafe route, every way of trying."""
from __future__ import annotations

import pytest

from api.access import rule_of
from tests.course import contents
from tests.security.conftest import Browser, address, routes

#: what everybody with a post passes, so that it must be the CSRF guard that refuses
OPEN_TO_ALL = ("self", "work", "rules.read", "people.read")
EVERYWHERE = ("foreign origin", "origin null", "cross-site")
CONTENTS = ({"json": {}}, {"data": {"csrf": "x", "key": "1"}}, {"data": '{"a": "=', "content_type": "text/plain"})
FOREIGN = {"foreign origin": {"Origin": "https://evil.example"}, "origin null": {"Origin": "null"}, "our name in theirs": {"Origin": "https://localhost.evil.example"},
           "our host on another port": {"Origin": "http://localhost:8080"}, "cross-site": {"Sec-Fetch-Site": "cross-site"}, "a sister site": {"Sec-Fetch-Site": "same-site"},
           "foreign origin said to be same": {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}}


@pytest.fixture(scope="module")
def people(site):
    return Browser(site.app).step_into("wang_qiang"), Browser(site.app).step_into("li_na")


@pytest.fixture(scope="module", autouse=True)
def nothing_changes(site, people):
    """Whatever is tried here, every table but the trace of refusals stays as it is."""
    traces = {"event", "event_head", "session", "serial"}
    before = {name: rows for name, rows in contents(site.engine).items() if name not in traces}
    yield
    assert {name: rows for name, rows in contents(site.engine).items() if name not in traces} == before


def without_token(someone, other):
    return {"no token": {}, "an empty token": {"X-CSRF-Token": ""}, "a wrong token": {"X-CSRF-Token": "x" * 32}, "another session's token": {"X-CSRF-Token": other.csrf}}


def test_no_unsafe_route_takes_a_request_from_elsewhere(site, people):
    someone, other = people
    tried, wrong = 0, []
    for rule, method in routes(site.app, unsafe=True):
        path, asked = address(site.app, rule, site.course.case_id), rule_of(site.app, rule.endpoint)
        # Every way on every route would take a minute; the guard is one, so three ways everywhere and the rest on each seventh route.
        ways = {name: {**headers, "X-CSRF-Token": someone.csrf} for n, (name, headers) in enumerate(FOREIGN.items()) if name in EVERYWHERE or tried % 7 == n}
        if not asked.public:
            ways |= without_token(someone, other) if asked.permission in OPEN_TO_ALL else {"no token": {}}
        for name, headers in ways.items():
            for content in CONTENTS if name in ("no token", "foreign origin") else CONTENTS[:1]:
                answer = someone.client.open(path, method=method, headers=headers, **content)
                tried += 1
                known = answer.status_code == 403 or (answer.status_code in (400, 415) and "json" not in content)
                told = name not in FOREIGN and asked.permission in OPEN_TO_ALL and answer.status_code == 403 and answer.is_json
                if not known or (told and answer.json["code"] != "cross_site"):
                    wrong.append((method, path, name, content, answer.status_code))
    assert not wrong, wrong[:20]
    assert tried > 1000


def test_the_right_token_from_our_own_page_passes(site, people):
    someone, _ = people
    answer = someone.send("POST", f"/api/v1/cases/{site.course.case_id}/uploads", headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, json={})
    assert answer.status_code == 415  # past every guard, to the view itself


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_get_does_not_become_a_post_by_asking(site, people, header):
    someone, _ = people
    path = f"/api/v1/cases/{site.course.case_id}/evidence"
    assert someone.client.get(path, headers={header: "POST"}).data == someone.client.get(path).data
    assert someone.client.get(path + "?_method=DELETE").status_code in (200, 400)


def test_no_get_changes_anything(site, people):
    someone, _ = people
    failed = []
    for rule, method in routes(site.app, unsafe=False):
        if "stream" in rule.rule or rule.endpoint.endswith("static") or "oidc" in rule.rule:
            continue
        answer = someone.client.open(address(site.app, rule, site.course.case_id), method=method, buffered=True)
        failed += [(rule.rule, answer.status_code)] if answer.status_code >= 500 else []
    assert not failed
