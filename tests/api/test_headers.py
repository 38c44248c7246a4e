"""Every answer carries the security headers, whatever it is an answer to."""
from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/docs", "/api/v1/openapi.json", "/api/v1/tasks", "/nowhere"])
def test_every_answer_carries_the_security_headers(visitor, path):
    headers = visitor.client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in headers


def test_https_is_remembered_and_http_is_not_promised_anything(visitor):
    assert "max-age=31536000" in visitor.client.get("/api/v1/health", base_url="https://localhost").headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in visitor.client.get("/api/v1/health").headers
