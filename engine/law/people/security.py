"""The security policy 安全策略 as values: how long a lock lasts, when a session ends, who needs a second factor."""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Iterable, Mapping

from engine.law.people.password import Profile


@dataclass(frozen=True, slots=True)
class Tries:
    """Failed attempts of one account, or of one known browser.

    Attributes:
        failures: since `first_failure_at`. lockouts: locks one after another.
    """

    failures: int = 0
    first_failure_at: datetime | None = None
    locked_until: datetime | None = None
    lockouts: int = 0

    def locked(self, at: datetime) -> bool:
        """Whether nothing is let through at this moment."""
        return self.locked_until is not None and self.locked_until > at


@dataclass(frozen=True, slots=True)
class Lockout:
    """When failed attempts lock, and for how long."""

    failures: int
    window_minutes: int
    first_minutes: int
    growth: int
    longest_minutes: int
    forget_hours: int
    known_days: int
    source: str

    def failed(self, tries: Tries, at: datetime) -> Tries:
        """The count after one more failure."""
        begun = tries.first_failure_at
        if begun is None or begun + timedelta(minutes=self.window_minutes) <= at:
            tries = replace(tries, failures=0, first_failure_at=at)
        lockouts = tries.lockouts
        if tries.locked_until is not None and tries.locked_until + timedelta(hours=self.forget_hours) <= at:
            lockouts = 0
        if tries.failures + 1 < self.failures:
            return replace(tries, failures=tries.failures + 1, lockouts=lockouts)
        minutes = min(self.first_minutes * self.growth ** min(lockouts, 30), self.longest_minutes)
        return Tries(0, None, at + timedelta(minutes=minutes), lockouts + 1)


@dataclass(frozen=True, slots=True)
class Sessions:
    """How long a session lasts and how many one account may have."""

    staff_minutes: int
    admin_minutes: int
    longest_hours: int
    parallel: int
    source: str

    def idle(self, admin: bool) -> timedelta:
        """How long a session may be left alone."""
        return timedelta(minutes=self.admin_minutes if admin else self.staff_minutes)


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Who must give a code besides the password."""

    admins: bool
    duties: tuple[str, ...]
    recovery_codes: int
    source: str

    def required(self, admin: str | None, duties: Iterable[str]) -> bool:
        """Whether a person with these duties, or this administrator, must have one."""
        return (self.admins and admin is not None) or any(duty in self.duties for duty in duties)


@dataclass(frozen=True, slots=True)
class Proof:
    """How fresh a proof must be, before completing tasks of which duties, and how long what is handed out for one purpose lasts."""

    minutes: int
    duties: tuple[str, ...]
    export_rows: int
    ticket_minutes: int
    reset_hours: int
    source: str


@dataclass(frozen=True, slots=True)
class Hashing:
    """The cost of one Argon2id hash."""

    memory_kib: int
    passes: int
    lanes: int
    source: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Common passwords: how many of the list, and words beside it."""

    most_common: int
    words: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole policy; `passwords` is the profile in force."""

    passwords: Profile
    profiles: Mapping[str, Profile]
    refused: Refused
    hashing: Hashing
    lockout: Lockout
    sessions: Sessions
    second_factor: SecondFactor
    proof: Proof

    def chosen(self, own: Mapping[str, Any]) -> Policy:
        """The policy as a county has chosen it: another profile of passwords, numbers that are stricter.

        Args:
            own: `profile`, `change_after_days`, `staff_minutes`, `admin_minutes`, `longest_hours`, `parallel`, `proof_minutes`; a number laxer
                than what stands in processes/law/ is left aside.
        """
        one = self.profiles.get(own.get("profile", ""), self.passwords)
        one = replace(one, change_after_days=stricter(own, "change_after_days", one.change_after_days) if one.change_after_days else 0)
        held = {k: stricter(own, k, getattr(self.sessions, k)) for k in ("staff_minutes", "admin_minutes", "longest_hours", "parallel")}
        return replace(self, passwords=one, sessions=replace(self.sessions, **held),
                       proof=replace(self.proof, minutes=stricter(own, "proof_minutes", self.proof.minutes)))


def stricter(own: Mapping[str, Any], key: str, most: int) -> int:
    """A county's own number, where it is one and asks for more than the standard."""
    given = own.get(key)
    return given if type(given) is int and 0 < given < most else most
