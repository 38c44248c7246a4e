"""What every page needs: who looks at it, the token and key its forms send back, and the page for a refusal."""
from __future__ import annotations

import hashlib
import re
import uuid
from typing import Any

from flask import Flask, Response, g, render_template, request, url_for

from api import auth
from api.auth import current_actor
from api.current import engine
from engine import errors
from engine.work import federation
from engine.work.tasks import RequestKey
from web import proof
from web.words import in_order

_KEY = re.compile(r"[0-9a-f-]{36}\Z")
#: fields that carry the form, not its content: the same content under the same key is the same request
_CARRIERS = ("csrf", "key", proof.FIELD)
NUMBER = "int(max=2147483647)"


def demo() -> bool:
    """Whether this is the demo county."""
    return engine().demo


def new_key() -> str:
    """A fresh idempotency key for one rendered form."""
    return str(uuid.uuid4())


def key() -> RequestKey | None:
    """The posted form's idempotency key, bound to person, address and content; None when it has none."""
    given = request.form.get("key", "")
    if not _KEY.match(given):
        return None
    asked = hashlib.sha256(f"{current_actor().account_id}\0{request.path}".encode())
    for name, values in sorted(request.form.lists()):
        if name not in _CARRIERS:
            asked.update(repr((name, values)).encode())
    return RequestKey(given, asked.hexdigest())


def version() -> int | None:
    """The version of the task the person was looking at."""
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def lists() -> dict[str, list[dict[str, str]]]:
    """What special text fields are chosen from: the enforcement items of the rule pack."""
    return {"item": [{"value": i.code, "label": f"{i.code} {i.name}", "group": i.domain} for i in engine().rules.items.values()]}


def text(name: str, most: int) -> str | None:
    """A query or form word, trimmed and cut; None when empty."""
    return (request.values.get(name) or "").replace("\0", "").strip()[:most] or None


def number(name: str) -> int | None:
    """A query or form word that is a plain number."""
    given = request.values.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def front(actor) -> str:
    """Where a person begins: an administrator in his own pages, everybody else at the inbox."""
    place = {"system": "web.administration.listed", "security": "web.administration.three", "audit": "web.audit.show"}.get(actor.admin, "web.inbox.index")
    return url_for(place)


def new_id(name: str) -> str:
    """An id for a field, different each time: a page may have several forms with a field of one name."""
    g.ids = g.get("ids", 0) + 1
    return f"in-{name}-{g.ids}"


def places(actor) -> list[tuple[str, str, str]]:
    """An administrator's own pages, for the bar: the page's key, its name, its address."""
    found = {"system": (("accounts", "账号", "web.administration.listed"), ("administrators", "管理员", "web.administration.three"),
                        ("organisation", "单位", "web.organisation.index"), ("staff", "人员", "web.staff.index"), ("repairs", "运行修复", "web.repairs.index")),
             "security": (("administrators", "管理员", "web.administration.three"), ("staff", "人员和证件", "web.staff.index"),
                          ("repairs", "运行修复", "web.repairs.index")), "audit": (("audit", "操作记录", "web.audit.show"),)}
    return [(key, name, url_for(endpoint)) for key, name, endpoint in found.get(actor.admin, ())]


def one_of(name: str, known) -> str | None:
    """A query word if it is one of the known ones."""
    given = request.values.get(name)
    return given if given in known else None


def local(address: str | None) -> str | None:
    """An address on this site, or None: a link from elsewhere must not lead a signed-in person away."""
    plain = address and address.startswith("/") and not address.startswith(("//", "/\\")) and "\n" not in address
    return address if plain else None


def _viewer() -> auth.Principal | None:
    try:
        return auth.principal()
    except errors.Unauthenticated:
        return None


def _context() -> dict[str, Any]:
    who = g.get("principal") if g.get("broken") else _viewer()
    actor = who.actor if who else None
    return {"actor": actor, "csrf": who.csrf if who else None, "demo": not g.get("broken") and demo(), "new_key": new_key, "new_id": new_id, "place": (request.blueprint or "").removeprefix("web."),
            "provider": None if actor or g.get("broken") else federation.offered(engine()),
            "admin_places": places(actor) if actor else (), "actor_duties": in_order(duty for _, duty in actor.posts) if actor else []}


def problem(body: dict[str, Any]) -> Response | str:
    """The page for a refusal: what happened, the article, what to do next; signing in where that is what is missing."""
    g.broken = body["status"] >= 500
    if body["status"] == 401:
        return render_template("sign_in.html", problem=body, login="", next_page=local(request.full_path.rstrip("?")) or "")
    if body["code"] == "proof_needed":
        return proof.ask(body)
    here = request.full_path.rstrip("?") if request.method == "GET" else local(request.referrer) or "/"
    return render_template("problem.html", problem=body, here=here)


def _say_where_from(response: Response) -> Response:
    """Lets our own pages name themselves to us: without a referrer a browser posts forms with `Origin: null`, which is
    what a foreign site's form looks like. Other sites are told nothing either way."""
    if not request.path.startswith("/api/"):
        response.headers["Referrer-Policy"] = "same-origin"
    return response


def install(app: Flask) -> None:
    """Gives every template its viewer and every refusal its page."""
    app.context_processor(_context)
    proof.install(app)
    app.after_request(_say_where_from)
    app.config["PROBLEM_PAGE"] = problem
