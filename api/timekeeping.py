"""What people do to a period by hand. Each act is one call to engine.work.timekeeping."""
from __future__ import annotations

from typing import Any

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act
from api.schemas import timekeeping as shapes
from engine.work import timekeeping

blp = Blueprint("timekeeping", __name__, url_prefix="/api/v1", description="期限的办理：起算、办结、中止、恢复、延长、重新起算、取消")
OF_CASE, CLOCK = "/cases/<int(max=2147483647):case_id>/clocks", "/clocks/<int(max=2147483647):clock_id>"


def _length(body: dict[str, Any]) -> Any:
    """A number of units or the last day itself, whichever was sent."""
    length, until = body.pop("length", None), body.pop("until", None)
    return until if length is None else length


def _terms() -> dict[str, Any]:
    return {"at": at(), "key": request_key()}


@blp.route(OF_CASE + "/startable")
@access("work")
@blp.response(200, shapes.Startables)
def startable(case_id):
    """可以起算的期限

    大多数期限随流程自动起止；这里列出可以人工登记起算的。
    """
    return {"items": timekeeping.known(engine(), current_actor(), case_id, at=at())}


@blp.route(OF_CASE, methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.Begin)
@blp.response(201, shapes.Kept)
def begin(body, case_id):
    """登记期限起算

    没有规定依据的期限不能登记；规定已经确定长度的，不能另定。
    """
    day0 = body.get("began_at") or body.get("day0") or at()
    return timekeeping.begin(engine(), current_actor(), case_id, body["code"], day0, body["why"], length=_length(body), **_terms())


@blp.route(CLOCK + "/choices")
@access("work")
@blp.response(200, shapes.Choices)
def choices(clock_id):
    """对期限可以办理的事项"""
    return timekeeping.choices(engine(), current_actor(), clock_id, at=at())


@blp.route(CLOCK + "/stop", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.Stop)
@blp.response(200, shapes.Kept)
def stop(body, clock_id):
    """登记期限事项办结"""
    on = body.get("ended_at") or body["on"]
    return timekeeping.stop(engine(), current_actor(), clock_id, on, body["why"], **_terms())


@blp.route(CLOCK + "/suspend", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.Suspend)
@blp.response(200, shapes.Kept)
def suspend(body, clock_id):
    """中止计算

    只有规定列明的理由才能中止，并须有告知当事人的文书。
    """
    return timekeeping.suspend(engine(), current_actor(), clock_id, **body, **_terms())


@blp.route(CLOCK + "/resume", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.Resume)
@blp.response(200, shapes.Kept)
def resume(body, clock_id):
    """恢复计算

    按实际中止的日数顺延，重叠的日数只算一次。
    """
    return timekeeping.resume(engine(), current_actor(), clock_id, **body, **_terms())


@blp.route(CLOCK + "/extend", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.Extend)
@blp.response(200, shapes.Kept)
def extend(body, clock_id):
    """批准延长

    由行政机关负责人办理；规定没有延长条款的，一律不能延长。
    """
    return timekeeping.extend(engine(), current_actor(), clock_id, length=_length(body), **body, **_terms())


@blp.route(CLOCK + "/restart", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.Restart)
@blp.response(200, shapes.Kept)
def restart(body, clock_id):
    """重新起算

    重新告知以后，原期限留存在案，新的一次起算。
    """
    return timekeeping.restart(engine(), current_actor(), clock_id, length=_length(body), **body, **_terms())


@blp.route(CLOCK + "/cancel", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.Cancel)
@blp.response(200, shapes.Kept)
def cancel(body, clock_id):
    """取消期限

    由行政机关负责人办理，须写明期限失去对象的理由。
    """
    return timekeeping.cancel(engine(), current_actor(), clock_id, **body, **_terms())
