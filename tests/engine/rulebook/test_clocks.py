"""The clock rows of the shipped packs, and what makes a pack unsound."""
import dataclasses
import shutil
from datetime import date
from pathlib import Path

import pytest

from engine import rulebook
from engine.errors import ClockRefused
from engine.law.time import clock as clock_law
from tests.engine.test_rulebook import LAW, change, faults


@pytest.fixture
def folder(tmp_path) -> Path:
    return shutil.copytree(LAW, tmp_path / "law")


def test_service_by_public_notice_took_sixty_days_until_the_revision_of_2021():
    rules = rulebook.load(LAW)
    assert rules.clock("public_service", date(2021, 12, 31)).length == 60
    assert rules.clock("public_service", date(2022, 1, 1)).length == 30


def test_every_deadline_of_the_table_is_in_the_data():
    found = {rule.id for versions in rulebook.load(LAW).versions.values() for rule in versions}
    assert [f"D-{n:02d}" for n in range(1, 78) if f"D-{n:02d}" not in found] == []


def test_every_version_says_what_starts_it_and_what_follows():
    for versions in rulebook.load(LAW).versions.values():
        for rule in versions:
            assert rule.starts_on and rule.name and rule.id, rule
            assert rule.local or "第" in rule.basis or "〔" in rule.basis, rule
            assert all(e.approver and e.basis for e in rule.extend) and all(x.basis for x in rule.excludes), rule


def test_what_no_counting_ends_says_why():
    rules = rulebook.load(LAW).clocks
    kinds = {code: rule.kind for code, rule in rules.items() if rule.kind != "period"}
    assert kinds == {"seizure_extension_notice": "prompt", "serve_compulsion": "prompt", "serve_notice": "prompt", "surcharge": "meter",
                     "demolition": "earliest", "keep_file_permanent": "permanent", "keep_av": "permanent"}
    # 3 % a day reaches 100 % on the 34th day (行政处罚法第七十二条).
    assert (rules["surcharge"].meter.percent, rules["surcharge"].meter.cap_percent, rules["surcharge"].length) == (3, 100, 34)
    assert (rules["demolition"].quiet.from_hour, rules["demolition"].quiet.to_hour) == (22, 6)


@pytest.mark.parametrize("code, profile, length, unit, id_", [
    ("verify_lead", (), 7, "working_day", "D-02"), ("verify_lead", "market", 15, "working_day", "D-01"),
    ("statement", (), 3, "working_day", "D-22"), ("statement", "market", 5, "working_day", "D-22"),
    ("publish", (), 7, "working_day", "D-56"), ("publish", "market", 20, "working_day", "D-58"),
    ("pay", "market", 15, "day", "D-32"), ("perishables", "shanghai", 2, "day", "D-68"), ("perishables", "anyang", 24, "hour", "D-68"),
    ("reporter_feedback", ("shanghai", "market"), 5, "working_day", "D-03"), ("transfer_lead", ("market", "shanghai"), 3, "working_day", "D-04"),
])
def test_a_pack_of_a_field_or_place_takes_the_place_of_the_national_row(code, profile, length, unit, id_):
    rule = rulebook.load(LAW).clock(code, date(2026, 3, 2), profile)
    assert (rule.length, rule.unit, rule.id) == (length, unit, id_)


def test_the_first_pack_that_has_a_clock_decides():
    rules = rulebook.load(LAW)
    assert rules.clock("reporter_feedback", date(2026, 3, 2), ("shanghai", "market")).starts_on == "收到举报、投诉"
    assert rules.clock("reporter_feedback", date(2026, 3, 2), ("market", "shanghai")).starts_on == "作出是否立案决定"


def test_a_rule_of_another_place_is_not_applied_and_the_refusal_says_where_it_stands():
    with pytest.raises(ClockRefused) as refused:
        rulebook.load(LAW).clock("transfer_lead", date(2026, 3, 2))
    assert "shanghai" in refused.value.detail


def test_a_clock_finds_the_version_it_was_counted_by():
    rules = rulebook.load(LAW)
    rule = rules.clock("decide", date(2026, 3, 2), "market")
    assert rules.rule_of(clock_law.start(rule, date(2026, 3, 2), rules.calendar)) is rule
    gone = dataclasses.replace(clock_law.start(rule, date(2026, 3, 2), rules.calendar), rule_version="moon:decide@2021-07-15")
    with pytest.raises(ClockRefused):
        rules.rule_of(gone)


@pytest.mark.parametrize("domain, province, on, packs", [
    ("市场", None, "2026-03-02", ()), ("市场", "zhejiang", "2026-03-02", ("market",)), ("违建", "zhejiang", "2026-03-02", ("housing",)),
    ("违建", "shanghai", "2026-03-02", ("shanghai", "housing")), ("农业", "chongqing", "2026-03-02", ("chongqing",)),
    ("违建", "zhejiang", "2022-04-30", ()), ("市场", "demo", "2026-03-02", ())])
def test_the_packs_of_a_case_follow_from_field_and_province(domain, province, on, packs):
    assert rulebook.load(LAW).profiles.of(domain, date.fromisoformat(on), province) == packs


def add_clock(folder: Path, code: str, more: str, name: str = "national.toml") -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(f'\n[[clock]]\nid = "L-99"\ncode = "{code}"\nname = "试"\nunit = "day"\nbinds = "agency"\nstarts_on = "某日"\n'
                   f'basis = "某法 第一条"\nin_force = 2020-01-01\n{more}\n')


@pytest.mark.parametrize("more, said", [
    ("length = 3\nfollows = ['nothing']", "follows 指向不存在的期限 nothing"),
    ("length = 3\nfollows = ['x']", "成环：x → x"),
    ("length = 3\nkind = 'prompt'", "不按长度计算"),
    ("length = 3\nkind = 'whenever'", "kind 不认识"),
    ("", "缺少 length"),
    ("kind = 'meter'", "须有 meter"),
    ("length = 3\nmeter = { percent = 3, cap_percent = 100, basis = '某法 第一条', cap_basis = '某法 第一条', told_basis = '某法 第一条', "
     "waiver_basis = '某法 第一条' }", "须有 meter"),
    ("kind = 'meter'\nmeter = { percent = 0, cap_percent = 100, basis = '某法 第一条', cap_basis = '某法', told_basis = '某法 第一条', "
     "waiver_basis = '某法 第一条' }", "percent 不能小于"),
    ("kind = 'meter'\nlength = 30\nmeter = { percent = 3, cap_percent = 100, basis = '某法 第一条', cap_basis = '某法 第一条', "
     "told_basis = '某法 第一条', waiver_basis = '某法 第一条' }", "由 percent 和 cap_percent 得出"),
    ("kind = 'earliest'\nquiet = { from_hour = 25, to_hour = 6, basis = '某法 第一条' }", "from_hour 不认识"),
    ("length = 3\nextend = { length = 3, unit = 'working_day', times = 1, approver = '某', basis = '某法 第一条' }", "不能相加"),
    ("length = 3\nextend = { length = 3, unit = 'day', times = 1, approver = '某', basis = '惯例' }", "没有写明条文"),
    ("length = 3\nexcludes = [{ reason = 'a', name = '某', basis = '惯例' }]", "没有写明条文"),
    ("length = 3\nexcludes = [{ reason = 'a', name = '某', basis = '某法 第一条' }, { reason = 'a', name = '某', basis = '某法 第一条' }]", "重复"),
    ("length = 3\nprofile = 'market'", "不认识的键 profile"),
])
def test_a_nonsensical_clock_is_refused_with_its_line(folder, more, said):
    last = (folder / "national.toml").read_text(encoding="utf-8").count("\n") + 2
    add_clock(folder, "x", more)
    assert [f for f in faults(folder) if said in f["reason"] and f["file"] == "national.toml" and f["line"] == last], faults(folder)


def test_hours_cannot_lose_days(folder):
    line = change(folder, "national.toml", 'unit = "hour"', 'unit = "hour"\nexcludes = [{ reason = "a", name = "某", basis = "某法 第一条" }]')
    assert any("不能按日扣除" in f["reason"] and f["line"] <= line for f in faults(folder))


def test_clocks_that_start_each_other_in_a_circle_are_refused_once(folder):
    add_clock(folder, "a", "length = 3\nfollows = ['b']")
    add_clock(folder, "b", "length = 3\nfollows = ['c']")
    add_clock(folder, "c", "length = 3\nfollows = ['a', 'pay']")
    found = [f for f in faults(folder) if "成环" in f["reason"]]
    assert [f["reason"] for f in found] == ["期限互相依赖成环：a → b → c → a"] and found[0]["file"] == "national.toml"


def test_a_pack_that_closes_a_circle_with_the_national_rows_is_named(folder):
    # Nationally the surcharge follows the payment; a pack that lets the payment follow the surcharge closes the circle.
    add_clock(folder, "pay", "length = 15\nfollows = ['surcharge']", "profiles/market.toml")
    assert [f["file"] for f in faults(folder) if "成环" in f["reason"]] == ["profiles/market.toml"]


def test_a_pack_may_repeat_a_code_but_not_within_itself(folder):
    add_clock(folder, "decide", "length = 60", "profiles/market.toml")
    assert any("有效期与前一版本重叠" in f["reason"] and f["file"] == "profiles/market.toml" for f in faults(folder))


@pytest.mark.parametrize("name, old, new, said", [
    ("profiles/housing.toml", 'profile = "housing"', 'profile = "home"', "profile 与文件名不一致"),
    ("profiles.toml", 'code = "housing"', 'code = "moon"', "code 不认识"),
    ("profiles.toml", 'domains = ["市场"]', 'domains = ["月球"]', "domains 中有不认识"),
    ("profiles.toml", 'domains = ["市场"]\n', "", "至少写明一项"),
    ("profiles.toml", 'province = "demo"\n', "", "缺少 province"),
])
def test_a_fault_of_the_profiles_is_named(folder, name, old, new, said):
    change(folder, name, old, new)
    assert [f for f in faults(folder) if f["file"] == name and said in f["reason"]]


def test_a_pack_that_nobody_uses_is_a_fault(folder):
    (folder / "profiles" / "moon.toml").write_text('profile = "moon"\n', encoding="utf-8")
    assert any(f["file"] == "profiles/moon.toml" and "没有写明规则包 moon" in f["reason"] for f in faults(folder))
