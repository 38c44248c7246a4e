"""The verbs of a scenario: what each step does, as the same function that the page and the API call."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from engine import errors, now
from engine.work import clocks, county, evidence, inbox, leads, measures, papers, people, records, tasks, timekeeping, transfers

_DAY, _INSTANT = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT[\d:.+Z-]+")
#: fields that hold persons; a scenario writes their codes
_PERSONS = ("officers",)
#: fields of forms that name a person, by how their names end
_NAMED = ("hearing_host", "_served_with", "_voters")
#: what a report gives beside its form
_REPORT = ("informant",)


def actor(engine, code: str, at: datetime) -> people.Actor:
    """Who acts, by their code in the county file."""
    found = people.actor(engine, county.account_of(engine, code), at)
    if found is None:
        raise errors.NotFound(f"人员 {code} 已停用。")
    return found


def instant(text: str | datetime) -> datetime:
    """An instant as scenarios write it; without a zone it is China's."""
    at = text if isinstance(text, datetime) else datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=now.SHANGHAI)


def form(given: Mapping[str, Any]) -> dict[str, Any]:
    """TOML dates as the text that forms take."""
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in given.items()}


def report(engine, step: Mapping[str, Any], at: datetime) -> int:
    """Reports a lead; gives the number of its case."""
    extra = {k: step.get(k) for k in _REPORT}
    return leads.report(engine, actor(engine, step["who"], at), form(step["form"]), **extra, at=at)["case_id"]


def take(engine, step: Mapping[str, Any], case_id: int, at: datetime) -> None:
    """Does what a step says.

    Raises:
        errors.Refusal: as the act itself refuses; errors.NotFound where the step names what is not there.
    """
    noun, _, verb = step["act"].partition(".")
    who, given = actor(engine, step["who"], at), step.get("form", {})
    if not verb:
        _on_task(engine, who, step, _task(engine, case_id, step["task"]), at)
        return
    fields = {key: _field(engine, key, value, at) for key, value in given.items()}
    _NOUNS[noun](engine, who, verb, step, case_id, fields, at)


def _on_task(engine, who, step: Mapping[str, Any], task: Mapping[str, Any], at: datetime) -> None:
    act, task_id = step["act"], task["id"]
    if act == "complete":
        tasks.complete(engine, who, task_id, named(engine, form(step.get("form", {})), at), duty_reason=step.get("duty_reason"), version=task["version"], at=at)
    elif act == "sign":
        tasks.sign(engine, who, task_id, duty_reason=step.get("duty_reason"), version=task["version"], at=at)
    elif act in ("claim", "release"):
        getattr(tasks, act)(engine, who, task_id, version=task["version"], at=at)
    elif act == "send_back":
        tasks.send_back(engine, who, task_id, step["reason"], at=at)
    elif act == "comment":
        tasks.comment(engine, who, task_id, step["text"], at=at)
    else:
        to = actor(engine, step["to"], at).person_id
        extra = (step.get("reason", "转办"),) if act == "transfer" else ()
        getattr(tasks, act)(engine, who, task_id, to, *extra, at=at)


def names_person(key: str) -> bool:
    """Whether a form's field names a person, whom a scenario writes by code."""
    return key.endswith(_NAMED)


def named(engine, given: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Fields of a form that name a person, by the person's number."""
    def number(code: str) -> str:
        return str(actor(engine, code, at).person_id)

    return {k: ([number(one) for one in v] if isinstance(v, list) else number(v)) if v and names_person(k) else v for k, v in given.items()}


def _on_clock(engine, who, verb: str, step: Mapping[str, Any], case_id: int, fields: dict[str, Any], at: datetime) -> None:
    target: Any = (case_id, step["clock"]) if verb == "begin" else (_clock(engine, who, case_id, step["clock"], at),)
    getattr(timekeeping, verb)(engine, who, *target, **fields, at=at)


def _on_measure(engine, who, verb: str, step: Mapping[str, Any], case_id: int, fields: dict[str, Any], at: datetime) -> None:
    if verb in _BEGUN:
        getattr(measures, verb)(engine, who, case_id, fields, at=at)
        return
    measure_id = _measure(engine, who, case_id, step["measure"], at)
    given: Any = {"given": fields} if verb in ("execute", "resolve") else fields
    getattr(measures, verb)(engine, who, measure_id, **given, at=at)


def _on_register(engine, who, verb: str, step: Mapping[str, Any], case_id: int, fields: dict[str, Any], at: datetime) -> None:
    {"evidence": evidence, "record": records}[step["act"].partition(".")[0]].add(engine, who, case_id, fields, at=at)


def _on_transfer(engine, who, verb: str, step: Mapping[str, Any], case_id: int, fields: dict[str, Any], at: datetime) -> None:
    if verb == "report":
        transfers.report(engine, who, case_id, fields, at=at)
        return
    found = transfers.of_case(engine, who, case_id, at=at)["items"]
    if not found:
        raise errors.NotFound("本案没有移送。")
    given: Any = fields if verb in ("decide", "respond") else {"given": fields}
    getattr(transfers, verb)(engine, who, found[-1]["id"], **given, at=at)


def _on_paper(engine, who, verb: str, step: Mapping[str, Any], case_id: int, fields: dict[str, Any], at: datetime) -> None:
    found = [p["id"] for p in papers.of_case(engine, who, case_id, at=at)["items"] if p["kind"] == step["paper"] and p["voided_at"] is None]
    if not found:
        raise errors.NotFound(f"本案没有文书 {step['paper']}。")
    given: Any = fields if verb == "void" else {"given": fields}
    getattr(papers, verb)(engine, who, found[-1], **given, at=at)


#: measures that a step begins, instead of naming one that is there
_BEGUN = ("propose", "execute_at_once")
_NOUNS: Mapping[str, Callable[..., None]] = {"clock": _on_clock, "measure": _on_measure, "evidence": _on_register, "record": _on_register,
                                           "transfer": _on_transfer, "paper": _on_paper}
#: act → what a step of it must name beside `at` and `who`
KNOWN: Mapping[str, tuple[str, ...]] = {
    "tick": (), "report": ("case", "form"),
    **dict.fromkeys(("complete", "sign", "claim", "release", "send_back", "transfer", "delegate", "comment"), ("task",)),
    **dict.fromkeys((f"clock.{verb}" for verb in ("begin", "stop", "suspend", "resume", "extend", "restart", "cancel")), ("clock", "form")),
    **dict.fromkeys((f"measure.{verb}" for verb in _BEGUN), ("form",)),
    **dict.fromkeys((f"measure.{verb}" for verb in ("approve", "execute", "extend", "resolve", "confirm")), ("measure", "form")),
    **dict.fromkeys((f"transfer.{verb}" for verb in ("report", "decide", "send", "answer", "respond", "hand_over")), ("form",)),
    **dict.fromkeys((f"paper.{verb}" for verb in ("void", "serve")), ("paper", "form")),
    "evidence.add": ("form",), "record.add": ("form",)}


def _task(engine, case_id: int, element: str) -> dict[str, Any]:
    live = inbox.of_case(engine, case_id)
    found = next((t for t in live if t["element"] == element), None)
    if found is None:
        names = "、".join(f"{t['element']}（{t['name']}）" for t in live) or "无"
        raise errors.NotFound(f"此刻没有待办环节 {element}；现有：{names}。")
    return found


def _clock(engine, who, case_id: int, code: str, at: datetime) -> int:
    found = [c for c in clocks.of_case(engine, who, case_id, at=at) if c["code"] == code]
    if not found:
        raise errors.NotFound(f"本案没有期限 {code}。")
    return max(found, key=lambda c: c["gen"])["id"]


def _measure(engine, who, case_id: int, kind: str, at: datetime) -> int:
    found = [m["id"] for m in measures.of_case(engine, who, case_id, at=at)["items"] if m["kind"] == kind]
    if not found:
        raise errors.NotFound(f"本案没有措施 {kind}。")
    return max(found)


def _field(engine, key: str, value: Any, at: datetime) -> Any:
    """Persons by their codes, days and instants out of text, so that a scenario may write either."""
    if key in _PERSONS:
        return [actor(engine, code, at).person_id for code in value]
    if isinstance(value, datetime) or (isinstance(value, str) and _INSTANT.fullmatch(value)):
        return instant(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    return value
