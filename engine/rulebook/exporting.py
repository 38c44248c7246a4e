"""Writes a unit's list as CSV that a spreadsheet opens without computing anything in it."""
from __future__ import annotations

import csv
import io
from typing import Mapping

from engine.law.penalty.penalty import KINDS, Item
from engine.law.power.authority import MODES, POWERS
from engine.law.power.capacity import Agency
from engine.law.power.power_list import STATES, ListVersion
from engine.law.spreadsheet import inert

HEADER = ("事项代码", "事项名称", "权力来源", "依据文件", "权限", "处罚种类", "最高罚款（元）", "署名机关", "有效期至", "备注")


def power_list(version: ListVersion, items: Mapping[str, Item], agencies: Mapping[str, Agency]) -> bytes:
    """A list version as CSV, UTF-8 with a byte-order mark so that Excel reads it; importing.power_list reads it back.

    备注 holds each item's state and the reason where it was not claimed.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADER)
    for code, entry in version.entries.items():
        line = version.lines[code]
        reason = f"：{line.steps[-1].reason}" if line.state == "not_claimed" else ""
        name_of = agencies[entry.in_name_of].agency if entry.in_name_of else ""
        writer.writerow(map(inert, (
            code, items[code].name, MODES[entry.mode], entry.instrument, "、".join(POWERS[p] for p in entry.powers),
            "、".join(KINDS[k] for k in entry.kinds), str(entry.top_fen // 100) if entry.top_fen else "", name_of,
            entry.valid_until.isoformat() if entry.valid_until else "", f"{STATES[line.state]}{reason}")))
    return out.getvalue().encode("utf-8-sig")
