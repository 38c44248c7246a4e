"""Where the proof stands guard: the command line says what it found, and nothing unproven is put into force."""
from __future__ import annotations

import json

import pytest

from engine import cli, errors
from engine.work import definitions
from tests.conftest import COUNTY_AT
from tests.engine.process.proof.changes import LOOP, ORDINARY, PROCESSES, Drawing
from tests.engine.process.test_checks import FAULTS


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/cli.sqlite")

    def run(*words):
        code = cli.main([*map(str, words), "--json"])
        return code, json.loads(capsys.readouterr().out)
    return run


def written(folder, drawing: Drawing):
    """The changed process as a folder on disk, beside the others as shipped."""
    for key in (LOOP, ORDINARY, "summary_penalty", "forced_demolition"):
        files = drawing.written().files if key == drawing.key else {
            path.relative_to(PROCESSES / key).as_posix(): path.read_bytes() for path in (PROCESSES / key).rglob("*")
            if path.is_file()}
        for name, content in files.items():
            (folder / key / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / key / name).write_bytes(content)
    return folder


def test_the_shipped_folder_is_proven_with_exit_zero(run):
    code, found = run("prove", PROCESSES)
    assert code == 0 and [(one["root"], one["ok"]) for one in found["proofs"]] == [(LOOP, True)]


@pytest.mark.parametrize("path", [ORDINARY, f"{ORDINARY}/{ORDINARY}.bpmn", LOOP])
def test_one_folder_or_one_drawing_is_proven_with_its_neighbours(run, path):
    code, found = run("prove", PROCESSES / path)
    assert code == 0 and [one["root"] for one in found["proofs"]] == [path.split("/")[0]]


def test_a_wrong_folder_gives_exit_one_and_the_path(run, tmp_path):
    folder = written(tmp_path / "p", Drawing(ORDINARY).without("legal_review"))
    for path in (folder, folder / ORDINARY, folder / ORDINARY / f"{ORDINARY}.bpmn", folder / LOOP):
        code, found = run("prove", path)
        finding = found["proofs"][0]["findings"][0]
        assert code == 1 and (finding["rule"], finding["process"], finding["element"]) == ("national", ORDINARY, "decide")
        assert finding["path"][-1] == [ORDINARY, "decide"] and finding["article"] == "行政处罚法第五十八条"


def test_a_drawing_on_its_own_can_be_proven(run, tmp_path):
    (tmp_path / "x.bpmn").write_bytes(next(drawing for rule, drawing in FAULTS if rule == "duties").data()
                                      .replace(b'id="a"', b'id="a" e:duty="handle"', 1))
    code, found = run("prove", tmp_path / "x.bpmn")
    assert code == 0 and found["proofs"][0]["ok"]


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a>" * 5000, b"<a/>"])
def test_any_file_is_answered(run, tmp_path, content):
    (tmp_path / "x.bpmn").write_bytes(content)
    code, found = run("prove", tmp_path / "x.bpmn")
    assert code == 1 and (found.get("error") or found["proofs"][0]["findings"])


def test_a_path_that_is_not_there_is_refused_in_words(run, tmp_path):
    assert run("prove", tmp_path / "nowhere")[0] == 1


def test_what_is_not_proven_is_not_deployed(engine):
    before = definitions.listed(engine, None)
    with pytest.raises(errors.DefinitionInvalid) as refused:
        definitions.deploy(engine, None, {ORDINARY: Drawing(ORDINARY).without("legal_review").written()}, at=COUNTY_AT)
    problem = refused.value.problems[0]
    assert {"rule", "element", "severity", "message"} <= set(problem) and (problem["rule"], problem["element"]) == ("national",
        "decide")
    assert problem["path"][-1] == [ORDINARY, "decide"] and "法制审核" in refused.value.detail
    assert definitions.listed(engine, None) == before


def test_a_called_process_is_proven_with_what_is_already_in_force(engine):
    """The loop alone is handed in; what it calls comes from the deployment before it."""
    with pytest.raises(errors.DefinitionInvalid) as refused:
        definitions.deploy(engine, None, {LOOP: Drawing(LOOP).set("verify", e_stops=None).written()}, at=COUNTY_AT)
    assert [one["rule"] for one in refused.value.problems] == ["clock"]
    answer = definitions.deploy(engine, None, {LOOP: Drawing(LOOP).set("verify", name="现场勘查").written()}, at=COUNTY_AT)
    assert [one["key"] for one in answer["definitions"]] == [LOOP]
