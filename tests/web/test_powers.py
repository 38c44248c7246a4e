"""The pages of the power lists: what a unit may do, importing a version, taking it into force, handing a case over."""
from __future__ import annotations

import io
from datetime import date

import pytest

from engine.work import recalls
from tests.course import actor, moment, parked, with_cases
from tests.lists import entrusted, file_of

HEAD = {"unit": "qingxi", "number": "2026-2", "effective_on": "2026-04-01"}


def send(who, data: bytes, status: int = 200):
    """Chooses a file on the import page."""
    csrf = who.open("/powers/import?unit=qingxi").find("input", attrs={"name": "csrf"})["value"]
    return who._read(who.client.post("/powers/import", data={**HEAD, "csrf": csrf, "go": "look", "file": (io.BytesIO(data), "清单.csv")},
                                     content_type="multipart/form-data"), status)


def test_an_officer_finds_what_the_unit_may_do(reader):
    handler = reader("wang_qiang")
    page = handler.open("/powers")
    assert "青溪镇人民政府" in page.text and page.find("tbody").find("tr")
    assert "SR-002" in handler.open("/powers?q=SR-002").text
    assert "没有执法权" in handler.open("/powers?q=没有这样的事项").text
    assert "示范县综合行政执法局" in handler.open("/powers?unit=demo_county&tag=township").text
    assert handler.open("/powers/versions?unit=shiqiao").find("a", string="2024-1")


def test_a_version_is_looked_at_imported_and_published_by_two(engine, reader):
    designer = reader("he_qing")
    page = send(designer, file_of(engine, change=entrusted("SR-002", top="200")))
    assert "没有问题" in page.text and "委托" in page.text and "不产生执法权" in page.text
    designer.press("/powers/import")
    page = designer.follow()
    assert "未提出" in page.text
    for action in ("offer", "compare", "claim", "enter"):
        designer.press("/step", {"action": action, "by": "指导办公室", "document": "会签单", "on": "2026-03-01"})
        designer.follow()
    page = designer.open("/powers/qingxi/2026-2")
    assert not page.find("option", value="publish")
    leader = reader("luo_cheng")
    page = leader.open("/powers/qingxi/2026-2")
    dates = {i["name"]: "2026-02-01" for i in page.find_all("input") if i.get("name", "").startswith("signed_")}
    page = leader.press("/step", {"action": "approve", "by": "指导办公室", "document": "会签单", "on": "2026-03-01"}, 409)
    assert "会签" in page.find(role="alert").text
    leader.press("/step", {"action": "approve", "by": "指导办公室", "document": "会签单", "on": "2026-03-01", **dates})
    leader.follow()
    leader.press("/step", {"action": "publish", "by": "青溪镇人民政府", "document": "公告", "on": "2026-03-02"})
    assert "已公布" in leader.follow().text
    assert "200.00 元" in leader.open("/powers?unit=qingxi&q=SR-002&on=2026-04-27").text
    assert leader.open("/powers/qingxi/2026-2/csv")


def test_each_fault_of_a_file_is_shown_with_its_line(engine, reader):
    page = send(reader("he_qing"), file_of(engine, change=lambda row: {**row, "依据文件": "=1+1"}), 422)
    alert = page.find(role="alert")
    assert "公式" in alert.text and alert.find("td", string="2") and "整份文件没有采用" in alert.text


def test_who_prepares_nothing_sees_no_form(reader):
    handler = reader("wang_qiang")
    page = handler.open("/powers/versions")
    assert not page.find("form", action=lambda a: a and a.endswith("/recalls")) and "导入新版本" not in page.text


def test_a_recall_is_entered_and_confirmed_by_two(reader):
    designer = reader("he_qing")
    designer.open("/powers/versions?unit=qingxi")
    given = {"items": "SR-002", "on": "2026-05-14", "instrument": "收回通知", "open_cases": "finish", "successor": "demo_county"}
    page = designer.press("/powers/recalls", {**given, "items": ""}, 422)
    assert "单位撤销" in page.find(role="alert").text
    designer.press("/powers/recalls", given)
    page = designer.follow()
    assert "待他人确认" in page.text
    leader = reader("luo_cheng")
    leader.open("/powers/versions?unit=qingxi")
    form = leader.page.find("form", action=lambda a: a and "/powers/recalls/" in a)
    leader._read(leader.client.post(form["action"], data={**{i["name"]: i["value"] for i in form.find_all("input")}, "agree": "yes"}), 303)
    assert "已生效" in leader.follow().text


@pytest.fixture
def county_url(backend):
    """The county with cases on their way."""
    url = backend.fresh(with_cases)
    yield url
    backend.drop(url)


def test_the_case_says_who_goes_on_and_is_handed_over(engine, clock, reader):
    course = parked(engine, "decide")
    at = moment("2026-05-14T09:00:00+08:00")
    made = recalls.propose(engine, actor(engine, "he_qing"), {"unit": "qingxi", "items": ["SR-002"], "on": date(2026, 5, 14), "instrument": "收回通知",
                                                              "open_cases": "successor", "successor": "demo_county"}, at=at)
    recalls.confirm(engine, actor(engine, "luo_cheng"), made["id"], at=at)
    clock(at)
    officer = reader("wang_qiang")
    assert "本案应由示范县综合行政执法局继续办理" in officer.open(f"/cases/{course.case_id}").text and not officer.page.find("button", string="移交示范县综合行政执法局")
    leader = reader("gao_jun")
    leader.open(f"/cases/{course.case_id}")
    leader.press(f"/powers/hand-over/{course.case_id}")
    page = leader.follow()
    assert "移交接收单位继续办理" in page.text and "本案应由" not in page.text
