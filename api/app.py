"""Putting the API together: guards first, then one blueprint per noun."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any, Callable, Iterable

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from api import (absences, access, account, administration, assessments, audit, auth, calendars, cases, clocks, current, definitions, disclosures, docs, dossiers, drafts, errors, evidence, federation, findings, headers, health, history, leads,
                 measures, moves, observation, openapi, organisation, papers, people, policy, powers, rate, records, recusals, repairs, session, staff, stream, system, tasks, timekeeping, tokens, transfers, trials, uploads, workbench)
from api.schema import instant_text

RESOURCES = (tasks, leads, cases, disclosures, clocks, evidence, uploads, system, records, measures, papers, dossiers, transfers, timekeeping, findings, assessments, history, definitions, drafts, workbench, trials, moves, observation, calendars, powers, people, repairs, session, account, policy, tokens, federation, administration, audit, stream, health, organisation, staff, recusals, absences)


class Json(DefaultJSONProvider):
    """Chinese as it is, keys in the order given, instants and days as ISO 8601."""

    ensure_ascii, sort_keys, compact = False, False, True

    @staticmethod
    def default(value: Any) -> Any:
        """ISO text of an instant or a day; anything else must have been made plain before."""
        if isinstance(value, datetime):
            return instant_text(value)
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(f"{type(value).__name__} has no place in an answer")


def create_app(engine, *, limits: dict[str, rate.Limit] | None = None, rooms: Iterable[Callable[[Flask], None]] = ()) -> Flask:
    """The WSGI application of one engine.

    Args:
        engine: the `engine.engine.Engine` behind it.
        limits: rate limits that differ from `api.rate.LIMITS`.
        rooms: functions that add further blueprints (the pages) before the access check.
    Raises:
        RuntimeError: a route does not declare who may call it.
    """
    app = Flask("api", static_folder=None)
    app.json = Json(app)
    app.config.update(MAX_CONTENT_LENGTH=access.MEGABYTE, MAX_FORM_PARTS=500, MAX_FORM_MEMORY_SIZE=access.MEGABYTE)
    app.extensions[current.KEY] = engine
    rate.install(app, limits)
    auth.install(app)
    errors.install(app)
    headers.install(app)
    stream.install(app, engine)
    described = openapi.install(app)
    for resource in RESOURCES:
        described.register_blueprint(resource.blp)
    openapi.serve(app)
    app.register_blueprint(docs.blp)
    for add in rooms:
        add(app)
    access.check(app)
    return app
