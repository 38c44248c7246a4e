"""What runs in the processes that are killed. Each is forked from one clean process that holds nothing but code, so
that fifty kills cost fifty forks and not fifty starts."""
from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from engine.engine import Engine
from engine.jobs import moving
from engine.jobs.firing import sweep
from engine.jobs.recounting import walk
from engine.settings import Settings
from engine.store import crash
from engine.store import people as people_store
from engine.store.act import RequestKey
from engine.work import leads, people, tasks

LIMIT_S = 60


def start(target: Callable[..., None], *given: Any) -> multiprocessing.process.BaseProcess:
    """Starts a worker process."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.worker"])
    process = context.Process(target=target, args=given, daemon=True)
    process.start()
    return process


def ended(process: multiprocessing.process.BaseProcess) -> int:
    """Waits for a worker and returns its exit code."""
    process.join(LIMIT_S)
    code = process.exitcode
    assert code is not None, f"the worker still runs after {LIMIT_S} s"
    process.close()
    return code


def killed(target: Callable[..., None], *given: Any) -> None:
    """Runs a worker that must die by its own kill, and not by a fault of its own nor by coming to its end."""
    assert ended(start(target, *given)) == -signal.SIGKILL


def opened(url: str, where: str) -> Engine:
    """An engine in this process, which dies at `where`: a point, or `point:times`."""
    os.environ["BIHUAN_CRASH"] = where
    importlib.reload(crash)
    return Engine(Settings(database_url=url), migrate=False)


def person(engine: Engine, login: str) -> people.Actor:
    """The person behind a login."""
    with engine.store.read() as conn:
        account_id = people_store.account_by_login(conn, login)["id"]
    return people.actor(engine, account_id, None)


# -- what the workers do --------------------------------------------------------------------------------------
def act(url: str, where: str, login: str, name: str, task_id: int, form: Mapping[str, Any] | None, at: datetime, key: str) -> None:
    """Completes or signs one task."""
    engine = opened(url, where)
    extra = () if form is None else (form,)
    getattr(tasks, name)(engine, person(engine, login), task_id, *extra, at=at, key=RequestKey(key, key))


def fire(url: str, where: str, at: datetime) -> None:
    """Lets everything happen that has come due."""
    sweep(opened(url, where), at)


def recount(url: str, where: str, at: datetime) -> None:
    """Recounts what a published calendar touches."""
    walk(opened(url, where), lambda: at)


def move(url: str, where: str, at: datetime) -> None:
    """Walks a confirmed move of running cases."""
    moving.walk(opened(url, where), lambda: at)


def report_for_ever(url: str, ledger: str, login: str, form: Mapping[str, Any], at: datetime, first: int) -> None:
    """Reports leads and claims their first task until somebody kills it, and writes down what was acknowledged.

    Args:
        ledger: a file; a line per answer, on the disk before the next act begins.
        first: the number of the first lead; its key tells it from the others.
    """
    engine = opened(url, "")
    who = person(engine, login)
    with Path(ledger).open("a", encoding="ascii") as book:
        for number in range(first, first + 10_000):
            answer = leads.report(engine, who, form, at=at + timedelta(seconds=number), key=RequestKey(f"lead-{number}", "a" * 64))
            book.write(f"{number} {answer['case_id']} {answer['id']}\n")
            book.flush()
