"""G-14: seven working days lie between the hearing notice and the hearing, and no investigator presides.

第六十四条第二项 says 七日前. Read strictly, seven whole working days pass between the day of service and the day of the
hearing, neither of them counted; the reading that counts one of them is one day shorter and is not used.
"""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.people import hands
from engine.law.time.milestones import last_day

ID = "G-14"


def check(facts: Facts) -> Finding | None:
    """The days are those of the clock `hearing_notice`; they run from the service of the notice."""
    held_on = facts.day("hearing_held_on")
    set_on = held_on or facts.day("hearing_set_on")
    if set_on is None:
        return None
    service = facts.dossier.served("hearing_notice")
    served_on = facts.day("hearing_notice_served_on") or (service.on if service else None)
    if served_on is None and held_on and facts.dossier.services:
        return facts.finding(ID, "听证已举行，案卷中没有听证通知书的送达回证。", "请补充送达材料；没有通知的，重新通知并另行举行听证。")
    last = last_day(facts, "hearing_notice", served_on) if served_on else None
    if last is not None and set_on <= last:
        return facts.finding(ID, f"听证通知于 {served_on.isoformat()} 送达，最早应在 {last.isoformat()} 之后举行听证，"
                                 f"不得定在 {set_on.isoformat()}。", "请改期并重新送达听证通知书。")
    # a form keeps the person's number as text
    host = next((one for one in hands.investigators(facts) if str(one) == str(facts.data.get("hearing_host") or "")), None)
    if host is not None:
        return facts.finding(ID, f"听证主持人{hands.name(facts, host)}是本案调查人员。", "请指定非本案调查人员主持，重新举行听证。")
    return None
