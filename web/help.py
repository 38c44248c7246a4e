"""Help on what the publish checks and the proof find: one page for each rule, and the list of them."""
from __future__ import annotations

from flask import Blueprint, render_template

from api.access import access
from api.auth import current_actor
from api.current import engine
from engine.work import help

pages = Blueprint("help", __name__, url_prefix="/workbench/help")


@pages.get("")
@access("rules.read")
def index():
    """Every rule."""
    return render_template("workbench_help.html", rules=help.rules(engine(), current_actor()))


@pages.get("/<rule>")
@access("rules.read")
def show(rule: str):
    """One rule with its examples."""
    return render_template("workbench_help_rule.html", one=help.page(engine(), current_actor(), rule))
