"""Schemathesis as each of the three administrators: whatever is sent to their own operations, never a 5xx, always a described answer."""
from __future__ import annotations

import pytest
import schemathesis
from schemathesis import GenerationMode

from tests.api.test_fuzz import one

OWN = "/(audit|accounts|administrators|account/tokens|account/identities|identities|tokens|federation|setup)"


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("login", ["sys_admin", "sec_admin", "audit_admin"])
def test_whatever_an_administrator_sends_is_answered_as_described(app, person, login):
    visitor = person(login)
    cookie, description = visitor.client.get_cookie("bihuan").value, schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

    @description.auth()
    class Session:
        def get(self, case, context):
            return cookie

        def set(self, case, data, context):
            case.cookies["bihuan"], case.headers["X-CSRF-Token"] = data, visitor.csrf
    called = 0
    for found in description.include(path_regex=OWN).get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode is GenerationMode.POSITIVE or operation.body or list(operation.iter_parameters()):
                one(operation, mode, 12)
                called += 1
    assert called > 40
