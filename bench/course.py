"""One case driven act by act through engine.work, as the scenario beside its diagram writes it."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from engine import settings
from engine.jobs.firing import sweep
from engine.play import acts, scenario
from engine.work import county, inbox, leads, people, tasks

ORDINARY = settings.ROOT / "processes" / "ordinary_penalty" / "scenarios" / "hearing_and_review_sent_back.toml"


@dataclass(frozen=True)
class Deed:
    """One act, ready to be carried out.

    Attributes:
        kind: `complete legal_review`, `sign verify`, `report`, `sweep`.
        do: carries it out.
    """

    kind: str
    do: Callable[[], Any]


class Course:
    """A scenario's acts on an engine with the demo county."""

    def __init__(self, engine, path=ORDINARY):
        self.engine, self.scenario = engine, scenario.read(path)
        self.case_id = 0
        self._actors: dict[str, people.Actor] = {}

    def deeds(self, until: str | None = None) -> Iterator[Deed]:
        """The acts in order; each must be done before the next is asked for.

        Args:
            until: stop when this element is due.
        """
        lead = self.scenario["lead"]
        yield Deed("report", lambda: self._report(lead))
        for step in self.scenario["step"]:
            if step["task"] == until:
                return
            at = _instant(step["at"])
            yield Deed("sweep", lambda at=at: sweep(self.engine, at))
            yield self.deed(step["act"], step["task"], step["who"], step.get("form", {}), at)

    def deed(self, act: str, element: str, who: str, form: dict[str, Any], at: datetime) -> Deed:
        """One act on the open task of an element."""
        task = next(t for t in inbox.of_case(self.engine, self.case_id) if t["element"] == element)
        actor = self.actor(who, at)
        if act == "sign":
            return Deed(f"sign {element}", lambda: tasks.sign(self.engine, actor, task["id"], version=task["version"], at=at))
        given = acts.named(self.engine, _plain(form), at)
        if given.get("party_id"):  # a party of its own for each case: a second fine for one act is refused
            given["party_id"] = f"{given['party_id'][:-4]}{self.case_id % 10_000:04d}"
        return Deed(f"complete {element}", lambda: tasks.complete(self.engine, actor, task["id"], given, version=task["version"], at=at))

    def send_backs(self, times: int) -> Iterator[Deed]:
        """At legal review: sent back, put right, sent back … `times` times; each must be done before the next is asked for."""
        steps = {(s["task"], s["form"].get("review_outcome")): s for s in self.scenario["step"] if "form" in s}
        back, right = steps["legal_review", "send_back"], steps["revise", None]
        at = _instant(back["at"])
        for _ in range(times):
            at += timedelta(seconds=1)
            yield self.deed("complete", "legal_review", back["who"], back["form"], at)
            yield self.deed("complete", "revise", right["who"], right["form"], at)

    def actor(self, code: str, at: datetime) -> people.Actor:
        """A person of the demo county."""
        if code not in self._actors:
            self._actors[code] = people.actor(self.engine, county.account_of(self.engine, code), at)
        return self._actors[code]

    def _report(self, lead: dict[str, Any]) -> None:
        at = _instant(lead["at"])
        self.case_id = leads.report(self.engine, self.actor(lead["who"], at), _plain(lead["form"]), informant=lead.get("informant"), at=at)["case_id"]


def _plain(form: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in form.items()}


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
