"""Calendars: the yearly arrangement of days off and worked, publishing one, and the recount that follows."""
from __future__ import annotations

from marshmallow import fields

from api.schema import Schema, day, instant, out, said, text


class CalendarYear(Schema):
    """One year as it is in force."""

    year = fields.Integer(required=True, metadata=said("年份", example=2026))
    status = out("official 已有正式放假安排，provisional 尚无正式安排、结果暂定", allow_none=False)
    source = out("依据的文件", allow_none=False)
    version = fields.Integer(metadata=said("本县公布的第几版；0 为随产品提供"))
    published_at = instant("公布时间；随产品提供的为 null")
    published_by_name = out("公布人；由命令行公布或随产品提供的为 null")


class Calendars(Schema):
    """The years in force."""

    items = fields.List(fields.Nested(CalendarYear), required=True, metadata=said("各年，最近的在前"))


class Holiday(Schema):
    """Days off that follow one another."""

    name = out("节日名称", allow_none=False)
    first_on = day("首日")
    last_on = day("末日")


class CalendarVersion(Schema):
    """One published version of a year."""

    version = fields.Integer(required=True, metadata=said("版本号"))
    source = out("依据的文件", allow_none=False)
    digest = out("内容摘要", allow_none=False)
    published_at = instant("公布时间")
    published_by_name = out("公布人；由命令行公布的为 null")


class CalendarDetail(CalendarYear):
    """One year with its days."""

    digest = out("内容摘要", allow_none=False)
    holidays = fields.List(fields.Nested(Holiday), required=True, metadata=said("放假日"))
    work = fields.List(day("日期"), required=True, metadata=said("调休上班的周末"))
    versions = fields.List(fields.Nested(CalendarVersion), required=True, metadata=said("公布过的各版，最近的在前"))


class Notice(Schema):
    """What is to be published."""

    content = text("放假安排全文（TOML，与 processes/law/calendars/<年份>.toml 相同）", most=100_000, least=1, required=True)


class DayChange(Schema):
    """A day that counts otherwise."""

    date = day("日期")
    was = out("现在", allow_none=False)
    now = out("公布后", allow_none=False)


class NoticePreview(Schema):
    """What publishing would change."""

    year = fields.Integer(required=True, metadata=said("年份"))
    source = out("依据的文件", allow_none=False)
    digest = out("内容摘要", allow_none=False)
    version = fields.Integer(metadata=said("公布后的版本号"))
    unchanged = fields.Boolean(metadata=said("与现行版本内容相同，公布后没有变化"))
    changes = fields.List(fields.Nested(DayChange), required=True, metadata=said("有变化的日期"))
    clocks = fields.Integer(metadata=said("最多涉及多少个正在计算的期限"))


class Published(Schema):
    """What publishing has changed."""

    year = fields.Integer(required=True, metadata=said("年份"))
    version = fields.Integer(metadata=said("版本号"))
    digest = out("内容摘要", allow_none=False)
    published = fields.Boolean(metadata=said("是否有新版本；内容相同时为 false"))
    changes = fields.Integer(metadata=said("有变化的天数"))
    recount = out("重算编号；没有新版本时为 null", fields.Integer)


class Progress(Schema):
    """How far a recount has come."""

    id = fields.Integer(required=True, metadata=said("重算编号"))
    year = fields.Integer(metadata=said("因哪一年的放假安排"))
    version = fields.Integer(metadata=said("该年的第几版"))
    total = fields.Integer(metadata=said("开始时涉及的期限数"))
    done = fields.Integer(metadata=said("已核对的期限数"))
    changed = fields.Integer(metadata=said("日期有变化、已留下记录的期限数"))
    percent = fields.Integer(metadata=said("进度，0 至 100"))
    failed = fields.Integer(metadata=said("暂未能重算、系统会再试的案件数"))
    started_at = instant("开始时间")
    finished_at = instant("完成时间；进行中为 null")


class Recount(Schema):
    """The newest recount, if there ever was one."""

    progress = fields.Nested(Progress, required=True, allow_none=True, metadata=said("最近一次重算；从未公布过放假安排时为 null"))
