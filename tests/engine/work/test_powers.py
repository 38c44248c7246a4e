"""Power lists in the making and in force: who may do what to them, what a file must be, and what cases see of them."""
from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from engine import errors
from engine.work import cases, powers
from tests.concurrency.race import parted, race
from tests.conftest import open_engine
from tests.course import Course, actions, actor, contents, give_post, refusal_of
from tests.invariants import check_invariants
from tests.lists import AT, SIGNED, approved, entrusted, file_of, publish, step, take_in

ON = date(2026, 4, 27)


def entry_of(engine, item: str, unit: str = "qingxi", on: date = ON) -> dict | None:
    found = powers.in_force(engine, None, unit, on=on, q=item)["items"]
    return next((e for e in found if e["code"] == item), None)


# -- from file to power ---------------------------------------------------------------------------------------
def test_only_publication_gives_power_and_every_process_sees_it_at_once(engine, county_url):
    other = open_engine(county_url)
    try:
        assert entry_of(other, "SR-002")["mode"] == "conferred"
        made = take_in(engine, file_of(engine, change=entrusted("SR-002", top="200")))
        approved(engine, made["id"])
        assert entry_of(other, "SR-002")["mode"] == "conferred"
        step(engine, made["id"], "publish", "luo_cheng")
        now = entry_of(other, "SR-002")
        assert (now["mode"], now["top_fen"], now["in_name_of"], now["version"]) == ("entrusted", 20000, "示范县综合行政执法局", "2026-2")
        assert entry_of(other, "SR-002", on=date(2026, 3, 31))["version"] == "2024-1"
    finally:
        other.close()
    assert [a for a in actions(engine) if a.startswith("power")] == ["power_list.imported", *["power_list.advanced"] * 5, "power_list.published"]
    check_invariants(engine)


def test_each_step_says_who_when_by_which_document(engine):
    list_id = publish(engine, file_of(engine, change=entrusted("SR-002")))
    told = powers.get(engine, None, "qingxi", "2026-2")
    assert [(s["action_name"], s["entered_by_name"]) for s in told["steps"]] == [
        ("提出", "何晴"), ("对比", "何晴"), ("认领", "何晴"), ("梳理列入", "何晴"), ("审核", "罗诚"), ("公布", "罗诚")]
    assert told["steps"][4]["signed"][0]["name"] and told["steps"][0]["document"] == "会签材料（虚构）"
    assert told["id"] == list_id and told["state"] == "published" and not told["can"]
    change = told["difference"]
    assert (change["old"], change["added"], change["removed"]) == ("qingxi/2024-1", [], [])
    assert [c["code"] for c in change["changed"]] == ["SR-002"] and "委托" in {t["now"] for t in change["changed"][0]["terms"]}
    assert powers.compare(engine, None, "qingxi/2024-1", "qingxi/2026-2") == change


def test_who_imported_a_list_neither_approves_nor_publishes_it(engine):
    give_post(engine, "he_qing", "demo_county", "decide")
    made = take_in(engine, file_of(engine))
    for action in ("offer", "compare", "claim", "enter"):
        step(engine, made["id"], action)
    with pytest.raises(errors.Forbidden, match="由您拟制"):
        step(engine, made["id"], "approve", signed=SIGNED)
    step(engine, made["id"], "approve", "luo_cheng", signed=SIGNED)
    with pytest.raises(errors.Forbidden, match="由您拟制"):
        step(engine, made["id"], "publish")
    assert powers.get(engine, None, "qingxi", "2026-2")["state"] == "prepared" and actions(engine)[-1] == "act.refused"
    check_invariants(engine)


def test_a_list_imported_on_the_machine_is_published_by_somebody_who_entered_no_step(engine):
    give_post(engine, "he_qing", "demo_county", "decide")
    made = powers.take_in(engine, None, file_of(engine), "清单.csv", unit="qingxi", number="2026-2", effective_on=date(2026, 4, 1), at=AT)
    approved(engine, made["id"])
    for who in ("he_qing", "luo_cheng"):
        with pytest.raises(errors.Forbidden):
            step(engine, made["id"], "publish", who)
    with pytest.raises(errors.Forbidden, match="本人登录"):
        powers.step(engine, None, made["id"], {"action": "publish", "on": date(2026, 3, 1), "by": "县", "document": "公告"}, at=AT)


@pytest.mark.parametrize("who", ["wang_qiang", "gao_jun", "qian_yu", "jiang_hong"])
def test_nobody_else_prepares_or_publishes(engine, who):
    with pytest.raises(errors.Forbidden):
        take_in(engine, file_of(engine), who=who)
    made = take_in(engine, file_of(engine))
    for action in ("offer", "publish"):
        with pytest.raises(errors.Forbidden):
            step(engine, made["id"], action, who)
    check_invariants(engine)


def test_an_item_is_not_published_before_all_have_signed(engine):
    made = take_in(engine, file_of(engine))
    for action in ("offer", "compare", "claim", "enter"):
        step(engine, made["id"], action)
    with pytest.raises(errors.NeedsUnmet, match="会签"):
        step(engine, made["id"], "approve", "luo_cheng", signed=SIGNED[:3])
    with pytest.raises(errors.NeedsUnmet, match="还没有审核"):
        step(engine, made["id"], "publish", "luo_cheng")
    with pytest.raises(errors.FormInvalid, match="不能晚于今天"):
        step(engine, made["id"], "approve", "luo_cheng", signed=SIGNED, on=date(2026, 3, 3))


def test_a_new_version_does_not_forget_an_item_nor_reach_into_the_past(engine):
    made = take_in(engine, file_of(engine, change=lambda row: None if row["事项代码"] == "SR-002" else row))
    approved(engine, made["id"])
    with pytest.raises(errors.NeedsUnmet, match="SR-002 在版本 2024-1 中"):
        step(engine, made["id"], "publish", "luo_cheng")
    early = take_in(engine, file_of(engine), number="2023-9", effective_on=date(2023, 1, 1))
    approved(engine, early["id"])
    with pytest.raises(errors.NeedsUnmet, match="早于公布日期"):
        step(engine, early["id"], "publish", "luo_cheng")
    powers.drop(engine, actor(engine, "he_qing"), early["id"], at=AT)
    with pytest.raises(errors.WrongState):
        step(engine, early["id"], "publish", "luo_cheng")
    assert entry_of(engine, "SR-002")["version"] == "2024-1"


def test_a_number_is_used_once_and_a_stale_page_is_told_so(engine):
    made = take_in(engine, file_of(engine))
    for number in ("2026-2", "2024-1", "第二版", ""):
        with pytest.raises(errors.FormInvalid):
            take_in(engine, file_of(engine), number=number)
    step(engine, made["id"], "offer")
    with pytest.raises(errors.StaleVersion):
        powers.step(engine, actor(engine, "he_qing"), made["id"], {"action": "compare", "on": date(2026, 3, 1), "by": "镇", "document": "表"},
                    at=AT, version=0)


def test_two_who_publish_at_once_publish_once(engine):
    made = take_in(engine, file_of(engine))
    approved(engine, made["id"])
    done, refused = parted(race([lambda: step(engine, made["id"], "publish", "luo_cheng") for _ in range(4)]))
    assert len(done) == 1 and len(refused) == 3
    assert actions(engine).count("power_list.published") == 1
    check_invariants(engine)


# -- files that are refused -------------------------------------------------------------------------------------
def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(("data", "reason"), [
    (lambda engine: file_of(engine, extra=({"事项代码": "合计", "事项名称": "总数", "数量": "119"},)), "写明 119 项，实有"),
    (lambda engine: file_of(engine, change=lambda row: {**row, "依据文件": "=HYPERLINK(\"http://x\")"}), "公式"),
    (lambda engine: bomb(), "拒绝读取"),
    (lambda engine: file_of(engine, change=lambda row: {**row, "事项代码": "XX-" + row["事项代码"]}), "不在事项总目录内"),
    (lambda engine: file_of(engine, change=lambda row: {**row, "权力来源": "委托", "有效期至": ""}), "委托须写明期限"),
    (lambda engine: b"\x00\xff" * 50, "编码不是"),
    (lambda engine: b"", "文件为空")])
def test_a_faulty_file_is_refused_whole_with_each_fault(engine, data, reason):
    before, file = contents(engine), data(engine)
    for act in (lambda: take_in(engine, file), lambda: powers.preview(engine, actor(engine, "he_qing"), file, "清单.csv", unit="qingxi",
                                                                      number="2026-2", effective_on=date(2026, 4, 1))):
        with pytest.raises(errors.RulePackInvalid) as refused:
            act()
        assert any(reason in p["reason"] for p in refused.value.problems), refused.value.problems[:5]
        assert all(p["file"] == "清单.csv" for p in refused.value.problems)
    assert contents(engine) == before


def test_the_preview_tells_the_difference_and_keeps_nothing(engine):
    before = contents(engine)
    seen = powers.preview(engine, actor(engine, "he_qing"), file_of(engine, change=entrusted("SR-002")), "清单.csv", unit="qingxi", number="2026-2",
                          effective_on=date(2026, 4, 1))
    assert seen["count"] == len(seen["lines"]) and [c["code"] for c in seen["difference"]["changed"]] == ["SR-002"]
    assert contents(engine) == before


# -- what cases see ------------------------------------------------------------------------------------------------
def test_an_item_beyond_the_list_is_refused_at_filing_and_names_who_holds_it(engine):
    """The town's list ran out for this item: the bureau holds the power, and the case can go there."""
    publish(engine, file_of(engine, change=lambda row: {**entrusted("SR-002")(row), "有效期至": "2026-04-29"} if row["事项代码"] == "SR-002" else row))
    course = Course.begin(engine).to("apply_filing")
    refused = refusal_of(lambda: course.to("investigate"))
    assert isinstance(refused, errors.GateRefused)
    first = refused.findings[0]
    assert first["gate"] == "G-01" and "示范县综合行政执法局" in first["next"] and "移送" in first["next"]
    check_invariants(engine)


def test_papers_of_an_entrusted_case_bear_the_entrusting_agency(engine):
    publish(engine, file_of(engine, change=entrusted("SR-002", top="500")))
    course = Course.begin(engine).to("serve_decision")
    issued = {p["kind"]: p for p in cases.papers_of(engine, actor(engine, "wang_qiang"), course.case_id)}
    decision = issued["penalty_decision"]
    assert decision["data"]["agency"] == "示范县综合行政执法局" and decision["number"].startswith("示范县综执")
    assert "向示范县人民政府申请行政复议" in decision["data"]["remedy"]
    check_invariants(engine)


@pytest.mark.parametrize(("terms", "reason"), [({"top": "200"}, "罚款不得超过"), ({"kinds": "警告"}, "不能给予罚款")])
def test_an_entrusted_town_does_not_go_beyond_what_was_entrusted(engine, terms, reason):
    publish(engine, file_of(engine, change=entrusted("SR-002", **terms)))
    course = Course.begin(engine).to("conclude")
    refused = refusal_of(lambda: course.to("serve_decision"))
    assert isinstance(refused, errors.GateRefused)
    [found] = [f for f in refused.findings if f["gate"] == "G-02"]
    assert reason in found["message"] and "示范县综合行政执法局" in found["next"]
    check_invariants(engine)


def test_the_catalogue_says_who_owns_an_item(engine):
    page = powers.items(engine, None, q="SR-002")
    assert page["total"] == 1 and page["items"][0]["penalty"]["name"] == "示范县综合行政执法局" and page["items"][0]["lead"] == "town"
    first = powers.items(engine, None, limit=5)
    assert len(first["items"]) == 5 and powers.items(engine, None, limit=5, after=first["next"])["items"][0]["code"] > first["next"]
