"""How soon and how small: a cold start with 10,000 open cases, and the running server's memory with the demo county."""
from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar
from statistics import median
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psutil

from bench import databases, report
from bench.county import Crowd
from engine.settings import ROOT

TARGETS = {"cold start, 10,000 open cases s": report.Target(most=5), "server after 200 requests MB": report.Target(most=200)}
#: a new process: the engine with its migrations looked at, one inbox page, the first task on it
FIRST_LOOK = """
import sys
from engine import now
from engine.engine import Engine
from engine.settings import Settings
from engine.settings import ROOT
from engine.work import county, inbox, people
engine = Engine(Settings(database_url=sys.argv[1]))
actor = people.actor(engine, county.account_of(engine, "busy"), now.utc())
page = inbox.find(engine, actor, at=now.utc())
task = inbox.get(engine, actor, page["items"][0]["id"], at=now.utc())
assert len(page["items"]) == 50 and task["form"]["components"]
"""
#: pages and addresses of programs, asked for again and again
ADDRESSES = ("/inbox", "/inbox?view=mine", "/inbox?q=店", "/cases", "/leads", "/api/v1/tasks", "/api/v1/cases", "/api/v1/health")


def measure(backend: databases.Backend, quick: bool) -> Mapping[str, float]:
    """All figures of one database."""
    return {"cold start, 10,000 open cases s": _cold(backend, cases=400 if quick else 10_000, times=1 if quick else 5),
            **_memory(backend, requests=10 if quick else 200)}


def _cold(backend: databases.Backend, cases: int, times: int) -> float:
    url = databases.county(backend)
    engine = databases.started(url)
    Crowd(engine, cases)
    engine.close()
    command = [sys.executable, "-c", FIRST_LOOK, url]
    return median(report.timed(lambda: subprocess.run(command, cwd=ROOT, check=True)) for _ in range(times))


def _memory(backend: databases.Backend, requests: int) -> dict[str, float]:
    """A server on a new database: it loads the demo county with its closed examples, then people look around."""
    with _server(backend.fresh()) as (process, address):
        before = process.memory_info().rss
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        roster = _read(browser, f"{address}/demo")
        people = re.findall(r"/demo/(\d+)", roster)
        for number in range(requests):
            if number % 10 == 0:
                _read(browser, f"{address}/demo/{people[number // 10 % len(people)]}", {"next": "/inbox"})
            _read(browser, address + ADDRESSES[number % len(ADDRESSES)].replace("店", "%E5%BA%97"))
        return {"server when it has started MB": before / 1e6, "server after 200 requests MB": process.memory_info().rss / 1e6}


def _read(browser: OpenerDirector, address: str, form: Mapping[str, str] | None = None) -> str:
    """The body of a page.

    Raises:
        urllib.error.HTTPError: the server refused; a figure taken over refusals would say nothing.
    """
    with browser.open(address, data=urlencode(form).encode() if form else None, timeout=30) as answer:
        return answer.read().decode()


@contextmanager
def _server(url: str) -> Iterator[tuple[psutil.Process, str]]:
    command = [sys.executable, "-m", "engine.cli", "serve", "--port", "0"]
    environment = {**os.environ, "DATABASE_URL": url}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = next(found[0] for line in server.stdout if (found := re.findall(r"http://[\w.:]+", line)))
            yield psutil.Process(server.pid), address
        finally:
            server.terminate()
            server.communicate(timeout=30)


if __name__ == "__main__":
    report.end(report.main("start", __doc__, measure, TARGETS))
