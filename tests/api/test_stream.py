"""The stream: new tasks reach those who may see them and nobody else, and nothing is lost in between."""
from __future__ import annotations

import json
import queue
import threading
import time

import pytest

from api import stream as streams
from tests.api.conftest import LEAD, MORNING
from tests.bearers import bearer as token_of

PATIENCE_S = 5.0


class Reader:
    """An EventSource: reads a stream in a thread of its own and keeps what it was sent."""

    def __init__(self, visitor, last: str | None = None, **headers: str):
        headers = {**headers, **({"Last-Event-ID": last} if last is not None else {})}
        self.answer = visitor.client.get("/api/v1/stream", headers=headers, buffered=False)
        assert self.answer.status_code == 200, self.answer.text
        self.frames: queue.Queue = queue.Queue()
        self.last = last
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        for frame in self.answer.response:
            self.frames.put(frame if isinstance(frame, str) else frame.decode())
            if self._stop.is_set():
                break
        self.frames.put(None)

    def next(self, seconds: float = PATIENCE_S) -> dict | None:
        """The next frame as its fields, or None at the end of the stream."""
        frame = self.frames.get(timeout=seconds)
        if frame is None:
            return None
        fields = dict(line.split(": ", 1) for line in frame.strip().splitlines())
        self.last = fields.get("id", self.last)
        return {**fields, "data": json.loads(fields["data"])} if "data" in fields else fields

    def event(self, name: str) -> dict:
        """The next event of this name; others are passed over."""
        while True:
            found = self.next()
            assert found is not None, f"the stream ended before {name}"
            if found.get("event") == name:
                return found

    def is_silent(self, seconds: float = 1.0) -> bool:
        try:
            return self.frames.get(timeout=seconds) is None
        except queue.Empty:
            return True

    def close(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE_S)
        self.answer.close()


@pytest.fixture
def read(app, monkeypatch):
    """`read(visitor, …)` opens a stream that is closed after the test; sessions are looked at more often than in service."""
    monkeypatch.setattr(streams, "RECHECK_S", 0.3)
    opened = []

    def open_stream(visitor, last: str | None = None, **headers: str) -> Reader:
        opened.append(Reader(visitor, last, **headers))
        assert opened[-1].next()["event"] in ("ready", "reset")
        return opened[-1]
    yield open_stream
    with app.app_context():
        seats = app.extensions["watch"]
        for seat in list(seats._seats):
            seat.replaced = True
        with seats._news:
            seats._news.notify_all()
    for reader in opened:
        reader.close()


def test_a_new_task_is_pushed_at_once_to_those_who_may_do_it_and_to_nobody_else(read, handler, dispatcher, neighbour):
    mine, theirs = read(dispatcher), read(neighbour)
    began = time.monotonic()
    lead = handler.post("/leads", {"form": LEAD}).json
    pushed = mine.event("task.opened")
    assert time.monotonic() - began < 3
    assert (pushed["data"]["case_id"], pushed["data"]["element"]) == (lead["case_id"], "register")
    assert dispatcher.get(f"/tasks/{pushed['data']['task_id']}").status_code == 200
    assert theirs.is_silent()


def test_a_stream_tells_the_browser_to_come_back_and_proxies_to_keep_still(handler):
    reader = Reader(handler)
    assert reader.answer.content_type == "text/event-stream; charset=utf-8"
    assert reader.answer.headers["Cache-Control"] == "no-store" and reader.answer.headers["X-Accel-Buffering"] == "no"
    assert reader.next()["retry"] == "3000"
    handler.send("DELETE", "/session")
    reader.close()


def test_what_happened_while_away_is_sent_on_return(read, handler, dispatcher):
    before = read(dispatcher)
    handler.post("/leads", {"form": LEAD})
    last = before.event("task.opened")["id"]
    for n in range(3):
        handler.post("/leads", {"form": {**LEAD, "place": f"人民路 {n} 号"}})
    again = read(dispatcher, last)
    missed = [again.event("task.opened") for _ in range(3)]
    assert [int(m["id"]) for m in missed] == sorted({int(m["id"]) for m in missed}) and int(missed[0]["id"]) > int(last)
    assert again.is_silent()


@pytest.mark.parametrize("last", ["999999999", "x", "1-1", "-1", ""])
def test_an_unknown_event_number_is_answered_with_reset(handler, monkeypatch, last):
    monkeypatch.setattr(streams, "RECHECK_S", 0.3)
    reader = Reader(handler, last)
    assert reader.next()["event"] == ("reset" if last else "ready")
    handler.send("DELETE", "/session")
    reader.close()


def test_a_number_too_far_back_is_answered_with_reset(read, handler, monkeypatch):
    handler.post("/leads", {"form": LEAD})
    monkeypatch.setattr(streams, "TOO_OLD", 1)
    reader = Reader(handler, "1")
    assert reader.next()["event"] == "reset"
    handler.send("DELETE", "/session")
    reader.close()


def test_a_quiet_stream_beats_and_moves_its_number_on(read, handler, dispatcher, neighbour, monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT_S", 0.2)
    quiet = read(neighbour)
    began = int(quiet.last)
    handler.post("/leads", {"form": LEAD})
    deadline = time.monotonic() + PATIENCE_S
    while int(quiet.last) == began and time.monotonic() < deadline:
        assert "event" not in quiet.next()
    assert int(quiet.last) > began


def test_signing_out_closes_the_stream_within_five_seconds(handler):
    reader = Reader(handler)
    reader.next()
    handler.send("DELETE", "/session")
    assert reader.next(5.0)["data"] == {"reason": "signed_out"}
    assert reader.next() is None
    reader.close()


def test_an_ended_bearer_closes_the_stream(read, engine, app, handler, clock):
    from datetime import timedelta

    bearer = token_of(engine, handler.me["account_id"], MORNING, days=1, name="大屏")
    handler.client.delete_cookie("bihuan")
    reader = read(handler, Authorization=f"Bearer {bearer}")
    clock(MORNING + timedelta(days=1))
    assert reader.event("closed")["data"] == {"reason": "signed_out"}


def test_the_fourth_stream_of_one_account_takes_the_place_of_the_first(read, app, handler, neighbour):
    other, mine = read(neighbour), [read(handler) for _ in range(4)]
    replaced = mine[0].event("closed")
    assert replaced["data"] == {"reason": "replaced"}
    assert mine[0].next() is None
    assert app.extensions["watch"].open_seats(handler.me["account_id"]) == 3
    assert other.is_silent(0.5) and mine[3].is_silent(0.5)


def test_the_watching_thread_ends_with_the_last_stream(app, handler, monkeypatch):
    monkeypatch.setattr(streams, "RECHECK_S", 0.3)
    reader = Reader(handler)
    reader.next()
    assert any(t.name == "bihuan-stream" for t in threading.enumerate())
    handler.send("DELETE", "/session")
    reader.close()
    deadline = time.monotonic() + PATIENCE_S
    while app.extensions["watch"]._looking and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not app.extensions["watch"]._looking


def test_a_stranger_gets_no_stream(visitor):
    assert visitor.get("/stream").status_code == 401


def test_streams_end_when_the_server_stops(app, dispatcher, read):
    reader = read(dispatcher)
    app.extensions["watch"].close()
    while reader.next() is not None:
        pass
    assert app.extensions["watch"].open_seats(1) == 0
