"""No call leaves to where it should not (S18): the connection itself is watched, not only what is said of it."""
from __future__ import annotations

import http.server
import socket
import threading

import httpx
import pytest

from engine import outbound

PUBLIC = "93.184.215.14"


def named(*addresses: str):
    """A name service in which every name stands for these addresses."""
    return lambda host, port, **_: [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]


@pytest.fixture(autouse=True)
def connections(monkeypatch):
    """Where anything tries to connect to."""
    tried = []
    monkeypatch.setattr(socket, "create_connection", lambda address, *given, **how: tried.append(address[0]) or (_ for _ in ()).throw(ConnectionRefusedError()))
    return tried


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "0.0.0.0", "169.254.169.254", "10.0.0.5", "172.16.0.1", "192.168.1.1", "100.64.0.1", "224.0.0.1", "255.255.255.255",
                                     "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::", "240.0.0.1"])
def test_a_name_that_stands_for_an_address_of_ours_is_not_called(connections, address):
    for answer in ((address,), (PUBLIC, address)):
        with outbound.client({"hooks.example.org"}, resolve=named(*answer)) as client, pytest.raises(outbound.Barred):
            client.get("https://hooks.example.org/")
    assert connections == []


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1", "::ffff:127.0.0.1"])
def test_a_provider_on_our_own_network_is_no_door_to_this_machine(connections, address):
    with outbound.client({"idp.gov.example"}, inside=True, resolve=named(address)) as client, pytest.raises(outbound.Barred):
        client.get("https://idp.gov.example/")
    assert connections == []


@pytest.mark.parametrize("url", ["https://other.example.org/", "https://hooks.example.org.evil.example/", "https://hooks.example.org@evil.example/", "https://user:x@hooks.example.org/",
                                 "http://hooks.example.org/", "https://127.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
                                 "https://hooks.example.org%2eevil.example/", "https://localhost/", "ftp://hooks.example.org/", "file:///etc/passwd", "gopher://hooks.example.org/", "//evil.example/"])
def test_what_is_not_on_the_list_is_not_even_looked_up(connections, url):
    asked = []
    with outbound.client({"hooks.example.org"}, resolve=lambda host, *_, **__: asked.append(host) or []) as client, \
            pytest.raises((httpx.HTTPError, httpx.InvalidURL)):
        client.get(url)
    assert asked == [] and connections == []


def test_the_connection_goes_to_the_address_that_was_looked_at_once(connections):
    answers = iter([named(PUBLIC), named("127.0.0.1")])  # a name that changes its mind between looking and calling
    with outbound.client({"hooks.example.org"}, resolve=lambda *given, **how: next(answers)(*given, **how)) as client:
        with pytest.raises(httpx.ConnectError):
            client.get("https://hooks.example.org/")
        with pytest.raises(outbound.Barred):
            client.get("https://hooks.example.org/")
    assert connections == [PUBLIC]


def test_a_redirect_is_not_followed(monkeypatch):
    monkeypatch.undo()

    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()

        def log_message(self, *_):
            return

    with http.server.HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with outbound.client({"127.0.0.1"}) as client, pytest.raises(outbound.Barred):
            client.get(f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()


def test_proxies_of_the_environment_are_not_used(monkeypatch, connections):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:3128")
    with outbound.client({"hooks.example.org"}, resolve=named(PUBLIC)) as client, pytest.raises(httpx.ConnectError):
        client.get("https://hooks.example.org/")
    assert connections == [PUBLIC]
