"""The one choke point: may this person do this, in this case, today?

Claim, complete, sign, delegate, transfer: each act that gives or uses power over a task passes `permit`; an act on a case
that no drawn task stands for (evidence, records, things held) passes `on_case`. Both look at the natural person and the whole
life of the case, so a delegate, a second account, a later round or a called process opens no way around. There is no
administrator exception.
"""
from __future__ import annotations

from datetime import date

from engine import errors
from engine.law import eligibility, separation
from engine.store.standing import Standing

#: 办、审、定 and what stands beside them, as people say it
DUTY_NAMES = {"patrol": "巡查", "collect": "信息采集", "dispatch": "分派", "handle": "办案", "review": "法制审核", "hearing": "听证主持",
              "decide": "负责人审批", "serve": "送达", "collect_fine": "罚款收缴", "archive": "归档", "assess": "案卷评查", "supervise": "监督"}


def sees(unit: dict, standing: Standing, person_id: int, task: dict | None, *, over: bool = False) -> bool:
    """Whether the case exists for a person: own unit, a guiding post above it, a duty held in it, or a task in hand.

    Args:
        unit: the case's unit, with `id` and `parent_id`.
        over: whether the case is closed or ended, and so open to those who assess files.
    """
    guiding = {u for u, d in standing.posts if d in ("review", "decide", "hearing", "supervise", *(("assess",) if over else ()))}
    return (any(u == unit["id"] for u, _ in standing.posts) or unit["parent_id"] in guiding
            or any(h.person_id == person_id for h in standing.duties)
            or (task is not None and person_id in (task["assignee_id"], task["owner_id"])))


def permit(engine, standing: Standing, person_id: int, task: dict, on: date, *, posted: bool = True) -> None:
    """Refuses an act on a task that this person may not do today.

    Args:
        standing: how the person stands in the case, read in this transaction.
        task: the task's row.
        on: the day of the act, in China.
        posted: whether a post for the duty at the task's unit is asked for; off for the one it was handed to.
    Raises:
        errors.NotEligible: no such post, or no valid certificate or licence that day (行政处罚法第四十二条、第五十八条).
        errors.DutyConflict: the person has borne a separated duty in this case.
    """
    reason = barred(engine, standing, person_id, task, on, posted=posted)
    if reason is not None:
        raise reason


def on_case(engine, standing: Standing, person_id: int, case: dict, duty: str, what: str, on: date, *, posted: bool = True) -> None:
    """Refuses an act on a case that no task stands for.

    Args:
        case: the case's row.
        what: the act, in Chinese, e.g. 登记证据.
        posted: whether a post for the duty at the case's own unit is asked for; off for an officer named beside the one who acts.
    Raises:
        errors.NotEligible, errors.DutyConflict: see `permit`.
    """
    permit(engine, standing, person_id, {"case_id": case["id"], "duty": duty, "name": what, "unit_id": case["unit_id"]}, on, posted=posted)


def barred(engine, standing: Standing, person_id: int, task: dict, on: date, *, posted: bool = True) -> errors.Refusal | None:
    """Why a person may not act on a task, as the refusal that `permit` would raise, or None.

    Args:
        task: the task's row, or for an act on a case just `case_id`, `duty`, `name` and `unit_id`.
    """
    ids = {"case_id": task["case_id"], **({"task_id": task["id"]} if "id" in task else {})}
    duty, hand_on = DUTY_NAMES[task["duty"]], "转办给" if "id" in task else "改由"
    if not standing.active:
        return errors.NotEligible("您的人员信息已停用。", next="请联系系统管理员。", **ids)
    if posted and (task["unit_id"], task["duty"]) not in standing.posts:
        return errors.NotEligible(f"“{task['name']}”由{duty}岗位办理，您在该单位没有这一岗位。",
                                  next="请由相应岗位人员认领。" if "id" in task else "请由相应岗位人员办理。", **ids)
    if person_id in standing.recused:
        return errors.NotEligible(f"您已在本案回避，不能办理“{task['name']}”。", article="行政处罚法第四十三条",
                                  next=f"请{hand_on}其他人员{'' if 'id' in task else '办理'}。", **ids)
    unfit = eligibility.check(task["duty"], standing.kind, standing.qualifications, on)
    if unfit is not None:
        return errors.NotEligible(unfit.reason, article=unfit.article, next=f"请{hand_on}具备资格的人员{'' if 'id' in task else '办理'}。", **ids)
    breach = separation.conflict(standing.duties, person_id, task["duty"], engine.rules.separation)
    if breach is not None:
        when = breach.held.at.astimezone(engine.zone)
        return errors.DutyConflict(
            f"不能由您承担{duty}：您在 {when.month} 月 {when.day} 日承担了本案的{DUTY_NAMES[breach.held.duty]}（{breach.held.task_name}）。",
            article=breach.basis, next="请转交其他符合条件的人员，或提请县级共享人员池。", held=breach.held.duty, wanted=task["duty"], **ids)
    return None
