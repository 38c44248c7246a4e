"""`bihuan`: the command line. Each verb takes --json and then prints one JSON object and nothing else.

Exit 0 fine, 1 refused, 2 wrong usage. Verbs of other rooms (serve) come in by the entry point `bihuan.verbs`, so that
this room knows no HTTP.
"""
from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Callable, Iterator

from engine import account_verbs, design_verbs, errors, move_verbs, now, people_verbs, power_verbs, rulebook, settings
from engine.case import permission
from engine.engine import Engine
from engine.engine import known as codes
from engine.jobs import recounting
from engine.law import period
from engine.law.calendar import Calendar
from engine.play import demo, scenario
from engine.process import bpmn, bundle, checks, expressions, proof
from engine.process.bpmn import MAX_BYTES
from engine.work import assessments, audit, calendars, clocks, definitions, dossiers, findings

Answer = tuple[int, dict[str, Any], str]


def main(argv: list[str] | None = None) -> int:
    """Runs one verb.

    Returns:
        The exit code.
    """
    argv = sys.argv[1:] if argv is None else argv
    parser = _parser(argv[:1])
    if silent := sorted(set(_leaves(parser)) - permission.VERBS.keys()):
        raise RuntimeError("verbs without a declared permission: " + ", ".join(silent))
    args = parser.parse_args(argv)
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

    def verb(name: str, run: Callable[[argparse.Namespace], Answer], help: str, among=verbs) -> argparse.ArgumentParser:
        one = among.add_parser(name, help=help)
        one.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")
        one.set_defaults(run=run)
        return one

    verb("demo", _demo, "向空数据库载入示范县")
    verb("deploy", _deploy, "部署流程目录").add_argument("dir", type=Path)
    one = verb("check", _check, "检查一个 BPMN 文件，或者说明一条检查规则")
    one.add_argument("file", type=Path, nargs="?")
    one.add_argument("--explain", metavar="RULE", help="说明一条检查或者证明规则：什么意思、为什么、怎样改正")
    verb("prove", _prove, "证明流程的每一条路都符合要求").add_argument("path", type=Path, metavar="DIR|FILE")
    one = verb("eval", _eval, "计算一个表达式")
    one.add_argument("expr")
    one.add_argument("--data", default="{}", help="JSON 对象")
    one = verb("count", _count, "计算期限")
    one.add_argument("--from", dest="start", required=True, type=date.fromisoformat, metavar="DATE")
    one.add_argument("--length", required=True, type=int)
    one.add_argument("--unit", required=True, choices=("day", "working_day", "month", "year"))
    one = verb("explain", _explain, "逐日说明一个期限的计算")
    one.add_argument("clock", help="期限代码，如 decide")
    one.add_argument("--case", required=True, metavar="N", help="案号或案件内部编号")
    verb("dossier", _dossier, "案卷目录，--json 输出全部内容").add_argument("--case", required=True, metavar="N", help="案号或者案件内部编号")
    one = verb("gates", _gates, "逐项检查案件的程序关口")
    one.add_argument("--case", required=True, metavar="N", help="案号或者案件内部编号")
    one.add_argument("--act", default=findings.DECIDE, help="哪一个环节，默认 decide（作出决定）")
    one = verb("score", _score, "按评查标准给已办结的案卷评分（只是建议，不保存）")
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--case", metavar="N", help="案号或者案件内部编号")
    which.add_argument("--all", action="store_true", help="全部已办结并且作出决定的案件")
    one.add_argument("--model", metavar="M", help="评查标准的代码，默认逐个标准评分")
    verb("play", _play, "在全新的数据库上演练一个情景").add_argument("scenario", type=Path)
    one = verb("audit", _audit, "核验操作记录链")
    one.add_argument("what", choices=("verify",))
    years = verbs.add_parser("calendar", help="工作日历：公布、查看、重算").add_subparsers(dest="what", required=True, metavar="操作")
    verb("publish", _calendar_publish, "公布一年的放假安排并重算受影响的期限", years).add_argument("file", type=Path)
    verb("show", _calendar_show, "查看一年的放假安排", years).add_argument("year", type=int)
    verb("status", _calendar_status, "查看重算进度", years)
    verb("recount", _calendar_recount, "继续没有做完的重算", years)
    design_verbs.add(verb, verbs)
    power_verbs.add(verb, verbs)
    people_verbs.add(verb, verbs)
    account_verbs.add(verb, verbs)
    move_verbs.add(verb, verbs)
    for entry in entry_points(group="bihuan.verbs"):
        if entry.name in wanted:  # the others' imports would cost every verb half a second
            entry.load()(verbs)
        else:
            verbs.add_parser(entry.name, help="启动服务" if entry.name == "serve" else None)
    return parser


def _leaves(parser: argparse.ArgumentParser, name: str = "") -> Iterator[str]:
    """The full names of the verbs of a parser."""
    among = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not among:
        yield name
    for one in among:
        for word, below in one.choices.items():
            yield from _leaves(below, f"{name} {word}".strip())


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
    if args.explain:
        return design_verbs.explain(args.explain)
    if args.file is None:
        raise errors.BadInput("请写明要检查的文件，或者用 --explain 写明要说明的规则。")
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


def _calendar_publish(args: argparse.Namespace) -> Answer:
    try:
        with open(args.file, "rb") as file:
            content = file.read(MAX_BYTES).decode()
    except OSError as fault:
        raise errors.BadInput(f"无法读取 {args.file}：{fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise errors.RulePackInvalid([{"file": args.file.name, "line": fault.object[:fault.start].count(b"\n") + 1, "reason": "不是 UTF-8 文本"}]) from fault
    engine = _engine()
    done = calendars.publish(engine, None, content, at=now.utc(), name=args.file.name)
    progress = _recounted(engine, args.json)
    said = f"已公布第 {done['version']} 版，{done['changes']} 天有变化" if done["published"] else f"与现行第 {done['version']} 版内容相同，没有变化"
    return 0, {**done, "progress": progress}, f"{done['year']} 年放假安排{said}。\n{_told(progress)}"


def _calendar_show(args: argparse.Namespace) -> Answer:
    one = calendars.get(_engine(), None, args.year)
    where = f"本县第 {one['version']} 版" if one["version"] else "随产品提供"
    lines = [f"{one['year']} 年　{'正式' if one['status'] == 'official' else '暂定'}（{where}）", f"依据：{one['source']}"]
    lines += [f"放假　{h['name']}　{h['first_on']} 至 {h['last_on']}" for h in one["holidays"]] + [f"上班　{day}（调休）" for day in one["work"]]
    return 0, one, "\n".join(lines)


def _calendar_status(args: argparse.Namespace) -> Answer:
    progress = calendars.progress(_engine(), None)
    return 0, {"progress": progress}, _told(progress)


def _calendar_recount(args: argparse.Namespace) -> Answer:
    progress = _recounted(_engine(), args.json)
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


def _explain(args: argparse.Namespace) -> Answer:
    told = clocks.at_the_machine(_engine(), args.case, args.clock, at=now.utc())
    lines = [f"{label}：{text}" for label, text in told["heading"]]
    lines += [f"{one['date']}　{'计入' if one['counted'] else '不计'}　{one['reason']}".rstrip() for one in told["lines"]]
    return 0, told, "\n".join(lines)


def _dossier(args: argparse.Namespace) -> Answer:
    file = dossiers.at_the_machine(_engine(), args.case, at=now.utc())
    lines = [f"{file['cover']['agency']}　{file['cover']['number'] or file['cover']['title']}　共 {file['cover']['volumes']} 卷 {file['cover']['pages']} 页"]
    for volume in file["volumes"]:
        lines.append(f"{volume['name']}（{volume['pages']} 页）")
        lines += [f"　{e['no']}. {e['name']}　{e['number']}　{e['on'] or ''}　第 {e['first_page']}—{e['last_page']} 页" for e in volume["contents"]]
    return 0, file, "\n".join(lines + [f"备考：{one}" for one in file["notes"]])


def _gates(args: argparse.Namespace) -> Answer:
    found = findings.at_the_machine(_engine(), args.case, args.act, at=now.utc())
    objected = {one["gate"]: one for one in found["findings"]}
    lines = [f"{found['act_name']}：共 {len(found['gates'])} 项，{len(objected)} 项有问题"]
    for gate in found["gates"]:
        one = objected.get(gate["gate"])
        lines.append(f"{'通过' if gate['passed'] else '须先解决' if one['severity'] == 'blocks' else '请注意'}　{gate['gate']} {gate['name']}")
        lines += [] if one is None else [f"　　{one['message']}", f"　　{one['next']}", f"　　依据：{one['article']}"]
    return 0, found, "\n".join(lines)


def _score(args: argparse.Namespace) -> Answer:
    engine, at = _engine(), now.utc()
    if args.all:
        found = assessments.every(engine, args.model, at=at)
        lines = [f"{one['number']}　{one['closed_on']}　" + "；".join(f"{s['model']} {s['total']} 分 {s['grade']}" for s in one["scores"]) for one in found["items"]]
        return 0, found, "\n".join(lines) or "没有已办结并且作出决定的案件。"
    found = assessments.at_the_machine(engine, args.case, args.model, at=at)
    return 0, found, "\n\n".join(_sheet(one) for one in found["sheets"])


def _sheet(sheet: dict[str, Any]) -> str:
    lines = [f"{sheet['case_number']}　{sheet['case_title']}", f"{sheet['model_name']}：{sheet['total']} 分，{sheet['grade']}（系统建议，未经人员确认）"]
    lines += [f"否决　{one}" for one in sheet["fatal"]]
    for section in sheet["sections"]:
        lines.append(f"{section['name']}　{section['left']} / {section['points']} 分")
        for x in section["lines"]:
            lines.append(f"　{x['number']}. {x['item']}（{x['gate']} {x['name']}）{'否决，' if x['fatal'] else ''}扣 {x['deduction']} 分")
            lines += [f"　　{said}" for said in x["messages"]] + [f"　　{x['next']}", f"　　依据：{x['article']}"]
    lines += [f"本标准不计分　{one['gate']} {one['name']}：{one['message']}" for one in sheet["beside"]]
    return "\n".join([*lines, *([f"说明：{sheet['note']}"] if sheet["note"] else [])])


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
