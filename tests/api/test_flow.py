"""The worked examples of the law, from the patrol finding to the archived file, by nothing but HTTP."""
from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.jobs import firing
from engine.work import county
from tests.api.conftest import MORNING

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
EXAMPLES = ("summary_penalty/scenarios/e1", "ordinary_penalty/scenarios/e2", "ordinary_penalty/scenarios/e5")
TWINS = ("summary_penalty/scenarios/refused_no_earlier_order", "summary_penalty/scenarios/refused_above_limit",
         "ordinary_penalty/scenarios/refused_reviewer_handled", "ordinary_penalty/scenarios/refused_window_open",
         "ordinary_penalty/scenarios/refused_no_local_band")


class Play:
    """A scenario acted out over the wire, each person signing in anew for each act."""

    def __init__(self, engine, clock, person, name: str):
        self.engine, self.clock, self.person = engine, clock, person
        self.script = tomllib.loads((PROCESSES / f"{name}.toml").read_text(encoding="utf-8"))
        local = {k: self.script[k] for k in ("switches", "local_bands", "serials") if k in self.script}
        county.configure(engine, at=MORNING, **local)
        self.case_id, self.watcher = 0, ""

    def run(self) -> list[dict[str, Any]]:
        """Acts every step; returns the refusals met on the way."""
        lead = self.script["lead"]
        self.clock(datetime.fromisoformat(lead["at"]))
        reported = self.person(lead["who"]).post("/leads", {"form": lead["form"]})
        assert reported.status_code == 201, reported.text
        self.case_id, self.watcher = reported.json["case_id"], lead["who"]
        return [refusal for step in self.script["step"] if (refusal := self.step(step))]

    def step(self, step: dict[str, Any]) -> dict[str, Any] | None:
        at = datetime.fromisoformat(step["at"])
        self.clock(at)
        if step["act"] == "tick":
            firing.sweep(self.engine, at)
            return None
        who = self.person(step["who"])
        task = next(t for t in self.case()["open_tasks"] if t["element"] == step["task"])
        body = {"complete": {"data": step.get("form", {})}, "send_back": {"reason": step.get("reason", "")}}.get(step["act"])
        answer = who.post(f"/tasks/{task['id']}/{step['act'].replace('_', '-')}", body, headers={"If-Match": f'"v{task["version"]}"'})
        if "refused" not in step:
            assert answer.status_code == 200, (step["task"], answer.text)
            return None
        assert answer.json["code"] == step["refused"]["code"], answer.text
        assert step["refused"].get("gate") in (None, *(f["gate"] for f in answer.json.get("findings", ())))
        return answer.json

    def read(self, path: str = "") -> dict[str, Any]:
        return self.person(self.watcher).get(f"/cases/{self.case_id}{path}").json

    def case(self) -> dict[str, Any]:
        return self.read()


@pytest.fixture
def play(engine, clock, person):
    return lambda name: Play(engine, clock, person, name)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_of_the_law_runs_to_the_archive_by_http(play, name):
    played = play(name)
    assert played.run() == []
    expected, case = played.script["expect"], played.case()
    assert {k: case[k] for k in ("status", "filed_on", "closed_on") if k in expected} == {
        k: str(expected[k]) for k in ("status", "filed_on", "closed_on") if k in expected}
    clocks = {c["code"]: c for c in played.read("/clocks")["items"]}
    for wanted in expected.get("clock", ()):
        found = clocks[wanted["code"]]
        assert {k: str(found[k]) for k in wanted} == {k: str(v) for k, v in wanted.items()}
    papers = [(p["kind"], p["number"]) for p in played.read("/papers")["items"]]
    for wanted in expected.get("paper", ()):
        assert any(kind == wanted["kind"] and wanted.get("number") in (None, number) for kind, number in papers)
    assert played.read("/diagram")["done"] and played.read("/records")["items"]
    assert {"lead.reported", "task.done"} <= {row["action"] for row in played.read("/timeline?limit=200")["items"]}


@pytest.mark.parametrize("name", TWINS)
def test_its_negative_twin_is_refused_by_http_with_the_article(play, name):
    refusals = play(name).run()
    assert refusals and refusals[-1]["article"] and refusals[-1]["status"] in (403, 409)
