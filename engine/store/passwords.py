"""Passwords: Argon2id hashes, and the list of those that too many people have chosen."""
from __future__ import annotations

import secrets
import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from engine.law.people.security import Hashing, Refused

#: one hash takes 19 MB and a core; more at once than cores only takes memory
_AT_WORK = threading.BoundedSemaphore(2)
#: as people write letters so that a word looks like none
_DISGUISE = str.maketrans("@4310$5!7", "aaeiosslt")
#: the digit under each sign of a keyboard
_UNSHIFTED = str.maketrans("!@#$%^&*()", "1234567890")
_DIGITS = "0123456789"
_ORNAMENT = _DIGITS + "!@#$%^&*()_+-=[]{};:'\",.<>/?\\|`~ ！￥…（）—"
#: a shorter word inside ornaments says nothing about the whole
_SHORTEST_CORE = 4


@lru_cache(4)
def _hasher(cost: Hashing) -> PasswordHasher:
    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes, type=Type.ID)


def make(password: str, cost: Hashing) -> str:
    """The hash to store."""
    with _AT_WORK:
        return _hasher(cost).hash(password)


@lru_cache(4)
def _of_nobody(cost: Hashing) -> str:
    return _hasher(cost).hash(secrets.token_urlsafe(16))


def fits(password_hash: str | None, password: str, cost: Hashing) -> bool:
    """Whether a password is the one hashed. No hash at all costs the same and never fits."""
    wanted = password_hash or _of_nobody(cost)
    try:
        with _AT_WORK:
            return _hasher(cost).verify(wanted, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def stale(password_hash: str, cost: Hashing) -> bool:
    """Whether a hash was made at another cost than is asked for now."""
    return _hasher(cost).check_needs_rehash(password_hash)


def common(password: str, refused: Refused) -> bool:
    """Whether a password is one of the common ones, or one of them dressed up: other case, signs for letters, digits and signs around it."""
    known, plain = _known(refused), password.lower()
    bare = plain.strip(_ORNAMENT)
    forms = {plain, plain.translate(_DISGUISE), plain.translate(_UNSHIFTED), plain.strip(_ORNAMENT[len(_DIGITS):])}
    cores = {one.strip(_ORNAMENT) for one in (bare, *forms, bare.translate(_DISGUISE))}
    return bool(forms & known or {one for one in cores if len(one) >= _SHORTEST_CORE} & known
                or not plain.strip(_ORNAMENT) or any(word in plain for word in refused.words if not word.isascii()))


@lru_cache(2)
def _known(refused: Refused) -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # 1 MB of words, read by whoever chooses a password and by nobody else

    return frozenset(FREQUENCY_LISTS["passwords"][:refused.most_common]) | frozenset(refused.words)
