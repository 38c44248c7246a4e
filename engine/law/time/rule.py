"""What a statute says about one clock 期限: its length, whom it binds, what may be excluded, whether it may be extended."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.errors import BadInput, ClockRefused
from engine.law.time.period import UNITS

BINDS = ("agency", "party", "restraint")
ON_EXPIRY = ("overdue", "lapse")
#: kind → what it is called. Only a period and a meter end by counting; the others say why they do not.
KINDS = {"period": "期间", "meter": "按日加处", "earliest": "最早可以实施之日", "prompt": "及时（未定天数）", "permanent": "永久"}
COUNTED = ("period", "meter")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Time that a cited rule does not count, e.g. testing 检测 during a seizure."""

    reason: str
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension that a cited rule allows.

    Attributes:
        length: the most that one extension may add; None where the rule sets no cap and the approval names the days.
        unit: of `length`.
        times: how often; None where the rule does not say.
        approver: who approves, in Chinese.
        basis: the article.
    """

    length: int | None
    unit: str
    times: int | None
    approver: str
    basis: str


@dataclass(frozen=True, slots=True)
class Meter:
    """A sum that grows daily 加处罚款: `percent` of the fine a day, in all at most `cap_percent` of it; an agreement may waive it."""

    percent: int
    cap_percent: int
    basis: str
    cap_basis: str
    told_basis: str
    waiver_basis: str

    @property
    def days(self) -> int:
        """Days after which the cap is reached when nothing is paid: the last one adds only what is missing."""
        return -(-self.cap_percent // self.percent)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which an act is forbidden besides holidays: from `from_hour` to `to_hour` of the next day."""

    from_hour: int
    to_hour: int
    basis: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a rule pack, valid from `in_force` until `until` (both inclusive).

    Attributes:
        code: stable name used in diagrams, e.g. "decide".
        id: number in the deadline table, e.g. "D-12".
        length: in `unit`; None when an order or notice sets it (within `shortest` … `longest`), or when it is not counted.
        unit: hour, day, working_day, month or year.
        binds: "agency" (机关), "party" (当事人) or "restraint" (对当事人的限制): a party's last day rolls, the others' does not.
        basis: the article.
        warn_at: working days before the last day at which to warn.
        on_expiry: "overdue" (still owed, late) or "lapse" (the right or the period is over).
        extend: the clauses under which it may be extended, in the order in which they are used up.
        local: True when the length is a local or internal rule, not a statute's.
        profile: "national", or the province or field whose rule it is.
        starts_on: what day 0 is, in Chinese.
        consequence: what follows when it is missed, in Chinese.
        kind: a key of KINDS.
        follows: codes of the clocks whose end starts this one.
    """

    code: str
    id: str
    name: str
    length: int | None
    unit: str
    binds: str
    basis: str
    in_force: date
    until: date | None = None
    warn_at: tuple[int, ...] = ()
    on_expiry: str = "overdue"
    extend: tuple[Extension, ...] = ()
    excludes: tuple[Exclusion, ...] = ()
    local: bool = False
    profile: str = "national"
    shortest: int | None = None
    longest: int | None = None
    starts_on: str = ""
    consequence: str = ""
    kind: str = "period"
    follows: tuple[str, ...] = ()
    meter: Meter | None = None
    quiet: Quiet | None = None

    @property
    def version(self) -> str:
        """Which version of the rule a clock was counted by."""
        return f"{self.profile}:{self.code}@{self.in_force.isoformat()}"

    def holds_on(self, on: date) -> bool:
        """Whether this version of the rule is in force on `on`."""
        return self.in_force <= on and (self.until is None or on <= self.until)

    def cited(self, reason: str) -> Exclusion:
        """The exclusion for a reason.

        Raises:
            ClockRefused: no cited rule takes this time out.
        """
        found = next((x for x in self.excludes if x.reason == reason), None)
        if found is None:
            raise ClockRefused(f"“{self.name}”没有可以扣除“{reason}”时间的规定，期限照常计算。", article=self.basis, clock=self.code,
                               next="如本省或本领域另有规定，请由规则管理员载入该规定及条文后再办理。")
        return found

    def units(self, day0: date, wanted: int | date | None) -> int:
        """The length of a clock that starts on `day0`.

        Args:
            wanted: what an order or notice set: units, or the last day itself (natural days); None for the rule's own.
        Raises:
            ClockRefused: the rule is not counted, leaves no choice, or not this one.
        """
        if self.kind not in COUNTED:
            raise ClockRefused(f"“{self.name}”{_UNCOUNTED[self.kind]}", article=self.basis, clock=self.code)
        if isinstance(wanted, date):
            if self.unit != "day":
                raise BadInput(f"“{self.name}”须以长度计，不能直接指定届满日。")
            wanted = (wanted - day0).days
        if wanted is None or wanted == self.length:
            if self.length is None:
                raise ClockRefused(f"“{self.name}”的期限须在文书中写明，不能缺省。", article=self.basis, clock=self.code)
            return self.length
        low, high = self.shortest, self.longest
        if low is None or high is None:
            raise ClockRefused(f"“{self.name}”为 {self.length}{UNITS[self.unit]}，由规定确定，不能另定。", article=self.basis,
                               clock=self.code)
        if not low <= wanted <= high:
            raise ClockRefused(f"“{self.name}”应在 {low} 至 {high}{UNITS[self.unit]}之间。", article=self.basis, clock=self.code)
        return wanted


_UNCOUNTED = {
    "earliest": "不按天数届满，由所依据的各项期限推算最早可以实施的日期。",
    "prompt": "法律只要求“及时”，未定天数，不能计算届满日；本地规定了天数的，请由规则管理员载入该规定及条文。",
    "permanent": "为永久保存，没有届满日。",
}
