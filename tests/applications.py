"""Applications over an engine, made at once: routes, described schemas and compiled templates are those of the first one made in this process.

Making one from nothing takes a third of a second, its templates as much again: with a thousand tests that each have their own, ten minutes.
What belongs to one engine (the engine itself, the rate limits, who watches its stream) is in `extensions`, and each has its own.
"""
from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache

from flask import Flask

from api import current, rate, stream
from api.rate import LIMITS, Limit

UNBOUNDED = {purpose: Limit(10**9, 10**9) for purpose in LIMITS}


def application(engine, limits: dict[str, Limit] = UNBOUNDED) -> Flask:
    """Pages and API, as `web.app.create_app` makes them; without rate limits unless some are given."""
    from web.app import create_app

    return _over(_first(create_app), engine, limits)


def interface(engine, limits: dict[str, Limit] = UNBOUNDED) -> Flask:
    """The API alone, as `api.app.create_app` makes it."""
    from api.app import create_app

    return _over(_first(create_app), engine, limits)


@cache
def _first(create_app: Callable[..., Flask]) -> Flask:
    return create_app(None)


def _over(first: Flask, engine, limits: dict[str, Limit]) -> Flask:
    made = copy.copy(first)
    made.extensions, made.config = dict(first.extensions), copy.copy(first.config)
    made.extensions[current.KEY] = engine
    rate.install(made, limits)
    stream.install(made, engine)
    return made
