"""The file of amounts and local choices, and what makes it unsound."""
import shutil
from dataclasses import replace

import pytest

from engine import rulebook
from engine.law.penalty.thresholds import hearing_due
from tests.engine.rulebook.conftest import LAW
from tests.engine.test_rulebook import faults

FILE = "thresholds.toml"


def test_all_rows_are_kept_whatever_place_the_file_selects(rules):
    assert {row.place for row in rules.thresholds.hearing} == {"chongqing", "fujian", "beijing", "guangdong", ""}
    assert set(rules.thresholds.unset) == {"zhejiang", "henan", "jiangsu", "sichuan", "shandong"}


def test_a_county_override_of_the_place_has_its_effect(rules):
    # engine.rules_for lays the county's switches over the file's: the rows of the new place must still be there.
    county = replace(rules, switches={**rules.switches, "hearing_place": "guangdong"})
    on = rules.thresholds.hearing[-1].in_force
    assert hearing_due(50_000_00, "organisation", rules.switches, rules.thresholds, on)
    assert hearing_due(50_000_00, "organisation", county.switches, county.thresholds, on) is None
    assert hearing_due(100_000_00, "organisation", county.switches, county.thresholds, on).place == "guangdong"


def test_a_place_without_numbers_may_be_selected_and_still_loads(tmp_path):
    folder = shutil.copytree(LAW, tmp_path / "law")
    path = folder / FILE
    path.write_text(path.read_text(encoding="utf-8").replace('hearing_place = "chongqing"', 'hearing_place = "zhejiang"'), encoding="utf-8")
    assert rulebook.load(folder).switches["hearing_place"] == "zhejiang"


@pytest.mark.parametrize("old, new, said", [
    # hearing
    ('counts = "apart"', 'counts = "maybe"', "counts 不认识"), ("inclusive = true", 'inclusive = "yes"', "类型不对"),
    ("citizen_yuan = 5000", "citizen_yuan = -1", "不能小于"), ("percent = 50", "percent = 150", "percent 不能大于 100"),
    ('name = "市场监管领域"\ndomains = ["市场"]', 'name = "市场监管领域"', "须写明 domains"),
    ('place = "guangdong"', 'place = "chongqing"', "有效期与同一地方、领域的另一项重叠"),
    ("until = 2025-12-31", "until = 2026-01-01", "有效期与同一地方、领域的另一项重叠"),
    ("until = 2025-12-31", "until = 2018-12-31", "until 早于"),
    ('basis = "治安管理处罚法第一百一十七条"', 'basis = "听说"', "没有写明条文"),
    ('kinds = ["suspend_licence", "restrict_operation"]', 'kinds = ["detention"]', "detention"),
    ('when = "flagged"', 'when = "whenever"', "when 不认识"),
    # limitation
    ('unit = "month"', 'unit = "day"', "unit 不认识"), ('harm_to = ["life_health", "finance"]', 'harm_to = ["feelings"]', "feelings"),
    ("length = 6", "length = 0", "不能小于"),
    # crime
    ('items = ["SL-001", "SL-002"]\nlow_yuan', 'items = ["SL-999"]\nlow_yuan', "SL-999"), ("low_yuan = 100000", "low_yuan = 400000", "数额标准不成立"),
    ("forbidden_low_yuan = 50000", "forbidden_low_yuan = 200000", "数额标准不成立"), ("earlier = 2", "earlier = -2", "不能小于"),
    ("high_yuan = 300000", "high_yuan = 300000\nset_yuan = 500000", "数额标准不成立"),
    # order of norms
    ('version_article = "生态环境法典第一千零五十七条"', 'version_article = "法典"', "没有写明条文"),
    ('key = "JX"', 'key = "ZJ"', "效力等级 ZJ 重复"), ("rank = 3", "rank = 0", "不能小于"),
    ('items = ["SR-010", "ST-009"]', 'items = ["SR-010"]', "items 须有两项以上"),
    ('items = ["SR-010", "ST-009"]', 'items = ["SR-010", "ST-009"]\nspecial = "ST-009"', "须有 special_basis"),
    ('side = "individual"', 'side = "everyone"', "side 不认识"),
    ('items = ["SR-006", "SR-007"]', 'items = ["SR-006", "SR-999"]', "SR-999"),
    ('items = ["SR-006", "SR-007"]', 'items = ["SR-006"]', "items 须有两项以上"),
])
def test_a_bad_row_is_refused_with_its_line(spoil, old, new, said):
    line, found = spoil(FILE, old, new)
    mine = [f for f in found if f["file"] == FILE and said in f["reason"]]
    assert mine, found
    assert mine[0]["line"] is not None


@pytest.mark.parametrize("old, new, said", [
    ('key = "JX"', 'key = "XX"', "事项 YQ-001 的效力等级 JX 没有 [[level]]"),
    ("[summary]", "[sumary]", "缺少 citizen_yuan"),
    ("[switches]", "[switch]", "缺少 individual_business"),
    ('hearing_place = "chongqing"', 'hearing_place = "atlantis"', "hearing_place 不认识"),
])
def test_a_fault_of_the_whole_file_is_named(spoil, old, new, said):
    _, found = spoil(FILE, old, new)
    assert any(f["file"] == FILE and said in f["reason"] for f in found), found


def test_a_local_band_needs_a_known_item_a_pair_and_an_article(tmp_path):
    folder = shutil.copytree(LAW, tmp_path / "law")
    row = '\n[[local_band]]\nitem = "GH-006"\nunit = "qingxi"\nindividual_yuan = [50, 200]\nbasis = "某省办法第四十条"\nin_force = 2025-01-01\n'
    path = folder / FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(text + row, encoding="utf-8")
    [band] = rulebook.load(folder).thresholds.local_bands
    assert band.bands["individual"] == (50_00, 200_00) and band.bands["organisation"] is None
    for old, new in (('"GH-006"', '"GH-999"'), ("[50, 200]", "[200, 50]"), ("[50, 200]", "[50]"), ("某省办法第四十条", "惯例"), ('"qingxi"', '"moon"')):
        path.write_text(text + row.replace(old, new), encoding="utf-8")
        assert any(f["file"] == FILE for f in faults(folder)), new
