"""A case on its way through the pages."""
from __future__ import annotations

import pytest

from engine.work import inbox

LEAD = {"source": "patrol", "found_on": "2026-03-09", "place": "青溪镇人民路 12 号", "description": "占道摆摊<script>alert(1)</script>"}


def report(someone, **typed) -> int:
    """Reports a lead by the page; the id of its case."""
    someone.open("/leads/new")
    someone.press("/leads", {**LEAD, **typed})
    return int(someone.follow().find("a", string="查看办理进度")["href"].rsplit("/", 1)[1])


def desk(engine, case_id: int, element: str) -> str:
    """The address of the open task of an element."""
    return f"/tasks/{next(t['id'] for t in inbox.of_case(engine, case_id) if t['element'] == element)}"


def test_a_lead_reported_by_the_page_stands_in_the_list_with_its_text_escaped(reader):
    someone = reader("zhao_lei")
    report(someone)
    page = someone.open("/leads")
    assert "占道摆摊<script>alert(1)</script>" in page.find(id="rows").text and not page.find(id="rows").find("script")


def test_a_new_lead_begins_with_today_and_comes_back_as_typed_when_something_is_missing(reader):
    someone = reader("zhao_lei")
    page = someone.open("/leads/new")
    assert page.find("input", {"name": "found_on"})["value"] == "2026-03-09"
    page = someone.press("/leads", {"description": "摊贩<b>", "place": "", "source": "patrol"}, status=422)
    assert page.find("textarea", {"name": "description"}).text.strip() == "摊贩<b>"
    place = page.find("input", {"name": "place"})
    assert place.has_attr("autofocus") and place["aria-invalid"] == "true"
    assert page.find(id=place["aria-describedby"].split()[-1]).text == "请填写"


def test_an_informant_is_shown_only_to_the_dispatcher_and_for_a_reason(reader):
    someone = reader("zhao_lei")
    someone.open("/leads/new")
    someone.press("/leads", {**LEAD, "source": "report", "informant_name": "钱某某", "informant_phone": "13900000000"})
    address = someone.answer.headers["Location"]
    assert "钱某某" not in someone.follow().text
    for path in ("/leads", "/cases?status=lead", "/inbox"):
        assert "钱某某" not in someone.open(path).text
    dispatcher = reader("xu_min")
    dispatcher.open(address)
    assert "钱某某" not in dispatcher.press("/informant", {"reason": " "}, status=422).text
    assert "钱某某" in dispatcher.press("/informant", {"reason": "核实现场位置"}, status=200).text


def test_a_double_press_reports_one_lead(reader):
    someone = reader("zhao_lei")
    report(someone)
    someone.open("/leads/new")
    someone.press("/leads", LEAD)
    first = someone.answer.headers["Location"]
    again = someone.client.post("/leads", data=someone.sent)
    assert again.status_code == 303 and again.headers["Location"] == first


def test_claiming_from_the_list_changes_only_the_row(reader, engine):
    case_id = report(reader("zhao_lei"))
    someone = reader("xu_min")
    someone.open("/inbox")
    address = desk(engine, case_id, "register")
    form = someone.page.find("form", action=f"{address}/claim")
    data = {i["name"]: i["value"] for i in form.find_all("input")}
    answer = someone.client.post(f"{address}/claim", data=data, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.text.strip().startswith("<tr") and "is-mine" in answer.text
    assert someone.client.get(address.replace("/tasks/", "/inbox/rows/")).status_code == 200
    assert someone.client.get(address.replace("/tasks/", "/inbox/rows/") + "?view=pool").status_code == 204


def test_a_draft_is_kept_and_filled_in_again(reader, engine):
    case_id = report(reader("zhao_lei"))
    someone = reader("xu_min")
    address = desk(engine, case_id, "register")
    someone.open(address)
    someone.press("/claim")
    page = someone.open(address)
    token = page.find("input", {"name": "csrf"})["value"]
    assert someone.client.post(f"{address}/draft", data={"csrf": token, "register_note": "待补"}).status_code == 204
    page = someone.open(address)
    assert page.find(attrs={"name": "register_note"}).text.strip() == "待补" and "草稿" in page.find(attrs={"data-draft-state": True}).text


def test_a_stale_page_is_refused_and_keeps_what_was_typed(reader, engine):
    case_id = report(reader("zhao_lei"))
    someone = reader("xu_min")
    address = desk(engine, case_id, "register")
    someone.open(address)
    someone.press("/claim")
    someone.open(address)
    someone.page.find("form", action=f"{address}/complete").find("input", {"name": "version"})["value"] = "1"
    page = someone.press("/complete", {"urgency": "normal", "register_note": "已填好的内容"}, status=412)
    assert "内容已被更新" in page.find(role="alert").text and "已填好的内容" in page.text


def test_a_comment_stands_in_the_timeline_escaped(reader):
    someone = reader("zhao_lei")
    case_id = report(someone)
    someone.open(f"/cases/{case_id}")
    someone.press("/comment", {"text": "请注意<img src=x onerror=alert(1)>"})
    page = someone.follow()
    assert page.find(class_="said").text == "请注意<img src=x onerror=alert(1)>" and not page.find("img")


@pytest.mark.parametrize("tab", ["timeline", "evidence", "measures", "gates", "papers", "clocks", "diagram", "log", "nonsense"])
def test_every_tab_of_a_young_case_says_what_will_stand_there(reader, tab):
    someone = reader("zhao_lei")
    case_id = report(someone)
    page = someone.open(f"/cases/{case_id}?tab={tab}")
    assert page.select_one(".tabs [aria-current]") and page.select_one(".stages [aria-current=step]")


def test_the_diagram_comes_with_its_live_place(reader):
    someone = reader("zhao_lei")
    found = someone.client.get(f"/cases/{report(someone)}/diagram").json
    assert found["process"] == "closed_loop" and found["live"] == ["register"] and "<bpmn:definitions" in found["xml"]


def test_a_case_of_another_town_does_not_exist(reader):
    case_id = report(reader("zhao_lei"))
    outsider = next(p for p in reader("zhao_lei").app.extensions["people"]
                    if all("石桥镇" in post["unit_name"] for post in p["posts"]) and p["posts"]
                    and {post["duty"] for post in p["posts"]} <= {"handle", "patrol", "serve", "collect"})
    reader(outsider["code"]).open(f"/cases/{case_id}", status=404)
