"""The door of every room: who may come in, and the note that somebody was turned away."""
from __future__ import annotations

from datetime import datetime

from engine import errors
from engine.case.access import permission

#: every permission a view may name
NAMES = tuple(permission.PERMISSIONS)


def public(name: str) -> bool:
    """Whether nobody need be signed in for a permission."""
    return not permission.PERMISSIONS[name].known


def ask(engine, actor, name: str, *, at: datetime, where: str) -> None:
    """Lets a person pass or turns them away; whoever is turned away is noted in the chain.

    Args:
        name: of NAMES. where: the view or verb asked for, at most 64 characters.
    Raises:
        errors.Forbidden: the person has no such permission, or the token does not carry it.
    """
    refusal = permission.refusal(actor, name)
    if refusal is None:
        return
    with engine.store.act(actor, at) as act:
        act.record("access.refused", permission=name, where=where[:64])
        act.done()
    raise refusal


def holds(actor, name: str) -> bool:
    """Whether a person passes, e.g. to show them the way; the act itself asks again."""
    return permission.holds(actor, name)
