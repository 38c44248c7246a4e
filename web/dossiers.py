"""The case file 案卷, to be read on the screen and printed on A4."""
from __future__ import annotations

from flask import Blueprint, render_template

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from engine.work import dossiers
from web import page

pages = Blueprint("dossiers", __name__, url_prefix="/cases")


@pages.get(f"/<{page.NUMBER}:case_id>/dossier")
@access("work")
def show(case_id: int):
    """Cover, contents, pages and the sheet of notes 备考表 of each volume."""
    return render_template("dossier.html", file=dossiers.get(engine(), current_actor(), case_id, at=at()))
