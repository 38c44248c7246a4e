"""Units 单位 and who stands under whom: legal subjects 执法主体, internal teams, seconded stations 派驻机构, shared pools, grids."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of unit is.

    Attributes:
        subject: whether papers go out in its own name (行政处罚法第十七条、第二十四条).
        parents: kinds it may stand under; without any it stands alone.
    """

    name: str
    subject: bool
    parents: tuple[str, ...]


KINDS = {
    "city": Kind("市级单位", True, ()),
    "county": Kind("县级单位", True, ("city",)),
    "department": Kind("县直部门", True, ("county",)),
    "town": Kind("镇（乡、街道）", True, ("county",)),
    "team": Kind("内设执法队", False, ("county", "department", "town")),
    "station": Kind("派驻机构", False, ("town",)),
    "pool": Kind("共享审核人员池", False, ("county",)),
}
#: kinds that need not stand under another
ALONE = ("city", "county")
#: what a team or station does itself; what else a case needs (approval, review, payment, archive) its legal subject does
FIELD_DUTIES = ("patrol", "collect", "dispatch", "handle", "serve")
GRID_KINDS = {"grid": "网格", "village": "村（社区）"}
#: who answers for a grid or village 责任链, the nearest to the ground last
GRID_ROLES = {"village": "村（社区）负责人", "lead": "网格长", "officer": "包片执法员", "worker": "网格员"}
_SUBJECT = "行政处罚法第十七条、第二十四条"


def is_subject(kind: str) -> bool:
    """Whether a unit of this kind bears its own papers."""
    return kind not in KINDS or KINDS[kind].subject


def subject_id(units: Mapping[int, Mapping[str, Any]], unit_id: int) -> int:
    """The nearest legal subject: the unit itself, for a station the department that stationed it, else the nearest above.

    Args:
        units: every unit by id, with `kind`, `parent_id` and `guided_by_id`.
    Returns:
        The unit's own id where the way up is broken; `faults` lets no such unit in.
    """
    seen, now = set(), unit_id
    while now is not None and now not in seen and now in units:
        one = units[now]
        if is_subject(one["kind"]):
            return now
        seen.add(now)
        now = one["guided_by_id"] if one["kind"] == "station" and one["guided_by_id"] else one["parent_id"]
    return unit_id


def above(units: Mapping[int, Mapping[str, Any]], unit_id: int) -> tuple[int, ...]:
    """The ids of every unit above one, the nearest first."""
    found: list[int] = []
    now = units[unit_id]["parent_id"]
    while now is not None and now not in found and now in units:
        found.append(now)
        now = units[now]["parent_id"]
    return tuple(found)


def county_id(units: Mapping[int, Mapping[str, Any]], unit_id: int) -> int | None:
    """The county a unit belongs to; a county is its own, a city has none."""
    return next((one for one in (unit_id, *above(units, unit_id)) if units[one]["kind"] == "county"), None)


def desk_id(units: Mapping[int, Mapping[str, Any]], unit_id: int, duty: str) -> int:
    """Whose people bear a duty in a case of a unit: its own in the field, its legal subject's for the rest.

    A station's tasks are assigned by the town it is seconded to (双重管理：镇统一指挥调度).
    """
    one = units[unit_id]
    if one["kind"] == "station" and duty == "dispatch" and one["parent_id"]:
        return one["parent_id"]
    return unit_id if duty in FIELD_DUTIES else subject_id(units, unit_id)


def seats(units: Mapping[int, Mapping[str, Any]], unit_id: int) -> frozenset[int]:
    """The ids of the units whose people have a unit's cases as their own: it, its legal subject, and for a station the town."""
    one = units[unit_id]
    return frozenset((unit_id, subject_id(units, unit_id), *(() if is_subject(one["kind"]) or not one["parent_id"] else (one["parent_id"],))))


def guides(units: Mapping[int, Mapping[str, Any]], unit_id: int) -> frozenset[int]:
    """The ids of the units whose reviewing, deciding, hearing and supervising posts reach a unit's cases.

    All above it, the shared pools of its county, and the department that guides a station 业务指导: that one reads and decides nothing.
    """
    over = above(units, unit_id)
    pools = (one["id"] for one in units.values() if one["kind"] == "pool" and one["parent_id"] in over)
    return frozenset((*over, *pools, *((units[unit_id]["guided_by_id"],) if units[unit_id]["guided_by_id"] else ())))


def pool_id(units: Mapping[int, Mapping[str, Any]], unit_id: int, on: date) -> int | None:
    """The shared reviewer pool 共享审核人员池 of a county on a day, or None while it has none."""
    return next((one["id"] for one in units.values() if one["kind"] == "pool" and one["parent_id"] == unit_id and in_being(one, on)), None)


def in_being(unit: Mapping[str, Any], on: date) -> bool:
    """Whether a unit is in being on a day."""
    return (unit["from_on"] is None or unit["from_on"] <= on) and (unit["until_on"] is None or on <= unit["until_on"])


def heir_id(units: Mapping[int, Mapping[str, Any]], unit_id: int, on: date) -> int:
    """Who does a unit's work on a day: itself, or once it is dissolved its successor, however far down the line."""
    seen, now = set(), unit_id
    while not in_being(units[now], on) and units[now]["successor_id"] and now not in seen:
        seen.add(now)
        now = units[now]["successor_id"]
    return now


def as_of(unit: Mapping[str, Any], changes: Iterable[Mapping[str, Any]], on: date) -> dict[str, Any] | None:
    """A unit as it was on a day, or None while it was not in being.

    Args:
        changes: its history, each `{"on", "before"}` with what the changed fields held until then, the newest first.
    """
    then = dict(unit)
    for change in changes:
        if change["on"] > on:
            then.update(change["before"])
    return then if in_being(then, on) else None


def faults(units: Mapping[int, Mapping[str, Any]], unit: Mapping[str, Any], on: date) -> dict[str, list[str]]:
    """What is wrong with a unit as it is to be, field → Chinese reasons.

    Args:
        units: every other unit by id. unit: the one to be; `id` None for a new one. on: the day from which it is to be so.
    """
    found: dict[str, list[str]] = {}

    def fault(key: str, why: str) -> None:
        found.setdefault(key, []).append(why)

    kind, parent, own = KINDS[unit["kind"]], units.get(unit["parent_id"]), unit["id"]
    if parent is None:
        if unit["kind"] not in ALONE:
            fault("parent", f"{kind.name}须写明上级单位")
    elif own is not None and own in (parent["id"], *above(units, parent["id"])):
        fault("parent", "上级单位不能是本单位或者本单位的下级单位")
    elif parent["kind"] not in kind.parents:
        fault("parent", f"{kind.name}的上级应为{'、'.join(KINDS[k].name for k in kind.parents) or '空'}，不能是{KINDS[parent['kind']].name}")
    elif not in_being(parent, on):
        fault("parent", f"{parent['name']}在该日不存续")
    if kind.subject != bool(unit["agency"]):
        fault("agency", f"{kind.name}{'是执法主体，须写明机关全称' if kind.subject else '不是执法主体，文书以其所属机关的名义制作，不填机关全称'}（{_SUBJECT}）")
    if kind.subject and not unit["short"]:
        fault("short", "须写明机关代字，用于文书编号")
    elif kind.subject and (other := _namesake(units, unit, on)):
        fault("short", f"本县{other}已使用这一机关代字，文号会重复")
    _guided(units, unit, fault)
    if unit["from_on"] and unit["until_on"] and unit["until_on"] < unit["from_on"]:
        fault("until_on", "止日早于起日")
    return found


def _namesake(units: Mapping[int, Mapping[str, Any]], unit: Mapping[str, Any], on: date) -> str | None:
    home = county_id({**units, unit["id"]: unit}, unit["id"])
    return next((o["name"] for i, o in units.items() if (o["short"], county_id(units, i)) == (unit["short"], home) and KINDS[o["kind"]].subject
                 and not (o["until_on"] and o["until_on"].year < on.year)), None)


def _guided(units: Mapping[int, Mapping[str, Any]], unit: Mapping[str, Any], fault: Any) -> None:
    guide = units.get(unit["guided_by_id"])
    if unit["kind"] != "station":
        if unit["guided_by_id"] is not None:
            fault("guided_by", "只有派驻机构有业务指导部门")
    elif guide is None:
        fault("guided_by", "派驻机构须写明业务指导部门：镇统一指挥，部门业务指导，文书以部门名义制作")
    elif guide["kind"] != "department":
        fault("guided_by", f"业务指导部门应为县直部门，{guide['name']}是{KINDS[guide['kind']].name}")
    elif unit["parent_id"] in units and county_id(units, guide["id"]) != county_id(units, unit["parent_id"]):
        fault("guided_by", "业务指导部门应与派驻的镇在同一个县")


def placed(grids: Mapping[str, Mapping[str, Any]], code: str, kind: str, parent: str | None, unit_id: int | None) -> list[str]:
    """What is wrong with where a grid lies, in Chinese."""
    if parent is None:
        return []
    above = grids.get(parent)
    if above is None or above["kind"] != "village" or parent == code:
        return ["所属村（社区）不存在"]
    if kind == "village":
        return ["村（社区）不再属于其他村（社区）"]
    return [] if above["unit_id"] == unit_id else ["所属村（社区）不在同一单位"]
