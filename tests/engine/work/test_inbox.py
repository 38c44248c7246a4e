"""What a person sees of the work: all of theirs and nothing else, page by page, and why something is barred to them."""
from __future__ import annotations

from datetime import timedelta

import pytest

from engine import errors
from engine.work import cases, inbox, leads, stream, tasks
from tests.course import Course, actor, example, moment
from tests.invariants import check_invariants

AT = moment("2026-04-27T12:00:00+08:00")
#: a lead of another town, for those who must not see it
SHIQIAO = {"source": "patrol", "found_on": "2026-04-27", "place": "石桥镇老街 9 号", "description": "临街堆放建筑垃圾。", "grid_code": "SQ-01"}


def elsewhere(engine) -> dict:
    """A case of 石桥镇 with an informant."""
    return leads.report(engine, actor(engine, "zhou_kai"), SHIQIAO, at=AT,
                        informant={"name": "吴某某", "phone": "13900001111", "note": "不愿公开身份"})


def everything(engine, who, **how) -> list[dict]:
    """All pages of an inbox, two rows each."""
    found, after = [], None
    while True:
        page = inbox.find(engine, who, after=after, limit=2, at=AT, **how)
        found += page["items"]
        after = page["next"]
        assert len(page["items"]) <= 2
        if after is None:
            return found


def test_pages_show_every_task_once_the_earliest_due_first(engine):
    for n in range(7):
        Course.begin(engine).to("verify" if n % 2 else "register")
    clerk, officer = actor(engine, "xu_min"), actor(engine, "wang_qiang")
    assert [t["element"] for t in everything(engine, clerk)] == ["register"] * 4
    checks = everything(engine, officer)
    assert [t["element"] for t in checks] == ["verify"] * 3
    assert len({t["id"] for t in checks}) == 3
    keys = [(t["due_at"], t["id"]) for t in checks]
    assert keys == sorted(keys)
    check_invariants(engine)


def test_a_page_does_not_move_when_a_task_before_it_is_taken(engine):
    for _ in range(5):
        Course.begin(engine)
    clerk = actor(engine, "xu_min")
    first = inbox.find(engine, clerk, limit=2, at=AT)
    tasks.complete(engine, clerk, first["items"][0]["id"], {"urgency": "normal"}, at=AT)
    second = inbox.find(engine, clerk, limit=2, after=first["next"], at=AT)
    assert {t["id"] for t in first["items"]}.isdisjoint(t["id"] for t in second["items"]) and len(second["items"]) == 2
    check_invariants(engine)


def test_a_cursor_that_is_none_of_ours_is_refused(engine):
    clerk = actor(engine, "xu_min")
    for after in ("x", "%%%", "MjAyNi0wMS0wMXwx", "AAAA", "é", "MjAyNi0wMS0wMVQwMDowMDowMCswMDowMHw5OTk5OTk5OTk5OTk5"):
        for find in (lambda: inbox.find(engine, clerk, after=after, at=AT), lambda: cases.find(engine, clerk, after=after)):
            with pytest.raises(errors.BadInput):
                find()


def test_a_task_in_ones_own_hands_is_mine_and_no_longer_in_the_pool(engine):
    Course.begin(engine)
    course = Course.begin(engine)
    clerk, task_id = actor(engine, "xu_min"), course.task()["id"]
    tasks.claim(engine, clerk, task_id, at=AT)
    found = {view: [t["id"] for t in inbox.find(engine, clerk, view=view, at=AT)["items"]] for view in inbox.VIEWS}
    assert found["mine"] == [task_id] and task_id not in found["pool"] and len(found["pool"]) == 1
    assert sorted(found["all"]) == sorted(found["mine"] + found["pool"])
    check_invariants(engine)


def test_text_is_searched_in_number_title_party_place_and_name_and_taken_literally(engine):
    course = Course.begin(engine).to("recheck")
    Course.begin(engine).to("verify")
    officer = actor(engine, "wang_qiang")
    number = cases.get(engine, officer, course.case_id, at=AT)["lead_number"]
    for q in (number, "李某水果店（", "解放街 18 号", "复查", "店铺超出门窗"):
        found = inbox.find(engine, officer, q=q, at=AT)["items"]
        assert course.case_id in {t["case_id"] for t in found}, q
    assert len(inbox.find(engine, officer, q="复查", at=AT)["items"]) == 1
    for q in ("%", "_", "\\", "%%", "' OR 1=1 --", "不存在的街"):
        assert inbox.find(engine, officer, q=q, at=AT)["items"] == [], q
        assert cases.find(engine, officer, q=q)["items"] == [] and leads.find(engine, officer, q=q)["items"] == [], q
    check_invariants(engine)


def test_the_inbox_is_narrowed_to_a_duty_and_to_what_is_due(engine):
    Course.begin(engine).to("verify")
    chen = actor(engine, "chen_jie")
    assert [t["duty"] for t in inbox.find(engine, chen, duty="handle", at=AT)["items"]] == ["handle"]
    assert inbox.find(engine, chen, duty="review", at=AT)["items"] == []
    # Seven working days from 27 April; 1 to 5 May are off, 9 May is worked: the check is due on 9 May.
    last = moment("2026-05-09T12:00:00+08:00")
    assert inbox.find(engine, chen, due="overdue", at=last)["items"] == [] and inbox.find(engine, chen, due="soon", at=AT)["items"] == []
    assert len(inbox.find(engine, chen, due="soon", at=last)["items"]) == 1
    (late,) = inbox.find(engine, chen, due="overdue", at=last + timedelta(hours=12))["items"]
    assert late["overdue"] and late["due_at"] == moment("2026-05-10T00:00:00+08:00") and late["due_clock"] == "verify_lead"
    check_invariants(engine)


def test_nothing_of_another_town_is_seen_anywhere(engine):
    other = elsewhere(engine)
    mine = Course.begin(engine)
    for login in ("wang_qiang", "xu_min", "gao_jun", "ma_li", "he_fang"):
        me = actor(engine, login)
        assert all(t["case_id"] == mine.case_id for t in inbox.find(engine, me, at=AT)["items"])
        assert [c["id"] for c in leads.find(engine, me)["items"]] == [1 + other["id"]]
        assert leads.find(engine, me, q="石桥镇老街")["items"] == []
        for look in (lambda: cases.get(engine, me, other["case_id"], at=AT), lambda: cases.timeline(engine, me, other["case_id"]),
                     lambda: cases.papers_of(engine, me, other["case_id"]), lambda: cases.diagram(engine, me, other["case_id"]),
                     lambda: cases.forms(engine, me, other["case_id"]), lambda: leads.get(engine, me, other["id"]),
                     lambda: cases.comment(engine, me, other["case_id"], "？", at=AT)):
            with pytest.raises(errors.NotFound):
                look()
        assert all(e["data"]["case_id"] == mine.case_id for e in stream.after(engine, me, 0)["events"])
    for login in ("jiang_hong", "qian_yu", "luo_cheng", "dong_mei"):  # the county guides its towns
        assert cases.get(engine, actor(engine, login), other["case_id"], at=AT)["unit_name"] == "石桥镇"
    check_invariants(engine)


def test_unknown_and_foreign_cases_answer_alike(engine):
    other, me = elsewhere(engine), actor(engine, "wang_qiang")
    told = []
    for case_id in (other["case_id"], 9_999):
        with pytest.raises(errors.NotFound) as refused:
            cases.get(engine, me, case_id, at=AT)
        told.append(str(refused.value.as_dict()).replace(str(case_id), "?"))
    assert told[0] == told[1]


def test_the_stream_tells_who_may_do_a_task_and_misses_nothing(engine):
    course, clerk, officer = Course.begin(engine), actor(engine, "xu_min"), actor(engine, "wang_qiang")
    first = stream.after(engine, clerk, 0)
    assert [e["event"] for e in first["events"]] == ["task.opened"] and first["last"] == stream.head(engine)
    course.to("verify")
    told = stream.after(engine, officer, first["last"])
    assert [(e["event"], e["data"]["element"]) for e in told["events"]] == [("task.opened", "verify")]
    piecewise, last = [], 0
    while last < stream.head(engine):
        part = stream.after(engine, clerk, last, limit=1)
        piecewise += part["events"]
        last = part["last"]
    assert piecewise == stream.after(engine, clerk, 0)["events"]
    check_invariants(engine)


def test_a_case_is_told_as_it_happened(engine):
    course = Course.begin(engine).to("verify", "sign")
    officer = actor(engine, "wang_qiang")
    lines, after = [], None
    while True:
        page = cases.timeline(engine, officer, course.case_id, after=after, limit=3)
        lines += page["items"]
        after = page["next"]
        if after is None:
            break
    assert [e["seq"] for e in lines] == sorted((e["seq"] for e in lines), reverse=True)
    told = [(e["action"], e["person_name"], e["task_name"]) for e in reversed(lines)]
    assert told[0] == ("lead.reported", "赵磊", None) and told[-1] == ("task.signed", "王强", "现场核查")
    assert ("task.done", "徐敏", "登记") in told and ("clock.started", "徐敏", None) in told
    assert cases.diagram(engine, officer, course.case_id)["live"] == ["verify"]
    shown = cases.get(engine, officer, course.case_id, at=AT)
    assert [t["element"] for t in shown["open_tasks"]] == ["verify"] and shown["position"]["live"] == {"closed_loop": ["verify"]}
    assert [f["element"] for f in cases.forms(engine, officer, course.case_id)] == ["register", "triage"]
    check_invariants(engine)


def test_the_example_is_told_with_its_papers_and_labels(engine):
    course = Course.begin(engine).to_the_end()
    officer = actor(engine, "wang_qiang")
    decision = next(p for p in cases.papers_of(engine, officer, course.case_id) if p["kind"] == "penalty_decision")
    assert decision["issued_by_name"] == "高军" and decision["number"]
    paid = next(f for f in cases.forms(engine, officer, course.case_id) if f["element"] == "record_payment")
    assert {"key": "paid_fen", "value": 30000}.items() <= next(f for f in paid["fields"] if f["key"] == "paid_fen").items()
    found = cases.find(engine, officer, status="closed")["items"]
    assert [(c["id"], str(c["filed_on"]), str(c["closed_on"])) for c in found] == [(course.case_id, "2026-04-30", "2026-05-21")]
    assert example()["expect"]["status"] == found[0]["status"]
    check_invariants(engine)
