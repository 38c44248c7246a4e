"""GET /api/v1/stream: new and changed tasks, pushed as server-sent events to those who may see them."""
from __future__ import annotations

import re
import time
from typing import Iterator

from flask import Flask, Response, current_app, request

from api import auth
from api.access import access
from api.body import Blueprint
from api.current import engine
from api.schemas.stream import StreamQuery
from api.watch import Seat, Watch
from engine.work import stream

blp = Blueprint("stream", __name__, url_prefix="/api/v1", description="实时推送")

HEARTBEAT_S = 15.0
#: how often an idle stream asks whether its session still holds; a closed session is noticed within 5 s
RECHECK_S = 3.0
RETRY_MS = 3000
RETRY_REPLACED_MS = 60_000
BATCH = 100
#: further behind than this, reading the list again is cheaper than replaying
TOO_OLD = 10_000
_ID = re.compile(r"[0-9]{1,18}\Z")


def install(app: Flask, of_engine) -> None:
    """Gives `app` its watch."""
    app.extensions["watch"] = Watch(of_engine)


@blp.route("/stream")
@access("work")
@blp.arguments(StreamQuery, location="query")
@blp.response(200, {"type": "string"}, content_type="text/event-stream", description="事件流，连接保持打开")
def follow(query):
    """订阅任务变化

    `event: task.opened`、`task.changed` 等带 `id` 与 JSON `data`；`ready` 表示已连通；`reset` 表示编号不连续，应重新读取列表；
    `closed` 表示本连接被同一账号的新连接取代或登录已结束。每 15 秒有一行心跳注释。断线后浏览器自动以 `Last-Event-ID` 续传。
    """
    last = request.headers.get("Last-Event-ID") or query["after"]
    pump = Pump(current_app._get_current_object(), auth.principal(), last)
    return Response(pump.frames(), content_type="text/event-stream; charset=utf-8", headers={"X-Accel-Buffering": "no"})


class Pump:
    """One open stream: reads what its person may see, batch by batch, until the session or the connection ends."""

    def __init__(self, app: Flask, who: auth.Principal, last: str | None):
        self._app, self._who, self._engine = app, who, engine()
        self._watch: Watch = app.extensions["watch"]
        self._gone = request.environ.get("waitress.client_disconnected", lambda: False)
        head = stream.head(self._engine)
        self._reset = last is not None and not (_ID.match(last) and head - TOO_OLD <= int(last) <= head)
        self._seen = head if last is None or self._reset else int(last)

    def frames(self) -> Iterator[str]:
        """The stream's text, frame by frame."""
        seat = self._watch.sit(self._who.actor.account_id)
        try:
            yield f"retry: {RETRY_MS}\n" + self._frame("reset" if self._reset else "ready", {})
            yield from self._follow(seat)
        finally:
            self._watch.leave(seat)

    def _follow(self, seat: Seat) -> Iterator[str]:
        spoke = time.monotonic()
        while not self._gone() and not self._watch.closed:
            if seat.replaced:
                yield f"retry: {RETRY_REPLACED_MS}\n" + self._frame("closed", {"reason": "replaced"})
                return
            if not self._still_welcome():
                yield self._frame("closed", {"reason": "signed_out"})
                return
            for frame in self._batch():
                spoke = time.monotonic()
                yield frame
            if time.monotonic() - spoke >= HEARTBEAT_S:
                spoke = time.monotonic()
                # An id without data moves the browser's Last-Event-ID past what others were sent.
                yield f": 心跳\nid: {self._seen}\n\n"
            self._watch.wait(seat, self._seen, RECHECK_S)

    def _still_welcome(self) -> bool:
        with self._app.app_context():
            found = auth.resolve(self._who.secret, self._who.bearer, self._engine.now(), touch=False)
        self._who = found or self._who
        return found is not None

    def _batch(self) -> Iterator[str]:
        while True:
            before, found = self._seen, stream.after(self._engine, self._who.actor, self._seen, BATCH)
            for event in found["events"]:
                self._seen = event["id"]
                yield self._frame(event["event"], event["data"])
            self._seen = max(self._seen, found["last"])
            # A session that ended meanwhile gets no second batch; the caller then says so.
            if self._seen == before or self._seen >= self._watch.head or not self._still_welcome():
                return

    def _frame(self, event: str, data: dict) -> str:
        return f"id: {self._seen}\nevent: {event}\ndata: {self._app.json.dumps(data)}\n\n"
