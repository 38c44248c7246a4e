"""`bihuan units` and `bihuan people`: one JSON object and nothing else, exit 0 fine, 1 refused."""
from __future__ import annotations

import json

import pytest

from engine import cli
from tests.conftest import with_county
from tests.roll import IDENTITIES

GOOD = f"人员代码,姓名,人员类别,单位代码,公民身份号码\nzhang_san,张三,工作人员,qingxi,{IDENTITIES[0]}\n"


@pytest.fixture
def run(sqlite, capsys, monkeypatch, tmp_path):
    """`run(*words)` → exit code and the JSON object printed, over a fresh demo county."""
    url = sqlite.fresh(with_county)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("BIHUAN_DATA", str(tmp_path))

    def run(*words):
        code = cli.main([*map(str, words), "--json"])
        return code, json.loads(capsys.readouterr().out)
    yield run
    sqlite.drop(url)


def test_the_units_of_a_day_are_shown_with_whose_name_they_bear(run):
    code, found = run("units", "show", "--on", "2026-03-10")
    station = next(u for u in found["units"] if u["code"] == "qingxi_market")
    assert code == 0 and station["subject"] == "market" and station["depth"] == 2
    code, found = run("units", "ratio")
    assert code == 0 and all(one["enough"] for one in found["units"])


def test_a_file_is_checked_and_then_taken_in(run, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text(GOOD.replace("qingxi", "nowhere") + "li_si,=1+1,工作人员,qingxi,\n", encoding="utf-8")
    code, found = run("people", "check", good, "--kind", "persons")
    assert (code, found["added"], found["problems"]) == (0, 1, [])
    code, found = run("people", "check", bad, "--kind", "persons")
    assert code == 1 and found["problems"][0]["line"] == 3 and "公式" in found["problems"][0]["reason"]
    assert run("people", "import", bad, "--kind", "persons")[1]["error"]["code"] == "roll_invalid"
    assert run("people", "import", good, "--kind", "persons")[1]["added"] == 1 and run("people", "check", good, "--kind", "persons")[1]["same"] == 1
    assert run("people", "import", tmp_path / "none.csv", "--kind", "persons")[0] == 1


def test_a_template_is_written_once_and_warnings_are_listed(run, tmp_path):
    place = tmp_path / "persons.csv"
    assert run("people", "template", place, "--kind", "persons")[0] == 0 and "公民身份号码" in place.read_text(encoding="utf-8-sig")
    assert run("people", "template", place, "--kind", "persons")[0] == 1
    code, found = run("people", "warnings")
    assert code == 0 and "示执010006" in [one["number"] for one in found["certificates"]]
