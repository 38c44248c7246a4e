"""The case file 案卷 as a document: each thing in it as paragraphs, ready to be bound (engine.law.file.binding)."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from engine import errors
from engine.case.file import dossier
from engine.case.file.labelled import Glossary, record
from engine.law.file.binding import Block, Thing
from engine.law.file.dossier import SERVICE_MODES
from engine.law.file.evidence import EVIDENCE_KINDS, MEASURES
from engine.law.file.fields import FACE
from engine.law.people.hands import RECORDS
from engine.law.rules import Rulebook
from engine.law.time import clock as law
from engine.law.time import wording
from engine.law.time.clock import Clock
from engine.now import SHANGHAI, shanghai_date

RECEIPT = "service_receipt"
#: statements that a paper shows by itself, in its head or at its foot
SHOWN = frozenset((*FACE, "officer_names", "officer_certificates", "officer_signatures", "leader_name", "host_name", "reviewer_name",
                    "reviewer_licence", "recorder"))
_SIGNED = {"signed": "已逐页签名", "refused": "拒绝签名，已注明", "": "没有签名"}


@dataclass(frozen=True)
class Rows:
    """Everything that lies in the file, as the store gives it."""

    case: Mapping[str, Any]
    papers: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    records: list[dict[str, Any]]
    measures: list[dict[str, Any]]
    clocks: list[tuple[int, Clock]]


def things(rows: Rows, rules: Rulebook, definition, words: Glossary, on: date) -> list[Thing]:
    """Every document of the file with its text.

    Args:
        on: the day it is read, up to which periods that stand still or are late are listed.
    """
    done = {row["id"]: row for row in rows.tasks if row["state"] == "done"}
    live = [row for row in rows.papers if row["voided_at"] is None]
    found = [paper(row, rules, definition, words, done.get(row["task_id"]), live) for row in live]
    found += [_record(row, n, words) for n, row in enumerate(rows.records) if row["voided_at"] is None]
    if rows.evidence:
        found.append(Thing("evidence", "证据清单", "", None, len(found), tuple(_evidence(rows.evidence, words))))
    if rows.measures:
        found.append(Thing("measures", "涉案物品清单和处理情况", "", None, len(found), tuple(_measures(rows.measures, rows.clocks, words))))
    if done:
        found.append(Thing("deeds", "各环节办理记录", "", None, len(found), tuple(_deeds(done.values(), live, definition, words))))
    if rows.clocks:
        found.append(Thing("clocks", "期限计算说明", "", None, len(found), tuple(_clocks(rows.clocks, rules, on))))
    return found


def paper(row: Mapping[str, Any], rules: Rulebook, definition, words: Glossary, task: Mapping[str, Any] | None, live: list[dict[str, Any]],
          absent: Mapping[str, str] = MappingProxyType({})) -> Thing:
    """A paper as it is printed.

    Args:
        row: the paper's. task: the completed task that made it. live: every paper in force, in their order.
        absent: statements that it leaves out (`Field.code` → what is said of it), to be shown in their places; a printed paper shows none.
    """
    data = row["data"]
    says, blocks = data.get("facts") or {}, [Block("title", f"{data.get('agency', '')}\n{row['name']}"), Block("number", row["number"] or "无文号")]
    stated: set[str] = set()
    for one in rules.paper_rules.fields.get(row["kind"], ()):
        key = next((k for k in one.keys if says.get(k) not in (None, "", [], ()) and k not in SHOWN), None)
        if key is not None and key not in stated:
            stated.add(key)
            blocks.append(Block("field", words.read(key, says[key]), one.name))
        elif one.code in absent:
            blocks.append(Block("missing", absent[one.code], one.name))
    for one in record(definition, task) if task else ():
        if one["key"] not in stated and one["words"] and one["key"] not in SHOWN:
            blocks.append(Block("field", words.read(one["key"], one["value"]) if one["kind"] == "person" else one["words"], one["label"]))
    blocks += [Block("text", data["remedy"])] if data.get("remedy") else []
    blocks += [Block("text", one["said"]) for one in data.get("periods") or ()]
    known = rules.papers.get(row["kind"])
    blocks += _signatures(says, known.signed if known else "")
    seal = "（印章）" if known and known.outward else ""
    blocks.append(Block("sign", f"{data.get('agency', '')}{seal}\n{wording.day(shanghai_date(row['issued_at']))}"))
    for one in data.get("periods") or ():
        if one["lines"]:
            blocks.append(Block("head", f"附：{one['name']}的逐日计算"))
            blocks += [Block("day", reason, day, counted) for day, counted, reason in one["lines"]]
    if row.get("service"):
        blocks.append(Block("field", _service(row["service"], words), "送达"))
    return Thing(row["kind"], row["name"], row["number"] or "", shanghai_date(row["issued_at"]), row["id"], tuple(blocks),
                 _served(row, task, live) if row["kind"] == RECEIPT else "")


def _signatures(says: Mapping[str, Any], signed: str) -> list[Block]:
    """Who signed, by what the kind of paper has signed (Paper.signed)."""
    licence = says.get("reviewer_licence")
    said = {"officers": [("执法人员", "、".join(says.get("officer_signatures") or ())), ("记录人", says.get("recorder"))],
            "handlers": [("承办人", "、".join(says.get("officer_signatures") or ()))],
            "reviewer": [("审核人员", f"{says.get('reviewer_name', '')}{f'（法律职业资格证书编号 {licence}）' if licence else ''}")],
            "leader": [("负责人", says.get("leader_name"))], "host": [("听证主持人", says.get("host_name"))]}.get(signed, [])
    return [Block("field", text, label) for label, text in said if text]


def _served(row: Mapping[str, Any], task: Mapping[str, Any] | None, live: list[dict[str, Any]]) -> str:
    """The number of the paper that a 送达回证 is for."""
    own = (row["data"].get("facts") or {}).get("served_paper")
    if own or task is None:
        return own or ""
    kinds = [kind for key, _, of in dossier.SERVED if (task["form"] or {}).get(key) for kind in of]
    before = [one["number"] for one in live if one["kind"] in kinds and one["issued_at"] <= row["issued_at"]]
    return before[-1] if before else ""


def _service(service: Mapping[str, Any], words: Glossary) -> str:
    by = "、".join(words.persons.get(p, "") for p in service["by"])
    return "；".join(filter(None, (words.read("", service["on"]), SERVICE_MODES.get(service["mode"], ""),
                                  service["receiver"] and f"签收人：{service['receiver']}",
                                  service["noted"], f"送达人：{by}")))


def _record(row: Mapping[str, Any], n: int, words: Glossary) -> Thing:
    value, name = row["value"], RECORDS.get(row["kind"], "笔录")
    said = [("起止时间", f"{_moment(row['began_at'])} 至 {_moment(row['ended_at'])}"), ("被询问人或者被检查人", value["person"]),
            ("执法人员", "、".join(words.persons.get(p, "") for p in row["officers"])), ("出示执法证件", "是" if value["certificate_shown"] else "没有记载"),
            ("告知权利义务", "是" if value["rights_told"] else "没有记载"), ("签名", _SIGNED[value["signed"]]), ("见证人", value.get("witness") or ""),
            ("内容", value.get("note") or "")]
    blocks = [Block("title", name), *(Block("field", text, label) for label, text in said if text)]
    return Thing("records", name, "", shanghai_date(row["began_at"]), n, tuple(blocks))


def _evidence(rows: list[dict[str, Any]], words: Glossary) -> Iterator[Block]:
    yield Block("title", "证据清单")
    for n, row in enumerate(rows, 1):
        void = f"（{shanghai_date(row['voided_at']).isoformat()} 作废：{row['void_reason']}）" if row["voided_at"] else ""
        yield Block("head", f"{n}. {row['name']}{void}")
        yield Block("field", EVIDENCE_KINDS[row["kind"]], "种类")
        yield Block("field", f"{_moment(row['obtained_at'])}，{'、'.join(words.persons.get(p, '') for p in row['officers'])}", "取得")
        yield Block("field", row["proves"], "证明的事实")
        if row["digest"]:
            yield Block("field", row["digest"], "摘要值")


def _measures(rows: list[dict[str, Any]], clocks: list[tuple[int, Clock]], words: Glossary) -> Iterator[Block]:
    running = {f"{one.code}#{one.gen}": one for _, one in clocks}
    yield Block("title", "涉案物品清单和处理情况")
    for row in rows:
        value = row["value"]
        yield Block("head", MEASURES[row["kind"]])
        yield Block("field", "；".join(f"{one['name']} {one['quantity']}" for one in value["objects"]), "物品")
        yield Block("field", value["reason"], "理由")
        yield Block("field", value["basis"], "依据")
        if row["executed_at"]:
            last = dossier.clock_of(row["kind"], value, running)
            yield Block("field", f"{_moment(row['executed_at'])}，{'、'.join(words.persons.get(p, '') for p in row['officers'])}", "实施")
            yield Block("field", words.read("", last.due_on if last else value.get("due_on")), "届满")
        if value.get("resolution"):
            yield Block("field", value["resolution"]["note"], "处理")


def _deeds(done: Iterable[Mapping[str, Any]], live: list[dict[str, Any]], definition, words: Glossary) -> Iterator[Block]:
    made = {row["task_id"]: row for row in reversed(live) if row["kind"] != RECEIPT}
    yield Block("title", "各环节办理记录")
    for row in sorted(done, key=lambda one: (one["completed_at"], one["id"])):
        yield Block("head", f"{_moment(row['completed_at'])}　{row['name']}　{'、'.join(words.persons.get(p, '') for p in row['signers'])}")
        paper = made.get(row["id"])
        if paper is not None:
            yield Block("text", f"见《{paper['name']}》{paper['number'] or ''}")
            continue
        for one in record(definition, row):
            if one["words"]:
                yield Block("field", words.read(one["key"], one["value"]) if one["kind"] == "person" else one["words"], one["label"])


def _clocks(clocks: list[tuple[int, Clock]], rules: Rulebook, on: date) -> Iterator[Block]:
    yield Block("title", "期限计算说明")
    for _, one in sorted(clocks, key=lambda found: (found[1].day0, found[0])):
        yield Block("head", one.name)
        for label, text in wording.heading(one, rules.calendar, rule_of(rules, one)):
            yield Block("field", text, label)
        for line in law.explain(one, rules.calendar, on):
            yield Block("day", line.reason, line.date.isoformat(), line.counted)


def rule_of(rules: Rulebook, one: Clock) -> Any:
    """The rule a clock was counted by, or None where the rule folder has moved on."""
    try:
        return rules.rule_of(one)
    except errors.ClockRefused:
        return None


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
