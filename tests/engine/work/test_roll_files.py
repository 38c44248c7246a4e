"""Files of units, grids, persons, posts, training and certificates: looked at first, taken in whole or not at all."""
from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from engine import errors
from engine.rulebook.rosters import FILES
from engine.work import organisation, roll_files, staff
from tests.course import actions, contents
from tests.invariants import check_invariants
from tests.roll import AT, IDENTITIES, security, system

HEADERS = {what: [column.headers[0] for column in columns.values()] for what, columns in FILES.items()}
GOOD = {
    "units": [["qingxi_team", "青溪镇执法队", "内设执法队", "qingxi"], ["water", "示范县水利局", "部门", "demo_county", "", "示范县水利局", "示范县水利"],
              ["qingxi_water", "青溪镇水利站", "派驻机构", "qingxi", "water"]],
    "grids": [["QX-V9", "上湾村", "村（社区）", "qingxi"], ["QX-09", "上湾网格", "网格", "qingxi", "QX-V9"], ["QX-01", "集镇东网格（新）", "网格", "qingxi"]],
    "persons": [["p_one", "甲某", "工作人员", "qingxi", IDENTITIES[0]], ["p_two", "乙某", "辅助人员", "shiqiao", IDENTITIES[1]]],
    "posts": [["p_one", "qingxi", "办案", "2026-03-10"], ["p_one", "qingxi", "送达"], ["p_two", "shiqiao", "巡查"]],
    "trainings": [["p_one", "考试", "资格考试", "2026-03-01", "", "88"], ["p_one", "培训", "岗前培训", "2026/2/1", "24"]],
    "qualifications": [["p_one", "行政执法证", "示执010077", "综合行政执法", "2026-03-10", "2031-03-09"], ["p_one", "法律职业资格", "示法A1", "", "2020年3月1日"]],
    "chains": [["QX-09", "p_one", "包片执法员", "2026-03-10"], ["QX-V9", "ma_li", "网格员", "2026-03-10"]]}
ORDER = ("units", "grids", "persons", "posts", "trainings", "qualifications", "chains")


def file_of(what: str, rows, header=None) -> bytes:
    """A CSV with the Chinese header of its template."""
    lines = [header or HEADERS[what], *rows]
    return "\n".join(",".join(map(str, line)) for line in lines).encode("utf-8-sig")


def who(engine, what: str):
    return security(engine) if what in ("posts", "trainings", "qualifications") else system(engine)


def take(engine, what: str, rows=None):
    return roll_files.take_in(engine, who(engine, what), what, file_of(what, rows or GOOD[what]), f"{what}.csv", at=AT)


def faults(engine, what: str, rows) -> list[tuple[int, str]]:
    with pytest.raises(errors.RollInvalid) as refused:
        take(engine, what, rows)
    return [(p["line"], p["reason"]) for p in refused.value.problems]


def test_a_county_is_taken_in_file_by_file(engine):
    done = {what: (answer := take(engine, what), (answer["added"], answer["changed"]))[1] for what in ORDER}
    assert done == {"units": (3, 0), "grids": (2, 1), "persons": (2, 0), "posts": (3, 0), "trainings": (2, 0), "qualifications": (2, 0), "chains": (2, 0)}
    one = staff.get(engine, system(engine), "p_one", on=AT.date())
    assert len(one["posts"]) == 2 and {q["number"] for q in one["qualifications"]} == {"示执010077", "示法A1"} and one["grids"][0]["role"] == "officer"
    station = organisation.get(engine, system(engine), "qingxi_water", on=AT.date())
    assert (station["subject"], station["guided_by"]) == ("water", "water")
    again = {what: (answer := take(engine, what), (answer["added"], answer["changed"], answer["same"]))[1] for what in ORDER}
    assert all(found[:2] == (0, 0) and found[2] == len(GOOD[what]) for what, found in again.items()), again
    check_invariants(engine)


@pytest.mark.parametrize("what", ["units", "grids", "persons"])
def test_looking_at_a_file_keeps_nothing(engine, what):
    before = contents(engine)
    found = roll_files.check(engine, who(engine, what), what, file_of(what, GOOD[what]), "x.csv", at=AT)
    assert found["added"] and [row["line"] for row in found["rows"]] == list(range(2, 2 + len(GOOD[what])))
    assert contents(engine) == before
    with engine.store.read() as conn:
        assert "qingxi_team" not in {u["code"] for u in engine.units(conn).values()}


def test_a_file_with_one_fault_is_refused_whole_with_every_fault_by_line(engine):
    before = contents(engine)
    rows = [*GOOD["persons"], ["p_three", "丙某", "工作人员", "nowhere", IDENTITIES[2]], ["p_four", "丁某", "工作人员", "qingxi", "110105194912310021"],
            ["p_five", "戊某", "工作人员", "qingxi", IDENTITIES[0]], ["p_six", "己某", "工作人员", "qingxi", ""], ["sys_admin", "别名", "工作人员", "demo_county", ""]]
    found = dict(faults(engine, "persons", rows))
    assert set(found) == {4, 5, 6, 7, 8} and "nowhere" in found[4] and "校验位" in found[5] and "甲某（p_one）" in found[6] and "须填写" in found[7] and "本人" in found[8]
    assert contents(engine) == before and IDENTITIES[0] not in str(found)


@pytest.mark.parametrize("what, rows, said", [
    ("units", [["t", "执法队", "内设执法队", ""]], "须写明上级单位"), ("units", [["a", "甲", "县直部门", "demo_county"]], "执法主体"),
    ("units", [["qingxi", "青溪镇", "县直部门", "demo_county", "", "x", "x"]], "不能更改"), ("units", [["s", "站", "派驻机构", "qingxi", "shiqiao"]], "应为县直部门"),
    ("posts", [["deng_bo", "qingxi", "办案"]], "执法辅助人员不能担任"), ("posts", [["wang_qiang", "qingxi", "局长"]], "岗位不认识"),
    ("posts", [["sec_admin", "qingxi", "办案"]], "本人"), ("posts", [["sys_admin", "qingxi", "办案"]], "管理员"), ("posts", [["nobody", "qingxi", "办案"]], "没有代码为"),
    ("posts", [["wang_qiang", "qingxi", "归档", "2026-13-01"]], "不是日期"), ("qualifications", [["wang_qiang", "行政执法证", "新1", "", "2026-03-10", "2031-03-09"]], "考试"),
    ("qualifications", [["ma_li", "行政执法证", "新1", "", "2026-03-10", "2031-03-09"]], "不得持有"), ("qualifications", [["li_na", "行政执法证", "示执010001", "", "2026-03-10", "2031-03-09"]], "已经登记"),
    ("trainings", [["wang_qiang", "考试", "x", "2026-03-01", "", "101"]], "分数"), ("trainings", [["wang_qiang", "考试", "x", "2027-03-01", "", "90"]], "晚于今天"),
    ("chains", [["QX-01", "ma_li", "包片执法员", "2026-03-10"]], "不能由网格员担任"), ("chains", [["QX-01", "wang_qiang", "包片执法员", "2026-03-10"]], "重叠"),
    ("grids", [["QX-10", "x", "网格", "qingxi", "SQ-V1"]], "不在同一单位"), ("grids", [["QX-10", "x", "网格", "nowhere"]], "没有代码为"),
    ("persons", [["p_one", "=HYPERLINK(1)", "工作人员", "qingxi", IDENTITIES[0]]], "公式"), ("persons", [GOOD["persons"][0], ["p_one", "甲某", "工作人员", "qingxi", ""]], "重复")])
def test_what_a_file_may_not_say(engine, what, rows, said):
    before = actions(engine)
    found = faults(engine, what, rows)
    assert any(said in reason for _, reason in found), found
    assert actions(engine) == before


@pytest.mark.parametrize("header, said", [(["姓名", "类别"], "没有找到表头"), ([*HEADERS["persons"], "工资"], "不认识"), (["人员代码", "人员编号", "姓名", "人员类别", "单位代码"], "重复")])
def test_a_header_that_is_none(engine, header, said):
    with pytest.raises(errors.RollInvalid, match=said):
        roll_files.take_in(engine, system(engine), "persons", file_of("persons", GOOD["persons"], header), "x.csv", at=AT)


def test_a_workbook_is_read_as_a_csv_is_and_its_formulas_are_refused(engine):
    def workbook(name):
        book, out = Workbook(), io.BytesIO()
        for row in (HEADERS["persons"], ["p_one", name, "工作人员", "qingxi", IDENTITIES[0]]):
            book.active.append(row)
        book.save(out)
        return out.getvalue()
    with pytest.raises(errors.RollInvalid, match="公式"):
        roll_files.take_in(engine, system(engine), "persons", workbook("=1+1"), "人员.xlsx", at=AT)
    assert roll_files.take_in(engine, system(engine), "persons", workbook("甲某"), "人员.xlsx", at=AT)["added"] == 1
    for broken in (b"", b"PK\x03\x04broken", "人员代码\n".encode("utf-16")):
        with pytest.raises(errors.RollInvalid):
            roll_files.take_in(engine, system(engine), "persons", broken, "x", at=AT)
    check_invariants(engine)


def test_each_administrator_takes_in_what_is_his(engine):
    for what in ORDER:
        other = system(engine) if what in ("posts", "trainings", "qualifications") else security(engine)
        for act in (roll_files.check, roll_files.take_in):
            with pytest.raises(errors.Forbidden):
                act(engine, other, what, file_of(what, GOOD[what]), "x.csv", at=AT)
    with pytest.raises(errors.NotFound):
        roll_files.check(engine, system(engine), "secrets", b"x", "x.csv", at=AT)


@pytest.mark.parametrize("what", ORDER)
def test_every_template_can_be_read_back(engine, what):
    data = roll_files.template(engine, what)
    assert engine.read_roll(what, data, "样表.csv")[0].number == 2


def test_a_thousand_people_are_taken_in_at_once(engine):
    from engine.law.people.identity_number import check_character

    firsts = [f"1101051949{m:02d}{d:02d}{n:03d}" for m in (1, 3, 5) for d in range(1, 29) for n in range(12)][:1000]
    rows = [[f"p{n}", f"人{n}", "工作人员", "qingxi", first + check_character(first)] for n, first in enumerate(firsts)]
    assert take(engine, "persons", rows)["added"] == 1000
    check_invariants(engine)
