"""The security headers of every answer; pages and API share them. The one place where the policy is written."""
from __future__ import annotations

from flask import Flask, Response, g, request

#: bpmn-js sets styles through the CSSOM, which style-src 'self' allows; style attributes in markup stay forbidden.
CONTENT_SECURITY_POLICY = "; ".join([
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self' data:",
    "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"])

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}
HSTS = "max-age=31536000"


def install(app: Flask) -> None:
    """Puts the headers on every answer of `app`; what a known person is answered is never stored by a cache."""
    @app.after_request
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = HSTS
        if g.get("principal") is not None or response.status_code >= 400 or request.path.startswith("/api/"):
            response.headers["Cache-Control"] = "no-store"
        return response
