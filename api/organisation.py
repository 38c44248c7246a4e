"""Organisation: units and their history, staffing with reviewers, grids and who answers for them."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key, tagged, terms
from api.current import at, engine
from api.openapi import act, refuses
from api.schemas import organisation as shapes
from engine.now import shanghai_date
from engine.work import grids, organisation

blp = Blueprint("organisation", __name__, url_prefix="/api/v1/organisation", description="单位设置与沿革、法制审核人员配备、网格和责任链")
UNIT, GRID = "/units/<string(maxlength=64):code>", "/grids/<string(maxlength=64):code>"


def day_of(query: dict):
    """The day asked for; today by default."""
    return query["on"] or shanghai_date(at())


@blp.route("/units")
@access("people.read")
@blp.arguments(shapes.OnQuery, location="query")
@blp.response(200, shapes.OrganisationUnits)
def units(query):
    """某日的单位设置

    按当日的名称和隶属列出存续的单位。
    """
    on = day_of(query)
    return {"on": on, "items": organisation.listed(engine(), current_actor(), on=on)}


@blp.route("/units", methods=["POST"])
@access("organisation.manage")
@refuses(404)
@act()
@blp.arguments(shapes.UnitInput)
@blp.response(201, shapes.UnitAct)
def found(body):
    """设立单位

    内设执法队、派驻机构不是执法主体：文书以上方最近的执法主体（派驻机构以派驻部门）的名义制作。
    """
    return organisation.add(engine(), current_actor(), body, at=at(), key=request_key())


@blp.route(UNIT)
@access("people.read")
@blp.arguments(shapes.OnQuery, location="query")
@blp.response(200, shapes.UnitDetail, headers=shapes.TAG)
def unit(query, code):
    """查看单位

    沿革、在岗人员、法制审核人员配备。
    """
    return tagged(organisation.get(engine(), current_actor(), code, on=day_of(query)))


@blp.route(UNIT + "/change", methods=["POST"])
@access("organisation.manage")
@act(versioned=True)
@blp.arguments(shapes.UnitChangeInput)
@blp.response(200, shapes.UnitAct, headers=shapes.TAG)
def change(body, code):
    """变更单位

    名称、隶属等自某日起变更；此前的文书保留原名称。
    """
    return tagged(organisation.change(engine(), current_actor(), code, body, **terms()))


@blp.route(UNIT + "/dissolve", methods=["POST"])
@access("organisation.manage")
@act(versioned=True)
@blp.arguments(shapes.DissolveInput)
@blp.response(200, shapes.UnitAct, headers=shapes.TAG)
def dissolve(body, code):
    """撤销单位

    未办结的线索、案件、待办任务、网格和人员一并转入承接单位；本单位岗位终止。
    """
    return tagged(organisation.dissolve(engine(), current_actor(), code, body, **terms()))


@blp.route("/ratios")
@access("people.read")
@blp.arguments(shapes.OnQuery, location="query")
@blp.response(200, shapes.UnitRatios)
def ratios(query):
    """法制审核人员配备

    各执法主体的执法人员、本单位和县级共享的审核人员，是否达到规定比例。
    """
    return {"items": organisation.ratios(engine(), current_actor(), on=day_of(query))}


@blp.route("/grids")
@access("people.read")
@refuses(404)
@blp.arguments(shapes.GridsQuery, location="query")
@blp.response(200, shapes.Grids)
def listed(query):
    """网格和村（社区）

    附某日的责任链。
    """
    return {"items": grids.listed(engine(), current_actor(), on=day_of(query), unit=query["unit"])}


@blp.route(GRID, methods=["PUT"])
@access("organisation.manage")
@act()
@blp.arguments(shapes.GridInput)
@blp.response(200, shapes.GridKept)
def keep(body, code):
    """登记或者更改网格、村（社区）"""
    return grids.keep(engine(), current_actor(), code, body, at=at(), key=request_key())


@blp.route(GRID + "/answers")
@access("people.read")
@blp.arguments(shapes.OnQuery, location="query")
@blp.response(200, shapes.Chain)
def answers(query, code):
    """网格的责任链

    某日谁对这个网格负责，连同所属村（社区）的负责人；没有这个网格的为空。
    """
    return {"items": grids.answers_for(engine(), current_actor(), code, on=day_of(query))}


@blp.route(GRID + "/answers", methods=["POST"])
@access("organisation.manage")
@act()
@blp.arguments(shapes.AnswerableInput)
@blp.response(201, shapes.Assigned)
def assign(body, code):
    """指定网格责任人"""
    return grids.assign(engine(), current_actor(), code, body, at=at(), key=request_key())


@blp.route(GRID + "/answers/<int(max=2147483647):assignment_id>/end", methods=["POST"])
@access("organisation.manage")
@act()
@blp.response(200, shapes.Assigned)
def relieve(code, assignment_id):
    """解除网格责任"""
    return grids.relieve(engine(), current_actor(), code, assignment_id, at=at(), key=request_key())
