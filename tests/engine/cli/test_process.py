"""`bihuan diff` and `bihuan try`: exit codes and JSON for pipelines."""
from __future__ import annotations

import json
import shutil
from xml.etree import ElementTree

import pytest

from engine.cli import main
from tests.conftest import ROOT

LOOP = ROOT / "processes" / "closed_loop"


def said(capsys, *argv: str) -> tuple[int, dict]:
    code = main([*argv, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def copy(tmp_path):
    """闭环 with two of its scenarios, beside nothing."""
    folder = tmp_path / "mine" / "closed_loop"
    shutil.copytree(LOOP, folder)
    for one in (folder / "scenarios").iterdir():
        if one.stem not in ("no_violation_found", "redirected_to_mediation"):
            one.unlink()
    return folder


def edit(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_same_folder_differs_in_nothing(capsys):
    assert said(capsys, "diff", str(LOOP), str(LOOP), "--exit-code") == (0, {"changes": [], "owed": [], "moved": 0})
    assert main(["diff", str(LOOP), str(LOOP)]) == 0 and "没有差别" in capsys.readouterr().out


def test_a_renamed_task_is_told_and_is_an_exit_code_where_asked_for(capsys, copy):
    edit(copy / "closed_loop.bpmn", 'name="研判分派"', 'name="研判"')
    code, found = said(capsys, "diff", str(LOOP), str(copy))
    assert code == 0 and any(one["subject"] == "element" and one["how"] == "changed" for one in found["changes"])
    assert said(capsys, "diff", str(LOOP), str(copy), "--exit-code")[0] == 1
    code, found = said(capsys, "diff", str(LOOP / "closed_loop.bpmn"), str(copy / "closed_loop.bpmn"), "--exit-code")
    assert code == 1 and found["changes"]


@pytest.mark.parametrize("wrong", ["nowhere", "tests", "README.md"])
def test_what_is_no_process_is_refused(capsys, wrong):
    code, found = said(capsys, "diff", str(LOOP), str(ROOT / wrong))
    assert code == 1 and found["error"]["detail"]
    assert said(capsys, "try", str(ROOT / wrong))[0] == 1


def test_wrong_usage_is_two():
    with pytest.raises(SystemExit) as ended:
        main(["diff", str(LOOP)])
    assert ended.value.code == 2


def test_try_plays_every_scenario_and_writes_junit(capsys, copy, tmp_path):
    edit(copy / "scenarios" / "no_violation_found.toml", 'status = "', 'status = "not_')
    report = tmp_path / "junit.xml"
    code, found = said(capsys, "try", str(copy), "--junit", str(report))
    assert code == 1 and [one["ok"] for one in found["scenarios"]] == [False, True]
    assert found["coverage"]["closed_loop"]["done"] and found["coverage"]["closed_loop"]["missed"]
    assert ElementTree.parse(report).getroot().attrib["failures"] == "1"
    assert said(capsys, "try", str(copy), "--junit", str(tmp_path / "no" / "such.xml"))[0] == 1


def test_a_drawing_that_fails_its_checks_is_told_before_anything_is_played(capsys, copy):
    edit(copy / "closed_loop.bpmn", 'e:duty="dispatch"', 'e:duty="wizard"')
    code, found = said(capsys, "try", str(copy))
    assert code == 1 and found["error"]["problems"]
