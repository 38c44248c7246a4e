"""Lists and catalogues as counties send them: whole or not at all, each bad row with its line."""
import io
import struct
import tracemalloc
import zipfile
import zlib
from datetime import date

import pytest
from openpyxl import Workbook

from engine.errors import RulePackInvalid
from engine.law import spreadsheet
from engine.law.power.catalogue import Declared, tagged, untagged
from engine.rulebook import exporting, importing, sheets

HEADER = ["事项代码", "事项名称", "事项类型", "所属清单", "监管部门", "处罚部门", "数量"]
KINDS = (("行政处罚", 101), ("监督检查", 13), ("行政强制", 1), ("其他", 4))
LIST_HEADER = ["事项代码", "事项名称", "权力来源", "依据文件", "权限", "处罚种类", "最高罚款（元）", "署名机关", "有效期至"]
ENTRUSTED = ["SR-012", "", "委托", "委托书（虚构）", "行政检查、责令改正、行政处罚", "警告、罚款", "200", "示范县综合行政执法局", "2028-12-31"]


def csv_bytes(rows, encoding="utf-8-sig") -> bytes:
    return "\r\n".join(",".join(f'"{c}"' for c in map(str, row)) for row in rows).encode(encoding)


def xlsx_bytes(rows) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def base_list(totals=KINDS, whole=119) -> list[list]:
    """The 119 items of DOMAIN 001-22 = 处罚 101 + 监督检查 13 + 强制 1 + 其他 4, with their declared totals."""
    rows = [[f"{kind}-{n}", f"{kind}事项{n}", kind, "总清单、乡镇清单" if n < 5 else "总清单", "住建", "综合执法", ""]
            for kind, size in KINDS for n in range(size)]
    return [HEADER, *rows, ["合计", "总数", "", "", "", "", whole], *(["合计", kind, "", "", "", "", size] for kind, size in totals)]


@pytest.fixture
def take(rules):
    def run(data: bytes, name="清单.csv", **more):
        return importing.catalogue(data, name, rules.catalogue.departments, rules.catalogue.tags, **more)
    return run


@pytest.fixture
def take_list(rules):
    def run(rows):
        return importing.power_list(csv_bytes(rows), "清单.csv", unit_code="yunling", number="2029-1",
                                    effective_on=date(2029, 1, 1), items=rules.items, agencies=rules.agencies)
    return run


def problems(call, *args, **more) -> list[tuple]:
    with pytest.raises(RulePackInvalid) as refused:
        call(*args, **more)
    return [(p["line"], p["reason"]) for p in refused.value.problems]


# -- what is taken -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("data", [csv_bytes(base_list()), csv_bytes(base_list(), "utf-8"), csv_bytes(base_list(), "gb18030"),
                                  xlsx_bytes(base_list())])
def test_a_list_whose_totals_add_up_is_taken_from_csv_and_xlsx(take, data):
    items = take(data)
    counts = [sum(i.kind == kind for i in items) for kind in ("penalty", "inspection", "compulsion", "other")]
    assert len(items) == 119 and counts == [101, 13, 1, 4] and len(tagged(items, "township")) == 5 + 5 + 1 + 4
    assert items[0].regulation == "housing" and items[0].penalty == "demo_county"


def test_english_headers_and_keys_are_understood_too(take):
    rows = [["code", "name", "kind", "tags", "lead", "lead_duties", "assist", "assist_duties"],
            ["A-1", "某事项", "penalty", "total", "town", "巡查；立案查处", "county", "业务指导"]]
    assert take(csv_bytes(rows))[0].lead_duties == ("巡查", "立案查处")


def test_a_title_above_the_header_and_columns_without_meaning_are_passed_over(take):
    rows = [["某县综合行政执法事项总清单"], [], ["序号", "事项代码", "事项名称", "事项类型", "备注"], ["1", "A-1", "某事项", "处罚", "随便写"]]
    assert [i.code for i in take(xlsx_bytes(rows))] == ["A-1"] and len(take(csv_bytes(rows))) == 1


def test_overlapping_lists_are_counted_each_and_not_added_up(take):
    # DOMAIN 002-3: 总 5010, 综合 1131, 专业 3327, 乡镇 624; 5010 ≠ 1131 + 3327, and 552 items are on neither.
    tags = ["总清单、综合清单、乡镇清单"] * 500 + ["总清单、综合清单"] * 631 + ["总清单、专业清单、乡镇清单"] * 124 + ["总清单、专业清单"] * 3203 + ["总清单"] * 552
    rows = [HEADER, *([f"I-{n}", "某事项", "行政处罚", of, "", "", ""] for n, of in enumerate(tags))]
    totals = [["合计", what, "", "", "", "", n] for what, n in (("总清单", 5010), ("综合清单", 1131), ("专业清单", 3327), ("乡镇清单", 624))]
    items = take(csv_bytes(rows + totals))
    assert len(items) == 5010 and len(untagged(items, "comprehensive", "special")) == 552
    totals[1][-1] = 1130
    assert problems(take, csv_bytes(rows + totals)) == [(5010 + 3, "“综合清单”写明 1130 项，实有 1131 项")]


def test_totals_may_be_declared_beside_the_file(take):
    assert len(take(csv_bytes(base_list()), declared=[Declared("总数", 119)])) == 119
    assert problems(take, csv_bytes(base_list()), declared=[Declared("总数", 120)])


# -- what is refused ---------------------------------------------------------------------------------------------
def test_totals_that_do_not_add_up_refuse_the_whole_list(take):
    wrong = base_list(totals=(("行政处罚", 101), ("监督检查", 13), ("行政强制", 1), ("其他", 5)))
    assert set(problems(take, csv_bytes(wrong))) == {
        (125, "“其他”写明 5 项，实有 4 项"), (121, "各类型合计 101+13+1+5=120，与总数 119 不符")}


def test_every_bad_row_is_named_with_its_line(take):
    rows = [HEADER, ["A-1", "甲", "行政处罚", "总清单", "住建", "综合执法", ""], ["A-1", "乙", "行政许可", "总清单", "月球局", "综合执法", ""],
            ["A-3", "", "行政处罚", "月球清单", "", "", ""]]
    found = problems(take, csv_bytes(rows))
    assert (3, "事项代码 A-1 重复") in found and (3, "kind 不认识“行政许可”") in found and (3, "regulation 不认识“月球局”") in found
    assert (4, "事项代码、事项名称不能为空") in found and (4, "tags 不认识“月球清单”") in found and len(found) == 5


def test_the_line_of_a_row_after_a_cell_of_several_lines_is_right(take):
    rows = [HEADER, ["A-1", "甲\n第二行\n第三行", "行政处罚", "", "", "", ""], ["A-2", "乙", "月球", "", "", "", ""]]
    assert problems(take, csv_bytes(rows)) == [(5, "kind 不认识“月球”")]


@pytest.mark.parametrize("header, said", [
    (["事项代码", "事项名称", "事项类型", "颜色"], "不认识或者重复的列：颜色"), (["事项代码", "事项编码", "事项名称", "事项类型"], "重复的列"),
    (["代号", "事项名称", "事项类型"], "没有找到表头"),
])
def test_a_header_that_is_not_understood_is_refused(take, header, said):
    assert any(said in reason for _, reason in problems(take, csv_bytes([header, ["A-1", "甲", "行政处罚", "红"][:len(header)]])))


def test_cells_without_a_header_are_not_dropped_silently(take):
    rows = [["事项代码", "事项名称", "事项类型"], ["A-1", "甲", "行政处罚", "多出来的"]]
    assert problems(take, csv_bytes(rows)) == [(2, "有内容的列没有表头")]


@pytest.mark.parametrize("what, count", [("总数", "很多"), ("", "3"), ("月球", "1")])
def test_a_total_says_of_what_and_how_many(take, what, count):
    rows = [HEADER, ["A-1", "甲", "行政处罚", "", "", "", ""], ["合计", what, "", "", "", "", count]]
    assert problems(take, csv_bytes(rows))[0][0] == 3


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "＝HYPERLINK(1)", "\t=1"])
def test_a_formula_in_csv_is_refused(take, cell):
    found = problems(take, csv_bytes([HEADER, ["A-1", cell, "行政处罚", "", "", "", ""]]))
    assert found[0][0] == 2 and "公式" in found[0][1]


def test_a_formula_in_a_sheet_is_refused(take):
    rows = [HEADER, ["A-1", "甲", "行政处罚", "", "", "", ""], ["合计", "总数", "", "", "", "", "=COUNTA(A2:A2)"]]
    assert (3, "第 7 列为公式，请粘贴为数值") in problems(take, xlsx_bytes(rows))


def test_a_dash_means_nothing_and_a_negative_number_is_no_formula(take):
    assert take(csv_bytes([HEADER, ["A-1", "甲", "行政处罚", "-", "—", "/", ""]]))[0].regulation == ""
    assert "公式" not in str(problems(take, csv_bytes([HEADER, ["合计", "总数", "", "", "", "", "-3"]])))


@pytest.mark.parametrize("data, said", [
    (b"", "文件为空"), ("事项代码".encode("utf-16"), "编码不是"), (b"\xff\xff\xff,1", "编码不是"), (b"a\0b", "编码不是"),
    ('事项代码,事项名称,事项类型\n"A-1'.encode(), "不是有效的 CSV"), ("事项代码,事项名称,事项类型\nA-1,甲\x07,行政处罚".encode(), "控制字符"),
    ("事项代码,事项名称,事项类型\n".encode(), "没有事项"), (b"PK\x03\x04" + b"x" * 99, "不是有效的 XLSX"), (b"%PDF-1.7 x", "没有找到表头"),
])
def test_what_is_no_list_is_refused(take, data, said):
    assert any(said in reason for _, reason in problems(take, data))


def test_a_big5_file_is_not_taken_for_gb18030(take):
    with pytest.raises(RulePackInvalid):
        take("事項代碼,事項名稱,事項類型\r\nA-1,甲,行政處罰".encode("big5"))


def test_huge_files_are_refused_before_they_are_parsed(take, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_BYTES", 100)
    assert "超过" in problems(take, csv_bytes(base_list()))[0][1]


@pytest.mark.parametrize("bytes_of", [csv_bytes, xlsx_bytes])
@pytest.mark.parametrize("limit, value, said", [
    ("MOST_ROWS", 50, "超过 50 行"), ("MOST_CHARACTERS", 5, "超过 5 字"), ("MOST_COLUMNS", 6, "超过 6 列")])
def test_too_many_rows_columns_or_characters_are_refused(take, monkeypatch, bytes_of, limit, value, said):
    monkeypatch.setattr(sheets, limit, value)
    assert any(said in reason for _, reason in problems(take, bytes_of(base_list())))


# -- hostile workbooks -------------------------------------------------------------------------------------------
def workbook(**members: bytes) -> bytes:
    """A sound workbook with members added or replaced; `__` stands for "/" and `_DOT_` for "."."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(base_list()))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        named = {k.replace("__", "/").replace("_DOT_", "."): v for k, v in members.items()}
        for member in old.namelist():
            if member not in named:
                new.writestr(member, old.read(member))
        for member, data in named.items():
            new.writestr(member, data)
    return out.getvalue()


def test_a_zip_bomb_is_measured_before_it_is_parsed(take, monkeypatch):
    def never(*args, **more):
        raise AssertionError("parsed")
    monkeypatch.setattr(sheets, "load_workbook", never)
    bomb = workbook(xl__media__x_DOT_xml=b" " * (sheets.MOST_UNPACKED + 1))
    assert len(bomb) < sheets.MOST_BYTES
    assert "解压后超过" in problems(take, bomb)[0][1]


def lying(unpacked: int, claimed: int, *, checksum: bool) -> bytes:
    """A workbook whose last member unpacks to more than it claims; `checksum`: its checksum is that of the claimed part."""
    data = bytearray(workbook(xl__media__x_DOT_xml=b" " * unpacked))
    directory = data.rindex(b"PK\x01\x02")
    local = struct.unpack_from("<I", data, directory + 42)[0]
    assert struct.unpack_from("<I", data, directory + 24)[0] == unpacked
    for at in (directory + 24, local + 22):
        struct.pack_into("<I", data, at, claimed)
    if checksum:
        for at in (directory + 16, local + 14):
            struct.pack_into("<I", data, at, zlib.crc32(b" " * claimed))
    return bytes(data)


def test_a_bomb_that_lies_about_its_size_is_found_out(take, monkeypatch):
    monkeypatch.setattr(sheets, "load_workbook", None)
    assert "不是有效的 XLSX" in problems(take, lying(1_000_000, 10, checksum=False))[0][1]


def test_a_bomb_with_a_forged_checksum_never_unpacks_beyond_its_claim(take):
    data = lying(200_000_000, 10, checksum=True)
    tracemalloc.start()
    try:
        assert len(take(data)) == 119
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(take, way):
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a", way) as archive:
        archive.writestr("xl/media/x.bin", b" " * 1000)
    assert "不认识的方式压缩" in problems(take, out.getvalue())[0][1]


def test_too_many_members_are_refused(take):
    assert "解压后超过" in problems(take, workbook(**{f"xl__x{n}": b"" for n in range(sheets.MOST_MEMBERS)}))[0][1]


@pytest.mark.parametrize("text", ['<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>'.encode(),
                                  '<!doctype r SYSTEM "file:///etc/passwd"><r/>'.encode("utf-16")])
def test_entities_and_outside_grammars_are_refused(take, text):
    assert "实体" in problems(take, workbook(xl__sharedStrings_DOT_xml=text))[0][1]


@pytest.mark.parametrize("member", ["xl__vbaProject_DOT_bin", "xl__externalLinks__externalLink1_DOT_xml"])
def test_macros_and_outside_links_are_refused(take, member):
    assert "宏或者外部链接" in problems(take, workbook(**{member: b"x"}))[0][1]


def test_a_broken_sheet_is_a_fault_and_no_crash(take):
    assert "不是有效的 XLSX" in problems(take, workbook(xl__worksheets__sheet1_DOT_xml=b"<worksheet><sheetData><row>"))[0][1]


def test_a_sheet_that_understates_its_size_loses_no_rows(take):
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(base_list()))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    first, rest = sheet.split(b"<dimension ref=", 1)
    lying = first + b'<dimension ref="A1:A2"' + rest[rest.index(b"/>"):]
    assert len(take(workbook(xl__worksheets__sheet1_DOT_xml=lying))) == 119


def test_more_than_one_visible_sheet_is_ambiguous(take):
    book, out = Workbook(), io.BytesIO()
    book.create_sheet("二")
    book.save(out)
    assert "应只有一张可见的工作表" in problems(take, out.getvalue())[0][1]


def test_a_row_far_below_does_not_cost_a_million_empty_ones(take, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 200)
    far = (b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
           b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>')
    assert "空行" in problems(take, workbook(xl__worksheets__sheet1_DOT_xml=far))[0][1]


# -- a unit's list -----------------------------------------------------------------------------------------------
def test_an_imported_list_gives_no_power_yet(take_list):
    found = take_list([LIST_HEADER, ENTRUSTED, ["SR-001", "", "赋权", "赋权决定", "行政处罚", "罚款", "", "", ""]])
    assert found.notice is None and {line.state for line in found.lines.values()} == {""}
    entry = found.entries["SR-012"]
    assert (entry.mode, entry.in_name_of, entry.top_fen, entry.kinds) == ("entrusted", "demo_county", 200_00, ("warning", "fine"))
    assert entry.powers == ("inspect", "order", "punish") and entry.valid_until == date(2028, 12, 31)


@pytest.mark.parametrize("column, value, said", [
    (0, "XX-999", "不在事项总目录内"), (1, "别的名称", "与总目录的"), (2, "借用", "mode 不认识"), (3, "", "缺少依据文件"),
    (4, "行政处罚、行政强制措施", "行政强制法第十七条"), (4, "月球权", "powers 不认识"), (5, "", "须写明处罚种类"), (5, "行政拘留", "kinds 不认识“行政拘留”"),
    (5, "罚款、罚款", "重复"), (6, "二百", "不是正整数"), (6, "0", "不是正整数"), (7, "", "in_name_of"), (7, "月球政府", "in_name_of 不认识"),
    (8, "", "须写明期限"), (8, "明年", "不是日期"),
])
def test_a_bad_row_of_a_list_is_named(take_list, column, value, said):
    row = [value if n == column else cell for n, cell in enumerate(ENTRUSTED)]
    assert any(line == 2 and said in reason for line, reason in problems(take_list, [LIST_HEADER, row]))


def test_an_item_twice_on_a_list_is_refused(take_list):
    assert (3, "事项代码 SR-012 重复") in problems(take_list, [LIST_HEADER, ENTRUSTED, ENTRUSTED])


def test_the_declared_number_of_items_must_hold(take_list):
    header = [*LIST_HEADER, "数量"]
    rows = [header, [*ENTRUSTED, ""], ["合计", "总数", *[""] * 7, "2"]]
    assert problems(take_list, rows) == [(3, "“总数”写明 2 项，实有 1 项")]


# -- writing -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("unit", ["qingxi", "shiqiao", "yunling", "demo_county"])
def test_a_list_written_is_read_back_the_same(rules, unit):
    version = rules.power_lists[unit][0]
    data = exporting.power_list(version, rules.items, rules.agencies)
    read = importing.power_list(data, "清单.csv", unit_code=unit, number=version.number, effective_on=version.effective_on,
                                items=rules.items, agencies=rules.agencies)
    assert read.entries == version.entries and data.startswith(b"\xef\xbb\xbf")


def test_what_was_not_claimed_is_written_with_its_reason(rules):
    text = exporting.power_list(rules.power_lists["shiqiao"][0], rules.items, rules.agencies).decode("utf-8-sig")
    assert "未承接：没有车辆检查" in text and "已收回" in text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\0", "＝1", " =1", "\n=1", "'=1", "'quoted"])
def test_no_cell_is_written_as_a_formula_and_each_reads_back(cell):
    written = spreadsheet.inert(cell)
    assert written == f"'{cell}"
    sent = sheets.Sent("x")
    assert sheets._clean(sent, 1, 1, written) == cell and not sent.problems


def test_ordinary_cells_are_left_alone():
    assert [spreadsheet.inert(c) for c in ("罚款", "2028-12-31", "SR-001", "")] == ["罚款", "2028-12-31", "SR-001", ""]
