"""A paper 文书 seen while its process is being drawn: as it would be printed, with facts that are made up. Nothing here writes."""
from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from engine import errors
from engine.case.access import county, permission
from engine.case.file import bound, labelled, printing
from engine.case.flow import deploying, drawing, previewing
from engine.now import shanghai_date
from engine.process import bundle as bundles
from engine.process import confined, forms
from engine.process.bpmn import Element

#: what a fact holds where no scenario says it, by its key
_PLAUSIBLE = {"party_type": "citizen", "party_name": "示例当事人", "party_id": "示例证件号码", "party_address": "示例街道 1 号", "party_phone": "示例电话"}


def made(engine, actor, files: Mapping[str, str], kind: str, element: str | None, *, facts: Mapping[str, Any], typed: Mapping[str, Any] | None,
         at: datetime) -> dict[str, Any]:
    """A paper as the drawing at hand would have it made.

    Args:
        files: path inside the folder → text. kind: of papers.toml. element: the step that makes it; default the first that does.
        facts: of a scenario up to that step; without any, what has to be said and some form asks for is made up by its type.
        typed: facts that the designer has changed, a field emptied as None; None before the first change. at: when it is made.
    Returns:
        `{"kind", "name", "element", "mark", "number", "sheets": [[{"style", "text", "label", "counted"}]], "missing": [{"code", "message"}],
        "form": form-js JSON of the facts, "facts"}`; `missing` are the statements that gate C-50 would find left out.
    Raises:
        errors.NotFound: no such kind, or no such step. errors.DefinitionInvalid: a drawing that cannot be read.
        errors.FormInvalid: a changed fact that its form would not take. errors.Forbidden.
    """
    permission.need(actor, "rules.change")
    folder = bundles.from_files({path: text.encode() for path, text in files.items()})
    with engine.store.read() as conn:
        together = {**deploying.in_force(conn), folder.key: folder}
        confined.vet({folder.key: folder}, together, engine.known)
        rules, drawn = engine.rules_for(conn), previewing.read(together)
        paper = rules.papers.get(kind)
        if paper is None:
            raise errors.NotFound("没有这种文书。", next="请从规则数据中的文书里选择。")
        own = [one for (process, _), one in drawn.elements.items() if process == folder.key]
        step = _step(own, kind, element)
        unit_id = _unit(engine, conn, actor, rules, facts.get("item_code"))
        source = {"type": "default", "components": list(_components(rules, drawn, folder.key, step, kind, facts))}
        form = forms.parse(json.dumps(drawing.drawn(engine, conn, forms.Form("facts", (), source), unit_id, shanghai_date(at))).encode())
        data = dict(facts) or _made_up(rules, form, drawn, kind, at)
        data |= form.load({key: value for key, value in (typed or {}).items() if key in form.keys}, partial=True)
        data = {key: value for key, value in data.items() if value is not None}
        before = own[:own.index(step)] if step in own else []
        try:
            found = previewing.made(engine, conn, actor, drawn, paper, step, before, unit_id, data, at)
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as fault:  # facts of a kind that no form would have let in
            raise errors.BadInput("这些示例事实不能用来制作这份文书。", next="请换一个场景，或者改正示例事实。") from fault
    return {"kind": kind, "name": paper.name, "element": step.id if step else None, "mark": previewing.MARK, "number": found.number,
            "sheets": [[asdict(block) for block in sheet.blocks] for sheet in found.sheets],
            "missing": [{"code": code, "message": said} for code, said in found.missing],
            "form": form.public(), "facts": {key: value for key, value in data.items() if key in form.keys}}


def _step(own: list[Element], kind: str, element: str | None) -> Element | None:
    if element is None:
        return next((one for one in own if one.paper == kind), None)
    found = next((one for one in own if one.id == element), None)
    if found is None:
        raise errors.NotFound("图中没有这个环节。", next="请在图上重新选择。")
    return found


def _unit(engine, conn, actor, rules, item_code: Any) -> int:
    """Whose paper it is: a unit of the county that may act on the item, else the first that papers are made for."""
    every = engine.units(conn)
    known = {code: every[one["id"]] for code, one in county.units(conn, actor).items()}
    able = sorted((entry.unit_code for entry in rules.lists if entry.item_code == item_code and entry.unit_code in known),
                  key=lambda code: known[code]["kind"] != "town") if isinstance(item_code, str) else []
    subjects = [code for code, one in known.items() if one["subject_id"] == one["id"] and one["short"]]
    towns = [code for code in subjects if known[code]["kind"] == "town"]
    code = next(iter([*able, *towns, *subjects]), None)
    if code is None:
        raise errors.WrongState("县里还没有能制作文书的执法主体。", next="请先登记单位。")
    return known[code]["id"]


def _components(rules, drawn: previewing.Drawn, process: str, step: Element | None, kind: str, facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the designer may change: the step's own form, then what the paper must state, by the fields that other steps fill it with."""
    known: dict[str, dict[str, Any]] = {}
    for (key, _), form in sorted(drawn.forms.items(), key=lambda one: one[0][0] != process):
        known |= {one["key"]: one for one in labelled.components(form.source) if one.get("type") in forms.INPUTS and one["key"] not in known}
    taken: set[str] = set()
    if step is not None and step.form:
        for one in labelled.components(drawn.form(process, step.form).source):
            if one.get("type") in forms.INPUTS and one["key"] not in taken:
                taken.add(one["key"])
                yield _plain(one, None)
    for field in rules.paper_rules.fields.get(kind, ()):
        asked = [(field.when.key, "")] if field.when is not None else []
        if not set(field.keys) & (bound.SHOWN | taken):
            asked.append((next((key for key in field.keys if key in facts or key in known), field.keys[0]), field.name))
        for key, name in asked:
            if key not in taken and (name or key in known):
                taken.add(key)
                yield _plain(known.get(key) or {"type": "textfield", "key": key}, name or None)


def _plain(component: Mapping[str, Any], name: str | None) -> dict[str, Any]:
    """A component that may be left empty and is always shown; a person is named, not chosen."""
    one = {key: value for key, value in copy.deepcopy(dict(component)).items() if key not in ("conditional", "layout")}
    one["validate"] = {key: value for key, value in (one.get("validate") or {}).items() if key != "required"}
    if name:
        one["label"] = name
    if (one.get("properties") or {}).get("kind") == "person":
        one |= {"type": "textfield", "properties": {}}
    return one


def _made_up(rules, form: forms.Form, drawn: previewing.Drawn, kind: str, at: datetime) -> dict[str, Any]:
    """A plausible value of what has to be said and some form asks for; what no form asks for stays empty, and is told as missing."""
    asked = {key for one in drawn.forms.values() for key in one.keys}
    must = {one["key"] for each in drawn.forms.values() for one in labelled.components(each.source)
            if (one.get("validate") or {}).get("required") and "conditional" not in one and "key" in one}
    known = {one.key: _value(one, at) for one in form.fields if one.key in asked}
    said = {one.keys[0]: one for one in rules.paper_rules.fields.get(kind, ()) if one.when is None or one.when.holds(known)}
    stated = {key for one in said.values() for key in one.keys} - printing.BY_ITSELF
    when = {one.when.key for one in rules.paper_rules.fields.get(kind, ()) if one.when is not None}
    return {key: value for key, value in known.items() if key in must | stated | when}


def _value(one: forms.Field, at: datetime) -> Any:
    on = shanghai_date(at)
    if one.key in _PLAUSIBLE and (not one.options or _PLAUSIBLE[one.key] in one.options):
        return _PLAUSIBLE[one.key]
    if one.type in ("checklist", "taglist"):
        return list(one.options[:1])
    if one.options:
        return True if one.kind == forms.YES_NO else one.options[0]
    if one.type == "checkbox":
        return True
    if one.type == "number":
        return int(max(one.least or 0, 20_000 if one.kind == "money" else 1))
    if one.type == "datetime":
        return {"time": "09:00", "datetime": f"{on.isoformat()}T09:00"}.get(one.kind, on.isoformat())
    return None if one.pattern else f"（示例）{one.label}"[:one.longest or 100]
