"""What every register of a case file shares: how an entry is made, voided and listed. Entries are never changed or deleted."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import errors
from engine.case.access import masking, permit
from engine.case.file import entry
from engine.case.flow import motion
from engine.case.flow.step import Step, take
from engine.now import shanghai_date
from engine.store import cases, people, standing
from engine.store.act import RequestKey


@dataclass(frozen=True)
class Register:
    """One register.

    Attributes:
        word: in events and ids, e.g. `evidence`. noun: in Chinese, e.g. 证据; what: making an entry, e.g. 登记证据.
        rows: its module in the store, with `one`, `of_case` and `void`.
        show: a row as it is shown, besides its officers.
    """

    word: str
    noun: str
    what: str
    rows: Any
    show: Callable[[Mapping[str, Any]], dict[str, Any]]

    def add(self, engine, actor, case_id: int, read: entry.Entry, officers: list[int], bearers: Iterable[int], keep: Callable[[Step], tuple[int, dict[str, Any]]],
            *, what: str, on_site: datetime, at: datetime, key: RequestKey | None) -> dict[str, Any]:
        """Makes an entry.

        Args:
            read: what was typed; its faults refuse the entry.
            officers: the persons named in it. bearers: those of them who bear the duty beside the actor.
            keep: writes the row; gives its id and what its event tells.
            what: the act, in Chinese. on_site: when the officers named did it.
        """
        with engine.store.act(actor, at, key) as act:
            step = take(engine, act, case_id)
            answer = act.earlier()
            if answer is not None:
                return answer
            read.known(act.conn, "officers", officers, actor)
            read.of_staff(act.conn, "officers", set(officers) - set(bearers))
            read.done()
            taken = self._opened(step, [actor.person_id, *bearers], what, on_site)
            entry_id, told = keep(step)
            return self._done(step, taken, "added", entry_id, **told)

    def void(self, engine, actor, entry_id: int, reason: str, *, at: datetime, key: RequestKey | None) -> dict[str, Any]:
        """Takes an entry out of the file's account; it stays on record with the reason."""
        read = entry.Entry({"reason": reason}, at)
        said = read.words("reason", 200)
        read.done()
        with engine.store.act(actor, at, key) as act:
            row = self.rows.one(act.conn, entry_id)
            if row is None:
                raise errors.NotFound(f"没有找到这份{self.noun}。")
            step = take(engine, act, row["case_id"], f"没有找到这份{self.noun}。")
            answer = act.earlier()
            if answer is not None:
                return answer
            taken = self._opened(step, [actor.person_id], f"作废{self.noun}", None)
            if not self.rows.void(act.conn, entry_id, at, said):
                raise errors.WrongState(f"这份{self.noun}已经作废。", case_id=row["case_id"])
            return self._done(step, taken, "voided", entry_id)

    def listed(self, engine, actor, case_id: int, *, at: datetime) -> dict[str, Any]:
        """The entries of a case, and what this person may do."""
        with engine.store.read() as conn:
            case = cases.see(conn, actor, case_id)
            veil = masking.of(engine, conn, actor, case)
            rows = self.rows.of_case(conn, case_id)
            names = people.names(conn, {p for r in rows for p in r["officers"]}) if rows else {}
            work = {"case_id": case_id, "duty": "handle", "name": self.what, "unit_id": case["unit_id"]}
            refusal = permit.barred(engine, standing.read(conn, case_id, actor.person_id, at=at), actor.person_id, work, shanghai_date(at))
            officers = people.holders(conn, case["unit_id"], "handle")
        can = ["add", "void"] if refusal is None and case["status"] not in cases.OVER else []
        return {"items": [{**veil.over(self.show(r)), "officers": [{"id": p, "name": names[p]} for p in r["officers"]]} for r in rows],
                "officers": officers, "can": can}

    @staticmethod
    def _opened(step: Step, persons: list[int], what: str, on_site: datetime | None) -> list[Any]:
        taken = entry.bear(step, persons, what, on_site=on_site)
        entry.still_open(step)
        entry.outdate_review(step)
        return taken

    def _done(self, step: Step, taken: list[Any], how: str, entry_id: int, **told: Any) -> dict[str, Any]:
        step.act.record(f"{self.word}.{how}", case_id=step.case_id, **{f"{self.word}_id": entry_id}, **told)
        motion.bear(step, taken)
        entry.write(step)
        return step.act.done({"id": entry_id, "case_id": step.case_id})
