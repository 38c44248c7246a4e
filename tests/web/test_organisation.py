"""The pages of units, grids, people and certificates, as the two administrators and an officer use them."""
from __future__ import annotations

import io

import pytest

from tests.invariants import check_invariants
from tests.roll import IDENTITIES

PAGES = ("/organisation", "/organisation?as_of=2025-01-01", "/organisation/units/qingxi", "/organisation/units/qingxi_market", "/organisation/grids",
         "/organisation/grids?unit=qingxi", "/staff", "/staff?unit=qingxi&of=staff", "/staff?here=left", "/staff/people/wang_qiang", "/staff/people/sec_admin",
         "/staff/certificates", "/staff/certificates?state=warned", "/staff/import", "/staff/import?what=posts")
PERSON = {"code": "zhang_san", "name": "张三", "kind": "staff", "in_unit": "qingxi", "identity": IDENTITIES[0]}


@pytest.mark.parametrize("code", ["sys_admin", "sec_admin", "audit_admin", "wang_qiang"])
def test_every_page_is_whole_and_its_forms_are_labelled(reader, code):
    someone = reader(code)
    for path in PAGES:
        page = someone.open(path)
        assert len(page.find_all("h1")) == 1 and not page.find(style=True) and not [s for s in page.find_all("script") if not s.get("src")]
        assert all(f.find("input", {"name": "csrf"}) for f in page.find_all("form", method="post"))
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert len(ids) == len(set(ids)), path
        for one in page.select("input:not([type=hidden]), select, textarea"):
            assert one.find_parent("label") or page.find("label", {"for": one.get("id")}), f"{path}: {one.get('name')} has no label"


def test_an_officer_sees_no_form_and_is_refused_without_one(reader):
    officer = reader("wang_qiang")
    for path in PAGES:
        acts = [f["action"] for f in officer.open(path).find_all("form", method="post")]
        assert acts == ["/sign-out"], (path, acts)
    csrf = officer.page.find("input", {"name": "csrf"})["value"]
    for path in ("/organisation", "/staff", "/staff/people/li_na/leave", "/staff/people/li_na/posts", "/staff/clean-outs"):
        assert officer.client.post(path, data={"csrf": csrf}).status_code == 403


def test_a_team_is_founded_shown_and_dissolved(engine, reader):
    admin = reader("sys_admin")
    admin.open("/organisation")
    typed = {"code": "qingxi_team", "name": "青溪镇执法一队", "kind": "team", "parent": ""}
    page = admin.press("/organisation", typed, status=422)
    assert "上级单位：内设执法队须写明上级单位" in page.text and page.find("input", {"name": "name"})["value"] == "青溪镇执法一队"
    admin.press("/organisation", {**typed, "parent": "qingxi"})
    page = admin.follow()
    assert "青溪镇人民政府" in page.text and "本单位不是执法主体" in page.text
    admin.press("/change", {"name": "青溪镇执法中队", "document": "更名文件"})
    page = admin.follow()
    assert page.h1.text == "青溪镇执法中队" and "青溪镇执法一队 → 青溪镇执法中队" in page.text
    admin.open("/organisation/units/qingxi")
    assert "下面还有" in admin.press("/dissolve", {"successor": "", "document": "撤销"}, status=409).text
    admin.open("/organisation/units/qingxi_team")
    admin.press("/dissolve", {"successor": "", "document": "撤销文件"})
    assert "已撤销" in admin.follow().text and "青溪镇执法中队" not in admin.open("/organisation").text
    check_invariants(engine)


def test_somebody_is_entered_by_one_and_given_posts_and_papers_by_the_other(engine, reader):
    system, security = reader("sys_admin"), reader("sec_admin")
    system.open("/staff")
    assert "校验位" in system.press("/staff", {**PERSON, "identity": "110105194912310021"}, status=422).text
    system.press("/staff", PERSON)
    assert "张三" in system.follow().h1.text and IDENTITIES[0] not in system.answer.text and not system.page.find("select", {"name": "duty"})
    security.open("/staff/people/zhang_san")
    security.press("/posts", {"unit": "qingxi", "duty": "handle"})
    assert "办案" in security.follow().find("table").text
    card = {"kind": "enforcement_certificate", "number": "示执010077", "valid_from": "2026-03-09", "valid_until": "2031-03-08"}
    assert "没有合格的考试成绩" in security.press("/certificates", card, status=422).text
    security.open("/staff/people/zhang_san")
    security.press("/trainings", {"kind": "exam", "name": "资格考试", "on": "2026-03-01", "score": "91"})
    security.follow()
    security.press("/certificates", card)
    page = security.follow()
    assert "示执010077" in page.text and "○ 有效" in page.text
    form = next(f for f in page.find_all("form", method="post") if "/certificates/" in f["action"])
    security.page = page
    answer = security.client.post(form["action"], data={"csrf": form.find("input", {"name": "csrf"})["value"], "key": form.find("input", {"name": "key"})["value"],
                                                        "version": "1", "action": "suspended", "reason": "投诉核查"})
    assert answer.status_code == 303 and "‖ 暂扣中" in security.open("/staff/people/zhang_san").text
    security.press(security.page.find("form", action=lambda a: a and a.endswith("/end"))["action"])
    assert "无效" in security.follow().find("table").text
    system.open("/staff/people/zhang_san")
    system.press("/leave")
    assert "离岗" in system.follow().find(class_="page-head").text
    check_invariants(engine)


def test_ones_own_record_is_for_the_other_administrator(reader):
    for who in ("sys_admin", "sec_admin"):
        page = reader(who).open(f"/staff/people/{who}")
        assert "须由另一名管理员办理" in page.text and not [f for f in page.find_all("form", method="post") if "/staff/people" in f["action"]]


def test_certificates_that_expire_are_told_and_cleaned_out(engine, reader):
    security = reader("sec_admin")
    assert "1 份证件已到期" in security.open("/staff").text
    page = security.open("/staff/certificates?state=warned")
    assert "孙涛" in page.find("tbody").text and "已到期" in page.find("tbody").text
    security.press("/clean-outs", {"in_unit": "qingxi"})
    page = security.follow()
    assert "有效期已过" in page.text and "近一年培训学时不足" in page.text
    sun = next(row for row in page.select("tbody tr") if "孙涛" in row.text).find("input")["value"]
    security.press(page.select_one("form.stack")["action"], {"card": [sun]}, by="go")
    assert "已执行" in security.follow().text and "收回注销" in security.open("/staff/people/sun_tao").text
    assert "已执行" in reader("wang_qiang").open("/staff/certificates").text
    check_invariants(engine)


def test_a_file_is_looked_at_and_taken_in(engine, reader):
    admin = reader("sys_admin")
    text = f"人员代码,姓名,人员类别,单位代码,公民身份号码\nzhang_san,张三,工作人员,qingxi,{IDENTITIES[0]}\n"

    def send(data: str, status: int):
        csrf = admin.open("/staff/import?what=persons").find("input", {"name": "csrf"})["value"]
        return admin._read(admin.client.post("/staff/import/kept", data={"csrf": csrf, "what": "persons", "go": "look", "file": (io.BytesIO(data.encode()), "人员.csv")},
                                             content_type="multipart/form-data"), status)
    page = send(text + "li_si,李四,工作人员,nowhere,\n", 422)
    assert "整份文件没有采用" in page.text and "nowhere" in page.text
    page = send(text, 200)
    assert "将新增 1 条" in page.text
    admin.press("/staff/import/kept", status=200)
    assert "已导入：新增 1 条" in admin.page.text and "张三" in admin.open("/staff?q=zhang_san").text
    assert "公民身份号码" in admin.client.get("/staff/template/persons").text and admin.client.get("/staff/template/x").status_code == 404
    check_invariants(engine)


def test_a_grid_is_kept_and_somebody_answers_for_it(engine, reader):
    admin = reader("sys_admin")
    admin.open("/organisation/grids?unit=qingxi")
    admin.press("/organisation/grids", {"code": "QX-09", "name": "上湾网格", "kind": "grid", "in_unit": "qingxi", "parent": "QX-V1"})
    admin.follow()
    assert "不能由网格员担任" in admin.press("/grids/answers", {"grid": "QX-09", "person": "ma_li", "role": "officer"}, status=422).text
    admin.press("/grids/answers", {"grid": "QX-09", "person": "wang_qiang", "role": "officer"})
    row = next(r for r in admin.follow().select("tbody tr") if "上湾网格" in r.text)
    assert "包片执法员" in row.text and "王强" in row.text
    officer = reader("wang_qiang")
    officer.open("/leads/new")
    officer.press("/leads", {"source": "patrol", "found_on": "2026-03-09", "grid_code": "QX-03", "place": "溪口村口", "description": "占道堆物"})
    lead = officer.open("/leads").select_one("tbody a")["href"]
    assert "责任链" in officer.open(lead).text and "村（社区）负责人 彭山、包片执法员 李娜、网格员 马丽" in officer.page.text
    admin.press(row.find("form")["action"])
    assert "王强" not in next(r for r in admin.follow().select("tbody tr") if "上湾网格" in r.text).text
    check_invariants(engine)
