"""`bihuan calendar`: publishing a year at the command line recounts at once, and tells how far it has come."""
from __future__ import annotations

import pytest

from engine import cli
from tests.engine.cli.test_cli import run  # noqa: F401
from tests.notices import CALENDARS, CHANGED_2027, NOTICE_2027


@pytest.fixture
def notice(tmp_path):
    path = tmp_path / "2027.toml"
    path.write_text(NOTICE_2027, encoding="utf-8")
    return path


def test_publish_recounts_at_once_and_again_changes_nothing(run, notice):  # noqa: F811
    assert run("demo")[0] == 0
    assert run("calendar", "status") == (0, {"progress": None})
    code, found = run("calendar", "publish", notice)
    assert (code, found["version"], found["published"], found["changes"]) == (0, 1, True, len(CHANGED_2027))
    assert (found["progress"]["percent"], found["progress"]["done"]) == (100, found["progress"]["total"])
    code, again = run("calendar", "publish", notice)
    assert (code, again["published"], again["version"], again["progress"]) == (0, False, 1, found["progress"])
    code, shown = run("calendar", "show", "2027")
    assert (code, shown["status"], shown["version"], shown["digest"]) == (0, "official", 1, found["digest"])
    assert run("calendar", "recount") == (0, {"progress": found["progress"]}) == run("calendar", "status")
    assert run("audit", "verify")[1]["ok"]


def test_count_goes_by_what_the_county_has_published(run, notice):  # noqa: F811
    # Seven working days from Thursday 4 February 2027: the provisional year ends on the 19th; by the notice the 11th is off and Saturday the 20th worked.
    asked = ("count", "--from", "2027-02-04", "--length", 7, "--unit", "working_day")
    assert (run(*asked)[1]["nominal"], run(*asked)[1]["provisional"]) == ("2027-02-19", True)
    assert run("demo")[0] == 0 and run(*asked)[1]["nominal"] == "2027-02-19"
    assert run("calendar", "publish", notice)[0] == 0
    assert (run(*asked)[1]["nominal"], run(*asked)[1]["provisional"]) == ("2027-02-20", False)


def test_show_says_where_a_year_comes_from(run, capsys):  # noqa: F811
    code, shown = run("calendar", "show", "2026")
    assert (code, shown["version"], shown["status"]) == (0, 0, "official") and "国办发明电〔2025〕7号" in shown["source"]
    assert run("calendar", "show", "2035")[1]["error"]["code"] == "not_found"
    assert cli.main(["calendar", "show", "2027"]) == 0
    assert "2027 年　暂定（随产品提供）" in capsys.readouterr().out


@pytest.mark.parametrize(("content", "line", "reason"), [
    (NOTICE_2027.replace("to = 2027-02-11", "to = 2027-02-01").encode(), 11, "起止日期不合理"), (b"year = 2027\n\xff", 2, "UTF-8"),
    ((CALENDARS / "2027.toml").read_bytes(), None, "只能公布正式放假安排")])
def test_a_faulty_file_is_refused_with_its_name_line_and_reason(run, tmp_path, content, line, reason):  # noqa: F811
    (tmp_path / "bad.toml").write_bytes(content)
    code, found = run("calendar", "publish", tmp_path / "bad.toml")
    assert (code, found["error"]["code"]) == (1, "rule_pack_invalid")
    [problem] = [p for p in found["error"]["problems"] if reason in p["reason"]]
    assert (problem["file"], problem["line"]) == ("bad.toml", line)
    assert run("calendar", "show", "2027")[1]["version"] == 0


def test_a_file_that_is_not_there_is_refused_in_words(run, tmp_path):  # noqa: F811
    assert run("calendar", "publish", tmp_path / "none.toml")[1]["error"]["code"] == "bad_input"


@pytest.mark.parametrize("words", [(), ("publish",), ("show",), ("show", "next"), ("erase",)])
def test_wrong_usage_exits_with_two(words):
    with pytest.raises(SystemExit) as ended:
        cli.main(["calendar", *words])
    assert ended.value.code == 2
