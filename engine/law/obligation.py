"""What every procedure owes whatever its drawing says: the national obligations 法定程序义务 and the acts they precede."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Obligation:
    """A step of procedure that a drawing can meet (`e:meets`) but never leave out.

    Attributes:
        code: the name drawings use, e.g. "legal_review".
        name: in Chinese, as the officer knows it.
        article: the article behind it.
        duties: duties 职责 that may meet it; empty for any.
        elapsed: clocks whose end meets it as well, e.g. the period for a statement.
        after: obligations whose meeting makes it due anew (a new notice opens a new period).
        voided_by: duties whose tasks undo it, unless marked `e:changes="nothing"`.
        asked: form field and answer by which the party asks for it; None when it is owed unasked.
        once: obligations after which alone it is owed; empty when it is always owed.
    """

    code: str
    name: str
    article: str
    duties: tuple[str, ...] = ()
    elapsed: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    voided_by: tuple[str, ...] = ()
    asked: tuple[str, str] | None = None
    once: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NationalAct:
    """An act of the agency before which obligations must be met.

    A drawn task is such an act when it meets, is guarded by or issues one of these, and issues none of `other_papers`.

    Attributes:
        meets, gates, papers: codes by which a task is recognised.
        other_papers: papers that make it another act.
        duty: the duty that alone may do it; None for any.
        guarded_by: gates one of which it must carry; empty for none.
        needs: obligation codes.
    """

    code: str
    name: str
    article: str
    meets: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    other_papers: tuple[str, ...] = ()
    duty: str | None = None
    guarded_by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    def covers(self, meets: tuple[str, ...], gates: tuple[str, ...], papers: tuple[str, ...]) -> bool:
        """Whether a task with these codes is this act."""
        return not set(papers) & set(self.other_papers) and bool(
            set(meets) & set(self.meets) or set(gates) & set(self.gates) or set(papers) & set(self.papers))


@dataclass(frozen=True, slots=True)
class Apart:
    """Duties that different people must be able to bear: every two of them must exclude each other."""

    duties: tuple[str, ...]
    article: str


@dataclass(frozen=True, slots=True)
class National:
    """Everything obligations.toml says."""

    obligations: tuple[Obligation, ...] = ()
    acts: tuple[NationalAct, ...] = ()
    apart: tuple[Apart, ...] = ()
