"""The malware scanner 恶意代码检测: clamd's INSTREAM over a Unix or TCP socket. What does not answer in time is taken for absent."""
from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import BinaryIO

STEP = 1 << 16
#: for each exchange; a file of hundreds of megabytes is scanned for some seconds
WAIT_S = 30.0
_HOST = re.compile(r"([\w.-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})\Z")
_FOUND = re.compile(rb"stream: (.{1,180}) FOUND")


class ScannerDown(Exception):
    """The scanner is configured and gave no verdict."""


class Scanner:
    """One clamd.

    Args:
        address: the path of its Unix socket, or `host:port`.
    Raises:
        ValueError: neither.
    """

    def __init__(self, address: str):
        found = _HOST.match(address)
        if found is None and not address.startswith("/"):
            raise ValueError(f"BIHUAN_SCANNER 应为 Unix 套接字的路径或者 主机:端口，现为 {address!r}")
        self._target = (found[1].strip("[]"), int(found[2])) if found else address

    def verdict(self, path: Path) -> str | None:
        """What it found in a file, as it names it; None when the file is clean.

        Raises:
            ScannerDown: no connection, no answer, or an answer that is no verdict.
        """
        try:
            with path.open("rb") as file, self._connect() as line:
                self._send(line, file)
                said = self._answer(line)
        except OSError as fault:
            raise ScannerDown(type(fault).__name__) from fault
        if said == b"stream: OK":
            return None
        if found := _FOUND.fullmatch(said):
            return found[1].decode("ascii", "replace")
        raise ScannerDown("unclear answer")

    def _connect(self) -> socket.socket:
        if isinstance(self._target, tuple):
            return socket.create_connection(self._target, WAIT_S)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(WAIT_S)
        try:
            line.connect(self._target)
        except OSError:
            line.close()
            raise
        return line

    @staticmethod
    def _send(line: socket.socket, file: BinaryIO) -> None:
        line.sendall(b"zINSTREAM\0")
        while piece := file.read(STEP):
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(b"\0\0\0\0")

    @staticmethod
    def _answer(line: socket.socket) -> bytes:
        said = b""
        while not said.endswith(b"\0") and len(said) < 1024 and (piece := line.recv(1024)):
            said += piece
        return said.rstrip(b"\0\n")
