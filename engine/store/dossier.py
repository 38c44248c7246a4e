"""What lies in a case's file, as rows for the gates: one statement, alone or together with how the person stands."""
from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Mapping

from sqlalchemy import Connection, String, and_, bindparam, func, select, true, union_all

from engine.store.columns import Id
from engine.store.statement import Statement
from engine.store.tables import (case_duty, case_file, evidence, lead, measure, paper, person, post, qualification, recusal,
                                 recusal_request, record, task, unit)
from engine.store.union import WIDE, branch

#: one row: what it is, then the cells as the driver gives them; what each holds is said where the branch is built
Row = namedtuple("Row", ("what", *WIDE))
#: how many rounds of a step, and papers of a kind, an act on a running case looks at: what an earlier round said has been
#: replaced, and with all of them the 200th send-back would cost twice the first
ROUNDS = 3
#: decided cases of one party that a gate looks at, the newest first
EARLIER = 100


@dataclass(frozen=True)
class Of:
    """Whose file is read.

    Attributes:
        case_id: the case. unit_id, above_id: its unit and the one above, for their staff.
        party_key: the party, "" when nobody is named yet (see `party_key`).
    """

    case_id: int
    unit_id: int
    above_id: int
    party_key: str

    @property
    def given(self) -> dict[str, Any]:
        """The statement's parameters."""
        return {"case_id": self.case_id, "unit_id": self.unit_id, "above_id": self.above_id, "party_key": self.party_key}


def party_key(facts: Mapping[str, Any]) -> str | None:
    """What tells a party apart: the number of the identity paper or licence, for want of it kind and name."""
    number = "".join(str(facts.get("party_id") or "").split()).upper()
    name = "".join(str(facts.get("party_name") or "").split())
    if number:
        return number[:192]
    return f"{facts.get('party_type') or ''}:{name}"[:192] if name else None


def parts(rounds: int | None = None, dialect: str = "sqlite") -> list[Any]:
    """The branches of the union, all but who has been recused; parameters are those of `Of.given`.

    Args:
        rounds: only so many of the last rounds of each step and papers of each kind; None for the whole file.
    """
    of = bindparam("case_id", type_=Id)
    acted = select(case_duty.c.person_id).where(case_duty.c.case_id == of)
    officers = _holders("handle", post.c.unit_id == bindparam("unit_id", type_=Id))
    reviewers = _holders("review", post.c.unit_id.in_([bindparam("unit_id", type_=Id), bindparam("above_id", type_=Id)]))
    other = (select(case_file, lead.c.place).join(lead, lead.c.case_id == case_file.c.id)
             .where(case_file.c.party_key == bindparam("party_key", type_=String), case_file.c.id != of, case_file.c.unit_id.in_(_same_county()))
             .order_by(case_file.c.id.desc()).limit(EARLIER).subquery())
    return [
        branch("deed", WIDE, id=task.c.id, a=task.c.element, b=task.c.name, c=task.c.duty, at=task.c.completed_at, value=task.c.form,
             value2=task.c.signers).where(_of_case(task, lambda one: one.c.state == "done", ("process", "element"), rounds, dialect)),
        branch("paper", WIDE, id=paper.c.task_id, n=paper.c.issued_by, a=paper.c.kind, b=paper.c.name, c=paper.c.number, at=paper.c.issued_at,
             value=paper.c.data, value2=paper.c.service)
        .where(_of_case(paper, lambda one: one.c.voided_at.is_(None), ("kind",), rounds, dialect)),
        branch("evidence", WIDE, id=evidence.c.id, a=evidence.c.kind, b=evidence.c.name, c=evidence.c.proves, at=evidence.c.obtained_at,
             value=evidence.c.officers, value2=evidence.c.monitoring).where(evidence.c.case_id == of, evidence.c.voided_at.is_(None)),
        branch("record", WIDE, id=record.c.id, a=record.c.kind, at=record.c.began_at, at2=record.c.ended_at, value=record.c.officers,
             value2=record.c.value).where(record.c.case_id == of, record.c.voided_at.is_(None)),
        branch("measure", WIDE, id=measure.c.id, a=measure.c.kind, b=measure.c.state, at=measure.c.executed_at, value=measure.c.officers,
             value2=measure.c.value).where(measure.c.case_id == of, measure.c.executed_at.is_not(None)),
        branch("acted", WIDE, id=person.c.id, a=person.c.name, b=person.c.kind, on1=person.c.reviewer_since).where(person.c.id.in_(acted)),
        branch("card", WIDE, id=qualification.c.person_id, a=qualification.c.kind, b=qualification.c.number, c=qualification.c.scope,
             on1=qualification.c.valid_from, on2=qualification.c.valid_until, flag=qualification.c.suspended)
        .where(qualification.c.person_id.in_(acted)),
        branch("staff", WIDE, id=officers, n=reviewers),
        branch("earlier", WIDE, id=other.c.id, a=other.c.number, b=other.c.item_code, c=other.c.place, value=other.c.facts, value2=other.c.met)
        .select_from(other)]


def _same_county() -> Any:
    """The units of the county whose case it is: of another county's cases nobody here learns, not even by a gate's words."""
    here, there = unit.alias(), unit.alias()
    own = here.c.id == bindparam("unit_id", type_=Id)
    return select(there.c.id).join(here, func.coalesce(here.c.county_id, 0) == func.coalesce(there.c.county_id, 0)).where(own)


def recusals(cells: Mapping[str, Any]) -> list[Any]:
    """The branches that say who was taken off the case and when, and whose recusal waits for its decision."""
    of = bindparam("case_id", type_=Id)
    return [branch("recusal", cells, n=recusal.c.person_id, at=recusal.c.at).where(recusal.c.case_id == of),
            branch("recusal_asked", cells, n=recusal_request.c.person_id).where(recusal_request.c.case_id == of, recusal_request.c.state == "asked")]


def _of_case(table: Any, counts: Callable[[Any], Any], each: Iterable[str], rounds: int | None, dialect: str) -> Any:
    """The condition for a case's rows that count, of each step or kind the last ones only.

    Those are found backwards along an index, and no other row is looked at: after 200 rounds the others would cost as much as all else.

    Args:
        counts: which rows do, as a condition on the table or an alias of it. each: the columns that tell steps or kinds apart.
        rounds: None for every row.
    """
    of = bindparam("case_id", type_=Id)
    if rounds is None:
        return and_(table.c.case_id == of, counts(table))
    kind, one = select(*(table.c[name] for name in each)).where(table.c.case_id == of).distinct().subquery(), table.alias()
    newest = (select(one.c.id).where(one.c.case_id == of, counts(one), *(one.c[name] == kind.c[name] for name in each))
              .order_by(one.c.id.desc()).limit(rounds).correlate(kind))
    if dialect == "sqlite":  # has no LATERAL
        last = table.alias()
        return table.c.id.in_(select(last.c.id).select_from(kind.join(last, last.c.id.in_(newest))))
    last = newest.lateral()
    return table.c.id == func.any(func.array(select(last.c.id).select_from(kind.join(last, true())).scalar_subquery()))


def _holders(duty: str, at: Any) -> Any:
    return (select(func.count(func.distinct(post.c.person_id))).select_from(post.join(person, person.c.id == post.c.person_id))
            .where(post.c.duty == duty, at, person.c.active.is_(True)).scalar_subquery())


#: what the rows of `parts` call themselves
KINDS = frozenset(("deed", "paper", "evidence", "record", "measure", "acted", "card", "staff", "earlier"))
_READ = Statement(union_all(*parts(), *recusals(WIDE)))


def read(conn: Connection, of: Of) -> list[Row]:
    """The rows of a file."""
    return [Row._make(row) for row in _READ.rows(conn, of.given)]
