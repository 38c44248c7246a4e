"""S03: the cell in which the fuzzer looks at drawings holds: no file, no address, little memory, little time."""
from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.cell import last_of

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import socket, subprocess, sys
from pathlib import Path
from lxml import etree
from tests.fuzz import cell

def look(data):
    {does}
    return []

one = cell.Cell(look, Path({folder!r}))
one.confine()
cell.CPU_S = 0
{before}
one.one_input(b"<drawing/>")
print("came through")
"""


def run(folder: Path, does: str, before: str = "") -> tuple[subprocess.CompletedProcess, str]:
    """One drawing in a cell of its own; what was written down of it."""
    program = PROGRAM.format(does=does, folder=str(folder), before=before)
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return ended, "\n".join(one.read_text("utf-8") for one in sorted((folder / "faults").glob("*.txt")))


def test_of_a_drawing_that_asks_for_nothing_nothing_is_said(tmp_path):
    ended, said = run(tmp_path, "etree.fromstring(data)")
    assert "came through" in ended.stdout and said == "", (ended.stderr, said)


@pytest.mark.parametrize("does, why", [
    ("open('/etc/passwd').read()", "Too many open files"), ("subprocess.run(['true'])", "Too many open files"),
    ("etree.parse('processes/closed_loop/closed_loop.bpmn')", "processes/closed_loop/closed_loop.bpmn"),  # opened by libxml2, of which Python hears nothing
    ("socket.create_connection(('127.0.0.1', 9))", "Too many open files"), ("bytes(600 << 20)", "MemoryError")])
def test_no_file_no_address_no_process_and_little_memory(tmp_path, does, why):
    ended, said = run(tmp_path, does)
    assert "came through" in ended.stdout and why in said and len(list((tmp_path / "faults").glob("*.bpmn"))) >= 1, (ended.stderr, said)


@pytest.mark.parametrize("does, heard", [
    ("open('/etc/passwd')", "open ('/etc/passwd'"), ("socket.socket()", "socket."), ("subprocess.run(['true'])", "subprocess."),
    ("__import__('wave')", "import ('wave'")])
def test_whoever_asks_is_told_on_even_if_they_hide_it(tmp_path, does, heard):
    _, said = run(tmp_path, f"\n    try:\n        {does}\n    except Exception:\n        pass")
    assert heard in said, said


def test_there_is_no_network_even_between_two_drawings(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        ended, _ = run(tmp_path, "pass", f"""
try:
    socket.create_connection({listener.getsockname()!r}, 2)
    print("connected")
except OSError as fault:
    print(fault)""")
        if "NO NETWORK NAMESPACE" in ended.stderr:
            pytest.skip("this kernel allows no user namespaces; no socket can be opened while a drawing is looked at all the same")
        assert "came through" in ended.stdout and "connected" not in ended.stdout
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_whoever_takes_too_long_is_ended_and_leaves_the_drawing(tmp_path):
    ended, _ = run(tmp_path, "\n    while True: pass")
    assert ended.returncode == -24, ended.stderr  # SIGXCPU
    kept = last_of(tmp_path).read_bytes()
    assert kept[8:8 + int.from_bytes(kept[:8], "little")] == b"<drawing/>"


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path):
    yield
    last_of(tmp_path).unlink(missing_ok=True)
