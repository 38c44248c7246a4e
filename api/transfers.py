"""Transfer of a suspected crime, from the report to what the police make of it."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key, tagged, terms
from api.current import at, engine
from api.openapi import act
from api.schemas import transfers as shapes
from engine.work import transfers

blp = Blueprint("transfers", __name__, url_prefix="/api/v1", description="移送涉嫌犯罪案件：报告、批准、移送、公安机关的决定、移交物品")
OF_CASE, TRANSFER = "/cases/<int(max=2147483647):case_id>/crime-transfers", "/crime-transfers/<int(max=2147483647):transfer_id>"


@blp.route(OF_CASE)
@access("work")
@blp.response(200, shapes.CrimeTransfers)
def of_case(case_id):
    """案件的移送"""
    return transfers.of_case(engine(), current_actor(), case_id, at=at())


@blp.route(OF_CASE, methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.TransferReport)
@blp.response(201, shapes.TransferAct)
def report(body, case_id):
    """提出移送报告

    由两名以上执法人员提出；负责人应当自接到报告之日起三日内决定（行政执法机关移送涉嫌犯罪案件的规定第五条）。
    """
    return transfers.report(engine(), current_actor(), case_id, body, at=at(), key=request_key())


@blp.route(TRANSFER + "/decide", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.TransferDecision)
@blp.response(200, shapes.TransferAct, headers=shapes.TAG)
def decide(body, transfer_id):
    """决定是否移送

    由正职负责人或者主持工作的负责人决定。批准的，制作移送书，二十四小时内移送。
    """
    return tagged(transfers.decide(engine(), current_actor(), transfer_id, body["agree"], body["opinion"], body["capacity"], **terms()))


@blp.route(TRANSFER + "/send", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.TransferSending)
@blp.response(200, shapes.TransferAct, headers=shapes.TAG)
def send(body, transfer_id):
    """登记移送和回执"""
    return tagged(transfers.send(engine(), current_actor(), transfer_id, body, **terms()))


@blp.route(TRANSFER + "/answer", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.PoliceAnswer)
@blp.response(200, shapes.TransferAct, headers=shapes.TAG)
def answer(body, transfer_id):
    """登记公安机关的决定"""
    return tagged(transfers.answer(engine(), current_actor(), transfer_id, body, **terms()))


@blp.route(TRANSFER + "/respond", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.TransferResponse)
@blp.response(200, shapes.TransferAct, headers=shapes.TAG)
def respond(body, transfer_id):
    """决定是否对不予立案提出异议"""
    return tagged(transfers.respond(engine(), current_actor(), transfer_id, body["to"], body["opinion"], **terms()))


@blp.route(TRANSFER + "/hand-over", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.HandOver)
@blp.response(200, shapes.TransferAct, headers=shapes.TAG)
def hand_over(body, transfer_id):
    """登记物品和材料的移交"""
    return tagged(transfers.hand_over(engine(), current_actor(), transfer_id, body, **terms()))
