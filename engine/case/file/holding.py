"""Things held 先行登记保存、查封扣押: what may become of them, their clocks and papers, and whether the power still stands."""
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Iterable, Mapping

from engine import errors
from engine.case import facts
from engine.case.access import masking, permit
from engine.case.file import dossier
from engine.case.file.entry import Entry
from engine.case.flow import effects, motion
from engine.case.flow.step import Step
from engine.law.file.evidence import MEASURES
from engine.law.gates import Finding
from engine.law.people.separation import Held
from engine.law.time import clock as law
from engine.law.time import reading
from engine.law.time.clock import ENDED, Clock
from engine.now import SHANGHAI, shanghai_date
from engine.store import clocks, measures, people, standing

#: 行政处罚法第五十六条; 行政强制法第二十七条、第二十八条: what becomes of the things, by kind of measure
RESOLUTIONS = {
    "registration_hold": {"returned": "退还", "copied": "采取记录、复制、拍照、录像等方式保全后退还", "appraised": "送交检测、鉴定", "seized": "依法查封、扣押",
                          "confiscated": "依法没收", "destroyed": "依法销毁", "transferred": "移送有关机关"},
    "seizure": {"released": "解除查封、扣押，退还财物", "confiscated": "依法没收", "destroyed": "依法销毁", "auctioned": "不宜保存，依法拍卖或者变卖",
                "transferred": "移送有关机关"}}
#: what is left to do once the power has ended, and needs no approval
FREEING = ("returned", "copied", "released")
STATES = {"proposed": "待负责人批准", "approved": "已批准，待实施", "refused": "未获批准", "held": "实施中", "resolving": "处理意见待负责人批准", "resolved": "已处理",
          "expired": "期限已届满，效力终止", "unapproved": "未在二十四小时内补办批准，效力终止"}
#: the power has ended: nothing but giving back
OVER = ("expired", "unapproved")
#: the clock of an approval that comes after the act (行政强制法第十九条)
APPROVAL = "emergency_approval"
#: the act code under which gates guard a measure
ACT = "measure"
ARTICLES = {"registration_hold": "行政处罚法第五十六条", "seizure": "行政强制法第二十七条、第二十八条"}
#: words of the statements that papers.toml asks of each kind
_WORD = {"registration_hold": "hold", "seizure": "seizure"}
_PAPERS = {("registration_hold", "executed"): "registration_hold_notice", ("seizure", "executed"): "seizure_decision",
           ("seizure", "extended"): "seizure_extension", ("seizure", "released"): "seizure_release"}
#: things in one list
MOST_THINGS = 200


def asked(read: Entry) -> dict[str, Any]:
    """What a measure is to hold, why, and on what basis, as its value keeps it."""
    return {"reason": read.words("reason", 1000), "basis": read.words("basis", 200), "place": read.words("place", 200, needed=False),
            "objects": _things(read)}


def _things(read: Entry) -> list[dict[str, Any]]:
    given = read.given.get("objects")
    if not isinstance(given, (list, tuple)) or not given:
        read.fault("objects", "请逐件列明物品")
        return []
    if len(given) > MOST_THINGS:
        read.fault("objects", f"一份清单最多 {MOST_THINGS} 件")
        return []
    found = []
    for n, one in enumerate(given):
        line = Entry(one if isinstance(one, Mapping) else {}, read.at)
        found.append({"name": line.words("name", 100), "quantity": line.words("quantity", 50), "linked": line.flag("linked", True),
                      "necessity": line.flag("necessity"), "third_party": line.flag("third_party")})
        read.faults |= {f"objects.{n}.{key}": faults for key, faults in line.faults.items()}
    return found


def state(row: Mapping[str, Any], running: Mapping[str, Clock], at: datetime) -> str:
    """How a measure stands at an instant: a power that has ended says so, whether or not the tick has been by."""
    if row["state"] not in ("held", "resolving"):
        return row["state"]
    value, clock = row["value"], dossier.clock_of(row["kind"], row["value"], running)
    if value["emergency"] and "approved_at" not in value and at >= value["approve_by"]:
        return "unapproved"
    stands = clock is not None and clock.state == "suspended"
    return "expired" if not stands and shanghai_date(at) > due_on(row, running) else row["state"]


def due_on(row: Mapping[str, Any], running: Mapping[str, Clock]) -> date | None:
    """The last day a measure may stand: that of its own clock while it runs."""
    clock = dossier.clock_of(row["kind"], row["value"], running)
    return clock.due_on if clock else row["value"].get("due_on")


def start(step: Step, kind: str, executed_at: datetime, value: dict[str, Any]) -> dict[str, Any]:
    """Starts the clocks of a measure that was executed; gives its value with their generations."""
    rules, on = step.engine.rules_for(step.conn), shanghai_date(executed_at)
    packs = facts.packs(rules, step.data.get("item_code"), shanghai_date(step.act.at))
    held = _next(step, law.start(rules.clock(kind, on, packs), on, rules.calendar, by=step.act.person_id))
    started = {kind: held.gen}
    if value["emergency"]:
        approval = _next(step, law.start(rules.clock(APPROVAL, on, packs), executed_at, rules.calendar, by=step.act.person_id))
        started[APPROVAL] = approval.gen
        value = {**value, "approve_by": approval.due_at}
    return {**value, "clocks": started, "due_on": held.due_on}


def _next(step: Step, fresh: Clock) -> Clock:
    """The clock as the next generation of its code; an older one that still runs, for other things held, runs on beside it."""
    before = step.clocks.get(fresh.code)
    if before is not None and before.state not in ENDED:
        step.clocks[f"{before.code}#{before.gen}"] = before
    fresh = replace(fresh, gen=before.gen + 1 if before else 1)
    effects.put(step, "clock.started", fresh)
    return fresh


def stop(step: Step, code: str, value: Mapping[str, Any]) -> None:
    """Stops a measure's clock: what it waited for has been done."""
    running = dossier.clock_of(code, value, step.clocks)
    if running is not None:
        effects.put(step, "clock.met", law.meet(running, step.act.at, by=step.act.person_id))


def finish(step: Step, kind: str, value: Mapping[str, Any]) -> None:
    """Ends a measure's clocks: the things have been dealt with; an approval that never came has nothing left to approve."""
    stop(step, kind, value)
    approval = dossier.clock_of(APPROVAL, value, step.clocks)
    if approval is not None and "approved_at" not in value:
        effects.put(step, "clock.cancelled", law.cancel(approval, shanghai_date(step.act.at), by=step.act.person_id))


def may_become(step: Step, row: Mapping[str, Any], kind: str, now: str) -> None:
    """Refuses what may not become of the things.

    Args:
        kind: of RESOLUTIONS. now: the measure's state.
    Raises:
        errors.DeadlinePassed: the power has ended, so they can only be given back.
        errors.WrongState: a hold cannot become a seizure that nobody has executed.
    """
    if now in OVER and kind not in FREEING:
        raise errors.DeadlinePassed(f"这项{MEASURES[row['kind']]}{STATES[now]}，只能解除并退还。", article=ARTICLES[row["kind"]],
                                    next="请选择退还，并立即通知当事人领取。", case_id=step.case_id)
    if kind == "seized" and not any(one["kind"] == "seizure" and one["state"] == "held" for one in measures.of_case(step.conn, step.case_id)):
        raise errors.WrongState("本案还没有实施查封、扣押。", article=ARTICLES[row["kind"]], next="请先登记查封、扣押，再处理登记保存的物品。", case_id=step.case_id)


def stands(step: Step, row: Mapping[str, Any]) -> None:
    """Refuses an act that needs a measure in force.

    Raises:
        errors.DeadlinePassed: its power has ended. errors.WrongState: it is not held, or something else waits for the leader.
    """
    now = state(row, step.clocks, step.act.at)
    if now in OVER:
        raise errors.DeadlinePassed(f"这项{MEASURES[row['kind']]}{STATES[now]}。", article=ARTICLES[row["kind"]],
                                    next="请立即解除，退还财物。", case_id=step.case_id)
    if now != "held":
        raise errors.WrongState(f"这项{MEASURES[row['kind']]}目前不能这样办理（{STATES[now]}）。", case_id=step.case_id)


def extend(step: Step, row: Mapping[str, Any], reason: str, days: int | None) -> dict[str, Any]:
    """Extends a measure by its clock's own clause; gives its value.

    Raises:
        errors.ClockRefused: no clause, used up, more than it allows, or too late.
    """
    rules, on = step.engine.rules_for(step.conn), shanghai_date(step.act.at)
    running = dossier.clock_of(row["kind"], row["value"], step.clocks)
    if running is None:
        raise errors.ClockRefused(f"“{MEASURES[row['kind']]}”的期限已经结束，不能延长。", article=ARTICLES[row["kind"]], case_id=step.case_id)
    longer = law.extend(running, rules.rule_of(running), rules.calendar, on=on, length=days, reason=reason, by=step.act.person_id)
    effects.put(step, "clock.extended", longer)
    return {**row["value"], "extended_on": on, "extension": {"reason": reason, "by": step.act.person_id, "at": step.act.at}, "due_on": longer.due_on}


def judge(step: Step, row: Mapping[str, Any], taken: Iterable[Held], before: Mapping[str, Any] | None = None) -> list[Finding]:
    """Asks the gates of the act about the measure as it would stand in the file.

    Args:
        row: `kind`, `officers`, `executed_at` and `value` as they would be.
        before: the measure's row until now, where it is in the file already.
    Returns:
        Findings that do not block.
    Raises:
        errors.GateRefused.
    """
    if ACT not in step.engine.rules.acts:
        return []
    this, file = _lawful(row, step.clocks), step.file
    others = tuple(m for m in file.measures if before is None or (m.kind, m.executed_at, m.by) != (before["kind"], before["executed_at"], tuple(before["officers"])))
    state = facts.of_case(step.engine, step.conn, step.held.case, step.data, step.clocks, [*step.standing.duties, *taken], step.act.at,
                          replace(file, measures=(*others, this)))
    found = motion.judged(step.engine, state, (ACT,))
    motion.refuse_blocked(found, case_id=step.case_id)
    return found


def _lawful(row: Mapping[str, Any], running: Mapping[str, Clock]) -> Any:
    return dossier.measure(row["kind"], row["executed_at"], row["officers"], row["value"], running)


def issue(step: Step, kind: str, what: str, value: Mapping[str, Any], signers: Iterable[int] = (), **says: Any) -> str | None:
    """Issues the paper of one step of a measure, where there is one; gives its number.

    Args:
        what: executed, extended or released.
        signers: who answers for it; default the one who acts.
        says: beside the things, the reason, the basis and the last day.
    """
    code = _PAPERS.get((kind, what))
    if code not in step.engine.rules.papers:
        return None
    word = _WORD[kind]
    return effects.issue_paper(step, code, {"objects": value["objects"], f"{word}_reason": value["reason"], f"{word}_basis": value["basis"],
                                            f"{word}_due_on": value["due_on"], **says}, signers=signers)


def listed(engine, conn, actor, case: Mapping[str, Any], rows: list[dict[str, Any]], at: datetime) -> dict[str, Any]:
    """Measures as they are shown, with what this person may do about them."""
    seen = standing.read(conn, case["id"], actor.person_id, at=at)
    work = {"case_id": case["id"], "name": "强制措施", "unit_id": case["unit_id"]}
    may = {duty for duty in ("handle", "decide") if permit.barred(engine, seen, actor.person_id, {**work, "duty": duty}, shanghai_date(at)) is None}
    names = people.names(conn, {p for row in rows for p in _persons(row)}) if rows else {}
    calendar, closed = engine.rules_for(conn).calendar, case["status"] in ("closed", "ended")
    veil = masking.of(engine, conn, actor, case)
    return {"items": [veil.over(_shown(row, seen.clocks, names, calendar, may, at)) for row in rows], "officers": people.holders(conn, case["unit_id"], "handle"),
            "can": ["propose", "execute_at_once"] if "handle" in may and not closed else []}


def _persons(row: Mapping[str, Any]) -> set[int]:
    value = row["value"]
    return {*row["officers"], *(value["resolution"]["officers"] if "resolution" in value else ()),
            *(p for p in (value.get("proposed_by"), value.get("approval", {}).get("by"), value.get("extension", {}).get("by"),
                          value.get("resolution", {}).get("decided_by")) if p)}


def _shown(row: Mapping[str, Any], running: Mapping[str, Clock], names: Mapping[int, str], calendar: Any, may: set[str], at: datetime) -> dict[str, Any]:
    value, now, last = row["value"], state(row, running, at), due_on(row, running)
    clock = dossier.clock_of(row["kind"], value, running)
    told = reading.read(last, clock.unit if clock else "day", shanghai_date(at), calendar, warn_at=clock.warn_at if clock else (),
                        state=clock.state if clock and clock.state == "suspended" else "running") if last and now in ("held", "resolving", *OVER) else None
    done = value.get("resolution") or {}
    return {**{k: row[k] for k in ("id", "case_id", "kind", "version", "executed_at")}, "kind_name": MEASURES[row["kind"]], "state": now,
            "state_name": STATES[now], "over": now in OVER, "officers": [{"id": p, "name": names[p]} for p in row["officers"]],
            **{k: value.get(k) for k in ("reason", "basis", "place", "objects", "emergency", "approve_by", "approved_at", "extended_on", "resolved_at")},
            "due_on": last, "due_words": told.words if told else None, "due_severity": "overdue" if now in OVER else told.severity if told else None,
            "proposed_by_name": names.get(value.get("proposed_by")), "approval_name": names.get(value.get("approval", {}).get("by")),
            "approval_opinion": value.get("approval", {}).get("opinion"), "extension_reason": value.get("extension", {}).get("reason"),
            "resolution": done.get("kind"), "resolution_name": RESOLUTIONS[row["kind"]].get(done.get("kind")), "resolution_note": done.get("note"),
            "resolution_opinion": done.get("opinion"), "resolution_officers": [names[p] for p in done.get("officers", ())],
            "decided_by_name": names.get(done.get("decided_by")), "can": _can(row, now, may)}


def _can(row: Mapping[str, Any], now: str, may: set[str]) -> list[str]:
    approved = "approved_at" in row["value"]
    acts = {"approve": ("decide", now == "proposed" or (now in ("held", "unapproved") and not approved)), "execute": ("handle", now == "approved"),
            "extend": ("decide", now == "held" and approved and row["kind"] == "seizure" and "extended_on" not in row["value"]),
            "resolve": ("handle", now in ("held", *OVER) and row["state"] == "held"), "confirm": ("decide", row["state"] == "resolving")}
    return [act for act, (duty, fits) in acts.items() if fits and duty in may]


def said(at: datetime) -> str:
    """An instant as a message says it."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def write_clocks(step: Step) -> None:
    """Writes the clocks that the act has moved."""
    clocks.write(step.conn, step.case_id, [c for key, c in step.clocks.items() if c is not step.standing.clocks.get(key)])
