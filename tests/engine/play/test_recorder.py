"""What a trial records plays again to the same end."""
from __future__ import annotations

import tomllib
from datetime import date, datetime, timezone

import pytest

from engine import errors
from engine.play import acts, recorder, scenario, trial, trials
from engine.work import drafts
from tests.engine.play.test_trial import AT, E1, ONLY_SQLITE, begin, desk, follow  # noqa: F401



@ONLY_SQLITE
def test_record_then_play_comes_to_the_same_end(engine, desk, tmp_path):
    made = begin(engine, desk)
    with trials.opened(engine, desk.me, made["id"]) as one:
        written = scenario.read(E1)
        follow(one, written, until="recheck")
        trial.move(one, 1)
        with pytest.raises(errors.Refusal):  # a reviewer from elsewhere: kept where refusals are asked for
            trial.act(one, {"act": "complete", "who": "gao_jun", "task": "recheck", "form": {}})
        for step in written["step"][[s.get("task") for s in written["step"]].index("recheck"):]:
            one.at = max(one.at, acts.instant(step["at"]))
            trial.act(one, {k: v for k, v in step.items() if k != "at"})
        plain, whole = trial.recorded(one, "录制的“一次”\n试办"), trial.recorded(one, "录制", refusals=True)
    assert "refused" in whole and "refused" not in plain
    for n, text in enumerate((plain, whole)):
        (tmp_path / f"{n}.toml").write_text(text, encoding="utf-8")
        again = scenario.read(tmp_path / f"{n}.toml")
        assert again["process"] == "summary_penalty" and again["expect"]["status"] == "closed" and again["expect"]["paper"]
        with trials.opened(engine, desk.me, begin(engine, desk)["id"]) as fresh:
            played = scenario.play(fresh.engine, again)
        assert played.ok, played.failures


@ONLY_SQLITE
def test_the_record_becomes_a_scenario_of_the_draft_once(engine, desk):
    made = begin(engine, desk)
    with pytest.raises(errors.WrongState):
        trials.keep(engine, desk.me, made["id"], "mine", "半途", at=AT)
    with trials.opened(engine, desk.me, made["id"]) as one:
        follow(one, scenario.read(E1), until="triage")
    kept = trials.keep(engine, desk.me, made["id"], "mine", "半途", at=AT)
    files = drafts.get(engine, desk.me, desk.draft)["files"]
    assert files[kept["path"]] == kept["text"] and kept["draft"]["version"] == 2
    with pytest.raises(errors.FormInvalid):
        trials.keep(engine, desk.me, made["id"], "mine", "又一次", at=AT)


@ONLY_SQLITE
def test_with_the_countys_own_people_nothing_is_recorded(engine, desk):
    made = begin(engine, desk, "ours")
    with trials.opened(engine, desk.me, made["id"]) as one:
        follow(one, scenario.read(E1), until="triage")
        with pytest.raises(errors.WrongState):
            trial.recorded(one, "本县")


def test_whatever_is_typed_is_written_as_toml_that_says_the_same():
    form = {"text": "引号\"、反斜杠\\、换行\n、制表\t、\x7f\u0001", "n": 5, "yes": True, "list": ["a", "b"], "键 名": "x", "on": date(2026, 3, 9),
            "at": datetime(2026, 3, 9, 1, tzinfo=timezone.utc), "none": None}
    text = recorder.written("题\"目", "p", {"at": "2026-03-09T09:00:00+08:00", "who": "a", "form": form},
                            [{"at": "2026-03-09T09:00:00+08:00", "act": "tick"}, {"at": "x", "act": "complete", "who": "b", "form": {}, "refused": {"code": "c"}}],
                            {"case": {"status": "lead"}, "clocks": [], "papers": []})
    read = tomllib.loads(text)
    assert read["lead"]["form"] == {**form, "on": "2026-03-09", "at": "2026-03-09T01:00:00+00:00", "none": ""}
    assert [step["act"] for step in read["step"]] == ["tick", "complete"] and read["step"][1]["refused"] == {"code": "c"}
    assert read["expect"] == {"status": "lead"}
