"""The pages of case-file review."""
from __future__ import annotations

import pytest

from tests.course import Course, moment


@pytest.fixture
def case_id(engine, clock) -> int:
    """E2 played to its end, looked at in June."""
    course = Course.begin(engine).to_the_end()
    clock(moment("2026-06-10T10:00:00+08:00"))
    return course.case_id


def test_an_assessor_reviews_a_file_from_the_list_to_the_result(reader, case_id):
    one = reader("xia_ning")
    listed = one.open("/assessments")
    assert "未评查" in listed.text and "罚款" not in listed.select_one("table").text
    one.open(f"/assessments/files/{case_id}")
    form = next(f for f in one.page.find_all("form", method="post") if f.find("input", {"name": "model", "value": "veto_list"}))
    data = {i["name"]: i.get("value", "") for i in form.find_all("input")}
    one._read(one.client.post(form["action"], data=data), 303)
    sheet = one.follow()
    assert "系统建议，尚未确认" in sheet.text
    numbers = [r["name"].removeprefix("line_") for r in sheet.select("input[type=radio][value=uphold]")]
    one.press("/lines", {f"line_{numbers[0]}": "overrule", f"reason_{numbers[0]}": ""}, status=422)
    assert "须写明理由" in one.page.text and one.page.select_one(f"input[name=line_{numbers[0]}][value=overrule]").has_attr("checked")
    one.press("/lines", {f"line_{numbers[0]}": "overrule", f"reason_{numbers[0]}": "材料在副卷", "remark": "已核对"})
    one.follow()
    assert f"还有 {len(numbers) - 1} 项" in one.page.text
    action = next(f["action"] for f in one.page.find_all("form", method="post") if f["action"].endswith("/lines"))
    hidden = {i["name"]: i["value"] for i in one.page.find("form", action=action).select("input[type=hidden]")}
    given = {**hidden, "then": "confirm", "remark": "请补齐文书要素", f"line_{numbers[0]}": "overrule", f"reason_{numbers[0]}": "材料在副卷"}
    one._read(one.client.post(action, data=given), 409)
    assert "没有逐项确认" in one.page.text and "请补齐文书要素" in one.page.text
    hidden = {i["name"]: i["value"] for i in one.page.find("form", action=action).select("input[type=hidden]")}
    one._read(one.client.post(action, data={**given, **hidden, **{f"line_{n}": "uphold" for n in numbers[1:]}}), 303)
    final = one.follow()
    assert "由夏宁确认" in final.text and "系统原建议" in final.text and "材料在副卷" in final.text and not final.select("input[type=radio]")
    log = one.open(f"/cases/{case_id}").text
    assert "评查案卷" in log and "确认案卷评查结果" in log and "sheet." not in log
    assert "veto_list" not in final.text and "None" not in final.text


def test_who_took_part_reads_why_not(reader, case_id):
    one = reader("wang_qiang")
    page = one.open(f"/assessments/files/{case_id}")
    assert "您不能评查本案" in page.text and not [f for f in page.find_all("form", method="post") if "/files/" in f["action"]]
    assert one.open(f"/cases/{case_id}").find("a", href=f"/assessments/files/{case_id}")


def test_strangers_find_nothing(reader, case_id):
    reader("zhou_kai").open(f"/assessments/files/{case_id}", 404)
