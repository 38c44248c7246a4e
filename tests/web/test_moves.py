"""The pages of moving cases and observing them."""
from __future__ import annotations

import pytest

from engine.jobs import moving
from engine.work import people
from tests.applications import application
from tests.conftest import open_engine
from tests.course import PARKED, moment, with_cases
from tests.invariants import check_invariants
from tests.versions import KEY, changed, deploy, second_look
from tests.web.conftest import Reader

AT = moment("2026-08-20T10:00:00+08:00")


@pytest.fixture
def reader(sqlite, monkeypatch):
    """`reader(code)` before a county with parked cases, a newer version in force."""
    url = sqlite.fresh(with_cases)
    engine = open_engine(url)
    monkeypatch.setattr(engine, "now", lambda: AT)
    deploy(engine, changed(*second_look()))
    app = application(engine)
    app.extensions["people"] = people.roster(engine)
    yield lambda code: Reader(app).step_into(code)
    check_invariants(engine)
    engine.close()
    sqlite.drop(url)


def test_from_the_dry_run_to_the_report(reader):
    designer = reader("he_qing")
    page = designer.open("/workbench/moves?process=closed_loop")
    assert f"共 {len(PARKED)} 件按其他版本办理" in page.text and "保留原版本" in page.text
    designer.press("/workbench/moves", {"reason": " "}, 422)
    assert "请写明迁移的理由" in designer.page.text
    designer.press("/workbench/moves", {"reason": "新增复核环节"})
    page = designer.follow()
    assert "待他人确认" in page.text and not page.find("form", action=lambda a: a and a.endswith("/agree"))
    address = designer.answer.request.path
    leader = reader("luo_cheng")
    leader.open(address)
    leader.press("/agree")
    assert "正在迁移" in leader.follow().text
    leader.press("/pause")
    assert "已暂停" in leader.follow().text
    leader.press("/resume")
    leader.follow()
    assert "hx-get" in str(leader.page.find(id="move"))
    moving.walk(engine_of(leader), lambda: AT)
    page = leader.open(address)
    assert "已完成" in page.text and "已迁移" in page.text and leader.page.find("a", href=lambda h: h and "verdict=stayed" in h)
    assert "第 2 版" in leader.open("/workbench/moves").text
    assert "100%" not in leader.open(address + "/progress").text


def engine_of(reader):
    from api.current import KEY as WHERE

    return reader.app.extensions[WHERE]


def test_a_refused_step_says_so_on_the_page_of_the_move(reader):
    designer = reader("he_qing")
    designer.open("/workbench/moves?process=closed_loop")
    designer.press("/workbench/moves", {"reason": "理由"})
    designer.follow()
    address = designer.answer.request.path
    token = designer.page.find("input", attrs={"name": "csrf"})["value"]
    answer = designer.client.post(address + "/agree", data={"csrf": token})
    assert answer.status_code == 403 and "不同的人" in answer.text
    designer.open(address + "/agree", 302)
    designer.open(address)
    designer.press("/drop")
    assert "已撤销" in designer.follow().text


def test_the_observed_process_leads_to_the_cases(reader):
    designer, officer = reader("he_qing"), reader("wang_qiang")
    assert "行政处罚普通程序" in designer.open("/workbench/observe").text
    page = designer.open(f"/workbench/observe/{KEY}")
    assert page.find(attrs={"data-module": "observe"}) and "第 1 版" in page.text and f"{len(PARKED)} 件" in page.text
    link = page.find("a", string="法制审核")["href"]
    assert "不在您的查阅范围内" in designer.open(link).text
    assert officer.open(link).find("a", href=lambda h: h and h.startswith("/cases/"))
    officer.open("/workbench/observe/nothing", 404)
    officer.open("/workbench/moves", 403)
