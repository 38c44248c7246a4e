"""`bihuan`: the command line. Each verb takes --json and then prints one JSON object and nothing else.

Exit 0 fine, 1 refused, 2 wrong usage. Verbs of other rooms (serve) come in by the entry point `bihuan.verbs`, so that
this room knows no HTTP.
"""
from __future__ import annotations

import argparse
import json
import sys
import tempfile
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Callable

from engine import errors, now, rulebook, settings
from engine.engine import Engine
from engine.engine import known as codes
from engine.law import period
from engine.play import demo, scenario
from engine.process import bpmn, bundle, checks, expressions, proof
from engine.process.bpmn import MAX_BYTES
from engine.work import audit, definitions

Answer = tuple[int, dict[str, Any], str]


def main(argv: list[str] | None = None) -> int:
    """Runs one verb.

    Returns:
        The exit code.
    """
    argv = sys.argv[1:] if argv is None else argv
    args = _parser(argv[:1]).parse_args(argv)
    try:
        code, body, text = args.run(args)
    except errors.Refusal as refusal:
        code, body = 1, {"error": refusal.as_dict()}
        text = "\n".join(filter(None, (f"{refusal.title}：{refusal.detail}", refusal.article and f"依据：{refusal.article}", refusal.next)))
    print(json.dumps(body, ensure_ascii=False, default=str) if getattr(args, "json", False) else text, flush=True)
    return code


def _parser(wanted: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bihuan", description="闭环：综合行政执法案件引擎")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="命令")

    def verb(name: str, run: Callable[[argparse.Namespace], Answer], help: str) -> argparse.ArgumentParser:
        one = verbs.add_parser(name, help=help)
        one.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")
        one.set_defaults(run=run)
        return one

    verb("demo", _demo, "向空数据库载入示范县")
    verb("deploy", _deploy, "部署流程目录").add_argument("dir", type=Path)
    verb("check", _check, "检查一个 BPMN 文件").add_argument("file", type=Path)
    verb("prove", _prove, "证明流程的每一条路都符合要求").add_argument("path", type=Path, metavar="DIR|FILE")
    one = verb("eval", _eval, "计算一个表达式")
    one.add_argument("expr")
    one.add_argument("--data", default="{}", help="JSON 对象")
    one = verb("count", _count, "计算期限")
    one.add_argument("--from", dest="start", required=True, type=date.fromisoformat, metavar="DATE")
    one.add_argument("--length", required=True, type=int)
    one.add_argument("--unit", required=True, choices=("day", "working_day", "month", "year"))
    verb("play", _play, "在全新的数据库上演练一个情景").add_argument("scenario", type=Path)
    one = verb("audit", _audit, "核验操作记录链")
    one.add_argument("what", choices=("verify",))
    for entry in entry_points(group="bihuan.verbs"):
        if entry.name in wanted:  # the others' imports would cost every verb half a second
            entry.load()(verbs)
        else:
            verbs.add_parser(entry.name, help="启动服务" if entry.name == "serve" else None)
    return parser


def _engine() -> Engine:
    return Engine(settings.read())


def _demo(args: argparse.Namespace) -> Answer:
    engine = _engine()
    if engine.settings.mode != "demo":
        raise errors.WrongMode("正式运行模式下不载入示范数据。", next="请取消 BIHUAN_MODE=production 后再试。")
    at = now.utc()
    if not demo.prepare(engine, at):
        raise errors.Forbidden("数据库中已有人员，示范县只能载入空数据库。", next="可用 DATABASE_URL 指定另一个空数据库。")
    demo.play_examples(engine, at)
    return 0, {"loaded": True, "database": str(engine.store.url)}, "示范县已载入。运行 python3 run.py 后即可在首页选择人员进入。"


def _deploy(args: argparse.Namespace) -> Answer:
    found = demo.bundles(args.dir)
    if not found:
        raise errors.BadInput(f"{args.dir} 中没有流程目录（须含 process.toml）。")
    engine = _engine()
    answer = definitions.deploy(engine, None, found, at=now.utc())
    return 0, answer, "\n".join(f"{d['key']} 第 {d['version']} 版已部署" for d in answer["definitions"])


def _check(args: argparse.Namespace) -> Answer:
    try:
        with open(args.file, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise errors.BadInput(f"无法读取 {args.file}：{fault.strerror}") from fault
    around = None
    if (args.file.parent / "process.toml").exists():
        try:
            around = bundle.read(args.file.parent)
        except errors.DefinitionInvalid as fault:
            return 1, {"problems": fault.problems}, fault.detail
    known = codes(rulebook.load(settings.read().processes / "law"))
    problems = [p.as_dict() for p in checks.check(data, bundle=around, known=known)]
    failed = any(p["severity"] == "error" for p in problems)
    lines = [f"{'错误' if p['severity'] == 'error' else '提醒'} {p['element'] or '-'}：{p['message']}（{p['rule']}）" for p in problems]
    return int(failed), {"problems": problems}, "\n".join(lines) or "没有发现问题。"


def _prove(args: argparse.Namespace) -> Answer:
    try:
        found, roots = _provable(args.path)
    except OSError as fault:
        raise errors.BadInput(f"无法读取 {args.path}：{fault.strerror}") from fault
    if not roots:
        raise errors.BadInput(f"{args.path} 中没有流程目录（须含 process.toml），也不是 .bpmn 文件。")
    rules = rulebook.load(settings.read().processes / "law")
    proofs = [proof.prove(found, root, codes(rules), obligations=proof.Obligations.of(rules)) for root in roots]
    body = {"proofs": [one.as_dict() for one in proofs]}
    return int(not all(one.ok for one in proofs)), body, "\n\n".join(one.told() for one in proofs)


def _provable(path: Path) -> tuple[dict[str, bundle.Bundle], list[str]]:
    """The processes at hand, and which of them to prove: one folder or diagram with its neighbours to call, or all roots."""
    folder = path.parent if path.is_file() else path
    if not (folder / "process.toml").exists() and path.is_file():
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
        key = next((process.get("id") for process in bpmn.safe_root(data).iter(f"{{{bpmn.BPMN}}}process")), None)
        one = bundle.from_files({"process.toml": f'key = "{key}"\nname = "{key}"\n'.encode(), "process.bpmn": data})
        return {one.key: one}, [one.key]
    if (folder / "process.toml").exists():
        own = bundle.read(folder)
        return {**demo.bundles(folder.parent), own.key: own}, [own.key]
    found = demo.bundles(folder)
    return found, [key for key, one in found.items() if one.root] or list(found)


def _eval(args: argparse.Namespace) -> Answer:
    try:
        data = json.loads(args.data)
        if not isinstance(data, dict):
            raise ValueError("须为 JSON 对象")
    except (ValueError, RecursionError) as fault:
        return 1, {"error": f"--data 不是可用的 JSON 对象：{fault}"}, f"--data 不是可用的 JSON 对象：{fault}"
    try:
        value = expressions.evaluate(args.expr, data)
    except errors.ExpressionError as refusal:
        return 1, {"error": refusal.detail}, refusal.detail
    return 0, {"value": value}, json.dumps(value, ensure_ascii=False)


def _count(args: argparse.Namespace) -> Answer:
    rules = rulebook.load(settings.read().processes / "law")
    span = period.count(args.start, args.length, args.unit, rules.calendar)
    body = {"nominal": span.nominal.isoformat(), "rolled": span.rolled.isoformat(), "act_by": span.act_by.isoformat(),
            "provisional": span.provisional, "skipped": [{"date": s.date.isoformat(), "reason": s.reason} for s in span.skipped]}
    note = "（所涉年份的放假安排尚未公布，暂按周末计算，公布后须重算）" if span.provisional else ""
    return 0, body, f"名义届满 {span.nominal}；遇休息日顺延至 {span.rolled}；机关最迟应于 {span.act_by} 办结{note}"


def _play(args: argparse.Namespace) -> Answer:
    written = scenario.read(args.scenario)
    with tempfile.TemporaryDirectory(prefix="bihuan-play-") as folder:
        engine = Engine(settings.Settings(database_url=f"sqlite:///{folder}/play.sqlite", processes=settings.read().processes))
        try:
            demo.prepare(engine, scenario.began(written))
            played = scenario.play(engine, written)
        finally:
            engine.close()
    return int(not played.ok), played.as_dict(), scenario.told(played)


def _audit(args: argparse.Namespace) -> Answer:
    found = audit.verify(_engine())
    text = f"记录链完整：{found['rows']} 条，链头 {found['head'][:16]}…" if found["ok"] else (
        f"记录链在第 {found['fault']['seq']} 条断开：{found['fault']['reason']}")
    return int(not found["ok"]), found, text


if __name__ == "__main__":
    sys.exit(main())
