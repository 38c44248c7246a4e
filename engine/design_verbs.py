"""`bihuan diff` and `bihuan try`: what a new version means differently, and all scenarios of a folder with what they pass through."""
from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Callable

from engine import errors, rulebook, settings
from engine.play import demo, junit, rehearsal
from engine.process import bpmn, bundle, difference
from engine.process.bpmn import MAX_BYTES
from engine.process.proof import Obligations
from engine.rulebook import help

Answer = tuple[int, dict[str, Any], str]


def add(verb: Callable[..., argparse.ArgumentParser], verbs: Any) -> None:
    """Adds the verbs.

    Args:
        verb: as in engine.cli: name, function, help, among which verbs. verbs: the command line's own.
    """
    one = verb("diff", diff, "按含义比较流程的两个版本")
    one.add_argument("old", type=Path, metavar="OLD", help="流程目录或 .bpmn 文件")
    one.add_argument("new", type=Path, metavar="NEW", help="流程目录或 .bpmn 文件")
    one.add_argument("--exit-code", action="store_true", help="有差别时以 1 退出，供流水线使用")
    one = verb("try", rehearse, "在全新的数据库上演练流程目录的全部场景，并说明经过了哪些环节")
    one.add_argument("dir", type=Path, metavar="DIR", help="一个流程目录，或者放着几个流程目录的目录")
    one.add_argument("--junit", type=Path, metavar="FILE", help="另写一份 JUnit XML")


def diff(args: argparse.Namespace) -> Answer:
    """What differs between two folders, sets of folders or diagrams."""
    old, new = _read(args.old), _read(args.new)
    if len(old) == len(new) == 1 and args.old.is_file() and args.new.is_file():
        new = {next(iter(old)): next(iter(new.values()))}  # two drawings somebody names beside each other are meant as versions of one
    rules = rulebook.load(settings.read().processes / "law")
    found = difference.between(old, new, obligations=Obligations.of(rules))
    return int(args.exit_code and bool(found.changes or found.owed)), found.as_dict(), found.told()


def rehearse(args: argparse.Namespace) -> Answer:
    """Every scenario of a folder, among the shipped processes and those beside it."""
    own = _folders(args.dir)
    if not own:
        raise errors.BadInput(f"{args.dir} 中没有流程目录（须含 process.toml）。")
    processes = settings.read().processes
    beside = demo.bundles(args.dir.resolve().parent) if (args.dir / "process.toml").exists() else {}
    outcome = rehearsal.run(processes, {**demo.bundles(processes), **beside, **own}, own)
    if not outcome["scenarios"]:
        raise errors.BadInput(f"{args.dir} 中没有场景（scenarios/*.toml）。")
    if args.junit:
        try:
            args.junit.write_text(junit.report(outcome), encoding="utf-8")
        except OSError as fault:
            raise errors.BadInput(f"无法写入 {args.junit}：{fault.strerror}") from fault
    return int(not outcome["ok"]), outcome, rehearsal.told(outcome)


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


def _folders(path: Path) -> dict[str, bundle.Bundle]:
    try:
        return demo.bundles(path)
    except OSError as fault:
        raise errors.BadInput(f"无法读取 {path}：{fault.strerror}") from fault


def _read(path: Path) -> dict[str, bundle.Bundle]:
    if path.is_dir():
        found = _folders(path)
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
