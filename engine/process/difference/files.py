"""The other files of a process folder, compared by what they mean: forms by field, tables by rule, the rest by text."""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from engine.process.bpmn import safe_root
from engine.process.bundle import Bundle
from engine.process.difference.change import Change

_SIDES = {"label": "名称", "type": "类型", "subtype": "类型", "description": "说明", "values": "选项", "validate": "校验", "conditional": "显示条件",
          "defaultValue": "默认值", "readonly": "只读", "properties": "规则属性", "text": "文字", "valuesExpression": "选项来源"}
#: where a field stands, and the editor's own marks, say nothing
_LAYOUT = ("id", "layout", "dateLabel", "timeLabel", "appearance")
_SETTINGS = {"name": "名称", "root": "可由线索启动", "order": "排列次序", "description": "说明"}


def folders(key: str, old: Bundle, new: Bundle) -> Iterator[Change]:
    """The changes of settings, forms, tables, papers and scenarios."""
    before, after = old.settings or {}, new.settings or {}
    for side in sorted({*before, *after} - {"key"}):
        if before.get(side) != after.get(side):
            yield Change(key, "setting", side, new.name, "changed", _SETTINGS.get(side, side), _said(before.get(side)), _said(after.get(side)))
    yield from _files(key, "form", old.under("forms", ".json"), new.under("forms", ".json"))
    yield from _files(key, "table", old.under("decisions", ".dmn"), new.under("decisions", ".dmn"))
    for subject, folder in (("paper", "papers"), ("scenario", "scenarios")):
        yield from _files(key, subject, *({p: c for p, c in one.files.items() if p.startswith(folder + "/")} for one in (old, new)))


def _files(key: str, subject: str, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before is None or after is None:
            yield Change(key, subject, name, name, "added" if before is None else "removed")
        elif before != after:
            inside = {"form": _form, "table": _table}.get(subject, _plain)
            yield from inside(key, subject, name, before, after)


def _form(key: str, subject: str, name: str, old: bytes, new: bytes) -> Iterator[Change]:
    try:
        before, after = _fields(old), _fields(new)
    except (ValueError, AttributeError):  # an unreadable form is the publish checks' affair; here it is only different
        yield from _plain(key, subject, name, old, new)
        return
    for id in [*after, *(id for id in before if id not in after)]:
        one = after.get(id) or before[id]
        label = f"{name}：{one.get('label') or id}"
        if id not in before or id not in after:
            yield Change(key, "field", f"{name}.{id}", label, "added" if id not in before else "removed")
            continue
        for side in {**before[id], **after[id]}:
            if side not in _LAYOUT and before[id].get(side) != after[id].get(side):
                yield Change(key, "field", f"{name}.{id}", label, "changed", _SIDES.get(side, side), _said(before[id].get(side)), _said(after[id].get(side)))


def _fields(content: bytes) -> dict[str, dict[str, Any]]:
    def walk(components: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        for one in components:
            yield one.get("key") or one.get("id") or "", {k: v for k, v in one.items() if k not in ("components", "key")}
            yield from walk(one.get("components", ()))
    return dict(walk(json.loads(content).get("components", ())))


def _table(key: str, subject: str, name: str, old: bytes, new: bytes) -> Iterator[Change]:
    before, after = _rules(old), _rules(new)
    for id in [*after, *(id for id in before if id not in after)]:
        label = f"{name}：{id or '命中方式'}"
        if id not in before or id not in after:
            yield Change(key, "rule", f"{name}.{id}", label, "added" if id not in before else "removed")
        elif before[id] != after[id]:
            yield Change(key, "rule" if id else "table", f"{name}.{id}", label, "changed", "内容", before[id], after[id])


def _rules(content: bytes) -> dict[str, str]:
    """Rule id → its cells; under "" the hit policy with the inputs and outputs."""
    def tag(node: Any) -> str:
        return etree.QName(node).localname

    def words(node: Any) -> str:
        return " ".join("".join(node.itertext()).split()) or "-"
    found: dict[str, str] = {}
    for table in (n for n in safe_root(content).iter() if isinstance(n.tag, str) and tag(n) == "decisionTable"):
        head = [table.get("hitPolicy", "UNIQUE")]
        for number, child in enumerate(table):
            if tag(child) == "rule":
                found[child.get("id") or str(number)] = " | ".join(words(cell) for cell in child if tag(cell) in ("inputEntry", "outputEntry"))
            elif tag(child) in ("input", "output"):
                head.append(child.get("name") or words(child))
        found[""] = "，".join(head)
    return found


def _plain(key: str, subject: str, name: str, old: bytes, new: bytes) -> Iterator[Change]:
    before, after = (one.decode("utf-8", "replace").splitlines() for one in (old, new))
    gone, came = [line for line in before if line not in after], [line for line in after if line not in before]
    yield Change(key, subject, name, name, "changed", "内容", _lines(gone), _lines(came))


def _lines(lines: list[str]) -> str:
    return "；".join(lines[:3]) + (f" 等 {len(lines)} 行" if len(lines) > 3 else "") if lines else "（次序或空白）"


def _said(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    return json.dumps(value, ensure_ascii=False, separators=("，", "："))
