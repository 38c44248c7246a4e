"""Coverage-guided fuzzing of parse → check → prove → compile with atheris, which is no dependency of the product.

    python3 -m venv /tmp/fuzz && /tmp/fuzz/bin/pip install atheris
    PYTHONPATH=.:.venv/lib/python3.11/site-packages nice -n 19 /tmp/fuzz/bin/python -m tests.fuzz.fuzz_drawings \\
        -max_total_time=3600 -timeout=60 -rss_limit_mb=700 -max_len=300000 /tmp/fuzz/found

The whole runs in a process of its own that libFuzzer watches: 6 s of processor time, 60 s and 700 MB a drawing end it. Mutants are made by
tests/fuzz/mutation.py three times of four, else by libFuzzer. A crash leaves its input in a file; `python -m tests.fuzz.fuzz_drawings FILE` repeats it.
"""
from __future__ import annotations

import random
import sys
from pathlib import Path
from time import thread_time

import atheris

with atheris.instrument_imports(include=["engine.process"]):
    from tests.fuzz import course, mutation


#: of processor time, under the instrumentation of the fuzzer: three times what a drawing may take
LONGEST_S = 6


class Broken(Exception):
    """A rule, the proof or the parser broke on a drawing and hid it."""


def one_input(data: bytes) -> None:
    """One drawing through everything."""
    began = thread_time()
    if faults := course.through(data):
        raise Broken("；".join(faults))
    if (taken := thread_time() - began) > LONGEST_S:
        raise Broken(f"{taken:.1f} s")


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """The next drawing: ours, or libFuzzer's own way."""
    chance = random.Random(seed)
    made = mutation.of_tree(data, chance) if chance.random() < 0.75 else atheris.Mutate(data, most)
    return made[:most] if len(made) <= most else atheris.Mutate(data, most)


def main() -> None:
    """Runs with libFuzzer's own arguments; the first folder named keeps what was found and starts with our seeds."""
    for folder in [Path(word) for word in sys.argv[1:] if not word.startswith("-") and not Path(word).is_file()][:1]:
        folder.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(course.seeds()):
            (folder / f"seed-{number}").write_bytes(data)
    course.law(), course.folders()
    atheris.Setup(sys.argv, one_input, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
