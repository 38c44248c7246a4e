"""The small form that asks once more who sits there, and then does what the person had asked for.

What was typed travels through it in hidden fields: the same form is sent again, with the proof beside it.
"""
from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, render_template, request

from api import auth
from api.current import at, engine
from api.session import count
from engine import errors
from engine.work import second_factor, sign_in

#: the field of the proof; a field of a process's own form cannot have a hyphen in its name
FIELD = "proof-given"
_NOT_AGAIN = ("csrf", FIELD)
#: beforehand, where a form carries a file, which no hidden field can keep
BEFOREHAND = {"title": "确认本人", "detail": "确认后一段时间内，办理重要事项不再询问。"}


def ask(problem: dict[str, Any], wrong: str | None = None, *, address: str | None = None) -> str:
    """The page: one field, and everything the person had filled in.

    Args:
        address: where to go on, where nothing was filled in.
    """
    kept = [(name, value) for name, values in request.form.lists() if name not in _NOT_AGAIN for value in values]
    lost = address is None and (request.method != "POST" or any(one.filename for one in request.files.values()))
    return render_template("proof.html", problem=problem, wrong=wrong, kept=kept, lost=lost, address=address or request.full_path.rstrip("?"),
                           field=FIELD, by_code=second_factor.state(engine(), auth.current_actor())["bound"])


def _check() -> Any:
    """Checks the proof that came with a form before the form itself is looked at."""
    who = auth.principal() if request.method == "POST" and FIELD in request.form else None
    if who is None or who.bearer:
        return None
    count()
    try:
        renewed = sign_in.prove(engine(), who.actor, who.secret, request.form[FIELD][:256], at=at(), place=auth.place())
    except errors.SignInFailed as failed:
        return ask(errors.ProofNeeded().as_dict(), failed.detail), 403
    g.principal, g.renewed = auth.resolve(renewed["token"], False, at()), renewed
    return None


def _keep(response: Response) -> Response:
    """The session goes on under its new token, whatever became of the form."""
    return auth.let_in(response, g.renewed) if g.get("renewed") else response


def install(app: Flask) -> None:
    """Looks at every form that carries a proof; after the guards, before the view."""
    app.before_request(_check)
    app.after_request(_keep)
