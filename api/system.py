"""What the system and audit administrators are told of the machine."""
from __future__ import annotations

from marshmallow import fields

from api.access import access
from api.body import Blueprint
from api.current import engine
from api.schema import Schema, out, said
from engine.work import selfcheck

blp = Blueprint("system", __name__, url_prefix="/api/v1/system", description="系统状况")


class CheckNote(Schema):
    """One thing that is not as it should be."""

    code = out("代码", allow_none=False)
    refuses = fields.Boolean(metadata=said("正式运行时是否因此不启动"))
    said = out("发现的问题", allow_none=False)
    next = out("怎么办", allow_none=False)


class SelfCheck(Schema):
    """The self-check, taken now."""

    items = fields.List(fields.Nested(CheckNote), required=True, metadata=said("没有问题时为空"))


@blp.route("/checks")
@access("system.read")
@blp.response(200, SelfCheck)
def checks():
    """系统自检

    数据库是否可靠、文件是否只有本系统可读、审计链尾是否完好、病毒扫描和时钟。
    """
    return {"items": [note.as_dict() for note in selfcheck.look(engine())]}
