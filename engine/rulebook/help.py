"""Reads processes/help/: for each publish check and each rule of the proof, what it says, why, how to mend, a wrong and a right drawing."""
from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Mapping

from engine.errors import RulePackInvalid
from engine.rulebook.rows import Row, Source

KEY = "example"
_HEAD = ('<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
         'xmlns:e="urn:bihuan:enforcement:1" id="defs" targetNamespace="urn:example">\n')


@dataclass(frozen=True, slots=True)
class Example:
    """A small drawing.

    Attributes:
        about: what is wrong or right with it. top, body: what stands before and in its process; raw: the whole file where that is the point.
        repeat: (times, text) written that often, `{n}` counting from 1 and `{m}` being one more.
        files, called: further files of its folder by path; processes it calls by key. people: the duties each person there may bear.
    """

    about: str
    body: str
    top: str = ""
    raw: str = ""
    repeat: tuple[tuple[int, str], ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    people: tuple[tuple[str, ...], ...] = ()

    def diagram(self) -> str:
        """The whole file."""
        parts = [self.body, *(text.replace("{n}", str(n)).replace("{m}", str(n + 1)) for times, text in self.repeat for n in range(1, times + 1))]
        return self.raw or _file(KEY, self.top, "".join(parts))

    def folders(self) -> dict[str, dict[str, str]]:
        """Process key → path → text, of the drawing and what it calls."""
        found = {key: {"process.toml": f'key = "{key}"\nname = "{key}"\n', f"{key}.bpmn": _file(key, "", body)} for key, body in self.called.items()}
        return {**found, KEY: {"process.toml": f'key = "{KEY}"\nname = "示例"\n', f"{KEY}.bpmn": self.diagram(), **self.files}}

    def shown(self) -> str:
        """What a reader sees of it: the snippet, with repetitions told instead of written out."""
        told = [f"<!-- 以下内容重复 {times} 次，n 为 1 至 {times}，m 为 n + 1 -->\n{text}" for times, text in self.repeat]
        return self.raw or "\n".join(part.strip("\n") for part in (self.top, self.body, *told) if part)


@dataclass(frozen=True, slots=True)
class Page:
    """The help on one rule, in Chinese; `also` are older names of findings that it explains too."""

    rule: str
    title: str
    says: str
    why: str
    source: str
    mend: str
    also: tuple[str, ...] = ()
    wrong: Example | None = None
    right: Example | None = None


def read(folder: Path) -> Mapping[str, Page]:
    """Every page by rule.

    Raises:
        RulePackInvalid: with every fault found; none of the pages is used then.
    """
    source = Source(folder)
    pages = [_page(source, name) for name in source.texts if name.endswith(".toml")]
    if source.problems or not pages:
        raise RulePackInvalid(source.problems or [{"file": folder.name, "line": None, "reason": "没有找到帮助文件"}])
    return MappingProxyType({page.rule: page for page in pages})


def _page(source: Source, name: str) -> Page:
    root = source.root(name)
    said = {key: root.take(key, str) for key in ("title", "says", "why", "source", "mend")}
    examples = {key: _example(root, key) for key in ("wrong", "right") if key in root.values}
    if len(examples) == 1:
        root.fault("错误和正确的例子应当成对")
    page = Page(name.removesuffix(".toml"), **said, also=root.takes("also", str), **examples)
    root.done()
    return page


def _example(root: Row, key: str) -> Example:
    row = root.rows(key)[0]
    repeat = tuple((one.take("times", int, low=1), one.take("body", str)) for one in row.rows("repeat")) if "repeat" in row.values else ()
    people = row.values.pop("people", [])
    texts = {key: _texts(row, key) for key in ("files", "called")}
    one = Example(row.take("about", str), row.take("body", str, ""), row.take("top", str, ""), row.take("raw", str, ""), repeat, **texts,
                  people=tuple(tuple(map(str, duties)) for duties in people))
    row.done()
    return one


def _texts(row: Row, key: str) -> dict[str, str]:
    found: Any = row.values.pop(key, {})
    if not isinstance(found, dict) or any(not isinstance(text, str) for text in found.values()):
        row.fault(f"{key} 应为文件名和内容")
        return {}
    return dict(found)


def _file(key: str, top: str, body: str) -> str:
    return f'{_HEAD}{top}<bpmn:process id="{key}" isExecutable="true">\n{body}</bpmn:process>\n</bpmn:definitions>\n'
