"""`bihuan deploy`, `check`, `prove`, `diff` and `eval`: drawings, before and as they come into force."""
from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Callable

from engine import errors, now, rulebook, settings
from engine.engine import Engine
from engine.engine import known as codes
from engine.play import demo
from engine.process import bpmn, bundle, checks, difference, expressions, proof
from engine.process.bpmn import MAX_BYTES
from engine.process.proof import Obligations
from engine.rulebook import help
from engine.work import definitions

Answer = tuple[int, dict[str, Any], str]


def add(verb: Callable[..., argparse.ArgumentParser], verbs: Any) -> None:
    """Adds the verbs.

    Args:
        verb: as in engine.cli: name, function, help, among which verbs. verbs: the command line's own.
    """
    verb("deploy", deploy, "部署流程目录").add_argument("dir", type=Path)
    one = verb("check", check, "检查一个 BPMN 文件，或者说明一条检查规则")
    one.add_argument("file", type=Path, nargs="?")
    one.add_argument("--explain", metavar="RULE", help="说明一条检查或者证明规则：什么意思、为什么、怎样改正")
    verb("prove", prove, "证明流程的每一条路都符合要求").add_argument("path", type=Path, metavar="DIR|FILE")
    one = verb("diff", diff, "按含义比较流程的两个版本")
    one.add_argument("old", type=Path, metavar="OLD", help="流程目录或 .bpmn 文件")
    one.add_argument("new", type=Path, metavar="NEW", help="流程目录或 .bpmn 文件")
    one.add_argument("--exit-code", action="store_true", help="有差别时以 1 退出，供流水线使用")
    one = verb("eval", evaluate, "计算一个表达式")
    one.add_argument("expr")
    one.add_argument("--data", default="{}", help="JSON 对象")


def deploy(args: argparse.Namespace) -> Answer:
    """Process folders put into force."""
    found = demo.bundles(args.dir)
    if not found:
        raise errors.BadInput(f"{args.dir} 中没有流程目录（须含 process.toml）。")
    engine = Engine(settings.read())
    answer = definitions.deploy(engine, None, found, at=now.utc())
    return 0, answer, "\n".join(f"{d['key']} 第 {d['version']} 版已部署" for d in answer["definitions"])


def check(args: argparse.Namespace) -> Answer:
    """What the publish checks say of one file."""
    if args.explain:
        return explain(args.explain)
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


def prove(args: argparse.Namespace) -> Answer:
    """What the proof says of every root."""
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
            one = next(iter(drawing(file.read(MAX_BYTES + 1)).values()))
        return {one.key: one}, [one.key]
    if (folder / "process.toml").exists():
        own = bundle.read(folder)
        return {**demo.bundles(folder.parent), own.key: own}, [own.key]
    found = demo.bundles(folder)
    return found, [key for key, one in found.items() if one.root] or list(found)


def evaluate(args: argparse.Namespace) -> Answer:
    """The value of one expression."""
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


def diff(args: argparse.Namespace) -> Answer:
    """What differs between two folders, sets of folders or diagrams."""
    old, new = _read(args.old), _read(args.new)
    if len(old) == len(new) == 1 and args.old.is_file() and args.new.is_file():
        new = {next(iter(old)): next(iter(new.values()))}  # two drawings somebody names beside each other are meant as versions of one
    rules = rulebook.load(settings.read().processes / "law")
    found = difference.between(old, new, obligations=Obligations.of(rules))
    return int(args.exit_code and bool(found.changes or found.owed)), found.as_dict(), found.told()


def explain(rule: str) -> Answer:
    """What a rule of the checks or of the proof says, why, and how to mend what it finds."""
    found = settings.read()
    pages = help.read(found.processes / "help")
    one = next((page for page in pages.values() if rule in (page.rule, *page.also)), None)
    if one is None:
        raise errors.BadInput(f"没有名为 {rule[:40]} 的规则，可用：{'、'.join(sorted(pages))}")
    examples = [{"right": right, "about": example.about, "text": example.shown()} for right, example in ((False, one.wrong), (True, one.right)) if example]
    body = {"rule": one.rule, "title": one.title, "says": one.says, "why": one.why, "source": one.source, "mend": one.mend, "examples": examples}
    lines = [f"{one.title}（{one.rule}）", "", one.says, f"为什么：{one.why}", f"依据：{one.source}", f"怎样改正：{one.mend}"]
    for example in examples:
        lines += ["", f"{'正确' if example['right'] else '错误'}的例子：{example['about']}", *(f"    {line}" for line in example["text"].splitlines())]
    return 0, body, "\n".join(lines)


def folders(path: Path) -> dict[str, bundle.Bundle]:
    """The process folders there are.

    Raises:
        errors.BadInput: the path cannot be read.
    """
    try:
        return demo.bundles(path)
    except OSError as fault:
        raise errors.BadInput(f"无法读取 {path}：{fault.strerror}") from fault


def _read(path: Path) -> dict[str, bundle.Bundle]:
    if path.is_dir():
        found = folders(path)
        if not found:
            raise errors.BadInput(f"{path} 中没有流程目录（须含 process.toml）。")
        return found
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise errors.BadInput(f"无法读取 {path}：{fault.strerror}") from fault
    return drawing(data)


def drawing(data: bytes) -> dict[str, bundle.Bundle]:
    """A single diagram as a process folder of its own.

    Raises:
        errors.DefinitionInvalid: no BPMN with a process.
    """
    key = next((process.get("id") for process in bpmn.safe_root(data).iter(f"{{{bpmn.BPMN}}}process")), None)
    one = bundle.from_files({"process.toml": f'key = "{key}"\nname = "{key}"\n'.encode(), "process.bpmn": data})
    return {one.key: one}
