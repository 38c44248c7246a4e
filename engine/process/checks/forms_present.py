"""Every form a task names is in the folder and can be read, and clocks start on dates that form really has."""
from __future__ import annotations

from collections.abc import Iterator

from engine.errors import DefinitionInvalid
from engine.process import forms
from engine.process.checks.model import Model, Problem

RULE = "forms_present"


def check(model: Model) -> Iterator[Problem]:
    """Missing, unreadable and mismatched forms; only when a bundle is given."""
    if model.bundle is None:
        return
    parsed: dict[str, forms.Form] = {}
    for name, data in model.bundle.under("forms", ".json").items():
        try:
            parsed[name] = forms.parse(data)
        except DefinitionInvalid as fault:
            yield Problem(RULE, None, "error", f"forms/{name}.json：{fault.problems[0]['message']}")
            parsed[name] = forms.Form(name, (), {})
    for element in model.elements.values():
        if element.form is None:
            continue
        if element.form not in parsed:
            yield Problem(RULE, element.id, "error", f"任务 {model.name(element.id)} 的表单 {element.form} 不在 forms 目录中")
            continue
        fields = {field.key: field for field in parsed[element.form].fields}
        for start in element.starts:
            if start.day0_field and (start.day0_field not in fields or fields[start.day0_field].kind != "date"):
                yield Problem(RULE, element.id, "error",
                              f"{model.name(element.id)} 的期限 {start.code} 从字段 {start.day0_field} 起算，但表单中没有这个日期字段")
