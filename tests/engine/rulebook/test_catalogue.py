import pytest

TOML, ITEMS, SUITS = "catalogue/catalogue.toml", "catalogue/items.csv", "catalogue/suitability.toml"


@pytest.mark.parametrize("name, old, new, said", [
    (TOML, 'what = "township"\ncount = 27', 'what = "township"\ncount = 28', "“township”写明 28 项，实有 27 项"),
    (TOML, "count = 57", "count = 58", "“总数”写明 58 项，实有 57 项"),
    (TOML, 'what = "special"', 'what = "moon"', "既不是事项类型，也不是清单名称"),
    (TOML, 'code = "housing"\n', 'code = "planning"\n', "部门 planning 重复"),
    (TOML, 'code = "special"', 'code = "total"', "清单标签 total 重复"),
    (TOML, 'domains = ["土地", "林业"]', 'domains = ["土地"]', "领域“林业”没有归入"),
    (TOML, 'items = ["SR-006", "SR-007"]', 'items = ["SR-006", "XX-999"]', "XX-999"),
    (TOML, 'lead = "town_government"', 'lead = "water"', "牵头部门须在其中"),
    (TOML, '{ department = "planning", scope = "设置规划" }', '{ department = "moon", scope = "设置规划" }', "moon"),
    (TOML, 'code = "social_noise"', 'code = "open_burning"', "职责交叉 open_burning 重复"),
    (TOML, 'name = "编委办"', 'name = "编委办"\ncolour = 1', "colour"),
    (SUITS, 'weight = 25 }', 'weight = 26 }', "合计须为 100"),
    (SUITS, "least = 3", "least = 6", "least 不超过 5"),
    (SUITS, "passes = 60", "passes = 101", "合格分不超过 100"),
    (SUITS, 'code = "high_demand"', 'code = "daily_need"', "评分标准 daily_need 重复"),
    (SUITS, "dormant_months = 12", "dormant_months = 0", "不能小于"),
])
def test_a_bad_catalogue_is_refused(spoil, name, old, new, said):
    _, found = spoil(name, old, new)
    assert any(f["file"] == name and said in f["reason"] for f in found), found


@pytest.mark.parametrize("old, new, said", [
    ("SR-012,penalty", "SR-001,penalty", "事项 SR-001 重复"), ("SR-012,penalty", "XX-999,penalty", "XX-999"),
    ("SR-012,penalty", "SR-012,fine", "kind 不认识"),
    ("SR-012,penalty,total；comprehensive", "SR-012,penalty,total；moon", "清单标签不认识：moon"),
    ("SR-012,penalty,total；comprehensive；township,,demo_county", "SR-012,penalty,total；comprehensive；township,,", "监管部门"),
    ("SR-012,penalty,total；comprehensive；township,,demo_county", "SR-012,penalty,total；comprehensive；township,,moon",
     "regulation 的部门 moon"),
    ("SR-012,penalty,total；comprehensive；township,,demo_county,demo_county,,,town",
     "SR-012,penalty,total；comprehensive；township,,demo_county,demo_county,,,county", "同一层级"),
    ("SR-012,penalty,total；comprehensive；township,,demo_county,demo_county,,,",
     "SR-012,penalty,total；comprehensive；township,,demo_county,demo_county,police,,", "须写明认定事项"),
    ("SR-012,penalty,", "SR-012,", "应有 12 列，实有 11 列"),
])
def test_a_bad_row_of_the_catalogue_has_its_line(spoil, old, new, said):
    line, found = spoil(ITEMS, old, new)
    assert [f["line"] for f in found if f["file"] == ITEMS and said in f["reason"]] == [line]


def test_an_item_of_the_rule_pack_without_a_row_is_a_fault(spoil):
    text = (spoil.folder / ITEMS).read_text(encoding="utf-8")
    row = next(line for line in text.splitlines(keepends=True) if line.startswith("SR-012,"))
    _, found = spoil(ITEMS, row, "")
    assert any("事项 SR-012 没有列入" in f["reason"] for f in found)


@pytest.mark.parametrize("gone", [TOML, ITEMS, SUITS])
def test_a_missing_file_is_a_fault(spoil, gone):
    (spoil.folder / gone).unlink()
    _, found = spoil("gates.toml", 'id = "G-01"', 'id = "G-01"')
    assert any(f["file"] == gone for f in found)


def test_an_unknown_file_in_the_folder_is_a_fault(spoil):
    (spoil.folder / "catalogue" / "more.toml").write_text("a = 1", encoding="utf-8")
    _, found = spoil("gates.toml", 'id = "G-01"', 'id = "G-01"')
    assert any(f["file"] == "catalogue/more.toml" for f in found)
