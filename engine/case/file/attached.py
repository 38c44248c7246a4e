"""Files that a register entry rests on: whose they are, what they look like to a reader, what digest the entry takes from them."""
from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from engine.case.file.entry import Entry
from engine.case.flow.step import Step
from engine.store import uploads

#: what people read about a file's state
STATES = {uploads.QUARANTINED: "等待病毒扫描，扫描通过前只有上传人可以打开", uploads.CLEAN: "", uploads.REFUSED: "检出恶意代码，不能打开"}
#: what stands with a file that nothing has looked at for viruses
UNSCANNED = "unscanned"


def ids(read: Entry, most: int) -> list[int]:
    """The numbers of the files an entry names, in its field `uploads`; none where it is missing."""
    given = read.given.get("uploads") or []
    if not isinstance(given, (list, tuple)) or any(type(one) is not int for one in given):
        read.fault("uploads", "应为文件编号的列表")
        return []
    found = list(dict.fromkeys(given))
    if len(found) > most:
        read.fault("uploads", f"一次最多 {most} 个文件")
    return found


def of_entry(step: Step, read: Entry, wanted: Sequence[int]) -> list[dict[str, Any]]:
    """The files themselves: handed in by who enters, for this case, not registered yet.

    Raises:
        errors.FormInvalid: one of them is not; the answer does not say why, it may be anybody's.
    """
    rows = [uploads.one(step.conn, one) for one in wanted]
    sound = all(row is not None and row["case_id"] == step.case_id and row["added_by"] == step.act.person_id and row["evidence_id"] is None
                and row["state"] != uploads.REFUSED for row in rows)
    if not sound:
        read.fault("uploads", "文件不存在、已经登记或者已经过期，请重新选择文件")
        read.done()
    return rows


def digest_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """The digest an entry takes from its files: the file's own SHA-256, or that over the digests of several, one a line."""
    if len(rows) == 1:
        return rows[0]["digest"]
    return hashlib.sha256("".join(f"{row['digest']}\n" for row in rows).encode()).hexdigest()


def shown(row: Mapping[str, Any], person_id: int) -> dict[str, Any]:
    """A file as a reader sees it; `open` says whether this reader may."""
    mine = row["added_by"] == person_id and row["state"] == uploads.QUARANTINED
    return {**{key: row[key] for key in ("id", "name", "type", "size", "digest", "state", "added_at")},
            "state_name": STATES[row["state"]], "scanned": row["verdict"] != UNSCANNED and row["state"] == uploads.CLEAN,
            "open": mine or row["state"] == uploads.CLEAN}
