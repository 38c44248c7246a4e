"""C-27: no record is dated in the future, nor before the finding it follows from."""
from __future__ import annotations

from engine.law.facts import Facts, Finding

ID = "C-27"

_DATES = {
    "found_on": "发现日期", "act_on": "违法行为日期", "correction_ordered_on": "责令改正日期", "recheck_on": "复查日期",
    "notice_served_on": "事先告知送达日期", "hearing_held_on": "听证日期", "decision_served_on": "决定书送达日期",
    "cash_received_on": "当场收缴日期", "deposited_on": "缴付银行日期", "reported_on": "备案日期", "paid_on": "缴款日期",
    "published_on": "公开日期", "urged_on": "催告日期",
}
#: The act, and an order given at an earlier visit, may precede the finding that opened this lead.
_MAY_PRECEDE = {"found_on", "act_on", "correction_ordered_on"}


def check(facts: Facts) -> Finding | None:
    """Only dates of things done are looked at; a date set for the future (改正期限) is not."""
    found_on = facts.day("found_on")
    for key, name in _DATES.items():
        day = facts.day(key)
        if day is None:
            continue
        if day > facts.on:
            return facts.finding(ID, f"{name} {day.isoformat()} 晚于今天（{facts.on.isoformat()}）。", "请按实际发生的日期填写。")
        if found_on and day < found_on and key not in _MAY_PRECEDE:
            return facts.finding(ID, f"{name} {day.isoformat()} 早于发现日期 {found_on.isoformat()}。", "请核对日期。")
    return None
