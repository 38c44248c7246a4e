"""Reads binding.toml: how case files are bound, the shipped way first."""
from __future__ import annotations

from typing import Collection

from engine.law.file.binding import OTHERS, REST, Binding, Part
from engine.rulebook.rows import Row, Source


def bindings(source: Source, name: str, papers: Collection[str]) -> dict[str, Binding]:
    """Code → way of binding.

    Args:
        papers: the kinds of paper that may be laid in a place.
    """
    root, found = source.root(name), {}
    rows, known = source.tables(root, "part"), (*papers, *OTHERS, REST)
    parts = [(row, row.take("of", str), Part(row.take("volume", str) or "", row.take("name", str) or "", row.takes("takes", str,
            among=known))) for row in rows]
    for row in source.tables(root, "binding"):
        code = row.take("code", str) or ""
        row.once("装订方式", code)
        local = bool(row.take("local", bool, False))
        one = Binding(code, row.take("name", str), row.article("source", local=local), _volumes(row), row.takes("open", str),
                      tuple(part for _, of, part in parts if of == code), row.take("lines", int, low=5) or 5, row.take("width", int, low=10) or 10,
                      local)
        _whole(row, one)
        if row.done():
            found[code] = one
    for row, of, part in parts:
        if of not in found:
            row.fault(f"没有装订方式“{of}”")
        elif part.volume not in dict(found[of].volumes):
            row.fault(f"装订方式“{of}”没有卷“{part.volume}”")
        if not part.takes:
            row.fault("takes 不能为空")
        row.done()
    if not found:
        root.fault("没有写明任何装订方式")
    root.done()
    return found


def _volumes(row: Row) -> tuple[tuple[str, str], ...]:
    given = row.values.pop("volumes", None)
    if not isinstance(given, dict) or not given or any(not isinstance(v, str) or not v.strip() for v in given.values()):
        row.fault("volumes 应为“卷的代码 = 名称”")
        return ()
    return tuple(given.items())


def _whole(row: Row, one: Binding) -> None:
    """Each thing has one place, and everything has one."""
    taken = [code for part in one.parts for code in part.takes]
    doubled = sorted({code for code in taken if taken.count(code) > 1})
    if doubled:
        row.fault(f"{'、'.join(doubled)} 排了不止一处")
    missing = [code for code in (*OTHERS, REST) if code not in taken]
    if missing:
        row.fault(f"{'、'.join(missing)} 没有位置")
    strange = sorted(set(one.open_volumes) - {key for key, _ in one.volumes})
    if strange:
        row.fault(f"open 中没有这样的卷：{'、'.join(strange)}")
