"""Scenarios: a case written down as who does what when, played through the same acts as the page and the API.

A scenario lives beside its diagram (processes/<name>/scenarios/*.toml). It is a test a process designer can write, and
the worked examples of the law as something that runs.
"""
from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Mapping

from engine import errors, now
from engine.jobs.firing import sweep
from engine.work import cases, clocks, county, inbox, leads, people, tasks

_DATED = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.+Z-]+)?")
ACTS = ("complete", "sign", "claim", "release", "send_back", "transfer", "delegate", "comment", "tick")


@dataclass
class Played:
    """What came of a scenario.

    Attributes:
        steps: each with `at`, `who`, `act`, `task` and `outcome` (`done` or the refusal).
        failures: where the course differed from what the scenario expects, in Chinese; empty when it went as written.
    """

    title: str
    steps: list[dict[str, Any]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    case: dict[str, Any] = field(default_factory=dict)
    clocks: list[dict[str, Any]] = field(default_factory=list)
    papers: list[dict[str, Any]] = field(default_factory=list)
    timeline: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether it went as written."""
        return not self.failures

    def as_dict(self) -> dict[str, Any]:
        """Plain values for `--json`."""
        return {"title": self.title, "ok": self.ok, "failures": self.failures, "steps": self.steps, "timeline": self.timeline,
                "clocks": self.clocks, "papers": self.papers, "outcome": self.case}


def read(path: Path) -> dict[str, Any]:
    """A scenario file.

    Raises:
        errors.BadInput: not TOML, or without lead and steps.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise errors.BadInput(f"情景文件 {path.name} 无法读取：{fault}") from fault
    if "lead" not in data or not isinstance(data.get("step"), list):
        raise errors.BadInput(f"情景文件 {path.name} 缺少 [lead] 或 [[step]]。")
    for number, step in enumerate(data["step"], 1):
        if step.get("act") not in ACTS or "at" not in step or (step["act"] != "tick" and not {"who", "task"} <= set(step)):
            raise errors.BadInput(f"情景文件 {path.name} 第 {number} 步写法不对：须有 at、who、task，act 为 {'、'.join(ACTS)} 之一。")
    return data


def play(engine, scenario: Mapping[str, Any]) -> Played:
    """Plays a scenario on an engine with the demo county loaded.

    Args:
        scenario: as `read` gives it.
    Returns:
        What happened, with every difference from what was expected.
    """
    played = Played(scenario.get("title", ""))
    first = scenario["lead"]
    began = _instant(first["at"])
    county.configure(engine, at=began, switches=scenario.get("switches"), local_bands=scenario.get("local_bands"),
                     serials=scenario.get("serials"))
    case_id = leads.report(engine, _actor(engine, first["who"], began), _form(first["form"]), informant=first.get("informant"), at=began)["case_id"]
    played.steps.append({"at": first["at"], "who": first["who"], "act": "report", "task": None, "outcome": "done"})
    for number, step in enumerate(scenario["step"], 1):
        if not _take(engine, played, number, step, case_id):
            break
    last = _instant(scenario["step"][-1]["at"] if scenario["step"] else first["at"])
    _look(engine, played, case_id, _actor(engine, first["who"], began), last)
    _compare(played, scenario.get("expect", {}))
    return played


def began(scenario: Mapping[str, Any]) -> datetime:
    """The instant of the first act."""
    return _instant(scenario["lead"]["at"])


def moved(scenario: Mapping[str, Any], last: date) -> dict[str, Any]:
    """The same scenario on other days, every date in it shifted alike, so that its last step falls on `last`."""
    end = _instant((scenario["step"] or [scenario["lead"]])[-1]["at"]).astimezone(now.SHANGHAI).date()
    return _shifted(scenario, timedelta(days=(last - end).days))


def _shifted(value: Any, by: timedelta) -> Any:
    if isinstance(value, Mapping):
        return {k: _shifted(v, by) for k, v in value.items()}
    if isinstance(value, list):
        return [_shifted(v, by) for v in value]
    if isinstance(value, str) and _DATED.fullmatch(value):
        return (_instant(value) + by).isoformat() if "T" in value else (date.fromisoformat(value) + by).isoformat()
    return value + by if isinstance(value, date) else value


def told(played: Played) -> str:
    """A scenario's course as text: who did what when, clocks with their dates, papers, outcome."""
    lines = [played.title, ""]
    for step in played.steps:
        done = "" if step["outcome"] == "done" else f" —— 被拒绝：{step['outcome']['detail']}"
        lines.append(f"{str(step['at'])[:16].replace('T', ' ')}  {step['who'] or '（时间推移）'}  {step['act']} {step['task'] or ''}{done}")
    lines += ["", "期限："] + [f"  {c['name']}：{c['day0']} 起，{c['due_on']} 止，{c['state']}（{c['basis']}）" for c in played.clocks]
    lines += ["文书："] + [f"  {p['name']} {p['number']}" for p in played.papers]
    lines += [f"结果：{played.case.get('status')}，立案 {played.case.get('filed_on')}，结案 {played.case.get('closed_on')}"]
    return "\n".join(lines + [f"与预期不符：{f}" for f in played.failures])


def _take(engine, played: Played, number: int, step: Mapping[str, Any], case_id: int) -> bool:
    at = _instant(step["at"])
    sweep(engine, at)
    entry = {k: step.get(k) for k in ("at", "who", "act", "task")}
    expected = step.get("refused")
    try:
        if step["act"] != "tick":
            _act(engine, step, case_id, at)
        entry["outcome"] = "done"
    except errors.Refusal as refusal:
        entry["outcome"] = refusal.as_dict()
        played.steps.append(entry)
        fits = expected is not None and expected.get("code", refusal.code) == refusal.code and (
            "gate" not in expected or any(f["gate"] == expected["gate"] for f in getattr(refusal, "findings", ())))
        if not fits:
            played.failures.append(f"第 {number} 步（{step.get('task')}）被拒绝：{refusal.detail}（{refusal.code}）")
        return fits
    played.steps.append(entry)
    if expected is not None:
        played.failures.append(f"第 {number} 步（{step.get('task')}）本应被拒绝（{expected}），却办成了")
        return False
    return True


def _act(engine, step: Mapping[str, Any], case_id: int, at: datetime) -> None:
    actor = _actor(engine, step["who"], at)
    task = _task(engine, case_id, step["task"])
    if step["act"] == "complete":
        tasks.complete(engine, actor, task["id"], _form(step.get("form", {})), version=task["version"], at=at)
    elif step["act"] in ("claim", "release", "sign"):
        getattr(tasks, step["act"])(engine, actor, task["id"], version=task["version"], at=at)
    elif step["act"] == "send_back":
        tasks.send_back(engine, actor, task["id"], step["reason"], at=at)
    elif step["act"] == "comment":
        tasks.comment(engine, actor, task["id"], step["text"], at=at)
    else:
        to = _actor(engine, step["to"], at).person_id
        extra = (step.get("reason", "转办"),) if step["act"] == "transfer" else ()
        getattr(tasks, step["act"])(engine, actor, task["id"], to, *extra, at=at)


def _task(engine, case_id: int, element: str) -> dict[str, Any]:
    live = inbox.of_case(engine, case_id)
    found = next((t for t in live if t["element"] == element), None)
    if found is None:
        names = "、".join(f"{t['element']}（{t['name']}）" for t in live) or "无"
        raise errors.NotFound(f"此刻没有待办环节 {element}；现有：{names}。")
    return found


def _look(engine, played: Played, case_id: int, actor, at: datetime) -> None:
    played.case = {k: v for k, v in cases.get(engine, actor, case_id, at=at).items()
                   if k in ("number", "lead_number", "title", "status", "stage", "filed_on", "closed_on", "item_name", "summary")}
    played.clocks = [{k: c[k] for k in ("code", "name", "gen", "state", "day0", "nominal", "rolled", "act_by", "due_on", "basis", "provisional",
                                        "ended_on", "late")} for c in clocks.of_case(engine, actor, case_id, at=at)]
    played.papers = [{k: p[k] for k in ("kind", "name", "number", "issued_at", "issued_by_name")} | {"remedy": p["data"].get("remedy")}
                     for p in cases.papers_of(engine, actor, case_id)]
    where, lines = None, []
    while True:
        page = cases.timeline(engine, actor, case_id, after=where, limit=200)
        lines += page["items"]
        where = page["next"]
        if where is None:
            break
    played.timeline = [{"at": e["at"].astimezone(now.SHANGHAI), "who": e["person_name"] or "系统", "action": e["action"],
                        "task": e["task_name"], "data": e["data"]} for e in reversed(lines)]


def _compare(played: Played, expect: Mapping[str, Any]) -> None:
    for key in ("status", "stage", "number", "filed_on", "closed_on"):
        if key in expect and str(played.case.get(key)) != str(expect[key]):
            played.failures.append(f"案件 {key} 应为 {expect[key]}，实为 {played.case.get(key)}")
    for wanted in expect.get("clock", ()):
        found = [c for c in played.clocks if c["code"] == wanted["code"] and ("gen" not in wanted or c["gen"] == wanted["gen"])]
        if not found:
            played.failures.append(f"没有期限 {wanted['code']}")
            continue
        newest = max(found, key=lambda c: c["gen"])
        played.failures += [f"期限 {wanted['code']} 的 {k} 应为 {v}，实为 {newest.get(k)}" for k, v in wanted.items() if str(newest.get(k)) != str(v)]
    for wanted in expect.get("paper", ()):
        if not any(all(str(p.get(k)) == str(v) for k, v in wanted.items()) for p in played.papers):
            played.failures.append(f"没有文书 {wanted}；已有：{[(p['kind'], p['number']) for p in played.papers]}")


def _actor(engine, code: str, at: datetime) -> people.Actor:
    found = people.actor(engine, county.account_of(engine, code), at)
    if found is None:
        raise errors.NotFound(f"人员 {code} 已停用。")
    return found


def _form(given: Mapping[str, Any]) -> dict[str, Any]:
    """TOML dates as the text that forms take."""
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in given.items()}


def _instant(text: str | datetime) -> datetime:
    at = text if isinstance(text, datetime) else datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=now.SHANGHAI)
