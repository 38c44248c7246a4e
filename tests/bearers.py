"""API tokens for tests, made as a person makes their own."""
from __future__ import annotations

from datetime import datetime

from engine.work import people, tokens


def bearer(engine, account_id: int, at: datetime, *, days: int = 30, scope: list[str] | None = None, name: str = "检验") -> str:
    """A token of an account; by default it carries all that the account may do."""
    actor = people.actor(engine, account_id, at)
    names = [one["name"] for one in tokens.scopes(actor)] if scope is None else scope
    return tokens.issue(engine, actor, {"name": name, "scope": names, "days": days}, at=at)["secret"]
