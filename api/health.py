"""Whether the service works; tells strangers little."""
from __future__ import annotations

import logging

from api.access import access
from api.body import Blueprint
from api.current import engine
from api.errors import Unavailable
from api.openapi import refuses
from api.schema import Schema, out
from engine.work import stream

LOG = logging.getLogger("bihuan.api")
blp = Blueprint("health", __name__, url_prefix="/api/v1/health", description="运行状况")


class Health(Schema):
    """The state of the service."""

    status = out("ok 正常", allow_none=False)
    mode = out("demo 演示，production 正式", allow_none=False)
    database = out("数据库种类：sqlite、postgresql", allow_none=False)
    api = out("接口版本", allow_none=False)
    rules = out("规则数据版本", allow_none=False)


@blp.route("")
@access("public")
@refuses(503)
@blp.response(200, Health)
def get():
    """运行状况

    数据库可用时返回 200，否则 503；供监控使用，不含业务数据。
    """
    settings = engine().settings
    _ask_database()
    return {"status": "ok", "mode": settings.mode, "database": settings.database_url.partition(":")[0].partition("+")[0],
            "api": "v1", "rules": engine().rules.digest[:12]}


def _ask_database() -> None:
    try:
        stream.head(engine())
    except Exception as error:  # whatever the driver says, the answer to a monitor is the same
        LOG.exception("the database does not answer")
        raise Unavailable("数据库暂时不可用。") from error
