"""Files: what is told of one."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, instant, out, said


class Upload(Schema):
    """A file handed in."""

    id = fields.Integer(required=True, metadata=said("文件编号"))
    name = out("文件名", allow_none=False)
    type = out("媒体类型，由内容认定", allow_none=False)
    size = fields.Integer(metadata=said("字节数"))
    digest = out("内容的 SHA-256", allow_none=False)
    state = out("状态：quarantined 等待病毒扫描，clean 可以打开，refused 检出恶意代码", allow_none=False)
    state_name = out("状态说明")
    scanned = fields.Boolean(metadata=said("是否经过病毒扫描"))
    open = fields.Boolean(metadata=said("您现在能否打开"))
    added_at = instant("上传时间")


class Kind(Schema):
    """A kind of file that may be handed in."""

    suffix = out("扩展名", allow_none=False)
    name = out("名称", allow_none=False)
    type = out("媒体类型", allow_none=False)
    megabytes = fields.Integer(metadata=said("最大的 MB 数"))


class Accepted(Schema):
    """What may be handed in."""

    kinds = fields.List(fields.Nested(Kind), metadata=said("各类文件"))
    suffixes = fields.List(fields.String(), metadata=said("全部扩展名，包括不同写法"))
    files = fields.Integer(metadata=said("一件证据最多的文件数"))


class Uploads(Schema):
    """A person's files that wait to be registered."""

    items = fields.List(fields.Nested(Upload), required=True, metadata=said("尚未登记的文件"))
    accepted = fields.Nested(Accepted, metadata=said("可以上传的类型"))
