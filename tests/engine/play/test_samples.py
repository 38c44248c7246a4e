"""A paper is looked at while its process is drawn: worded like a real one, with facts that are made up or out of a scenario; nothing is kept."""
from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from lxml import etree
from sqlalchemy import func, select

from engine import errors
from engine.play import acts, samples, scenario
from engine.process.bpmn import E
from engine.store import tables
from engine.work import dossiers
from tests.conftest import ROOT
from tests.invariants import check_invariants

AT = datetime(2026, 3, 10, 1, tzinfo=timezone.utc)
FOLDER = ROOT / "processes" / "ordinary_penalty"


@pytest.fixture
def files() -> dict[str, str]:
    return {str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8") for path in FOLDER.rglob("*") if path.is_file()}


@pytest.fixture
def me(engine):
    return acts.actor(engine, "he_qing", AT)


def blocks(seen: dict) -> list[tuple[str, str, str]]:
    return [(one["style"], one["label"], one["text"]) for sheet in seen["sheets"] for one in sheet]


def rows(engine) -> dict[str, int]:
    with engine.store.read() as conn:
        return {name: conn.execute(select(func.count()).select_from(table)).scalar_one() for name, table in tables.metadata.tables.items()}


def test_the_preview_of_a_scenario_is_word_for_word_the_paper_that_it_issues(engine, me, files):
    before = rows(engine)
    seen = samples.preview(engine, me, files, "filing_approval", element="approve_filing", scenario="e2.toml", at=AT)
    assert rows(engine) == before and seen["mark"] == "预览，不是正式文书"
    scenario.play(engine, scenario.read(FOLDER / "scenarios" / "e2.toml"))
    zhao = acts.actor(engine, "zhao_lei", datetime(2026, 7, 1, tzinfo=timezone.utc))
    file = dossiers.get(engine, zhao, 1, at=datetime(2026, 7, 1, tzinfo=timezone.utc))
    sheets = [sheet["blocks"] for volume in file["volumes"] for sheet in volume["sheets"]]
    real = next(sheet for sheet in sheets if sheet[0]["text"].endswith("立案审批表"))
    own = {"承办人", "公民身份号码或者统一社会信用代码", "当事人住址或者住所", "当事人电话"}  # who signed, and what is covered on a screen
    told = [(one["style"], one["label"], one["text"]) for one in real if one["label"] not in own and one["style"] != "number"]
    assert len(told) > 10 and set(told) <= set(blocks(seen)), set(told) - set(blocks(seen))
    assert ("number", "", "青溪镇综执立字〔2026〕第×号") in blocks(seen)


def test_what_no_form_asks_for_is_marked_in_its_place_as_the_gate_would_say(engine, me, files):
    whole = samples.preview(engine, me, files, "filing_approval", element="approve_filing", scenario="", at=AT)
    assert whole["missing"] == [] and whole["scenario"] == ""
    asked = json.loads(files["forms/apply_filing.json"])
    asked["components"] = [one for one in asked["components"] if one.get("key") != "handler_opinion"]
    seen = samples.preview(engine, me, {**files, "forms/apply_filing.json": json.dumps(asked)}, "filing_approval", element="approve_filing", scenario="", at=AT)
    said = "没有载明承办人意见（行政处罚法第五十四条第二款；立案审批表格式）"
    assert seen["missing"] == [{"code": "filing_approval.handler_opinion", "message": said}]
    labels = [label for _, label, _ in blocks(seen)]
    assert ("missing", "承办人意见", said) in blocks(seen)
    assert labels.index("涉嫌违反的条款") < labels.index("承办人意见") < labels.index("承办机构意见")


def test_one_officer_where_the_law_asks_for_two_is_seen_in_the_preview(engine, me, files):
    path = "ordinary_penalty.bpmn"
    alone = {**files, path: files[path].replace('e:officers="2"', 'e:officers="1"')}
    for drawn, missing in ((files, False), (alone, True)):
        seen = samples.preview(engine, me, drawn, "inquiry_record", element="investigate", scenario="", at=AT)
        assert ("inquiry_record.officer_certificates" in [one["code"] for one in seen["missing"]]) is missing, seen["missing"]


def test_facts_are_changed_field_by_field_and_checked_as_forms_check_them(engine, me, files):
    ask = {"element": "issue_decision", "scenario": "", "at": AT}
    first = samples.preview(engine, me, files, "penalty_decision", **ask)
    labels = {one["key"]: one["label"] for one in first["form"]["components"]}
    assert labels["penalty_fen"] == "罚款数额" and labels["party_name"] == "当事人姓名或者名称"
    seen = samples.preview(engine, me, files, "penalty_decision", **ask, facts={"penalty_fen": 30000, "party_name": None, "payment_days": 15})
    assert ("field", "罚款数额", "300 元（大写：人民币叁佰元整）") in blocks(seen)
    assert [one["message"] for one in seen["missing"]] == ["没有载明当事人姓名或者名称（行政处罚法第五十九条第一款第一项）"]
    with pytest.raises(errors.FormInvalid):
        samples.preview(engine, me, files, "penalty_decision", **ask, facts={"penalty_fen": "many"})


def drawn_papers() -> list[tuple[str, str, str]]:
    """(process, step, paper) of every step of the shipped drawings that makes a paper."""
    return [(path.parent.name, node.get("id"), paper) for path in sorted((ROOT / "processes").glob("*/*.bpmn")) for node in etree.parse(path).iter()
            if (paper := node.get(f"{{{E}}}paper"))]


@pytest.mark.parametrize("key", sorted({key for key, _, _ in drawn_papers()}))
def test_every_paper_that_the_shipped_drawings_make_can_be_looked_at(engine, me, key):
    folder = ROOT / "processes" / key
    files = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()}
    for _, step, paper in [one for one in drawn_papers() if one[0] == key]:
        seen = samples.preview(engine, me, files, paper, element=step, scenario="", at=AT)
        assert len(blocks(seen)) > 3 and seen["element"] == step, (step, paper)


def test_nothing_real_is_asked_for_and_wrong_questions_are_refused(engine, me, files):
    assert "示例甲" in str(samples.preview(engine, me, files, "filing_approval", element="approve_filing", scenario="", at=AT)["sheets"])
    for wrong in ({"kind": "nothing"}, {"kind": "filing_approval", "element": "nowhere"}, {"kind": "filing_approval", "scenario": "none.toml"}):
        with pytest.raises(errors.NotFound):
            samples.preview(engine, me, files, at=AT, **wrong)
    with pytest.raises(errors.Forbidden):
        samples.preview(engine, acts.actor(engine, "wang_qiang", AT), files, "filing_approval", at=AT)
    odd = {**files, "scenarios/odd.toml": 'title = 1\n[lead]\nat = "2026-03-09T09:00:00"\nwho = "x"\n[lead.form]\nitem_code = ["a"]\nparty_name = {a = 1}\n[[step]]\n'
           'at = "2026-03-10T09:00:00"\nwho = "y"\nact = "complete"\ntask = "approve_filing"\n[step.form]\nsource = 5\n', "scenarios/broken.toml": "=["}
    for name, refusal, said in (("odd.toml", errors.BadInput, "不能用来制作这份文书"), ("broken.toml", errors.NotFound, "无法读取")):
        with pytest.raises(refusal, match=said):
            samples.preview(engine, me, odd, "filing_approval", element="approve_filing", scenario=name, at=AT)
    check_invariants(engine)
