"""What an OpenID provider 统一身份认证平台 says of somebody: authorization code, PKCE with S256, nonce, a signed ID token.

The only room that knows Authlib and httpx, and the only outbound calls of a sign-in: to hosts of the operator's settings, five seconds,
no redirects, bounded answers. Nothing a visitor sends becomes part of an address that is called.
"""
from __future__ import annotations

import ssl
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Mapping
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from engine import errors, outbound
from engine.settings import LOOPBACK, Oidc

#: seconds one call may take altogether, and the largest answer that is read
WAIT_S, LARGEST = 5.0, 256 * 1024
#: signatures made with a private key only: neither `none` nor a shared secret
ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512", "EdDSA")
#: how long the provider's own description is kept; its keys are read again whenever one is missing
FRESH = timedelta(minutes=30)
#: clocks of two machines may differ by this many seconds
LEEWAY = 60
WELL_KNOWN = "/.well-known/openid-configuration"
_JSON = "application/json"


@dataclass(frozen=True)
class Identity:
    """Whom the provider vouches for.

    Attributes:
        subject: the provider's own, never reused name of the person.
        value: what the claim holds by which an administrator expects somebody; None where none is configured or sent.
    """

    issuer: str
    subject: str
    value: str | None


class Provider:
    """One provider, as the operator's settings name it; safe to share between threads."""

    def __init__(self, settings: Oidc):
        self.settings = settings
        self._lock = threading.Lock()
        self._about: tuple[datetime, dict[str, Any]] | None = None
        self._keys: KeySet | None = None
        self._trust = ssl.create_default_context(cafile=str(settings.ca) if settings.ca else None)

    def address(self, *, state: str, nonce: str, verifier: str, at: datetime) -> str:
        """Where to send the browser.

        Raises:
            errors.ProviderFault: the provider cannot be reached or does not do what is asked of it.
        """
        about = self._described(at)
        return self._client(about).create_authorization_url(about["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce)[0]

    def identity(self, code: str, *, nonce: str, verifier: str, at: datetime) -> Identity:
        """Exchanges the code for the ID token and believes it only after every check of OpenID Connect Core 3.1.3.7.

        Raises:
            errors.ProviderFault: the provider cannot be reached. errors.IdentityRefused: it refuses the code, or its answer does not hold.
        """
        about = self._described(at)
        try:
            answer = self._client(about).fetch_token(about["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier,
                                                     redirect_uri=self.settings.back)
        except AuthlibBaseError as fault:
            raise refused("code", "统一身份平台不承认这次登录。") from fault
        except (ValueError, httpx.HTTPError) as fault:
            raise errors.ProviderFault("暂时不能连接统一身份平台。") from fault
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise refused("token", "统一身份平台没有给出身份令牌。")
        return self._believed(token, answer.get("access_token"), nonce, about, at)

    # -- the ID token ---------------------------------------------------------------------------------------------
    def _believed(self, token: str, access_token: Any, nonce: str, about: Mapping[str, Any], at: datetime) -> Identity:
        client_id, issuer = self.settings.client_id, self.settings.issuer
        try:
            signed = self._verified(token, about)
            claims = CodeIDToken(signed.claims, signed.header, {
                "iss": {"essential": True, "value": issuer}, "sub": {"essential": True}, "aud": {"essential": True, "value": client_id},
                "exp": {"essential": True}, "iat": {"essential": True}, "nonce": {"essential": True, "value": nonce},
            }, {"client_id": client_id, "nonce": nonce, "access_token": access_token})
            claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError) as fault:
            raise refused(getattr(fault, "error", None) or "token", "统一身份平台给出的身份令牌没有通过校验。") from fault
        # Stricter than the standard: a token that others may also use is not taken.
        if claims["aud"] not in (client_id, [client_id]):
            raise refused("aud", "身份令牌不是为本系统签发的。")
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise refused("sub", "身份令牌没有写明是谁。")
        value = claims.get(self.settings.login_claim) if self.settings.login_claim else None
        return Identity(issuer, subject, value if isinstance(value, str) and 0 < len(value) <= 255 else None)

    def _verified(self, token: str, about: Mapping[str, Any]) -> jwt.Token:
        keys, read_now = self._keys, False
        if keys is None:
            keys, read_now = self._read_keys(about), True
        try:
            return jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            if read_now:
                raise
        # The provider may have changed its keys since they were read.
        return jwt.decode(token, self._read_keys(about), algorithms=list(ALGORITHMS))

    def _read_keys(self, about: Mapping[str, Any]) -> KeySet:
        found = self._get(about["jwks_uri"]).get("keys")
        usable = [one for one in (found if isinstance(found, list) else ()) if isinstance(one, dict)
                  and one.get("kty") in ("RSA", "EC", "OKP") and one.get("use", "sig") == "sig"]
        if not usable:
            raise errors.ProviderFault("统一身份平台没有公布可用的签名公钥。")
        self._keys = KeySet.import_key_set({"keys": usable})
        return self._keys

    # -- what the provider says of itself -----------------------------------------------------------------------------
    def _described(self, at: datetime) -> dict[str, Any]:
        kept = self._about
        if kept is not None and kept[0] <= at < kept[0] + FRESH:
            return kept[1]
        with self._lock:
            if self._about is kept:
                self._about = at, self._checked(self._get(self.settings.issuer.rstrip("/") + WELL_KNOWN))
            return self._about[1]

    def _checked(self, about: dict[str, Any]) -> dict[str, Any]:
        if about.get("issuer") != self.settings.issuer:
            raise errors.ProviderFault("统一身份平台自称的签发者与本系统的设置不一致。", next="请系统管理员核对 BIHUAN_OIDC_ISSUER。")
        if "S256" not in (about.get("code_challenge_methods_supported") or ()):
            raise errors.ProviderFault("统一身份平台不支持 PKCE（S256），不能用于登录。", next="请平台管理员启用 PKCE S256。")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            self._ours(about.get(name))
        return about

    def _ours(self, address: Any) -> str:
        """An address that may be called: https, on a host of the settings."""
        try:
            parts = urlsplit(address) if isinstance(address, str) else None
            known = parts is not None and parts.netloc in self.settings.hosts and not parts.username
        except ValueError:
            known = False
        if not known or (parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK)):
            raise errors.ProviderFault("统一身份平台公布的地址不在允许的主机之内。", next="请系统管理员核对 BIHUAN_OIDC_HOSTS。")
        return address

    # -- calls ----------------------------------------------------------------------------------------------------
    def _client(self, about: Mapping[str, Any]) -> _Client:
        methods = about.get("token_endpoint_auth_methods_supported") or ("client_secret_basic",)
        way = "none" if not self.settings.client_secret else "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        return _Client(self._post, self.settings.client_id, self.settings.client_secret, token_endpoint_auth_method=way, scope="openid profile",
                       redirect_uri=self.settings.back, code_challenge_method="S256")

    def _get(self, address: str) -> dict[str, Any]:
        try:
            found = self._call("GET", address, {"Accept": _JSON}, "").json()
        except (httpx.HTTPError, ValueError) as fault:
            raise errors.ProviderFault("暂时不能连接统一身份平台。") from fault
        if not isinstance(found, dict):
            raise errors.ProviderFault("统一身份平台的应答无法识别。")
        return found

    def _post(self, address: str, headers: dict[str, str], body: str) -> httpx.Response:
        return self._call("POST", address, headers, body)

    def _call(self, method: str, address: str, headers: dict[str, str], body: str) -> httpx.Response:
        """One call, read to its end within the time and size allowed; whatever is no plain answer is a fault."""
        until, read = time.monotonic() + WAIT_S, b""
        hosts = {urlsplit(f"//{one}").hostname for one in self.settings.hosts}
        with outbound.client(hosts, inside=True, trust=self._trust) as client:
            with client.stream(method, self._ours(address), headers=headers, content=body or None) as answer:
                if 300 <= answer.status_code < 400 or (method == "GET" and answer.status_code != 200):
                    raise httpx.HTTPError(f"status {answer.status_code}")
                for piece in answer.iter_bytes(16 * 1024):
                    read += piece
                    if len(read) > LARGEST or time.monotonic() > until:
                        raise httpx.HTTPError("too long")
                return httpx.Response(answer.status_code, content=read, request=answer.request)


class _Client(OAuth2Client):
    """Authlib's client over our own call."""

    def _fetch_token(self, url, body="", headers=None, auth=None, method="POST", **_kw):
        address, headers, body = auth.prepare(method, url, dict(headers or {}), body)
        return self.parse_response_token(self.session(address, headers, body))


def refused(why: str, detail: str) -> errors.IdentityRefused:
    """The refusal of somebody the provider sent; `why` is a word for the record, never a value of the token."""
    return errors.IdentityRefused(detail, why=why[:32])
