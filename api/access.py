"""Who may call a view: every view says so itself, and the application does not start while one is silent.

What a person may do with a case or a task is decided in engine.work; here is only decided whether anybody has to be known.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from flask import Flask

LEVELS = ("public", "signed_in")
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Rule:
    """What a view declares about itself.

    Attributes:
        level: `public` (anybody) or `signed_in` (a session or a bearer token).
        body: the largest request body in bytes.
        file: whether this is one of Flask's own file routes, which are not counted against anybody's rate.
    """

    level: str
    body: int
    file: bool = False


FILES = Rule("public", 0, True)


def access(level: str, *, body: int = MEGABYTE) -> Callable:
    """Declares who may call the decorated view, and how large a body it takes."""
    if level not in LEVELS:
        raise ValueError(f"{level!r} is none of {LEVELS}")

    def mark(view):
        view.access = Rule(level, body)
        return view
    return mark


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """The rule an endpoint declared; Flask's own file routes (`x.static`) are public. None when it is silent."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return FILES
    return getattr(app.view_functions[endpoint], "access", None)


def check(app: Flask) -> None:
    """Refuses an application with a view that does not say who may call it.

    Raises:
        RuntimeError: naming the silent routes.
    """
    silent = sorted({f"{r.rule} ({r.endpoint})" for r in app.url_map.iter_rules() if rule_of(app, r.endpoint) is None})
    if silent:
        raise RuntimeError("routes without @access: " + ", ".join(silent))


def takes_a_body(view) -> bool:
    """Whether a documented view declares a request body (pages are undocumented and read their own forms)."""
    parameters = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", ())
    documented = getattr(view, "_apidoc", {}).get("manual_doc", {}).get("requestBody")
    return bool(documented) or any(p["in"] in ("json", "form", "files") for p in parameters)
