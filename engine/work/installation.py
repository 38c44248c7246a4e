"""The first start in production: no default account, one token printed on the machine itself."""
from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.store import passwords, people

GOOD_FOR = timedelta(hours=24)
_KEY = "setup_token"


def begin(engine, *, at: datetime) -> str | None:
    """Makes the one-time token of a first start.

    Returns:
        The token to print locally, or None when somebody can sign in already.
    """
    with engine.store.act(None, at) as act:
        if people.anybody_can_sign_in(act.conn):
            return None
        token = secrets.token_urlsafe(24)
        people.set_setting(act.conn, _KEY, {"hash": _hash(token), "ends_at": at + GOOD_FOR})
        act.record("setup.begun")
        return act.done(token)


def finish(engine, token: str, *, login: str, name: str, unit: str, password: str, at: datetime) -> dict[str, Any]:
    """Makes the first account with the token; the token is then used up.

    Args:
        login: a login of the loaded county file, whose password is set; or a new one, made with `name` and `unit`.
    Returns:
        `{"account_id"}`.
    Raises:
        errors.Forbidden: wrong, used or expired token. errors.FormInvalid: see the fields.
    """
    missing = {k: ["请填写"] for k, v in (("login", login), ("name", name), ("unit", unit)) if not v.strip()}
    if missing:
        raise errors.FormInvalid(missing)
    password_hash = passwords.make(password)
    with engine.store.act(None, at) as act:
        kept = people.settings(act.conn).get(_KEY)
        if kept is None or kept["ends_at"] <= at or not secrets.compare_digest(kept["hash"], _hash(token)):
            raise errors.Forbidden("初始化口令不正确、已使用或已过期。", next="请重新启动服务，使用屏幕上打印的新口令。")
        row = people.account_by_login(act.conn, login)
        if row is None:
            unit_id = people.add(act.conn, "unit", code="first", name=unit, kind="county", agency=unit, short=unit, government="", court="")
            person_id = people.add(act.conn, "person", code=login, name=name, kind="staff", unit_id=unit_id, active=True)
            account_id = people.add(act.conn, "account", person_id=person_id, login=login, password_hash=password_hash, active=True, failures=0)
        else:
            account_id = row["id"]
            people.set_password(act.conn, account_id, password_hash)
        people.drop_setting(act.conn, _KEY)
        act.record("setup.finished", subject=account_id)
        return act.done({"account_id": account_id})


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
