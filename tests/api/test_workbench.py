"""The workbench over the wire: drafts kept, checked, proven; codes and expressions."""
from __future__ import annotations

import pytest

from tests.engine.work.test_drafts import PATH, UNREVIEWED


@pytest.fixture
def designer(person):
    """何晴, who draws the county's processes."""
    return person("he_qing")


@pytest.fixture
def draft(designer) -> dict:
    base = next(d for d in designer.get("/definitions").json["items"] if d["key"] == "ordinary_penalty" and d["in_force"])
    made = designer.post("/drafts", {"base_id": base["id"]})
    assert made.status_code == 201, made.text
    return designer.get(f"/drafts/{made.json['id']}").json


def test_a_draft_is_saved_on_the_version_that_was_seen_and_a_clash_is_told(designer, draft):
    files = {**draft["files"], "process.toml": draft["files"]["process.toml"] + "\n# 改\n"}
    seen = {"If-Match": f'"v{draft["version"]}"'}
    assert designer.put(f"/drafts/{draft['id']}", {"files": files}, headers=seen).json["version"] == draft["version"] + 1
    clash = designer.put(f"/drafts/{draft['id']}", {"files": draft["files"]}, headers=seen)
    assert (clash.status_code, clash.json["code"]) == (412, "stale_version") and "何晴" in clash.json["detail"]
    assert designer.get(f"/drafts/{draft['id']}").json["files"] == files


def test_what_is_drawn_is_checked_and_proven_without_being_kept(designer, draft):
    assert designer.post("/workbench/check", {"files": draft["files"]}).json == {"problems": []}
    wrong = {**draft["files"], PATH: draft["files"][PATH].replace(*UNREVIEWED, 1)}
    proven = designer.post("/workbench/prove", {"files": wrong})
    assert proven.status_code == 200 and not proven.json["ok"]
    assert any("法制审核" in one["message"] and one["path"] for one in proven.json["verdicts"][0]["findings"])
    assert designer.get(f"/drafts/{draft['id']}").json["files"] == draft["files"]


def test_a_paper_is_looked_at_and_no_number_is_used(designer, draft):
    ask = {"files": draft["files"], "kind": "filing_approval", "element": "approve_filing", "scenario": "", "facts": {"party_name": None}}
    seen = designer.post("/workbench/paper", ask)
    assert seen.status_code == 200 and seen.json["number"] == "青溪镇综执立字〔2026〕第×号" and seen.json["mark"] == "预览，不是正式文书", seen.text
    assert [one["code"] for one in seen.json["missing"]] == ["filing_approval.party_name"]
    assert {"style": "missing", "label": "当事人姓名或者名称", "text": seen.json["missing"][0]["message"], "counted": None} in seen.json["sheets"][0]
    for wrong in ({"facts": {"party_type": "nobody"}}, {"facts": {"party_name": {"a": 1}}}, {"kind": ""}, {"facts": 5}):
        assert designer.post("/workbench/paper", {**ask, **wrong}).status_code == 422
    assert designer.post("/workbench/paper", {**ask, "files": {"x.bpmn": "<a/>"}}).status_code == 422


def test_a_draft_goes_out_as_a_zip_and_comes_back(designer, draft):
    out = designer.get(f"/drafts/{draft['id']}/bundle.zip")
    assert out.mimetype == "application/zip"
    back = designer.post("/drafts/import", data=out.data, content_type="application/zip")
    assert back.status_code == 201 and back.json["digest"] == draft["digest"]


@pytest.mark.parametrize("files", [{}, {"../../etc/passwd": "x"}, {"a" * 300: "x"}, {"process.toml": "key = 1"}, {"x.bpmn": "<a/>"}, 5, {"x.bpmn": 5}])
def test_whatever_is_sent_is_answered_with_problems_or_a_refusal(designer, files):
    for ask in ("check", "prove"):
        answer = designer.post(f"/workbench/{ask}", {"files": files})
        assert answer.status_code in (200, 422), answer.text
        assert answer.status_code == 422 or (answer.json.get("problems") or not answer.json["ok"])


def test_the_lists_and_the_expression_field_answer_everybody_who_may_read_rules(handler):
    codes = handler.get("/workbench/codes").json
    assert {"code": "review", "name": "法制审核", "about": ""} in codes["duties"]
    told = handler.post("/workbench/expression", {"text": "penalty_fen ≥ 1", "kind": "condition"}).json
    assert told == {"ok": True, "error": None, "names": ["penalty_fen"], "clocks": []}
    assert handler.post("/workbench/check", {"files": {}}).status_code == 403
