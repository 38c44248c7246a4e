"""A case on its way to the police 移送涉嫌犯罪案件: its states, its clocks and papers, what the case says of it, how it is shown."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any, Mapping

from engine.case import facts
from engine.case.access import masking, permit
from engine.case.file import entry
from engine.case.file.entry import Entry
from engine.case.flow import effects, motion
from engine.case.flow.step import Step
from engine.law.facts import as_day
from engine.law.penalty.crime import crime_for, reached
from engine.law.people.separation import Held
from engine.law.time import clock as law
from engine.law.time.clock import ENDED
from engine.now import shanghai_date
from engine.store import cases, clocks, people, standing

#: 行政执法机关移送涉嫌犯罪案件的规定第五条、第八条、第九条、第十二条
STATES = {"reported": "待负责人决定是否移送", "refused": "未批准移送", "approved": "已批准，待移送公安机关", "sent": "已移送，待公安机关决定",
          "filed": "公安机关已立案，待移交物品和材料", "handed": "物品和材料已移交", "returned": "公安机关不予立案，退回", "objected": "已提出异议，待答复",
          "settled": "公安机关不予立案，继续行政处理"}
#: nothing more is to be done about it
OVER = ("refused", "handed", "settled")
#: clocks that move with the transfer alone while one is open
CLOCKS = ("crime_transfer", "crime_send", "police_decide", "police_objection", "hand_over_goods")
#: as what the leader decides: only these two may (第五条第一款)
CAPACITIES = {"head": "正职负责人", "acting": "主持工作的负责人"}
ANSWERS = {"filed": "决定立案", "not_filed": "不予立案"}
OBJECTIONS = {"review": "提请公安机关复议", "supervision": "建议人民检察院立案监督", "none": "不提出异议，继续行政处理"}
#: the act code under which gates guard the report
ACT = "transfer"
ARTICLE = "行政执法机关移送涉嫌犯罪案件的规定第五条"
REPORT, APPROVAL, LETTER = "crime_transfer_report", "crime_transfer_approval", "crime_transfer_letter"
NOTHING_HELD = [{"name": "无涉案物品", "quantity": ""}]
MOST_THINGS = 200
MOST_FEN = 10 ** 15


def asked(read: Entry) -> dict[str, Any]:
    """The report as the row keeps it."""
    value = read.given.get("value_fen")
    if value is not None and (type(value) is not int or not 0 <= value <= MOST_FEN):
        read.fault("value_fen", "金额应为不小于零的整数（分）")
        value = None
    return {"charge": read.words("charge", 100), "recipient": read.words("recipient", 100), "summary": read.words("summary", 3000),
            "basis": read.words("basis", 300),
            "value_fen": value, "forbidden": read.flag("forbidden"), "appraisals": read.words("appraisals", 500, needed=False),
            "objects": _things(read)}


def _things(read: Entry) -> list[dict[str, str]]:
    given = read.given.get("objects") or []
    if not isinstance(given, (list, tuple)) or len(given) > MOST_THINGS:
        read.fault("objects", f"应为物品清单，最多 {MOST_THINGS} 件")
        return []
    found = []
    for n, one in enumerate(given):
        line = Entry(one if isinstance(one, Mapping) else {}, read.at)
        found.append({"name": line.words("name", 100), "quantity": line.words("quantity", 50)})
        read.faults |= {f"objects.{n}.{key}": faults for key, faults in line.faults.items()}
    return found


def day(read: Entry, key: str, earliest: date | None) -> date | None:
    """A day that has come, not before what it follows."""
    value = read.given.get(key)
    if not isinstance(value, date) or isinstance(value, datetime):
        read.fault(key, "请填写日期")
        return None
    if value > shanghai_date(read.at):
        read.fault(key, "不能晚于今天")
    elif earliest is not None and value < earliest:
        read.fault(key, f"不能早于 {earliest.isoformat()}")
    return value


def judge(step: Step, taken: list[Held]) -> list[Any]:
    """What the gates say of the report.

    Raises:
        errors.GateRefused.
    """
    state = facts.of_case(step.engine, step.conn, step.held.case, step.data, step.clocks, [*step.standing.duties, *taken], step.act.at, step.file)
    found = motion.judged(step.engine, state, (ACT,))
    motion.refuse_blocked(found, case_id=step.case_id)
    return found


def start(step: Step, code: str, day0: date | datetime, why: str) -> None:
    """Begins a clock of the transfer, anew where one of an earlier transfer has ended."""
    rules, before = step.engine.rules_for(step.conn), step.clocks.get(code)
    if before is not None and before.state not in ENDED:
        effects.put(step, "clock.cancelled", law.cancel(before, shanghai_date(step.act.at), by=step.act.person_id))
        step.superseded.append(step.clocks[code])
    on = day0.date() if isinstance(day0, datetime) else day0
    rule = rules.clock(code, on, facts.packs(rules, step.data.get("item_code"), on))
    effects.put(step, "clock.started", law.start(rule, day0, rules.calendar, gen=before.gen + 1 if before else 1, by=step.act.person_id, why=why))


def stop(step: Step, code: str, on: date | datetime, why: str) -> None:
    """Notes that what a clock waited for was done, on a day or at an instant."""
    running = step.clocks.get(code)
    if running is not None and running.state not in ENDED:
        effects.put(step, "clock.met", law.meet(running, on, by=step.act.person_id, why=why))


def issue(step: Step, code: str, value: Mapping[str, Any], signers: list[int], **says: Any) -> str:
    """Issues a paper of the transfer; gives its number."""
    said = {"recipient": value["recipient"], "case_summary": value["summary"], "suspected_charge": value["charge"], "crime_basis": value["basis"],
            "objects": value["objects"] or NOTHING_HELD, "appraisals": _appraisals(step, value)}
    return effects.issue_paper(step, code, {**said, **says}, signers=signers)


def _appraisals(step: Step, value: Mapping[str, Any]) -> list[str]:
    pieces = [piece.name for piece in step.file.evidence if piece.kind == "appraisal"]
    return list(dict.fromkeys([*pieces, *([value["appraisals"]] if value["appraisals"] else [])]))


def tell(step: Step, **said: Any) -> None:
    """Writes what the transfer makes true of the case; what has been reviewed has to be reviewed anew if it changes.

    Raises:
        errors.NeedsUnmet: the decision is just being issued.
    """
    changed = {key: value for key, value in said.items() if step.data.get(key) != value}
    if changed:
        entry.outdate_review(step)
        step.data.update(changed)


def write(step: Step) -> None:
    """Writes the case and the clocks that the act has moved."""
    clocks.write(step.conn, step.case_id, [*step.superseded, *(c for key, c in step.clocks.items() if c is not step.standing.clocks.get(key))])
    cases.write(step.conn, step.held, step.act.at, {"met": step.held.case["met"], "facts": step.data}, None)


def listed(engine, conn, actor, case: Mapping[str, Any], rows: list[dict[str, Any]], at: datetime) -> dict[str, Any]:
    """The transfers as they are shown, with what this person may do about them."""
    seen, on = standing.read(conn, case["id"], actor.person_id, at=at), shanghai_date(at)
    work = {"case_id": case["id"], "name": "移送涉嫌犯罪案件", "unit_id": case["unit_id"]}
    may = {duty for duty in ("handle", "decide") if permit.barred(engine, seen, actor.person_id, {**work, "duty": duty}, on) is None}
    names = people.names(conn, {p for row in rows for p in _persons(row)}) if rows else {}
    free = case["status"] not in cases.OVER and all(row["state"] in OVER for row in rows)
    veil = masking.of(engine, conn, actor, case)
    return {"items": [veil.over(_shown(row, names, may)) for row in rows], "officers": people.holders(conn, case["unit_id"], "handle"),
            "can": ["report"] if free and "handle" in may else [], "threshold": _threshold(engine.rules_for(conn), case)}


def _threshold(rules: Any, case: Mapping[str, Any]) -> dict[str, Any] | None:
    """The crime whose threshold the case's item has, and what the facts entered so far say of it."""
    data = case["facts"]
    crime = crime_for(rules.thresholds.crimes, case["item_code"] or "", as_day(data.get("act_on")) or date.max)
    if crime is None:
        return None
    found = reached(crime, data.get("crime_value_fen") or None, forbidden=bool(data.get("crime_forbidden")),
                    earlier=int(data.get("crime_earlier_penalties") or 0))
    return {"name": crime.name, "basis": crime.basis, "why": found.why if found else "", "certain": bool(found and found.certain)}


def _persons(row: Mapping[str, Any]) -> set[int]:
    value = row["value"]
    return {*row["officers"], *(value[key]["by"] for key in ("decision", "sending", "answer", "objection", "handing") if key in value)}


def _shown(row: Mapping[str, Any], names: Mapping[int, str], may: set[str]) -> dict[str, Any]:
    value = row["value"]
    told = {key: {**value[key], "by_name": names[value[key]["by"]]} for key in ("decision", "sending", "answer", "objection",
            "handing") if key in value}
    if "decision" in told:
        told["decision"]["capacity_name"] = CAPACITIES[told["decision"]["capacity"]]
    if "answer" in told:
        told["answer"]["outcome_name"] = ANSWERS[told["answer"]["outcome"]]
    if "objection" in told:
        told["objection"]["to_name"] = OBJECTIONS[told["objection"]["to"]]
    return {**{k: row[k] for k in ("id", "case_id", "state", "version")}, "state_name": STATES[row["state"]],
            "officers": [{"id": p, "name": names[p]} for p in row["officers"]],
            **{k: value[k] for k in ("charge", "recipient", "summary", "basis", "value_fen", "forbidden", "appraisals", "objects", "reported_at")},
            **{key: told.get(key) for key in ("decision", "sending", "answer", "objection", "handing")}, "number": value.get("number"),
            "can": _can(row, may)}


def _can(row: Mapping[str, Any], may: set[str]) -> list[str]:
    acts = {"reported": ("decide", "decide"), "approved": ("send", "handle"), "sent": ("answer", "handle"), "objected": ("answer", "handle"),
            "filed": ("hand_over", "handle"), "returned": ("respond", "decide")}
    act, duty = acts.get(row["state"], ("", ""))
    return [act] if duty in may else []
