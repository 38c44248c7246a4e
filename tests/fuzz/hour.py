"""An hour of fuzzing, batch after batch, with a book of executions, coverage and faults.

    python3 -m venv /tmp/fuzz && /tmp/fuzz/bin/pip install atheris
    nice -n 15 .venv/bin/python -m tests.fuzz.hour /tmp/fuzz/bin/python /tmp/fuzz/run --seconds 3900

Each batch is a process of its own with limits of its own (`tests/fuzz/cell.py`), so that what ends it costs one batch, and what was mended
meanwhile is in the next. FOLDER/book.csv has a line a batch, FOLDER/faults a drawing a fault.
"""
from __future__ import annotations

import argparse
import csv
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests.fuzz.cell import last_of

ROOT = Path(__file__).resolve().parents[2]
HEAD = ("ended", "batch", "executions", "seconds", "per_second", "coverage", "features", "corpus", "peak_mb", "ended_by", "kinds_of_fault")


def main() -> None:
    """Runs batches until the time is over."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("python", help="of the environment that has atheris")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seconds", type=int, default=3900)
    asked.add_argument("--batch", type=int, default=50_000, help="executions a batch")
    asked.add_argument("--batch-cpu", type=int, default=1800, help="seconds of processor time a batch (RLIMIT_CPU)")
    given = asked.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    began, done, number = time.monotonic(), 0, 0
    with (given.folder / "book.csv").open("a", encoding="utf-8", newline="") as file:
        book = csv.writer(file)
        book.writerow(HEAD)
        while (left := given.seconds - (time.monotonic() - began)) > 5:
            number += 1
            line = batch(given, number, int(left))
            done += line[0]
            book.writerow((time.strftime("%H:%M:%S", time.gmtime()), number, *line))
            file.flush()
            print(f"{done} executions, {done / (time.monotonic() - began):.0f} a second", flush=True)


def batch(given: argparse.Namespace, number: int, left: int) -> tuple:
    """One batch: executions, seconds, rate, coverage, features, corpus, peak, how it ended, kinds of fault so far."""
    said = given.folder / f"batch-{number}.log"
    packages = next((ROOT / ".venv" / "lib").glob("python3*/site-packages"))
    began = time.monotonic()
    with said.open("wb") as log:
        code = subprocess.run(
            [given.python, "-m", "tests.fuzz.fuzz_drawings", f"-runs={given.batch}", f"-max_total_time={left}", "-timeout=60", "-rss_limit_mb=400",
             "-print_final_stats=1", str(given.folder)],
            cwd=ROOT, stdout=log, stderr=log, check=False, env={**os.environ, "PYTHONPATH": f".:{packages}"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (given.batch_cpu, given.batch_cpu))).returncode
    seconds = time.monotonic() - began
    text = said.read_text("utf-8", "replace")
    found = re.findall(r"^#(\d+)\s.*?cov: (\d+) ft: (\d+) corp: (\d+)", text, re.M)
    runs = int((re.findall(r"number_of_executed_units: (\d+)", text) or [found[-1][0] if found else 0])[-1])
    peak = (re.findall(r"peak_rss_mb:\s+(\d+)", text) or ["?"])[-1]
    if code:
        last = last_of(given.folder).read_bytes()
        (given.folder / "faults" / f"batch-{number}-ended-{code}.bpmn").write_bytes(last[8:8 + int.from_bytes(last[:8], "little")])
    faults = len(list((given.folder / "faults").glob("*.bpmn")))
    return runs, round(seconds), round(runs / seconds), *(found[-1][1:] if found else ("", "", "")), peak, code, faults


if __name__ == "__main__":
    sys.exit(main())
