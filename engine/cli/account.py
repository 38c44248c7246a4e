"""`bihuan account`: what the operator at the machine does for somebody who cannot get in, where no administrator can."""
from __future__ import annotations

import argparse
from typing import Any, Callable

from engine import now, settings
from engine.engine import Engine
from engine.work import rescue

Answer = tuple[int, dict[str, Any], str]


def add(verb: Callable[..., argparse.ArgumentParser], verbs: Any) -> None:
    """Adds the verbs.

    Args:
        verb: as in engine.cli: name, function, help, among which verbs. verbs: the command line's own.
    """
    among = verbs.add_parser("account", help="账号：重置密码、解除锁定、解除动态口令（管理员本人无法登录时使用）").add_subparsers(
        dest="what", required=True, metavar="操作")
    for name, run, said in (("reset", reset, "生成一次性口令，由本人设定新密码"), ("unlock", unlock, "解除登录失败锁定"),
                            ("factor-off", factor_off, "解除动态口令，本人下次登录时重新绑定")):
        verb(name, run, said, among).add_argument("login", help="账号")


def reset(args: argparse.Namespace) -> Answer:
    """A single-use secret to hand over."""
    engine = Engine(settings.read())
    made = rescue.reset_password(engine, None, rescue.find(engine, args.login), at=now.utc())
    return 0, made, f"一次性口令：{made['secret']}\n请当面交给本人，在登录页“忘记密码或首次使用”处设定密码，24 小时内有效。"


def unlock(args: argparse.Namespace) -> Answer:
    """The lock after too many failures ends."""
    engine = Engine(settings.read())
    rescue.unlock(engine, None, rescue.find(engine, args.login), at=now.utc())
    return 0, {"login": args.login}, f"账号 {args.login} 已解除锁定。"


def factor_off(args: argparse.Namespace) -> Answer:
    """The second factor comes off."""
    engine = Engine(settings.read())
    rescue.take_off_second_factor(engine, rescue.find(engine, args.login), at=now.utc())
    return 0, {"login": args.login}, f"账号 {args.login} 的动态口令已解除。"
