"""`bihuan explain`, `dossier`, `gates` and `score`: one case, looked at from the machine."""
from __future__ import annotations

import argparse
from typing import Any, Callable

from engine import now, settings
from engine.engine import Engine
from engine.work import assessments, clocks, dossiers, findings

Answer = tuple[int, dict[str, Any], str]


def add(verb: Callable[..., argparse.ArgumentParser], verbs: Any) -> None:
    """Adds the verbs.

    Args:
        verb: as in engine.cli: name, function, help, among which verbs. verbs: the command line's own.
    """
    one = verb("explain", explain, "逐日说明一个期限的计算")
    one.add_argument("clock", help="期限代码，如 decide")
    one.add_argument("--case", required=True, metavar="N", help="案号或案件内部编号")
    verb("dossier", dossier, "案卷目录，--json 输出全部内容").add_argument("--case", required=True, metavar="N", help="案号或者案件内部编号")
    one = verb("gates", gates, "逐项检查案件的程序关口")
    one.add_argument("--case", required=True, metavar="N", help="案号或案件内部编号")
    one.add_argument("--act", default=findings.DECIDE, help="哪一个环节，默认 decide（作出决定）")
    one = verb("score", score, "按评查标准给已办结的案卷评分（只是建议，不保存）")
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--case", metavar="N", help="案号或者案件内部编号")
    which.add_argument("--all", action="store_true", help="全部已办结并且作出决定的案件")
    one.add_argument("--model", metavar="M", help="评查标准的代码，默认逐个标准评分")


def explain(args: argparse.Namespace) -> Answer:
    """Every day of a clock, counted or not, with the reason."""
    told = clocks.at_the_machine(Engine(settings.read()), args.case, args.clock, at=now.utc())
    lines = [f"{label}：{text}" for label, text in told["heading"]]
    lines += [f"{one['date']}　{'计入' if one['counted'] else '不计'}　{one['reason']}".rstrip() for one in told["lines"]]
    return 0, told, "\n".join(lines)


def dossier(args: argparse.Namespace) -> Answer:
    """The case file, volume by volume."""
    file = dossiers.at_the_machine(Engine(settings.read()), args.case, at=now.utc())
    lines = [f"{file['cover']['agency']}　{file['cover']['number'] or file['cover']['title']}　共 {file['cover']['volumes']} 卷 {file['cover']['pages']} 页"]
    for volume in file["volumes"]:
        lines.append(f"{volume['name']}（{volume['pages']} 页）")
        lines += [f"　{e['no']}. {e['name']}　{e['number']}　{e['on'] or ''}　第 {e['first_page']}—{e['last_page']} 页" for e in volume["contents"]]
    return 0, file, "\n".join(lines + [f"备考：{one}" for one in file["notes"]])


def gates(args: argparse.Namespace) -> Answer:
    """Every gate of an act, passed or not."""
    found = findings.at_the_machine(Engine(settings.read()), args.case, args.act, at=now.utc())
    objected = {one["gate"]: one for one in found["findings"]}
    lines = [f"{found['act_name']}：共 {len(found['gates'])} 项，{len(objected)} 项有问题"]
    for gate in found["gates"]:
        one = objected.get(gate["gate"])
        lines.append(f"{'通过' if gate['passed'] else '须先解决' if one['severity'] == 'blocks' else '请注意'}　{gate['gate']} {gate['name']}")
        lines += [] if one is None else [f"　　{one['message']}", f"　　{one['next']}", f"　　依据：{one['article']}"]
    return 0, found, "\n".join(lines)


def score(args: argparse.Namespace) -> Answer:
    """What closed files lose under each standard."""
    engine, at = Engine(settings.read()), now.utc()
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
