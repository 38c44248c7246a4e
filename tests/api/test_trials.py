"""Trials and rehearsals over HTTP."""
from __future__ import annotations

import time

import pytest

ON = "2026-03-09"
LEAD = {"source": "grid", "found_on": ON, "place": "青溪镇人民路口", "description": "占道摆摊卖水果", "grid_code": "QX-01"}
ONLY_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def designer(person):
    """何晴, who draws processes at the county."""
    return person("he_qing")


@pytest.fixture
def draft(designer) -> dict:
    base = next(one for one in designer.get("/definitions").json["items"] if one["key"] == "summary_penalty")
    answer = designer.post("/drafts", {"base_id": base["id"]})
    assert answer.status_code == 201, answer.text
    return answer.json


@pytest.fixture
def trial(designer, draft):
    answer = designer.post("/trials", {"draft_id": draft["id"], "on": ON})
    assert answer.status_code == 201, answer.text
    yield answer.json
    designer.send("DELETE", f"/trials/{answer.json['id']}")


def act(designer, trial, **step):
    return designer.post(f"/trials/{trial['id']}/acts", step)


def test_a_trial_is_run_moved_recorded_and_ended(designer, draft, trial):
    assert trial["case"] is None and trial["proven"] is False and trial["at"] == "2026-03-09T01:00:00Z"
    here = f"/trials/{trial['id']}"
    form = designer.get(f"{here}/tasks/lead?who=ma_li").json
    assert form["can"] == ["report"] and form["form"]["components"]
    reported = act(designer, trial, act="report", who="ma_li", form=LEAD)
    assert reported.status_code == 200, reported.text
    [task] = reported.json["tasks"]
    assert task["element"] == "register" and [w["code"] for w in task["who"] if w["barred"] is None] == ["xu_min"]
    assert reported.json["live"]["closed_loop"] == ["register"]
    refused = act(designer, trial, act="complete", who="gao_jun", task="register", form={"urgency": "normal"})
    assert refused.status_code in (403, 409, 422) and refused.json["detail"]
    done = act(designer, trial, act="complete", who="xu_min", task="register", form={"urgency": "normal"}).json
    assert [t["element"] for t in done["tasks"]] == ["triage"] and [s["outcome"] == "done" for s in done["steps"]] == [True, False, True]
    moved = designer.post(f"{here}/clock", {"days": 2})
    assert moved.status_code == 200 and moved.json["at"] == "2026-03-11T01:00:00Z"
    kept = designer.post(f"{here}/record", {"name": "half_way", "title": "走到一半"})
    assert kept.status_code == 200 and kept.json["path"] == "scenarios/half_way.toml", kept.text
    assert designer.get(f"/drafts/{draft['id']}").json["files"]["scenarios/half_way.toml"] == kept.json["text"]
    assert designer.get(f"{here}/drawings/closed_loop").data.startswith(b"<?xml")
    assert [one["id"] for one in designer.get(f"/trials?draft_id={draft['id']}").json["items"]] == [trial["id"]]
    assert designer.get("/cases").json["items"] == []
    assert designer.send("DELETE", here).status_code == 204
    assert designer.get(here).status_code == 404


@ONLY_SQLITE
def test_a_trial_is_its_designers_own(designer, person, trial):
    assert person("luo_cheng").get(f"/trials/{trial['id']}").status_code == 404
    assert person("wang_qiang").get(f"/trials/{trial['id']}").status_code == 403
    assert person("wang_qiang").post("/trials", {"draft_id": 1, "on": ON}).status_code == 403


@ONLY_SQLITE
@pytest.mark.parametrize("body", [{}, {"draft_id": "x", "on": ON}, {"draft_id": 1, "on": "morgen"}, {"draft_id": 1, "on": "1850-01-01"},
                                  {"draft_id": 1, "on": ON, "source": "theirs"}, {"draft_id": 99, "on": ON}])
def test_a_trial_asked_for_wrongly_is_refused(designer, draft, body):
    assert designer.post("/trials", body).status_code in (404, 422)


@ONLY_SQLITE
@pytest.mark.parametrize("step", [
    {}, {"act": "tick", "who": "ma_li"}, {"act": "complete", "who": "ma_li"}, {"act": "complete", "who": "nobody", "task": "register", "form": {}},
    {"act": "__init__", "who": "ma_li"}, {"act": "clock.__class__", "who": "xu_min", "clock": "x", "form": {}},
    {"act": "complete", "who": "ma_li", "task": "register", "form": []}, {"act": "evidence.add", "who": "xu_min", "form": {"engine": 1, "at": 2}},
    {"act": "transfer.decide", "who": "xu_min", "form": {"x": {"y": []}}}, {"act": "record.add", "who": "xu_min", "form": {"officers": 5}},
    {"act": "paper.void", "who": "xu_min", "paper": "x", "form": {"reason": None}}, {"act": "report", "who": "ma_li", "form": LEAD}])
def test_a_step_written_wrongly_is_a_4xx(designer, trial, step):
    act(designer, trial, act="report", who="ma_li", form=LEAD)
    answer = act(designer, trial, **step)
    assert 400 <= answer.status_code < 500, answer.text


@ONLY_SQLITE
def test_all_scenarios_of_a_draft_are_played_in_the_background(designer, draft):
    here = f"/drafts/{draft['id']}"
    files = {k: v for k, v in designer.get(here).json["files"].items() if not k.startswith("scenarios/") or k.endswith(("e1.toml", "warning_only.toml"))}
    files["scenarios/e1.toml"] = files["scenarios/e1.toml"].replace('status = "closed"', 'status = "filed"')
    assert designer.put(here, {"files": files}).status_code == 200
    begun = designer.post("/trials/rehearsals", {"draft_id": draft["id"]})
    assert begun.status_code == 202 and begun.json["total"] == 2, begun.text
    for _ in range(300):
        run = designer.get(f"/trials/rehearsals/{begun.json['id']}").json
        if not run["running"]:
            break
        time.sleep(0.1)
    assert run["ok"] is False and {one["file"]: one["ok"] for one in run["scenarios"]} == {"e1.toml": False, "warning_only.toml": True}
    assert "应为 filed" in run["scenarios"][0]["failures"][0] and "decide_on_spot" in run["coverage"]["summary_penalty"]["done"]
    assert designer.get(f"/trials/rehearsals/{'0' * 32}").status_code == 404
