"""C-27: dates follow one another, nobody is in two places at once, and what was done at odd times is remarked on."""
from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from itertools import chain, combinations, pairwise
from typing import Any, Iterator

from engine.law.facts import Facts, Finding
from engine.law.people import hands
from engine.law.time.hours import at_night, holiday
from engine.law.time.milestones import day_of, on_the_spot
from engine.law.time.reckoning import SHANGHAI

ID = "C-27"

_DATES = {
    "found_on": "发现日期", "act_on": "违法行为日期", "correction_ordered_on": "责令改正日期", "recheck_on": "复查日期",
    "notice_served_on": "事先告知送达日期", "hearing_requested_on": "申请听证日期", "hearing_notice_served_on": "听证通知送达日期",
    "hearing_held_on": "听证日期", "decision_served_on": "决定书送达日期", "cash_received_on": "当场收缴日期",
    "deposited_on": "缴付银行日期", "reported_on": "备案日期", "paid_on": "缴款日期", "published_on": "公开日期", "urged_on": "催告日期",
    "urge_served_on": "催告书送达日期", "court_applied_on": "申请强制执行日期",
}
#: The act, and an order given at an earlier visit, may precede the finding that opened this lead.
_MAY_PRECEDE = {"found_on", "act_on", "correction_ordered_on"}
#: obligations in the only order that the procedure allows
_COURSE = {"filing": "立案", "decision": "作出决定", "closed": "结案", "archived": "归档"}


def check(facts: Facts) -> Finding | None:
    """What cannot be true stops the case; what is merely odd (night, holiday, many papers of one day) is a remark."""
    wrong = next(chain(_form_dates(facts), _file_dates(facts), _records(facts)), None)
    if wrong:
        return facts.finding(ID, *wrong)
    odd = [*_odd_hours(facts), *_clusters(facts)]
    return facts.finding(ID, f"{'；'.join(odd)}。", "请核对形成时间；属实的，在案卷中说明情况。", past=True) if odd else None


def _form_dates(facts: Facts) -> Iterator[tuple[str, str]]:
    """Only dates of things done are looked at; a date set for the future (改正期限) is not."""
    found_on = facts.day("found_on")
    for key, name in _DATES.items():
        day = facts.day(key)
        if day is not None and day > facts.on:
            yield f"{name} {day.isoformat()} 晚于今天（{facts.on.isoformat()}）。", "请按实际发生的日期填写。"
        elif day is not None and found_on and day < found_on and key not in _MAY_PRECEDE:
            yield f"{name} {day.isoformat()} 早于发现日期 {found_on.isoformat()}。", "请核对日期。"


def _file_dates(facts: Facts) -> Iterator[tuple[str, str]]:
    file = facts.dossier
    done = [*((d.at, f"“{d.name}”") for d in file.deeds), *((p.issued_at, f"《{p.name}》") for p in file.papers),
            *((e.obtained_at, f"证据“{e.name}”") for e in file.evidence)]
    for at, what in done:
        if at > facts.at:
            yield f"{what}的时间 {_said(at)} 晚于现在。", "请按实际发生的时间记载。"
    for earlier, later in pairwise(file.deeds):
        if later.at < earlier.at:
            yield f"“{later.name}”（{_said(later.at)}）在“{earlier.name}”（{_said(earlier.at)}）之后办理，时间却在先。", "请核对办理时间，不得倒签。"
    course = [(name, at) for code, name in _COURSE.items() if (at := facts.done_at(code))]
    for (first, began), (then, ended) in pairwise(course):
        if ended < began:
            yield f"{then}（{_said(ended)}）早于{first}（{_said(began)}）。", "请核对办理时间，不得倒签。"


def _records(facts: Facts) -> Iterator[tuple[str, str]]:
    records = facts.dossier.records
    for record in records:
        if record.ended_at < record.began_at or record.ended_at > facts.at:
            yield f"{_record(record)}的起止时间不合理（{_said(record.began_at)} 至 {_said(record.ended_at)}）。", "请核对笔录的起止时间。"
    for one, other in combinations(records, 2):
        both = [p for p in one.officers if p in other.officers]
        if both and one.began_at < other.ended_at and other.began_at < one.ended_at:
            yield (f"{hands.name(facts, both[0])}同时出现在两份笔录中：{_said(one.began_at)} 的{_record(one)}与 {_said(other.began_at)} 的"
                   f"{_record(other)}时间重叠。"), "请核对两份笔录的时间和询问人。"


def _odd_hours(facts: Facts) -> Iterator[str]:
    """A note of the urgency explains the hour; then there is nothing to remark on."""
    if str(facts.data.get("urgent_evidence_note") or "").strip():
        return
    for record in facts.dossier.records:
        named = holiday(facts.rules.calendar, day_of(record.began_at))
        if named or at_night(facts.rules, record.began_at) or at_night(facts.rules, record.ended_at):
            yield f"{_said(record.began_at)} 的{_record(record)}形成于{f'节假日（{named}）' if named else '夜间'}"


def _clusters(facts: Facts) -> Iterator[str]:
    """Papers of many stages with one date (DOMAIN §6.4): in the summary procedure one day is the rule, not the oddity."""
    stages, most = (facts.rules.limit(code, facts.on) for code in ("stage_papers", "same_day_stages"))
    if stages is None or most is None or on_the_spot(facts):
        return
    days: dict[date, dict[str, Any]] = defaultdict(dict)
    for paper in facts.dossier.issued(*stages.codes):
        days[day_of(paper.issued_at)][paper.kind] = paper.name
    for day, names in days.items():
        if len(names) >= most.value:
            yield f"《{'》《'.join(names.values())}》都形成于 {day.isoformat()}，疑似事后补作"


def _record(record: Any) -> str:
    return hands.RECORDS.get(record.kind, "笔录")


def _said(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
