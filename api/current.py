"""What every view needs to know about its request: the engine behind it and the one instant it happens at."""
from __future__ import annotations

from datetime import datetime

from flask import current_app, g

#: where create_app leaves the engine
KEY = "bihuan"


def engine():
    """The engine this application serves."""
    return current_app.extensions[KEY]


def at() -> datetime:
    """The instant of this request (aware, UTC), read once: a date must not change between two checks of one act."""
    if "at" not in g:
        g.at = engine().now()
    return g.at
