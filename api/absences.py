"""Who is away 请假、外出, and who stands in for whom 代理."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act
from api.schemas import absences as shapes
from engine.work import absences, substitutions

blp = Blueprint("absences", __name__, url_prefix="/api/v1", description="在岗与代理：请假外出、销假、岗位代理")
ABSENCE, SUBSTITUTION = "/absences/<int(max=2147483647):absence_id>", "/substitutions/<int(max=2147483647):substitution_id>"


@blp.route("/absences")
@access("work")
@blp.response(200, shapes.Absences)
def listed():
    """请假外出登记

    本人的；您负责的单位的，以及不在岗人员手中需要代理的任务。
    """
    return absences.listed(engine(), current_actor(), at=at())


@blp.route("/absences", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.NewAbsence)
@blp.response(201, shapes.AbsenceAct)
def add(body):
    """登记请假、外出

    这段时间不再分给任务；手中任务的期限照常计算。
    """
    return absences.add(engine(), current_actor(), body, at=at(), key=request_key())


@blp.route(ABSENCE + "/end", methods=["POST"])
@access("work")
@act()
@blp.response(200, shapes.AbsenceAct)
def end_absence(absence_id):
    """销假"""
    return absences.end(engine(), current_actor(), absence_id, at=at(), key=request_key())


@blp.route("/substitutions")
@access("work")
@blp.response(200, shapes.Substitutions)
def substituted():
    """岗位代理

    本人被代理、代理他人的，以及您负责的单位的。
    """
    return substitutions.listed(engine(), current_actor(), at=at())


@blp.route("/substitutions", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.NewSubstitution)
@blp.response(201, shapes.SubstitutionsMade)
def make(body):
    """安排代理

    只借给岗位，不增加资格：代理人和被代理人本人都能办理的，才能代理办理。代理不能再转由他人代理。
    """
    return substitutions.make(engine(), current_actor(), body, at=at(), key=request_key())


@blp.route(SUBSTITUTION + "/end", methods=["POST"])
@access("work")
@act()
@blp.response(200, shapes.SubstitutionAct)
def end(substitution_id):
    """提前结束代理"""
    return substitutions.end(engine(), current_actor(), substitution_id, at=at(), key=request_key())
