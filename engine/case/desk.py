"""Who keeps the power lists 权力清单: the county's design post prepares, a second natural person approves and publishes."""
from __future__ import annotations

from typing import Any, Collection, Iterable, Mapping

from engine import errors
from engine.law.power.power_list import ACTIONS, ListVersion, allows

#: acts that give power, and so are another person's than the one who prepared the version
SECOND = ("approve", "publish")
PREPARES, PUBLISHES = ("design",), ("design", "decide")
_ARTICLE = "行政处罚法第二十四条"


def holds(engine, conn, actor, duties: Collection[str]) -> bool:
    """Whether a person holds one of these posts at a county unit."""
    return any(duty in duties and engine.unit(conn, unit_id)["kind"] == "county" for unit_id, duty in actor.posts)


def preparers(row: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]) -> set[int | None]:
    """The natural persons who prepared a version: who imported it, or for one imported on the machine who entered its steps."""
    return {row["made_by"]} if row["made_by"] else {one["person_id"] for one in steps}


def open_steps(engine, conn, actor, version: ListVersion, row: Mapping[str, Any] | None, steps: Iterable[Mapping[str, Any]]) -> list[str]:
    """The steps that this person may take with a version now; publishing only once no line is under way."""
    if row is None or row["state"] != "prepared" or actor is None:
        return []
    second = holds(engine, conn, actor, PUBLISHES) and actor.person_id not in preparers(row, steps)
    able = {*(SECOND if second else ()), *((a for a in ACTIONS if a not in SECOND) if holds(engine, conn, actor, PREPARES) else ())}
    waiting = any(line.state not in ("approved", "not_claimed") for line in version.lines.values())
    return [a for a in ACTIONS if a in able and not (a == "publish" and waiting) and any(allows(line, a) for line in version.lines.values())]


def may_prepare(engine, conn, actor) -> None:
    """Refuses everybody but the county's design post; None, the command line, may.

    Raises:
        errors.Forbidden.
    """
    if actor is not None and not holds(engine, conn, actor, PREPARES):
        raise errors.Forbidden("权力清单由县级单位的流程设计岗位拟制和登记。", article=_ARTICLE, next="请将清单文件和会签材料交县级流程设计人员登记。")


def may_publish(engine, conn, actor, prepared_by: Collection[int | None], what: str) -> None:
    """Refuses what gives or takes power to whoever prepared it, and to anybody without the post.

    Args:
        prepared_by: the natural persons who prepared it. what: the act, in Chinese.
    Raises:
        errors.Forbidden.
    """
    if actor is None:
        raise errors.Forbidden(f"{what}须由本人登录办理，不能在命令行办理。", article=_ARTICLE, next="请由县级负责人或者另一名流程设计人员登录办理。")
    if not holds(engine, conn, actor, PUBLISHES):
        raise errors.Forbidden(f"{what}须由县级单位的负责人或者流程设计岗位办理。", article=_ARTICLE, next="请报县级负责人办理。")
    if actor.person_id in prepared_by:
        raise errors.Forbidden(f"清单由您拟制，不能再由您{what}：拟制与审核、公布须由不同的人办理。", article=_ARTICLE,
                               next="请由县级负责人或者另一名流程设计人员办理。")
