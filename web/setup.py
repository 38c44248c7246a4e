"""The first start: the three administrators, made with the one-time token that the server printed on its own screen."""
from __future__ import annotations

from flask import Blueprint, make_response, render_template, request

from api.access import access
from api.current import at, engine
from api.errors import status_of
from api.session import count
from engine import errors
from engine.work import installation

pages = Blueprint("setup", __name__)
ROLES = (("system", "系统管理员", "管理单位、人员、账号和系统运行"), ("security", "安全管理员", "授予岗位、角色和资格，管理安全策略"),
         ("audit", "审计管理员", "查阅、校验和导出操作记录"))


@pages.get("/setup")
@access("public")
def ask():
    """The form; it tells nobody whether a token is outstanding."""
    return render_template("setup.html", given={}, roles=ROLES)


@pages.post("/setup")
@access("public")
def make():
    """Makes the three and shows each one's secret once."""
    count()
    given = {k: v[:128] for k, v in request.form.items()}
    three = {role: {k: given.get(f"{role}_{k}", "") for k in ("name", "login")} for role, _, _ in ROLES}
    try:
        made = installation.finish(engine(), given.get("token", ""), unit=given.get("unit", ""), three=three, at=at())
    except errors.Refusal as refusal:
        return render_template("setup.html", problem=refusal.as_dict(), given=given, roles=ROLES), status_of(type(refusal))
    response = make_response(render_template("setup_done.html", made=made["administrators"]))
    response.headers["Cache-Control"] = "no-store"
    return response
