"""Who takes part in a collective discussion 集体讨论: people of the roll, named by person, each fit for it."""
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from engine import errors
from engine.play import scenario
from engine.store import tables
from engine.work import absences, inbox, tasks
from tests.conftest import ROOT
from tests.course import actor, give_post, person_id

AT = datetime.fromisoformat("2026-07-14T10:00:00+08:00")
WRITTEN = scenario.read(ROOT / "processes" / "ordinary_penalty" / "scenarios" / "hearing_and_review_sent_back.toml")
LEADERS = ("gao_jun", "hou_li", "fan_wen", "gu_qing", "jiang_yuan", "kang_ning", "ding_yi")


@pytest.fixture
def task(engine):
    cut = next(n for n, step in enumerate(WRITTEN["step"]) if step.get("task") == "collective")
    assert scenario.play(engine, {**WRITTEN, "expect": {}, "step": WRITTEN["step"][:cut]}).failures == []
    with engine.store.read() as conn:
        case_id = conn.execute(select(tables.case_file.c.id).order_by(tables.case_file.c.id.desc())).scalars().first()
    return next(t for t in inbox.of_case(engine, case_id) if t["element"] == "collective")


def discuss(engine, task, *who, votes: int | None = None):
    form = {"collective_voters": [str(person_id(engine, one)) for one in who], "collective_for": len(who) if votes is None else votes,
            "collective_opinion": "均同意。", "collective_result": "agree"}
    return tasks.complete(engine, actor(engine, "gao_jun"), task["id"], form, at=AT)


def refused(engine, task, *who) -> list[str]:
    with pytest.raises(errors.FormInvalid) as why:
        discuss(engine, task, *who)
    return why.value.fields["collective_voters"]


def test_the_list_offers_the_leadership_and_leaves_out_who_may_not_vote(engine, task):
    [field] = [one for one in inbox.get(engine, actor(engine, "gao_jun"), task["id"], at=AT)["form"]["components"] if one.get("key") == "collective_voters"]
    assert field["type"] == "checklist" and [one["label"] for one in field["values"]] == ["高军", "侯立", "范文", "顾清", "江源", "康宁", "丁毅"]


def test_voters_bear_the_duty_and_their_names_and_number_come_from_the_roll(engine, task):
    discuss(engine, task, *LEADERS[:5])
    with engine.store.read() as conn:
        case = conn.execute(select(tables.case_file.c.facts).where(tables.case_file.c.id == task["case_id"])).scalar_one()
        held = set(conn.execute(select(tables.case_duty.c.person_id).where(tables.case_duty.c.case_id == task["case_id"], tables.case_duty.c.duty == "collective")).scalars())
        printed = conn.execute(select(tables.paper.c.data).where(tables.paper.c.case_id == task["case_id"], tables.paper.c.kind == "collective_record")).scalar_one()
    assert (case["collective_members"], case["collective_leaders"]) == ("高军、侯立、范文、顾清、江源", 7)
    assert held == {person_id(engine, one) for one in LEADERS[:5]} and printed["facts"]["collective_members"] == case["collective_members"]


def test_two_thirds_are_counted_from_the_roll(engine, task):
    with pytest.raises(errors.GateRefused) as why:
        discuss(engine, task, *LEADERS[:4])
    assert any(f["gate"] == "G-42" and "应到会 5 人以上" in f["message"] for f in why.value.findings)


def test_who_is_not_on_the_roll_of_leaders_is_refused(engine, task):
    assert "列席" in refused(engine, task, *LEADERS[:5], "lin_xue")[0]
    assert "列席" in refused(engine, task, *LEADERS[:5], "luo_cheng")[0]  # of another agency


def test_who_is_away_does_not_count(engine, task):
    absences.add(engine, actor(engine, "hou_li"), {"kind": "leave", "from_at": AT, "until_at": AT + timedelta(days=2), "note": ""}, at=AT)
    assert "侯立登记为请假或者外出" in refused(engine, task, *LEADERS[:5])[0]


def test_who_handled_the_case_does_not_vote(engine, task):
    give_post(engine, "wang_qiang", "qingxi", "collective")
    with engine.store.act(None, AT) as act:
        act.conn.execute(tables.person.update().where(tables.person.c.id == person_id(engine, "wang_qiang")).values(kind="leader"))
        act.record("person.changed", bearer=person_id(engine, "wang_qiang"))
        act.done()
    assert "王强" in refused(engine, task, *LEADERS[:5], "wang_qiang")[0]


def test_nobody_is_counted_twice(engine, task):
    assert refused(engine, task, *LEADERS[:4], "gao_jun") == ["选项重复"]
