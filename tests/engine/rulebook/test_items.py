"""The catalogue's versions, and what makes its file unsound."""
import pytest

FILE = "items/items.csv"


def test_the_old_environment_laws_stand_beside_the_code(rules):
    changed = {code for code, versions in rules.item_versions.items() if len(versions) > 1}
    assert changed == {f"ST-{n:03d}" for n in range(1, 13)}
    assert {rules.item_versions[c][0].statute for c in changed} == {"大气污染防治法", "固体废物污染环境防治法", "噪声污染防治法"}
    assert all(rules.items[c].source == "CODE" and rules.item_versions[c][0].source == "LAW" for c in changed)


@pytest.mark.parametrize("code, individual, organisation", [
    ("ST-001", (5_000, 50_000), (5_000, 50_000)), ("ST-002", (10_000, 100_000), (10_000, 100_000)), ("ST-003", (500, 20_000), (500, 20_000)),
    ("ST-004", (500, 2_000), (500, 2_000)), ("ST-005", (500, 2_000), (10_000, 100_000)), ("ST-006", (2_000, 20_000), (2_000, 20_000)),
    ("ST-007", None, (10_000, 100_000)), ("ST-009", (100, 500), None), ("ST-010", None, (10_000, 100_000)),
    ("ST-011", (5_000, 50_000), (5_000, 50_000)), ("ST-012", (200, 1_000), (2_000, 20_000)),
])
def test_the_old_bands_are_those_of_the_old_articles(rules, code, individual, organisation):
    # 大气污染防治法第一百一十五、一百一十六、一百一十八、一百一十九条；固体废物污染环境防治法第一百一十一条；噪声污染防治法第七十七、八十一、八十二条
    def fen(band):
        return band and (band[0] * 100, band[1] * 100)
    assert dict(rules.item_versions[code][0].bands) == {"individual": fen(individual), "organisation": fen(organisation)}


@pytest.mark.parametrize("old, new, said", [
    ("2016-01-01,2026-08-14", "2016-01-01,2026-08-15", "事项代码 ST-001 重复，或有效期与前一版本重叠"),
    ("2016-01-01,2026-08-14", "2016-01-01,", "有效期与前一版本重叠"),
    ("2016-01-01,2026-08-14", "2016-13-01,2026-08-14", "in_force 不是日期"),
    ("2016-01-01,2026-08-14", "2026-08-15,2026-08-14", "until 早于 in_force"),
    ("fine suspend_operation", "fine detention", "不认识或重复的处罚种类：detention"),
    ("fine suspend_operation", "fine fine", "不认识或重复的处罚种类"),
    ("fine suspend_operation", "suspend_operation", "kinds 与 fine 不一致"),
    (",LAW,fine suspend_operation,大气污染防治法", ",LAW,fine suspend_operation,", "statute 不能为空"),
    (",LAW,fine suspend_operation", ",GUESS,fine suspend_operation", "效力等级 GUESS 没有"),
])
def test_a_bad_version_is_refused(spoil, old, new, said):
    line, found = spoil(FILE, old, new)
    assert any(said in f["reason"] for f in found), found
    assert all(f["file"] == "thresholds.toml" or abs(f["line"] - line) <= 1 for f in found)


def test_another_header_is_refused(spoil):
    _, found = spoil(FILE, "kinds,statute", "statute,kinds")
    assert any(f["line"] == 1 and "表头应为" in f["reason"] for f in found)
