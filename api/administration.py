"""The first start, the three administrators 三员, and the accounts that the system administrator runs."""
from __future__ import annotations

from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key
from api.current import at, engine
from api.openapi import act, refuses
from api.schemas import administration as shapes
from api.session import count, empty
from engine.work import accounts, administrators, installation, rescue

blp = Blueprint("administration", __name__, url_prefix="/api/v1", description="管理：首次启动，三名管理员的任免，账号")
NUMBER = "int(max=2147483647)"
ACCOUNT = f"/accounts/<{NUMBER}:account_id>"


@blp.route("/setup", methods=["POST"])
@access("public")
@refuses(403, 409)
@blp.arguments(shapes.Setup)
@blp.response(201, shapes.SetUp)
def setup(body):
    """首次启动

    凭服务启动时在本机屏幕上打印的一次性口令，任命系统、安全、审计三名管理员，须是三个不同的人。返回的一次性口令分别交给本人设定密码，
    只显示这一次，24 小时内有效。
    """
    count()
    return installation.finish(engine(), body["token"], unit=body["unit"], three={role: body[role] for role in shapes.ROLES}, at=at())


@blp.route("/administrators")
@access("administrators.settle")
@blp.arguments(shapes.BeforeQuery, location="query")
@blp.response(200, shapes.Administrators)
def listed(query):
    """在任管理员和任免事项

    最近提出的在前。
    """
    return administrators.listed(engine(), current_actor(), **query)


@blp.route("/administrators/changes", methods=["POST"])
@access("power.grant")
@act()
@blp.arguments(shapes.AdministratorProposal)
@blp.response(201, shapes.ChangeSettled)
def propose(body):
    """提出管理员任免

    由安全管理员提出，另一名系统管理员或者安全管理员复核后生效；不能涉及本人。须先确认本人（/session/proof）。
    """
    return administrators.propose(engine(), current_actor(), body, at=at(), key=request_key())


@blp.route(f"/administrators/changes/<{NUMBER}:change_id>/settle", methods=["POST"])
@access("administrators.settle")
@act()
@blp.arguments(shapes.AdministratorVerdict)
@blp.response(200, shapes.ChangeSettled)
def settle(body, change_id):
    """复核管理员任免

    提出人和本人不能复核。生效后该人员的登录立即结束；每类管理员至少保留一名可以登录的。
    """
    return administrators.settle(engine(), current_actor(), change_id, agree=body["agree"], at=at(), key=request_key())


@blp.route("/accounts")
@access("organisation.manage")
@blp.arguments(shapes.AccountQuery, location="query")
@blp.response(200, shapes.Accounts)
def find(query):
    """账号列表"""
    return accounts.listed(engine(), current_actor(), **query, at=at())


@blp.route("/accounts", methods=["POST"])
@access("organisation.manage")
@act()
@blp.arguments(shapes.NewAccount)
@blp.response(201, shapes.AccountMade)
def create(body):
    """为人员建立账号

    建立账号不授予任何岗位；同一人员的几个账号仍是同一自然人。一次性口令交给本人设定密码。
    """
    return accounts.create(engine(), current_actor(), body, at=at(), key=request_key())


@blp.route("/accounts/systems", methods=["POST"])
@access("organisation.manage")
@act()
@blp.arguments(shapes.NewSystem)
@blp.response(201, shapes.SystemMade)
def create_system(body):
    """为外部系统建立账号

    没有密码，只凭访问令牌调用；能做什么由安全管理员授予的岗位决定，且只能是报送线索的采集岗位。
    """
    return accounts.create_system(engine(), current_actor(), body, at=at(), key=request_key())


@blp.route(ACCOUNT)
@access("organisation.manage")
@blp.response(200, shapes.AccountDetail)
def get(account_id):
    """查看账号"""
    return accounts.get(engine(), current_actor(), account_id, at=at())


@blp.route(ACCOUNT + "/disable", methods=["POST"])
@access("organisation.manage")
@act()
@blp.response(200, shapes.Switched)
def disable(account_id):
    """停用账号

    登录和访问令牌立即失效。
    """
    return accounts.switch(engine(), current_actor(), account_id, active=False, at=at(), key=request_key())


@blp.route(ACCOUNT + "/enable", methods=["POST"])
@access("organisation.manage")
@act()
@blp.response(200, shapes.Switched)
def enable(account_id):
    """启用账号"""
    return accounts.switch(engine(), current_actor(), account_id, active=True, at=at(), key=request_key())


@blp.route(ACCOUNT + "/unlock", methods=["POST"])
@access("organisation.manage")
@refuses(403)
@blp.response(204)
def unlock(account_id):
    """解除登录锁定"""
    rescue.unlock(engine(), current_actor(), account_id, at=at())
    return empty()


@blp.route(ACCOUNT + "/reset", methods=["POST"])
@access("organisation.manage")
@refuses(403)
@blp.response(200, shapes.AccountReset)
def reset(account_id):
    """重置密码

    原密码立即失效，登录随即结束。一次性口令交给本人设定新密码，管理员不知道密码；动态口令不变。
    """
    return rescue.reset_password(engine(), current_actor(), account_id, at=at())


@blp.route(ACCOUNT + "/sessions", methods=["DELETE"])
@access("organisation.manage")
@blp.response(200, shapes.SessionsEnded)
def end_sessions(account_id):
    """结束账号的全部登录"""
    return {"ended": rescue.end_sessions(engine(), current_actor(), account_id, at=at())}


@blp.route(ACCOUNT + "/factor", methods=["POST"])
@access("organisation.manage")
@act()
@blp.arguments(shapes.FactorReason)
@blp.response(201, shapes.ChangeSettled)
def factor(body, account_id):
    """提出清除第二验证因素

    本人手机和恢复代码都已遗失的，由系统管理员提出，安全管理员复核后生效。
    """
    return administrators.propose_factor(engine(), current_actor(), account_id, body["reason"], at=at(), key=request_key())
