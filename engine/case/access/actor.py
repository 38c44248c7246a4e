"""Who acts: a natural person as they stand today, whichever account they came by."""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from engine.store import people, substitutions


@dataclass(frozen=True)
class Actor:
    """A natural person at work, whichever account they came by.

    Attributes:
        posts: (unit_id, duty) pairs held today.
        admin: which of the three administrators 三员 this is, if one: `system`, `security` or `audit`; then posts is empty.
        county_id: the county whose affairs alone exist for this person; None for the city above.
        way: how they came: `process` (this program itself: scenarios, tests), `session` or `token`.
        proved_at: when a password or second factor was last given in the session.
        scope: the permissions a token carries; None for all that the person has.
        lent: (unit_id, duty, whose) posts used now as somebody's substitute 代理人: they open tasks, no permission.
    """

    person_id: int
    account_id: int
    name: str
    code: str
    kind: str
    unit_id: int
    unit_name: str
    posts: tuple[tuple[int, str], ...]
    admin: str | None = None
    county_id: int | None = None
    way: str = "process"
    proved_at: datetime | None = None
    scope: frozenset[str] | None = None
    lent: tuple[tuple[int, str, int], ...] = ()

    @property
    def reach(self) -> tuple[tuple[int, str], ...]:
        """The (unit_id, duty) pairs by which cases and tasks concern this person: posts held, and those lent."""
        return (*self.posts, *((unit_id, duty) for unit_id, duty, _ in self.lent))


def read(conn, account_id: int, on: date | None, *, at: datetime | None = None, **how: Any) -> Actor | None:
    """The person behind an account, or None when either is switched off.

    Args:
        on: the day for which posts are asked; None for all that were ever given.
        at: the instant for which posts lent to a substitute are asked; without it none are.
        how: `way`, `proved_at` and `scope`, as the session or token says.
    """
    row = people.person_by_account(conn, account_id)
    if row is None or not row["active"] or not row["account_active"]:
        return None
    held = () if row["admin"] else people.posts(conn, row["id"], on)
    lent = substitutions.lent_to(conn, row["id"], at) if at is not None and not row["admin"] else ()
    return replace(Actor(row["id"], account_id, row["name"], row["code"], row["kind"], row["unit_id"], row["unit_name"], held, row["admin"],
                         row["county_id"], lent=lent), **how)
