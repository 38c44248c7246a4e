"""`bihuan serve`: the pages, the API and the tick of the clocks in one process."""
from __future__ import annotations

import argparse
import errno
import ipaddress
import signal
import socket
from typing import Any, Iterable

import waitress

from api.access import MEGABYTE
from engine import errors, jobs, log, settings
from engine.engine import Engine
from engine.play import demo
from engine.work import installation, selfcheck
from web import uploads
from web.app import create_app

#: each open page holds one thread for its stream of news
THREADS, CONNECTIONS = 64, 500
#: a request that is larger, slower or wider than this is ended by the server before any of our code sees it
SERVER = {"threads": THREADS, "connection_limit": CONNECTIONS, "asyncore_use_poll": True, "ident": None, "channel_request_lookahead": 1,
          "max_request_body_size": uploads.MOST + MEGABYTE, "max_request_header_size": 64 * 1024, "channel_timeout": 60}


class PortTaken(errors.BadInput):
    """端口已被占用"""

    code = "port_taken"


def add_verb(verbs) -> None:
    """Adds `serve` to the command line's verbs."""
    one = verbs.add_parser("serve", help="启动服务")
    one.add_argument("--host", default="127.0.0.1", help="监听地址，默认只有本机可以访问")
    one.add_argument("--port", type=_port, default=8000, help="端口，默认 8000")
    one.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> tuple[int, dict[str, Any], str]:
    """Serves until told to stop.

    Returns:
        Exit code, the answer for --json, the words for a person.
    Raises:
        PortTaken: another program listens there.
    """
    log.install()
    listener = listen(args.host, args.port)
    host, port = listener.getsockname()[:2]
    engine = Engine(settings.read())
    try:
        if demo.prepare(engine, engine.now()):
            demo.play_examples(engine, engine.now())
        serve(engine, listener, quiet=args.json)
    finally:
        engine.close()
    return 0, {"stopped": True, "host": host, "port": port}, "闭环已停止。"


def serve(engine, listener: socket.socket, *, quiet: bool = False) -> None:
    """Serves one engine on an open listener; ends on SIGTERM and Ctrl+C, letting what is under way finish."""
    notes, app = selfcheck.insist(engine), create_app(engine)
    server = waitress.create_server(app, sockets=[listener], **SERVER, **behind(engine.settings.proxy))
    stop = jobs.start(engine)
    before = signal.signal(signal.SIGTERM, _ask_to_end)
    try:
        if not quiet:
            print(welcome(engine, *listener.getsockname()[:2], notes), flush=True)
        server.run()
    finally:
        signal.signal(signal.SIGTERM, before)
        app.extensions["watch"].close()
        stop()
        server.close()


def listen(host: str, port: int) -> socket.socket:
    """Opens the listener before anything else, so that a taken port is known at once.

    Raises:
        PortTaken: another program listens there. errors.BadInput: no such address on this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as fault:
        listener.close()
        if fault.errno == errno.EADDRINUSE:
            raise PortTaken(f"{host} 的端口 {port} 正被另一个程序使用。",
                            next=f"请先停止那个程序，或换一个端口：--port {port + 1 if port < 65535 else 8001}。") from None
        raise errors.BadInput(f"不能在 {host} 端口 {port} 上监听：{fault.strerror}。", next="请核对 --host 和 --port。") from None
    return listener


def behind(proxy: str | None) -> dict[str, Any]:
    """How the server treats X-Forwarded-* headers: believed from the one configured proxy, thrown away from everybody else."""
    if proxy is None:
        return {"clear_untrusted_proxy_headers": True}
    return {"trusted_proxy": proxy, "trusted_proxy_count": 1, "clear_untrusted_proxy_headers": True,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}}


def welcome(engine, host: str, port: int, notes: Iterable[selfcheck.Note] = ()) -> str:
    """What to open, and what to mind."""
    everywhere = host in ("0.0.0.0", "::")
    shown = "127.0.0.1" if everywhere else f"[{host}]" if ":" in host else host
    lines = [f"闭环已启动，请用浏览器打开 http://{shown}:{port}/"]
    if engine.demo:
        lines.append("演示模式：在首页选择一位人员即可进入，不需要密码。")
        if everywhere or not ipaddress.ip_address(host).is_loopback:
            lines.append("注意：演示模式下，能访问这个地址的任何人都可以任意人员的身份办理。正式使用请设置 BIHUAN_MODE=production。")
    token = None if engine.demo else installation.begin(engine, at=engine.now())
    if token:
        lines.append(f"首次启动：请打开 http://{shown}:{port}/setup ，用一次性口令 {token} 任命系统、安全、审计三名管理员（24 小时内有效）。")
    lines += [f"自检：{note.said}{note.next}" for note in notes]
    return "\n".join([*lines, "按 Ctrl+C 停止。"])


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("端口须在 0 到 65535 之间")
    return port


def _ask_to_end(_number: int, _frame: object) -> None:
    raise SystemExit(0)
