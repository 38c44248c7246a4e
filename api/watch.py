"""One thread per process looks whether anything new has happened, and wakes the streams that wait for it."""
from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from engine.work import stream

LOG = logging.getLogger("bihuan.api.stream")
#: seconds between two looks; a pushed row must feel immediate
EVERY_S = 0.25
PER_PERSON = 3


@dataclass(eq=False)
class Seat:
    """One open stream. `replaced` once a newer stream of the same account took its place."""

    account_id: int
    replaced: bool = False


class Watch:
    """The open streams of one engine and the newest event number."""

    def __init__(self, engine):
        self._engine = engine
        self._news = threading.Condition()
        self._seats: list[Seat] = []
        self._looking = self.closed = False
        self.head = 0

    def sit(self, account_id: int) -> Seat:
        """Opens a stream. Beyond three of one account the oldest gives way: after a reload it is usually dead already."""
        seat = Seat(account_id)
        with self._news:
            mine = [s for s in self._seats if s.account_id == account_id]
            for old in mine[:max(0, len(mine) - PER_PERSON + 1)]:
                old.replaced = True
                self._seats.remove(old)
            self._seats.append(seat)
            self._news.notify_all()
            if not self._looking:
                self._looking = True
                threading.Thread(target=self._look, name="bihuan-stream", daemon=True).start()
        return seat

    def leave(self, seat: Seat) -> None:
        """Closes a stream; the thread ends with the last one."""
        with self._news:
            if seat in self._seats:
                self._seats.remove(seat)
            self._news.notify_all()

    def wait(self, seat: Seat, seen: int, seconds: float) -> bool:
        """Waits until there is something after `seen`, the seat is lost, or `seconds` have passed.

        Returns:
            Whether there may be news.
        """
        with self._news:
            self._news.wait_for(lambda: self.head > seen or seat.replaced or self.closed, seconds)
            return self.head > seen

    def close(self) -> None:
        """Ends every stream: the server stops. Each reader comes back by itself and resumes where it was."""
        with self._news:
            self.closed = True
            self._seats.clear()
            self._news.notify_all()

    def open_seats(self, account_id: int) -> int:
        """How many streams an account has open."""
        with self._news:
            return sum(s.account_id == account_id for s in self._seats)

    def _look(self) -> None:
        while True:
            try:
                head = stream.head(self._engine)
            except Exception:  # a database restart must not end the stream of everybody
                LOG.exception("cannot read the newest event number")
                head = self.head
            with self._news:
                if head > self.head:
                    self.head = head
                    self._news.notify_all()
                if self._news.wait_for(lambda: not self._seats, EVERY_S):
                    self._looking = False
                    return
