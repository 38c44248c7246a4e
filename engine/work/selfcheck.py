"""What a server looks at before it serves anybody 启动自检, and what the system administrator should know afterwards."""
from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import errors
from engine.store import incidents, soundness

#: adjtimex says so when nobody keeps the machine's clock
_UNSYNCHRONISED = 5


@dataclass(frozen=True)
class Note:
    """One thing that was found.

    Attributes:
        code: for programs. refuses: whether a production server does not start over it.
        said: what, in Chinese. next: what to do.
    """

    code: str
    refuses: bool
    said: str
    next: str

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {"code": self.code, "refuses": self.refuses, "said": self.said, "next": self.next}


def look(engine, env: Mapping[str, str] = os.environ) -> list[Note]:
    """Everything that is not as it should be, what refuses first."""
    found = [*_debugging(env), *_database(engine), *_places(engine), *_key(engine), *_scanner(engine), *_clock()]
    return sorted(found, key=lambda note: not note.refuses)


def insist(engine, env: Mapping[str, str] = os.environ) -> list[Note]:
    """Looks, and refuses to go on where acts could be lost, read by strangers or have been tampered with.

    Returns:
        What is worth a word all the same.
    Raises:
        errors.WrongMode: in production, with every reason. In demo mode all are only told.
    """
    found = look(engine, env)
    refusing = [note for note in found if note.refuses]
    if refusing and engine.settings.mode == "production":
        raise errors.WrongMode("启动自检未通过：" + "；".join(note.said for note in refusing), next="".join(note.next for note in refusing),
                               checks=[note.as_dict() for note in found])
    return found


def _debugging(env: Mapping[str, str]) -> list[Note]:
    on = [name for name in ("FLASK_DEBUG", "PYTHONASYNCIODEBUG", "BIHUAN_CRASH") if env.get(name) not in (None, "", "0")]
    return [Note("debug", True, f"环境变量 {'、'.join(on)} 打开了调试功能。", "请去掉后再启动。")] if on else []


def _database(engine) -> list[Note]:
    with engine.store.read() as conn:
        losing, broken = soundness.losing(conn), soundness.broken_tail(conn)
    found = [Note("durability", True, f"数据库设置可能丢失已经保存的内容：{'、'.join(losing)}。", "请改回可靠的设置。")] if losing else []
    if broken is not None:
        found.append(Note("chain", True, f"审计链从第 {broken} 号起接不上，记录可能被改动过。", "请不要继续办理，保留现状，执行 audit verify 并报告审计管理员。"))
    return found


def _places(engine) -> list[Note]:
    url = engine.store.url
    mine = [engine.settings.files_folder, engine.settings.data / "key"]
    database = [Path(url.database)] if engine.store.sqlite and url.database else []
    open_ = soundness.readable_by_others([*mine, *database])
    return [Note("readable", True, f"其他用户可以读取：{'、'.join(map(str, open_))}。", f"请执行 chmod o-rwx {' '.join(map(str, open_))}。")] if open_ else []


def _key(engine) -> list[Note]:
    """Whether the key for secrets at rest is there and is one; it is made at the first start."""
    try:
        engine.cipher.seal(b"", "look")
        return []
    except (ValueError, OSError) as fault:
        return [Note("key", True, f"加密密钥不能使用：{fault}。", "请检查 BIHUAN_KEY 或者数据目录中的 key 文件。")]


def _scanner(engine) -> list[Note]:
    if engine.scanner is None:
        return [Note("scanner", False, "没有配置病毒扫描服务，上传的文件未经扫描即可打开。", "请系统管理员部署 clamd，并设置 BIHUAN_SCANNER。")]
    with engine.store.read() as conn:
        down = incidents.open_count(conn, "scanner")
    return [Note("scanner_down", False, "病毒扫描服务没有应答，新上传的文件只有上传人可以打开。", "请系统管理员检查 clamd。")] if down else []


def _clock() -> list[Note]:
    """What the machine itself says of its clock; nothing where it cannot be asked."""
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    except (OSError, AttributeError):
        return []
    return [Note("clock", False, "本机时钟没有与时间服务器同步，期限的起止可能不准。", "请启用时间同步（chrony 或者 systemd-timesyncd）。")] if state == _UNSYNCHRONISED else []
