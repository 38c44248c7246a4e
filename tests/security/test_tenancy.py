"""A second county in the same database, alike to the letter: the first county's people are answered as if it were not there."""
from __future__ import annotations

import re
from datetime import datetime, timezone

import pytest

from engine import errors
from engine.work import calendars, leads, stream
from tests.applications import application
from tests.conftest import open_engine
from tests.course import actor
from tests.notices import NOTICE_2027
from tests.security import matrix
from tests.security.world import ADMINISTRATORS, NOTHING, OTHER, places, with_one_county, with_two_counties

NOW = datetime(2026, 8, 3, 1, tzinfo=timezone.utc)
WHO = ("wang_qiang", "luo_cheng", "xia_ning", "he_qing", *ADMINISTRATORS)
#: what is asked for beside the bare address
QUERIES = {"/cases": ("q=王小明", "q=门窗", "status=closed"), "/leads": ("q=店外",), "/tasks": ("q=王", "view=pool"), "/powers": ("unit=qingxi",), "/inbox": ("q=王",)}
#: endless, or other each time for reasons of their own (the chain's whole length, the moment)
NOT_COMPARED = ("/api/v1/stream", "/api/v1/account/sessions", "/account", "/api/v1/audit", "/audit", "/api/v1/system", "/system")
_TOKENS = re.compile(r'(csrf" (?:value|content)="|"csrf":")[^"]*|name="key" value="[^"]*|incident [0-9a-f]{12}|"seen_at":"[^"]*"|nonce-[^"\']*')


class Office:
    """The application over one database."""

    def __init__(self, url: str):
        self.engine = open_engine(url)
        self.engine.now = lambda: NOW
        self.app = application(self.engine)
        self.client, self.cookies = self.app.test_client(use_cookies=False), {}

    def get(self, who: str, path: str):
        """What a person is answered: status, the headers that tell anything, and the text without what is new each time."""
        if who not in self.cookies:
            answer = self.client.post("/api/v1/session/step-into", json={"person_id": actor(self.engine, who, NOW).person_id})
            self.cookies[who] = answer.headers["Set-Cookie"].split(";")[0]
        answer = self.client.get(path, headers={"Cookie": self.cookies[who]})
        return answer.status_code, answer.headers.get("ETag"), answer.headers.get("Location"), _TOKENS.sub("", answer.text)

    def routes(self):
        """Every GET route that is compared."""
        return [rule for method, rule, permission in matrix.rows_of(self.app) if method == "GET" and not rule.rule.startswith(NOT_COMPARED)
                and not rule.endpoint.endswith("static") and permission != "public"]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def offices(request):
    """`(alone, beside)`: the county by itself, and with its twin in the same database."""
    backend = request.getfixturevalue(request.param)
    urls = backend.fresh(with_one_county), backend.fresh(with_two_counties)
    made = tuple(map(Office, urls))
    yield made
    for office, url in zip(made, urls):
        office.engine.close()
        backend.drop(url)


def built(rule, known: dict, relation: str) -> str:
    """A GET route's address for what belongs to a place; "none" is nowhere."""
    there, given = known.get(relation, {}), {}
    things = {**there.get("closed", {}), **there.get("open", {}), "sheet_id": there.get("closed", {}).get("sheet_id", NOTHING)}
    named = {"unit": there.get("unit", "nowhere"), "code": there.get("code", "nobody"), "number": "2024-1", "year": 2026, "process": "ordinary_penalty", "element": "investigate"}
    for name in rule.arguments:
        plain = name.lstrip("_")
        items = getattr(rule._converters[name], "items", None)
        given[name] = sorted(items)[0] if items else named.get(plain, things.get(plain, NOTHING))
    return rule.build(given, append_unknown=False)[1]


def test_every_answer_is_the_same_with_and_without_the_other_county(offices):
    alone, beside = offices
    wrong, known = [], places(alone.engine)
    for rule in alone.routes():
        addresses = {built(rule, known, "own")} | {f"{rule.rule}?{q}" for q in QUERIES.get(rule.rule.removeprefix("/api/v1"), ()) if not rule.arguments}
        for path in sorted(addresses):
            wrong += [f"{who} {path}" for who in WHO if alone.get(who, path) != beside.get(who, path)]
    assert not wrong, "\n".join(wrong)


def test_what_is_the_other_countys_is_answered_like_what_is_not_there(offices):
    _, beside = offices
    wrong, known = [], places(beside.engine)
    for rule in (r for r in beside.routes() if r.arguments):
        theirs, nothing = built(rule, known, "county"), built(rule, known, "none")
        if theirs == nothing:
            continue
        ids = sorted({*re.findall(r"\d+|b_\w+", theirs)} - {*re.findall(r"\d+|b_\w+", nothing)}, key=len, reverse=True)
        for who in WHO:
            there, absent = beside.get(who, theirs), beside.get(who, nothing)
            if _plain(there, ids) != _plain(absent, [str(NOTHING), "nowhere", "nobody"]):
                wrong.append(f"{who} {theirs}: {there[0]} {there[3][-300:]!r}, absent {absent[0]} {absent[3][-300:]!r}")
    assert not wrong, "\n".join(wrong)


def _plain(answer, ids: list[str]):
    status, etag, location, text = answer
    for one in ids:
        text = re.sub(rf"(?<![\w.]){re.escape(one)}(?![\w])", "#", text)
        location = location and re.sub(rf"\b{re.escape(one)}\b", "#", location)
    return status, etag, location, text


def test_the_other_county_works_and_sees_its_own_alone(offices):
    _, beside = offices
    known = places(beside.engine)
    assert beside.get(OTHER + "wang_qiang", f"/api/v1/cases/{known['county']['open']['case_id']}")[0] == 200
    assert beside.get(OTHER + "luo_cheng", f"/api/v1/cases/{known['own']['open']['case_id']}")[0] == 404


def test_whoever_publishes_a_calendar_is_a_name_in_their_own_county_and_the_count_is_each_ones_own(offices):
    alone, beside = offices
    for one, who in ((alone, "he_qing"), (beside, OTHER + "he_qing")):
        calendars.publish(one.engine, actor(one.engine, who, NOW), NOTICE_2027, at=NOW)
    ours, theirs = ([calendars.get(one.engine, actor(one.engine, "he_qing", NOW), 2027), calendars.progress(one.engine, actor(one.engine, "he_qing", NOW))]
                    for one in offices)
    assert (ours[0]["published_by_name"], theirs[0]["published_by_name"]) == ("何晴", None)
    assert {k: ours[1][k] for k in ("total", "done", "changed", "failed")} == {k: theirs[1][k] for k in ("total", "done", "changed", "failed")}
    assert calendars.get(beside.engine, actor(beside.engine, OTHER + "he_qing", NOW), 2027)["published_by_name"] == "何晴"


def test_events_and_numbers_of_one_county_do_not_move_with_the_others(offices):
    alone, beside = offices
    form = {"source": "patrol", "found_on": "2026-08-02", "place": "人民路 12 号", "description": "占道摆摊"}
    for who in (OTHER + "wang_qiang", OTHER + "zhou_kai"):
        leads.report(beside.engine, actor(beside.engine, who, NOW), form, at=NOW)
    numbers = [leads.report(one.engine, actor(one.engine, "wang_qiang", NOW), form, at=NOW)["number"] for one in offices]
    assert numbers[0] == numbers[1]
    for who in ("wang_qiang", "xu_min", "luo_cheng"):
        told = [[(e["event"], e["data"]["case_id"] if one is alone else None, e["data"].get("element")) for e in stream.after(
            one.engine, actor(one.engine, who, NOW), 0, 10_000)["events"]] for one in offices]
        assert [(a, c) for a, _, c in told[0]] == [(a, c) for a, _, c in told[1]]
    with pytest.raises(errors.FormInvalid):
        leads.report(beside.engine, actor(beside.engine, "wang_qiang", NOW), {**form, "grid_code": OTHER + "QX-01"}, at=NOW)
