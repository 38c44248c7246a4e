"""Drafts over HTTP: from a deployed version through change, comparison and a second person's approval to a new version in force."""
from __future__ import annotations

import io
import zipfile

import pytest

from tests.invariants import check_invariants

ONLY_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def designer(person):
    """何晴, who draws processes at the county."""
    return person("he_qing")


@pytest.fixture
def leader(person):
    """罗成, who decides at the county."""
    return person("luo_cheng")


def base(visitor, key: str = "summary_penalty") -> dict:
    return max((one for one in visitor.get("/definitions").json["items"] if one["key"] == key), key=lambda one: one["version"])


@pytest.fixture
def draft(designer) -> str:
    """The address of a draft of 当场处罚 with one task renamed."""
    here = f"/drafts/{designer.post('/drafts', {'base_id': base(designer)['id']}).json['id']}"
    files = designer.get(here).json["files"]
    files["summary_penalty.bpmn"] = files["summary_penalty.bpmn"].replace('name="归档"', 'name="立卷归档"')
    assert designer.put(here, {"files": files}, headers={"If-Match": '"v1"'}).status_code == 200
    return here


def test_a_change_goes_through_a_second_person_into_force(engine, designer, leader, draft):
    told = designer.get(f"{draft}/difference").json
    assert [one["how"] for one in told["changes"]] == ["changed"] and told["owed"] == [] and told["xml"]["before"] != told["xml"]["after"]
    assert designer.post(f"{draft}/approve").status_code == 409
    submitted = designer.post(f"{draft}/submit", headers={"If-Match": '"v2"'})
    assert submitted.status_code == 200 and submitted.json["state"] == "submitted", submitted.text
    assert designer.post(f"{draft}/approve").status_code == 403
    assert leader.post(f"{draft}/approve").json["state"] == "approved"
    deployed = leader.post(f"{draft}/deploy")
    assert deployed.status_code == 200 and deployed.json["deployed"]["definitions"][0]["version"] == 2, deployed.text
    assert base(designer)["version"] == 2
    assert designer.get(f"{draft}/difference").json["changes"] == []
    check_invariants(engine)


def test_what_was_submitted_and_changed_is_a_draft_again_and_what_is_stale_is_refused(engine, designer, leader, draft):
    designer.post(f"{draft}/submit")
    files = designer.get(draft).json["files"]
    assert designer.put(draft, {"files": files}, headers={"If-Match": '"v1"'}).status_code in (409, 412)
    assert designer.put(draft, {"files": {**files, "papers/note.txt": "x"}}).json["state"] == "draft"
    assert leader.post(f"{draft}/approve").status_code == 409
    assert leader.post(f"{draft}/return", {"reason": "重来"}).status_code == 409
    assert designer.post(f"{draft}/withdraw").json["state"] == "withdrawn"
    assert designer.put(draft, {"files": files}).status_code == 409
    check_invariants(engine)


@ONLY_SQLITE
def test_a_review_bypass_is_not_taken_in_for_approval(designer):
    here = f"/drafts/{designer.post('/drafts', {'base_id': base(designer, 'ordinary_penalty')['id']}).json['id']}"
    files = designer.get(here).json["files"]
    files["ordinary_penalty.bpmn"] = files["ordinary_penalty.bpmn"].replace('e:meets="legal_review"', "")
    designer.put(here, {"files": files})
    answer = designer.post(f"{here}/submit")
    assert answer.status_code == 422 and answer.json["problems"], answer.text
    told = designer.get(f"{here}/difference").json
    assert told["changes"]


@ONLY_SQLITE
def test_a_folder_is_taken_along_and_brought_back_whole(designer, draft):
    archive = designer.get(f"{draft}/bundle.zip")
    assert archive.mimetype == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(archive.data)).namelist()
    assert "summary_penalty/process.toml" in names
    again = designer.client.post("/api/v1/drafts/import", data=archive.data, content_type="application/zip", headers={"X-CSRF-Token": designer.csrf})
    assert again.status_code == 201, again.text
    assert again.json["digest"] == designer.get(draft).json["digest"]


@ONLY_SQLITE
@pytest.mark.parametrize("files", [{}, {"process.toml": "x"}, {"../x": "y"}, {"process.toml": 'key = "other"\nname = "x"\n', "x.bpmn": "<x/>"}])
def test_what_is_no_folder_of_this_process_is_refused(designer, draft, files):
    before = designer.get(draft).json
    assert 400 <= designer.put(draft, {"files": files}).status_code < 500
    assert designer.get(draft).json == before


@ONLY_SQLITE
def test_drafts_are_seen_by_those_who_make_rules_only(person, draft):
    for code in ("wang_qiang", "gao_jun"):
        assert person(code).get(draft).status_code == 403
    assert person("luo_cheng").get(draft).status_code == 200
