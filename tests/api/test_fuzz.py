"""Schemathesis over the whole description: whatever is sent, never a 5xx, always a described answer."""
from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.api.conftest import LEAD, MORNING
from tests.bearers import bearer as token_of

#: endless, ends the session that the test lives on, or takes an archive, which schemathesis cannot make (tests/api/test_drafts.py)
LEFT_OUT = "/stream$|/session$|/drafts/import$"
#: what a form or a cursor accepts is deeper than a schema can say, so a described refusal of a well-formed request is no fault
UNDECIDABLE = [positive_data_acceptance]

#: several tests instead of one, so that they run side by side
PARTS = 6


@pytest.fixture
def description(engine, app, handler):
    """The live description, called as 王强 with a bearer token, over a county with one lead."""
    handler.post("/leads", {"form": LEAD})
    bearer = token_of(engine, handler.me["account_id"], MORNING, days=1, name="检验")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

    @schema.auth()
    class Bearer:
        def get(self, case, context):
            return bearer

        def set(self, case, data, context):
            case.headers["Authorization"] = f"Bearer {data}"
            case.cookies.pop("bihuan", None)
    return schema.exclude(path_regex=LEFT_OUT)


def attack(description, examples: int, part: int = 0, parts: int = 1) -> set[str]:
    """Sends `examples` well-formed and as many malformed requests to every `parts`-th operation; returns those called."""
    called = set()
    for found in list(description.get_all_operations())[part::parts]:
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode is GenerationMode.POSITIVE or operation.body or list(operation.iter_parameters()):
                one(operation, mode, examples)
                called.add(operation.label)
    return called


def one(operation, mode: GenerationMode, examples: int) -> None:
    # What one request leaves in the database is there for the next one, as in service.
    @settings(max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case):
        case.call_and_validate(excluded_checks=UNDECIDABLE)
    check()


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_whatever_is_sent_is_answered_as_described(description, part):
    assert len(attack(description, 2, part, PARTS)) > 10


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_whatever_is_sent_for_a_long_time_is_answered_as_described(description):
    assert len(attack(description, 100)) > 10 * PARTS
