"""`bihuan powers`: what a unit may do, checking and importing a list, and how two versions differ."""
from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any, Callable

from engine import errors, now, rulebook, settings
from engine.engine import Engine
from engine.rulebook import importing
from engine.rulebook.sheets import MOST_BYTES
from engine.work import powers

Answer = tuple[int, dict[str, Any], str]
#: a page that holds every list there is
_ALL = 100_000


def add(verb: Callable[..., argparse.ArgumentParser], verbs: Any) -> None:
    """Adds the verbs.

    Args:
        verb: as in engine.cli: name, function, help, among which verbs. verbs: the command line's own.
    """
    among = verbs.add_parser("powers", help="权力清单：查看、检查、导入、比较").add_subparsers(dest="what", required=True, metavar="操作")
    one = verb("show", show, "查看一个单位可以行使的事项", among)
    one.add_argument("unit", help="单位代码，如 qingxi")
    one.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="哪一天，默认今天")
    one = verb("import", take_in, "导入清单的新版本（不产生执法权，公布后才有）", among)
    one.add_argument("file", type=Path)
    one.add_argument("--unit", required=True, help="单位代码")
    one.add_argument("--number", required=True, metavar="N", help="版本号，如 2027-1")
    one.add_argument("--effective", required=True, type=date.fromisoformat, metavar="DATE", help="施行日期")
    verb("check", check, "检查清单文件，不保存", among).add_argument("file", type=Path)
    one = verb("diff", diff, "比较两个清单版本", among)
    one.add_argument("old", help="如 shiqiao/2024-1")
    one.add_argument("new", help="如 shiqiao/2026-1")


def show(args: argparse.Namespace) -> Answer:
    """What a unit may do on a day."""
    found = powers.in_force(Engine(settings.read()), None, args.unit, on=args.on or now.shanghai_date(now.utc()), limit=_ALL)
    lines = [f"{found['agency']}，{found['on']}：共 {found['total']} 项"]
    for one in found["items"]:
        top = f"，罚款不超过 {one['top_fen'] // 100} 元" if one["top_fen"] else ""
        name = f"（以{one['in_name_of']}名义）" if one["in_name_of"] else ""
        lines.append(f"{one['code']}　{one['name']}　{one['mode_name']}{name}{top}")
    return 0, found, "\n".join(lines)


def take_in(args: argparse.Namespace) -> Answer:
    """Imports a file as a version in its first state."""
    made = powers.take_in(Engine(settings.read()), None, _read(args.file), args.file.name, unit=args.unit, number=args.number,
                          effective_on=args.effective, at=now.utc())
    return 0, made, f"{made['unit']} {made['number']} 版已导入，共 {made['count']} 项。经审核、公布后才产生执法权。"


def check(args: argparse.Namespace) -> Answer:
    """Every fault of a file."""
    rules = rulebook.load(settings.read().processes / "law")
    try:
        version = importing.power_list(_read(args.file), args.file.name, unit_code="", number="", effective_on=date.min, items=rules.items,
                                       agencies=rules.agencies)
    except errors.RulePackInvalid as refused:
        lines = [f"{p['file']}{' 第 %s 行' % p['line'] if p['line'] else ''}：{p['reason']}" for p in refused.problems]
        return 1, {"problems": refused.problems}, "\n".join(lines)
    return 0, {"problems": [], "count": len(version.entries)}, f"共 {len(version.entries)} 项，没有发现问题。"


def diff(args: argparse.Namespace) -> Answer:
    """What one version changes against another."""
    found = powers.compare(Engine(settings.read()), None, args.old, args.new)
    lines = [f"{found['old']} → {found['new']}：新增 {len(found['added'])} 项，减少 {len(found['removed'])} 项，变动 {len(found['changed'])} 项"]
    lines += [f"＋ {i['code']}　{i['name']}" for i in found["added"]] + [f"－ {i['code']}　{i['name']}" for i in found["removed"]]
    for one in found["changed"]:
        lines += [f"＊ {one['code']}　{one['name']}", *(f"　　{t['name']}：{t['was']} → {t['now']}" for t in one["terms"])]
    return 0, found, "\n".join(lines)


def _read(path: Path) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise errors.BadInput(f"无法读取 {path}：{fault.strerror}") from fault
