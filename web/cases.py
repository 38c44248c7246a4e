"""Cases: finding one, and the page where one case is seen from every side."""
from __future__ import annotations

from typing import Any, Callable, Mapping

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from api import rate
from api.access import access
from api.auth import current_actor
from api.current import at, engine
from engine.work import cases, clocks, recalls
from web import page, registers, standins, timeline
from web.words import STAGES, STATUSES

pages = Blueprint("cases", __name__, url_prefix="/cases")
CASE = f"/<{page.NUMBER}:case_id>"
TABS = (("timeline", "办理"), ("evidence", "证据"), ("measures", "物品措施"), ("gates", "关口"), ("papers", "文书"), ("recusals", "回避"), ("transfer", "移送"), ("clocks", "期限"), ("diagram", "流程图"),
        ("log", "记录"))


@pages.get("")
@access("work")
def index():
    """The list, latest change first."""
    asked = {"q": page.text("q", 64), "status": page.one_of("status", STATUSES), "stage": page.one_of("stage", STAGES)}
    if asked["q"]:
        rate.each(current_actor().account_id, "search")
    found = cases.find(engine(), current_actor(), **asked, after=page.text("after", 200), limit=50)
    return render_template("cases.html", page=found, asked=asked, stages=STAGES.items())


@pages.get(CASE)
@access("work")
def show(case_id: int):
    """A case; the tab in the address says from which side."""
    return sheet(case_id, page.one_of("tab", dict(TABS)) or "timeline")


@pages.post(CASE + "/comment")
@access("work")
def comment(case_id: int):
    """Says something about the case."""
    words = page.text("text", 1000)
    if not words:
        return sheet(case_id, "timeline", {"title": "请写下意见", "detail": "意见是空的，没有保存。"}, 422)
    cases.comment(engine(), current_actor(), case_id, words, at=at(), key=page.key())
    return redirect(url_for("web.cases.show", case_id=case_id), 303)


@pages.get(CASE + "/diagram")
@access("work")
def diagram(case_id: int):
    """The drawing and where the case stands in it, for the viewer."""
    called = {"process": request.args["process"]} if request.args.get("process") else {}
    return jsonify(cases.diagram(engine(), current_actor(), case_id, **called))


def sheet(case_id: int, tab: str, problem: dict[str, Any] | None = None, status: int = 200, **more: Any):
    """The page of a case; `more` takes the place of what the tab would show of itself."""
    who = current_actor()
    case = cases.get(engine(), who, case_id, at=at())
    return render_template("case.html", case=case, clocks=clocks.of_case(engine(), who, case_id, at=at()), tab=tab, tabs=TABS,
                           line=_line(case), problem=problem, successor=recalls.successor_of(engine(), who, case_id, at=at()),
                           **{**_FILL.get(tab, lambda _: {})(case), **more}), status


def _timeline(case: Mapping[str, Any]) -> dict[str, Any]:
    who, case_id = current_actor(), case["id"]
    found = cases.timeline(engine(), who, case_id, after=page.text("after", 200), limit=100)
    told = timeline.Teller(clocks.of_case(engine(), who, case_id, at=at()), cases.papers_of(engine(), who, case_id),
                           cases.forms(engine(), who, case_id))
    return {"page": found, "days": told.days(found["items"])}


def _log(case: Mapping[str, Any]) -> dict[str, Any]:
    who, case_id = current_actor(), case["id"]
    found = cases.timeline(engine(), who, case_id, after=page.text("after", 200), limit=200)
    told = timeline.Teller(clocks.of_case(engine(), who, case_id, at=at()), cases.papers_of(engine(), who, case_id), [])
    return {"page": found, "log": [{**event, "words": told.words(event)} for event in found["items"]]}


#: what a tab shows besides the frame
_FILL: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "timeline": _timeline, "log": _log, "papers": lambda case: registers.papers_tab(case["id"]),
    "evidence": lambda case: registers.evidence_tab(case["id"]), "measures": lambda case: registers.measures_tab(case["id"]),
    "recusals": lambda case: standins.recusals_tab(case["id"]), "transfer": lambda case: registers.transfer_tab(case["id"]),
    "gates": lambda case: registers.gates_tab(case["id"], case["stage"])}


def _line(case: dict[str, Any]) -> list[dict[str, str]]:
    stages = list(STAGES)
    now = stages.index(case["stage"]) if case["stage"] in STAGES else len(stages)
    over = case["status"] in ("closed", "ended") and case["stage"] == "done"
    state = ["done" if over or n < now else "now" if n == now else "ahead" for n in range(len(stages))]
    return [{"name": STAGES[code], "state": s} for code, s in zip(stages, state)]
