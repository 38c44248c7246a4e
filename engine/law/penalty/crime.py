"""When an act reaches the threshold of a crime 涉嫌犯罪, so that it is transferred and not punished in its stead."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Sequence

from engine.law.money import yuan


@dataclass(frozen=True, slots=True)
class Crime:
    """The threshold of one crime for some items, from a judicial interpretation. Amounts in fen.

    Attributes:
        low_fen, high_fen: from what value it is a crime; the province fixes the amount between them.
        set_fen: the amount the province fixed, None when it is not configured.
        forbidden: where or when the lower amounts hold (禁采区、禁采期); forbidden_low_fen, forbidden_high_fen: those amounts.
        earlier: so many penalties for the same within `years` are enough, whatever the value.
    """

    name: str
    items: tuple[str, ...]
    low_fen: int
    high_fen: int
    forbidden: str
    forbidden_low_fen: int
    forbidden_high_fen: int
    earlier: int
    years: int
    basis: str
    in_force: date
    until: date | None = None
    set_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """Why the threshold is reached, in Chinese; `certain` False: reached only if the province fixed a low amount."""

    crime: Crime
    why: str
    certain: bool


def crime_for(rows: Sequence[Crime], item_code: str, on: date) -> Crime | None:
    """The threshold for an item on the day of the act."""
    return next((c for c in rows if item_code in c.items and c.in_force <= on and (c.until is None or on <= c.until)), None)


def reached(crime: Crime, value_fen: int | None, *, forbidden: bool = False, earlier: int = 0) -> Reached | None:
    """Whether the facts reach the threshold.

    Args:
        value_fen: value of what was taken or destroyed, None when not appraised.
        forbidden: done where or when the crime's lower amounts hold.
        earlier: penalties for the same within the crime's years.
    """
    if earlier >= crime.earlier > 0:
        return Reached(crime, f"{crime.years} 年内已因此受过 {earlier} 次行政处罚，又实施该行为", True)
    low, high = (crime.forbidden_low_fen, crime.forbidden_high_fen) if forbidden else (crime.low_fen, crime.high_fen)
    if crime.set_fen is not None:
        low = high = crime.set_fen * low // crime.low_fen
    if value_fen is None or value_fen < low:
        return None
    where = f"（在{crime.forbidden}实施）" if forbidden else ""
    bound = yuan(low) if low == high else f"{yuan(low)}至 {yuan(high)}"
    return Reached(crime, f"涉案价值 {yuan(value_fen)}{where}，达到{crime.name}的数额标准（{bound}以上）", value_fen >= high)
