"""Tasks: the inbox and every act on a task. Each act is one call to engine.work.tasks."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key, tagged, terms
from api.current import at, engine
from api.openapi import ETAG, act
from api.schemas import tasks as shapes
from engine.work import inbox, people, tasks

blp = Blueprint("tasks", __name__, url_prefix="/api/v1/tasks", description="任务：待办、认领、办理、流转")
TASK = "/<int(max=2147483647):task_id>"


@blp.route("")
@access("work")
@blp.arguments(shapes.TaskQuery, location="query")
@blp.response(200, shapes.TaskPage)
def find(query):
    """我的待办

    只列出您可以看到的任务，按期限先后排列。
    """
    return inbox.find(engine(), current_actor(), at=at(), **query)


@blp.route(TASK)
@access("work")
@blp.response(200, shapes.TaskDesk, headers=ETAG)
def get(task_id):
    """查看任务

    含表单、草稿、程序检查的发现；ETag 是办理时放入 If-Match 的版本。
    """
    return tagged(inbox.get(engine(), current_actor(), task_id, at=at()))


@blp.route(TASK + "/candidates")
@access("work")
@blp.response(200, shapes.Candidates)
def candidates(task_id):
    """可接收此任务的人员

    只对手中持有此任务的人开放；不能接收的注明原因。
    """
    return {"items": people.candidates(engine(), current_actor(), task_id, at=at())}


@blp.route(TASK + "/claim", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.response(200, shapes.TaskAct, headers=ETAG)
def claim(task_id):
    """认领任务

    重复认领自己的任务不算错；他人已认领时返回 409。
    """
    return tagged(tasks.claim(engine(), current_actor(), task_id, **terms()))


@blp.route(TASK + "/release", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.response(200, shapes.TaskAct, headers=ETAG)
def release(task_id):
    """释放任务

    退回任务池，由他人认领。
    """
    return tagged(tasks.release(engine(), current_actor(), task_id, **terms()))


@blp.route(TASK + "/delegate", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.Recipient)
@blp.response(200, shapes.TaskAct, headers=ETAG)
def delegate(body, task_id):
    """委派任务

    由他人代为办理，委派人仍可收回。按实际办理人判断资格与办、审、定分离。
    """
    return tagged(tasks.delegate(engine(), current_actor(), task_id, body["to"], **terms()))


@blp.route(TASK + "/transfer", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.Transfer)
@blp.response(200, shapes.TaskAct, headers=ETAG)
def transfer(body, task_id):
    """转办任务"""
    return tagged(tasks.transfer(engine(), current_actor(), task_id, body["to"], body["reason"], **terms()))


@blp.route(TASK + "/send-back", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.SendBack)
@blp.response(200, shapes.TaskAct, headers=ETAG)
def send_back(body, task_id):
    """退回上一环节"""
    return tagged(tasks.send_back(engine(), current_actor(), task_id, body["reason"], duty_reason=body["duty_reason"], **terms()))


@blp.route(TASK + "/draft", methods=["PUT"])
@access("work")
@blp.arguments(shapes.FormData)
@blp.response(200, shapes.Draft)
def save_draft(body, task_id):
    """保存草稿

    只有手中持有此任务的人可以保存；不作校验。
    """
    return tasks.save_draft(engine(), current_actor(), task_id, body["data"], at=at())


@blp.route(TASK + "/complete", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.Completion)
@blp.response(200, shapes.TaskAct, headers=ETAG)
def complete(body, task_id):
    """办结任务

    依次检查资格、办审定分离、表单、程序检查，全部通过才推进流程。须两人签字的环节转为待签。
    您已承担相兼须说明的职责时返回 422（reason_needed），写明 duty_reason 后重新提交。
    """
    return tagged(tasks.complete(engine(), current_actor(), task_id, body["data"], duty_reason=body["duty_reason"], **terms()))


@blp.route(TASK + "/sign", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.arguments(shapes.Signature, required=False)
@blp.response(200, shapes.TaskAct, headers=ETAG)
def sign(body, task_id):
    """第二名执法人员签字

    须为另一名持证人员；签字后环节办结。
    """
    return tagged(tasks.sign(engine(), current_actor(), task_id, duty_reason=body["duty_reason"], **terms()))


@blp.route(TASK + "/withdraw-signature", methods=["POST"])
@access("work")
@act(versioned=True)
@blp.response(200, shapes.TaskAct, headers=ETAG)
def withdraw_signature(task_id):
    """撤回待签的记录

    第二人签字前，由填写人撤回更正。
    """
    return tagged(tasks.withdraw_signature(engine(), current_actor(), task_id, **terms()))


@blp.route(TASK + "/comments", methods=["POST"])
@access("work")
@act()
@blp.arguments(shapes.Remark)
@blp.response(201, shapes.CommentAnswer)
def comment(body, task_id):
    """发表意见

    不改变任务状态，记入案件时间线。
    """
    return tasks.comment(engine(), current_actor(), task_id, body["text"], at=at(), key=request_key())
