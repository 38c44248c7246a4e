"""Rate limits: a burst is fine, an endless stream is not, and one person's haste does not slow another."""
from __future__ import annotations

import pytest

from api import rate
from api.rate import Buckets, Limit
from tests.applications import UNBOUNDED, interface


@pytest.fixture
def buckets() -> Buckets:
    return Buckets({"api": Limit(burst=3, per_second=2)})


def test_a_burst_passes_and_then_the_subject_waits(buckets):
    assert [buckets.spend("a1", "api", 100.0) for _ in range(3)] == [0, 0, 0]
    assert buckets.spend("a1", "api", 100.0) == pytest.approx(0.5)


def test_the_bucket_fills_again(buckets):
    for _ in range(3):
        buckets.spend("a1", "api", 100.0)
    assert buckets.spend("a1", "api", 100.5) == 0
    assert buckets.spend("a1", "api", 100.5) > 0


def test_subjects_do_not_share_a_bucket(buckets):
    for _ in range(4):
        buckets.spend("a1", "api", 100.0)
    assert buckets.spend("a2", "api", 100.0) == 0


def test_many_subjects_do_not_fill_the_memory(buckets, monkeypatch):
    monkeypatch.setattr(rate, "SUBJECTS", 50)
    for _ in range(3):
        buckets.spend("hasty", "api", 100.0)
    for n in range(1000):
        buckets.spend(f"ip{n}", "api", 100.0)
    assert len(buckets._level) <= 51
    assert buckets.spend("hasty", "api", 100.0) > 0  # who is at the limit is not forgotten first


def test_too_many_requests_are_answered_with_429_and_when_to_come_back(engine):
    client = interface(engine, {"api": Limit(2, 0.01)}).test_client()
    answers = [client.get("/api/v1/health") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) >= 1
    assert answers[2].json["code"] == "too_many"


@pytest.mark.parametrize(("purpose", "path"), [("search", "/cases?q=占道"), ("export", "/powers/export?of=shiqiao/2025")])
def test_what_costs_much_is_counted_for_the_person_and_more_generously_for_the_address(engine, purpose, path):
    from tests.api.conftest import Visitor

    app = interface(engine, {**UNBOUNDED, purpose: Limit(2, 0.001)})
    everybody = Visitor(app).get("/people/roster").json["items"]
    one, two = (Visitor(app).step_into(p["id"]) for p in everybody[:2])
    assert [one.get(path).status_code == 429 for _ in range(3)] == [False, False, True]
    assert two.get(path).status_code != 429
    net = Buckets({purpose: Limit(2, 0.001)})
    assert [net.spend("net10.0.0.1", purpose, 1.0) > 0 for _ in range(21)] == [False] * 20 + [True]
