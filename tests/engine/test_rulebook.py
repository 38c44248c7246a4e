import shutil
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from engine import rulebook
from engine.errors import ClockRefused, RulePackInvalid

LAW = Path(__file__).parents[2] / "processes" / "law"


@pytest.fixture
def folder(tmp_path) -> Path:
    return shutil.copytree(LAW, tmp_path / "law")


def change(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first `old` in a file; gives the line it stood on."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[:text.index(old)].count("\n") + 1


def faults(folder: Path) -> list[dict]:
    with pytest.raises(RulePackInvalid) as refused:
        rulebook.load(folder)
    return refused.value.problems


def test_the_shipped_rules_are_sound():
    rules = rulebook.load(LAW)
    assert set(rules.clocks) >= {
        "verify_lead", "reporter_feedback", "decide", "registration_hold", "seizure", "legal_review", "statement",
        "hearing_request", "hearing_notice", "serve_decision", "summary_report", "hand_in_cash", "bank_deposit", "pay",
        "reconsider", "sue", "court_apply", "publish", "withdraw_publication", "close", "correction"}
    assert set(rules.acts) >= {"file", "on_spot_decision", "submit_review", "decide", "close", "dossier"}
    assert len(rules.items) == 57 and set(rules.units) == {"demo_county", "qingxi", "shiqiao", "yunling"}


@pytest.mark.parametrize("code, length, unit, binds, expiry", [
    ("verify_lead", 7, "working_day", "agency", "overdue"), ("decide", 90, "day", "agency", "overdue"),
    ("registration_hold", 7, "working_day", "restraint", "overdue"), ("seizure", 30, "day", "restraint", "overdue"),
    ("legal_review", 10, "working_day", "agency", "overdue"), ("statement", 3, "working_day", "party", "lapse"),
    ("hearing_request", 5, "working_day", "party", "lapse"), ("serve_decision", 7, "working_day", "agency", "overdue"),
    ("summary_report", 2, "working_day", "agency", "overdue"), ("hand_in_cash", 2, "working_day", "agency", "overdue"),
    ("bank_deposit", 2, "working_day", "agency", "overdue"), ("pay", 15, "day", "party", "overdue"),
    ("reconsider", 60, "day", "party", "lapse"), ("sue", 6, "month", "party", "lapse"),
    ("court_apply", 3, "month", "agency", "overdue"), ("publish", 7, "working_day", "agency", "overdue"),
    ("withdraw_publication", 3, "working_day", "agency", "overdue"), ("reconsideration_reply", 10, "working_day", "agency", "overdue"),
    ("court_answer", 15, "day", "agency", "overdue"), ("crime_transfer", 3, "day", "agency", "overdue"),
])
def test_lengths_are_those_of_the_statutes(code, length, unit, binds, expiry):
    rule = rulebook.load(LAW).clocks[code]
    assert (rule.length, rule.unit, rule.binds, rule.on_expiry) == (length, unit, binds, expiry)


def test_every_clock_names_its_article_or_says_that_it_is_local():
    for rule in rulebook.load(LAW).clocks.values():
        assert rule.local or "第" in rule.basis or "〔" in rule.basis, rule.code
        assert rule.starts_on and rule.id and rule.name


def test_only_what_a_statute_allows_is_extended():
    rules = rulebook.load(LAW).clocks
    assert rules["decide"].extend == () and rules["decide"].excludes == ()
    assert [(e.length, e.unit, e.times) for e in rules["seizure"].extend] == [(30, "day", 1)]
    assert rules["seizure"].excludes[0].basis == "行政强制法 第二十五条第三款"


def test_the_rulebook_cannot_be_changed():
    rules = rulebook.load(LAW)
    with pytest.raises(FrozenInstanceError):
        rules.digest = "x"
    with pytest.raises(TypeError):
        rules.clocks["x"] = None
    with pytest.raises(TypeError):
        rules.items["SR-001"].bands["individual"] = None


def test_the_digest_covers_every_file(folder):
    before = rulebook.load(folder).digest
    assert before == rulebook.load(LAW).digest
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".toml", ".csv")):
        text = path.read_bytes()
        path.write_bytes(text + b"\n")
        assert rulebook.load(folder).digest != before, path
        path.write_bytes(text)


def test_a_version_by_date_is_found(folder):
    change(folder, "national.toml", "in_force = 2021-07-15", "in_force = 2021-07-15\nuntil = 2026-06-30")
    with (folder / "national.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[clock]]\nid = "D-02"\ncode = "verify_lead"\nname = "新"\nlength = 20\nunit = "working_day"\nbinds = "agency"\n'
                   'starts_on = "线索"\nbasis = "某规定 第二条"\nin_force = 2026-07-01\n')
    rules = rulebook.load(folder)
    assert rules.clock("verify_lead", date(2026, 6, 30)).length == 7
    assert rules.clock("verify_lead", date(2026, 7, 1)).length == rules.clocks["verify_lead"].length == 20
    with pytest.raises(ClockRefused):
        rules.clock("verify_lead", date(2020, 1, 1))
    with pytest.raises(ClockRefused):
        rules.clock("no_such", date(2026, 1, 1))


@pytest.mark.parametrize("name, old, new, said", [
    ("national.toml", 'unit = "working_day"', 'unit = "workday"', "unit 不认识"),
    ("national.toml", 'binds = "agency"', 'binds = "nobody"', "binds 不认识"),
    ("profiles/market.toml", 'basis = "市场监督管理行政处罚程序规定 第十八条"', 'basis = "市场监督管理行政处罚程序规定"', "没有写明条文"),
    ("national.toml", 'length = 15\n', 'lenght = 15\n', "不认识的键 lenght"),
    ("national.toml", 'length = 15\n', 'length = 0\n', "不能小于"),
    ("national.toml", 'length = 15\n', 'length = 99999\n', "一百年"),
    ("national.toml", 'length = 15\n', 'length = "15"\n', "类型不对"),
    ("national.toml", 'warn_at = [5, 2]', 'warn_at = [0]', "warn_at"),
    ("national.toml", 'on_expiry = "overdue"', 'on_expiry = "approve"', "on_expiry 不认识"),
    ("national.toml", 'times = 1', 'often = 1', "不认识的键 often"),
    ("separation.toml", 'duties = ["handle", "review"]', 'duties = ["handle", "paint"]', "不认识"),
    ("separation.toml", 'duties = ["handle", "decide"]', 'duties = ["review", "handle"]', "未在别处列出"),
    ("separation.toml", 'needs = "记明由承办人兼任归档的理由"', '', "needs"),
    ("gates.toml", 'severity = "blocks"', 'severity = "maybe"', "severity 不认识"),
    ("gates.toml", 'article = "行政处罚法第四十二条"', 'article = "法律"', "没有写明条文"),
    ("papers.toml", 'kind = "penalty_decision"', 'kind = "prior_notice"', "文书种类 prior_notice 重复"),
    ("papers.toml", 'word = "当罚"', 'word = "罚决"', "文种代字 罚决 重复"),
    ("papers.toml", 'remedy = "on_spot"', 'remedy = "none"', "remedy 不认识"),
    ("lists/qingxi.toml", 'items = ["GH-006"]', 'items = ["XX-999"]', "XX-999"),
    ("lists/qingxi.toml", 'mode = "conferred"', 'mode = "taken"', "mode 不认识"),
    ("lists/qingxi.toml", '"SR-001", "SR-002"', '"GH-006", "SR-002"', "事项 GH-006 重复"),
    ("thresholds.toml", 'basis = "行政处罚法第五十七条第二款"', 'basis = "惯例"', "没有写明条文"),
    ("calendars/2026.toml", 'work = [2026-02-14, 2026-02-28]', 'work = [2026-02-13]', "调休上班日不是周末"),
    ("calendars/2026.toml", 'to = 2026-02-23', 'to = 2026-02-03', "起止日期不合理"),
])
def test_a_fault_is_named_with_the_line_of_its_table(folder, name, old, new, said):
    line = change(folder, name, old, new)
    found = [f for f in faults(folder) if f["file"] == name and said in f["reason"]]
    assert found and found[0]["line"] is not None
    assert 0 <= line - found[0]["line"] < 15, (line, found)


@pytest.mark.parametrize("name, old, new, said", [
    ("papers.toml", "〔{year}〕", "[{year}]", "六角括号"),
    ("papers.toml", "{reconsideration}申请", "{authority}申请", "救济告知"),
    ("papers.toml", "（行政复议法第二十条、第二十三条、第三十二条，行政诉讼法第四十五条）", "", "没有写明条文"),
    ("thresholds.toml", 'hearing_place = "chongqing"', 'hearing_place = "nowhere"', "hearing_place 不认识"),
    ("thresholds.toml", 'individual_business = "citizen"', 'individual_business = "cat"', "individual_business 不认识"),
    ("gates.toml", 'file = ["G-01"', 'file = ["G-99"', "G-99"),
    ("lists/qingxi.toml", 'parent = "demo_county"', 'parent = "moon"', "上级单位 moon 不存在或成环"),
    ("lists/demo_county.toml", 'level = "county"', 'level = "county"\nparent = "qingxi"', "成环"),
    ("calendars/2026.toml", "year = 2026", "year = 2025", "文件名与年份不一致"),
    ("calendars/2026.toml", 'status = "official"', 'status = "certain"', "status 不认识"),
])
def test_a_fault_outside_a_table_is_named_with_its_file(folder, name, old, new, said):
    change(folder, name, old, new)
    assert any(f["file"] == name and said in f["reason"] for f in faults(folder))


@pytest.mark.parametrize("old, new, said", [
    ("SR-012,", "SR-001,", "事项代码 SR-001 重复"),
    (",20,50,,,band", ",50,20,,,band", "罚款幅度不成立"),
    (",20,50,,,band", ",20,fifty,,,band", "罚款幅度不成立"),
    (",20,50,,,band", ",-20,50,,,band", "罚款幅度不成立"),
    (",20,50,,,band", ",,,,,band", "fine 为 band 时须有幅度"),
    (",20,50,,,band", ",20,50,,band", "应有 18 列，实有 17 列"),
    (",无,none,", ",无,perhaps,", "requires 不认识"),
])
def test_a_bad_row_of_the_item_list_is_named_with_its_line(folder, old, new, said):
    path = folder / "items" / "items.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("SR-012,"))
    lines[at] = lines[at].replace(old, new, 1)
    path.write_text("\n".join(lines), encoding="utf-8")
    assert {"file": "items/items.csv", "line": at + 1} in [
        {"file": f["file"], "line": f["line"]} for f in faults(folder) if said in f["reason"]]


@pytest.mark.parametrize(("old", "new"), [
    ('duties = ["handle", "review"]\nforce = "hard"', 'duties = ["handle", "review"]\nforce = "soft"\nneeds = "只有一人"'),
    ('duties = ["handle", "decide"]', 'duties = ["patrol", "decide"]')])
def test_a_rule_pack_cannot_leave_out_or_soften_what_the_statutes_separate(folder, old, new):
    change(folder, "separation.toml", old, new)
    assert any(f["file"] == "separation.toml" and "不能取消" in f["reason"] for f in faults(folder))


def test_broken_toml_is_named_with_its_line(folder):
    (folder / "gates.toml").write_text("[acts]\nfile = [\"G-01\"\nx", encoding="utf-8")
    assert any(f["file"] == "gates.toml" and f["line"] == 3 and "TOML" in f["reason"] for f in faults(folder))


def test_overlapping_versions_of_a_clock_are_refused(folder):
    text = (folder / "national.toml").read_text(encoding="utf-8")
    first_row = "[[clock]]" + text.split("\n[[clock]]")[1]
    (folder / "national.toml").write_text(f"{text}\n{first_row}\n", encoding="utf-8")
    assert any("有效期与前一版本重叠" in f["reason"] for f in faults(folder))


def test_all_faults_are_listed_at_once(folder):
    change(folder, "national.toml", 'unit = "working_day"', 'unit = "week"')
    change(folder, "gates.toml", 'severity = "deducts"', 'severity = "maybe"')
    (folder / "calendars" / "2025.toml").write_bytes(b"\xff\xfe")
    assert {"national.toml", "gates.toml", "calendars/2025.toml"} <= {f["file"] for f in faults(folder)}


@pytest.mark.parametrize("gone", ["national.toml", "gates.toml", "separation.toml", "papers.toml", "thresholds.toml", "items/items.csv"])
def test_a_missing_file_is_a_fault(folder, gone):
    (folder / gone).unlink()
    assert faults(folder)


def test_an_unknown_file_a_huge_one_and_an_empty_folder_are_faults(folder, tmp_path):
    (folder / "notes.toml").write_text("a = 1", encoding="utf-8")
    (folder / "calendars" / "2026.toml").write_bytes(b"# " + b"x" * 5_000_000)
    assert {("notes.toml", "不认识的规则文件"), ("calendars/2026.toml", "文件为空或过大")} <= {
        (f["file"], f["reason"]) for f in faults(folder)}
    assert faults(tmp_path / "nothing")
