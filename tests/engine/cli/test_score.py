"""`bihuan score`: the machine's proposal at the prompt; nothing is kept."""
from __future__ import annotations

import json

import pytest

from engine import cli
from tests.conftest import open_engine, with_county
from tests.course import Course, contents

MODELS = {"beijing_2016", "gate_and_score", "veto_list", "zhejiang"}


@pytest.fixture
def backend(sqlite):
    """The prompt asks the same of both databases; the acts behind it run on each."""
    return sqlite


@pytest.fixture
def file(backend, monkeypatch):
    """A database with E2 closed and another case under way; gives the closed one's number."""
    url = backend.fresh(with_county)
    engine = open_engine(url)
    number = Course.begin(engine).to_the_end().case_id
    Course.begin(engine).to("investigate")
    before = contents(engine)
    monkeypatch.setenv("DATABASE_URL", url)
    yield number
    assert contents(engine) == before
    engine.close()
    backend.drop(url)


def run(capsys, *words):
    code = cli.main(["score", *map(str, words)])
    return code, capsys.readouterr().out


def test_one_file_by_one_standard_and_by_all(file, capsys):
    code, said = run(capsys, "--case", file, "--model", "veto_list", "--json")
    [sheet] = json.loads(said)["sheets"]
    assert code == 0 and sheet["model"] == "veto_list" and 0 < sheet["total"] < 100 and sheet["state"] == "proposed"
    code, said = run(capsys, "--case", file, "--json")
    assert code == 0 and {s["model"] for s in json.loads(said)["sheets"]} == MODELS


def test_the_sheet_is_printed_with_articles_and_what_to_do(file, capsys):
    code, said = run(capsys, "--case", file, "--model", "zhejiang")
    assert code == 0 and "系统建议，未经人员确认" in said and "依据：行政处罚法" in said and "扣 " in said and "30 分" in said


def test_all_closed_files_and_only_those(file, capsys):
    code, said = run(capsys, "--all", "--json")
    [one] = json.loads(said)["items"]
    assert code == 0 and one["case_id"] == file and {s["model"] for s in one["scores"]} == MODELS
    assert run(capsys, "--all", "--model", "zhejiang")[1].count("分") == 1


@pytest.mark.parametrize("words", [("--case", "999"), ("--case", "2"), ("--case", "1", "--model", "best"), ("--all", "--model", "best")])
def test_what_cannot_be_scored_is_refused_in_words(file, capsys, words):
    code, said = run(capsys, *words, "--json")
    assert code == 1 and json.loads(said)["error"]["detail"]


@pytest.mark.parametrize("words", [(), ("--case", "1", "--all"), ("--case",)])
def test_wrong_usage(words):
    with pytest.raises(SystemExit) as left:
        cli.main(["score", *words])
    assert left.value.code == 2
