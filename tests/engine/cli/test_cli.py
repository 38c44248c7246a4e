"""The command line: one JSON object and nothing else, exit 0 fine, 1 refused, 2 wrong usage, never a traceback."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import cli

PROCESSES = Path(__file__).resolve().parents[3] / "processes"


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """`run(*words)` → exit code and the JSON object printed."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/cli.sqlite")

    def run(*words):
        code = cli.main([*map(str, words), "--json"])
        return code, json.loads(capsys.readouterr().out)
    return run


@pytest.mark.parametrize("start, length, unit, nominal, rolled, act_by, skipped", [
    # Friday 13 February 2026: 14 February is a make-up Saturday, 15–23 the Spring Festival.
    ("2026-02-13", 5, "working_day", "2026-02-27", "2026-02-27", "2026-02-27", 9),
    # Ninety natural days from 6 January end on Qingming, a holiday; the agency must act before the holiday began on the 4th.
    ("2026-01-06", 90, "day", "2026-04-06", "2026-04-07", "2026-04-03", 1),
    # A month from 31 January ends on the last of February, a make-up Saturday (民法典 第二百零二条).
    ("2026-01-31", 1, "month", "2026-02-28", "2026-02-28", "2026-02-28", 0),
    ("2026-03-02", 6, "month", "2026-09-02", "2026-09-02", "2026-09-02", 0)])
def test_count_prints_the_three_ends_of_a_period(run, start, length, unit, nominal, rolled, act_by, skipped):
    code, found = run("count", "--from", start, "--length", length, "--unit", unit)
    assert code == 0 and len(found["skipped"]) == skipped and found["provisional"] is False
    assert (found["nominal"], found["rolled"], found["act_by"]) == (nominal, rolled, act_by)


def test_count_says_when_a_year_has_no_notice_yet(run):
    assert run("count", "--from", "2026-12-20", "--length", 15, "--unit", "working_day")[1]["provisional"] is True


def test_count_refuses_a_date_before_the_republic(run):
    code, found = run("count", "--from", "1900-01-01", "--length", 5, "--unit", "day")
    assert code == 1 and "1949" in found["error"]["detail"]


@pytest.mark.parametrize("expression, data, value", [
    ("（罚款金额 ≥ 50000）and 审核结果 == “退回”", {"罚款金额": 60000, "审核结果": "退回"}, True),
    ("max(a, b) - 1", {"a": 3, "b": 5}, 4)])
def test_eval_gives_the_value(run, expression, data, value):
    assert run("eval", expression, "--data", json.dumps(data)) == (0, {"value": value})


@pytest.mark.parametrize("expression", ["__import__('os').system('id')", "9**9**9", "无此变量 > 1", "1/0", "(", "().__class__", "'a'*10**10"])
def test_eval_refuses_what_is_no_rule(run, expression):
    code, found = run("eval", expression)
    assert code == 1 and set(found) == {"error"} and "Traceback" not in found["error"]


@pytest.mark.parametrize("data", ["[]", "{", "1", '{"a": NaN}x'])
def test_eval_refuses_data_that_is_no_object(run, data):
    code, found = run("eval", "1", "--data", data)
    assert code == 1 and "JSON" in found["error"]


@pytest.mark.parametrize("process", ["closed_loop", "ordinary_penalty", "summary_penalty"])
def test_check_has_nothing_against_the_shipped_processes(run, process):
    assert run("check", PROCESSES / process / f"{process}.bpmn") == (0, {"problems": []})


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a>" * 5000, "<图/>".encode("utf-16"),
                                     b"<a>" + b"x" * 3_000_000 + b"</a>"])
def test_check_answers_any_file_with_problems(run, tmp_path, content):
    (tmp_path / "x.bpmn").write_bytes(content)
    code, found = run("check", tmp_path / "x.bpmn")
    assert code == 1 and set(found["problems"][0]) == {"rule", "element", "severity", "message"}


def test_check_explains_a_rule_with_a_wrong_and_a_right_drawing(run):
    code, answer = run("check", "--explain", "gateways")
    assert code == 0 and answer["rule"] == "gateways" and [one["right"] for one in answer["examples"]] == [False, True]
    assert run("check", "--explain", "decisions")[1]["rule"] == "decisions_present"


@pytest.mark.parametrize("words", [("check",), ("check", "--explain", "nothing")])
def test_check_says_what_it_needs(run, words):
    assert run(*words)[0] != 0


def test_check_of_a_missing_file_or_a_folder_is_refused_in_words(run, tmp_path):
    for path in (tmp_path / "none.bpmn", tmp_path):
        code, found = run("check", path)
        assert code == 1 and "无法读取" in found["error"]["detail"]


def test_play_prints_who_did_what_when(run):
    code, found = run("play", PROCESSES / "summary_penalty/scenarios/e1.toml")
    assert code == 0 and found["ok"] and found["outcome"]["status"] == "closed" and str(found["outcome"]["closed_on"]) == "2026-03-12"
    assert {"at", "who", "action", "task", "data"} == set(found["timeline"][0])
    assert any(p["number"] == "青溪镇综执当罚字〔2026〕第3号" for p in found["papers"])
    assert {c["code"]: c["due_on"] for c in found["clocks"]}["hand_in_cash"] == "2026-03-12"


def test_play_of_a_course_that_differs_exits_with_one(run, tmp_path):
    text = (PROCESSES / "closed_loop/scenarios/no_violation_found.toml").read_text(encoding="utf-8")
    (tmp_path / "other.toml").write_text(text.replace('status = "ended"', 'status = "closed"'), encoding="utf-8")
    code, found = run("play", tmp_path / "other.toml")
    assert code == 1 and found["failures"]


@pytest.mark.parametrize("text", ["x = [", "title = '无步骤'", "[lead]\n[[step]]\nact = 'fly'"])
def test_play_of_a_file_that_is_no_scenario_is_refused(run, tmp_path, text):
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    code, found = run("play", tmp_path / "bad.toml")
    assert code == 1 and "bad.toml" in found["error"]["detail"]


def test_demo_deploy_and_audit_work_on_one_database(run):
    assert run("demo")[0] == 0
    assert run("demo")[0] == 1, "a database with people in it is left alone"
    code, found = run("deploy", PROCESSES)
    assert code == 0 and {d["version"] for d in found["definitions"]} == {1}, "unchanged folders keep their version"
    code, found = run("audit", "verify")
    assert code == 0 and found["ok"] and found["rows"] > 100


def test_gates_lists_every_gate_of_an_act_and_what_it_objects_to(run):
    assert run("demo")[0] == 0
    code, found = run("gates", "--case", 1)
    assert code == 0 and found["act"] == "decide" and {"G-01", "G-12", "G-15"} <= {g["gate"] for g in found["gates"]}
    code, other = run("gates", "--case", 1, "--act", "dossier")
    assert code == 0 and len(other["gates"]) > len(found["gates"])
    assert {f["gate"] for f in other["findings"]} == {g["gate"] for g in other["gates"] if not g["passed"]}
    assert all({"gate", "name", "article", "message", "next", "severity"} <= set(f) for f in other["findings"])


@pytest.mark.parametrize("words", [("--case", "999999"), ("--case", "没有这个案号"), ("--case", "1", "--act", "fly")])
def test_gates_of_nothing_known_is_refused_in_words(run, words):
    assert run("demo")[0] == 0
    code, found = run("gates", *words)
    assert code == 1 and found["error"]["detail"] and found["error"]["next"]


def test_gates_are_told_in_chinese_lines(run, capsys):
    assert run("demo")[0] == 0
    assert cli.main(["gates", "--case", "1", "--act", "dossier"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("案卷评查：共") and "通过　G-01" in told and "依据：" in told


def test_deploy_of_a_folder_without_processes_is_refused(run, tmp_path):
    assert run("deploy", tmp_path)[0] == 1


def test_demo_is_refused_in_production(run, monkeypatch):
    monkeypatch.setenv("BIHUAN_MODE", "production")
    assert run("demo")[1]["error"]["code"] == "wrong_mode"


@pytest.mark.parametrize("words", [(), ("nonsense",), ("count",), ("count", "--from", "yesterday", "--length", "1", "--unit", "day"), ("audit", "erase"),
                                   ("gates",)])
def test_wrong_usage_exits_with_two(words):
    with pytest.raises(SystemExit) as ended:
        cli.main(list(words))
    assert ended.value.code == 2


def test_a_power_list_is_checked_imported_compared_and_shown(run, tmp_path):
    assert run("demo")[0] == 0
    code, found = run("powers", "show", "qingxi", "--on", "2026-04-27")
    assert code == 0 and found["total"] == len(found["items"]) == 30
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("事项代码,权力来源,依据文件,权限,处罚种类\nSR-002,赋权,决定,行政处罚,罚款\n", encoding="utf-8")
    bad.write_text("事项代码,权力来源,依据文件,权限,处罚种类\nSR-002,赋权,=1+1,行政处罚,罚款\n", encoding="utf-8")
    assert run("powers", "check", good) == (0, {"problems": [], "count": 1})
    code, found = run("powers", "check", bad)
    assert code == 1 and found["problems"][0]["line"] == 2 and "公式" in found["problems"][0]["reason"]
    assert run("powers", "import", bad, "--unit", "qingxi", "--number", "2027-1", "--effective", "2027-01-01")[0] == 1
    code, made = run("powers", "import", good, "--unit", "qingxi", "--number", "2027-1", "--effective", "2027-01-01")
    assert code == 0 and (made["state"], made["count"]) == ("prepared", 1)
    code, found = run("powers", "diff", "qingxi/2024-1", "qingxi/2027-1")
    assert code == 0 and len(found["removed"]) == 29 and [c["code"] for c in found["changed"]] == ["SR-002"]
    assert run("powers", "diff", "qingxi", "x")[0] == 1 and run("powers", "show", "nowhere")[0] == 1
    assert run("powers", "check", tmp_path / "none.csv")[0] == 1
