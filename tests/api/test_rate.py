"""Rate limits: a burst is fine, an endless stream is not, and one person's haste does not slow another."""
from __future__ import annotations

import pytest

from api import rate
from api.rate import Buckets, Limit


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
    from api.app import create_app

    client = create_app(engine, limits={"api": Limit(2, 0.01)}).test_client()
    answers = [client.get("/api/v1/health") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) >= 1
    assert answers[2].json["code"] == "too_many"
