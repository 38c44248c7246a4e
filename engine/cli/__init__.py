"""`bihuan`: the command line. Each verb takes --json and then prints one JSON object and nothing else.

Exit 0 fine, 1 refused, 2 wrong usage. Verbs of other rooms (serve) come in by the entry point `bihuan.verbs`, so that
this room knows no HTTP.
"""
from __future__ import annotations

import argparse
import json
import sys
from importlib.metadata import entry_points
from typing import Any, Callable, Iterator

from engine import errors
from engine.case.access import permission
from engine.cli import account, audit, calendar, case, move, people, play, power, process

Answer = tuple[int, dict[str, Any], str]
#: in the order in which help lists them
NOUNS = (process, play, case, calendar, power, people, account, move, audit)


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

    for noun in NOUNS:
        noun.add(verb, verbs)
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
