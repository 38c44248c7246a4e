"""Running cases moved to a newer version: the dry run, a move by two persons, its progress and report."""
from __future__ import annotations

from api import rate
from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act, refuses
from api.schemas import moves as shapes
from engine.work import moves

blp = Blueprint("moves", __name__, url_prefix="/api/v1/moves", description="案件迁移：运行中的案件改按新版本办理")
ONE = "/<int(max=2147483647):move_id>"


@blp.route("")
@access("rules.change")
@blp.response(200, shapes.Moves)
def find():
    """各次迁移"""
    return {"items": moves.listed(engine(), current_actor())}


@blp.route("/dry-run")
@access("rules.change")
@refuses(404)
@blp.arguments(shapes.DryRunQuery, location="query")
@blp.response(200, shapes.DryRun)
def dry_run(query):
    """试算

    对每一件按其他版本办理的案件给出结论：能否迁移、原因、以后新增的法定程序要求和期限的变化。不作任何改动。
    """
    rate.spend(f"a{current_actor().account_id}", "check")
    return moves.dry_run(engine(), current_actor(), query["process"], query["version"], most=query["cases"])


@blp.route("", methods=["POST"])
@access("rules.change")
@refuses(404, 409, 422)
@act()
@blp.arguments(shapes.MoveInput)
@blp.response(201, shapes.Move)
def plan(body):
    """提出迁移

    由流程设计岗位提出，经另一人确认后执行。只能迁移到现行版本；执行时逐案重新判断，不符合条件的保留原版本。
    """
    rate.spend(f"a{current_actor().account_id}", "deploy")
    return moves.plan(engine(), current_actor(), body["process"], body["reason"], at=at(), key=request_key())


@blp.route(ONE)
@access("rules.change")
@refuses(404)
@blp.response(200, shapes.Move)
def get(move_id):
    """一次迁移的进度"""
    return moves.get(engine(), current_actor(), move_id)


@blp.route(ONE + "/report")
@access("rules.change")
@refuses(404)
@blp.arguments(shapes.ReportQuery, location="query")
@blp.response(200, shapes.Report)
def report(query, move_id):
    """逐案的结果"""
    return moves.report(engine(), current_actor(), move_id, **query)


@blp.route(ONE + "/confirm", methods=["POST"])
@access("rules.change")
@refuses(404, 409)
@act()
@blp.arguments(shapes.MoveConfirm)
@blp.response(200, shapes.Move)
def confirm(body, move_id):
    """确认迁移

    由提出人以外的县级负责人或者流程设计岗位确认，确认后在后台逐案执行。
    """
    return moves.confirm(engine(), current_actor(), move_id, agree=body["agree"], at=at(), key=request_key())


@blp.route(ONE + "/pause", methods=["POST"])
@access("rules.change")
@refuses(404, 409)
@act()
@blp.response(200, shapes.Move)
def pause(move_id):
    """暂停迁移

    在两件案件之间停下，已迁移的不恢复。
    """
    return moves.pause(engine(), current_actor(), move_id, at=at(), key=request_key())


@blp.route(ONE + "/resume", methods=["POST"])
@access("rules.change")
@refuses(404, 409)
@act()
@blp.response(200, shapes.Move)
def resume(move_id):
    """继续迁移"""
    return moves.resume(engine(), current_actor(), move_id, at=at(), key=request_key())


@blp.route(ONE + "/drop", methods=["POST"])
@access("rules.change")
@refuses(404, 409)
@act()
@blp.response(200, shapes.Move)
def drop(move_id):
    """撤销迁移

    待确认或者已暂停的可以撤销，没有处理的案件保留原版本。
    """
    return moves.drop(engine(), current_actor(), move_id, at=at(), key=request_key())
