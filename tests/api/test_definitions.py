"""Definitions over the wire: reading, checking, deploying."""
from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

PROCESSES = Path(__file__).resolve().parents[2] / "processes"


@pytest.fixture
def designer(person):
    """何晴, who draws the county's processes."""
    return person("he_qing")


def folder(name: str) -> dict[str, bytes]:
    return {p.relative_to(PROCESSES / name).as_posix(): p.read_bytes() for p in sorted((PROCESSES / name).rglob("*")) if p.is_file()}


def zipped(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_the_shipped_processes_are_in_force(handler):
    found = {d["key"]: d for d in handler.get("/definitions").json["items"] if d["in_force"]}
    assert {"closed_loop", "ordinary_penalty", "summary_penalty"} <= found.keys()
    one = handler.get(f"/definitions/{found['closed_loop']['id']}").json
    assert one["root"] and "closed_loop.bpmn" in one["files"]
    xml = handler.get(f"/definitions/{one['id']}/xml")
    assert xml.mimetype == "application/xml" and xml.data == folder("closed_loop")["closed_loop.bpmn"]


def test_only_a_designer_deploys(handler):
    answer = handler.post("/definitions", data=zipped(folder("summary_penalty")), content_type="application/zip")
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


def test_an_unchanged_folder_keeps_its_version(designer):
    answer = designer.post("/definitions", data=zipped(folder("summary_penalty")), content_type="application/zip")
    assert answer.status_code == 201, answer.text
    assert [(d["key"], d["version"]) for d in answer.json["definitions"]] == [("summary_penalty", 1)]


def test_a_changed_folder_sent_file_by_file_gets_a_new_version(designer):
    files = folder("summary_penalty")
    files["process.toml"] += b"\n# changed\n"
    parts = [("files", (io.BytesIO(content), path)) for path, content in files.items()]
    answer = designer.post("/definitions", data={"files": [p[1] for p in parts]}, content_type="multipart/form-data")
    assert answer.status_code == 201, answer.text
    assert [(d["key"], d["version"]) for d in answer.json["definitions"]] == [("summary_penalty", 2)]


def test_a_broken_drawing_is_refused_with_its_problems_and_nothing_is_deployed(designer):
    files = folder("summary_penalty")
    files["summary_penalty.bpmn"] = files["summary_penalty.bpmn"].replace(b'e:form="on_spot"', b'e:form="nowhere"')
    before = designer.get("/definitions").json
    answer = designer.post("/definitions", data=zipped(files), content_type="application/zip")
    assert (answer.status_code, answer.json["code"]) == (422, "definition_invalid")
    assert any(p["element"] == "decide_on_spot" and p["severity"] == "error" for p in answer.json["problems"])
    assert designer.get("/definitions").json == before


@pytest.mark.parametrize(("data", "kind", "status"), [
    (b"not a zip", "application/zip", 400), (b"{}", "application/json", 415), (b"", "multipart/form-data", 400),
    (b"x" * (4 * 1024 * 1024 + 1), "application/zip", 413), (zipped({"process.toml": b"key = 5"}), "application/zip", 422),
    (zipped({"process.toml": b'key = "x"\nname = "y"', "x.bpmn": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "application/zip", 422),
])
def test_what_is_no_process_folder_is_refused(designer, data, kind, status):
    answer = designer.post("/definitions", data=data, content_type=kind)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), answer.text


def test_a_drawing_can_be_checked_without_deploying_it(designer):
    answer = designer.post("/definitions/check", data=folder("closed_loop")["closed_loop.bpmn"], content_type="application/xml")
    assert answer.status_code == 200
    assert [p for p in answer.json["problems"] if p["severity"] == "error"] == []


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a>" * 5000, b"\xff\xfe<\x00a\x00>\x00"])
def test_checking_answers_with_problems_whatever_it_is_given(designer, data):
    answer = designer.post("/definitions/check", data=data, content_type="application/xml")
    assert answer.status_code == 200
    assert any(p["severity"] == "error" for p in answer.json["problems"])


def test_an_unknown_definition_is_not_found(designer):
    assert designer.get("/definitions/2147483647").status_code == designer.get("/definitions/2147483647/xml").status_code == 404
