"""A paper 文书 as it would be printed, with sample facts: worded and laid out by the code that issues and binds real ones; nothing is written.

The case, its people and its numbers are invented; the drawing, the rule pack and the units are those at hand.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from engine import errors
from engine.case.file import agency, bound, labelled
from engine.case.flow import effects
from engine.case.flow.step import Step
from engine.law.file import binding, fields
from engine.law.file.dossier import Dossier, Evidence, PaperIssued
from engine.law.file.numbering import Paper
from engine.law.people.eligibility import CERTIFICATE, LICENCE, Past, Person, Qualification
from engine.law.people.separation import Held
from engine.law.rules import Rulebook
from engine.now import shanghai_date
from engine.process import forms
from engine.process.bpmn import Element, read_elements, safe_root
from engine.process.bundle import Bundle
from engine.store.act import Act
from engine.store.cases import Locked
from engine.store.standing import Standing

MARK = "预览，不是正式文书"
#: the people of a preview, who exist nowhere: id → name
PEOPLE = MappingProxyType({-1: "示例甲", -2: "示例乙"})
#: series of the case number, and what stands where a serial would
_CASE, _NO_SERIAL = effects.CASE_NUMBER, "×"


@dataclass(frozen=True)
class Drawn:
    """Folders that are not deployed, as far as reading a paper needs them."""

    elements: Mapping[tuple[str, str], Element]
    forms: Mapping[tuple[str, str], forms.Form]

    def form(self, process: str, form_id: str) -> forms.Form:
        """One form; an empty one where there is none, or none that can be read."""
        return self.forms.get((process, form_id)) or forms.Form(form_id, (), {"components": []})


@dataclass(frozen=True)
class Preview:
    """A paper that was not issued.

    Attributes:
        number: with × in the place of the serial. sheets: the printed pages.
        missing: what C-50 would say of it, a defect's code and words each.
    """

    number: str
    sheets: tuple[binding.Sheet, ...]
    missing: tuple[tuple[str, str], ...]


def made(engine, conn, actor, drawn: Drawn, kind: Paper, element: Element | None, before: Sequence[Element], unit_id: int,
         data: Mapping[str, Any], at: datetime) -> Preview:
    """The paper as it would be issued by a step.

    Args:
        element: the step that makes it, None for a paper that no drawn step makes. before: the steps drawn before it.
        unit_id: whose case it is. data: the facts of the case, those of the step's own form included.
    """
    rules = engine.rules_for(conn)
    step = _step(engine, conn, actor, rules, kind, element, before, unit_id, data, at)
    if element is not None:
        effects.run_clocks(step, element)
    on = shanghai_date(at)
    named = agency.bearer(engine, conn, step.held.case, step.data.get("item_code"), on)
    number = _number(rules, engine.subject(conn, named.unit_id)["short"], kind, on.year)
    said = effects.worded(step, kind, named, {}, sorted(PEOPLE, reverse=True)[:max(1, element.officers if element else 2)])
    row = {"kind": kind.kind, "name": kind.name, "number": number, "issued_at": at, "id": 0, "task_id": 0, "data": said}
    left_out = {one.field.code: f"没有载明{one.field.name}（{one.field.article}）" for one in fields.missing(
        rules.paper_rules, Dossier(papers=(PaperIssued(kind.kind, kind.name, number, at, -1, named.agency, kind.outward, said["remedy"],
                                                      said["facts"]),)), step.data)}
    form = drawn.form(element.process, element.form) if element is not None and element.form else None
    task = {"process": element.process, "element": element.id, "form": {key: data[key] for key in sorted(form.keys) if key in data}} if form else None
    words = labelled.glossary(drawn, {}, {code: one.name for code, one in rules.items.items()})
    thing = bound.paper(row, rules, drawn, words, task, [row], left_out)
    volumes = binding.bound(rules.binding, (thing,))
    return Preview(number, tuple(sheet for volume in volumes for sheet in volume.sheets), tuple(left_out.items()))


def _step(engine, conn, actor, rules: Rulebook, kind: Paper, element: Element | None, before: Sequence[Element], unit_id: int,
          data: Mapping[str, Any], at: datetime) -> Step:
    """A case that does not exist, at the moment its paper is made."""
    on = shanghai_date(at)
    case = {"id": 0, "unit_id": unit_id, "filing_unit_id": None, "met": {}, "facts": dict(data), "title": "", "filed_on": on,
            "number": _number(rules, engine.subject(conn, unit_id)["short"], rules.papers[_CASE], on.year)}
    papers = tuple(PaperIssued(one.paper, rules.papers[one.paper].name, "", at, -1) for one in before if one.paper in rules.papers)
    cards = (Qualification(CERTIFICATE, "示例证号001"), Qualification(LICENCE, "示例证号001"))
    people = [Person(number, "officer", name, qualifications=tuple(replace(card, number=f"{card.number[:-1]}{n}") for card in cards))
              for n, (number, name) in enumerate(PEOPLE.items(), 1)]
    standing = Standing(people[0], Past(tuple(Held(one.id, "handle", at) for one in people)), {}, data.get("item_code"), beside=people[1])
    task = {"id": 0, "name": element.name if element else kind.name, "created_at": at - timedelta(days=1), "signers": list(PEOPLE)}
    step = Step(engine, Act(conn, actor, at, None), Locked(case, {"id": 0, "state": None}, task), standing,
                _file=Dossier(papers=papers, evidence=(Evidence(0, "document", "现场照片", at, tuple(PEOPLE), "现场情况"),)), data=dict(data))
    own = {start.code for start in element.starts} if element is not None else set()
    for one in before:  # the periods that the paper states and an earlier step starts are running by then
        wanted = tuple(start for start in one.starts if start.code in kind.periods and start.code not in {*own, *step.clocks})
        if wanted:
            effects.run_clocks(step, replace(one, starts=wanted, stops=(), suspends=(), resumes=()))
    return step


def _number(rules: Rulebook, agency_word: str, kind: Paper, year: int) -> str:
    return rules.numbering.format(agency=agency_word, kind=kind.word, year=year, serial=_NO_SERIAL)


def read(folders: Mapping[str, Bundle]) -> Drawn:
    """The elements and forms of process folders.

    Args:
        folders: process key → folder.
    Raises:
        errors.DefinitionInvalid: a drawing that cannot be read.
    """
    elements: dict[tuple[str, str], Element] = {}
    found: dict[tuple[str, str], forms.Form] = {}
    for key, one in folders.items():
        elements |= read_elements(safe_root(one.diagram))
        for name, data in one.under("forms", ".json").items():
            try:
                found[key, name] = forms.parse(data)
            except errors.DefinitionInvalid:  # said by the checks; a paper is shown without what that form would ask
                continue
    return Drawn(elements, found)
