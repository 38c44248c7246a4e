"""What a person enters into a register: read field by field, every fault told at once; the same for page, API and prompt."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Container, Iterable, Mapping
from unicodedata import normalize

from engine import errors
from engine.case.access import permit
from engine.case.flow.step import Step
from engine.law.people import certificates, staffing
from engine.law.people.separation import Held
from engine.now import shanghai_date
from engine.store import cases, people, scope, staff, standing

#: nothing that a case is about happened before
FIRST_YEAR = 1949
#: names in one field
MOST = 20
#: the answer that sends work back, in every form that offers it
SEND_BACK = "send_back"


class Entry:
    """One entry being read.

    Args:
        given: field → value as typed by the schema or the page.
        at: the instant of the act; nothing can have happened after it.
    """

    def __init__(self, given: Mapping[str, Any], at: datetime):
        self.given, self.at = given, at
        self.faults: dict[str, list[str]] = {}

    def fault(self, key: str, why: str) -> None:
        """Notes what is wrong with a field."""
        self.faults.setdefault(key, []).append(why)

    def words(self, key: str, most: int, *, needed: bool = True) -> str:
        """A text, trimmed; empty where it may be left out."""
        value = self.given.get(key)
        value = normalize("NFC", value).strip() if isinstance(value, str) else "" if value is None else self.fault(key, "应为文本") or ""
        if not value and needed and key not in self.faults:
            self.fault(key, "请填写")
        if len(value) > most:
            self.fault(key, f"最多 {most} 个字，现有 {len(value)} 个字")
        return value

    def choice(self, key: str, among: Container[str]) -> str:
        """One of the known codes."""
        value = self.given.get(key)
        if not isinstance(value, str) or value not in among:
            self.fault(key, "请选择" if value in (None, "") else "不是可选的一项")
            return ""
        return value

    def flag(self, key: str, otherwise: bool = False) -> bool:
        """A yes or no."""
        value = self.given.get(key, otherwise)
        if not isinstance(value, bool):
            self.fault(key, "应为是或否")
        return value is True

    def moment(self, key: str) -> datetime:
        """An instant that has come already; the act's own where the field is wrong."""
        value = self.given.get(key)
        if not isinstance(value, datetime) or value.tzinfo is None:
            self.fault(key, "请填写时间" if value is None else "应为带时区的时间")
        elif value > self.at:
            self.fault(key, "不能晚于现在")
        elif value.year < FIRST_YEAR:
            self.fault(key, "请核对年份")
        else:
            return value
        return self.at

    def window(self, first: str, last: str, longest: timedelta) -> tuple[datetime, datetime]:
        """Two instants, the second later and still to come; the act's own where a field is wrong."""
        found = []
        for key in (first, last):
            value = self.given.get(key)
            if not isinstance(value, datetime) or value.tzinfo is None:
                self.fault(key, "请填写时间" if value is None else "应为带时区的时间")
                value = self.at
            found.append(value)
        if not self.faults.keys() & {first, last}:
            if found[1] <= found[0]:
                self.fault(last, "应晚于开始时间")
            elif found[1] <= self.at:
                self.fault(last, "已经过去")
            elif found[1] - found[0] > longest:
                self.fault(last, f"一次最长 {longest.days} 天")
        return found[0], found[1]

    def officers(self, key: str, least: int) -> list[int]:
        """Person ids without doubles."""
        value = self.given.get(key)
        if not isinstance(value, (list, tuple)) or any(type(one) is not int for one in value):
            self.fault(key, "请选择人员" if value is None else "应为人员编号的列表")
            return []
        found = list(dict.fromkeys(value))
        if not least <= len(found) <= MOST:
            self.fault(key, f"至少 {least} 人，两次填写同一人只算一人" if len(found) < least else f"最多 {MOST} 人")
        return found

    def known(self, conn, key: str, ids: Iterable[int], actor: Any) -> dict[int, str]:
        """The names of persons who exist for the one who enters; a fault where there is nobody of this number."""
        names = people.names(conn, scope.persons(conn, actor, ids)) if ids else {}
        if set(ids) - names.keys():
            self.fault(key, "没有这个人员")
        return names

    def of_staff(self, conn, key: str, ids: Iterable[int]) -> None:
        """A fault for whoever never stands in an officer's field: auxiliary staff and grid workers (行政处罚法第四十二条第一款)."""
        for one in staff.of_kinds(conn, ids, certificates.BESIDE) if ids else ():
            self.fault(key, f"{one['name']}是{staffing.NAMES[one['kind']]}，不能作为执法人员")

    def done(self) -> None:
        """Refuses the entry with every fault.

        Raises:
            errors.FormInvalid: unless there is none.
        """
        if self.faults:
            raise errors.FormInvalid(self.faults)


def still_open(step: Step) -> None:
    """Refuses an entry into the registers of a case that is over.

    Raises:
        errors.CaseClosed.
    """
    if step.held.case["status"] in cases.OVER:
        raise errors.CaseClosed("本案已经办结，不能再登记证据、笔录或者措施。", case_id=step.case_id)


def bear(step: Step, persons: Iterable[int], what: str, *, duty: str = "handle", on_site: datetime | None = None,
         reason: str | None = None) -> list[Held]:
    """What an act on a case puts on the one who acts and on the officers named beside them; each must be able to bear it.

    Args:
        persons: person ids; who acts needs the post, the officers named need what the duty asks for.
        what: the act, in Chinese.
        on_site: when the officers named did it: their certificates count on that day.
        reason: why they bear the duty, where a soft pair asks for it.
    Returns:
        The duties not borne before, to be kept by motion.bear.
    Raises:
        errors.NotEligible, errors.DutyConflict: one of them may not; the words name the person.
    """
    actor, taken = step.act.person_id, []
    held, names = {(h.person_id, h.duty) for h in step.standing.duties}, people.names(step.conn, persons)
    for person_id in dict.fromkeys(persons):
        mine = person_id == actor
        seen = step.standing if mine else standing.read(step.conn, step.case_id, person_id, at=on_site or step.act.at)
        on = shanghai_date(step.act.at if mine or on_site is None else on_site)
        try:
            for_id = permit.on_case(step.engine, seen, person_id, step.held.case, duty, what, on, posted=mine)
            if (person_id, duty) not in held:
                one = permit.taking(step.engine, seen, person_id, duty, what, step.act.at, reason, case_id=step.case_id)
                taken.append(replace(one, for_id=for_id))
            if for_id is not None:
                step.acting_for[person_id] = for_id
        except errors.Refusal as refusal:
            if isinstance(refusal, errors.ReasonNeeded) and reason is None:  # an entry has no field for it
                refusal.next = "请由没有承担过该职责的人员登记。"
            if not mine:
                name = names.get(person_id, "对方")
                said = refusal.detail.replace("您", name)
                refusal.detail = said if name in said else f"{name}：{said}"
            raise
    return taken


def outdate_review(step: Step) -> None:
    """What the reviewer saw changes: until the decision is made, it has to be reviewed anew (行政处罚法第五十八条).

    Raises:
        errors.NeedsUnmet: the decision is just being issued, from where no way leads back to the reviewer.
    """
    met = step.held.case["met"]
    if "legal_review" not in met or "decision" in met or step.running is None:
        return
    for one in step.running.open_tasks().values():
        form = step.running.definition.form(one.element.process, one.element.form)
        if "legal_review" in one.element.needs and not any(SEND_BACK in (f.options or ()) for f in form.fields):
            raise errors.NeedsUnmet(f"正在办理“{one.element.name}”，法制审核通过的证据材料此时不能增减。", next=f"请待“{one.element.name}”办结后再登记。",
                                    missing=["decision"], case_id=step.case_id)
    met["legal_review"] = {**met["legal_review"], "digest": None, "voided": step.act.at}


def write(step: Step) -> None:
    """Writes the case back: it has been added to."""
    cases.write(step.conn, step.held, step.act.at, {"met": step.held.case["met"]}, None)
