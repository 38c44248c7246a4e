"""Things held: who may, until when, what the file then says."""
from __future__ import annotations

from datetime import date

import pytest

from engine import errors
from engine.work import measures
from tests.course import actor, moment, person_id


def test_try(course_at):
    course = course_at("investigate")
    engine = course.engine
    who = actor(engine, "wang_qiang")
    both = [person_id(engine, "wang_qiang"), person_id(engine, "li_na")]
    at = moment("2026-05-06T10:00:00+08:00")
    given = {"kind": "seizure", "reason": "防止证据损毁", "basis": "无证无照经营查处办法第十一条", "officers": both, "executed_at": moment("2026-05-06T09:50:00+08:00"),
             "objects": [{"name": "水果筐", "quantity": "3只"}]}
    done = measures.execute_at_once(engine, who, course.case_id, given, at=at)
    print(done)
    leader = actor(engine, "gao_jun")
    print(measures.approve(engine, leader, done["id"], True, "同意", at=at))
    print(measures.extend(engine, leader, done["id"], "案情复杂", at=moment("2026-05-20T10:00:00+08:00")))
    print(measures.resolve(engine, who, done["id"], {"resolution": "released", "note": "已查清", "officers": both}, at=moment("2026-05-21T10:00:00+08:00")))
    print(measures.confirm(engine, leader, done["id"], True, "同意", at=moment("2026-05-21T11:00:00+08:00")))
    print(measures.of_case(engine, who, course.case_id, at=at))
