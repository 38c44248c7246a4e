"""What the workbench asks while somebody draws: the checks, the proof, what may be chosen, whether an expression is one.

Nothing here writes. What came over the network is read in a confined process.
"""
from __future__ import annotations

from typing import Any, Iterable, Mapping

from engine import errors
from engine.case import choices
from engine.case.access import county, permission
from engine.case.flow import deploying
from engine.process import bundle as bundles
from engine.process import confined, forms, proof
from engine.process.bpmn import read_elements, safe_root
from engine.process.expressions import compile_expr, compile_script
from engine.process.proof.expand import called
from engine.process.timers import cycle, duration, instant, is_literal
from engine.store import definitions

Files = Mapping[str, str]
STAGES = choices.STAGES


def check(engine, actor, files: Files) -> list[dict[str, Any]]:
    """What the publish checks say of a folder among those in force, and what of other tools it holds that will not run.

    Args:
        files: path inside the folder → text.
    Returns:
        Problems as `engine.process.checks` gives them; what is no process folder is a problem too.
    Raises:
        errors.Forbidden.
    """
    permission.need(actor, "rules.change")
    try:
        folder, together = _together(engine, files)
    except errors.DefinitionInvalid as refused:
        return refused.problems
    return confined.check_folder(folder.key, together, engine.known)


def prove(engine, actor, files: Files) -> dict[str, Any]:
    """The proof of every root process that a folder takes part in; of the process alone where none calls it.

    Args:
        files: path inside the folder → text.
    Returns:
        `{"ok", "verdicts": [as engine.process.proof.Proof.as_dict]}`.
    Raises:
        errors.Forbidden.
    """
    permission.need(actor, "rules.change")
    try:
        folder, together = _together(engine, files)
    except errors.DefinitionInvalid as refused:
        return {"ok": False, "verdicts": [_unread(refused)]}
    found = confined.check_folder(folder.key, together, engine.known)
    if any(one["severity"] == "error" for one in found):  # a drawing nobody can run has no paths to speak of
        return {"ok": False, "verdicts": [_unread(errors.DefinitionInvalid([one for one in found if one["severity"] == "error"]), folder.key)]}
    law = proof.Obligations.of(engine.rules)
    roots = [key for key, one in together.items() if one.root and folder.key in called(together, key)] or [folder.key]
    verdicts = [confined.prove(key, together, engine.known, law) for key in sorted(roots)]
    return {"ok": all(one["ok"] for one in verdicts), "verdicts": verdicts}


def in_force(engine, actor) -> list[dict[str, Any]]:
    """The processes in force, with `running`: how many cases run on this version, and `older`: on earlier ones.

    Raises:
        errors.Forbidden.
    """
    permission.need(actor, "rules.read")
    with engine.store.read() as conn:
        every, running = definitions.listed(conn), definitions.running(conn, actor)
    older: dict[str, int] = {}
    for one in every:
        if not one["in_force"]:
            older[one["key"]] = older.get(one["key"], 0) + running.get(one["id"], 0)
    return [{**one, "running": running.get(one["id"], 0), "older": older.get(one["key"], 0),
             "versions": [{"id": v["id"], "version": v["version"]} for v in every if v["key"] == one["key"]]} for one in every if one["in_force"]]


def codes(engine, actor) -> dict[str, list[dict[str, Any]]]:
    """Everything that may be chosen in the properties panel: lists of `{"code", "name", "about"}`.

    Raises:
        errors.Forbidden.
    """
    permission.need(actor, "rules.read")
    with engine.store.read() as conn:
        together, rules = deploying.in_force(conn), engine.rules_for(conn)
        units = [one for one in county.units(conn, actor).values() if one["kind"] in ("county", "department")]
    duties = [_code(code, rules.duties.get(code, code)) for code in engine.known.duties]
    return {
        "duties": duties,
        "clocks": [_code(code, rule.name, rule.basis) for code, rule in rules.clocks.items()],
        "pauses": [_code(f"{code}:{one.reason}", one.name, one.basis) for code, rule in rules.clocks.items() for one in rule.excludes],
        "obligations": _obligations(rules, together.values()),
        "acts": [_code(code, choices.ACTS.get(code, code), f"{len(gates)} 个程序关口") for code, gates in rules.acts.items()],
        "papers": [_code(kind, paper.name) for kind, paper in rules.papers.items()],
        "units": [*(_code(code, name) for code, name in choices.UNITS.items()), *(_code(one["code"], one["name"]) for one in units)],
        "stages": [_code(code, name) for code, name in choices.STAGES.items()],
        "processes": [_code(key, one.name) for key, one in together.items()],
        "functions": [_code(name, name, about) for name, about in choices.FUNCTIONS.items()],
        "facts": _facts(together.values())}


def expression(actor, text: str, kind: str) -> dict[str, Any]:
    """Whether an expression can be used where it stands.

    Args:
        kind: condition, value, number, script or timer.
    Returns:
        `{"ok", "error", "names", "clocks"}`; `names` are the facts it reads.
    Raises:
        errors.Forbidden.
    """
    permission.need(actor, "rules.read")
    try:
        parts = _parts(text.strip(), kind)
    except errors.ExpressionError as fault:
        return {"ok": False, "error": fault.detail, "names": [], "clocks": []}
    wrong = sorted({name for part in parts for name in part.calls} - ({"clock"} if kind == "timer" else set()))
    error = None if not wrong else "clock 只能写在定时里" if wrong == ["clock"] else f"没有函数 {'、'.join(wrong)}"
    return {"ok": not wrong, "error": error, "names": sorted({name for part in parts for name in part.names}),
            "clocks": sorted({code for part in parts for code in part.clocks})}


def _parts(text: str, kind: str) -> list:
    if kind == "script":
        return [part for _, part in compile_script(text)]
    if kind == "timer" and is_literal(text):
        (duration if text.startswith("P") else cycle if text.startswith("R") else instant)(text)
        return []
    return [compile_expr(text)]


def _together(engine, files: Files) -> tuple[bundles.Bundle, dict[str, bundles.Bundle]]:
    folder = bundles.from_files({path: text.encode() for path, text in files.items()})
    with engine.store.read() as conn:
        return folder, {**deploying.in_force(conn), folder.key: folder}


def _unread(refused: errors.DefinitionInvalid, root: str = "") -> dict[str, Any]:
    found = [{**one, "process": root or None, "article": None, "path": [], "flows": []} for one in refused.problems]
    return {"root": root, "ok": False, "findings": found, "assumed": [],
            "explored": {"markings": 0, "steps": 0, "seconds": 0.0, "reduced": False, "whole": False}}


def _code(code: str, name: str, about: str = "") -> dict[str, Any]:
    return {"code": code, "name": name, "about": about}


def _obligations(rules, together: Iterable[bundles.Bundle]) -> list[dict[str, Any]]:
    """Those of the law, then those that only drawings in force name, told by the step that meets them."""
    found = {one.code: _code(one.code, one.name, one.article) for one in rules.national.obligations}
    for one in together:
        for element in read_elements(safe_root(one.diagram)).values():
            for code in element.meets:
                found.setdefault(code, _code(code, f"已办「{element.name}」", one.name))
    return list(found.values())


def _facts(together: Iterable[bundles.Bundle]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in together:
        for data in one.under("forms", ".json").values():
            form = forms.parse(data)
            for field in form.fields:
                found.setdefault(field.key, _code(field.key, field.label or field.key, "、".join(field.options)))
    return sorted(found.values(), key=lambda fact: fact["code"])
