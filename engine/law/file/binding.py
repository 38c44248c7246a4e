"""How a case file 案卷 is bound: its volumes, the order of what lies in them, and on which page each thing begins."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

#: what lies in a file beside papers: transcripts 笔录 and evidence of the registers, things held, completed steps, periods
OTHERS = ("records", "evidence", "measures", "deeds", "clocks")
#: characters of a day of a period that still leave room for another beside it
SHORT = 9
_HALF = 0.5
#: every paper that no part names
REST = "*"


@dataclass(frozen=True, slots=True)
class Part:
    """One place in a volume: what is laid there, kinds of paper or OTHERS, in the order of their days."""

    volume: str
    name: str
    takes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Binding:
    """One way of binding.

    Attributes:
        volumes: key → name, in order, e.g. main 正卷 and inner 副卷; `open_volumes` those that the party may inspect.
        lines, width: how many lines a sheet takes, and how many Chinese characters a line.
        source: the standard it is taken from. local: True when a province's own practice decides.
    """

    code: str
    name: str
    source: str
    volumes: tuple[tuple[str, str], ...]
    open_volumes: tuple[str, ...]
    parts: tuple[Part, ...]
    lines: int
    width: int
    local: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """One document in the file.

    Attributes:
        kind: a kind of paper or one of OTHERS. number: the paper's. on: its day; order: what breaks a tie.
        after: number of the paper behind which it is laid (送达回证), empty for its own place.
        blocks: its text, see `Block`.
    """

    kind: str
    name: str
    number: str
    on: date | None
    order: int
    blocks: tuple["Block", ...] = ()
    after: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: `style` title, number, head, field, text, day, sign; `label` before the text; `counted` of a day of a period."""

    style: str
    text: str
    label: str = ""
    counted: bool | None = None

    @property
    def short(self) -> bool:
        """Whether it takes half a line."""
        return len(self.text) <= SHORT


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its number in the volume, which entry of the contents lies on it, and the paragraphs."""

    page: int
    entry: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents 卷内目录."""

    no: int
    thing: Thing
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume with its contents and pages."""

    key: str
    name: str
    open: bool
    entries: tuple[Entry, ...]
    sheets: tuple[Sheet, ...]


def bound(binding: Binding, things: Iterable[Thing]) -> tuple[Volume, ...]:
    """The volumes of a file; each document begins on a new page, and pages are numbered within their volume."""
    behind: dict[str, list[Thing]] = {}
    own: list[Thing] = []
    every = sorted(things, key=lambda one: (one.on or date.max, one.order))
    numbers = {one.number for one in every if one.number and not one.after}
    for one in every:
        if one.after in numbers:
            behind.setdefault(one.after, []).append(one)
        else:
            own.append(one)
    named = {code for part in binding.parts for code in part.takes}
    laid: dict[str, list[Thing]] = {key: [] for key, _ in binding.volumes}
    for part in binding.parts:
        for one in own:
            if one.kind in part.takes or (REST in part.takes and one.kind not in named):
                laid[part.volume] += [one, *behind.get(one.number, ())] if one.number else [one]
    return tuple(_volume(binding, key, name, laid[key]) for key, name in binding.volumes)


def _volume(binding: Binding, key: str, name: str, things: Sequence[Thing]) -> Volume:
    entries, sheets = [], []
    for no, one in enumerate(things, 1):
        first = len(sheets) + 1
        sheets += [Sheet(first + n, no, blocks) for n, blocks in enumerate(_paged(binding, one.blocks))]
        entries.append(Entry(no, one, first, len(sheets)))
    return Volume(key, name, key in binding.open_volumes, tuple(entries), tuple(sheets))


def _paged(binding: Binding, blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """The paragraphs on their pages; one that does not fit is divided, so that no page ever holds more than it can."""
    pages: list[tuple[Block, ...]] = []
    page: list[Block] = []
    left: float = binding.lines
    for block in blocks:
        rest: Block | None = block
        while rest is not None:
            need = _height(binding, rest)
            left = left if need == _HALF else int(left)
            if need <= left:
                page.append(rest)
                left, rest = left - need, None
            elif rest.style in ("field", "text") and left >= 2:
                head, rest = _cut(binding, rest, int(left))
                page.append(head)
                left = 0
            if rest is not None:
                pages.append(tuple(page))
                page, left = [], binding.lines
    return [*pages, tuple(page)] if page or not pages else pages


def _height(binding: Binding, block: Block) -> float:
    """Lines a paragraph takes; what stands out has room around it, and of short days two stand side by side."""
    if block.style == "day" and block.short:
        return _HALF
    extra = {"title": 2, "number": 1, "head": 1, "sign": 1}.get(block.style, 0)
    first = _wide(block.label) + (1 if block.label else 0)
    lines, used = 1, first
    for line in block.text.split("\n"):
        for char in line:
            used += _wide(char)
            if used > binding.width:
                lines, used = lines + 1, _wide(char)
        lines, used = lines + 1, 0.0
    return min(lines - 1 + extra, binding.lines)


def _cut(binding: Binding, block: Block, left: int) -> tuple[Block, Block]:
    """A paragraph divided so that its head takes at most `left` lines."""
    room, used, lines = len(block.text), _wide(block.label) + (1 if block.label else 0), 1
    for n, char in enumerate(block.text):
        used += _wide(char)
        if char == "\n" or used > binding.width:
            lines, used = lines + 1, 0.0 if char == "\n" else _wide(char)
        if lines > left:
            room = max(n, 1)
            break
    return Block(block.style, block.text[:room], block.label), Block(block.style, block.text[room:].lstrip("\n") or " ")


def _wide(text: Any) -> float:
    """Width in Chinese characters; Latin letters and figures take a little over half, so that a line never holds less than reckoned."""
    return sum(0.6 if char < "\u0250" else 1.0 for char in text)
