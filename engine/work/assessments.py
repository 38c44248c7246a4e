"""Case-file review 案卷评查: sheets drawn of closed files, decided line by line, confirmed by a person (行政处罚法第七十五条).

The machine proposes; its score stays beside the result. Who handled, reviewed or decided the case never reviews its file. What is
listed are files; persons are neither scored nor ranked, and no fine is added up (第七十四条第三款, gate C-70).
"""
from __future__ import annotations

from datetime import datetime
from typing import Any, Iterable, Mapping

from engine import errors
from engine.case.access import masking, permit
from engine.case.file import closed, scored
from engine.case.flow import motion
from engine.case.flow.step import Step, take
from engine.law.file import scoring
from engine.law.file.sheet import Sheet, restored
from engine.law.file.standard import Standard
from engine.law.people.separation import Held
from engine.now import shanghai_date
from engine.store import cases, people, sheets, standing
from engine.store.act import RequestKey
from engine.store.paging import cursor, position
from engine.store.standing import Standing

DUTY, WORK = "assess", "评查案卷"
REASON = 500


def models(engine) -> list[dict[str, Any]]:
    """The standards a file can be reviewed by, with what in them is local."""
    return [scored.model(one) for one in engine.rules.standards.values()]


def draw(engine, actor, case_id: int, model: str, *, duty_reason: str | None = None, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Draws a sheet of a closed file: a proposal until it is confirmed.

    Args:
        model: code of a standard. duty_reason: why whoever reviewed the case 法制审核 reviews its file too, where nobody else can.
    Returns:
        How the sheet stands: `{"id", "case_id", "model", "state", "version", "total", "grade", "machine_total", "machine_grade", "undecided"}`.
    Raises:
        errors.BadInput: no such standard. errors.WrongState: the case is not over, has no decision, or has an open sheet by this standard.
        errors.NotFound, errors.NotEligible, errors.DutyConflict, errors.ReasonNeeded.
    """
    [standard] = _standards(engine, model, at)
    with engine.store.act(actor, at, key) as act:
        step = take(engine, act, case_id)
        answer = act.earlier()
        if answer is not None:
            return answer
        taken = _bear(step, duty_reason)
        waiting = next((s for s in sheets.of_cases(act.conn, [case_id]) if s["model"] == model and s["confirmed_at"] is None), None)
        if waiting is not None:
            raise errors.WrongState(f"按“{standard.name}”的评分表还没有确认，不能另作一份。", next="请先逐项确认这份评分表。", case_id=case_id, sheet_id=waiting["id"])
        [(sheet, kept)] = scored.proposals(engine, act.conn, step.held.case, [standard], at)
        row = {"case_id": case_id, "model": model, "sheet": kept, "total": sheet.total, "grade": sheet.grade, "at": at, "assessed_by": actor.person_id}
        row |= {"id": sheets.add(act.conn, **row), "version": 1}
        return _done(step, "sheet.drawn", row, sheet, taken)


def decide(engine, actor, sheet_id: int, verdicts: Iterable[Mapping[str, Any]], *, duty_reason: str | None = None, version: int | None = None, at: datetime,
           key: RequestKey | None = None) -> dict[str, Any]:
    """Upholds or overrules lines of a sheet.

    Args:
        verdicts: `{"number", "upheld", "reason"}` each; numbers count from 1, overruling needs a reason.
    Raises:
        errors.FormInvalid: with every fault; then nothing is kept. errors.WrongState: confirmed already.
        errors.NotFound, errors.StaleVersion, errors.NotEligible, errors.DutyConflict.
    """
    with engine.store.act(actor, at, key) as act:
        step, row, answer = _take(engine, act, sheet_id, version)
        if answer is not None:
            return answer
        taken = _bear(step, duty_reason)
        sheet = _decided(restored(row["sheet"]), list(verdicts), actor.person_id, at)
        return _done(step, "sheet.decided", _changed(act.conn, row, sheet), sheet, taken)


def confirm(engine, actor, sheet_id: int, verdicts: Iterable[Mapping[str, Any]] = (), reason: str = "", *, duty_reason: str | None = None,
            version: int | None = None, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Makes a proposal the result of the review.

    Args:
        verdicts: on lines not decided before, as for `decide`. reason: a remark 评查意见, may be empty.
    Raises:
        errors.WrongState: a line nobody has decided, or confirmed already. Else see `decide`.
    """
    if len(reason) > REASON:
        raise errors.FormInvalid({"reason": [f"最多 {REASON} 个字"]})
    with engine.store.act(actor, at, key) as act:
        step, row, answer = _take(engine, act, sheet_id, version)
        if answer is not None:
            return answer
        taken, verdicts = _bear(step, duty_reason), list(verdicts)
        sheet = restored(row["sheet"])
        sheet = _decided(sheet, verdicts, actor.person_id, at) if verdicts else sheet
        if sheet.undecided:
            left = [n + 1 for n in sheet.undecided]
            raise errors.WrongState(f"还有 {len(left)} 项没有逐项确认（第 {'、'.join(map(str, left))} 项），不能确认评查结果。",
                                    next="请逐项选择“采纳”或者“不采纳”后再确认。", undecided=left, case_id=row["case_id"])
        sheet = scoring.confirm(sheet, by=actor.person_id, at=at, reason=reason)
        return _done(step, "sheet.confirmed", _changed(act.conn, row, sheet, confirmed_at=at, confirmed_by=actor.person_id), sheet, taken)


def get(engine, actor, sheet_id: int, *, at: datetime) -> dict[str, Any]:
    """A sheet by sections: lines with article, what was found, what to do, and what a person made of them.

    Raises:
        errors.NotFound: it does not exist, or its case not for this person.
    """
    with engine.store.read() as conn:
        row = sheets.one(conn, sheet_id)
        if row is None:
            raise errors.NotFound("没有找到这份评分表。")
        case = cases.see(conn, actor, row["case_id"], "没有找到这份评分表。")
        seen = standing.read(conn, case["id"], actor.person_id, at=at)
        refusal, asked = _barred(engine, conn, seen, actor.person_id, case, at), _asked(engine, seen, actor.person_id)
        shown = masking.of(engine, conn, actor, case).over(scored.shown(restored(row["sheet"]), row["sheet"], case))
        by = [x["verdict"]["by"] for s in shown["sections"] for x in s["lines"] if x["verdict"]]
        names = people.names(conn, {row["assessed_by"], *by, *filter(None, (row["confirmed_by"],))})
    for verdict in filter(None, (shown["confirmed"], *(x["verdict"] for s in shown["sections"] for x in s["lines"]))):
        verdict["by_name"] = names[verdict["by"]]
    return {**shown, "id": row["id"], "version": row["version"], "drawn_at": row["at"], "assessed_by_name": names[row["assessed_by"]],
            "can": ["decide", "confirm"] if refusal is None and row["confirmed_at"] is None else [],
            "asked": asked, "barred": refusal and {"reason": refusal.detail, "article": refusal.article}}


def of_case(engine, actor, case_id: int, *, at: datetime) -> dict[str, Any]:
    """The sheets of a case, each standard with its own.

    Returns:
        `{"case", "models": [{…, "sheets": [...], "can": bool}], "barred": why this actor can draw none, or None, "asked": for what they
        would have to give a reason, or None}`.
    Raises:
        errors.NotFound.
    """
    with engine.store.read() as conn:
        case = cases.see(conn, actor, case_id)
        rows = sheets.of_cases(conn, [case_id])
        why = closed.barred(case)
        seen = standing.read(conn, case_id, actor.person_id, at=at)
        refusal, asked = errors.WrongState(why) if why else _barred(engine, conn, seen, actor.person_id, case, at), _asked(engine, seen, actor.person_id)
        names = people.names(conn, {r["assessed_by"] for r in rows}) if rows else {}
    found = []
    for one in models(engine):
        mine = [{**scored.head(r), "assessed_by_name": names[r["assessed_by"]]} for r in rows if r["model"] == one["code"]]
        found.append({**one, "sheets": mine, "can": refusal is None and all(s["confirmed_at"] for s in mine)})
    return {"case": masking.listed(engine, case, {k: case[k] for k in ("id", "number", "title", "status", "unit_name", "closed_on")}), "models": found, "asked": asked,
            "barred": refusal and {"reason": refusal.detail, "article": refusal.article}}


def find(engine, actor, *, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """Closed files with their scores by each standard, the last closed first.

    Returns:
        `{"items": [{"id", "number", "title", "unit_name", "closed_on", "barred", "scores": {model: head or None}}], "next"}`. A confirmed
        sheet counts before an open one, of several the last.
    """
    with engine.store.read() as conn:
        rows = sheets.reviewable(conn, actor, position(after), limit + 1)
        page = rows[:limit]
        drawn = sheets.of_cases(conn, [r["id"] for r in page]) if page else []
    best: dict[tuple[int, str], dict[str, Any]] = {}
    for one in drawn:
        before = best.get((one["case_id"], one["model"]))
        if before is None or one["confirmed_at"] or not before["confirmed_at"]:
            best[one["case_id"], one["model"]] = one
    items = [{**masking.listed(engine, r, {k: r[k] for k in ("id", "number", "title", "status", "unit_name", "closed_on")}), "barred": closed.barred(r) or None,
              "scores": {m: scored.head(best[r["id"], m]) if (r["id"], m) in best else None for m in engine.rules.standards}} for r in page]
    return {"items": items, "next": cursor(*sheets.place(page[-1])) if len(rows) > limit else None}


def at_the_machine(engine, case: str, model: str | None = None, *, at: datetime) -> dict[str, Any]:
    """What the machine would propose, for the command line of the machine that holds the database; nothing is kept.

    Args:
        case: the number of the case file, or its internal number. model: code of a standard; all of them when None.
    Raises:
        errors.NotFound, errors.BadInput, errors.WrongState.
    """
    wanted = _standards(engine, model, at)
    with engine.store.read() as conn:
        row = cases.named(conn, case)
        if row is None:
            raise errors.NotFound(f"没有找到编号为 {case} 的案件。", next="请核对案号或者案件内部编号。")
        return {"case_id": row["id"], "number": row["number"], "sheets": [
            scored.shown(sheet, kept, row) for sheet, kept in scored.proposals(engine, conn, row, wanted, at)]}


def every(engine, model: str | None = None, *, at: datetime) -> dict[str, Any]:
    """The machine's score of every closed file that has a decision, the last closed first; nothing is kept.

    Returns:
        `{"items": [{"case_id", "number", "closed_on", "scores": [{"model", "total", "grade", "fatal"}]}]}`.
    """
    wanted, items, after = _standards(engine, model, at), [], None
    while True:
        with engine.store.read() as conn:
            rows = sheets.reviewable(conn, None, after, 200)
            for row in (r for r in rows if not closed.barred(r)):
                whole = cases.named(conn, str(row["id"]))
                scores = [{"model": s.standard.code, "total": s.total, "grade": s.grade, "fatal": list(s.fatal)}
                          for s, _ in scored.proposals(engine, conn, whole, wanted, at)]
                items.append({"case_id": row["id"], "number": row["number"], "closed_on": row["closed_on"], "scores": scores})
        if len(rows) < 200:
            return {"items": items}
        after = sheets.place(rows[-1])


# -- who may, and the way in and out ----------------------------------------------------------------------------
def _barred(engine, conn, seen: Standing, person_id: int, case: Mapping[str, Any], at: datetime) -> errors.Refusal | None:
    """Why a person may not review this file. The post is one at the county; the case's legal reviewer may, with a recorded reason."""
    unit = engine.unit(conn, case["unit_id"])
    work = {"case_id": case["id"], "duty": DUTY, "name": WORK, "unit_id": unit["superior_id"] or unit["id"]}
    return permit.barred(engine, seen, person_id, work, shanghai_date(at))


def _asked(engine, seen: Standing, person_id: int) -> dict[str, Any] | None:
    """What this person would have to give a reason for, in words; None when nothing."""
    breach = permit.to_reason(engine, seen, person_id, DUTY)
    return breach and {"reason": permit.why(engine, breach), "article": breach.basis}


def _bear(step: Step, reason: str | None) -> list[Held]:
    person_id = step.act.person_id
    refusal = _barred(step.engine, step.conn, step.standing, person_id, step.held.case, step.act.at)
    if refusal is not None:
        raise refusal
    held = any(h.person_id == person_id and h.duty == DUTY for h in step.standing.duties)
    return [] if held else [permit.taking(step.engine, step.standing, person_id, DUTY, WORK, step.act.at, reason, case_id=step.case_id)]


def _take(engine, act, sheet_id: int, version: int | None):
    """Locks the case of a sheet, then reads the sheet as it is under the lock."""
    first = sheets.one(act.conn, sheet_id)
    if first is None:
        raise errors.NotFound("没有找到这份评分表。")
    step = take(engine, act, first["case_id"], "没有找到这份评分表。")
    row, answer = sheets.one(act.conn, sheet_id), act.earlier()
    if answer is None and row["confirmed_at"] is not None:
        raise errors.WrongState("评查结果已经确认，不能再改。", case_id=row["case_id"])
    if answer is None and version is not None and version != row["version"]:
        raise errors.StaleVersion(f"评分表已有更新（现为第 {row['version']} 版）。", version=row["version"], case_id=row["case_id"])
    return step, row, answer


def _decided(sheet: Sheet, verdicts: list[Mapping[str, Any]], by: int, at: datetime) -> Sheet:
    faults: dict[str, list[str]] = {}
    for n, one in enumerate(verdicts):
        number, reason = one["number"], one.get("reason") or ""
        if number in {x["number"] for x in verdicts[:n]}:
            faults.setdefault(f"line_{number}", []).append(f"第 {number} 项填写了两次")
        elif len(reason) > REASON:
            faults.setdefault(f"line_{number}", []).append(f"第 {number} 项的理由最多 {REASON} 个字")
        else:
            try:
                sheet = scoring.decide(sheet, number - 1, by=by, at=at, upheld=one["upheld"], reason=reason)
            except errors.BadInput as refusal:
                faults.setdefault(f"line_{number}", []).append(f"第 {number} 项：{refusal.detail}")
    if faults or not verdicts:
        raise errors.FormInvalid(faults or {"lines": ["请至少确认一项"]})
    return sheet


def _changed(conn, row: Mapping[str, Any], sheet: Sheet, **values: Any) -> dict[str, Any]:
    values |= {"sheet": {**sheet.as_dict(), "next": row["sheet"]["next"]}, "total": sheet.total, "grade": sheet.grade}
    return {**row, **values, "version": sheets.change(conn, row, **values)}


def _done(step: Step, action: str, row: Mapping[str, Any], sheet: Sheet, taken: list[Held]) -> dict[str, Any]:
    answer = {**{k: row[k] for k in ("id", "case_id", "model", "version")}, "state": "confirmed" if sheet.confirmed else "proposed",
              "total": sheet.total, "grade": sheet.grade, "machine_total": sheet.machine_total, "machine_grade": sheet.machine_grade,
              "undecided": [n + 1 for n in sheet.undecided]}
    overruled = [n + 1 for n, line in enumerate(sheet.lines) if not line.stands]
    step.act.record(action, case_id=row["case_id"], sheet_id=row["id"], model=row["model"], total=sheet.total, machine_total=sheet.machine_total,
                    rules=sheet.rules, **({"overruled": overruled} if action != "sheet.drawn" else {}))
    motion.bear(step, taken)
    return step.act.done(answer)


def _standards(engine, model: str | None, at: datetime) -> list[Standard]:
    """The standard of a code, or all that are in force today."""
    if model is None:
        on = shanghai_date(at)
        return [one for one in engine.rules.standards.values() if one.in_force <= on and (one.until is None or on <= one.until)]
    if model not in engine.rules.standards:
        raise errors.BadInput(f"没有名为“{model[:40]}”的评查标准。", next="可用：" + "、".join(engine.rules.standards) + "。")
    return [engine.rules.standards[model]]
