"""Which demands on an element came or went: what must hold on every path before it, by law or by the drawing."""
from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.process.bpmn import Element, read_elements, safe_root
from engine.process.bundle import Bundle
from engine.process.difference.change import Owed
from engine.process.proof.obligations import Obligations


def owed(old: Mapping[str, Bundle], new: Mapping[str, Bundle], obligations: Obligations) -> Iterator[Owed]:
    """The demands gained and lost, by element; one that came or went as a whole counts with all of its own."""
    before, after = demands(old, obligations), demands(new, obligations)
    names = {code: one.name for code, one in obligations.by_code.items()}
    for at in sorted({*before, *after}):
        was, now = before.get(at, (None, {}))[1], after.get(at, (None, {}))[1]
        name = (after.get(at) or before[at])[0].name
        for code in sorted({*was, *now}):
            if (code in was) != (code in now):
                how = "gained" if code in now else "lost"
                yield Owed(*at, name, how, code, names.get(code, code), (now if code in now else was)[code])


def demands(bundles: Mapping[str, Bundle], obligations: Obligations) -> dict[tuple[str, str], tuple[Element, dict[str, str | None]]]:
    """What must be met before each element: (process, element) → the element, and obligation → article (None: only drawn)."""
    found = {}
    for bundle in bundles.values():
        for at, element in read_elements(safe_root(bundle.diagram)).items():
            asked: dict[str, str | None] = dict.fromkeys(element.needs)
            papers = tuple((element.paper or "").split())
            for act in obligations.national.acts:
                if act.covers(element.meets, element.gates, papers):
                    asked.update({code: obligations.by_code[code].article for code in act.needs})
            if asked:
                found[at] = (element, asked)
    return found
