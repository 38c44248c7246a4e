"""Secrets handed out once: what is given to a person or a browser, and what is kept of it."""
from __future__ import annotations

import hashlib
import secrets


def fresh() -> str:
    """A new secret of 256 bits, for a cookie, a token or a letter."""
    return secrets.token_urlsafe(32)


def kept(secret: str) -> str:
    """What is stored of a secret: its SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
