"""One's own sessions: where one is signed in, and ending it there."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from engine import errors
from engine.case.access.actor import Actor
from engine.store import secret, sessions

#: so much of the stored hash names a session; the token cannot be found from it
_NAME = 16


def mine(engine, actor: Actor, token: str | None, *, at: datetime) -> list[dict[str, Any]]:
    """Where this account is signed in: `{"id", "address", "agent", "way", "created_at", "seen_at", "ends_at", "current"}`, the newest first.

    Args:
        token: of the session that asks; None for an access token.
    """
    own = secret.kept(token) if token else None
    with engine.store.read() as conn:
        idle = engine.rules_for(conn).security.sessions.idle(actor.admin is not None)
        rows = [row for row in sessions.of_account(conn, actor.account_id, at) if row["seen_at"] + idle > at]
    return [{"id": row["id"][:_NAME], **{k: row[k] for k in ("address", "agent", "way", "created_at", "seen_at", "ends_at")},
             "current": row["id"] == own} for row in rows]


def end(engine, actor: Actor, name: str, *, at: datetime) -> None:
    """Ends one of one's own sessions.

    Args:
        name: its `id` of `mine`.
    Raises:
        errors.NotFound: it is over, or somebody else's.
    """
    with engine.store.act(actor, at) as act:
        found = [row["id"] for row in sessions.of_account(act.conn, actor.account_id, at) if row["id"][:_NAME] == name]
        if not found:
            raise errors.NotFound("没有找到这处登录，它可能已经结束。")
        sessions.end(act.conn, found[0])
        act.record("session.ended", subject=actor.account_id, why="own")
        act.done()


def end_others(engine, actor: Actor, token: str, *, at: datetime) -> int:
    """Ends all of one's own sessions but this one; how many there were."""
    with engine.store.act(actor, at) as act:
        ended = sessions.end_all(act.conn, actor.account_id, but=secret.kept(token))
        if ended:
            act.record("session.ended", subject=actor.account_id, why="own", ended=ended)
        return act.done(ended, traced=False)
