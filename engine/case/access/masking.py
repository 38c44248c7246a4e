"""What of a case a person reads in full 字段权限: numbers are covered for everybody, a minor's name for those who do not work the case.

The same veil lies over lists, pages, answers and papers' data; what is typed into a form by whoever may complete it is not covered, or it would
be kept covered. A look at the whole is an act with a reason (engine.work.disclosures).
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

from engine.law.people import masking
from engine.law.people.masking import Field
from engine.store import scope

@dataclass(frozen=True)
class Veil:
    """What is covered of one case for one person.

    Attributes:
        fields: the covered fields; of an organisation the number is public and stays.
        name: the party's name where it is hidden, else "".
    """

    fields: Mapping[str, Field]
    name: str
    open_keys: frozenset[str] = frozenset()

    def over(self, value: Any) -> Any:
        """A value as this person reads it."""
        return masking.renamed(masking.cover(value, self.fields, self.open_keys), self.name)

    def record(self, one: Mapping[str, Any]) -> dict[str, Any]:
        """A field of a completed form, `{"key", "value", "words"}`."""
        values = {part: self.over({one["key"]: one[part]})[one["key"]] for part in ("value", "words")}
        return {**one, **values}


def veil(engine, case: Mapping[str, Any], *, works: bool) -> Veil:
    """What is covered of a case.

    Args:
        case: the row, with `minor`, `party_name` and where known `facts`.
        works: whether the person works the case, see `engine.store.scope.works_on`.
    """
    organisation = (case.get("facts") or {}).get("party_type") == "organisation"
    hidden = case["minor"] and not works
    return Veil(engine.rules.masks, (case["party_name"] or "") if hidden else "", frozenset(("party_id",)) if organisation else frozenset())


def of(engine, conn, actor, case: Mapping[str, Any]) -> Veil:
    """What is covered of a case for a person; asks whether they work it only where that makes a difference."""
    return veil(engine, case, works=not case["minor"] or scope.works_on(conn, actor, case["id"]))


def listed(engine, case: Mapping[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """A row of a list: a minor's name is covered in it for everybody.

    Args:
        case: with `minor` and `party_name`. shown: what the list would show.
    """
    return veil(engine, case, works=False).over(shown)


#: the key of a minor's name among what is covered
NAME = "party_name"


def protected(engine, case: Mapping[str, Any]) -> list[dict[str, str]]:
    """What of a case's facts is covered, in full: `{"key", "name", "value"}` each."""
    facts, lies = case["facts"], veil(engine, case, works=False)
    found = [{"key": one.key, "name": one.name, "value": facts[one.key]} for one in engine.rules.masks.values()
             if isinstance(facts.get(one.key), str) and facts[one.key] and one.key not in lies.open_keys]
    return [*([{"key": NAME, "name": "当事人姓名", "value": case["party_name"]}] if lies.name else []), *found]
