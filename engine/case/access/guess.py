"""Wrong passwords and codes are counted where they come from: at a known browser by itself, everywhere else at the account.

Whoever only knows the name of an account can lock it for browsers that it was never signed in from, and for nobody else; its owner goes on
at the usual place. A known browser that guesses is locked like any other (OWASP: device cookies against lockout abuse).
"""
from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.law.people.security import Tries
from engine.store import accounts, secret


def counted(conn, row: dict[str, Any], device: str | None, at: datetime) -> dict[str, Any]:
    """The row whose failures count for an attempt, held: the known browser's, unless that is locked itself, or the account's.

    Args:
        row: the account's, held. device: what the browser showed of an earlier sign-in.
    """
    known = accounts.known(conn, secret.kept(device), row["id"], at, hold=True) if device else None
    return row if known is None or accounts.tries(known).locked(at) else known


def locked(one: dict[str, Any], at: datetime) -> bool:
    """Whether an attempt counted here is let through at all."""
    return accounts.tries(one).locked(at)


def failed(engine, conn, one: dict[str, Any], at: datetime) -> bool:
    """Counts a wrong password or code; whether that locked it."""
    counted_now = engine.rules_for(conn).security.lockout.failed(accounts.tries(one), at)
    accounts.count(conn, one, counted_now)
    return counted_now.locked(at)


def passed(conn, one: dict[str, Any]) -> None:
    """Forgets the failures: the right person is there."""
    if accounts.tries(one) != Tries():
        accounts.count(conn, one, Tries())
