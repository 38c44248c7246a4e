"""Trials: a draft run in a scratch store by chosen people under a movable clock; and rehearsals of all its scenarios."""
from __future__ import annotations

from flask import Response

from api import rate
from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.current import at, engine
from api.openapi import refuses
from api.schemas import trials as shapes
from engine.play import trial, trials

blp = Blueprint("trials", __name__, url_prefix="/api/v1/trials", description="试办：在临时数据库中试走流程草稿，录制和演练场景")
ONE = "/<trial_id>"


@blp.route("")
@access("rules.change")
@blp.arguments(shapes.TrialsQuery, location="query")
@blp.response(200, shapes.TrialLines)
def find(query):
    """本人对一份草稿的各次试办"""
    return {"items": trials.mine(engine(), current_actor(), query["draft_id"])}


@blp.route("", methods=["POST"])
@access("rules.change")
@refuses(404, 409, 422)
@blp.arguments(shapes.TrialInput)
@blp.response(201, shapes.Trial)
def begin(body):
    """开始试办

    草稿连同现行的其他流程放进一个临时数据库，只经过发布检查，不要求通过证明。试办中的一切都不进入正式数据，两小时无人查看即结束。
    """
    rate.spend(f"a{current_actor().account_id}", "deploy")
    return trials.begin(engine(), current_actor(), **body)


@blp.route(ONE)
@access("rules.change")
@refuses(404)
@blp.response(200, shapes.Trial)
def get(trial_id):
    """查看试办

    案件、待办环节及各人能否办理和理由、期限、文书、走过的环节和连线。
    """
    with trials.opened(engine(), current_actor(), trial_id) as one:
        return trial.state(one)


@blp.route(ONE, methods=["DELETE"])
@access("rules.change")
@refuses(404)
@blp.response(204)
def end(trial_id):
    """结束试办"""
    trials.end(engine(), current_actor(), trial_id)


@blp.route(ONE + "/tasks/<element>")
@access("rules.change")
@refuses(404)
@blp.arguments(shapes.AsWhom, location="query")
@blp.response(200, shapes.TrialTask)
def task(query, trial_id, element):
    """以某人的身份查看一个待办环节

    element 为环节编号；登记线索之前为 lead，给出线索的表单。
    """
    with trials.opened(engine(), current_actor(), trial_id) as one:
        return trial.asked(one, element, query["who"])


@blp.route(ONE + "/acts", methods=["POST"])
@access("rules.change")
@refuses(404, 409, 422)
@blp.arguments(shapes.TrialStep)
@blp.response(200, shapes.Trial)
def act(body, trial_id):
    """以某人的身份办理一步

    写法与场景文件的一步相同。被拒绝的步骤什么也不改变，理由记入 steps。
    """
    with trials.opened(engine(), current_actor(), trial_id) as one:
        trial.act(one, {k: v for k, v in body.items() if v is not None})
        return trial.state(one)


@blp.route(ONE + "/clock", methods=["POST"])
@access("rules.change")
@refuses(404, 409)
@blp.arguments(shapes.TrialMove)
@blp.response(200, shapes.Trial)
def move(body, trial_id):
    """让时间前进

    到下一个期限届满，或者前进若干天。
    """
    with trials.opened(engine(), current_actor(), trial_id) as one:
        trial.move(one, body["days"])
        return trial.state(one)


@blp.route(ONE + "/record", methods=["POST"])
@access("rules.change")
@refuses(404, 409, 422)
@blp.arguments(shapes.TrialRecord)
@blp.response(200, shapes.TrialRecorded)
def record(body, trial_id):
    """录制为场景

    把走过的过程和现在的结果写成场景文件，加入草稿。已提交审核的草稿因此须重新提交。
    """
    return trials.keep(engine(), current_actor(), trial_id, **body, at=at())


@blp.route(ONE + "/drawings/<process>")
@access("rules.change")
@refuses(404)
@blp.response(200, {"type": "string"}, content_type="application/xml", description="BPMN 2.0 XML")
def drawing(trial_id, process):
    """试办中的流程图"""
    with trials.opened(engine(), current_actor(), trial_id) as one:
        return Response(trial.drawing(one, process), content_type="application/xml; charset=utf-8")


@blp.route("/rehearsals", methods=["POST"])
@access("rules.change")
@refuses(404, 409, 422)
@blp.arguments(shapes.RehearsalInput)
@blp.response(202, shapes.Rehearsal)
def rehearse(body):
    """演练草稿的全部场景

    每个场景用一个全新的示范县数据库。在后台进行，随后查询进度。
    """
    rate.spend(f"a{current_actor().account_id}", "deploy")
    return trials.rehearse(engine(), current_actor(), body["draft_id"])


@blp.route("/rehearsals/<rehearsal_id>")
@access("rules.change")
@refuses(404)
@blp.response(200, shapes.Rehearsal)
def rehearsed(rehearsal_id):
    """查看演练的进度和结果"""
    return trials.rehearsed(engine(), current_actor(), rehearsal_id)
