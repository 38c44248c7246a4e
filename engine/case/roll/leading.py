"""Who leads a unit: its responsible leader and its dispatcher; they see who is away and arrange for substitutes."""
from __future__ import annotations

from typing import Any

from engine import errors

#: posts that lead
LEADS = ("decide", "dispatch")


def led(engine, conn, actor) -> set[int]:
    """The units a person leads: those of their posts, and the teams and stations within them."""
    own = {unit_id for unit_id, duty in actor.posts if duty in LEADS}
    return {u["id"] for u in engine.units(conn).values() if u["id"] in own or u["subject_id"] in own} if own else set()


def need(engine, conn, actor, person: dict[str, Any], what: str) -> None:
    """Refuses whoever is neither the person concerned nor leads their unit.

    Args:
        person: with `id` and `unit_id`. what: the act, in Chinese.
    Raises:
        errors.Forbidden.
    """
    if person["id"] != actor.person_id and person["unit_id"] not in led(engine, conn, actor):
        raise errors.Forbidden(f"{what}由本人或者其单位的负责人、分派岗位办理。", next="请联系本人或者其单位的负责人。")
