"""What the server in front of our code does with requests that are too large, too odd or forwarded by nobody we know."""
from __future__ import annotations

import json
import socket
import threading

import pytest
import waitress

from web import serve


@pytest.fixture(scope="module")
def wire(site):
    """The address of the application as `serve` serves it."""
    server = waitress.create_server(site.app, host="127.0.0.1", port=0, **{**serve.SERVER, "threads": 4}, **serve.behind(None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield "127.0.0.1", int(server.effective_port)
    server.close()


def ask(wire, raw: bytes, most: int = 1 << 16) -> bytes:
    with socket.create_connection(wire, timeout=10) as line:
        line.sendall(raw)
        said = b""
        try:
            while piece := line.recv(4096):
                said += piece
                if len(said) > most or (b"\r\n\r\n" in said and b"Connection: close" not in raw):
                    break
        except (TimeoutError, ConnectionResetError):
            return said
        return said


def status(said: bytes) -> int:
    return int(said.split(b" ", 2)[1]) if said.startswith(b"HTTP/") else 0


def test_four_gigabytes_announced_are_refused_before_they_are_sent(wire):
    said = ask(wire, b"POST /api/v1/cases/1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 4294967296\r\nConnection: close\r\n\r\n")
    assert status(said) == 413


@pytest.mark.parametrize("raw", [
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", b"GET /\r\nSet-Cookie: x HTTP/1.1\r\n\r\n", b"\0\0\0\0\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
    b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\nConnection: close\r\n\r\nabcdef",
    b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
    b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
    b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\nConnection: close\r\n\r\n", b"TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
])
def test_an_odd_request_is_refused_and_the_server_goes_on(wire, raw):
    said = ask(wire, raw)
    assert b"\nSet-Cookie: x" not in said and status(said) in (0, 302, 400, 401, 403, 405, 411, 413, 414, 415, 422, 431, 501, 505)
    assert status(ask(wire, b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) == 200


def test_what_a_stranger_claims_to_forward_is_thrown_away(wire):
    headers = b"X-Forwarded-Proto: https\r\nX-Forwarded-For: 10.9.9.9\r\nX-Forwarded-Host: evil.example\r\nForwarded: for=10.9.9.9;proto=https\r\n"
    said = ask(wire, b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\n" + headers + b"Connection: close\r\n\r\n")
    assert b"Strict-Transport-Security" not in said and b"evil.example" not in said and status(said) == 200
    assert json.loads(said.partition(b"\r\n\r\n")[2])["status"] == "ok"
    assert b"\r\nServer:" not in said
