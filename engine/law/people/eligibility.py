"""Who may perform a duty in a case on a day: one function of person, act, case and date.

It sees whether the person serves here, the post, the kind of staff, certificate 行政执法证, licence 法律职业资格, recusal, separation over
the whole history, and absence. A substitute 代理人 is asked for both (engine.law.people.substitution).
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Iterable, Mapping

from engine.law.people import separation
from engine.law.people.separation import Breach, Held

#: Kinds of person: an agency's staff, its responsible leader, auxiliary staff 辅助人员, grid workers 网格员.
PERSON_KINDS = ("staff", "leader", "auxiliary", "grid")
CERTIFICATE, LICENCE = "enforcement_certificate", "legal_licence"
#: A certificate of this scope covers every field.
ANY_FIELD = "综合行政执法"

_NAMES = {CERTIFICATE: "行政执法证", LICENCE: "国家统一法律职业资格",
          "staff": "工作人员", "leader": "行政机关负责人", "auxiliary": "执法辅助人员", "grid": "网格员"}
_OFFICERS, _RECUSAL = "行政处罚法第四十二条第一款", "行政处罚法第四十三条"
_DECIDE, _REVIEW = "行政处罚法第五十七条", "行政处罚法第五十八条第二款"


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
class Person:
    """A natural person on the day asked about.

    Attributes:
        active: whether the person is entered as serving. left_on: the last day of service.
        admin: which of the three administrators 三员 this is, if one.
        posts: (unit, duty) pairs held that day.
        reviewer_since: since when they review 法制审核. away_until: end of the absence they are on, if on one.
    """

    id: int
    kind: str
    name: str = ""
    active: bool = True
    left_on: date | None = None
    admin: str | None = None
    reviewer_since: date | None = None
    posts: frozenset[tuple[int, str]] = frozenset()
    qualifications: tuple[Qualification, ...] = ()
    away_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done: the duty, the unit whose post it asks for (None for no post), the field of the case's item."""

    duty: str
    unit_id: int | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """The case so far: every duty anybody has borne, and who was taken off it."""

    held: tuple[Held, ...] = ()
    recused: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rule pack says: the separated pairs, and since when new reviewers need the licence (None: all need it)."""

    pairs: Mapping[tuple[str, str], str]
    licence_from: date | None = None


@dataclass(frozen=True, slots=True)
class Ineligible:
    """Why not, in Chinese, and the article.

    Attributes:
        bar: what stands against it: unknown, inactive, left, admin, post, recused, unfit, separated (by `breach`), away.
        of: whom it speaks of, where one person is asked for another.
    """

    reason: str
    article: str | None
    bar: str = "unfit"
    breach: Breach | None = None
    of: int | None = None


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


def refuse(person: Person, work: Work, past: Past, terms: Terms, on: date, *, present: bool = True) -> Ineligible | None:
    """Why a person may not do this in this case on this day, or None.

    Args:
        present: whether an absence counts; off for the one who is stood in for.
    """
    if not person.active:
        return Ineligible("人员信息已停用。", None, "inactive")
    if person.left_on and on > person.left_on:
        return Ineligible(f"已于 {person.left_on.isoformat()} 离职。", None, "left")
    if person.admin:
        return Ineligible("系统管理员、安全管理员、审计管理员不承担案件职责。", "GB/T 22239-2019 安全管理中心", "admin")
    if person.id in past.recused:
        return Ineligible("已决定回避，不得参与本案办理。", _RECUSAL, "recused")
    if work.unit_id is not None and (work.unit_id, work.duty) not in person.posts:
        return Ineligible("在该单位没有这一岗位。", None, "post")
    unfit = check(work.duty, person.kind, person.qualifications, on, item_domain=work.domain, reviewer_since=person.reviewer_since,
                  licence_from=terms.licence_from)
    if unfit is not None:
        return unfit
    breach = separation.conflict(past.held, person.id, work.duty, terms.pairs)
    if breach is not None:
        return Ineligible("在本案承担了与此分离的职责。", breach.basis, "separated", breach)
    return Ineligible("登记为不在岗。", None, "away") if present and person.away_until is not None else None


def check(duty: str, person_kind: str, qualifications: Iterable[Qualification], on: date, *, item_domain: str | None = None,
          recused: bool = False, reviewer_since: date | None = None, licence_from: date | None = None) -> Ineligible | None:
    """Whether a person of this kind with these papers may perform `duty` on `on`.

    Args:
        item_domain: field of the case's item; a certificate must cover it.
        recused: the person is on the case's recusal list.
        reviewer_since: since when they review; who began before `licence_from` needs no licence (初次从事, 第五十八条第二款).
    Returns:
        None when eligible. An unknown duty or kind is never eligible.
    """
    need = _NEEDS.get(duty)
    if need is None or person_kind not in PERSON_KINDS:
        return Ineligible(f"不认识的职责或人员类别（{duty}、{person_kind}），不能办理。", _OFFICERS, "unknown")
    if recused:
        return Ineligible("已决定回避，不得参与本案办理。", _RECUSAL, "recused")
    if person_kind not in need.kinds:
        return Ineligible(f"本环节须由{'或'.join(_NAMES[k] for k in need.kinds)}承担，{_NAMES[person_kind]}不能办理。", need.article)
    if need.holds is None or (need.holds == LICENCE and reviewer_since and licence_from and reviewer_since < licence_from):
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
