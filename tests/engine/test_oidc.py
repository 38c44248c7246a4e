"""What an OpenID provider's answer must be before anybody is believed: against a real provider on a loopback port."""
from __future__ import annotations

import base64
import hmac
import json
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from engine import errors
from engine.oidc import Provider
from engine.settings import Oidc
from tests.openid import CLIENT_ID, CLIENT_SECRET, OpenId

AT = datetime(2026, 3, 9, 1, tzinfo=timezone.utc)
NONCE, VERIFIER = "n" * 32, "v" * 64


@pytest.fixture
def openid():
    provider = OpenId(AT)
    yield provider
    provider.close()


def settings(openid: OpenId, **more) -> Oidc:
    host = urlsplit(openid.issuer).netloc
    return Oidc(**{"issuer": openid.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "url": "http://localhost:8000",
                   "hosts": frozenset({host}), "login_claim": "staff_number", **more})


@pytest.fixture
def provider(openid):
    return Provider(settings(openid))


def code(openid: OpenId, provider: Provider, *, nonce: str = NONCE, verifier: str = VERIFIER) -> str:
    back = openid.visit(provider.address(state="s", nonce=nonce, verifier=verifier, at=AT))
    return parse_qs(urlsplit(back).query)["code"][0]


def come_back(openid: OpenId, provider: Provider, at: datetime = AT):
    return provider.identity(code(openid, provider), nonce=NONCE, verifier=VERIFIER, at=at)


def test_whoever_the_provider_signs_for_is_believed(openid, provider):
    openid.extra = {"staff_number": "wang_qiang"}
    found = come_back(openid, provider)
    assert (found.issuer, found.subject, found.value) == (openid.issuer, "person-0001", "wang_qiang")
    come_back(openid, provider)
    assert openid.calls.count("/keys") == 1 and openid.calls.count("/.well-known/openid-configuration") == 1, "read once, then kept"


def test_the_browser_is_sent_with_state_nonce_and_an_s256_challenge_and_never_the_verifier(openid, provider):
    asked = parse_qs(urlsplit(provider.address(state="the state", nonce=NONCE, verifier=VERIFIER, at=AT)).query)
    assert asked["state"] == ["the state"] and asked["nonce"] == [NONCE] and asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost:8000/sign-in/oidc/back"]
    assert VERIFIER not in str(asked) and len(asked["code_challenge"][0]) == 43


NOW = int(AT.timestamp())


@pytest.mark.parametrize("claims", [
    {"nonce": "another"}, {"nonce": None}, {"nonce": ""}, {"nonce": ["n" * 32]},
    {"aud": "another client"}, {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID}, {"aud": []}, {"aud": None}, {"aud": CLIENT_ID, "azp": "another"},
    {"iss": "https://elsewhere.example"}, {"iss": None}, {"iss": "http://127.0.0.1"},
    {"exp": NOW - 61}, {"exp": None}, {"exp": "tomorrow"}, {"iat": None}, {"iat": NOW + 3600}, {"nbf": NOW + 3600},
    {"sub": None}, {"sub": ""}, {"sub": 17}, {"sub": "x" * 256}, {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, {"exp": True}, {"exp": NOW - 7200, "iat": NOW - 7500},
], ids=str)
def test_a_token_that_says_the_wrong_thing_is_refused(openid, provider, claims):
    openid.extra = claims
    with pytest.raises(errors.IdentityRefused):
        come_back(openid, provider)


def test_a_token_that_was_good_is_refused_once_it_has_expired(openid, provider):
    with pytest.raises(errors.IdentityRefused):
        come_back(openid, provider, AT + timedelta(seconds=300 + 61))


def text(value: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(claims: dict, alg: str = "none") -> str:
    return f"{text({'alg': alg, 'typ': 'JWT'})}.{text(claims)}."


def with_hmac(claims: dict, kid: str, secret: bytes) -> str:
    signed = f"{text({'alg': 'HS256', 'kid': kid})}.{text(claims)}"
    return f"{signed}.{base64.urlsafe_b64encode(hmac.digest(secret, signed.encode(), 'sha256')).rstrip(b'=').decode()}"


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", ""])
def test_alg_none_is_refused_however_it_is_spelt(openid, provider, alg):
    openid.sign = lambda claims: unsigned(claims, alg)
    with pytest.raises(errors.IdentityRefused):
        come_back(openid, provider)


def test_a_shared_secret_does_not_sign_not_even_the_public_key_or_the_clients_own(openid, provider):
    for secret in (openid.key.as_pem(private=False), CLIENT_SECRET.encode(), json.dumps(openid.key.as_dict(private=False)).encode()):
        openid.sign = lambda claims, secret=secret: with_hmac(claims, openid.key.kid, secret)
        with pytest.raises(errors.IdentityRefused):
            come_back(openid, provider)


def test_a_strangers_key_does_not_sign_not_even_one_that_the_token_brings_along(openid, provider):
    stranger = RSAKey.generate_key(2048, {"kid": openid.key.kid}, private=True)
    headers = ({"alg": "RS256", "kid": openid.key.kid}, {"alg": "RS256"}, {"alg": "RS256", "jwk": stranger.as_dict(private=False)})
    for header in headers:
        openid.sign = lambda claims, header=header: jwt.encode(header, claims, stranger)
        with pytest.raises(errors.IdentityRefused):
            come_back(openid, provider)


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "....", "é.é.é", "e30.e30.e30", "x" * 300_000])
def test_what_is_no_token_is_refused(openid, provider, token):
    openid.sign = lambda claims: token
    with pytest.raises((errors.IdentityRefused, errors.ProviderFault)):
        come_back(openid, provider)


def test_a_changed_key_is_learnt_and_the_old_one_no_longer_signs(openid, provider):
    come_back(openid, provider)
    old = openid.key
    openid.rotate()
    assert come_back(openid, provider).subject == "person-0001"
    openid.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": old.kid}, claims, old)
    with pytest.raises(errors.IdentityRefused):
        come_back(openid, provider)


def test_a_code_is_good_once(openid, provider):
    given = code(openid, provider)
    provider.identity(given, nonce=NONCE, verifier=VERIFIER, at=AT)
    with pytest.raises(errors.IdentityRefused):
        provider.identity(given, nonce=NONCE, verifier=VERIFIER, at=AT)


def test_a_code_that_another_browser_asked_for_is_refused(openid, provider):
    given = code(openid, provider, verifier="w" * 64)
    with pytest.raises(errors.IdentityRefused):
        provider.identity(given, nonce=NONCE, verifier=VERIFIER, at=AT)


def test_a_request_whose_challenge_was_taken_away_on_its_way_comes_to_nothing(openid, provider):
    address = provider.address(state="s", nonce=NONCE, verifier=VERIFIER, at=AT)
    stripped = "&".join(part for part in address.split("&") if not part.startswith("code_challenge"))
    given = parse_qs(urlsplit(openid.visit(stripped)).query)["code"][0]
    with pytest.raises(errors.IdentityRefused):
        provider.identity(given, nonce=NONCE, verifier=VERIFIER, at=AT)


@pytest.mark.parametrize("announce", [
    {"code_challenge_methods_supported": ["plain"]}, {"code_challenge_methods_supported": None}, {"issuer": "https://elsewhere.example"},
    {"token_endpoint": "https://elsewhere.example/token"}, {"token_endpoint": "http://169.254.169.254/token"}, {"jwks_uri": "file:///etc/passwd"},
    {"jwks_uri": "http://127.0.0.1:1/keys"}, {"authorization_endpoint": "javascript:alert(1)"}, {"token_endpoint": None}, {"token_endpoint": "http://[::1"},
], ids=str)
def test_a_provider_that_weakens_the_way_or_points_elsewhere_is_not_used(openid, provider, announce):
    openid.announce = announce
    with pytest.raises(errors.ProviderFault):
        provider.address(state="s", nonce=NONCE, verifier=VERIFIER, at=AT)


def test_a_host_with_a_name_before_it_is_not_the_host(openid, provider):
    openid.announce = {"token_endpoint": openid.issuer.replace("://", "://x@") + "/token"}
    with pytest.raises(errors.ProviderFault):
        provider.address(state="s", nonce=NONCE, verifier=VERIFIER, at=AT)


def test_redirects_are_not_followed(openid, provider):
    other = OpenId(AT)
    try:
        given = code(openid, provider)
        openid.redirect = other.issuer + "/token"
        with pytest.raises(errors.ProviderFault):
            provider.identity(given, nonce=NONCE, verifier=VERIFIER, at=AT)
        with pytest.raises(errors.ProviderFault):
            Provider(settings(openid)).address(state="s", nonce=NONCE, verifier=VERIFIER, at=AT)
        assert other.calls == []
    finally:
        other.close()


def test_a_provider_that_is_down_or_talks_nonsense_is_said_so(openid, provider):
    given = code(openid, provider)
    openid.broken = True
    with pytest.raises(errors.ProviderFault):
        provider.identity(given, nonce=NONCE, verifier=VERIFIER, at=AT)
    openid.close()
    with pytest.raises(errors.ProviderFault):
        Provider(settings(openid)).address(state="s", nonce=NONCE, verifier=VERIFIER, at=AT)


def test_no_environment_proxy_sees_the_exchange(openid, provider, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert come_back(openid, provider).subject == "person-0001"
