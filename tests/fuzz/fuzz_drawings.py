"""Coverage-guided fuzzing of parse → check → prove → compile with atheris, which is no dependency of the product: one batch of it.

`tests/fuzz/hour.py` runs batch after batch and keeps the book; `tests/fuzz/cell.py` says what a batch may use and how that is held.
`python -m tests.fuzz.fuzz_drawings FILE` repeats one drawing.
"""
from __future__ import annotations

import hashlib
import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["engine.process"]):
    from tests.fuzz import course, mutation
from tests.fuzz.cell import LARGEST, Cell

LARGE = 12_000


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
        print(*course.through(where.read_bytes()), sep="\n")
        return
    corpus = where / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for data in course.small_seeds():
        (corpus / hashlib.sha1(data).hexdigest()).write_bytes(data)
    for data in course.seeds():  # what is imported late is imported now
        course.through(data)
    cell = Cell(course.through, where)
    cell.confine()
    words = [str(corpus) if word == str(where) else word for word in sys.argv]
    atheris.Setup([*words, f"-max_len={LARGEST}", f"-artifact_prefix={cell.faults}/"], cell.one_input, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
