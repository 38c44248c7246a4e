"""The words of the pages: names of codes, dates and money as a Chinese reader expects them."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Mapping

from flask import Flask

from api.current import at
from engine.now import SHANGHAI, shanghai_date
from engine.work.workbench import STAGES

#: duty code → (the one character of its badge, its name)
DUTIES = {
    "patrol": ("巡", "巡查"), "collect": ("采", "采集"), "dispatch": ("派", "分派"), "handle": ("办", "办案"),
    "review": ("审", "法制审核"), "hearing": ("听", "听证"), "hearing_record": ("录", "听证记录"), "collective": ("议", "集体讨论"),
    "decide": ("定", "决定"), "serve": ("送", "送达"),
    "collect_fine": ("收", "收缴"), "archive": ("档", "归档"), "assess": ("评", "案卷评查"), "supervise": ("督", "监督")}
#: a post that is no duty in a case: who draws the processes
POSTS = {**DUTIES, "design": ("图", "流程设计")}
STATUSES = {"lead": "核查中", "filed": "办理中", "closed": "已结案", "ended": "已终结"}
SOURCES = {"patrol": "巡查发现", "grid": "网格上报", "hotline": "12345 热线", "report": "群众举报", "transfer": "部门移送",
           "inspection": "检查发现", "device": "设备采集"}
QUALIFICATIONS = {"enforcement_certificate": "行政执法证", "legal_licence": "法律职业资格"}
UNITS = {"hour": "小时", "day": "日", "working_day": "个工作日", "month": "个月", "year": "年"}
WEEKDAYS = "一二三四五六日"
#: a task nearer to its deadline than this many days stands out when the engine does not say so itself
SOON_DAYS = 3


def local(value: datetime | date | str | None) -> datetime | date | None:
    """A date as it is, an instant in China's time; text is read as ISO 8601."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return value.astimezone(SHANGHAI) if isinstance(value, datetime) else value


def day(value) -> str:
    """2026-03-09, for tables."""
    return f"{local(value):%Y-%m-%d}" if value else ""


def day_text(value) -> str:
    """2026年3月9日, for text."""
    found = local(value)
    return f"{found.year}年{found.month}月{found.day}日" if found else ""


def short_day(value) -> str:
    """3月9日, where the year is plain."""
    found = local(value)
    return f"{found.month}月{found.day}日" if found else ""


def lasting(seconds: int) -> str:
    """How long something has taken so far: 12 天, 5 小时, 20 分钟."""
    for length, unit in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return "不到 1 分钟"


def moment(value) -> str:
    """2026-03-09 14:05, China's time."""
    return f"{local(value):%Y-%m-%d %H:%M}" if value else ""


def clock_time(value) -> str:
    """14:05, China's time."""
    return f"{local(value):%H:%M}" if value else ""


def iso(value) -> str:
    """The machine's form, for `datetime` attributes."""
    return local(value).isoformat() if value else ""


def weekday(value) -> str:
    """星期一."""
    return f"星期{WEEKDAYS[local(value).weekday()]}"


def yuan(fen: int | None) -> str:
    """300.00 from 30000 fen; grouped from ten thousand up."""
    if fen is None:
        return ""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def due(task: Mapping[str, Any]) -> dict[str, str]:
    """What a task's nearest deadline says.

    Args:
        task: a task dict; `due_words`/`due_severity` of the engine win over counting plain days here.
    Returns:
        `severity` (normal|soon|overdue|none) and Chinese `words`.
    """
    if task.get("due_words"):
        return {"severity": task.get("due_severity") or "normal", "words": task["due_words"]}
    if not task.get("due_at"):
        return {"severity": "none", "words": "无期限"}
    last = shanghai_date(local(task["due_at"]) - timedelta(seconds=1))
    left = (last - shanghai_date(at())).days
    if task.get("overdue") or left < 0:
        return {"severity": "overdue", "words": f"已逾期 {max(-left, 1)} 天（{short_day(last)}止）"}
    words = f"今天到期（{short_day(last)}）" if left == 0 else f"剩 {left} 天（{short_day(last)}止）"
    return {"severity": "soon" if left <= SOON_DAYS else "normal", "words": words}


def in_order(duties) -> list[str]:
    """Duties without doubles, in the order of the loop; one we have no name for comes last."""
    order = list(POSTS)
    return sorted(set(duties), key=lambda duty: (order.index(duty) if duty in order else len(order), duty))


def _names(table: Mapping[str, Any], part: int | None = None):
    def name(code: str | None) -> str:
        found = table.get(code or "", code or "")
        return found[part] if part is not None and isinstance(found, tuple) else found
    return name


def file_size(size: int) -> str:
    """A file's size as people say it."""
    return f"{size} 字节" if size < 1024 else f"{size / 1024:.0f} KB" if size < 1024 ** 2 else f"{size / 1024 ** 2:.1f} MB"


def install(app: Flask) -> None:
    """Makes the words filters of the templates."""
    app.jinja_env.filters.update(
        day=day, day_text=day_text, short_day=short_day, moment=moment, clock_time=clock_time, iso=iso, weekday=weekday, file_size=file_size, lasting=lasting,
        yuan=yuan, due=due, duty_char=lambda code: POSTS.get(code or "", ("·", ""))[0], duty_name=_names(POSTS, 1),
        stage_name=_names({**STAGES, "done": "办结"}), status_name=_names(STATUSES), source_name=_names(SOURCES),
        unit_name=_names(UNITS), qualification_name=_names(QUALIFICATIONS))
