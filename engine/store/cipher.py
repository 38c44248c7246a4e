"""Secrets at rest: AES-256-GCM with the installation's own key."""
from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY = re.compile(r"[0-9a-f]{64}\Z")
_NONCE = 12


class Cipher:
    """Seals and opens.

    Args:
        keys: 64 hexadecimal digits each, separated by commas. The first seals; every one of them opens, so that a new key can be put in
            front while what the old one sealed is still in use.
    Raises:
        ValueError: not of this form.
    """

    def __init__(self, keys: str):
        given = [one.strip() for one in keys.split(",") if one.strip()]
        if not given or not all(map(_KEY.match, given)):
            raise ValueError("密钥应为 64 位十六进制数字，多个之间用逗号隔开")
        self._given = [bytes.fromhex(one) for one in given]
        self._keys = {hashlib.sha256(one.encode()).hexdigest()[:8]: AESGCM(bytes.fromhex(one)) for one in given}

    @classmethod
    def of_file(cls, path: Path) -> Cipher:
        """With the key in a file, made there with a key of its own if there is none.

        Raises:
            ValueError: others than the owner may read it.
        """
        if not path.exists():
            _make(path)
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise ValueError(f"密钥文件 {path} 可被其他用户读取，请执行 chmod 600 {path}")
        return cls(path.read_text(encoding="ascii").strip().replace("\n", ","))

    def seal(self, plain: bytes, purpose: str) -> str:
        """Enciphers, bound to a purpose: what was sealed for one row or one use opens for no other.

        Args:
            purpose: e.g. `totp:7`.
        """
        mark, key = next(iter(self._keys.items()))
        nonce = secrets.token_bytes(_NONCE)
        return f"{mark}.{urlsafe_b64encode(nonce + key.encrypt(nonce, plain, purpose.encode())).decode().rstrip('=')}"

    def open(self, sealed: str, purpose: str) -> bytes | None:
        """What was sealed; None when it was not by one of our keys, not for this purpose, or has been altered."""
        mark, _, text = sealed.partition(".")
        if mark not in self._keys:
            return None
        try:
            raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            return self._keys[mark].decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode())
        except (InvalidTag, ValueError):
            return None

    def marks(self, plain: str, purpose: str) -> list[str]:
        """Keyed hashes of a text, by the first key first: the same text can be found again, and nobody without a key can try texts out.

        Returns:
            64 hexadecimal digits for each key; new ones are kept by the first, old ones may be by another.
        """
        return [hmac.new(key, f"{purpose}\0{plain}".encode(), hashlib.sha256).hexdigest() for key in self._given]


def _make(path: Path) -> None:
    """Writes a key of its own; the file appears whole or not at all, and the first of several processes wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as made:
        made.write(secrets.token_hex(32) + "\n")
        made.flush()
        os.fsync(made.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process made it in this moment; its key is the one
    finally:
        draft.unlink()
