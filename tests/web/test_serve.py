from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine import errors, now
from web import serve

ROOT = Path(__file__).parents[2]


def test_a_taken_port_is_said_in_words_with_a_way_out():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(serve.PortTaken) as refused:
            serve.listen("127.0.0.1", port)
    assert str(port) in refused.value.detail and "--port" in refused.value.next


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(errors.BadInput):
        serve.listen("192.0.2.1", 0)


@pytest.mark.parametrize("text", ["-1", "65536", "http"])
def test_a_port_is_a_port(text):
    parser = argparse.ArgumentParser(exit_on_error=False)
    serve.add_verb(parser.add_subparsers())
    with pytest.raises((SystemExit, argparse.ArgumentError)):
        parser.parse_args(["serve", "--port", text])


def test_the_welcome_says_what_to_open_and_warns_of_an_open_demo(monkeypatch):
    demo, real = SimpleNamespace(demo=True), SimpleNamespace(demo=False, now=now.utc)
    monkeypatch.setattr(serve.installation, "begin", lambda engine, at: None)
    assert "http://127.0.0.1:8000/" in serve.welcome(demo, "127.0.0.1", 8000) and "注意" not in serve.welcome(demo, "127.0.0.1", 8000)
    assert "注意" in serve.welcome(demo, "0.0.0.0", 8000) and "注意" not in serve.welcome(real, "0.0.0.0", 8000)
    assert "[::1]" in serve.welcome(real, "::1", 8000)


def test_a_started_server_answers_and_ends_cleanly_when_asked(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite'}"}
    running = subprocess.Popen([sys.executable, "-m", "engine.cli", "serve", "--port", str(port)], cwd=ROOT, env=env,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert f"http://127.0.0.1:{port}/" in running.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            assert answer.status == 200 and "以谁的身份办理" in answer.read().decode()
        second = subprocess.run([sys.executable, "-m", "engine.cli", "serve", "--port", str(port)], cwd=ROOT, env=env,
                                capture_output=True, text=True, timeout=60)
        assert second.returncode == 1 and "端口已被占用" in second.stdout
        began = time.monotonic()
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=20) == 0 and time.monotonic() - began < 15
        assert running.stderr.read() == ""
    finally:
        running.kill()
        running.communicate()
