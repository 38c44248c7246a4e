"""Who may call a view: every view names its permission, and the application does not start while one is silent.

The permissions and who passes are in engine.case.access.permission. What a person may do with one case or task is decided in engine.work.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from flask import Flask

from engine.work import permissions

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Rule:
    """What a view declares about itself.

    Attributes:
        permission: of engine.case.access.permission.
        body: the largest request body in bytes.
        file: whether this is one of Flask's own file routes, which are not counted against anybody's rate.
    """

    permission: str
    body: int
    file: bool = False

    @property
    def public(self) -> bool:
        """Whether nobody need be signed in."""
        return permissions.public(self.permission)


FILES = Rule("public", 0, True)


def access(permission: str, *, body: int = MEGABYTE) -> Callable:
    """Declares who may call the decorated view, and how large a body it takes.

    Raises:
        ValueError: there is no such permission.
    """
    if permission not in permissions.NAMES:
        raise ValueError(f"{permission!r} is none of {', '.join(permissions.NAMES)}")

    def mark(view):
        view.access = Rule(permission, body)
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
