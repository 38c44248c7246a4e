"""Who may perform a duty on a day: kind of staff, certificate 行政执法证, licence 法律职业资格, recusal 回避."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Iterable

#: Kinds of person: an agency's staff, its responsible leader, auxiliary staff 辅助人员, grid workers 网格员.
PERSON_KINDS = ("staff", "leader", "auxiliary", "grid")
CERTIFICATE, LICENCE = "enforcement_certificate", "legal_licence"
#: A certificate of this scope covers every field.
ANY_FIELD = "综合行政执法"

_NAMES = {CERTIFICATE: "行政执法证", LICENCE: "国家统一法律职业资格",
          "staff": "工作人员", "leader": "行政机关负责人", "auxiliary": "执法辅助人员", "grid": "网格员"}
_OFFICERS = "行政处罚法第四十二条第一款"
_REVIEW = "行政处罚法第五十八条第二款"
_DECIDE = "行政处罚法第五十七条"


@dataclass(frozen=True, slots=True)
class Qualification:
    """A certificate or licence.

    Attributes:
        kind: CERTIFICATE or LICENCE.
        scope: fields (domains) it covers; empty or containing 综合行政执法 = all.
        valid_until: last valid day, None when it does not expire.
    """

    kind: str
    number: str
    scope: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Ineligible:
    """Why not, in Chinese, and the article."""

    reason: str
    article: str


@dataclass(frozen=True, slots=True)
class _Need:
    kinds: tuple[str, ...]
    holds: str | None
    article: str


_ANYONE, _STAFF = PERSON_KINDS, ("staff", "leader")
_NEEDS = {
    "patrol": _Need(_ANYONE, None, _OFFICERS),
    "collect": _Need(_ANYONE, None, _OFFICERS),
    "dispatch": _Need(_STAFF, None, _OFFICERS),
    "handle": _Need(_STAFF, CERTIFICATE, _OFFICERS),
    "review": _Need(("staff",), LICENCE, _REVIEW),
    "hearing": _Need(_STAFF, CERTIFICATE, "行政处罚法第四十二条第一款、第六十四条第四项"),
    "hearing_record": _Need(_STAFF, None, "行政处罚法第六十四条"),
    "decide": _Need(("leader",), None, _DECIDE),
    "collective": _Need(("leader",), None, "行政处罚法第五十七条第二款"),
    # Serving papers is among the tasks auxiliary staff may be given; signing as an officer is not.
    "serve": _Need(("staff", "leader", "auxiliary"), None, "行政处罚法第四十二条、第六十一条"),
    "collect_fine": _Need(_STAFF, None, "行政处罚法第六十七条"),
    "archive": _Need(("staff", "leader", "auxiliary"), None, "行政处罚法第四十七条"),
    "assess": _Need(_STAFF, None, "行政处罚法第七十五条"),
    "supervise": _Need(_STAFF, None, "行政处罚法第七十五条"),
}


def check(duty: str, person_kind: str, qualifications: Iterable[Qualification], on: date, *,
          item_domain: str | None = None, recused: bool = False) -> Ineligible | None:
    """Whether a person of this kind with these papers may perform `duty` on `on`.

    Args:
        item_domain: field of the case's item; a certificate must cover it.
        recused: the person is on the case's recusal list.
    Returns:
        None when eligible. An unknown duty or kind is never eligible.
    """
    need = _NEEDS.get(duty)
    if need is None or person_kind not in PERSON_KINDS:
        return Ineligible(f"不认识的职责或人员类别（{duty}、{person_kind}），不能办理。", _OFFICERS)
    if recused:
        return Ineligible("已决定回避，不得参与本案办理。", "行政处罚法第四十三条")
    if person_kind not in need.kinds:
        return Ineligible(f"本环节须由{'或'.join(_NAMES[k] for k in need.kinds)}承担，{_NAMES[person_kind]}不能办理。", need.article)
    if need.holds is None:
        return None
    mine = [q for q in qualifications if q.kind == need.holds]
    faults = [_fault(q, on, item_domain if need.holds == CERTIFICATE else None) for q in mine]
    if any(fault is None for fault in faults):
        return None
    return Ineligible(faults[0] if faults and faults[0] else f"没有登记{_NAMES[need.holds]}，不能承担本环节。", need.article)


def _fault(q: Qualification, on: date, domain: str | None) -> str | None:
    title = f"{_NAMES[q.kind]}（{q.number}）"
    if q.suspended:
        return f"{title}已被暂扣或停用。"
    if q.valid_from and on < q.valid_from:
        return f"{title}自 {q.valid_from.isoformat()} 起才有效。"
    if q.valid_until and on > q.valid_until:
        return f"{title}已于 {q.valid_until.isoformat()} 到期。"
    if domain and q.scope and domain not in q.scope and ANY_FIELD not in q.scope:
        return f"{title}的执法类别不含“{domain}”。"
    return None
