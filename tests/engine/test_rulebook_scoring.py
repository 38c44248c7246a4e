"""Bad scoring standards and bad requirements for papers are refused whole, each fault with file, line and reason."""
import shutil
from pathlib import Path

import pytest

from engine import rulebook
from engine.errors import RulePackInvalid

LAW = Path(__file__).parents[2] / "processes" / "law"
ZHEJIANG, VETO, BEIJING = "scoring/zhejiang.toml", "scoring/veto_list.toml", "scoring/beijing_2016.toml"
FIELDS = "paper_fields.toml"


@pytest.fixture
def folder(tmp_path) -> Path:
    return shutil.copytree(LAW, tmp_path / "law")


def change(folder: Path, name: str, old: str, new: str) -> int:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[:text.index(old)].count("\n") + 1


def faults(folder: Path) -> list[dict]:
    with pytest.raises(RulePackInvalid) as refused:
        rulebook.load(folder)
    return refused.value.problems


@pytest.mark.parametrize("name, old, new, said", [
    (ZHEJIANG, 'gates = ["G-01"]', 'gates = ["G-99"]', "G-99"),
    (ZHEJIANG, 'gates = ["G-01"]', 'gates = []', "没有写明 gates"),
    (ZHEJIANG, 'section = "subject"', 'section = "colour"', "section 不认识"),
    (ZHEJIANG, "points = 100\nbeyond = true", "points = 100", "超过所在部分的 10 分"),
    (ZHEJIANG, 'points = 10\nlocal = true', 'local = true', "既不扣分也不否决"),
    (ZHEJIANG, 'points = 10\nlocal = true', 'points = "10"\nlocal = true', "类型不对"),
    (ZHEJIANG, 'code = "主体2"', 'code = "主体1"', "主体1 重复"),
    (ZHEJIANG, 'code = "facts"', 'code = "subject"', "subject 重复"),
    (ZHEJIANG, 'each = true\nmost = 10', 'most = 10', "most 只用于 each"),
    (ZHEJIANG, 'each = true', 'eech = true', "不认识的键 eech"),
    (BEIJING, '"penalty_decision.payment_way"', '"penalty_decision.colour"', "penalty_decision.colour"),
    (BEIJING, 'defects = ["mail"]', 'defects = ["pigeon"]', "pigeon"),
    (FIELDS, 'of = "prior_notice"', 'of = "love_letter"', "of 不认识"),
    (FIELDS, 'keys = ["source"]', 'keys = []', "缺少 keys"),
    (FIELDS, 'keys = ["began_at"]', 'keys = ["colour"]', "没有 colour 这一项"),
    (FIELDS, 'article = "行政处罚法第四十四条"', 'article = "惯例"', "没有写明条文"),
    (FIELDS, 'least = 2', 'least = 0', "不能小于"),
    (FIELDS, 'among = ["citizen"]', 'amongst = ["citizen"]', "不认识的键 amongst"),
    (FIELDS, 'among = ["citizen"]', 'among = "citizen"', "when.among"),
    (FIELDS, 'keys = ["party_name"]', 'keys = ["source"]', "重复"),
])
def test_a_fault_is_named_with_the_line_of_its_row(folder, name, old, new, said):
    line = change(folder, name, old, new)
    found = [f for f in faults(folder) if f["file"] == name and said in f["reason"]]
    assert found and found[0]["line"] is not None and 0 <= line - found[0]["line"] < 12, found


@pytest.mark.parametrize("name, old, new, said", [
    (ZHEJIANG, "points = 30", "points = 31", "合计 101，应为 100"),
    (ZHEJIANG, 'source = "', 'sauce = "', "缺少 source"),
    (ZHEJIANG, 'source = "《浙江省一般程序行政处罚案卷评查标准（试行）》案件办理质量·主体部分、事实部分（公开文本，szmdbiao.com 1397366）"', 'source = ""',
     "source 不能为空"),
    (ZHEJIANG, 'fatal_grade = "不合格"', 'fatal_grade = "很差"', "fatal_grade 不认识"),
    (ZHEJIANG, 'code = "zhejiang"', 'code = "jiangsu"', "文件名与 code 不一致"),
    (ZHEJIANG, "at_least = 60", "at_least = 95", "由高到低"),
    (ZHEJIANG, "at_least = 0", "at_least = 10", "自 0 分起"),
    (ZHEJIANG, "in_force = 2021-07-15", "in_force = 2021-07-15\nuntil = 2020-01-01", "until 早于 in_force"),
    (VETO, 'gates = ["C-51"]', 'gates = ["C-51", "G-31"]', "都对应 G-31"),
    (FIELDS, 'transfer_letter = "', 'closure_report = "', "不是对外文书"),
])
def test_a_fault_of_the_whole_is_named_with_its_file(folder, name, old, new, said):
    change(folder, name, old, new)
    assert any(f["file"] == name and said in f["reason"] for f in faults(folder)), faults(folder)


def test_a_standard_without_sections_or_rows_is_refused(folder):
    (folder / ZHEJIANG).write_text('code = "zhejiang"\nname = "空"\nsource = "《空》"\nin_force = 2026-01-01\nfatal_grade = "合格"\n'
                                   'fatal_zero = false\n[[grade]]\nname = "合格"\nat_least = 0\n', encoding="utf-8")
    assert [f["reason"] for f in faults(folder)] == ["没有写明各部分分值或者扣分项"]


def test_two_files_do_not_make_one_standard(folder):
    shutil.copy(folder / ZHEJIANG, folder / "scoring" / "copy.toml")
    reasons = [f["reason"] for f in faults(folder)]
    assert "评查标准 zhejiang 重复" in reasons and "文件名与 code 不一致" in reasons


def test_every_fault_is_listed_at_once(folder):
    change(folder, ZHEJIANG, 'gates = ["G-01"]', 'gates = ["G-99"]')
    change(folder, BEIJING, "points = 5", "points = -5")
    change(folder, FIELDS, 'of = "prior_notice"', 'of = "love_letter"')
    assert {ZHEJIANG, BEIJING, FIELDS} <= {f["file"] for f in faults(folder)}


@pytest.mark.parametrize("gone", [FIELDS, "scoring"])
def test_missing_files_are_a_fault(folder, gone):
    path = folder / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert faults(folder)


def test_what_every_paper_must_say_names_its_article():
    for fields in rulebook.load(LAW).paper_rules.fields.values():
        for one in fields:
            assert one.name and "第" in one.article, one


def test_the_eight_most_important_papers_have_their_fields():
    # DOMAIN §6.2: filing, inspection, inquiry, notice, review, decision, service, crime transfer.
    fields = rulebook.load(LAW).paper_rules.fields
    assert {"filing_approval", "inspection", "inspection_record", "inquiry", "inquiry_record", "prior_notice",
            "legal_review_opinion", "penalty_decision", "service", "crime_transfer_letter", "on_spot_decision", "seizure_decision", "urge_notice",
            "enforcement_decision", "substitute_decision"} <= set(fields)
    # 行政处罚法第五十九条第一款: six items, each asked for.
    asked = {one.article[:len("行政处罚法第五十九条第一款第一项")] for one in fields["penalty_decision"]}
    assert {f"行政处罚法第五十九条第一款第{n}项" for n in "一二三四五六"} <= asked
