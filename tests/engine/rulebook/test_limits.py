"""The limits beside clocks and amounts, and what makes their file unsound."""
import shutil
from datetime import date

import pytest

from engine import rulebook
from engine.law.time.limit import LIMITS
from tests.engine.test_rulebook import LAW, change, faults

FILE = "limits.toml"
RULES = rulebook.load(LAW)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(LAW, tmp_path / "law")


def test_every_limit_the_law_room_knows_is_given_with_its_article():
    assert set(RULES.limits) == set(LIMITS)
    for versions in RULES.limits.values():
        assert all(one.local or "第" in one.basis for one in versions)


def test_what_no_statute_fixes_of_staff_says_where_it_was_checked_or_that_it_was_not():
    for code in ("training_hours", "exam_pass_mark", "exam_valid_days", "certificate_years", "certificate_warning"):
        assert all(one.local and one.source for one in RULES.limits[code])


def test_first_reviewers_need_the_licence_since_the_amendment_of_2017_came_into_force():
    # 全国人大常委会关于修改法官法等八部法律的决定, 主席令第七十六号: 自2018年1月1日起施行.
    assert RULES.limit("first_reviewer", date(2017, 12, 31)) is None
    assert RULES.limit("first_reviewer", date(2018, 1, 1)).codes == ("legal_licence",)


def test_the_training_plan_is_of_the_day_it_was_issued():
    # 国办发〔2023〕27号, 2023年8月9日.
    assert RULES.limit("training_hours", date(2023, 8, 8)) is None and RULES.limit("training_hours", date(2023, 8, 9)).value == 60


def test_cash_on_the_spot_ends_at_a_hundred_yuan():
    assert RULES.limit("cash_small", date(2026, 3, 10)).value == 100_00     # 行政处罚法第六十八条第一项


def test_before_a_limit_is_in_force_there_is_none():
    assert RULES.limit("cash_small", date(2021, 7, 14)) is None
    assert RULES.limit("unheard_of", date(2026, 3, 10)) is None


@pytest.mark.parametrize("old, new, said", [
    ('code = "cash_small"', 'code = "cash"', "code 不认识"), ("yuan = 100", "yuan = -1", "不能小于"),
    ("yuan = 100", "value = 100", "缺少 yuan"),
    ('basis = "行政处罚法第六十八条第一项"', 'basis = "一项规定"', "没有写明条文"), ("value = 5", 'value = "5"', "类型不对"),
    ('codes = ["inspection"]', "codes = []", "codes 不能为空"),
    ("in_force = 2018-12-05", "in_force = 2018-12-05\nuntil = 2018-12-04", "until 早于"),
    ('code = "reviewer_ratio"', 'code = "same_day_stages"', "缺少 reviewer_ratio"),
])
def test_a_bad_limit_refuses_the_whole_pack(folder, old, new, said):
    change(folder, FILE, old, new)
    found = [p for p in faults(folder) if p["file"] == FILE]
    assert any(said in p["reason"] for p in found), found


def test_a_fault_names_its_line(folder):
    row = (folder / FILE).read_text(encoding="utf-8").splitlines().index("[[limit]]") + 1
    change(folder, FILE, "yuan = 100", "yuan = -1")
    assert {"file": FILE, "line": row, "reason": "yuan 不能小于 0"} in faults(folder)


def test_versions_may_not_overlap(folder):
    path = folder / FILE
    again = ('\n[[limit]]\ncode = "cash_small"\nname = "当场收缴"\nyuan = 200\nbasis = "行政处罚法第六十八条第一项"\nin_force = 2027-01-01\n')
    path.write_text(path.read_text(encoding="utf-8") + again, encoding="utf-8")
    assert any("重叠" in p["reason"] for p in faults(folder))
    change(folder, FILE, "in_force = 2021-07-15", "in_force = 2021-07-15\nuntil = 2026-12-31")
    law = rulebook.load(folder)
    assert [law.limit("cash_small", date(year, 6, 1)).value for year in (2026, 2027)] == [100_00, 200_00]


def test_a_missing_file_is_a_fault(folder):
    (folder / FILE).unlink()
    assert any("缺少该文件" in p["reason"] for p in faults(folder))
