"""A real OpenID provider on a loopback port: authorization code with PKCE, RSA-signed ID tokens, keys that can change, and switches to misbehave."""
from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "bihuan", "a secret of 32 characters, at least"


def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"}, private=True)


#: made once for a test process: it takes a tenth of a second
first_key = cache(new_key)


@dataclass
class Grant:
    """An authorization given, waiting for its one exchange."""

    subject: str
    nonce: str
    challenge: str | None
    redirect_uri: str
    used: bool = False


@dataclass
class OpenId:
    """The provider. `signs_in` says who is at its own sign-in page; the rest are ways to go wrong.

    Attributes:
        extra: claims laid over the ID token. announce: laid over the discovery document. sign: how an ID token is signed, None for as it should be.
        redirect: answers every call with a redirect to there. broken: answers the token endpoint with no JSON.
    """

    at: datetime
    signs_in: str = "person-0001"
    extra: dict[str, Any] = field(default_factory=dict)
    announce: dict[str, Any] = field(default_factory=dict)
    sign: Any = None
    redirect: str | None = None
    broken: bool = False
    grants: dict[str, Grant] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = first_key()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                provider.answer(self, "")

            def do_POST(self):
                provider.answer(self, self.rfile.read(int(self.headers["Content-Length"])).decode())

            def log_message(self, *_args):
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def rotate(self) -> None:
        """Signs with another key from now on and publishes only that."""
        self.key = new_key()

    # -- what a browser does there ----------------------------------------------------------------------------------
    def visit(self, address: str) -> str:
        """Follows the address a browser was sent to, signs in, and returns where the browser is sent back to."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == self.issuer + "/authorize"
        asked = {k: v[0] for k, v in parse_qs(parts.query, strict_parsing=True).items()}
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT_ID) and "openid" in asked["scope"].split()
        assert asked.get("code_challenge_method", "S256") == "S256"
        code = secrets.token_urlsafe(16)
        self.grants[code] = Grant(self.signs_in, asked["nonce"], asked.get("code_challenge"), asked["redirect_uri"])
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})

    # -- what the relying party asks ----------------------------------------------------------------------------------
    def answer(self, request: BaseHTTPRequestHandler, body: str) -> None:
        path = urlsplit(request.path).path
        self.calls.append(path)
        if self.redirect is not None:
            return self._send(request, 302, {}, {"Location": self.redirect})
        if path == "/.well-known/openid-configuration":
            return self._send(request, 200, {
                "issuer": self.issuer, "authorization_endpoint": self.issuer + "/authorize", "token_endpoint": self.issuer + "/token",
                "jwks_uri": self.issuer + "/keys", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"], **self.announce})
        if path == "/keys":
            return self._send(request, 200, {"keys": [self.key.as_dict(private=False)]})
        if path == "/token":
            if self.broken:
                return self._send(request, 502, None)
            return self._send(request, *self._exchange({k: v[0] for k, v in parse_qs(body).items()}, request.headers.get("Authorization", "")))
        return self._send(request, 404, {})

    def _exchange(self, sent: dict[str, str], shown: str) -> tuple[int, dict[str, Any]]:
        grant = self.grants.get(sent.get("code", ""))
        if shown != "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode():
            return 401, {"error": "invalid_client"}
        if grant is None or grant.used or grant.redirect_uri != sent.get("redirect_uri") or sent.get("grant_type") != "authorization_code":
            return 400, {"error": "invalid_grant"}
        grant.used = True
        proved = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if grant.challenge is None or proved != grant.challenge:  # RFC 9700 2.1.1: a verifier without a challenge is a downgrade
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 300, "id_token": self._token(grant)}

    def _token(self, grant: Grant) -> str:
        now = int(self.at.timestamp())
        claims = {"iss": self.issuer, "sub": grant.subject, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": grant.nonce, **self.extra}
        claims = {k: v for k, v in claims.items() if v is not None}
        return self.sign(claims) if self.sign else jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    @staticmethod
    def _send(request: BaseHTTPRequestHandler, status: int, body: dict[str, Any] | None, headers: dict[str, str] | None = None) -> None:
        raw = b"<html>" if body is None else json.dumps(body).encode()
        request.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(raw)), **(headers or {})}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(raw)
