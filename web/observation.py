"""Observing the deployed processes 运行观察: numbers on the drawing, versions in use, and the cases behind a number."""
from __future__ import annotations

from flask import Blueprint, render_template

from api.access import access
from api.auth import current_actor
from api.current import at, engine
from engine.work import observation, permissions
from web import page

pages = Blueprint("observation", __name__, url_prefix="/workbench/observe")
PROCESS = "/<string(maxlength=64):process>"
#: steps of the one-hue ramp
STEPS = 5


@pages.get("")
@access("rules.read")
def index():
    """Every process with how many cases are in it."""
    return render_template("workbench_observe.html", processes=observation.overview(engine(), current_actor(), at=at()))


@pages.get(PROCESS)
@access("rules.read")
def show(process: str):
    """One process: the drawing with its numbers, and the same as a table."""
    found = observation.of_process(engine(), current_actor(), process, at=at())
    return render_template("workbench_observed.html", seen={**found, "elements": [{**one, "heat": heat(one["cases"], found)} for one in found["elements"]]},
                           able=permissions.holds(current_actor(), "rules.change"))


@pages.get(PROCESS + "/cases")
@access("rules.read")
def cases(process: str):
    """The cases that wait at an element."""
    found = observation.cases_at(engine(), current_actor(), process, page.text("element", 128) or "", at=at())
    return render_template("workbench_waiting.html", process=process, found=found)


def heat(cases: int, found) -> int:
    """The step of the ramp for a number of cases, 1 to STEPS, against the fullest element."""
    most = max((one["cases"] for one in found["elements"]), default=1)
    return 1 + (STEPS - 1) * cases // max(most, 1)
