"""The unit of work: one act of one person, its events and its answer, committed together or not at all."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from engine import errors
from engine.store import chain, crash, edition
from engine.store.tables import request


@dataclass(frozen=True)
class RequestKey:
    """A caller's idempotency key with a digest of what was asked.

    Attributes:
        key: at most 128 characters, chosen by the caller.
        digest: hex digest of method, path and body.
    """

    key: str
    digest: str


class Act:
    """One transaction in progress. `record` what happened, then `done(answer)` commits."""

    def __init__(self, conn: Connection, actor, at: datetime, key: RequestKey | None):
        self.conn, self.actor, self.at, self.key = conn, actor, at, key
        self._events: list[dict[str, Any]] = []

    @property
    def person_id(self) -> int | None:
        """The natural person acting; None for the engine."""
        return self.actor.person_id if self.actor else None

    def record(self, action: str, *, case_id: int | None = None, task_id: int | None = None,
               effect: str | None = None, **data: Any) -> None:
        """Notes one state change; it enters the hash chain when the act is done.

        Args:
            action: `noun.verb`, at most 32 characters, e.g. `task.done`.
            effect: a key that may happen only once, e.g. `clock:7:1:due`.
            data: ids, codes, dates and digests. Never names, addresses or text: the chain cannot be corrected later.
        """
        self._events.append({"at": self.at, "action": action, "person_id": self.person_id,
                             "account_id": self.actor.account_id if self.actor else None, "case_id": case_id,
                             "task_id": task_id, "data": data, "effect": effect})

    def done(self, answer: Any = None, *, traced: bool = True) -> Any:
        """Writes the answer and the events, then commits.

        Args:
            traced: False only for what changes nothing of a case: drafts, sign-in counters.

        Returns:
            The answer, unchanged.
        Raises:
            RuntimeError: nothing was recorded; a change without a trace must not commit.
        """
        if traced and not self._events:
            raise RuntimeError("an act that changes something records at least one event")
        if self.key:
            try:
                self.conn.execute(insert(request).values(account_id=self.actor.account_id, key=self.key.key,
                                                         digest=self.key.digest, answer=answer, at=self.at))
            except IntegrityError:  # the twin of this request was faster: its answer is the answer
                self.conn.rollback()
                return self.earlier()
        crash.point("before_events")
        if self._events or edition.changes(self.conn):
            chain.append(self.conn, self._events)  # takes the head row: the last lock of every transaction
        crash.point("before_commit")
        self.conn.commit()
        crash.point("after_commit")
        return answer

    def earlier(self) -> Any:
        """The answer already given under the caller's key, or None.

        Ask after taking the lock: a twin that was still at work before has then committed its answer.

        Raises:
            errors.KeyReused: the key was used for something else.
        """
        if self.key is None:
            return None
        row = self.conn.execute(select(request.c.digest, request.c.answer).where(
            request.c.account_id == self.actor.account_id, request.c.key == self.key.key)).one_or_none()
        if row is None:
            return None
        if row.digest != self.key.digest:
            raise errors.KeyReused(f"幂等键 {self.key.key} 已用于另一次提交。")
        return row.answer
