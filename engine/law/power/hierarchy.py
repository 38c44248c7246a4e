"""Which of several norms decides one act: levels of statutes 效力等级, conflicts between them, and the higher fine of 一事不再罚."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Mapping, Sequence

from engine.errors import BadInput

if TYPE_CHECKING:
    from engine.law.penalty.penalty import Item

#: 同一个违法行为违反多个法律规范应当给予罚款处罚的，按照罚款数额高的规定处罚.
ARTICLE_HIGHER_FINE = "行政处罚法第二十九条"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of statutes, higher `rank` over lower.

    Attributes:
        basis: the article of 立法法 that gives the rank.
        version_article: the level's own article on which version of the law applies, beside 行政处罚法第三十七条; empty if none.
    """

    key: str
    name: str
    rank: int
    basis: str
    version_article: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Items whose norms rule the same act of the same party differently, so that one must give way.

    Attributes:
        side: the party's side for which they conflict. special: the item whose norm is the special one, "" for none.
        newer_basis, special_basis: articles for norms of one rank.
    """

    name: str
    items: tuple[str, ...]
    side: str
    in_force: date
    until: date | None = None
    special: str = ""
    newer_basis: str = ""
    special_basis: str = ""

    def holds_on(self, on: date) -> bool:
        """Whether both norms were in force on `on`."""
        return self.in_force <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class SameAct:
    """Items that one act may violate together: a second fine under another of them is a second fine for the act."""

    name: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preferred:
    """The item whose norm decides, and why, in Chinese."""

    item: Item
    why: str
    article: str


def prevailing(items: Sequence[Item], levels: Mapping[str, Level], conflict: Conflict) -> Preferred:
    """The norm that decides where several conflict: the higher, among equals the special one, then the newer.

    Args:
        items: the version of each that is in force at the act.
        levels: key of a level → level.
        conflict: the row that says they conflict.
    Raises:
        BadInput: no item, or a level that the data does not know.
    """
    if not items or (strange := [i.source for i in items if i.source not in levels]):
        raise BadInput(f"不能比较效力等级：{'、'.join(strange) if items else '没有规定可以比较'}。")
    top = max(levels[i.source].rank for i in items)
    highest = [i for i in items if levels[i.source].rank == top]
    level = levels[highest[0].source]
    if len(highest) == 1:
        lower = "、".join(f"{levels[i.source].name}（{i.article}）" for i in items if i is not highest[0])
        return Preferred(highest[0], f"{level.name}（{highest[0].article}）的效力高于{lower}", level.basis)
    for item in highest:
        if item.code == conflict.special:
            return Preferred(item, f"效力等级相同，{item.article} 是特别规定", conflict.special_basis)
    newest = max(highest, key=lambda i: i.in_force)
    return Preferred(newest, f"效力等级相同，{newest.article} 是新的规定", conflict.newer_basis)


def higher_fine(items: Sequence[Item], side: str) -> Item | None:
    """The item under whose norm an act that violates several is fined: highest top, then highest bottom; None when none fines."""
    fined = [i for i in items if i.bands.get(side)]
    return max(fined, key=lambda i: i.bands[side][::-1], default=None)
