"""`bihuan units` and `bihuan people`: how the organisation stands, and files of units and people checked and taken in."""
from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any, Callable

from engine import errors, now, settings
from engine.engine import Engine
from engine.rulebook.sheets import MOST_BYTES
from engine.work import organisation, qualifications, roll_files

Answer = tuple[int, dict[str, Any], str]
_EFFECTS = {"added": "＋", "changed": "＊", "same": "＝"}


def add(verb: Callable[..., argparse.ArgumentParser], verbs: Any) -> None:
    """Adds the verbs.

    Args:
        verb: as in engine.cli: name, function, help, among which verbs. verbs: the command line's own.
    """
    among = verbs.add_parser("units", help="单位：查看、审核人员配备").add_subparsers(dest="what", required=True, metavar="操作")
    verb("show", show, "某日的单位设置", among).add_argument("--on", type=date.fromisoformat, metavar="DATE", help="哪一天，默认今天")
    verb("ratio", ratio, "各执法主体的法制审核人员配备", among)
    among = verbs.add_parser("people", help="人员和证件：检查、导入、样表、到期提醒").add_subparsers(dest="what", required=True, metavar="操作")
    for name, run, said in (("check", check, "检查导入文件，不保存"), ("import", take_in, "导入单位、网格、人员、岗位、培训或者证件（有一处问题即整份不予采用）")):
        one = verb(name, run, said, among)
        one.add_argument("file", type=Path)
        one.add_argument("--kind", required=True, choices=tuple(roll_files.WHATS), help="；".join(f"{k} {v}" for k, v in roll_files.WHATS.items()))
    one = verb("template", template, "写出空白样表", among)
    one.add_argument("file", type=Path)
    one.add_argument("--kind", required=True, choices=tuple(roll_files.WHATS))
    verb("warnings", warnings, "证件到期提醒", among)


def show(args: argparse.Namespace) -> Answer:
    """The units of a day."""
    on = args.on or now.shanghai_date(now.utc())
    found = organisation.listed(Engine(settings.read()), None, on=on)
    lines = [f"{'　' * one['depth']}{one['code']}　{one['name']}（{one['kind_name']}）{'' if one['is_subject'] else '　文书以' + one['subject_agency'] + '名义'}" for one in found]
    return 0, {"on": on, "units": found}, "\n".join(lines) or "没有单位。"


def ratio(args: argparse.Namespace) -> Answer:
    """How every legal subject is staffed with reviewers."""
    found = organisation.ratios(Engine(settings.read()), None, on=now.shanghai_date(now.utc()))
    lines = [f"{'够　' if one['enough'] else '不足'}　{one['unit_name']}：执法人员 {one['officers']} 人，至少 {one['wanted']} 名审核人员；"
             f"本单位 {one['reviewers']} 名，县级共享 {one['shared']} 名" for one in found]
    return 0, {"units": found}, "\n".join(lines) or "没有执法人员。"


def check(args: argparse.Namespace) -> Answer:
    """Every fault of a file, or what it would add and change."""
    try:
        found = roll_files.check(Engine(settings.read()), None, args.kind, _read(args.file), args.file.name, at=now.utc())
    except errors.RollInvalid as refused:
        lines = [f"{p['file']}{' 第 %s 行' % p['line'] if p['line'] else ''}：{p['reason']}" for p in refused.problems]
        return 1, {"problems": refused.problems}, "\n".join(lines)
    return 0, {"problems": [], **found}, "\n".join([_told(found), *(f"{_EFFECTS[r['effect']]} {r['name']}　{r['told']}" for r in found["rows"])])


def take_in(args: argparse.Namespace) -> Answer:
    """Takes a file in."""
    done = roll_files.take_in(Engine(settings.read()), None, args.kind, _read(args.file), args.file.name, at=now.utc())
    return 0, done, f"已导入。{_told(done)}"


def template(args: argparse.Namespace) -> Answer:
    """Writes an empty file with one example line."""
    data = roll_files.template(Engine(settings.read(), migrate=False), args.kind)
    try:
        with open(args.file, "xb") as file:
            file.write(data)
    except OSError as fault:
        raise errors.BadInput(f"无法写入 {args.file}：{fault.strerror}") from fault
    return 0, {"file": str(args.file)}, f"样表已写入 {args.file}，第二行是示例，填写前请删除。"


def warnings(args: argparse.Namespace) -> Answer:
    """The certificates that have expired or soon will."""
    found = qualifications.listed(Engine(settings.read()), None, on=now.shanghai_date(now.utc()), state="warned")
    lines = [f"{one['person_name']}（{one['unit_name']}）　{one['kind_name']} {one['number']}　" +
             (f"已于 {one['valid_until']} 到期" if one["expired"] else f"{one['valid_until']} 到期，还有 {one['days_left']} 天") for one in found]
    return 0, {"certificates": found}, "\n".join(lines) or "没有到期或者即将到期的证件。"


def _told(found: dict[str, Any]) -> str:
    return f"{found['what_name']}：新增 {found['added']} 条，更改 {found['changed']} 条，相同 {found['same']} 条。"


def _read(path: Path) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise errors.BadInput(f"无法读取 {path}：{fault.strerror}") from fault
