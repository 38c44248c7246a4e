"""A drawing from outside is read in a process that may end; the one that asked goes on (requirement 33)."""
from __future__ import annotations

import time

import pytest

from engine.errors import DefinitionInvalid
from engine.process import bundle, checks, confined
from engine.settings import ROOT

SHIPPED = {one.key: one for one in (bundle.read(about.parent) for about in sorted((ROOT / "processes").glob("*/process.toml")))}


def test_what_it_says_is_what_the_checks_say():
    for data in (SHIPPED["summary_penalty"].diagram, b"", b"<x/>", b"<!DOCTYPE x>", SHIPPED["summary_penalty"].diagram[:3000]):
        assert confined.check(data, checks.Known()) == [one.as_dict() for one in checks.check(data, known=checks.Known())]


def test_the_shipped_processes_fit():
    began = time.monotonic()
    assert confined.vet(SHIPPED, SHIPPED, checks.Known()) is None
    assert time.monotonic() - began < confined.LIMIT_S


def eats_memory() -> list[int]:
    held = []
    while True:
        held.append(bytearray(16 << 20))


def runs_for_ever() -> None:
    while True:
        pass


def sleeps() -> None:
    time.sleep(3600)


def writes() -> bool:
    with open("/tmp/bihuan-confined-test", "w", encoding="ascii") as file:
        file.write("x" * 10)
    return True


def sends_an_object() -> object:
    return object()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("work", [eats_memory, runs_for_ever, sleeps, writes, sends_an_object])
def test_whatever_it_does_it_ends_and_we_do_not(monkeypatch, work):
    monkeypatch.setattr(confined, "LIMIT_S", 2)
    began = time.monotonic()
    assert confined._apart(work) is None
    assert time.monotonic() - began < 10


def test_what_does_not_fit_is_refused_in_chinese(monkeypatch):
    monkeypatch.setattr(confined, "_apart", lambda *given: None)
    with pytest.raises(DefinitionInvalid) as refused:
        confined.vet(SHIPPED, SHIPPED, checks.Known())
    assert "内存" in refused.value.problems[0]["message"]
    assert confined.check(b"<x/>", checks.Known())[0]["rule"] == "limits"
