"""`bihuan demo`, `play` and `try`: the demo county, one scenario, and all scenarios of a folder with what they pass through."""
from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any, Callable

from engine import errors, now, settings
from engine.cli import process
from engine.engine import Engine
from engine.play import demo as county
from engine.play import junit, rehearsal, scenario

Answer = tuple[int, dict[str, Any], str]


def add(verb: Callable[..., argparse.ArgumentParser], verbs: Any) -> None:
    """Adds the verbs.

    Args:
        verb: as in engine.cli: name, function, help, among which verbs. verbs: the command line's own.
    """
    verb("demo", demo, "向空数据库载入示范县")
    verb("play", play, "在全新的数据库上演练一个情景").add_argument("scenario", type=Path)
    one = verb("try", rehearse, "在全新的数据库上演练流程目录的全部场景，并说明经过了哪些环节")
    one.add_argument("dir", type=Path, metavar="DIR", help="一个流程目录，或者放着几个流程目录的目录")
    one.add_argument("--junit", type=Path, metavar="FILE", help="另写一份 JUnit XML")


def demo(args: argparse.Namespace) -> Answer:
    """The demo county, into an empty database."""
    engine = Engine(settings.read())
    if engine.settings.mode != "demo":
        raise errors.WrongMode("正式运行模式下不载入示范数据。", next="请取消 BIHUAN_MODE=production 后再试。")
    at = now.utc()
    if not county.prepare(engine, at):
        raise errors.Forbidden("数据库中已有人员，示范县只能载入空数据库。", next="可用 DATABASE_URL 指定另一个空数据库。")
    county.play_examples(engine, at)
    return 0, {"loaded": True, "database": str(engine.store.url)}, "示范县已载入。运行 python3 run.py 后即可在首页选择人员进入。"


def play(args: argparse.Namespace) -> Answer:
    """Who did what when, and how it ended."""
    written = scenario.read(args.scenario)
    with tempfile.TemporaryDirectory(prefix="bihuan-play-") as folder:
        engine = Engine(settings.Settings(database_url=f"sqlite:///{folder}/play.sqlite", processes=settings.read().processes))
        try:
            county.prepare(engine, scenario.began(written))
            played = scenario.play(engine, written)
        finally:
            engine.close()
    return int(not played.ok), played.as_dict(), scenario.told(played)


def rehearse(args: argparse.Namespace) -> Answer:
    """Every scenario of a folder, among the shipped processes and those beside it."""
    own = process.folders(args.dir)
    if not own:
        raise errors.BadInput(f"{args.dir} 中没有流程目录（须含 process.toml）。")
    processes = settings.read().processes
    beside = county.bundles(args.dir.resolve().parent) if (args.dir / "process.toml").exists() else {}
    outcome = rehearsal.run(processes, {**county.bundles(processes), **beside, **own}, own)
    if not outcome["scenarios"]:
        raise errors.BadInput(f"{args.dir} 中没有场景（scenarios/*.toml）。")
    if args.junit:
        try:
            args.junit.write_text(junit.report(outcome), encoding="utf-8")
        except OSError as fault:
            raise errors.BadInput(f"无法写入 {args.junit}：{fault.strerror}") from fault
    return int(not outcome["ok"]), outcome, rehearsal.told(outcome)
