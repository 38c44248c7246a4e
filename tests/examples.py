"""The worked examples as scenario files, and how to walk them through another interface than the engine's own."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from engine.jobs.firing import sweep
from engine.play import scenario
from engine.work import cases, clocks, county, inbox, people
from tests.invariants import check_invariants

FOLDER = Path(__file__).resolve().parent.parent / "processes"
#: E1, E2 and E5 of the statutes' worked examples, and what each looks like when somebody skips the decisive step
EXAMPLES = ("summary_penalty/scenarios/e1.toml", "summary_penalty/scenarios/refused_no_earlier_order.toml",
            "ordinary_penalty/scenarios/e2.toml", "ordinary_penalty/scenarios/refused_window_open.toml",
            "ordinary_penalty/scenarios/refused_reviewer_handled.toml",
            "ordinary_penalty/scenarios/e5.toml", "ordinary_penalty/scenarios/refused_no_local_band.toml")


class Desk(Protocol):
    """An interface a person works through. Each act returns None, or what the person was told when it was refused."""

    def report(self, actor: people.Actor, form: Mapping[str, Any]) -> int: ...

    def complete(self, actor: people.Actor, task: Mapping[str, Any], form: Mapping[str, Any]) -> str | None: ...

    def sign(self, actor: people.Actor, task: Mapping[str, Any]) -> str | None: ...


def walk(engine, clock: "Clock", desk: Desk, path: str) -> None:
    """Walks a scenario through a desk and asserts that it goes as written, dates, papers and refusals included."""
    written = scenario.read(FOLDER / path)
    began = scenario.began(written)
    county.configure(engine, at=began, switches=written.get("switches"), local_bands=written.get("local_bands"), serials=written.get("serials"))
    clock.at = began
    case_id = desk.report(who(engine, written["lead"]["who"], began), written["lead"]["form"])
    for number, step in enumerate(written["step"], 1):
        clock.at = datetime.fromisoformat(step["at"])
        sweep(engine, clock.at)
        if step["act"] == "tick":
            continue
        actor = who(engine, step["who"], clock.at)
        task = next((t for t in inbox.of_case(engine, case_id) if t["element"] == step["task"]), None)
        assert task, f"step {number}: {step['task']} is not open"
        told = desk.sign(actor, task) if step["act"] == "sign" else desk.complete(actor, task, step.get("form", {}))
        if "refused" not in step:
            assert told is None, f"step {number} ({step['task']}) was refused: {told}"
            continue
        assert told, f"step {number} ({step['task']}) should have been refused"
        assert "第" in told and "条" in told, f"the refusal names no article: {told}"
    _as_expected(engine, who(engine, written["lead"]["who"], clock.at), case_id, written.get("expect", {}), clock.at)
    check_invariants(engine)


def who(engine, code: str, at: datetime) -> people.Actor:
    """A person of the demo county at work."""
    return people.actor(engine, county.account_of(engine, code), at)


def _as_expected(engine, actor, case_id: int, expect: Mapping[str, Any], at: datetime) -> None:
    found = cases.get(engine, actor, case_id, at=at)
    for key in ("status", "filed_on", "closed_on"):
        if key in expect:
            assert str(found[key]) == str(expect[key]), key
    newest = {c["code"]: c for c in sorted(clocks.of_case(engine, actor, case_id, at=at), key=lambda c: c["gen"])}
    for wanted in expect.get("clock", ()):
        assert {k: str(newest[wanted["code"]][k]) for k in wanted} == {k: str(v) for k, v in wanted.items()}
    numbers = {(p["kind"], p["number"]) for p in cases.papers_of(engine, actor, case_id)}
    for wanted in expect.get("paper", ()):
        assert any(k == wanted["kind"] and wanted.get("number") in (None, n) for k, n in numbers), wanted


class Clock:
    """The time as the tests set it; `engine.now` reads it."""

    at: datetime

    def __init__(self, engine):
        engine.now = lambda: self.at
