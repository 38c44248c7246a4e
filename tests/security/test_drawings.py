"""S02–S04: whatever is handed in as a drawing, by whichever door: 2xx or 4xx in 2 s and 200 MB, no file opened, nobody called.

Mutants go through reading, checks, proof and compiler in this process (with its time measured), a sample of them through the door; the 30,000 of
the slow run go through in processes of their own with the limits of `engine.process.confined`, so that a crash or a breach of memory ends only them
and fails the test, and 6,000 of them through the doors over HTTP, each answer timed and each
process weighed. `tests/fuzz/fuzz_drawings.py` is the fuzzer that is guided by coverage.
"""
from __future__ import annotations

import concurrent.futures
import ctypes
import multiprocessing
import os
import random
import resource
import socket
import time

import pytest

from engine.process import confined
from tests.fuzz import course, mutation
from tests.security.conftest import Browser
from tests.security.hostile_drawings import ACCEPTED, CANARY, HOST, REFUSED
from tests.security.peak import peak, weigh

LONGEST_S, MOST_KB = 2.0, 200 * 1024
IN_OPEN, IN_ACCESS = 0x20, 0x01
SECRET = "rosebud-4711"


class Watch:
    """A socket nobody may call and a file nobody may open."""

    def __init__(self, folder):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.file = folder / "canary"
        self.file.write_text(SECRET)
        libc = ctypes.CDLL(None, use_errno=True)
        self.notices = libc.inotify_init1(os.O_NONBLOCK)
        assert libc.inotify_add_watch(self.notices, str(self.file).encode(), IN_OPEN | IN_ACCESS) >= 0

    def bait(self, data: bytes) -> bytes:
        """The drawing with our socket and our file in it."""
        return data.replace(HOST, b"127.0.0.1:%d/" % self.listener.getsockname()[1]).replace(CANARY, str(self.file).encode())

    def touched(self) -> list[str]:
        """Who was there."""
        found = []
        for what, look in (("called", self.listener.accept), ("opened", lambda: os.read(self.notices, 4096))):
            try:
                there = look()
                found.append(what)
                if what == "called":
                    there[0].close()
            except BlockingIOError:
                continue
        return found

    def close(self) -> None:
        self.listener.close()
        os.close(self.notices)


@pytest.fixture(scope="module")
def watch(tmp_path_factory):
    made = Watch(tmp_path_factory.mktemp("canary"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def designer(site):
    """何晴, who may draw and deploy."""
    return Browser(site.app).step_into("he_qing")


def test_the_watch_sees_who_calls_and_who_opens(watch):
    assert watch.touched() == []
    with socket.create_connection(watch.listener.getsockname()), open(watch.file, encoding="ascii") as file:
        file.read()
    assert watch.touched() == ["called", "opened"]


def check(designer, data: bytes):
    return designer.send("POST", "/api/v1/definitions/check", data=data, content_type="application/xml")


def prove(designer, data: bytes):
    files = {"process.toml": 'key = "p"\nname = "图"\n', "p.bpmn": data.decode("utf-8", "replace")}
    return designer.send("POST", "/api/v1/workbench/prove", json={"files": files})


def deploy(designer, data: bytes):
    parts = {"process.toml": 'key = "p"\nname = "图"\n'.encode(), "p.bpmn": data}
    body = b"".join(b'--zz\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n%s\r\n' % (name.encode(), text) for name, text in parts.items())
    return designer.send("POST", "/api/v1/definitions", data=body + b"--zz--\r\n", content_type="multipart/form-data; boundary=zz")


def asked(door, designer, data: bytes):
    """The answer and the seconds it took, the better of two on a machine that is busy with other things."""
    for _ in range(2):
        began = time.monotonic()
        answer = door(designer, data)
        if (taken := time.monotonic() - began) < LONGEST_S:
            break
    return answer, taken


def test_the_corpus_is_large_enough():
    assert len(REFUSED) >= 60 and len(ACCEPTED) >= 5


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_drawing_is_refused_at_every_door(watch, designer, what):
    data = watch.bait(REFUSED[what])
    for door in (check, prove, deploy):
        answer, taken = asked(door, designer, data)
        assert taken < LONGEST_S, (door.__name__, taken)
        assert answer.status_code < 500 and SECRET not in answer.text and "root:" not in answer.text, (door.__name__, answer.status_code, answer.text[:300])
        if door is check and answer.status_code == 200:
            assert any(problem["severity"] == "error" for problem in answer.json["problems"])
        if door is prove and answer.status_code == 200:
            assert not answer.json["ok"]
        if door is deploy:
            assert answer.status_code in (413, 422), answer.text
    assert watch.touched() == []


@pytest.mark.parametrize("what", ACCEPTED)
def test_what_only_looks_hostile_is_kept_and_not_carried_out(watch, designer, what):
    data = watch.bait(ACCEPTED[what])
    for door in (check, prove):
        answer, taken = asked(door, designer, data)
        assert answer.status_code == 200 and taken < LONGEST_S
        assert not any(problem["severity"] == "error" for problem in answer.json.get("problems", ())), answer.text
    assert watch.touched() == []


@pytest.mark.parametrize("what", ["billion laughs", "attributes", "attribute of 1.9 MB", "namespaces", "depth 10 000", "many nodes", "many elements", "chain of 5 000",
                                  "thirty forks", "long expression", "gzip bomb", "depth 90 of sub-processes"])
def test_the_confined_process_stays_small(what):
    answer = confined._apart(peak, REFUSED[what])
    assert answer is not None and answer["found"] and answer["kb"] < MOST_KB


@pytest.fixture
def weighed(monkeypatch) -> list[tuple[int, float]]:
    """How large each process became, in KB, in which a drawing was looked at since the list was last cleared, and its processor seconds."""
    seen, apart = [], confined._apart

    def weighing(work, *given):
        found = apart(weigh, work, *given)
        seen.append((found["kb"], found["seconds"]) if found is not None else (0, confined.CPU_S))  # ended for taking too much
        return found and found["answer"]
    monkeypatch.setattr(confined, "_apart", weighing)
    return seen


def test_a_process_that_looks_at_a_drawing_is_weighed(designer, weighed):
    assert check(designer, course.seeds()[0]).status_code == 200
    assert len(weighed) == 1 and 10_000 < weighed[0][0] < MOST_KB and 0 < weighed[0][1] < LONGEST_S


# -- mutants ------------------------------------------------------------------------------------------------
def faults_of(number: int, seeds) -> list[str]:
    """What is wrong with how one mutant was taken: a fault of ours, or too much time (of the processor: the machine may be busy)."""
    data = mutation.mutant(seeds, random.Random(number))
    began = time.thread_time()
    try:
        found = course.through(data)
    except Exception as fault:  # noqa: BLE001  every kind of it is what is looked for
        found = [repr(fault)[:300]]
    taken = time.thread_time() - began
    return [f"mutant {number}: {one}" for one in found + ([f"{taken:.1f} s"] if taken > LONGEST_S else [])]


def test_a_few_hundred_mutants_are_answered_and_break_nothing():
    seeds, wrong = course.seeds(), []
    for number in range(300):
        wrong += faults_of(number, seeds)
    assert not wrong, wrong


def test_mutants_at_the_door_are_answered_with_2xx_or_4xx(watch, designer):
    seeds = course.seeds()
    for number in range(1_000_000, 1_000_012):
        data = watch.bait(mutation.mutant(seeds, random.Random(number)))
        for door in (check, prove, deploy):
            answer, taken = asked(door, designer, data)
            assert answer.status_code < 500 and taken < LONGEST_S, (number, door.__name__, answer.status_code, taken)
    assert watch.touched() == []


def _confine() -> None:
    """The limits of `engine.process.confined`, but for the processor's time: a worker takes many drawings."""
    resource.setrlimit(resource.RLIMIT_AS, (confined.MEMORY, confined.MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    ctypes.CDLL(None).unshare(confined._NEW_USER_AND_NETWORK)


def _some(first: int, count: int) -> tuple[list[str], int, int]:
    seeds = course.seeds()
    course.law()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wrong = [fault for number in range(first, first + count) for fault in faults_of(number, seeds)]
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return wrong, after - before, after


#: parts of the 30,000, so that every processor has some of them; of each part every fifth goes through a door as well
PARTS, EACH, FIRST = 24, 1_250, 10_000


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(PARTS))
def test_thirty_thousand_mutants_break_nothing(part):
    """About 200 a second and processor; whatever crashes or outgrows its process breaks the pool and with it the test."""
    first = FIRST + part * EACH
    # Spawned: a server of forks that is started here would have read nothing in advance, and every later request would wait for the imports.
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _confine) as pool:
        wrong, grown, largest = pool.submit(_some, first, EACH).result()
    print(f"\n{EACH} mutants, at most {largest // 1024} MB, {grown // 1024} MB more than before them")
    assert not wrong, wrong
    assert grown < MOST_KB


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_fifth_of_them_is_answered_at_the_door_in_time_and_small(part, watch, designer, weighed):
    seeds, before = course.seeds(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(FIRST + part * EACH, FIRST + (part + 1) * EACH, 5):
        data, door = watch.bait(mutation.mutant(seeds, random.Random(number))), (check, prove, deploy)[number // 5 % 3]
        weighed.clear()
        began = time.thread_time()  # of the processor, ours and theirs: the machine may be busy with other things
        answer = door(designer, data)
        taken = time.thread_time() - began + sum(seconds for _, seconds in weighed)
        assert 200 <= answer.status_code < 300 or 400 <= answer.status_code < 500, (number, door.__name__, answer.status_code)
        assert taken < LONGEST_S and all(kb < MOST_KB for kb, _ in weighed), (number, door.__name__, taken, weighed)
        assert not watch.touched(), (number, door.__name__)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_KB
