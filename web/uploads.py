"""Files on the pages: taking in what a form sends with it, and giving a file out."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from api import rate
from api.access import access
from api.auth import current_actor
from api.current import at, engine
from api.uploads import MOST, given_out
from engine import errors
from engine.work import uploads
from web import page

__all__ = ["MOST", "pages", "shown", "taken"]
pages = Blueprint("uploads", __name__, url_prefix="/uploads")
#: a form has one chooser for any file and one that opens a phone's camera
CHOOSERS = ("files", "photos")


@pages.get(f"/<{page.NUMBER}:upload_id>")
@access("work")
def get(upload_id: int):
    """A file, to be saved."""
    rate.each(current_actor().account_id, "export")
    return given_out(uploads.opened(engine(), current_actor(), upload_id, at=at()))


def taken(case_id: int) -> dict[str, Any]:
    """What a form sent with it: `{"ids": files kept, now or before, "faults": why others were not}`."""
    faults, ids = [], [int(one) for one in request.form.getlist("uploads") if one.isascii() and one.isdigit() and len(one) < 10]
    for part in (part for name in CHOOSERS for part in request.files.getlist(name) if part.filename):
        rate.each(current_actor().account_id, "upload")
        try:
            ids.append(uploads.add(engine(), current_actor(), case_id, part.filename, part.stream, at=at())["id"])
        except errors.FileRefused as refused:
            faults.append({"name": part.filename[-60:], "detail": refused.detail, "next": refused.next})
    return {"ids": list(dict.fromkeys(ids)), "faults": faults}


def shown(case_id: int, sent: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the form's part for files shows: what is accepted, what was kept before, and what is wrong."""
    accepted = uploads.accepted(engine())
    kinds = "、".join(f"{kind['name']} {kind['suffix']}（{kind['megabytes']} MB 以内）" for kind in accepted["kinds"])
    return {"accept": ",".join(f".{one}" for one in accepted["suffixes"]), "kinds": kinds, "most": accepted["files"],
            "loose": uploads.loose(engine(), current_actor(), case_id), **(sent or {"ids": [], "faults": []})}
