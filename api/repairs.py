"""Operators' repairs: proposed by the system administrator, done or refused by the security administrator."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act
from api.schemas import repairs as shapes
from api.schemas.tasks import Candidates
from engine.work import repairs

blp = Blueprint("repairs", __name__, url_prefix="/api/v1/repairs", description="运行修复：系统管理员提出，安全管理员复核执行，均不接触案情")
REPAIR, TASK = "/<int(max=2147483647):repair_id>", "/cases/<int(max=2147483647):case_id>/tasks/<int(max=2147483647):task_id>/candidates"


@blp.route("")
@access("repair.read")
@blp.arguments(shapes.RepairQuery, location="query")
@blp.response(200, shapes.RepairPage)
def find(query):
    """运行修复

    本县的修复，待复核的在前，其余按提出先后，最近的在前。
    """
    return repairs.listed(engine(), current_actor(), **query)


@blp.route("/stuck")
@access("repair.read")
@blp.response(200, shapes.StuckList)
def stuck():
    """停滞的任务和案件

    持有人已不能办理的任务，和流程运行异常、等待重试的案件。不含案情。
    """
    return {"items": repairs.stuck(engine(), current_actor(), at=at())}


@blp.route(TASK)
@access("repair.read")
@blp.response(200, Candidates)
def candidates(case_id, task_id):
    """可以改派给谁

    任务所在单位相应岗位的人员；依法不能承担的注明原因。
    """
    return {"items": repairs.candidates(engine(), current_actor(), case_id, task_id, at=at())}


@blp.route("", methods=["POST"])
@access("repair.propose")
@act()
@blp.arguments(shapes.RepairProposal)
@blp.response(201, shapes.RepairAct)
def propose(body):
    """提出修复

    须写明理由；由安全管理员复核后才执行。改派同样须符合资格、回避和办、审、定分离的规定。
    """
    return repairs.propose(engine(), current_actor(), body["case_id"], body["kind"], body["reason"], task_id=body["task_id"], to=body["to"], at=at(),
                           key=request_key())


@blp.route(REPAIR + "/settle", methods=["POST"])
@access("repair.settle")
@act()
@blp.arguments(shapes.RepairVerdict)
@blp.response(200, shapes.RepairAct)
def settle(body, repair_id):
    """复核修复

    由提出人以外的人复核；提出之后案件有变化的返回 412，须重新提出。
    """
    return repairs.settle(engine(), current_actor(), repair_id, body["agree"], body["opinion"], at=at(), key=request_key())
