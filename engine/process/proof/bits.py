"""Sets of small numbers kept as the bits of one integer."""
from __future__ import annotations

from collections.abc import Iterable


def union(masks: Iterable[int]) -> int:
    """All bits of all masks."""
    whole = 0
    for mask in masks:
        whole |= mask
    return whole


def numbers(mask: int) -> list[int]:
    """The bit numbers of a mask, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
