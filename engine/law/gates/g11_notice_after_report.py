"""G-11: the prior notice follows the end of the investigation."""
from __future__ import annotations

from engine.law.facts import Facts, Finding
from engine.law.time.milestones import day_of, on_the_spot

ID = "G-11"
_NOTICES = ("prior_notice", "hearing_notice_right")


def check(facts: Facts) -> Finding | None:
    """Ask for a report 调查终结报告 before each notice issued, and before the one about to be; silent where no papers are kept."""
    file = facts.dossier
    if not file.papers or not facts.punishes or on_the_spot(facts):
        return None
    ended = [p.issued_at for p in file.issued("investigation_report")]
    notices = file.issued(*_NOTICES)
    if not ended:
        return facts.finding(ID, "案卷中没有案件调查终结报告。", "请先终结调查、形成调查终结报告，再向当事人告知。")
    early = next((n for n in notices if n.issued_at < ended[0]), None)
    if early is None:
        return None
    return facts.finding(ID, f"《{early.name}》制发于 {day_of(early.issued_at).isoformat()}，早于调查终结（{day_of(ended[0]).isoformat()}）。",
                         "请在调查终结后重新告知当事人。")
