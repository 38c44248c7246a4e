"""Recusal, absence and substitution as forms."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.auth import current_actor
from api.current import at, engine
from engine.work import absences, recusals, substitutions
from web import forms
from web.words import DUTIES

YES, NO = "yes", "no"
#: ways of bringing up a recusal → what each is called on the form
WAYS = {"self": "本人自行回避", "party": "登记当事人的回避申请", "order": "指令他人回避"}


def _part(kind: str, key: str, label: str, *, required: bool = True, most: int | None = None, **more: Any) -> dict[str, Any]:
    return {"type": kind, "key": key, "label": label, "validate": {"required": required, **({"maxLength": most} if most else {})}, **more}


def _of(table: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": code, "label": name} for code, name in table.items()]


def _people(persons: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [{"value": str(p["id"]), "label": p["name"], "group": p.get("unit_name") or ""} for p in persons]


def _window() -> list[dict[str, Any]]:
    return [_part("datetime", "from_at", "开始时间", properties={"kind": "moment"}), _part("datetime", "until_at", "结束时间", properties={"kind": "moment"})]


def recusal_form(found: Mapping[str, Any]) -> dict[str, Any]:
    """How a recusal is brought up; the person is asked for where it is not oneself."""
    return {"components": [
        _part("radio", "by", "方式", values=_of({way: WAYS[way] for way in found["can"]})),
        _part("select", "person_id", "应当回避的人员", required=False, values=_people(found["people"]), conditional={"hide": '=by == "self"'}),
        _part("radio", "ground", "事由", values=_of(recusals.GROUNDS)), _part("textarea", "reason", "具体情况", most=500)]}


def decision_form() -> dict[str, Any]:
    """What the head decides."""
    return {"components": [
        _part("radio", "granted", "决定", values=[{"value": YES, "label": "回避"}, {"value": NO, "label": "不予回避"}]), _part("textarea", "opinion", "理由", most=500)]}


def recusals_tab(case_id: int) -> dict[str, Any]:
    """What the tab of recusals shows."""
    found = recusals.of_case(engine(), current_actor(), case_id, at=at())
    return {"recusals": found, "opened": "", "entry": forms.fields(recusal_form(found), {"by": "self"}, place="recusal-"),
            "decisions": {r["id"]: forms.fields(decision_form(), place=f"r{r['id']}-") for r in found["items"] if r["can"]}}


def absence_form(found: Mapping[str, Any]) -> dict[str, Any]:
    """What is entered of an absence; the person is asked for where there is a choice."""
    whose = [_part("select", "person_id", "人员", values=_people(found["people"]))] if len(found["people"]) > 1 else []
    return {"components": [*whose, _part("select", "kind", "种类", values=_of(absences.KINDS)), *_window(), _part("textfield", "note", "说明", required=False, most=200)]}


def substitution_form(found: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked for a substitution: whose post, who stands in, when and why."""
    mine = len({p["person_id"] for p in found["posts"]}) <= 1
    posts = [{"value": f"{p['person_id']}-{p['unit_id']}-{p['duty']}", "label": f"{p['unit_name']}　{DUTIES[p['duty']][1]}" + ("" if mine else f"　{p['person_name']}")}
             for p in found["posts"] if p["duty"] in DUTIES]
    return {"components": [
        _part("select", "post", "由他人代理的岗位", values=posts),
        _part("select", "deputy_id", "代理人", values=_people(found["people"]), description="代理人本人也须具备这一岗位要求的身份和证件"),
        *_window(), _part("textfield", "reason", "原因", most=200)]}


def whole(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    """A posted form with these fields as numbers; what is none is left out."""
    return {k: int(v) if k in keys else v for k, v in data.items() if k not in keys or (str(v).isascii() and str(v).isdigit() and len(str(v)) < 10)}


def presence(**more: Any) -> dict[str, Any]:
    """What the page of who is away and who stands in shows; `more` takes the place of its forms."""
    who, now = current_actor(), at()
    away, lent = absences.listed(engine(), who, at=now), substitutions.listed(engine(), who, at=now)
    return {"away": away, "lent": lent, "opened": "", "problem": None, "absence": forms.fields(absence_form(away), {"person_id": str(who.person_id)}, place="absence-"),
            "substitution": forms.fields(substitution_form(lent), place="substitution-"), **more}
