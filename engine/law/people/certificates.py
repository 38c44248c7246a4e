"""Enforcement certificates 行政执法证 and legal licences: who may be given one, what it waits for, when to warn, what to clean out."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Iterable, Sequence

from engine.law.people.eligibility import CERTIFICATE, LICENCE

KINDS = {CERTIFICATE: "行政执法证", LICENCE: "法律职业资格证书"}
#: licences are given for life: this day stands for "without expiry"
WITHOUT_EXPIRY = date(2099, 12, 31)
#: kinds of person who never stand in an officer's field 执法辅助人员、网格员
BESIDE = ("auxiliary", "grid")
COURSE, EXAM = "course", "exam"
TRAININGS = {COURSE: "培训", EXAM: "考试"}
OFFICERS = "行政处罚法第四十二条第一款"
#: what becomes of a certificate in its life
CHANGES = {"entered": "登记", "renewed": "换证", "suspended": "暂扣", "reinstated": "恢复", "withdrawn": "收回注销"}
#: why a certificate is cleaned out 证件清理 → (in Chinese, what is done with it)
GROUNDS = {
    "left": ("持证人已离岗", "withdraw"), "beside": ("持证人为辅助人员或者网格员，不得持有执法证", "withdraw"),
    "expired": ("有效期已过，未换证", "withdraw"), "off_post": ("持证人已不在执法岗位", "suspend"),
    "untrained": ("近一年培训学时不足", "suspend")}


@dataclass(frozen=True, slots=True)
class Trained:
    """A course attended or an examination sat.

    Attributes:
        kind: COURSE or EXAM. hours: of a course. passed: of an examination.
    """

    kind: str
    on: date
    hours: int = 0
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What the county asks before a certificate is entered or renewed; see processes/law/staffing.toml.

    Attributes:
        exam_days: how long a passed examination counts. hours: of training within a year, asked for a renewal.
        years: the longest a certificate may run. warn_days: days before expiry on which a warning is given, the longest first.
    """

    exam_days: int
    hours: int
    years: int
    warn_days: tuple[int, ...]


def may_hold(person_kind: str, kind: str) -> str:
    """Why a person of this kind may not be given a certificate or licence, in Chinese; empty when they may."""
    if kind == CERTIFICATE and person_kind in BESIDE:
        return "执法辅助人员、网格员不得持有行政执法证"
    return ""


def term_fault(kind: str, valid_from: date, valid_until: date, policy: Policy) -> str:
    """What is wrong with a period of validity, in Chinese; empty when nothing is."""
    if valid_until < valid_from:
        return "有效期止日早于起日"
    if kind == CERTIFICATE and valid_until >= years_later(valid_from, policy.years):
        return f"行政执法证的有效期最长 {policy.years} 年"
    return ""


def years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def untrained(trained: Iterable[Trained], on: date, policy: Policy, *, renewal: bool) -> list[str]:
    """What training still lacks before a certificate may be entered or renewed on `on`, in Chinese; empty when nothing does."""
    rows, found = list(trained), []
    first = on - timedelta(days=policy.exam_days)
    if not any(one.kind == EXAM and one.passed and first <= one.on <= on for one in rows):
        found.append(f"近 {policy.exam_days} 日内没有合格的考试成绩")
    had = hours(rows, on)
    if renewal and had < policy.hours:
        found.append(f"近一年培训 {had} 学时，不足 {policy.hours} 学时")
    return found


def hours(trained: Iterable[Trained], on: date) -> int:
    """Hours of training within the year up to `on`."""
    return sum(one.hours for one in trained if one.kind == COURSE and years_later(one.on, 1) > on >= one.on)


def due_warning(valid_until: date, on: date, days: Sequence[int]) -> int | None:
    """The nearest warning that has come due by `on`: so many days before expiry; 0 once expired; None before the first."""
    left = (valid_until - on).days
    return 0 if left < 0 else min((n for n in days if left <= n), default=None)


def grounds(*, active: bool, person_kind: str, kind: str, valid_until: date, on_post: bool, trained: Iterable[Trained], on: date,
            policy: Policy) -> list[str]:
    """Why a certificate should be cleaned out on `on`: codes of GROUNDS, the gravest first; empty when it should not.

    Args:
        active: whether its holder still works here. on_post: whether they hold an officer's post that day.
    """
    if kind != CERTIFICATE:  # a licence is the person's own, not the agency's to take back
        return []
    found = {"left": not active, "beside": person_kind in BESIDE, "expired": valid_until < on, "off_post": not on_post,
             "untrained": hours(trained, on) < policy.hours}
    return [code for code in GROUNDS if found[code]]
