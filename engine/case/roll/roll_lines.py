"""Lines of files of units, grids, persons, posts, training and certificates: what each does, by the same rules as the forms."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any, Callable, Mapping

from engine.case.roll import carding, keeping, roll
from engine.law.people import certificates, organisation, staffing
from engine.now import shanghai_date
from engine.store import staff, units
from engine.store.act import Act

#: what a line does (`added`, `changed`, `same`), what tells it apart, and how it is told
Effect = tuple[str, str, str]


class Book:
    """A file on its way in: what there is, what each line does, every fault."""

    def __init__(self, engine, act: Act, actor: Any, file: str, at: datetime):
        self.engine, self.act, self.actor, self.conn, self.file = engine, act, actor, act.conn, file
        self.today = shanghai_date(at)
        self.faults: list[dict[str, Any]] = []
        self.rules, self.persons = engine.rules_for(self.conn), staff.codes(self.conn)
        self.look()
        self.line = 0

    def fault(self, why: str) -> None:
        """Notes a fault of the line in hand."""
        self.faults.append({"file": self.file, "line": self.line, "reason": why})

    def look(self) -> None:
        """Reads the units; again after each change of one."""
        self.units = self.engine.units(self.conn)
        self.unit_codes = {one["code"]: one for one in self.units.values()}

    def ours(self, unit_id: int) -> bool:
        """Whether a unit is in the administrator's county."""
        return keeping.county(self.actor) in (None, self.units[unit_id]["county_id"])

    def unit(self, code: str, on: date | None = None) -> dict[str, Any] | None:
        """A unit in being in this county, or None with a fault."""
        found = self.unit_codes.get(code)
        if found is None or not self.ours(found["id"]):
            self.fault(f"没有代码为“{code[:30]}”的单位")
            return None
        if found["until_on"] and found["until_on"] < (on or self.today):
            self.fault(f"{found['name']}已撤销")
            return None
        return found

    def person(self, code: str, what: str) -> dict[str, Any] | None:
        """A person of this county other than the administrator himself, or None with a fault."""
        row = self.persons.get(code)
        if row is None or not self.ours(row["unit_id"]):
            self.fault(f"没有代码为“{code[:30]}”的人员")
            return None
        if self.actor is not None and self.actor.person_id == row["id"]:
            self.fault(f"不能为本人{what}，请由另一名管理员办理")
            return None
        return row


# -- one line of each kind: what it does, or None with its faults noted ------------------------------------------------------------
def _unit(book: Book, given: Mapping[str, Any]) -> Effect | None:
    rows, known = book.units, book.unit_codes.get(given["code"])
    if not roll.CODE.match(given["code"]):
        return book.fault("单位代码由字母、数字和下划线组成")
    if known is not None and not book.ours(known["id"]):
        return book.fault("已有使用此代码的单位")
    ends = {}
    for key, column in (("parent", "parent_id"), ("guided_by", "guided_by_id")):
        found = book.unit(given[key]) if given[key] else None
        if given[key] and found is None:
            return None
        ends[column] = found and found["id"]
    above = rows.get(ends["parent_id"]) or {}
    texts = {k: given[k] or (above.get(k, "") if k in ("government", "court") else "") for k in ("name", "agency", "short", "government", "court")}
    on = given["from_on"] or book.today
    wanted = {"kind": given["kind"], **texts, **ends}
    if known is not None and known["kind"] != given["kind"]:
        return book.fault(f"{known['name']}的类型不能更改，请撤销后另行设立")
    one = {**(known or {"id": None, "from_on": on, "until_on": None}), **wanted}
    why = [w for of in organisation.faults({k: v for k, v in rows.items() if k != one["id"]}, one, on).values() for w in of]
    if why:
        return book.fault("；".join(why))
    if known is None:
        unit_id = units.add(book.conn, code=given["code"], from_on=on, **wanted)
        book.look()
        units.note_change(book.conn, unit_id=unit_id, on=on, kind="founded", before={}, after={k: v for k, v in wanted.items() if v}, document=given["document"],
                          at=book.act.at, made_by=book.act.person_id)
        book.act.record("unit.founded", unit_id=unit_id, code=given["code"], kind=given["kind"], on=on.isoformat(), **ends)
        return "added", given["code"], f"{given['name']}，{organisation.KINDS[given['kind']].name}"
    changed = {k: v for k, v in wanted.items() if known[k] != v}
    if not changed:
        return "same", given["code"], given["name"]
    units.change(book.conn, known, **changed)
    book.look()
    units.note_change(book.conn, unit_id=known["id"], on=book.today, kind="changed", before={k: known[k] for k in changed}, after=changed,
                      document=given["document"], at=book.act.at, made_by=book.act.person_id)
    book.act.record("unit.changed", unit_id=known["id"], code=given["code"], fields=sorted(changed), on=book.today.isoformat())
    return "changed", given["code"], f"{known['name']} → {given['name']}" if "name" in changed else given["name"]


def _grid(book: Book, given: Mapping[str, Any]) -> Effect | None:
    unit, grids = book.unit(given["unit"]), units.grids(book.conn)
    if unit is None:
        return None
    known = grids.get(given["code"])
    if known is not None and not book.ours(known["unit_id"]):
        return book.fault("已有使用此代码的网格")
    if why := organisation.placed(grids, given["code"], given["kind"], given["parent"] or None, unit["id"]):
        return book.fault("；".join(why))
    wanted = {"name": given["name"], "kind": given["kind"], "unit_id": unit["id"], "parent_code": given["parent"] or None}
    if known is not None and all(known[k] == v for k, v in wanted.items()):
        return "same", given["code"], given["name"]
    units.keep_grid(book.conn, given["code"], **wanted)
    book.act.record("grid.kept", code=given["code"], kind=given["kind"], unit_id=unit["id"], parent=wanted["parent_code"], fresh=known is None)
    return "changed" if known else "added", given["code"], f"{given['name']}，{unit['name']}"


def _chain(book: Book, given: Mapping[str, Any]) -> Effect | None:
    grid, person = units.grids(book.conn).get(given["grid"]), book.person(given["person"], "指定网格责任")
    if person is None:
        return None
    if grid is None or not book.ours(grid["unit_id"]):
        return book.fault(f"没有代码为“{given['grid'][:30]}”的网格")
    if given["until_on"] and given["until_on"] < given["from_on"]:
        return book.fault("止日早于起日")
    if why := staffing.unfit(grid, person, given["role"]):
        return book.fault(why)
    key, says = f"{given['grid']}/{given['person']}/{given['role']}", f"{grid['name']}：{person['name']}，{organisation.GRID_ROLES[given['role']]}"
    held = [g for g in units.answerable(book.conn, [given["grid"]]) if g["person_id"] == person["id"] and g["role"] == given["role"]]
    if any((g["from_on"], g["until_on"]) == (given["from_on"], given["until_on"]) for g in held):
        return "same", key, says
    if any(g["until_on"] is None or g["until_on"] >= given["from_on"] for g in held):
        return book.fault("与已登记的责任期间重叠")
    units.assign(book.conn, grid_code=given["grid"], person_id=person["id"], role=given["role"], from_on=given["from_on"], until_on=given["until_on"])
    book.act.record("grid.assigned", code=given["grid"], bearer=person["id"], role=given["role"], from_on=given["from_on"].isoformat(),
                    until_on=given["until_on"] and given["until_on"].isoformat())
    return "added", key, says


def _person(book: Book, given: Mapping[str, Any]) -> Effect | None:
    unit, known = book.unit(given["unit"]), book.persons.get(given["code"])
    if unit is None:
        return None
    if not roll.CODE.match(given["code"]):
        return book.fault("人员代码由字母、数字和下划线组成")
    if known is not None and (book.person(given["code"], "更改人员信息") is None):
        return None
    if known is None and not given["identity"]:
        return book.fault("新登记的人员须填写公民身份号码")
    if given["identity"] and (why := roll.identity_fault(book.engine, book.conn, book.actor, given["identity"], book.today, own=known and known["id"])):
        return book.fault(why)
    wanted = {"name": given["name"], "kind": given["kind"], "unit_id": unit["id"], "reviewer_since": given["reviewer_since"]}
    if given["identity"]:
        wanted["identity"] = roll.identity_of(book.engine, given["identity"])
    says = f"{given['name']}，{staffing.NAMES[given['kind']]}，{unit['name']}"
    if known is None:
        person_id = staff.enter(book.conn, code=given["code"], active=True, **wanted)
        book.persons[given["code"]] = {"id": person_id, "code": given["code"], "active": True, "version": 1, **wanted}
        book.act.record("person.entered", subject=person_id, code=given["code"], kind=given["kind"], unit_id=unit["id"])
        return "added", given["code"], says
    changed = {k: v for k, v in wanted.items() if known[k] != v}
    if "kind" in changed and (why := roll.kind_fault(book.conn, known, given["kind"], book.today)):
        return book.fault(why)
    if not changed:
        return "same", given["code"], says
    book.persons[given["code"]] = {**known, **changed, "version": staff.change(book.conn, known, **changed)}
    book.act.record("person.changed", subject=known["id"], fields=sorted(changed), unit_id=unit["id"])
    return "changed", given["code"], says


def _post(book: Book, given: Mapping[str, Any]) -> Effect | None:
    person, from_on = book.person(given["person"], "授予岗位"), given["from_on"] or book.today
    unit = book.unit(given["unit"], from_on)
    if person is None or unit is None:
        return None
    if why := roll.post_fault(book.conn, person, unit, given["duty"], from_on, given["until_on"]):
        return book.fault(why)
    key, says = f"{given['person']}/{given['unit']}/{given['duty']}", f"{person['name']}，{unit['name']}"
    held = next((p for p in staff.posts(book.conn, person_id=person["id"]) if (p["unit_id"], p["duty"]) == (unit["id"], given["duty"])), None)
    if held and (held["until_on"] == given["until_on"]) and (given["from_on"] is None or held["from_on"] == from_on):
        return "same", key, says
    staff.give_post(book.conn, person["id"], unit["id"], given["duty"], from_on, given["until_on"])
    staff.end_sessions(book.conn, person["id"])
    book.act.record("post.given", bearer=person["id"], unit_id=unit["id"], duty=given["duty"], from_on=from_on.isoformat(),
                    until_on=given["until_on"] and given["until_on"].isoformat())
    return "changed" if held else "added", key, says


def _training(book: Book, given: Mapping[str, Any]) -> Effect | None:
    person, course = book.person(given["person"], "登记培训考试"), given["kind"] == certificates.COURSE
    if person is None:
        return None
    if given["on"] > book.today:
        return book.fault("日期不能晚于今天")
    if (given["hours"] if course else given["score"]) is None or not (0 < given["hours"] <= 400 if course else given["score"] <= 100):
        return book.fault("培训须填写学时（1 至 400）" if course else "考试须填写分数（0 至 100）")
    mark = book.rules.limit("exam_pass_mark", given["on"])
    values = {"kind": given["kind"], "name": given["name"], "on": given["on"], "hours": given["hours"] if course else None, "score": None if course else given["score"],
              "passed": None if course else given["score"] >= (mark.value if mark else 100)}
    key, says = f"{given['person']}/{given['kind']}/{given['on']}/{given['name']}", f"{person['name']}，{given['name']}"
    if any(all(t[k] == v for k, v in values.items()) for t in staff.trainings(book.conn, [person["id"]]).get(person["id"], ())):
        return "same", key, says
    training_id = staff.add_training(book.conn, person_id=person["id"], added_at=book.act.at, added_by=book.act.person_id, **values)
    book.act.record("training.added", training_id=training_id, subject=person["id"], **{k: v for k, v in values.items() if k not in ("name", "on")}, on=given["on"].isoformat())
    return "added", key, says


def _qualification(book: Book, given: Mapping[str, Any]) -> Effect | None:
    person, until = book.person(given["person"], "登记证件"), given["valid_until"] or certificates.WITHOUT_EXPIRY
    if person is None:
        return None
    if given["valid_until"] is None and given["kind"] == certificates.CERTIFICATE:
        return book.fault("行政执法证须填写有效期止日")
    scope, says = " ".join(given["scope"].split()), f"{person['name']}，{certificates.KINDS[given['kind']]}"
    same = next(iter(staff.cards(book.conn, None, number=given["number"])), None)
    if same is not None:
        wanted = {"person_id": person["id"], "kind": given["kind"], "scope": scope, "valid_from": given["valid_from"], "valid_until": until}
        return ("same", given["number"], says) if all(same[k] == v for k, v in wanted.items()) else book.fault("这一证号已经登记，内容不同；换证、暂扣请在证件页面办理")
    if why := carding.fault(book.rules, book.conn, person, given["kind"], given["valid_from"], until, book.today):
        return book.fault(why)
    carding.enter(book.act, person, given["kind"], given["number"], scope, given["valid_from"], until, book.today, document=given["document"])
    return "added", given["number"], says


READ: Mapping[str, Callable[[Book, Mapping[str, Any]], Effect | None]] = {
    "units": _unit, "grids": _grid, "chains": _chain, "persons": _person, "posts": _post, "trainings": _training, "qualifications": _qualification}
