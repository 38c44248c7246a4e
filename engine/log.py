"""The log of the running program: one record one line, whatever is in it, so that nobody can write a line of their own."""
from __future__ import annotations

import logging
import re

#: characters of one record; a fault's trace is within this
LONGEST = 16_000
#: ends of lines as any program sees them, controls, escapes of terminals, and what turns the writing round
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\\\\]")


class OneLine(logging.Formatter):
    """Formats a record, its trace included, as one line of visible characters."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        whole = super().format(record)
        cut = whole if len(whole) <= LONGEST else f"{whole[:LONGEST]} …（共 {len(whole)} 字）"
        return _UNSEEN.sub(_spelt, cut)


def _spelt(found: re.Match[str]) -> str:
    return {"\\": "\\\\", "\r": "\\r", "\n": "\\n", "\t": "\\t"}.get(found[0]) or (f"\\x{ord(found[0]):02x}" if ord(found[0]) < 256 else f"\\u{ord(found[0]):04x}")


def install() -> None:
    """Gives the whole program this log, on standard error."""
    line = logging.StreamHandler()
    line.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    logging.basicConfig(level=logging.INFO, handlers=[line], force=True)
    for name in ("alembic", "apscheduler", "waitress"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
