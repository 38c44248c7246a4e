"""Reading discretion tables: cells, metadata, and every fault with its file; our reading agrees with the process engine's."""
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.law.penalty.discretion import doubled, possible, uncovered
from engine.process import decisions
from engine.rulebook import discretion
from tests.engine.rulebook.conftest import LAW
from tests.engine.test_rulebook import faults

FILE = "discretion/SR-002.dmn"


def reasons(found) -> list[str]:
    return [f["reason"] for f in found if f["file"].startswith("discretion/")]


@pytest.mark.parametrize("old, new, said", [
    # the row for 占道面积小，初次违法 gone: exactly its region is open
    ("<inputEntry id=\"sr_002_in_1_1\"><text>&lt; 5</text>", "<inputEntry id=\"sr_002_in_1_1\"><text>&lt; 3</text>",
     "有情形没有规定：“占道面积（平方米）”3 以上不满 5，且“是否初次违法”为是"),
    ("<text>[5..20)</text>", "<text>(5..20)</text>", "有情形没有规定：“占道面积（平方米）”为 5"),
    ("<text>[5..20)</text>", "<text>[5..20]</text>", "第 3、4 行同时适用于“占道面积（平方米）”为 20"),
    ("<text>[5..20)</text>", "<text>[4..20)</text>", "第 1、3 行同时适用于“占道面积（平方米）”4 以上不满 5，且“是否初次违法”为是"),
    ("<text>1000</text>", "<text>1001</text>", "第 4 行 730 元至 1,001 元超出"),
    ("<text>100</text>", "<text>99</text>", "第 1 行 99 元至 370 元超出"),
])
def test_a_gap_an_overlap_and_a_range_outside_the_band_are_told_exactly(spoil, old, new, said):
    _, found = spoil(FILE, old, new)
    assert any(said in reason for reason in reasons(found)), reasons(found)


@pytest.mark.parametrize("old, new, said", [
    ('e:item="SR-002"', 'e:item="XX-999"', "没有“浙江省城市市容和环境卫生管理条例”的版本"),
    ('e:statute="浙江省', 'e:statute="江苏省', "没有“江苏省"),
    ('e:basis="浙江省城市市容和环境卫生管理条例第十七条第三款"', 'e:basis="惯例"', "没有写明条文"),
    ('e:in_force="2022-01-01"', 'e:in_force="早先"', "不是日期"),
    ('e:in_force="2022-01-01"', 'e:in_force="2022-01-01" e:until="2021-01-01"', "until 早于"),
    ('e:illustrative="true"', 'e:illustrative="maybe"', "illustrative"),
    ('hitPolicy="UNIQUE"', 'hitPolicy="COLLECT"', "命中策略 COLLECT"),
    ('name="tier"', 'name="grade"', "输出应依次为"),
    ('typeRef="number">\n          <text>occupied_sqm', 'typeRef="context">\n          <text>occupied_sqm', "类型为"),
    ("<text>occupied_sqm</text>", "<text>length * width</text>", "应读取一项案情"),
    ("<text>first_offence</text>", "<text>occupied_sqm</text>", "重复"),
    ("<text>[5..20)</text>", "<text>[20..5)</text>", "不含任何数值"),
    ("<text>[5..20)</text>", "<text>面积较大</text>", "不能逐项核对"),
    ("<text>[5..20)</text>", "<text>occupied_sqm &gt; 3</text>", "不能逐项核对"),
    ('<text>"light"</text>', '<text>"tiny"</text>', "档次应为"),
    ("<text>370</text>", "<text>三百七十</text>", "幅度应为两个整数"),
    ("<text>100</text>", "<text>400</text>", "先低后高"),
    ("<inputEntry id=\"sr_002_in_1_1\"><text>&lt; 5</text></inputEntry>", "", "格数与表头不一致"),
    ("<definitions ", "<!DOCTYPE x><definitions ", "DOCTYPE"),
    ("</decisionTable>", "</decisionTabel>", "XML"),
    ("https://www.omg.org/spec/DMN/20191111/MODEL/", "urn:nothing", "应当有且只有一张决策表"),
])
def test_a_bad_table_is_refused_with_its_file(spoil, old, new, said):
    _, found = spoil(FILE, old, new)
    assert any(said in reason for reason in reasons(found)), reasons(found)
    assert {f["file"] for f in found} == {FILE}


def test_a_bad_cell_is_named_with_its_line(spoil):
    line, found = spoil(FILE, "<text>[5..20)</text>", "<text>大</text>")
    assert abs(found[0]["line"] - line) <= 5


def test_a_value_that_was_not_declared_is_refused(spoil):
    _, found = spoil("discretion/ST-004.dmn", "<text>\"none\",\"minor\"</text></inputEntry>", "<text>\"none\",\"small\"</text></inputEntry>")
    assert any("没有“small”这样的取值" in reason for reason in reasons(found))


def test_a_side_without_a_fine_has_no_tier(spoil):
    _, found = spoil("discretion/ST-009.dmn", '<text>"individual"</text>', '<text>"individual","organisation"</text>')
    assert any("对单位没有罚款幅度" in reason for reason in reasons(found))


def test_two_tables_for_the_same_days_are_refused(spoil):
    text = (spoil.folder / FILE).read_text(encoding="utf-8")
    (spoil.folder / "discretion" / "again.dmn").write_text(text, encoding="utf-8")
    assert any("有效期与另一张表重叠" in reason for reason in reasons(faults(spoil.folder)))


def test_only_so_many_regions_of_a_kind_are_listed(spoil):
    path = spoil.folder / FILE
    text = path.read_text(encoding="utf-8")
    rows = "".join(f'<rule id="x{n}"><inputEntry id="a{n}"><text>{n}</text></inputEntry><inputEntry id="b{n}"><text></text></inputEntry>'
                   f'<outputEntry id="c{n}"><text>"light"</text></outputEntry><outputEntry id="d{n}"><text>100</text></outputEntry>'
                   f'<outputEntry id="e{n}"><text>370</text></outputEntry></rule>' for n in range(6, 16))
    path.write_text(text.replace("    </decisionTable>", rows + "</decisionTable>"), encoding="utf-8")
    said = [reason for reason in reasons(faults(spoil.folder)) if "重复规定" in reason]
    assert len(said) == 6 and "另有 5 处" in said[-1]


# -- our reading against the process engine's, cell by cell ---------------------------------------------------
HEAD = ('<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:e="urn:bihuan:enforcement:1" id="d" name="甲" namespace="n">'
        '<decision id="t" name="试" e:item="SR-002" e:statute="浙江省城市市容和环境卫生管理条例" e:basis="某条例第一条" e:in_force="2022-01-01">'
        '<decisionTable id="g" hitPolicy="UNIQUE">')
KINDS = {"n": "number", "s": "string", "b": "boolean"}
GRID = {"n": [0, 1, 1.5, 2, 2.5, 3, 4], "s": ["x", "y", "z"], "b": [True, False]}
WITHIN = {"s": '<inputValues id="v"><text>"x","y","z"</text></inputValues>'}
NUMBERS = st.sampled_from(["1", "2", "3", "1.5"])
CELLS = {
    "n": st.one_of(st.just("-"), NUMBERS, st.builds("{} {}".format, st.sampled_from(["&lt;", "&lt;=", "&gt;", "&gt;=", "!="]), NUMBERS),
                   st.builds("{}{}..{}{}".format, st.sampled_from("[("), st.sampled_from(["1", "1.5"]), st.sampled_from(["2", "3"]),
                             st.sampled_from("])")), st.builds("{}, {}".format, NUMBERS, NUMBERS)),
    "s": st.one_of(st.just(""), st.sampled_from(['"x"', '"y", "z"', '!= "x"', 'not in ("x", "y")', 'in ("x", "z")', '“x”，“y”'])),
    "b": st.sampled_from(["", "-", "true", "false"]),
}


@st.composite
def files(draw):
    keys = draw(st.lists(st.sampled_from("nsb"), min_size=1, max_size=3, unique=True))
    rows = draw(st.lists(st.tuples(*(CELLS[k] for k in keys)), min_size=1, max_size=4))
    inputs = "".join(f'<input id="i{k}" label="{k}"><inputExpression id="x{k}" typeRef="{KINDS[k]}"><text>{k}</text></inputExpression>'
                     f'{WITHIN.get(k, "")}</input>' for k in keys)
    outputs = "".join(f'<output id="o{n}" name="{n}" typeRef="string"/>' for n in ("tier", "low_yuan", "high_yuan"))
    rules = "".join(f'<rule id="r{n}">' + "".join(f'<inputEntry id="c{n}{k}"><text>{c}</text></inputEntry>' for k, c in zip(keys, row))
                    + "".join(f'<outputEntry id="p{n}{m}"><text>{v}</text></outputEntry>' for m, v in enumerate(('"light"', 100 + n, 370)))
                    + "</rule>" for n, row in enumerate(rows))
    return keys, f"{HEAD}{inputs}{outputs}{rules}</decisionTable></decision></definitions>"


@settings(max_examples=150, deadline=None)
@given(files())
def test_we_read_cells_as_the_process_engine_does(rules, file):
    keys, text = file
    table, _ = discretion.read(text, rules.item_versions)
    engine = decisions.parse(text.encode(), "t.dmn")
    open_points, double_points = 0, 0
    for point in product(*(GRID[k] for k in keys)):
        facts = dict(zip(keys, point))
        mine = [line.number for line in possible(table, facts)]
        try:
            theirs = [engine.decide(facts)["low_yuan"] - 99]
        except ExpressionError as fault:
            theirs = [1, 2] if "唯一命中" in str(fault) else []
        assert len(mine) == len(theirs) if len(theirs) < 2 else len(mine) > 1, (facts, mine, theirs)
        assert mine == theirs or len(mine) > 1
        open_points += not mine
        double_points += len(mine) > 1
    # The grid cannot miss what it shows; what it shows is reported.
    assert bool(uncovered(table)) or not open_points
    assert bool(doubled(table)) or not double_points


def test_the_shipped_tables_decide_the_same_in_the_process_engine(rules):
    for path in sorted((LAW / "discretion").glob("*.dmn")):
        text = path.read_text(encoding="utf-8")
        table, item = discretion.read(text, rules.item_versions)
        engine = decisions.parse(text.encode(), path.name)
        samples = {"number": [0, 0.5, 1, 4.9, 5, 20, 50, 1e6], "integer": [1, 2, 3, 4, 999_999, 1_000_000, 5_000_000], "boolean": [True, False]}
        for point in product(*(axis.values or samples[axis.kind] for axis in table.axes)):
            facts = {axis.key: value for axis, value in zip(table.axes, point)}
            decided = engine.decide(facts)
            [line] = possible(table, facts)
            assert (line.tier, line.low_fen, line.high_fen) == (decided["tier"], decided["low_yuan"] * 100, decided["high_yuan"] * 100)
