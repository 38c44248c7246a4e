"""Which packs of a province or field bind a case besides the national one: a table of field × province, by date."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

#: the pack that binds everywhere
NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Profile:
    """One row of the table.

    Attributes:
        code: of the rule pack. name: in Chinese.
        domains: of items; empty for every field. provinces: codes; empty for every province that applies packs at all.
        basis: the rule that gives the pack its field or place.
        in_force, until: both inclusive.
    """

    code: str
    name: str
    domains: tuple[str, ...]
    provinces: tuple[str, ...]
    basis: str
    in_force: date
    until: date | None = None

    def binds(self, domain: str, province: str, on: date) -> bool:
        """Whether the pack holds for this field and place on this day."""
        return ((not self.domains or domain in self.domains) and (not self.provinces or province in self.provinces)
                and self.in_force <= on and (self.until is None or on <= self.until))


@dataclass(frozen=True, slots=True)
class Profiles:
    """The table.

    Attributes:
        province: of this deployment.
        without: provinces whose towns follow the national pack and nothing else.
        rows: in order of precedence.
    """

    province: str = ""
    without: tuple[str, ...] = ()
    rows: tuple[Profile, ...] = ()

    def of(self, domain: str, on: date, province: str | None = None) -> tuple[str, ...]:
        """The packs that bind a case, the first one first; the national one, which always does, is not named."""
        return applying(self.rows, domain, self.province if province is None else province, on, self.without)


def applying(rows: Iterable[Profile], domain: str, province: str, on: date, without: Iterable[str] = ()) -> tuple[str, ...]:
    """The packs that bind a case of this field in this province on this day, in order of precedence."""
    return () if province in set(without) else tuple(r.code for r in rows if r.binds(domain, province, on))
