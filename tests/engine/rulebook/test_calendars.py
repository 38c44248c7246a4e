"""A year's notice is read whole or not at all."""
import shutil
from pathlib import Path

import pytest

from tests.engine.test_rulebook import LAW, change, faults


@pytest.fixture
def folder(tmp_path) -> Path:
    return shutil.copytree(LAW, tmp_path / "law")


@pytest.mark.parametrize("old, new, said", [
    ('name = "端午节"', 'name = "夏至"', "放假安排不完整，缺少：端午"),
    ("work = [2026-05-09]", "work = [2026-07-04]", "相距过远"),
    ("from = 2026-06-19", "from = 2025-06-19", "起止日期不合理"),
    ("from = 2026-04-04", "from = 2026-02-23", "起止日期不合理"),
    ("work = [2026-09-20, 2026-10-10]", "work = [2026-10-03]", "同一天既放假又上班"),
    ("from = 2026-06-19\nto = 2026-06-21", "from = 2026-05-05\nto = 2026-05-06", "与其他假日重叠"),
    ("year = 2026", "year = 1948", "不能小于"),
    ('source = "国务院办公厅', 'source = ""\nnote = "国务院办公厅', "source 不能为空"),
])
def test_a_slip_in_a_notice_is_refused(folder, old, new, said):
    change(folder, "calendars/2026.toml", old, new)
    assert any(f["file"] == "calendars/2026.toml" and said in f["reason"] for f in faults(folder)), faults(folder)
