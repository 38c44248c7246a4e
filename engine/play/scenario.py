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
from engine.play import acts
from engine.play.acts import actor, instant
from engine.work import cases, clocks, county, findings, measures

_DATED = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.+Z-]+)?")
#: the case that the lead at the head of a scenario opens; a step `report` opens others under names of their own
FIRST = ""
_CASE = ("number", "lead_number", "title", "status", "stage", "filed_on", "closed_on", "item_name", "summary")
_CLOCK = ("code", "name", "gen", "state", "day0", "nominal", "rolled", "act_by", "due_on", "due_at", "basis", "provisional",
          "ended_on", "late")
_MEASURE = ("kind", "kind_name", "state", "state_name", "due_on", "executed_at", "approved_at", "extended_on", "resolution", "resolved_at")


@dataclass
class Played:
    """What came of a scenario.

    Attributes:
        steps: each with `at`, `who`, `act`, `task` (or the clock or measure it is about) and `outcome` (`done` or the refusal).
        failures: where the course differed from what the scenario expects, in Chinese; empty when it went as written.
        others: cases that a step reported besides the first, by their name in the scenario.
    """

    title: str
    steps: list[dict[str, Any]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    case: dict[str, Any] = field(default_factory=dict)
    clocks: list[dict[str, Any]] = field(default_factory=list)
    papers: list[dict[str, Any]] = field(default_factory=list)
    timeline: list[dict[str, Any]] = field(default_factory=list)
    measures: list[dict[str, Any]] = field(default_factory=list)
    others: dict[str, "Played"] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it went as written."""
        return not self.failures

    def as_dict(self) -> dict[str, Any]:
        """Plain values for `--json`."""
        return {"title": self.title, "ok": self.ok, "failures": self.failures, "steps": self.steps, "timeline": self.timeline,
                "clocks": self.clocks, "papers": self.papers, "measures": self.measures, "outcome": self.case,
                **({"others": {name: one.as_dict() for name, one in self.others.items()}} if self.others else {})}


def read(path: Path) -> dict[str, Any]:
    """A scenario file. A twin names the file it follows (`twin_of`) and the step before which it leaves it
    (`leaves_at`: a task, an act or a clock).

    Raises:
        errors.BadInput: not TOML, or without lead and steps.
    """
    data = _parsed(path)
    if "twin_of" in data:
        data = _twin(path, data)
    if "lead" not in data or not isinstance(data.get("step"), list):
        raise errors.BadInput(f"情景文件 {path.name} 缺少 [lead] 或 [[step]]。")
    for number, step in enumerate(data["step"], 1):
        wants = acts.KNOWN.get(step.get("act"))
        if wants is None or not {"at", *(("who", *wants) if step["act"] != "tick" else ())} <= set(step):
            raise errors.BadInput(f"情景文件 {path.name} 第 {number} 步写法不对：须有 at、who{''.join('、' + w for w in wants or ('task',))}，"
                                  f"act 为 {'、'.join(acts.KNOWN)} 之一。")
    return data


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise errors.BadInput(f"情景文件 {path.name} 无法读取：{fault}") from fault


def _twin(path: Path, data: dict[str, Any]) -> dict[str, Any]:
    """The course of the other file up to a step, then the twin's own."""
    if Path(data["twin_of"]).name != data["twin_of"]:
        raise errors.BadInput(f"情景文件 {path.name} 的 twin_of 应为同一文件夹中的文件名。")
    first, leaves_at = _parsed(path.with_name(data["twin_of"])), data.get("leaves_at")
    steps = first.get("step", [])
    cut = next((n for n, step in enumerate(steps) if leaves_at in (step.get("task"), step["act"], step.get("clock"))), None)
    if cut is None:
        raise errors.BadInput(f"情景文件 {path.name}：{data['twin_of']} 中没有环节 {leaves_at}。")
    return {**first, "expect": {}, **data, "step": [*steps[:cut], *data.get("step", ())]}


def play(engine, scenario: Mapping[str, Any]) -> Played:
    """Plays a scenario on an engine with the demo county loaded.

    Args:
        scenario: as `read` gives it.
    Returns:
        What happened, with every difference from what was expected.
    """
    played = Played(scenario.get("title", ""))
    first, expect = scenario["lead"], scenario.get("expect", {})
    began = instant(first["at"])
    county.configure(engine, at=began, switches=scenario.get("switches"), local_bands=scenario.get("local_bands"),
                     serials=scenario.get("serials"))
    who, opened = {FIRST: first["who"]}, {FIRST: acts.report(engine, first, began)}
    played.steps.append({"at": first["at"], "who": first["who"], "act": "report", "task": None, "outcome": "done"})
    for number, step in enumerate(scenario["step"], 1):
        if not _take(engine, played, number, step, opened):
            break
        if step["act"] == "report":
            who[step["case"]] = step["who"]
    last = instant(scenario["step"][-1]["at"] if scenario["step"] else first["at"])
    for name, case_id in opened.items():
        one = played if name == FIRST else played.others.setdefault(name, Played(f"{played.title}（{name}）"))
        _look(engine, one, case_id, actor(engine, who[name], began), last)
    _compare(played, expect)
    for name, wanted in expect.get("others", {}).items():
        one = played.others.get(name, Played(name))
        _compare(one, wanted)
        played.failures += [f"{name}：{failure}" for failure in one.failures]
    return played


def began(scenario: Mapping[str, Any]) -> datetime:
    """The instant of the first act."""
    return instant(scenario["lead"]["at"])


def moved(scenario: Mapping[str, Any], last: date) -> dict[str, Any]:
    """The same scenario on other days, every date in it shifted alike, so that its last step falls on `last`."""
    end = instant((scenario["step"] or [scenario["lead"]])[-1]["at"]).astimezone(now.SHANGHAI).date()
    return _shifted(scenario, timedelta(days=(last - end).days))


def _shifted(value: Any, by: timedelta) -> Any:
    if isinstance(value, Mapping):
        return {k: _shifted(v, by) for k, v in value.items()}
    if isinstance(value, list):
        return [_shifted(v, by) for v in value]
    if isinstance(value, str) and _DATED.fullmatch(value):
        return (instant(value) + by).isoformat() if "T" in value else (date.fromisoformat(value) + by).isoformat()
    return value + by if isinstance(value, date) else value


def told(played: Played) -> str:
    """A scenario's course as text: who did what when, clocks with their dates, measures, papers, outcome."""
    lines = [played.title, ""]
    for step in played.steps:
        done = "" if step["outcome"] == "done" else f" —— 被拒绝：{step['outcome']['detail']}"
        lines.append(f"{str(step['at'])[:16].replace('T', ' ')}  {step['who'] or '（时间推移）'}  {step['act']} {step['task'] or ''}{done}")
    for name, one in ((FIRST, played), *played.others.items()):
        lines += ["", *([f"另案 {name}："] if name else []), *_outcome(one)]
    return "\n".join(lines + [f"与预期不符：{f}" for f in played.failures])


def _outcome(played: Played) -> list[str]:
    lines = ["期限："] + [f"  {c['name']}：{c['day0']} 起，{c['due_on']} 止，{c['state']}（{c['basis']}）" for c in played.clocks]
    if played.measures:
        lines += ["措施："] + [f"  {m['kind_name']}：{m['state_name']}，{m['due_on']} 止" for m in played.measures]
    lines += ["文书："] + [f"  {p['name']} {p['number']}" for p in played.papers]
    return lines + [f"结果：{played.case.get('status')}，立案 {played.case.get('filed_on')}，结案 {played.case.get('closed_on')}"]


def _take(engine, played: Played, number: int, step: Mapping[str, Any], opened: dict[str, int]) -> bool:
    at = instant(step["at"])
    sweep(engine, at)
    about = next((step[key] for key in ("task", "clock", "measure", "paper", "case") if key in step), None)
    entry = {"at": step["at"], "who": step.get("who"), "act": step["act"], "task": about}
    expected = step.get("refused")
    try:
        if step["act"] == "report":
            opened[step["case"]] = acts.report(engine, step, at)
        elif step["act"] != "tick":
            acts.take(engine, step, _named(opened, step), at)
        entry["outcome"] = "done"
    except errors.Refusal as refusal:
        entry["outcome"] = refusal.as_dict()
        played.steps.append(entry)
        fits = expected is not None and expected.get("code", refusal.code) == refusal.code and (
            "gate" not in expected or any(f["gate"] == expected["gate"] for f in getattr(refusal, "findings", ())))
        if not fits:
            played.failures.append(f"第 {number} 步（{step['act']} {about}）被拒绝：{refusal.detail}（{refusal.code}）")
        return fits
    played.steps.append(entry)
    if expected is not None:
        played.failures.append(f"第 {number} 步（{step['act']} {about}）本应被拒绝（{expected}），却办成了")
        return False
    played.failures += [f"第 {number} 步之后，{said}" for said in _differs(engine, step, opened, at)]
    return True


def _named(opened: Mapping[str, int], step: Mapping[str, Any]) -> int:
    if step.get("case", FIRST) not in opened:
        raise errors.NotFound(f"情景中还没有案件 {step['case']}。")
    return opened[step.get("case", FIRST)]


def _differs(engine, step: Mapping[str, Any], opened: Mapping[str, int], at: datetime) -> list[str]:
    """What a step expects of the clocks (`expect_clock`: code → last day) and gates (`expect_gates`: act → gates that object) after it."""
    said: list[str] = []
    if not {"expect_clock", "expect_gates"} & set(step):
        return said
    who, case_id = actor(engine, step["who"], at), _named(opened, step)
    if "expect_clock" in step:
        now_due = {c["code"]: c["due_on"] for c in sorted(clocks.of_case(engine, who, case_id, at=at), key=lambda c: c["gen"])}
        said += [f"期限 {code} 应到 {day} 止，实为 {now_due.get(code)}" for code, day in step["expect_clock"].items()
                 if str(now_due.get(code)) != str(day)]
    for act, wanted in step.get("expect_gates", {}).items():
        found = sorted({one["gate"] for one in findings.of_case(engine, who, case_id, act, at=at)["findings"]})
        if found != sorted(wanted):
            said.append(f"关口 {act} 应提出 {sorted(wanted)}，实为 {found}")
    return said


def _look(engine, played: Played, case_id: int, actor, at: datetime) -> None:
    played.case = {k: v for k, v in cases.get(engine, actor, case_id, at=at).items() if k in _CASE}
    played.clocks = [{k: c[k] for k in _CLOCK} for c in clocks.of_case(engine, actor, case_id, at=at)]
    played.measures = [{k: m[k] for k in _MEASURE} for m in measures.of_case(engine, actor, case_id, at=at)["items"]]
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
    for wanted in expect.get("measure", ()):
        if not any(all(str(m.get(k)) == str(v) for k, v in wanted.items()) for m in played.measures):
            played.failures.append(f"没有措施 {wanted}；已有：{[(m['kind'], m['state'], str(m['due_on'])) for m in played.measures]}")
    for wanted in expect.get("paper", ()):
        if not any(all(str(p.get(k)) == str(v) for k, v in wanted.items()) for p in played.papers):
            played.failures.append(f"没有文书 {wanted}；已有：{[(p['kind'], p['number']) for p in played.papers]}")
