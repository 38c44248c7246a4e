import pytest

from engine import rulebook

SHIQIAO, YUNLING = "lists/shiqiao.toml", "lists/yunling.toml"
RECALL = '[[recall]]\nitems = ["SR-010"]\non = 2026-01-01\n'


@pytest.mark.parametrize("name, old, new, said", [
    (YUNLING, 'valid_until = 2028-12-31\n', "", "委托须写明期限"),
    (YUNLING, 'in_name_of = "demo_county"\n', "", "in_name_of"),
    (YUNLING, 'in_name_of = "demo_county"', 'in_name_of = "moon"', "moon 不是其他清单单位或者主管部门"),
    (YUNLING, 'in_name_of = "demo_county"', 'in_name_of = "yunling"', "yunling 不是其他清单单位或者主管部门"),
    (YUNLING, 'powers = ["inspect", "order", "punish"]\nkinds = ["warning", "fine"]\ntop_yuan',
     'powers = ["inspect", "order", "punish", "measure"]\nkinds = ["warning", "fine"]\ntop_yuan', "行政强制法第十七条"),
    (YUNLING, "top_yuan = 200", "top_yuan = 0", "不能小于"),
    (YUNLING, '"SR-015", "YQ-003"]', '"SR-015", "GH-006"]', "重复"),
    (SHIQIAO, 'kinds = ["fine"]', "kinds = []", "须写明处罚种类"),
    (SHIQIAO, 'kinds = ["fine"]', 'kinds = ["detention"]', "detention"),
    (SHIQIAO, 'powers = ["inspect", "order", "enforce"]', "powers = []", "权限 powers 不能为空"),
    (SHIQIAO, 'versions = ["2024-1", "2026-1"]', 'versions = ["2024-1", "2031-9"]', "2031-9"),
    (SHIQIAO, 'versions = ["2024-1", "2026-1"]', "versions = []", "versions 须为本单位的清单版本"),
    (SHIQIAO, 'number = "2026-1"', 'number = "2024-1"', "清单版本 2024-1 重复"),
    (SHIQIAO, "effective_on = 2026-01-01", "effective_on = 2025-12-01", "施行日期早于公布日期"),
    (SHIQIAO, "effective_on = 2026-01-01", "effective_on = 2024-01-01", "同日施行"),
    (SHIQIAO, 'action = "compare"', 'action = "withdraw"', "action 不认识“withdraw”"),
    (SHIQIAO, 'reason = "没有车辆检查和道路勘验的设备，持证人员不足，暂不具备承接能力"', "", "须写明理由"),
    (SHIQIAO, "    { by = \"justice\", on = 2023-12-08 },\n", "", "还缺司法局的会签"),
    (SHIQIAO, '{ by = "justice", on = 2023-12-08 }', '{ by = "mayor", on = 2023-12-08 }', "mayor"),
    (SHIQIAO, "on = 2023-09-25", "on = 2023-09-01", "早于上一步"),
    (SHIQIAO, 'items = ["ST-006", "DL-001"]\nreason', 'items = ["ST-006", "SL-001"]\nreason', "SL-001"),
    (SHIQIAO, RECALL, RECALL.replace("SR-010", "SR-001"), "收回的事项又列在同日施行的版本 2026-1 中"),
    (SHIQIAO, RECALL, RECALL.replace("SR-010", "ST-006"), "当时不在已公布的清单内"),
    (SHIQIAO, RECALL, '[[recall]]\non = 2026-01-01\n', "须写明收回的 items"),
    (SHIQIAO, 'open_cases = "successor"\nsuccessor = "demo_county"\n', 'open_cases = "successor"\n', "须写明接收单位"),
    (SHIQIAO, 'open_cases = "successor"\nsuccessor = "demo_county"', 'open_cases = "successor"\nsuccessor = "moon"', "接收单位 moon"),
    (SHIQIAO, 'open_cases = "successor"', 'open_cases = "perhaps"', "open_cases 不认识"),
    (SHIQIAO, "finish_by = 2026-06-30", "finish_by = 2025-06-30", "不早于 on"),
    (SHIQIAO, "on = 2026-01-01\ninstrument", "instrument", "缺少 on"),
])
def test_a_bad_list_is_refused_with_file_and_reason(spoil, name, old, new, said):
    _, found = spoil(name, old, new)
    assert any(f["file"] == name and said in f["reason"] for f in found), found


@pytest.mark.parametrize("old, new, said", [
    ("top_yuan = 200", "top_yuan = 0", "不能小于"), ('mode = "entrusted"', 'mode = "lent"', "mode 不认识"),
    ("on = 2026-09-04", "on = 2026", "on 的类型不对"),
    ("effective_on = 2027-01-01", "effective_on = 2027-01-01\ncolour = 1", "colour"),
])
def test_a_fault_in_a_table_has_its_line(spoil, old, new, said):
    line, found = spoil(YUNLING, old, new)
    lines = [f["line"] for f in found if said in f["reason"]]
    assert lines and lines[0] is not None and 0 <= line - lines[0] < 12


def test_an_item_does_not_vanish_from_a_list_without_an_instrument(spoil):
    _, found = spoil(SHIQIAO, RECALL, '[[recall]]\nitems = ["SL-004"]\non = 2025-12-31\n')
    assert any("事项 SR-010 在版本 2024-1 中，而版本 2026-1 没有" in f["reason"] and f["line"] for f in found)


def test_nobody_entrusts_what_it_does_not_hold(spoil):
    # 行政处罚法第二十条第一款: 在其法定权限内. 市场监督管理局 has no penalty power over SR-008 in the catalogue.
    _, found = spoil(YUNLING, 'in_name_of = "demo_county"', 'in_name_of = "market"')
    assert any("委托机关 market 自己没有事项 SR-008 的权力" in f["reason"] for f in found)


def test_what_was_entrusted_is_not_entrusted_again(spoil):
    # 石桥镇 entrusted by 云岭乡, which is itself entrusted (行政处罚法第二十条第四款).
    grant = ('[[grant]]\nversions = ["2026-1"]\nmode = "entrusted"\nin_name_of = "yunling"\nvalid_until = 2027-12-31\n'
             'instrument = "转委托书"\n'
             'powers = ["punish"]\nkinds = ["warning"]\nitems = ["YQ-003"]\n\n[[recall]]')
    text = (spoil.folder / SHIQIAO).read_text(encoding="utf-8")
    shrunk = text.replace('"ST-009", "YQ-003"]', '"ST-009"]')
    (spoil.folder / SHIQIAO).write_text(shrunk, encoding="utf-8")
    _, found = spoil(SHIQIAO, "[[recall]]", grant)
    assert any("委托机关 yunling 自己没有事项 YQ-003 的权力" in f["reason"] for f in found)


def test_an_abolished_unit_hands_everything_on(spoil):
    text = (spoil.folder / YUNLING).read_text(encoding="utf-8")
    gone = ('\n[[recall]]\nabolished = true\non = 2026-05-01\ninstrument = "撤乡并镇批复（虚构）"\n'
            'open_cases = "successor"\nsuccessor = "qingxi"\n')
    (spoil.folder / YUNLING).write_text(text + gone, encoding="utf-8")
    rules = rulebook.load(spoil.folder)
    assert {e.valid_until.isoformat() for e in rules.lists if e.unit_code == "yunling"} == {"2026-04-30"}
    assert {line.state for line in rules.power_lists["yunling"][0].lines.values()} == {"withdrawn"}


def test_an_abolished_unit_cannot_finish_its_cases(spoil):
    gone = ('[[recall]]\nabolished = true\non = 2026-05-01\ninstrument = "批复"\nopen_cases = "finish"\nsuccessor = "qingxi"\n\n'
            '[[recall]]\nitems = ["SR-010"]')
    _, found = spoil(SHIQIAO, '[[recall]]\nitems = ["SR-010"]', gone)
    assert any("只能由接收单位办理" in f["reason"] for f in found)
