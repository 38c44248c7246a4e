"""A trial with a county's own people written down with people of the demo county in their places, so that it plays anywhere and names nobody.

Who stands in for whom is found by duty and unit, and proven by playing it: what is written comes to the same end, or nothing is written.
"""
from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine import errors
from engine.play import acts, scenario, scratch
from engine.process.bpmn import read_elements, safe_root
from engine.work import leads, people

#: how often another stand-in is tried before it is said that nobody fits
TRIES = 24
#: a name in a text that nobody of the demo county stands for
SOMEBODY = "某某"
#: numbers that tell a person: 公民身份号码, mobile telephone
_IDENTITY, _PHONE = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])"), re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
#: an area that no identity number begins with, and telephones of a block that is given to nobody
_NOWHERE, _NOBODYS = "990000", "1380000{:04d}"
#: what must be the same at the end; numbers of papers and cases bear the county's own words
_CASE, _CLOCK = ("status", "stage", "filed_on", "closed_on"), ("code", "gen", "state", "due_on")


@dataclass
class Cast:
    """Who stands in for whom.

    Attributes:
        fits: own person → people of the demo county by how well they fit. taken: own person → place in `fits`.
        words: own names and numbers → what stands for them.
    """

    fits: dict[str, list[str]]
    names: Mapping[str, str]
    demo_names: Mapping[str, str]
    taken: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    grids: dict[str, str] = field(default_factory=dict)

    def who(self, code: str) -> str:
        """The stand-in of an own person.

        Raises:
            errors.WrongState: nobody is left.
        """
        if code not in self.taken:
            self.following(code)
        return self.fits[code][self.taken[code]]

    def following(self, code: str) -> None:
        """Somebody else for a person; one natural person never stands in for two.

        Raises:
            errors.WrongState: nobody is left.
        """
        others = {self.fits[one][n] for one, n in self.taken.items() if one != code}
        start = self.taken.get(code, -1) + 1
        found = next((n for n in range(start, len(self.fits[code])) if self.fits[code][n] not in others), None)
        if found is None:
            raise errors.WrongState("示范县没有合适的人员可以代替试办中的一名人员，这次试办不能录制。", next="请用示范县的人员试办一次再录制。")
        self.taken[code] = found

    def text(self, said: str) -> str:
        """A text without names and numbers of real people."""
        for own in sorted(self.words, key=len, reverse=True):
            said = said.replace(own, self.words[own])
        for own in sorted(self.names, key=lambda code: -len(self.names[code])):
            if len(self.names[own]) > 1:
                said = said.replace(self.names[own], self.demo_names[self.who(own)] if own in self.taken else SOMEBODY)
        said = _IDENTITY.sub(lambda found: _NOWHERE + found[0][6:17] + _wrong(found[0][17]), said)
        return _PHONE.sub(lambda found: _NOBODYS.format(sum(map(int, found[0])) % 10_000), said)

    def put(self, value: Any, key: str = "") -> Any:
        """A step, or a part of one, with stand-ins."""
        if isinstance(value, Mapping):
            return {k: self.put(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self.put(one, key) for one in value]
        if not isinstance(value, str):
            return value
        if (key in ("who", "to", "officers") or acts.names_person(key)) and value in self.fits:
            return self.who(value)
        return value if key in ("at", "act", "task", "clock", "measure", "paper", "case") else self.grids.get(value) if value in self.grids else self.text(value)


def course(trial, title: str, lead: Mapping[str, Any], steps: list[Mapping[str, Any]], end: Mapping[str, Any]) -> tuple[dict[str, Any], scenario.Played]:
    """The course of a trial with stand-ins, and what comes of it in the demo county.

    Args:
        trial: engine.play.trial.Trial. title, lead, steps: as they would be written. end: `case`, `clocks` and `papers` of the trial.
    Returns:
        The scenario as `engine.play.scenario.read` gives one, and the play of it.
    Raises:
        errors.WrongState: nobody fits, or it comes to another end there.
    """
    processes = trial.engine.settings.processes
    with tempfile.TemporaryDirectory(prefix="bihuan-cast-") as place:
        folder = Path(place)
        (folder / "first").mkdir()
        first = scratch.made(folder / "first", processes, trial.given)
        try:
            cast = _cast(trial, first, lead, steps)
        finally:
            first.close()
        for number in range(TRIES):
            written = {**_local(trial), "title": cast.text(title), "lead": cast.put(lead), "step": [cast.put(one) for one in steps], "expect": {}}
            engine = scratch.twin(folder / "first", folder / str(number), processes)
            try:
                played = scenario.play(engine, written)
                stuck, ok = played.steps[-1]["who"], played.ok
            except errors.Refusal:  # the lead itself: whoever reports it has no place to report it for
                stuck, ok = written["lead"]["who"], False
            finally:
                engine.close()
            if ok:
                _same(end, played)
                return written, played
            if stuck is None:  # not for want of the right person
                break
            cast.following(next(own for own in cast.taken if cast.who(own) == stuck))
    raise errors.WrongState("换成示范县的人员后走不到同样的结果，这次试办不能录制。", next="请用示范县的人员试办一次再录制。")


def _cast(trial, demo, lead: Mapping[str, Any], steps: list[Mapping[str, Any]]) -> Cast:
    ours, theirs = people.roster(trial.engine), [one for one in people.roster(demo) if one["posts"]]
    acting, places = _acting(trial, lead, steps), _places(trial.engine, demo, ours, lead["who"])
    fits = {}
    for one in ours:
        held = {(places.get(post["unit_id"]), post["duty"]) for post in one["posts"]}
        needed = {pair for pair in held if pair[1] in acting.get(one["code"], ())} or held

        def apart(other: Mapping[str, Any], needed=frozenset(needed), held=frozenset(held), kind=one["kind"]) -> tuple[int, int, int]:
            posts = {(post["unit_id"], post["duty"]) for post in other["posts"]}
            return len(needed - posts), len(posts ^ held), int(other["kind"] != kind)
        fits[one["code"]] = [other["code"] for other in sorted(theirs, key=apart)]
    cast = Cast(fits, {one["code"]: one["name"] for one in ours}, {one["code"]: one["name"] for one in theirs})
    cast.words = _words(trial.engine, demo, ours, places)
    cast.grids = _grids(trial, demo, lead, cast)
    return cast


def _acting(trial, lead: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """Own person → duties borne in the course."""
    drawn = {element.id: element.duty for one in trial.given.values() for element in read_elements(safe_root(one.diagram)).values() if element.duty}
    found: dict[str, set[str]] = {lead["who"]: {"patrol", "collect"}}
    for step in steps:
        if step.get("who"):
            found.setdefault(step["who"], set()).update({drawn[step["task"]]} if step.get("task") in drawn else {"handle"} if "task" not in step else ())
        if step.get("to"):
            found.setdefault(step["to"], set()).update({drawn[step["task"]]} if step.get("task") in drawn else ())
    return found


def _places(engine, demo, ours: list[dict[str, Any]], reporter: str) -> dict[int, int]:
    """Own unit → unit of the demo county of the same kind, the reporter's own one first; one without its like goes by the subject above it."""
    with engine.store.read() as conn, demo.store.read() as there:
        own, known = engine.units(conn), demo.units(there)
    first = next((one["unit_id"] for one in ours if one["code"] == reporter), None)
    ordered = sorted(own.values(), key=lambda one: (one["id"] != first, first is not None and one["id"] != own[first]["subject_id"], one["id"]))
    left: dict[str, list[int]] = {}
    for unit in known.values():
        left.setdefault(unit["kind"], []).append(unit["id"])
    places: dict[int, int] = {}
    for unit in ordered:
        if left.get(unit["kind"]):
            places[unit["id"]] = left[unit["kind"]].pop(0)
    for unit in ordered:
        if unit["id"] not in places and unit["subject_id"] in places:
            places[unit["id"]] = places[unit["subject_id"]]
    return places


def _words(engine, demo, ours: list[dict[str, Any]], places: Mapping[int, int]) -> dict[str, str]:
    """What tells the county and its people, and what stands for it: units by name, certificates by an invented number."""
    with engine.store.read() as conn, demo.store.read() as there:
        own, known = engine.units(conn), demo.units(there)
    found = {own[mine][key]: known[theirs][key] for mine, theirs in places.items() for key in ("agency", "name", "short", "government", "court")
             if own[mine].get(key) and known[theirs].get(key)}
    found |= {card["number"]: "示例证号" for one in ours for card in one["qualifications"] if len(card["number"]) > 3}
    return found


def _grids(trial, demo, lead: Mapping[str, Any], cast: Cast) -> dict[str, str]:
    """Own grid → one of the reporter's stand-in."""
    at = acts.instant(lead["at"])
    found = {}
    for who, engine, into in ((lead["who"], trial.engine, "own"), (cast.who(lead["who"]), demo, "theirs")):
        form = leads.start_form(engine, acts.actor(engine, who, at), at=at)
        found[into] = [[one["value"] for one in part.get("values", ())] for part in form.get("components", ()) if (part.get("properties") or {}).get("kind") == "grid"]
    return {mine: theirs[min(n, len(theirs) - 1)] for own, theirs in zip(found["own"], found["theirs"]) if theirs for n, mine in enumerate(own)}


def _local(trial) -> dict[str, Any]:
    """What the county has chosen for itself and a case goes by."""
    with trial.engine.store.read() as conn:
        local = trial.engine.local(conn)
    return {key: local[key] for key in ("switches", "local_bands") if local.get(key)}


def _same(end: Mapping[str, Any], played: scenario.Played) -> None:
    """Refuses a course that ends otherwise than the trial did."""
    ours = ({key: str(end["case"].get(key)) for key in _CASE}, _clocks(end["clocks"]), sorted(one["kind"] for one in end["papers"]))
    theirs = ({key: str(played.case.get(key)) for key in _CASE}, _clocks(played.clocks), sorted(one["kind"] for one in played.papers))
    if ours != theirs:
        what = [name for name, one, other in zip(("案件状态", "期限", "文书"), ours, theirs) if one != other]
        raise errors.WrongState(f"换成示范县的人员后，{'、'.join(what)}与试办的结果不同，这次试办不能录制。",
                                next="本县自己的日历、权力清单与示范县不同时会这样；请用示范县的人员试办一次再录制。")


def _clocks(found: Iterable[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    return sorted(tuple(str(one[key]) for key in _CLOCK) for one in found)


def _wrong(check: str) -> str:
    """Another check character: the number is nobody's."""
    return "1" if check != "1" else "2"
