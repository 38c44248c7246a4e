"""The second factor: a time-based code (RFC 6238) from the person's own telephone, or one of the recovery codes from their drawer."""
from __future__ import annotations

import hmac
import re
import secrets
from base64 import b32encode
from datetime import datetime
from typing import Any

import pyotp

from engine import errors
from engine.store import accounts, secret

STEP_S, BEFORE_AND_AFTER = 30, 1
_DIGITS = re.compile(r"[0-9]{6}\Z")
#: 120 bits: so long that a plain hash keeps them (ASVS 6.5.2)
_RECOVERY_BYTES = 15


def looks_like_one(text: str) -> bool:
    """Whether what was typed is a code and no password."""
    return bool(_DIGITS.match(_plain(text)))


def right(engine, conn, row: dict[str, Any], given: str, at: datetime) -> bool:
    """Whether a code is right; it is used up then.

    Args:
        row: the account's, held by this transaction.
    Raises:
        errors.WrongState: the secret can no longer be opened, because the installation's key was lost.
    """
    if not row["totp"]:
        return False
    code = _plain(given)
    if _DIGITS.match(code):
        step = step_of(opened(engine, row), code, at)
        if step is None or (row["totp_step"] is not None and step <= row["totp_step"]):
            return False
        accounts.change(conn, row["id"], totp_step=step)
        return True
    left = list(row["recovery"] or ())
    found = next((one for one in left if hmac.compare_digest(one, secret.kept(code))), None)
    if found is None:
        return False
    accounts.change(conn, row["id"], recovery=[one for one in left if one != found])
    return True


def step_of(key: str, code: str, at: datetime) -> int | None:
    """The 30-second step a code belongs to, the present one or a neighbour; None when it is wrong."""
    now = int(at.timestamp()) // STEP_S
    made = pyotp.TOTP(key)
    steps = range(now - BEFORE_AND_AFTER, now + BEFORE_AND_AFTER + 1)
    return max((step for step in steps if hmac.compare_digest(made.generate_otp(step), code)), default=None)


def opened(engine, row: dict[str, Any]) -> str:
    """The secret of an account's second factor."""
    plain = engine.cipher.open(row["totp"], purpose(row["id"]))
    if plain is None:
        raise errors.WrongState("动态口令的密钥无法读取。", next="请联系安全管理员解除动态口令，登录后重新绑定。")
    return plain.decode()


def purpose(account_id: int) -> str:
    """What the secret is sealed for: copied to another account's row it opens no more."""
    return f"totp:{account_id}"


def new_codes(most: int) -> list[str]:
    """Recovery codes to show once."""
    raw = [b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode() for _ in range(most)]
    return ["-".join(one[n:n + 4] for n in range(0, len(one), 4)) for one in raw]


def kept(code: str) -> str:
    """What is stored of a recovery code."""
    return secret.kept(_plain(code))


def _plain(text: str) -> str:
    return re.sub(r"[\s-]", "", text).upper()
