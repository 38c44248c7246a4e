"""A case on its way through the pages."""
from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from engine.now import SHANGHAI
from engine.jobs.firing import sweep
from engine.work import inbox

E2 = Path(__file__).parents[2] / "processes" / "ordinary_penalty" / "scenarios" / "e2.toml"
LEAD = {"source": "patrol", "found_on": "2026-03-09", "place": "青溪镇人民路 12 号", "description": "占道摆摊<script>alert(1)</script>"}


def report(someone, **typed) -> int:
    """Reports a lead by the page; the id of its case."""
    someone.open("/leads/new")
    someone.press("/leads", {**LEAD, **typed})
    return int(someone.follow().find("a", string="查看办理进度")["href"].rsplit("/", 1)[1])


def desk(engine, case_id: int, element: str) -> str:
    """The address of the open task of an element."""
    return f"/tasks/{next(t['id'] for t in inbox.of_case(engine, case_id) if t['element'] == element)}"


def typed(page, form: dict) -> dict:
    """A scenario's form as a person would type it: money in yuan, a tick for yes."""
    told = {}
    for key, value in form.items():
        if isinstance(value, list):
            told[key] = value
            continue
        inside = page.find(attrs={"name": key})
        money = inside is not None and inside.find_parent(class_="with-unit") is not None and key.endswith("_fen")
        told[key] = f"{value // 100}.{value % 100:02d}" if money else ("yes" if value else None) if isinstance(value, bool) else str(value)
    return told


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


@pytest.mark.parametrize("tab", ["timeline", "papers", "clocks", "diagram", "log", "nonsense"])
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


def test_example_two_runs_through_the_pages_from_patrol_to_closure(reader, engine, clock):
    """E2 of DOMAIN.md §8.2, each step by the person who takes it, each form as typed on the page."""
    told = tomllib.loads(E2.read_text(encoding="utf-8"))
    clock(instant(told["lead"]["at"]))
    people = {}
    case_id = report(at_desk(reader, people, told["lead"]["who"]), **told["lead"]["form"])
    for step in told["step"]:
        if "who" not in step:
            continue
        clock(instant(step["at"]))
        sweep(engine, engine.now())
        someone = at_desk(reader, people, step["who"])
        address = desk(engine, case_id, step["task"])
        page = someone.open(address)
        if step["act"] == "sign":
            assert page.find(class_="record")
            someone.press("/sign")
            continue
        if page.find("form", action=f"{address}/claim"):
            someone.press("/claim")
            page = someone.open(address)
        if step["act"] == "complete":
            someone.press("/complete", typed(page, step.get("form", {})))
    last = at_desk(reader, people, told["lead"]["who"])
    page = last.open(f"/cases/{case_id}")
    assert "李某水果店" in page.h1.text and "2026年4月30日立案" in page.find(class_="case-head").text
    clocks = last.open(f"/cases/{case_id}?tab=clocks")
    assert "2026-05-12" in clocks.text and "2026-07-29" in clocks.text
    for link in clocks.select("[data-row-link]"):
        assert last.open(link["href"]).select(".month .last")
    assert last.open(f"/cases/{case_id}?tab=papers").select("tbody tr")
    assert last.open(f"/cases/{case_id}?tab=log").select("tbody tr")


def at_desk(reader, people: dict, code: str):
    """A person afresh: a night's absence ends a session."""
    people[code] = reader(code)
    return people[code]


def instant(value) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
