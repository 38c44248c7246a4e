"""Secrets at rest: bound to their purpose, under a key that only its owner can read, and that can be changed."""
from __future__ import annotations

import os
import secrets
import stat
import threading

import pytest

from engine.store.cipher import Cipher

OLD, NEW = secrets.token_hex(32), secrets.token_hex(32)


def test_what_was_sealed_opens_for_its_purpose_and_for_no_other():
    cipher = Cipher(OLD)
    sealed = cipher.seal("密钥".encode(), "totp:7")
    assert cipher.open(sealed, "totp:7").decode() == "密钥" and "密钥" not in sealed
    assert cipher.open(sealed, "totp:8") is None
    assert cipher.seal(b"x", "p") != cipher.seal(b"x", "p")


@pytest.mark.parametrize("broken", ["", ".", "x", "00000000.AAAA", "é.é"])
def test_what_is_none_of_ours_opens_nothing(broken):
    assert Cipher(OLD).open(broken, "p") is None


def test_an_altered_text_opens_nothing():
    cipher = Cipher(OLD)
    sealed = cipher.seal(b"secret", "p")
    for n in range(len(sealed) - 1):  # the last letter holds bits that base64 leaves unused
        assert cipher.open(sealed[:n] + ("A" if sealed[n] != "A" else "B") + sealed[n + 1:], "p") is None, n


def test_a_key_is_changed_while_the_old_one_still_opens():
    sealed = Cipher(OLD).seal(b"secret", "p")
    both = Cipher(f"{NEW}, {OLD}")
    assert both.open(sealed, "p") == b"secret"
    renewed = both.seal(b"secret", "p")
    assert Cipher(NEW).open(renewed, "p") == b"secret" and Cipher(OLD).open(renewed, "p") is None
    assert Cipher(NEW).open(sealed, "p") is None


@pytest.mark.parametrize("given", ["", "short", OLD[:-1], OLD.upper() + "G", f"{OLD},short"], ids=["none", "short", "odd", "no_hex", "second_short"])
def test_what_is_no_key_is_refused(given):
    with pytest.raises(ValueError, match="64 位"):
        Cipher(given)


def test_a_key_file_is_made_once_for_its_owner_alone_and_refused_when_others_may_read_it(tmp_path):
    path = tmp_path / "data" / "key"
    sealed = Cipher.of_file(path).seal(b"secret", "p")
    assert Cipher.of_file(path).open(sealed, "p") == b"secret"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(ValueError, match="chmod 600"):
        Cipher.of_file(path)


def test_processes_that_start_together_share_one_key(tmp_path):
    made, gate = [], threading.Barrier(8)

    def begin():
        gate.wait(10)
        made.append(Cipher.of_file(tmp_path / "key"))
    threads = [threading.Thread(target=begin) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert len(made) == 8 and len({one.open(made[0].seal(b"x", "p"), "p") for one in made}) == 1
