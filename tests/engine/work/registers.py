"""What is entered into the registers in the tests, and a case in January for worked example three."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.work import inbox, leads, tasks
from tests.course import actor, moment, person_id


def officers(engine, *logins: str) -> list[int]:
    """Person ids, by default of 王强 and 李娜."""
    return [person_id(engine, login) for login in logins or ("wang_qiang", "li_na")]


def piece(engine, at: datetime, **changed: Any) -> dict[str, Any]:
    """A photograph."""
    return {"kind": "audiovisual", "name": "现场照片十张", "source": "scene", "obtained_at": at, "officers": officers(engine),
            "proves": "当事人占道经营", **changed}


def inquiry(engine, **changed: Any) -> dict[str, Any]:
    """A record of an inquiry, signed; `began_at` and `ended_at` are the caller's."""
    return {"kind": "inquiry", "officers": officers(engine), "person": "李某", "certificate_shown": True,
            "rights_told": True, "signed": "signed", "witness": "", "note": "", **changed}


def hold(engine, **changed: Any) -> dict[str, Any]:
    """A registration hold of two things."""
    return {"kind": "registration_hold", "reason": "证据可能灭失，以后难以取得", "basis": "行政处罚法第五十六条", "place": "现场", "officers": officers(engine),
            "objects": [{"name": "水果筐", "quantity": "九只"}, {"name": "遮阳棚", "quantity": "一顶"}], **changed}


def seizure(engine, **changed: Any) -> dict[str, Any]:
    """A seizure of a lorry."""
    return hold(engine, **{"kind": "seizure", "reason": "防止危险扩大", "basis": "示范省建筑垃圾管理条例第四十条（虚构）",
                           "objects": [{"name": "渣土运输车", "quantity": "一辆"}], **changed})


def opened(engine, at: str, item_code: str, *, patrol: str = "zhao_lei", dispatcher: str = "xu_min", grid: str = "QX-01") -> int:
    """A lead that has been dispatched to the officers as a case of an item; its case."""
    now = moment(at)
    lead = {"source": "patrol", "found_on": now.date().isoformat(), "place": "环城路", "description": "巡查中查获", "grid_code": grid}
    case_id = leads.report(engine, actor(engine, patrol), lead, at=now)["case_id"]
    clerk = actor(engine, dispatcher)
    for form in ({"urgency": "urgent"}, {"triage": "ours", "item_code": item_code, "triage_reason": "属于本单位事项"}):
        [task] = inbox.of_case(engine, case_id)
        tasks.complete(engine, clerk, task["id"], form, at=now)
    return case_id
