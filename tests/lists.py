"""Power lists of the demo county for the tests: a file made from the shipped one, and the way from import to publication."""
from __future__ import annotations

import csv
import io
from datetime import date

from engine.work import powers
from tests.course import actor, moment

#: half a year before example two
AT = moment("2026-03-02T10:00:00+08:00")
SIGNED = [{"body": body, "on": date(2026, 2, 1), "document": "会签单"} for body in ("establishment", "town", "department", "reform", "justice")]


def file_of(engine, unit: str = "qingxi", number: str = "2024-1", *, change=lambda row: row, extra: tuple[dict, ...] = ()) -> bytes:
    """A shipped version as CSV, each row passed through `change` (None drops it)."""
    text = powers.export(engine, None, unit, number).decode("utf-8-sig")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*reader.fieldnames, "数量"])
    writer.writeheader()
    for row in [*filter(None, (change(dict(r)) for r in reader)), *extra]:
        writer.writerow(row)
    return out.getvalue().encode()


def entrusted(item: str, *, top: str = "", kinds: str = "罚款"):
    """A change that makes one item one entrusted by the county bureau."""
    def change(row: dict) -> dict:
        if row["事项代码"] != item:
            return row
        return {**row, "权力来源": "委托", "依据文件": "行政处罚委托书（虚构）", "权限": "行政检查、责令改正、行政处罚", "处罚种类": kinds,
                "最高罚款（元）": top, "署名机关": "示范县综合行政执法局", "有效期至": "2026-12-31"}
    return change


def take_in(engine, data: bytes, *, unit: str = "qingxi", number: str = "2026-2", effective_on: date = date(2026, 4, 1), at=AT, who="he_qing"):
    """Imports a file."""
    return powers.take_in(engine, actor(engine, who), data, "清单.csv", unit=unit, number=number, effective_on=effective_on, at=at)


def step(engine, list_id: int, action: str, who: str = "he_qing", *, at=AT, **more):
    """Takes one step."""
    given = {"action": action, "on": date(2026, 3, 1), "by": "示范县综合行政执法指导办公室", "document": "会签材料（虚构）", **more}
    return powers.step(engine, actor(engine, who), list_id, given, at=at)


def approved(engine, list_id: int) -> None:
    """Takes every line as far as it goes before publication."""
    for action in ("offer", "compare", "claim", "enter"):
        step(engine, list_id, action)
    step(engine, list_id, "approve", "luo_cheng", signed=SIGNED)


def publish(engine, data: bytes, **about) -> int:
    """A file all the way into force."""
    list_id = take_in(engine, data, **about)["id"]
    approved(engine, list_id)
    step(engine, list_id, "publish", "luo_cheng")
    return list_id
