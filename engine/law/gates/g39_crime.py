"""G-39: where an item has a crime threshold the test is on record; once reached the case is transferred, not fined instead."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.penalty.crime import crime_for, reached

ID = "G-39"


def check(facts: Facts) -> Finding | None:
    """A negative needs its reason and, for thresholds of value, the value; after a transfer only a returned case is fined."""
    data = facts.data
    on = facts.day("act_ended_on") or facts.day("act_on") or facts.on
    crime = crime_for(facts.rules.thresholds.crimes, facts.item.code, on) if facts.item else None
    if crime is None and not data.get("crime_suspected"):
        return None
    decision = data.get("crime_decision")
    if decision == "transferred":
        if not facts.fine_fen or data.get("crime_returned_on"):
            return None
        return facts.finding(ID, "案件已作为涉嫌犯罪案件移送，不得再以罚款代替刑事责任（行政处罚法第三十五条第二款）。",
                             "请中止办理；公安机关不予立案并退回的，登记退回日期后继续。")
    value_fen, earlier = data.get("crime_value_fen") or None, int(data.get("crime_earlier_penalties") or 0)
    found = reached(crime, value_fen, forbidden=bool(data.get("crime_forbidden")), earlier=earlier) if crime else None
    said = f"{found.why}（{crime.basis}）" if found else f"本事项有“{crime.name}”的追诉标准（{crime.basis}）" if crime else "案件涉嫌犯罪"
    if decision != "not_reached" or not str(data.get("crime_reason") or "").strip():
        return facts.finding(ID, f"{said}，案中没有移送决定，也没有写明不移送的理由。", "请决定是否移送公安机关；认为不构成犯罪的，写明理由和依据。")
    if found and found.certain:
        return facts.finding(ID, f"{said}，不能以“未达到追诉标准”为由不移送。", "请由正职或者主持工作的负责人决定移送公安机关。")
    if crime and value_fen is None:
        return facts.finding(ID, f"{said}，认定未达到标准，但没有写明涉案价值。", "请写明涉案价值及其认定依据（销赃数额、价格认定等）。")
    return None
