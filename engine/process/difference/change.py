"""One difference, as data and as a sentence."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SUBJECTS = {"process": "流程", "element": "环节", "flow": "连线", "form": "表单", "field": "表单项", "table": "决策表", "rule": "决策规则",
            "paper": "文书模板", "scenario": "场景", "setting": "流程设置"}
HOWS = {"added": "新增", "removed": "删除", "changed": "更改", "rewired": "改接"}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different.

    Attributes:
        process: key of the process. subject: one of SUBJECTS. how: one of HOWS.
        id: of the element, flow, field or rule; for a file its name. `shown`: the element of the drawing to point at, or None.
        what: which side of it changed (name, duty, clocks started …), in Chinese; "" when all of it came or went.
        before, after: as text, None where there was or is nothing.
    """

    process: str
    subject: str
    id: str
    name: str
    how: str
    what: str = ""
    before: str | None = None
    after: str | None = None
    shown: str | None = None

    @property
    def message(self) -> str:
        """The change in one Chinese sentence."""
        head = f"{HOWS[self.how]}{SUBJECTS[self.subject]}“{self.name}”"
        if self.how in ("added", "removed"):
            return head + "。"
        return f"{head}的{self.what}：由“{self.before or '无'}”改为“{self.after or '无'}”。"

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "message": self.message}


@dataclass(frozen=True, slots=True)
class Owed:
    """A demand of the law or the drawing on one element that came or went.

    Attributes:
        how: `gained` (every path must now have met it before) or `lost`.
        code, name: the obligation. article: behind it, None where only the drawing asks.
    """

    process: str
    element: str
    element_name: str
    how: str
    code: str
    name: str
    article: str | None

    @property
    def message(self) -> str:
        """The change in one Chinese sentence."""
        basis = f"（{self.article}）" if self.article else "（流程图自行规定）"
        if self.how == "gained":
            return f"到达“{self.element_name}”之前，今后每一条路都须先有“{self.name}”{basis}。"
        return f"到达“{self.element_name}”之前，今后不再要求先有“{self.name}”{basis}。"

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "message": self.message}


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two sets.

    Attributes:
        changes: what was drawn or written differently. owed: which demands came or went.
        moved: how many shapes only lie elsewhere.
    """

    changes: tuple[Change, ...]
    owed: tuple[Owed, ...]
    moved: int

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"changes": [one.as_dict() for one in self.changes], "owed": [one.as_dict() for one in self.owed], "moved": self.moved}

    def told(self) -> str:
        """The difference in Chinese, for a terminal."""
        if not self.changes and not self.owed:
            return "内容没有差别。" + (f"有 {self.moved} 个图形只是换了位置。" if self.moved else "")
        lines = [f"[{one.process}] {one.message}" for one in self.changes]
        if self.owed:
            lines += ["法定程序要求的变化：", *(f"[{one.process}] {one.message}" for one in self.owed)]
        return "\n".join(lines)
