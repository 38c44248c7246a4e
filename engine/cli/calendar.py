"""`bihuan count` and `bihuan calendar`: counting a period, publishing a year, and the recount that follows."""
from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any, Callable

from engine import errors, now, rulebook, settings
from engine.engine import Engine
from engine.jobs import recounting
from engine.law.time import period
from engine.law.time.calendar import Calendar
from engine.process.bpmn import MAX_BYTES
from engine.work import calendars

Answer = tuple[int, dict[str, Any], str]


def add(verb: Callable[..., argparse.ArgumentParser], verbs: Any) -> None:
    """Adds the verbs.

    Args:
        verb: as in engine.cli: name, function, help, among which verbs. verbs: the command line's own.
    """
    one = verb("count", count, "计算期限")
    one.add_argument("--from", dest="start", required=True, type=date.fromisoformat, metavar="DATE")
    one.add_argument("--length", required=True, type=int)
    one.add_argument("--unit", required=True, choices=("day", "working_day", "month", "year"))
    years = verbs.add_parser("calendar", help="工作日历：公布、查看、重算").add_subparsers(dest="what", required=True, metavar="操作")
    verb("publish", publish, "公布一年的放假安排并重算受影响的期限", years).add_argument("file", type=Path)
    verb("show", show, "查看一年的放假安排", years).add_argument("year", type=int)
    verb("status", status, "查看重算进度", years)
    verb("recount", recount, "继续没有做完的重算", years)


def count(args: argparse.Namespace) -> Answer:
    """Where a period ends, three ways."""
    span = period.count(args.start, args.length, args.unit, _calendar())
    body = {"nominal": span.nominal.isoformat(), "rolled": span.rolled.isoformat(), "act_by": span.act_by.isoformat(),
            "provisional": span.provisional, "skipped": [{"date": s.date.isoformat(), "reason": s.reason} for s in span.skipped]}
    note = "（所涉年份的放假安排尚未公布，暂按周末计算，公布后须重算）" if span.provisional else ""
    return 0, body, f"名义届满 {span.nominal}；遇休息日顺延至 {span.rolled}；机关最迟应于 {span.act_by} 办结{note}"


def _calendar() -> Calendar:
    """The calendars in force: with those the county has published where there is a database, else the shipped ones."""
    chosen = settings.read()
    kind, _, place = chosen.database_url.partition(":///")
    if kind.startswith("sqlite") and not Path(place).is_file():
        return rulebook.load(chosen.processes / "law").calendar
    engine = Engine(chosen)
    try:
        with engine.store.read() as conn:
            return engine.rules_for(conn).calendar
    finally:
        engine.close()


def publish(args: argparse.Namespace) -> Answer:
    """A year's arrangement taken into force, and the recount waited for."""
    try:
        with open(args.file, "rb") as file:
            content = file.read(MAX_BYTES).decode()
    except OSError as fault:
        raise errors.BadInput(f"无法读取 {args.file}：{fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise errors.RulePackInvalid([{"file": args.file.name, "line": fault.object[:fault.start].count(b"\n") + 1, "reason": "不是 UTF-8 文本"}]) from fault
    engine = Engine(settings.read())
    done = calendars.publish(engine, None, content, at=now.utc(), name=args.file.name)
    progress = _recounted(engine, args.json)
    said = f"已公布第 {done['version']} 版，{done['changes']} 天有变化" if done["published"] else f"与现行第 {done['version']} 版内容相同，没有变化"
    return 0, {**done, "progress": progress}, f"{done['year']} 年放假安排{said}。\n{_told(progress)}"


def show(args: argparse.Namespace) -> Answer:
    """A year as it is in force."""
    one = calendars.get(Engine(settings.read()), None, args.year)
    where = f"本县第 {one['version']} 版" if one["version"] else "随产品提供"
    lines = [f"{one['year']} 年　{'正式' if one['status'] == 'official' else '暂定'}（{where}）", f"依据：{one['source']}"]
    lines += [f"放假　{h['name']}　{h['first_on']} 至 {h['last_on']}" for h in one["holidays"]] + [f"上班　{day}（调休）" for day in one["work"]]
    return 0, one, "\n".join(lines)


def status(args: argparse.Namespace) -> Answer:
    """How far the recount is."""
    progress = calendars.progress(Engine(settings.read()), None)
    return 0, {"progress": progress}, _told(progress)


def recount(args: argparse.Namespace) -> Answer:
    """The recount, gone on with."""
    progress = _recounted(Engine(settings.read()), args.json)
    return 0, {"progress": progress}, _told(progress)


def _recounted(engine: Engine, quiet: bool) -> dict[str, Any] | None:
    """Walks, or waits while a server does, until nothing is left to recount."""
    def told() -> None:
        if not quiet and sys.stderr.isatty() and (one := calendars.progress(engine, None)):
            print(f"\r正在重算 {one['done']:,} / {one['total']:,}（{one['percent']}%）", end="\n" if one["finished_at"] else "", file=sys.stderr, flush=True)

    while (progress := calendars.progress(engine, None)) and progress["finished_at"] is None:
        if not recounting.walk(engine, told=told):
            time.sleep(0.5)
            told()
    return progress


def _told(progress: dict[str, Any] | None) -> str:
    if progress is None:
        return "本县没有公布过放假安排，没有需要重算的期限。"
    state = "重算完成" if progress["finished_at"] else f"正在重算（{progress['percent']}%）"
    failed = f"；{progress['failed']} 件案件暂未能重算，系统会再试" if progress["failed"] else ""
    return (f"因 {progress['year']} 年放假安排第 {progress['version']} 版{state}：核对 {progress['done']:,} 个期限，"
            f"{progress['changed']:,} 个有变化并已记录{failed}。")
