"""Passwords: Argon2id hashes and the rule for choosing one."""
from __future__ import annotations

import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine import errors

SHORTEST, CLASSES = 10, 3
#: refused whatever else is true of them
COMMON = ("password", "12345678", "qwerty", "admin", "bihuan", "zhifa")


@lru_cache(1)
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def make(password: str) -> str:
    """The hash to store.

    Raises:
        errors.FormInvalid: too short, too plain or too common (GB/T 22239 身份鉴别).
    """
    classes = sum(any(test(c) for c in password) for test in (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum()))
    if len(password) < SHORTEST or classes < CLASSES or any(w in password.lower() for w in COMMON):
        raise errors.FormInvalid({"password": [f"密码至少 {SHORTEST} 位，含大写、小写、数字、符号中的三类，且不含常见词"]})
    return _hasher().hash(password)


@lru_cache(1)
def _of_nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def fits(password_hash: str | None, password: str) -> bool:
    """Whether a password is the one hashed. No hash at all costs the same time and never fits."""
    try:
        return _hasher().verify(password_hash or _of_nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
