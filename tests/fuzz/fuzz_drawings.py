"""Coverage-guided fuzzing of parse → check → prove → compile with atheris, which is no dependency of the product: one batch of it.

`tests/fuzz/hour.py` runs batch after batch and keeps the book. Each drawing may use 5 s of processor time (RLIMIT_CPU is moved ahead of it), the
process 512 MB (RLIMIT_AS) and no network (a namespace of its own); while a drawing is looked at, no file and no socket can be opened (RLIMIT_NOFILE
is nought) and whoever asks for one is told on (an audit hook). What breaks in Python is written down once a kind, and the batch goes on;
what ends the process leaves its drawing behind (`last_of`). `python -m tests.fuzz.fuzz_drawings FILE` repeats one.
"""
from __future__ import annotations

import ctypes
import hashlib
import mmap
import os
import random
import resource
import sys
import traceback
from pathlib import Path
from time import clock_gettime, thread_time

import atheris

with atheris.instrument_imports(include=["engine.process"]):
    from tests.fuzz import course, mutation
from tests.fuzz.hour import last_of

MEMORY, CPU_S = 512 << 20, 5
#: of processor time, under the instrumentation of the fuzzer, which makes everything two to three times as slow
LONGEST_S = 4
LARGE, LARGEST = 12_000, 100_000
#: what nobody has to do on account of a drawing; the names of Python's audit events begin so
FORBIDDEN = ("open", "socket.", "subprocess.", "os.", "ctypes.", "shutil.", "urllib.", "ftplib.", "http.", "smtplib.", "tempfile.", "glob.", "import", "exec", "compile")
#: the processor time of this process as RLIMIT_CPU counts it: by ticks, which a machine in a machine sees more of than there were (`process_time`)
COUNTED = ~0 << 3
_NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000


class Broken(Exception):
    """A rule, the proof or the parser broke on a drawing and hid it, took too long, or asked for a file or an address."""


class Bench:
    """Where the drawings are looked at."""

    def __init__(self, folder: Path):
        self.faults = folder / "faults"
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
            faults = course.through(data)
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


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """The next drawing: ours three times of five, else libFuzzer's own way with its bytes."""
    chance = random.Random(seed)
    if len(data) > LARGE and chance.random() < 0.7:  # a large one takes the time of ten small ones and seldom shows what they do not
        data = chance.choice(course.small_seeds()[:-3])
    lot = chance.random()
    if lot < 0.15:
        made = mutation.grafted(data, course.shipped_trees(), chance)
    else:
        made = mutation.of_tree(data, chance) if lot < 0.6 else atheris.Mutate(data, most)
    return made if len(made) <= most else atheris.Mutate(data, most)


def main() -> None:
    """Runs with libFuzzer's own arguments and a folder, or repeats one file."""
    where = Path(next(word for word in sys.argv[1:] if not word.startswith("-")))
    course.law(), course.folders(), course.shipped_trees()
    if where.is_file():
        for said in course.through(where.read_bytes()):
            raise Broken(said)
        return
    corpus = where / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for data in course.small_seeds():
        (corpus / hashlib.sha1(data).hexdigest()).write_bytes(data)
    for data in course.seeds():  # what is imported late is imported now
        course.through(data)
    bench = Bench(where)
    bench.confine()
    atheris.Setup([*(str(corpus) if word == str(where) else word for word in sys.argv), f"-max_len={LARGEST}", f"-artifact_prefix={bench.faults}/"], bench.one_input,
                  custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
