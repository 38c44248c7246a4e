"""What is covered 脱敏 of numbers and names: how much of a number stays in sight, and when a party's name does not."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Mapping

from engine.law.penalty.accountability import LIGHTER_UNDER, birth_in, reached

#: how many characters stay in sight at either end
MASKS = {"identity": (3, 4), "phone": (3, 4), "account": (0, 4)}
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
COVER = "*"
#: duties whose unfinished opinions are their author's alone until they are submitted
OPINIONS = ("review", "decide", "hearing", "collective")


@dataclass(frozen=True, slots=True)
class Field:
    """A field that is covered: its key on forms and papers, its name in Chinese, and how it is covered (MASKS)."""

    key: str
    name: str
    mask: str


def covered(text: str, mask: str) -> str:
    """A number with its middle covered; one too short to leave anything in sight is covered whole."""
    first, last = MASKS[mask]
    if len(text) <= first + last:
        return COVER * len(text)
    return text[:first] + COVER * (len(text) - first - last) + text[len(text) - last:]


def cover(value: Any, fields: Mapping[str, Field], open_keys: frozenset[str] = frozenset()) -> Any:
    """A value with what it holds of covered fields covered, however deep; in other texts identity and mobile numbers are.

    Args:
        value: plain values as stored; a dict's keys are field keys.
        open_keys: fields that stay in sight.
    """
    if isinstance(value, Mapping):
        return {k: covered(v, fields[k].mask) if k in fields and k not in open_keys and isinstance(v, str) else v if k in open_keys else
                cover(v, fields, open_keys) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [cover(one, fields, open_keys) for one in value]
    if isinstance(value, str):
        return _MOBILE.sub(lambda m: covered(m[0], "phone"), _NUMBER.sub(lambda m: covered(m[0], "identity"), value))
    return value


def initial(name: str) -> str:
    """A person's name as it may be shown of a minor: the first character and 某."""
    return f"{name[:1]}某" if name else ""


def renamed(value: Any, name: str) -> Any:
    """A value in which a name is replaced by its initial wherever it stands."""
    if not name:
        return value
    if isinstance(value, Mapping):
        return {k: renamed(v, name) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [renamed(one, name) for one in value]
    return value.replace(name, initial(name)) if isinstance(value, str) else value


def minor(facts: Mapping[str, Any], on: date) -> bool:
    """Whether the party was under eighteen at the act (未成年人保护法第二条、个人信息保护法第三十一条).

    Args:
        facts: `party_birth_on`, else the day in `party_id`; `act_on`, else `found_on`, as ISO texts or dates.
        on: the day to go by where no other is known.
    """
    born = _day(facts.get("party_birth_on")) or birth_in(str(facts.get("party_id") or ""))
    return born is not None and not reached(born, LIGHTER_UNDER, _day(facts.get("act_on")) or _day(facts.get("found_on")) or on)


def _day(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None
