"""`bihuan migrate`: what a move of the running cases to another version would do. The move itself needs two persons who sign in."""
from __future__ import annotations

import argparse
from typing import Any, Callable

from engine import errors, settings
from engine.engine import Engine
from engine.work import moves

Answer = tuple[int, dict[str, Any], str]
#: a list of every case there is
_ALL = 10_000_000


def add(verb: Callable[..., argparse.ArgumentParser], _verbs: Any) -> None:
    """Adds the verb.

    Args:
        verb: as in engine.cli: name, function, help.
    """
    one = verb("migrate", migrate, "试算运行中的案件能否改按新版本办理（只试算，不改动）")
    one.add_argument("--process", required=True, metavar="KEY", help="流程 key")
    one.add_argument("--to", type=int, metavar="VERSION", help="目标版本号，默认现行版本")
    one.add_argument("--dry-run", action="store_true", help="试算；命令行不执行迁移")


def migrate(args: argparse.Namespace) -> Answer:
    """The dry run; exit code 1 where a case could not move."""
    if not args.dry_run:
        raise errors.BadInput("命令行只能试算，请加 --dry-run。", next="实际迁移须由流程设计岗位在“案件迁移”页提出，由另一人确认。")
    told = moves.dry_run(Engine(settings.read()), None, args.process, args.to, most=_ALL)
    lines = [f"{told['name']} 第 {told['version']} 版：共 {told['total']} 件，可以迁移 {told['moves']} 件，保留原版本 {told['stays']} 件。"]
    for group in sorted(told["groups"], key=lambda one: (one["verdict"] != "stays", -one["count"])):
        lines.append(f"{group['count']} 件　{group['verdict_name']}　第 {group['version']} 版，在“{'、'.join(group['live'])}”")
        lines += [f"　　{said}" for said in (*group["reasons"], *group["owed"], *group["clocks"])]
    return int(told["stays"] > 0), told, "\n".join(lines)
