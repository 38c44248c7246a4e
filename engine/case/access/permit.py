"""The one choke point: may this person do this, in this case, today?

Claim, complete, sign, delegate, transfer: each act that gives or uses power over a task passes `permit`; an act on a case
that no drawn task stands for (evidence, records, things held) passes `on_case`. Both look at the natural person and the whole
life of the case, so a delegate, a second account, a later round or a called process opens no way around. There is no
administrator exception.
"""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Iterable, Iterator, Mapping

from engine import errors
from engine.law.people import eligibility, separation, substitution
from engine.law.people.eligibility import Past
from engine.law.people.separation import Held
from engine.store import scope
from engine.store.standing import Holder, Standing

#: 办、审、定 and what stands beside them, as people say it
DUTY_NAMES = {"patrol": "巡查", "collect": "信息采集", "dispatch": "分派", "handle": "办案", "review": "法制审核", "hearing": "听证主持",
              "hearing_record": "听证记录", "decide": "负责人审批", "collective": "集体讨论表决", "serve": "送达", "collect_fine": "罚款收缴",
              "archive": "归档", "assess": "案卷评查", "supervise": "监督"}
#: characters of a reason for bearing two duties
REASON = 200


def sees(engine, conn, actor, standing: Standing, case: Mapping[str, Any], task: Mapping[str, Any] | None = None) -> bool:
    """Whether the case exists for a person, as `engine.store.scope` says it to lists.

    What the rows at hand tell costs no statement: a completion knows by them; the rest is asked of the database.

    Args:
        standing: the person's, read in this transaction: what they have lost since they signed in opens nothing.
        case: the case's row, with `id` and `unit_id`.
    """
    if actor.admin is not None or standing.me.admin is not None:
        return False
    unit, me = engine.unit(conn, case["unit_id"]), actor.person_id
    here = actor.county_id is not None and unit["county_id"] == actor.county_id
    if here and (any(h.person_id == me for h in standing.duties) or (task is not None and me in (task["assignee_id"], task["owner_id"]))):
        return True
    now = replace(actor, posts=tuple(sorted(standing.reach)), lent=())
    if here and not (scope.own_units(now).isdisjoint(unit["seats"]) and scope.guiding_units(now).isdisjoint(unit["guides"])):
        return True
    return scope.sees(conn, now, case["id"])


@dataclass(frozen=True)
class Verdict:
    """What came of asking: why not, or None; then as whose substitute 代理人 the person acts (None: in their own right).

    Attributes:
        bar: what stands against it, as engine.law.people.eligibility names it.
    """

    refusal: errors.Refusal | None
    for_id: int | None = None
    bar: str | None = None


def permit(engine, standing: Standing, person_id: int, task: dict, on: date, *, posted: bool = True) -> int | None:
    """Refuses an act on a task that this person may not do today.

    Args:
        standing: how the person stands in the case, read in this transaction.
        task: the task's row.
        on: the day of the act, in China.
        posted: whether a post for the duty at the task's unit is asked for.
    Returns:
        As whose substitute they do it, if as one.
    Raises:
        errors.NotEligible: no such post, or no valid certificate or licence that day (行政处罚法第四十二条、第五十八条).
        errors.DutyConflict: the person has borne a separated duty in this case.
    """
    verdict = judged(engine, standing, person_id, task, on, posted=posted)
    if verdict.refusal is not None:
        raise verdict.refusal
    return verdict.for_id


def on_case(engine, standing: Standing, person_id: int, case: dict, duty: str, what: str, on: date, *, posted: bool = True) -> int | None:
    """Refuses an act on a case that no task stands for.

    Args:
        case: the case's row.
        what: the act, in Chinese, e.g. 登记证据.
        posted: whether a post for the duty at the case's own unit is asked for; off for an officer named beside the one who acts.
    Returns:
        As whose substitute they do it, if as one.
    Raises:
        errors.NotEligible, errors.DutyConflict: see `permit`.
    """
    return permit(engine, standing, person_id, {"case_id": case["id"], "duty": duty, "name": what, "unit_id": case["unit_id"]}, on, posted=posted)


def barred(engine, standing: Standing, person_id: int, task: dict, on: date, *, posted: bool = True) -> errors.Refusal | None:
    """Why a person may not act on a task, as the refusal that `permit` would raise, or None.

    Args:
        task: the task's row, or for an act on a case just `case_id`, `duty`, `name` and `unit_id`.
    """
    return judged(engine, standing, person_id, task, on, posted=posted).refusal


def judged(engine, standing: Standing, person_id: int, task: dict, on: date, *, posted: bool = True) -> Verdict:
    """Asks the law about a person and a task: in their own right, then for each whom they stand in for.

    A task that was taken for somebody stays theirs while the substitution lasts.
    """
    if standing.me.id not in (0, person_id):
        raise ValueError("the standing of somebody else")
    work, ask = work_of(engine, task, standing.item_code, posted), terms(engine, on)
    own = eligibility.refuse(standing.me, work, standing.past, ask, on)
    bound = task.get("for_id") if task.get("assignee_id") == person_id else None
    if own is None and bound is None:
        return Verdict(None)
    said, bar = None, own.bar if own else None
    for lent in standing.lent:
        if (lent.unit_id, lent.duty) != (task["unit_id"], task["duty"]) or bound not in (None, lent.principal.id):
            continue
        found = substitution.refuse(standing.me, lent.principal, work, standing.past, ask, on)
        if found is None:
            return Verdict(None, lent.principal.id)
        if said is None:
            said, bar = worded(engine, found, task, "您" if found.of == person_id else lent.principal.name, principal=lent.principal.name), found.bar
    if own is None:
        return Verdict(None)
    if bound is not None and said is None:
        said, bar = errors.NotEligible(f"您代理他人办理“{task['name']}”，代理期限已经结束。", next="请释放，由原岗位人员或者其他人员办理。", **_ids(task)), "ended"
    return Verdict(said or worded(engine, own, task), bar=bar)


def judged_pool(engine, holders: Iterable[Holder], past: Past, task: Mapping[str, Any], on: date) -> Iterator[tuple[Holder, Verdict]]:
    """The same of everybody in a pool (engine.store.standing.pools); one after the other; a refusal speaks of them by name.

    Args:
        task: with `item_code`, as lists have it.
    """
    work, ask = work_of(engine, task, task.get("item_code"), True), terms(engine, on)
    borne: dict[int | str | None, list[Held]] = {}
    for one in past.held:  # told apart by person once: most of a pool has borne nothing
        for who in {one.person_id, one.for_id}:
            borne.setdefault(who, []).append(one)
    for holder in holders:
        one, other = holder.person, holder.principal
        own = Past((*borne.get(one.id, ()), *(borne.get(other.id, ()) if other else ())), past.recused)
        why = eligibility.refuse(one, work, own, ask, on) if other is None else substitution.refuse(one, other, work, own, ask, on)
        if why is None:
            yield holder, Verdict(None, other.id if other else None)
        else:
            name = other.name if other and why.of == other.id else one.name
            yield holder, Verdict(worded(engine, why, task, name, principal=other and other.name), bar=why.bar)


def work_of(engine, task: dict, item_code: str | None, posted: bool) -> eligibility.Work:
    """What a task asks of whoever does it."""
    item = engine.rules.items.get(item_code)
    return eligibility.Work(task["duty"], task["unit_id"] if posted else None, item.domain if item else None)


def terms(engine, on: date) -> eligibility.Terms:
    """What the rule pack says about persons on a day."""
    first = engine.rules.limit("first_reviewer", on)
    return eligibility.Terms(engine.rules.separation, first.in_force if first else None)


def worded(engine, found: eligibility.Ineligible, task: dict, subject: str = "您", *, principal: str | None = None) -> errors.Refusal:
    """A refusal as people read it: what stands against it, the article, and what to do.

    Args:
        subject: whom it speaks of. principal: for whom it was to be done, if for anybody.
    """
    ids, duty, what = _ids(task), DUTY_NAMES[task["duty"]], task["name"]
    hand_on, end = ("转办给", "") if "id" in task else ("改由", "办理")
    lead = f"代理{principal}办理：" if principal else ""
    if found.breach is not None:
        when = found.breach.held.at.astimezone(engine.zone)
        return errors.DutyConflict(
            f"{lead}不能由{subject}承担{duty}：{subject}在 {when.month} 月 {when.day} 日承担了本案的{DUTY_NAMES[found.breach.held.duty]}（{found.breach.held.task_name}）。",
            article=found.article, next="请转交其他符合条件的人员，或提请县级共享人员池。", held=found.breach.held.duty, wanted=task["duty"], **ids)
    said, then = {
        "inactive": (f"{subject}的人员信息已停用。", "请联系系统管理员。"),
        "left": (f"{subject}{found.reason}", f"请{hand_on}其他人员{end}。"),
        "admin": (f"{subject}是系统的管理员，不承担案件职责。", f"请{hand_on}相应岗位的人员{end}。"),
        "post": (f"“{what}”由{duty}岗位办理，{subject}在该单位没有这一岗位。", "请由相应岗位人员认领。" if "id" in task else "请由相应岗位人员办理。"),
        "recused": (f"{subject}已在本案回避，不能办理“{what}”。", f"请{hand_on}其他人员{end}。"),
        "away": (f"{subject}登记为请假或者外出，这段时间不能办理“{what}”。", "已经返岗的，请在“在岗与代理”中销假；未返岗的，请安排他人代理。"),
    }.get(found.bar, (found.reason if subject == "您" else f"{subject}：{found.reason}", f"请{hand_on}具备资格的人员{end}。"))
    return errors.NotEligible(lead + said, article=found.article, next=then, **ids)


def _ids(task: dict) -> dict[str, int]:
    return {"case_id": task["case_id"], **({"task_id": task["id"]} if "id" in task else {})}


def to_reason(engine, standing: Standing, person_id: int, duty: str) -> separation.Breach | None:
    """The duty borne before because of which this person may bear `duty` only with a recorded reason; None when none is asked for."""
    if any(one.person_id == person_id and one.duty == duty for one in standing.duties):
        return None  # borne already, the reason is with it
    return separation.conflict(standing.duties, person_id, duty, engine.rules.soft_separation)


def why(engine, breach: separation.Breach) -> str:
    """What the person is asked to give a reason for."""
    when = breach.held.at.astimezone(engine.zone)
    return (f"您在 {when.month} 月 {when.day} 日承担了本案的{DUTY_NAMES[breach.held.duty]}（{breach.held.task_name}），"
            f"由您兼任{DUTY_NAMES[breach.wanted]}须记明理由。")


def taking(engine, standing: Standing, person_id: int, duty: str, what: str, at: datetime, reason: str | None, **ids: int) -> Held:
    """A duty as this person takes it on, with the reason where a soft pair asks for one.

    Args:
        what: the act, in Chinese. ids: what the refusal names, e.g. `case_id`.
    Raises:
        errors.ReasonNeeded: a soft pair, and no reason given.
    """
    breach = to_reason(engine, standing, person_id, duty)
    if breach is None:
        return Held(person_id, duty, at, what)
    said = (reason or "").strip()
    if not said:
        raise errors.ReasonNeeded(why(engine, breach), article=breach.basis, held=breach.held.duty, wanted=duty, **ids)
    if len(said) > REASON:
        raise errors.FormInvalid({"duty_reason": [f"最多 {REASON} 个字，现有 {len(said)} 个字"]})
    return Held(person_id, duty, at, what, reason=said)
