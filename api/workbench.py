"""While somebody draws: the publish checks, the proof, what may be chosen, whether an expression is one. Nothing is kept."""
from __future__ import annotations

from api import rate
from api.access import MEGABYTE, access
from api.auth import current_actor
from api.body import Blueprint
from api.current import at, engine
from api.openapi import refuses
from api.schemas import drafts as shapes
from api.schemas.definitions import CheckFindings
from engine.play import samples
from engine.work import workbench

blp = Blueprint("workbench", __name__, url_prefix="/api/v1/workbench", description="流程设计：边画边查、证明、可选代码、表达式")


@blp.route("/check", methods=["POST"])
@access("rules.change", body=16 * MEGABYTE)
@refuses(413)
@blp.arguments(shapes.FilesInput)
@blp.response(200, CheckFindings)
def check(body):
    """检查正在画的流程

    连同现行的其他流程一起检查；其他工具的图中不会执行的内容列为提醒。任何内容都得到问题清单。
    """
    rate.spend(f"a{current_actor().account_id}", "draw")
    return {"problems": workbench.check(engine(), current_actor(), body["files"])}


@blp.route("/prove", methods=["POST"])
@access("rules.change", body=16 * MEGABYTE)
@refuses(413)
@blp.arguments(shapes.FilesInput)
@blp.response(200, shapes.ProofVerdicts)
def prove(body):
    """证明正在画的流程

    证明它所参与的每一个由线索启动的流程；未通过的，给出最短的反例路径。
    """
    rate.spend(f"a{current_actor().account_id}", "check")
    return workbench.prove(engine(), current_actor(), body["files"])


@blp.route("/paper", methods=["POST"])
@access("rules.change", body=16 * MEGABYTE)
@refuses(404, 413, 422)
@blp.arguments(shapes.PaperPreviewInput)
@blp.response(200, shapes.PaperPreview)
def paper(body):
    """预览文书

    正在画的流程所制发的文书，用场景中的或者示例的事实填写。与正式文书同样制作，但不编号、不保存；没有载明的事项在原处标出。
    """
    rate.spend(f"a{current_actor().account_id}", "draw")
    return samples.preview(engine(), current_actor(), body.pop("files"), body.pop("kind"), **body, at=at())


@blp.route("/codes")
@access("rules.read")
@blp.response(200, shapes.PickLists)
def codes():
    """可以选用的代码

    职责、期限、法定程序、环节、文书、单位、阶段、流程、函数和案件事实，取自现行规则和流程。
    """
    return workbench.codes(engine(), current_actor())


@blp.route("/expression", methods=["POST"])
@access("rules.read")
@blp.arguments(shapes.ExpressionInput)
@blp.response(200, shapes.ExpressionVerdict)
def expression(body):
    """检查表达式"""
    rate.spend(f"a{current_actor().account_id}", "draw")
    return workbench.expression(current_actor(), body["text"], body["kind"])
