"""Versions of a unit's power list 权力清单: each item offered, compared, claimed or not, approved, published, withdrawn.

Only a published version gives power (行政处罚法第二十四条第一款: 决定应当公布; 第二十条第二款: 委托书向社会公布).
"""
from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Iterable, Mapping, NamedTuple

from engine.errors import BadInput, NeedsUnmet
from engine.law.power.authority import BY_STATUTE, ListEntry
from engine.law.power.succession import Recall

STATES = {"": "未提出", "offered": "拟下放", "compared": "已对比", "claimed": "已认领", "not_claimed": "未承接", "approved": "已审核",
          "published": "已公布", "withdrawn": "已收回"}
_ARTICLE = "行政处罚法第二十四条"


class Move(NamedTuple):
    """An action on a line: its Chinese name, the states it may start from, the state it leads to."""

    name: str
    before: tuple[str, ...]
    after: str


ACTIONS: Mapping[str, Move] = MappingProxyType({
    "offer": Move("提出", ("", "not_claimed", "withdrawn"), "offered"),
    "compare": Move("对比", ("offered",), "compared"),
    "claim": Move("认领", ("compared",), "claimed"),
    "decline": Move("不承接", ("compared",), "not_claimed"),
    "enter": Move("梳理列入", ("",), "approved"),
    "approve": Move("审核", ("claimed",), "approved"),
    "publish": Move("公布", ("approved",), "published"),
    "withdraw": Move("收回", ("published",), "withdrawn"),
})


@dataclass(frozen=True, slots=True)
class SignOff:
    """One body's consent to a list 会签: the body's code, the day, its document."""

    body: str
    on: date
    document: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One action: by whom, on which day, by which document; `reason` why an item is not claimed; `signed` for approval."""

    action: str
    on: date
    by: str
    document: str
    reason: str = ""
    signed: tuple[SignOff, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Where one item stands in one version, and every step that led there. `mode` is the title under which it is offered."""

    item_code: str
    mode: str
    state: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class ListVersion:
    """One version of a unit's list: what it would grant, and how far each item has come.

    Attributes:
        effective_on: its first day, planned until it is published.
        entries: item code → what the version grants. lines: item code → its state.
    """

    unit_code: str
    number: str
    effective_on: date
    entries: Mapping[str, ListEntry]
    lines: Mapping[str, Line]

    @property
    def notice(self) -> Step | None:
        """The publication, None for a version that is not published."""
        return next((s for line in self.lines.values() for s in line.steps if s.action == "publish"), None)


def allows(line: Line, action: str) -> bool:
    """Whether the action is possible for the line as it stands; a statutory power is entered, not offered or declined."""
    by_statute, first = line.mode in BY_STATUTE, action in ("offer", "enter")
    return action in ACTIONS and line.state in ACTIONS[action].before and (not first or (action == "enter") == by_statute)


def advance(line: Line, step: Step, bodies: Mapping[str, str]) -> Line:
    """The line after a step.

    Args:
        bodies: code → name of those whose consent an approval needs, e.g. 编委办, 乡镇, 县直部门, 审改办, 司法局.
    Raises:
        BadInput: no such action, or document, person or reason missing, or a day before the last step.
        NeedsUnmet: the line's state or title does not allow the action, or a consent is missing.
    """
    move = ACTIONS.get(step.action)
    if move is None:
        raise BadInput(f"不认识的清单操作“{step.action}”，可用：{'、'.join(ACTIONS)}。")
    if not allows(line, step.action):
        held = "法定职权直接梳理列入，不经提出和认领；其他事项须先提出" if step.action in ("offer", "enter") else f"须先{_first(move)}"
        raise NeedsUnmet(f"事项 {line.item_code} 现为“{STATES[line.state]}”，不能{move.name}：{held}。", article=_ARTICLE)
    if not step.by.strip() or not step.document.strip():
        raise BadInput(f"事项 {line.item_code} {move.name}，须写明由谁办理和所依据的文书。")
    if step.action == "decline" and not step.reason.strip():
        raise BadInput(f"事项 {line.item_code} 不承接，须写明理由。")
    if line.steps and step.on < line.steps[-1].on:
        raise BadInput(f"事项 {line.item_code} {move.name}的日期早于上一步（{line.steps[-1].on.isoformat()}）。")
    if step.action == "approve":
        _signed(line, step, bodies)
    return replace(line, state=move.after, steps=(*line.steps, step))


def _signed(line: Line, step: Step, bodies: Mapping[str, str]) -> None:
    missing = [name for code, name in bodies.items() if not any(s.body == code and s.on <= step.on for s in step.signed)]
    if missing:
        raise NeedsUnmet(f"事项 {line.item_code} 还缺{'、'.join(missing)}的会签，不能审核通过。", article=_ARTICLE)


def _first(move: Move) -> str:
    return "或者".join(dict.fromkeys(m.name for m in ACTIONS.values() if m.after in move.before))


def in_force(versions: Iterable[ListVersion], recalls: Iterable[Recall] = ()) -> tuple[ListEntry, ...]:
    """The entries that give power: published lines, each until the next published version begins or it is taken back."""
    published = sorted((v for v in versions if v.notice), key=lambda v: v.effective_on)
    recalls, found = tuple(recalls), []
    for version, after in zip(published, [*published[1:], None]):
        last = after.effective_on - timedelta(days=1) if after else None
        for code, line in version.lines.items():
            if line.state in ("published", "withdrawn"):
                entry = version.entries[code]
                ends = [e for e in (last, entry.valid_until, *(r.on - timedelta(days=1) for r in recalls
                        if r.takes(version.unit_code, code) and r.on >= version.effective_on)) if e]
                found.append(replace(entry, valid_until=min(ends, default=None)))
    return tuple(e for e in found if e.valid_until is None or e.valid_from <= e.valid_until)


class Difference(NamedTuple):
    """What one version changes: item codes added and removed, and item code → names of the terms that differ."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]


def diff(old: ListVersion, new: ListVersion) -> Difference:
    """How two versions differ in what they grant, dates and version numbers aside; not claimed items count as not granted."""
    before, after = _granted(old), _granted(new)
    terms = [f.name for f in fields(ListEntry) if f.name not in ("unit_code", "valid_from", "valid_until", "version")]
    changed = {code: what for code in before if code in after
               and (what := tuple(t for t in terms if getattr(before[code], t) != getattr(after[code], t)))}
    return Difference(tuple(c for c in after if c not in before), tuple(c for c in before if c not in after), changed)


def _granted(version: ListVersion) -> dict[str, ListEntry]:
    return {code: version.entries[code] for code, line in version.lines.items() if line.state != "not_claimed"}
