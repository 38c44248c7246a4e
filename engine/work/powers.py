"""Power lists 权力清单: what a unit may do on a day, and the versions that a county imports, takes through their states and publishes."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any, Iterable, Mapping

from engine import errors
from engine.case import desk, listing
from engine.case.access import county, fresh
from engine.case.file.entry import FIRST_YEAR, Entry
from engine.law.power.power_list import ACTIONS, ListVersion, SignOff, Step, advance, allows
from engine.law.power.published import against_publishing
from engine.now import shanghai_date
from engine.store import powers
from engine.store.act import Act, RequestKey

#: what may be done with a version while it is in the making; what was published goes by a recall (engine.work.recalls)
STEPS = {code: move.name for code, move in ACTIONS.items() if code != "withdraw"}
LIST_STATES = {"prepared": "办理中", "published": "已公布", "dropped": "已撤销"}


def preview(engine, actor, data: bytes, name: str, *, unit: str, number: str, effective_on: date) -> dict[str, Any]:
    """What a file would become as the next version of a unit's list; nothing is kept.

    Returns:
        `{"unit", "number", "effective_on", "digest", "count", "lines", "difference"}`; the difference is to the version in force then.
    Raises:
        errors.RulePackInvalid: every fault with file, line and reason. errors.Forbidden, errors.NotFound, errors.FormInvalid.
    """
    with engine.store.read() as conn:
        version = _received(engine, conn, actor, data, name, unit, number, effective_on)
        rules = engine.rules_for(conn)
        before = listing.before(rules.power_lists.get(unit, ()), effective_on)
        return {"unit": unit, "number": number, "effective_on": effective_on, "digest": powers.digest(version), "count": len(version.entries),
                "lines": listing.lines(rules, version), "difference": listing.difference(rules, before, version) if before else None}


def take_in(engine, actor, data: bytes, name: str, *, unit: str, number: str, effective_on: date, at: datetime,
            key: RequestKey | None = None) -> dict[str, Any]:
    """Imports a CSV or XLSX file as a new version of a unit's list, in which nothing is offered yet: it gives no power.

    Args:
        actor: the county's design post, or None from the command line. name: of the file.
    Returns:
        `{"id", "unit", "number", "version", "state", "count", "digest"}`.
    Raises:
        errors.RulePackInvalid: every fault; nothing is kept. errors.Forbidden, errors.NotFound, errors.FormInvalid.
    """
    with engine.store.act(actor, at, key) as act:
        answer = act.earlier()
        if answer is not None:
            return answer
        version = _received(engine, act.conn, actor, data, name, unit, number, effective_on)
        list_id = powers.add(act.conn, engine.unit_by_code(act.conn, unit), version, name[:200], at, act.person_id)
        digest = powers.digest(version)
        act.record("power_list.imported", list_id=list_id, unit=unit, number=number, digest=digest, items=len(version.entries),
                   effective_on=effective_on.isoformat())
        return act.done({"id": list_id, "unit": unit, "number": number, "version": 0, "state": "prepared", "count": len(version.entries),
                         "digest": digest})


def step(engine, actor, list_id: int, given: Mapping[str, Any], *, at: datetime, version: int | None = None,
         key: RequestKey | None = None) -> dict[str, Any]:
    """Takes lines of a version a step further, or publishes the version: only then it gives power, from its first day.

    Args:
        given: `action` (of STEPS), `on`, `by` (the body that took it), `document`, and as needed `reason`, `items` (all that the step
            fits when empty) and `signed` (`{"body", "on", "document"}` each).
        version: how many steps the caller has seen.
    Returns:
        `{"id", "unit", "number", "version", "state", "count"}`: how many lines moved.
    Raises:
        errors.FormInvalid, errors.NeedsUnmet: the step does not fit, or a consent is missing. errors.Forbidden, errors.StaleVersion.
    """
    with engine.store.act(actor, at, key) as act:
        row, answer = _held(engine, act, list_id, version)
        if answer is not None:
            return answer
        taken, rules = _read_step(given, at), engine.rules_for(act.conn)
        past = powers.steps(act.conn, list_id)
        if taken.action in desk.SECOND:
            desk.may_publish(engine, act.conn, actor, desk.preparers(row, past), STEPS[taken.action])
        else:
            desk.may_prepare(engine, act.conn, actor)
        now = powers.version_of(row["unit_code"], row["value"], [one["value"] for one in past])
        codes = _fitting(now, taken.action, given.get("items") or ())
        for code in codes:
            advance(now.lines[code], taken, rules.catalogue.bodies)
        if taken.action == "publish":
            fresh.asked(engine, actor, "公布权力清单", at)
            _publishable(now, taken.on, rules)
            powers.set_state(act.conn, list_id, "published")
        powers.take(act.conn, list_id, taken, codes, at, act.person_id)
        what = "power_list.published" if taken.action == "publish" else "power_list.advanced"
        act.record(what, list_id=list_id, unit=row["unit_code"], step=taken.action, items=len(codes), on=taken.on.isoformat(),
                   digest=row["value"]["digest"])
        return act.done({"id": list_id, "unit": row["unit_code"], "number": row["value"]["number"], "version": len(past) + 1,
                         "state": "published" if taken.action == "publish" else row["state"], "count": len(codes)})


def drop(engine, actor, list_id: int, *, at: datetime, version: int | None = None, key: RequestKey | None = None) -> dict[str, Any]:
    """Gives up a version that was not published; its number may be used again.

    Raises:
        errors.WrongState: it is published, and is taken back by a recall. errors.Forbidden, errors.NotFound.
    """
    with engine.store.act(actor, at, key) as act:
        row, answer = _held(engine, act, list_id, version)
        if answer is not None:
            return answer
        desk.may_prepare(engine, act.conn, actor)
        powers.set_state(act.conn, list_id, "dropped")
        act.record("power_list.dropped", list_id=list_id, unit=row["unit_code"], number=row["value"]["number"])
        return act.done({"id": list_id, "unit": row["unit_code"], "number": row["value"]["number"],
                         "version": len(powers.steps(act.conn, list_id)), "state": "dropped", "count": 0})


def in_force(engine, actor, unit: str | None = None, *, on: date, q: str | None = None, tag: str | None = None, after: str | None = None,
             limit: int = 50) -> dict[str, Any]:
    """One page of what a unit may do on a day, by item code.

    Args:
        unit: its code; the person's own by default. q: part of code or name. tag: code of a list 清单. after: the last item code seen.
    Returns:
        `{"unit", "agency", "on", "total", "items": [...], "next"}`.
    Raises:
        errors.NotFound: no such unit.
    """
    with engine.store.read() as conn:
        one, rules = _unit(engine, conn, actor, unit), engine.rules_for(conn)
        rows = sorted((e for e in rules.lists if e.unit_code == one["code"] and e.holds_on(on)), key=lambda e: e.item_code)
        found = [listing.entry(rules, e) for e in rows]
    found = [e for e in found if (not q or q in e["name"] or q.lower() in e["code"].lower()) and (not tag or tag in [t["code"] for t in e["tags"]])]
    page = [e for e in found if not after or e["code"] > after]
    return {"unit": one["code"], "agency": one["agency"], "on": on, "total": len(found), "items": page[:limit],
            "next": page[limit - 1]["code"] if len(page) > limit else None}


def versions(engine, actor, unit: str | None = None) -> list[dict[str, Any]]:
    """The versions of one unit's list or of all, the newest first: those that came with the product have no `id`."""
    with engine.store.read() as conn:
        wanted = _unit(engine, conn, actor, unit)["code"] if unit else None
        rules, rows = engine.rules_for(conn), powers.listed(conn)
        own = {(r["unit_code"], r["value"]["number"]): r for r in rows if r["state"] != "dropped"}
        steps = powers.steps_of_all(conn, [r["id"] for r in rows])
        found = [listing.head(v, own.get((v.unit_code, v.number))) for of in rules.power_lists.values() for v in of]
        found += [listing.head(powers.version_of(r["unit_code"], r["value"], steps.get(r["id"], ())), r) for r in rows if r["state"] != "published"]
        known = county.units(conn, actor)
        for one in found:
            one["steps"] = len(steps.get(one["id"], ()))
    return sorted((v for v in found if v["unit"] in known and wanted in (None, v["unit"])), key=lambda v: (v["effective_on"], v["number"]), reverse=True)


def get(engine, actor, unit: str, number: str) -> dict[str, Any]:
    """One version with its lines, the steps that led there (who, when, by which document), and what this person can do.

    Raises:
        errors.NotFound.
    """
    with engine.store.read() as conn:
        (version, row), rules = listing.version(engine, conn, actor, unit, number), engine.rules_for(conn)
        taken = powers.steps(conn, row["id"]) if row else []
        who = [{**one["value"], "entered_at": one["at"], "entered_by_name": one["person_name"]} for one in taken] or _told(version)
        before, bodies = listing.before(rules.power_lists.get(unit, ()), version.effective_on), rules.catalogue.bodies
        can = desk.open_steps(engine, conn, actor, version, row, taken)
        return {**listing.head(version, row), "version": len(taken), "lines": listing.lines(rules, version), "steps": [
            {**one, "action_name": ACTIONS[one["action"]].name, "count": len(one["items"]), "signed": [
                {**s, "name": bodies.get(s["body"], s["body"])} for s in one["signed"]]} for one in who],
            "difference": listing.difference(rules, before, version) if before else None, "can": can,
            "bodies": [{"code": k, "name": v} for k, v in bodies.items()]}


def compare(engine, actor, old: str, new: str) -> dict[str, Any]:
    """What one version changes against another.

    Args:
        old, new: as `unit/number`, e.g. `shiqiao/2024-1`.
    Raises:
        errors.NotFound, errors.BadInput.
    """
    with engine.store.read() as conn:
        before, after = (listing.version(engine, conn, actor, *listing.named(text))[0] for text in (old, new))
        return listing.difference(engine.rules_for(conn), before, after)


def export(engine, actor, unit: str, number: str) -> bytes:
    """A version as CSV that can be imported again.

    Raises:
        errors.NotFound.
    """
    with engine.store.read() as conn:
        return engine.write_power_list(listing.version(engine, conn, actor, unit, number)[0])


def items(engine, actor, *, q: str | None = None, tag: str | None = None, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """One page of the catalogue of items 事项总目录: tags, owners of 审批、监管、处罚, who leads and who assists."""
    with engine.store.read() as conn:
        rules = engine.rules_for(conn)
    known = rules.catalogue
    rows = [i for code, i in sorted(known.items.items()) if (not q or q in i.name or q.lower() in code.lower()) and (not tag or tag in i.tags)]
    page = [i for i in rows if not after or i.code > after]

    def owner(code: str) -> dict[str, str] | None:
        return {"code": code, "name": rules.agencies[code].agency if code in rules.agencies else code} if code else None
    shown = [{"code": i.code, "name": i.name, "kind": i.kind, "domain": i.domain, "tags": listing.tags(rules, i.code),
              **{k: owner(getattr(i, k)) for k in ("approval", "regulation", "penalty", "determination")}, "question": i.question,
              **{k: getattr(i, k) for k in ("lead", "lead_duties", "assist", "assist_duties")}} for i in page[:limit]]
    return {"total": len(rows), "items": shown, "next": page[limit - 1].code if len(page) > limit else None}


def tags(engine, actor) -> list[dict[str, str]]:
    """The lists 清单 that items are tagged with."""
    return [{"code": t.code, "name": t.name} for t in engine.rules.catalogue.tags.values()]


def units(engine, actor) -> list[dict[str, str]]:
    """The units that may have a power list."""
    with engine.store.read() as conn:
        return [{"code": u["code"], "name": u["name"]} for u in county.units(conn, actor).values()]


def roles(engine, actor) -> dict[str, bool]:
    """Whether this person may `prepare` versions and `publish` what somebody else prepared."""
    with engine.store.read() as conn:
        return {"prepare": desk.holds(engine, conn, actor, desk.PREPARES), "publish": desk.holds(engine, conn, actor, desk.PUBLISHES)}


def _unit(engine, conn, actor, code: str | None) -> dict[str, Any]:
    return county.unit(conn, actor, code) if code else engine.unit(conn, actor.unit_id)


def _received(engine, conn, actor, data: bytes, name: str, unit: str, number: str, effective_on: date) -> ListVersion:
    """The file as a version; its number must be new to the unit."""
    desk.may_prepare(engine, conn, actor)
    county.unit(conn, actor, unit)
    used = {v.number for v in engine.rules_for(conn).power_lists.get(unit, ())}
    used |= {r["value"]["number"] for r in powers.listed(conn) if r["unit_code"] == unit and r["state"] != "dropped"}
    if not listing.NUMBER.fullmatch(number) or number in used:
        raise errors.FormInvalid({"number": ["该单位已有这一版本号" if number in used else "由字母、数字和连接号组成，最多 32 个字，如 2027-1"]})
    if effective_on.year < FIRST_YEAR:
        raise errors.FormInvalid({"effective_on": ["请核对年份"]})
    return engine.read_power_list(data, name, unit_code=unit, number=number, effective_on=effective_on)


def _held(engine, act: Act, list_id: int, version: int | None) -> tuple[dict[str, Any], Any]:
    row = powers.lock(act.conn, list_id)
    if row is None or not county.holds(act.conn, act.actor, row["unit_id"]):
        raise errors.NotFound("没有找到这个清单版本。")
    answer = act.earlier()
    row["unit_code"] = engine.unit(act.conn, row["unit_id"])["code"]
    if answer is None and row["state"] != "prepared":
        raise errors.WrongState(f"清单版本 {row['value']['number']} {LIST_STATES[row['state']]}，不能再办理。",
                                next="需要调整已公布事项的，请登记收回，或者导入新的版本。")
    if answer is None and version is not None and version != (now := len(powers.steps(act.conn, list_id))):
        raise errors.StaleVersion("清单已由他人办理到下一步。", version=now)
    return row, answer


def _read_step(given: Mapping[str, Any], at: datetime) -> Step:
    read = Entry(given, at)
    action, by, document = read.choice("action", STEPS), read.words("by", 200), read.words("document", 200)
    reason, on, signed = read.words("reason", 500, needed=False), given.get("on"), []
    if not isinstance(on, date) or isinstance(on, datetime):
        read.fault("on", "请填写日期")
    elif on > shanghai_date(at) or on.year < FIRST_YEAR:
        read.fault("on", "不能晚于今天" if on > shanghai_date(at) else "请核对年份")
    for one in given.get("signed") or ():
        signed.append(SignOff(str(one["body"]), one["on"], str(one.get("document") or "")[:200]))
    read.done()
    return Step(action, on, by, document, reason, tuple(signed))


def _fitting(now: ListVersion, action: str, wanted: Iterable[str]) -> list[str]:
    named = list(dict.fromkeys(wanted))
    if strange := [c for c in named if c not in now.lines]:
        raise errors.FormInvalid({"items": [f"不在本版清单内：{'、'.join(strange[:5])}"]})
    if action == "publish" and named:
        raise errors.FormInvalid({"items": ["清单整体公布，不能只公布其中几项"]})
    codes = named or [code for code, line in now.lines.items() if allows(line, action)]
    if not codes:
        raise errors.NeedsUnmet(f"版本 {now.number} 中没有可以{STEPS[action]}的事项。", article="行政处罚法第二十四条",
                                next="请查看各事项的状态，先办理前面的步骤。")
    return codes


def _publishable(now: ListVersion, on: date, rules) -> None:
    if found := against_publishing(now, on, rules):
        raise errors.NeedsUnmet("；".join(found) + "。", article="行政处罚法第二十四条", next="请逐项处理后再公布。", problems=found)


def _told(version: ListVersion) -> list[dict[str, Any]]:
    """The steps of a version that came with the product, gathered from its lines."""
    found: dict[Step, list[str]] = {}
    for code, line in version.lines.items():
        for one in line.steps:
            found.setdefault(one, []).append(code)
    return [{"action": s.action, "on": s.on, "by": s.by, "document": s.document, "reason": s.reason, "items": codes, "entered_at": None,
             "entered_by_name": None, "signed": [{"body": x.body, "on": x.on, "document": x.document} for x in s.signed]}
            for s, codes in sorted(found.items(), key=lambda one: one[0].on)]
