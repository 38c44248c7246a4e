"""Where a drawing is looked at by the fuzzer: little memory, little time, no network, and no file or socket can be opened meanwhile.

Each drawing may use 5 s of processor time (RLIMIT_CPU is moved ahead of it), the process 512 MB (RLIMIT_AS); its network is a namespace of its own with
nothing on it; while a drawing is looked at RLIMIT_NOFILE is nought, and whoever asks for a file, a socket or a process is told on by an audit hook.
`tests/fuzz/test_cell.py` shows that it holds. What breaks in Python is written down once a kind, and the batch goes on.
"""
from __future__ import annotations

import ctypes
import hashlib
import mmap
import os
import resource
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from time import clock_gettime, thread_time

MEMORY, CPU_S = 512 << 20, 5
#: of processor time, under the instrumentation of the fuzzer, which makes everything two to three times as slow
LONGEST_S = 4
LARGEST = 100_000
#: what nobody has to do on account of a drawing; the names of Python's audit events begin so
FORBIDDEN = ("open", "socket.", "subprocess.", "os.", "ctypes.", "shutil.", "urllib.", "ftplib.", "http.", "smtplib.", "tempfile.", "glob.", "import", "exec",
             "compile")
#: the processor time of this process as RLIMIT_CPU counts it: by ticks, which a machine in a machine sees more of than there were (`process_time`)
COUNTED = ~0 << 3
_NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000


def last_of(folder: Path) -> Path:
    """Where the drawing is that is being looked at: in memory, where there is such a place. What ends the process leaves it behind."""
    memory = Path("/dev/shm")
    return memory / f"drawing{str(folder.resolve()).replace('/', '-')}" if memory.is_dir() else folder / "last"


class Cell:
    """One process that looks at drawings.

    Args:
        look: takes a drawing and returns what broke and was hidden.
        folder: gets a folder `faults` with a drawing and a text for each kind of fault.
    """

    def __init__(self, look: Callable[[bytes], list[str]], folder: Path):
        self.look, self.faults = look, folder / "faults"
        self.faults.mkdir(parents=True, exist_ok=True)
        # In memory: a page of a file on disk that is written at every drawing was a sixth of the whole time.
        with last_of(folder).open("wb+") as file:
            file.truncate(8 + LARGEST)
            self.last = mmap.mmap(file.fileno(), 0)
        self.files = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.watching, self.asked = False, ""

    def confine(self) -> None:
        """Little memory, no network. Whoever we are outside, we are inside: the corpus is still ours to write."""
        who = os.getuid()
        if ctypes.CDLL(None).unshare(_NEW_USER_AND_NETWORK) == 0:
            Path("/proc/self/uid_map").write_text(f"{who} {who} 1", encoding="ascii")
        else:
            print("NO NETWORK NAMESPACE HERE", file=sys.stderr)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        sys.addaudithook(self._heard)

    def _heard(self, event: str, given: tuple) -> None:
        if self.watching and event.startswith(FORBIDDEN):
            # Ours are compiled expressions: `ast.parse` hands over a text and opens nothing.
            if event == "compile" and given[1] in ("<unknown>", "<expression>", b"<unknown>"):
                return
            self.asked = self.asked or f"{event} {given!r}"[:200]

    def one_input(self, data: bytes) -> None:
        """One drawing through everything."""
        if len(data) <= LARGEST:
            self.last[:8 + len(data)] = len(data).to_bytes(8, "little") + data
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(clock_gettime(COUNTED)) + 1 + CPU_S, most))
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, self.files[1]))
        self.watching, self.asked, began = True, "", thread_time()
        try:
            faults = self.look(data)
            taken = thread_time() - began
        except Exception as fault:  # noqa: BLE001  every kind of it is what is looked for
            faults, taken = [], 0
            self.watching = False
            resource.setrlimit(resource.RLIMIT_NOFILE, self.files)
            self.keep(data, "".join(traceback.format_exception(fault)), traceback.extract_tb(fault.__traceback__)[-1])
        finally:
            self.watching = False
            resource.setrlimit(resource.RLIMIT_NOFILE, self.files)
        for said in faults:
            self.keep(data, said, said)
        if taken > LONGEST_S:
            self.keep(data, f"{taken:.1f} s", "too long")
        if self.asked:
            self.keep(data, self.asked, self.asked.split()[0])

    def keep(self, data: bytes, said: str, kind: object) -> None:
        """The smallest drawing of each kind of fault."""
        name = hashlib.sha256(repr(kind).encode()).hexdigest()[:12]
        before = self.faults / f"{name}.bpmn"
        if not before.exists() or before.stat().st_size > len(data):
            before.write_bytes(data)
            (self.faults / f"{name}.txt").write_text(said, encoding="utf-8")
            print(f"FAULT {name} {said[-300:]!r}", file=sys.stderr, flush=True)
