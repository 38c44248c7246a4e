"""Evidence, records, things held and gates on the case page, without scripts."""
from __future__ import annotations

from datetime import timedelta

import pytest

from engine.work import evidence, measures
from tests.course import Course, actor
from tests.engine.work.registers import hold, officers, piece


@pytest.fixture
def course(engine, clock) -> Course:
    """Example two while it is investigated."""
    found = Course.begin(engine).to("conclude")
    clock(found.at)
    return found


def page_of(someone, course, tab: str):
    return someone.open(f"/cases/{course.case_id}?tab={tab}")


def test_evidence_is_entered_by_its_form_and_stands_in_the_list(course, reader):
    someone = reader("wang_qiang")
    page = page_of(someone, course, "evidence")
    assert "还没有登记证据" in page.text and "还没有登记笔录" in page.text
    ids = [str(n) for n in officers(course.engine)]
    someone.press("/evidence", {"kind": "electronic", "name": "路口录像<script>", "proves": "占道的时间", "source": "device", "obtained_at": "2026-05-07T09:30",
                                "officers": ids, "monitoring_public_location": "县政府网站"})
    page = someone.follow()
    row = page.select_one(".register tbody tr")
    assert "路口录像<script>" in row.text and "电子数据 · 非现场监控设备记录" in row.text and "县政府网站" in row.text and "王强、李娜" in row.text
    assert not row.find("script") and "2026-05-07 09:30" in row.text
    assert "登记证据" in someone.open(f"/cases/{course.case_id}").text


def test_an_entry_with_mistakes_comes_back_as_typed_with_its_form_open(course, reader):
    someone = reader("wang_qiang")
    page_of(someone, course, "evidence")
    page = someone.press("/evidence", {"name": "照片<b>", "obtained_at": "2026-05-07T99:99"}, status=422)
    form = page.find("form", action=f"/cases/{course.case_id}/evidence")
    assert form.find("input", {"name": "name"})["value"] == "照片<b>" and form.find_parent("details").has_attr("open")
    assert form.find("input", {"name": "obtained_at"})["aria-invalid"] == "true" and "需要更正" in form.find(role="alert").text
    future = someone.press("/evidence", {"kind": "physical", "name": "筐", "proves": "占道", "source": "scene", "obtained_at": "2030-01-01T09:00"}, status=422)
    assert "不能晚于现在" in future.text


def test_a_piece_is_voided_with_a_reason_and_stays_struck_through(course, reader):
    made = evidence.add(course.engine, actor(course.engine, "wang_qiang"), course.case_id, piece(course.engine, course.at), at=course.at)["id"]
    someone = reader("wang_qiang")
    page_of(someone, course, "evidence")
    assert "请写明作废的理由" in someone.press(f"/evidence/{made}/void", {"reason": " "}, status=422).find(role="alert").text
    page_of(someone, course, "evidence")
    someone.press(f"/evidence/{made}/void", {"reason": "与本案无关"})
    row = someone.follow().select_one("tr.is-void")
    assert "作废：与本案无关" in row.text and not row.find("form")


def test_a_record_is_entered_by_its_form(course, reader):
    someone = reader("wang_qiang")
    page_of(someone, course, "evidence")
    ids = [str(n) for n in officers(course.engine)]
    typed = {"kind": "inquiry", "began_at": "2026-05-07T09:00", "ended_at": "2026-05-07T09:40", "officers": ids, "person": "李某", "certificate_shown": "yes",
             "rights_told": "yes", "signed": "none", "note": "承认占道"}
    page = someone.press("/transcripts", {**typed, "officers": ids[:1]}, status=422)
    assert "至少 2 人" in page.text
    someone.press("/transcripts", typed)
    assert "没有签名" in someone.follow().text and "2026-05-07 09:00 至 09:40" in someone.page.text


def test_things_are_held_at_once_approved_and_given_back_by_the_pages(course, reader, clock):
    handler, leader = reader("wang_qiang"), reader("gao_jun")
    page = page_of(handler, course, "measures")
    ids = [str(n) for n in officers(course.engine)]
    form = page.find("form", action=f"/cases/{course.case_id}/measures")
    assert len(form.find_all("input", {"name": "thing_name"})) == 3
    data = {**{i["name"]: i["value"] for i in form.select("input[type=hidden]")}, "kind": "registration_hold", "how": "emergency",
            "executed_at": "2026-05-07T09:30", "reason": "可能灭失", "basis": "行政处罚法第五十六条", "officers": ids, "thing_name": ["水果筐", "", "电子秤"],
            "thing_quantity": ["九只", "", "一台"], "thing_third_party": ["2"]}
    more = handler.client.post(form["action"], data={**data, "more": "1"})
    assert more.status_code == 200 and more.text.count('name="thing_name"') == 6 and 'value="电子秤"' in more.text
    assert handler.client.post(form["action"], data=data).status_code == 303
    page = page_of(handler, course, "measures")
    assert [li.get_text(" ", strip=True) for li in page.select(".things li")] == ["水果筐 九只", "电子秤 一台 案外人所有"]
    assert "补办批准" in page.text and "2026-05-08 09:30 前" in page.text
    page_of(leader, course, "measures")
    leader.press("/approve", {"agree": "yes", "opinion": "同意保存。"})
    assert "同意保存。" in leader.follow().text
    handler.open(f"/cases/{course.case_id}?tab=measures")
    handler.press("/resolve", {"resolution": "copied", "note": "已拍照", "officers": ids})
    page_of(leader, course, "measures")
    leader.press("/confirm", {"agree": "yes", "opinion": "同意。"})
    page = leader.follow()
    assert "已处理" in page.text and "高军批准" in page.text and not page.select(".measure form")
    told = leader.open(f"/cases/{course.case_id}").text
    assert "实施先行登记保存" in told and "批准先行登记保存" in told and "先行登记保存的物品处理完毕" in told


def test_a_list_of_things_left_empty_is_told_beside_it(course, reader):
    someone = reader("wang_qiang")
    page_of(someone, course, "measures")
    ids = [str(n) for n in officers(course.engine)]
    page = someone.press(f"/cases/{course.case_id}/measures", {"kind": "seizure", "how": "approval", "reason": "理由", "basis": "条例", "officers": ids}, status=422)
    assert "请逐件列明物品" in page.select_one("fieldset.wrong").text
    assert page.find("textarea", {"name": "reason"}).text.strip() == "理由"


def test_a_power_that_has_ended_is_shown_red_with_what_to_do(course, reader, clock):
    engine = course.engine
    held = measures.execute_at_once(engine, actor(engine, "wang_qiang"), course.case_id, hold(engine, executed_at=course.at), at=course.at)
    measures.approve(engine, actor(engine, "gao_jun"), held["id"], True, "同意。", at=course.at)
    clock(course.at + timedelta(days=30))
    page = page_of(reader("wang_qiang"), course, "measures")
    over = page.select_one(".measure.is-over")
    assert "期限已届满，效力终止" in over.select_one(".due-overdue").text and "请立即解除并退还" in over.select_one(".notice-bar").text
    stale = reader("gao_jun")
    assert not page_of(stale, course, "measures").select(".measure form")


def test_a_refusal_is_shown_on_the_page_it_came_from(course, reader, clock):
    engine = course.engine
    held = measures.execute_at_once(engine, actor(engine, "wang_qiang"), course.case_id, hold(engine, executed_at=course.at), at=course.at)
    leader = reader("gao_jun")
    page_of(leader, course, "measures")
    measures.approve(engine, actor(engine, "gao_jun"), held["id"], True, "同意。", at=course.at)
    page = leader.press("/approve", {"agree": "yes", "opinion": "我也同意。"}, status=412)
    assert "内容已被更新" in page.find(role="alert").text
    assert leader.client.get(leader.page.find("a", class_="brand")["href"]).status_code in (200, 302, 303)
    again = leader.client.get(f"/cases/{course.case_id}/measures/{held['id']}/approve")
    assert again.status_code == 302 and "tab=measures" in again.headers["Location"]


def test_the_gates_tab_asks_about_the_act_that_comes_next(course, reader):
    page = page_of(reader("wang_qiang"), course, "gates")
    assert page.select_one("#gate-act option[selected]")["value"] == "notice" and "调查终结" in page.select_one(".findings").text
    page = reader("wang_qiang").open(f"/cases/{course.case_id}?tab=gates&act=decide")
    assert page.select_one("#gate-act option[selected]")["value"] == "decide" and page.select(".due-overdue") and page.select(".due-met")
    assert reader("wang_qiang").open(f"/cases/{course.case_id}?tab=gates&act=%3Cscript%3E").select_one("#gate-act option[selected]")["value"] == "notice"


@pytest.mark.parametrize("tab", ["evidence", "measures", "gates"])
def test_every_input_of_the_registers_has_its_label_and_every_id_is_unique(course, reader, tab):
    engine = course.engine
    for _ in range(2):
        measures.execute_at_once(engine, actor(engine, "wang_qiang"), course.case_id, hold(engine, executed_at=course.at), at=course.at)
        evidence.add(engine, actor(engine, "wang_qiang"), course.case_id, piece(engine, course.at), at=course.at)
    for code in ("wang_qiang", "gao_jun", "qian_yu"):
        page = page_of(reader(code), course, tab)
        for one in page.select("main input:not([type=hidden]), main select, main textarea"):
            assert one.find_parent("label") or page.find("label", {"for": one.get("id")}), f"{one.get('name')} has no label"
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]
        assert not page.find(style=True) and not [s for s in page.find_all("script") if not s.get("src")]


def test_another_towns_case_has_no_registers(course, reader):
    stranger = reader("zhou_kai")
    for tab in ("evidence", "measures", "gates"):
        stranger.open(f"/cases/{course.case_id}?tab={tab}", status=404)
    stranger.open("/inbox")
    token = stranger.page.find("input", {"name": "csrf"})["value"]
    for path in ("evidence", "transcripts", "measures", "evidence/1/void", "measures/1/approve"):
        assert stranger.client.post(f"/cases/{course.case_id}/{path}", data={"csrf": token, "reason": "x"}).status_code == 404
