"""Looking into files, without a case: every hostile one is refused quickly and in bounds, every honest one passes (S08)."""
from __future__ import annotations

import os
import resource
import time
from pathlib import Path

import pytest

from engine import errors, files, rulebook
from engine.settings import ROOT
from tests.security.hostile import HONEST, HOSTILE, NAMES, jpeg, pdf


@pytest.fixture(scope="module")
def rules():
    return rulebook.load(ROOT / "processes" / "law").uploads


def look(rules, folder: Path, name: str, data: bytes) -> str:
    """What `engine.work.uploads` does before anything is kept; gives the name that would be."""
    clean, kind = files.named(name, "evidence", rules)
    path = folder / "f"
    path.write_bytes(data)
    files.inspect(path, kind, rules)
    return clean


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_two_seconds_and_200_mb(rules, tmp_path, what):
    name, make = HOSTILE[what]
    data = make()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(errors.FileRefused) as refused:
        look(rules, tmp_path, name, data)
    assert time.monotonic() - began < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024
    assert refused.value.next and any("一" <= letter <= "鿿" for letter in refused.value.detail)


def test_the_corpus_is_large_enough():
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_passes(rules, tmp_path, name):
    assert look(rules, tmp_path, name, HONEST[name]()) == name.replace("JPEG", "jpeg")


@pytest.mark.parametrize(("given", "kept"), NAMES.items())
def test_an_awkward_name_is_tidied_and_never_a_path(rules, given, kept):
    name, _ = files.named(given, "evidence", rules)
    assert name == kept and not set(name) & set('/\\:"<>|\0\r\n')


def test_a_large_pdf_of_noise_is_looked_through_quickly_and_not_mistaken(rules, tmp_path):
    noise = os.urandom(20 << 20)
    began = time.monotonic()
    look(rules, tmp_path, "扫描.pdf", pdf(b"3 0 obj\n<< /Length %d >>\nstream\n" % len(noise) + noise + b"\nendstream\nendobj"))
    assert time.monotonic() - began < 4


def test_a_file_is_measured_against_its_kind_not_against_what_the_sender_says(rules, tmp_path):
    with pytest.raises(errors.FileRefused) as refused:
        look(rules, tmp_path, "a.jpg", jpeg() + b"\0" * (31 << 20))
    assert "30 MB" in refused.value.detail


def test_every_kind_has_a_signature_and_an_inspection(rules):
    assert {kind.suffix for kind in rules.accepted("evidence")} <= files.signature._BEGINS.keys()
    assert {kind.inspection for kind in rules.kinds.values()} <= files._INSPECT.keys()
