"""A trial 试办: one case of a drawing that is not in force, run by its designer in a scratch store with chosen people and a movable clock.

A trial is a scenario being written: what is done in it is taken as a step (engine.play.acts), and recorded as one. Nothing of it reaches
the real database. Trials live in memory and in a folder of this process; they end when it does.
"""
from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Iterator

from engine import errors, now
from engine.jobs.firing import sweep
from engine.play import acts, coverage, recorder, stand_ins
from engine.process.bundle import Bundle
from engine.work import cases, clocks, inbox, leads, papers, people

#: the clock goes on by this much with every act
STEP = timedelta(minutes=10)
#: bytes a trial may write, days it may be moved at once, acts it may have
LARGEST, FURTHEST, LONGEST = 64 << 20, 3660, 500
OPENS_AT = time(9)
PEOPLE = {"demo": "示范县的人员", "ours": "本县的人员和单位"}
#: acts that a trial takes besides reporting its lead; time passes by `move`
ACTS = tuple(act for act in acts.KNOWN if act not in ("tick", "report"))
#: what a step names besides its form
NAMED = ("act", "who", "task", "clock", "measure", "paper", "to", "reason", "text", "duty_reason")
_CLOCK = ("code", "name", "gen", "state", "day0", "due_on", "words", "severity", "basis")
_PAPER = ("kind", "name", "number", "issued_at")
_TASK = ("id", "process", "element", "name", "duty", "unit_name", "state", "officers", "round", "escalated_from_name", "escalated_why")


@dataclass
class Trial:
    """One run.

    Attributes:
        given: every drawing in the scratch store, `key` the one that is tried.
        source: which of PEOPLE. at: where its clock stands. steps: what was done, with `outcome` (`done` or the refusal).
    """

    id: str
    owner_id: int
    draft_id: int
    draft_version: int
    key: str
    given: Mapping[str, Bundle]
    source: str
    engine: Any
    folder: Path
    at: datetime
    lead: dict[str, Any] | None = None
    case_id: int | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)
    trace: coverage.Trace = field(default_factory=coverage.Trace)
    seen: float = 0.0
    lock: Lock = field(default_factory=Lock)

    def close(self) -> None:
        """Ends it and removes everything it wrote."""
        self.engine.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def opens_on(day: date) -> datetime:
    """Nine in the morning of a day in China."""
    return datetime.combine(day, OPENS_AT, now.SHANGHAI)


def state(trial: Trial) -> dict[str, Any]:
    """Everything there is to see of a trial.

    Returns:
        `case` (None before the lead), `tasks` each with `who` may do it and who may not and why (`barred`), `clocks`, `papers`, `steps`,
        `people` to act as, `next_due`, and the drawing's position: `live` and `done` by process, `taken` flows by process.
    """
    found: dict[str, Any] = {
        "id": trial.id, "draft_id": trial.draft_id, "draft_version": trial.draft_version, "key": trial.key, "name": trial.given[trial.key].name,
        "source": trial.source, "source_name": PEOPLE[trial.source], "at": trial.at, "steps": trial.steps, "people": _people(trial),
        "processes": [{"key": key, "name": one.name} for key, one in trial.given.items()],
        "case": None, "tasks": [], "clocks": [], "papers": [], "next_due": None, "live": {}, "live_in": None,
        "done": {key: sorted(e for k, e in trial.trace.elements if k == key) for key in trial.given},
        "taken": {key: one["taken"] for key, one in coverage.of(trial.trace, trial.given).items()}}
    if trial.case_id is None:
        return found
    viewer, known = _viewer(trial), {one["id"]: one for one in found["people"]}
    case = cases.get(trial.engine, viewer, trial.case_id, at=trial.at)
    opened = inbox.of_case(trial.engine, trial.case_id)
    return {**found, "case": {k: case[k] for k in ("number", "lead_number", "title", "status", "stage", "filed_on", "closed_on")},
            "tasks": [{**{k: one[k] for k in _TASK}, "assignee": known.get(one["assignee_id"], {}).get("code"),
                       "signers": [known[n]["code"] for n in one["signers"] if n in known], "who": _who(trial, one, known)} for one in opened],
            "clocks": [{k: one[k] for k in _CLOCK} for one in clocks.of_case(trial.engine, viewer, trial.case_id, at=trial.at)],
            "papers": [{k: one[k] for k in _PAPER} for one in papers.of_case(trial.engine, viewer, trial.case_id, at=trial.at)["items"]],
            "next_due": clocks.next_due(trial.engine, trial.case_id, trial.at), "live": case["position"]["live"],
            "live_in": opened[-1]["process"] if opened else None}


def asked(trial: Trial, element: str, who: str) -> dict[str, Any]:
    """One open task as one person sees it: `form`, `data`, `can`, `barred`, `findings`; the form of the lead where nothing is open yet.

    Args:
        element: the task's, or `lead`. who: a person's code.
    Raises:
        errors.NotFound: no such open task, or no such person.
    """
    actor = acts.actor(trial.engine, who, trial.at)
    if element == "lead":
        if trial.case_id is not None:
            raise errors.NotFound("线索已经登记。")
        return {"form": leads.start_form(trial.engine, actor, at=trial.at), "data": {"found_on": now.shanghai_date(trial.at).isoformat()},
                "can": ["report"], "barred": None, "findings": [], "asked": None, "record": None}
    task = next((one for one in _opened(trial) if one["element"] == element), None)
    if task is None:
        raise errors.NotFound("这个环节现在没有待办。", next="请刷新后查看现有的待办环节。")
    try:
        found = inbox.get(trial.engine, actor, task["id"], at=trial.at)
    except errors.NotFound:
        return {"form": None, "data": {}, "can": [], "findings": [], "asked": None, "record": None,
                "barred": {"reason": "这个案件不在其可见范围内：既不属于其单位，也没有经手。", "article": None}}
    return {**{k: found[k] for k in ("form", "data", "can", "barred", "findings", "asked", "record")}, "officers": found["officers"]}


def act(trial: Trial, step: Mapping[str, Any]) -> dict[str, Any]:
    """Does what a step says, now; what was refused is kept with the reason, and has changed nothing.

    Args:
        step: as in a scenario without `at`: `act`, `who` (a person's code), and what the act asks for. `report` opens the case.
    Raises:
        errors.Refusal: as the act itself refuses. errors.BadInput: no such act, or not written as it must be.
    """
    if len(trial.steps) >= LONGEST or sum(one.stat().st_size for one in trial.folder.rglob("*") if one.is_file()) > LARGEST:
        raise errors.WrongState("这次试办已经到了限度。", next="请录制或者结束后重新开始。")
    written = _step(trial, step)
    try:
        with coverage.watched(trial.trace):
            sweep(trial.engine, trial.at)
            if step["act"] == "report":
                trial.case_id, trial.lead = acts.report(trial.engine, written, trial.at), {k: v for k, v in written.items() if k != "act"}
            else:
                acts.take(trial.engine, written, _case(trial), trial.at)
    except errors.Refusal as refused:
        _note(trial, written, refused.as_dict())
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as fault:  # a field that the act does not know, or of another kind
        raise errors.BadInput("这一步写法不对，或者缺少所需的内容。") from fault
    _note(trial, written, "done")
    trial.at += STEP
    return written


def move(trial: Trial, days: int | None = None) -> int:
    """Lets time pass, to nine in the morning some days on, or to just after the next period ends.

    Args:
        days: 1 to FURTHEST; None for the next end.
    Returns:
        How many marks of periods were reached.
    Raises:
        errors.WrongState: nothing runs out by itself any more.
    """
    if days is not None and not 1 <= days <= FURTHEST:
        raise errors.BadInput(f"一次可以前进 1 至 {FURTHEST} 天。")
    to = clocks.next_due(trial.engine, _case(trial), trial.at) if days is None else opens_on(now.shanghai_date(trial.at) + timedelta(days=days))
    if to is None:
        raise errors.WrongState("没有正在计算的期限，也没有等待时间的环节。", next="可以按天数前进。")
    if to.year > now.shanghai_date(trial.at).year + 11:
        raise errors.WrongState("下一个期限在十年以后。")
    with coverage.watched(trial.trace):
        fired = sweep(trial.engine, to)
    trial.at = to
    _note(trial, {"at": to.isoformat(), "act": "tick"}, "done", fired=fired)
    return fired


def recorded(trial: Trial, title: str, *, refusals: bool = False) -> str:
    """The run so far as a scenario that plays again to the same end in the demo county; a county's own people are replaced by people of that one.

    Args:
        refusals: whether what was refused is part of it: those by the law, not those over a form filled in badly.
    Raises:
        errors.WrongState: nothing was done yet; or the demo county has nobody who could have done it, or comes to another end.
    """
    if trial.lead is None or trial.case_id is None:
        raise errors.WrongState("还没有登记线索，没有可以录制的内容。")
    steps = []
    for one in trial.steps[1:] if trial.steps[0]["act"] == "report" else trial.steps:
        outcome, step = one["outcome"], {k: v for k, v in one.items() if k not in ("outcome", "fired")}
        if outcome == "done" and one["act"] != "report":
            steps.append(step)
        elif refusals and outcome != "done" and "fields" not in outcome and one["act"] != "report":
            steps.append({**step, "refused": {"code": outcome["code"]}})
    viewer = _viewer(trial)
    end = {"case": cases.get(trial.engine, viewer, trial.case_id, at=trial.at), "clocks": clocks.of_case(trial.engine, viewer, trial.case_id, at=trial.at),
           "papers": cases.papers_of(trial.engine, viewer, trial.case_id)}
    if trial.source == "demo":
        return recorder.written(title, trial.key, trial.lead, steps, end)
    written, played = stand_ins.course(trial, title, trial.lead, steps, end)
    return recorder.written(written["title"], trial.key, written["lead"], written["step"], {"case": played.case, "clocks": played.clocks, "papers": played.papers},
                            {key: written[key] for key in ("switches", "local_bands") if key in written})


def drawing(trial: Trial, process: str) -> bytes:
    """The drawing of one of the processes in the trial.

    Raises:
        errors.NotFound.
    """
    if process not in trial.given:
        raise errors.NotFound("试办中没有这个流程。")
    return trial.given[process].diagram


@contextmanager
def held(trial: Trial) -> Iterator[Trial]:
    """One act on a trial at a time.

    Raises:
        errors.WrongState: another one is still at it.
    """
    if not trial.lock.acquire(timeout=10):
        raise errors.WrongState("上一步还在办理。", next="请稍候再试。")
    try:
        yield trial
    finally:
        trial.lock.release()


def _step(trial: Trial, step: Mapping[str, Any]) -> dict[str, Any]:
    kind = step.get("act")
    wants = ("form",) if kind == "report" else acts.KNOWN[kind] if isinstance(kind, str) and kind in ACTS else None
    plain = all(isinstance(v, str) for k, v in step.items() if k in NAMED and v is not None) and isinstance(step.get("form", {}), Mapping)
    if wants is None or not plain or not {"who", *wants} <= step.keys():
        raise errors.BadInput(f"须写明 act、who{''.join('、' + one for one in wants or ())}。")
    if kind == "report" and trial.case_id is not None:
        raise errors.WrongState("线索已经登记。", next="需要另一个案件时，请重新开始试办。")
    codes = {str(one["id"]): one["code"] for one in _people(trial)}
    form = step.get("form")
    if isinstance(form, Mapping):  # a page names persons by number, a scenario by code
        form = {k: ([codes.get(str(one), one) for one in v] if isinstance(v, list) else codes.get(str(v), v)) if acts.names_person(k) else v
                for k, v in acts.form(form).items()}
    return {"at": trial.at.isoformat(), **{k: step[k] for k in NAMED if step.get(k) is not None}, **({"form": form} if form is not None else {})}


def _note(trial: Trial, step: Mapping[str, Any], outcome: Any, **more: Any) -> None:
    trial.steps.append({**step, "outcome": outcome, **more})


def _case(trial: Trial) -> int:
    if trial.case_id is None:
        raise errors.WrongState("还没有登记线索。", next="请先登记线索。")
    return trial.case_id


def _opened(trial: Trial) -> list[dict[str, Any]]:
    return inbox.of_case(trial.engine, _case(trial))


def _viewer(trial: Trial):
    """Who reported sees the case for good."""
    return acts.actor(trial.engine, trial.lead["who"], trial.at)


def _people(trial: Trial) -> list[dict[str, Any]]:
    return [{**{k: one[k] for k in ("id", "code", "name", "unit_name")}, "duties": sorted({post["duty"] for post in one["posts"]})}
            for one in people.roster(trial.engine) if one["posts"]]


def _who(trial: Trial, task: Mapping[str, Any], known: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Who holds the duty there, the able first."""
    found = [{**one, "code": known[one["id"]]["code"]} for one in people.asked(trial.engine, task["id"], at=trial.at) if one["id"] in known]
    return sorted(found, key=lambda one: one["barred"] is not None)
