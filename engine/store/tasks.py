"""Rows of the tasks, and the inbox query that stays flat however many tasks are open."""
from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, Iterable, Mapping

from sqlalchemy import (ARRAY, Connection, Integer, Select, String, bindparam, cast, column, exists, func, insert, literal_column, or_, select, true,
                        tuple_, union_all, update)

from engine import errors
from engine.law.people.masking import OPINIONS
from engine.store.columns import NEVER, Id, containing
from engine.store.statement import Statement
from engine.store.tables import case_file, lead, person, task, unit

#: written out, not bound: SQLite only uses a partial index when the query repeats its condition literally
LIVE = task.c.state.in_([literal_column("'open'"), literal_column("'signing'")])


_OPEN = Statement(insert(task).returning(task.c.id))
_OPEN_SEVERAL = insert(task).returning(task.c.id, task.c.engine_id)
_FOLLOW = Statement(update(task).where(task.c.case_id == bindparam("held_case"), LIVE, task.c.due_clock == bindparam("held_clock")))
_CHANGE = Statement(update(task).where(task.c.id == bindparam("held_id"), task.c.version == bindparam("held_version")))


def open_many(conn: Connection, rows: list[dict[str, Any]]) -> list[int]:
    """Inserts the tasks that an advance of the diagram opened; returns their ids in the same order.

    Several go as one statement, told apart by the diagram's own ids: asked for the rows' order, SQLite would be sent
    one statement a row.
    """
    if len(rows) == 1:
        return [_OPEN.first(conn, rows[0])[0]]
    ids = {row.engine_id: row.id for row in conn.execute(_OPEN_SEVERAL, rows)} if rows else {}
    return [ids[row["engine_id"]] for row in rows]


def of_engine(conn: Connection, engine_ids: Iterable[str]) -> list[dict[str, Any]]:
    """Tasks by the ids the diagram gave them."""
    return [dict(r) for r in conn.execute(select(task).where(task.c.engine_id.in_(list(engine_ids)))).mappings()]


def cancel(conn: Connection, engine_ids: Iterable[str], at: datetime) -> None:
    """Closes the tasks that an advance of the diagram withdrew."""
    conn.execute(update(task).where(task.c.engine_id.in_(list(engine_ids)), LIVE)
                 .values(state="cancelled", completed_at=at, version=task.c.version + 1))


def change(conn: Connection, row: Mapping[str, Any], **values: Any) -> int:
    """Changes one task that the caller has locked through its case.

    Returns:
        The new version.
    Raises:
        errors.StaleVersion: it moved all the same.
    """
    version = row["version"] + 1
    if row["duty"] in OPINIONS and values.get("assignee_id", row["assignee_id"]) != row["assignee_id"]:
        values.setdefault("draft", None)  # what the one before was still thinking is nobody else's to read
    if _CHANGE.run(conn, {"held_id": row["id"], "held_version": row["version"], "version": version, **values}) != 1:
        raise errors.StaleVersion("任务在办理期间被改动，本次未作任何更改。")
    return version


def follow(conn: Connection, moved: Iterable[tuple[int, str, datetime]]) -> None:
    """Makes live tasks due when their clock is: (case, clock's code, its new end) each. The version stays: what a person
    is filling in is none the worse for it."""
    rows = [{"held_case": case_id, "held_clock": code, "due_at": due_at} for case_id, code, due_at in moved]
    if rows:
        _FOLLOW.run(conn, rows)


def keep_draft(conn: Connection, task_id: int, person_id: int, draft: Mapping[str, Any]) -> bool:
    """Keeps the unfinished form of the assignee; the version stays, since nothing has been said yet."""
    return conn.execute(update(task).where(task.c.id == task_id, task.c.assignee_id == person_id, task.c.state == "open")
                        .values(draft=dict(draft))).rowcount == 1


def rounds(conn: Connection, case_id: int) -> dict[tuple[str, str], int]:
    """How often each element of a case has been entered: (process, element) → times."""
    return {(r.process, r.element): r.n for r in conn.execute(select(task.c.process, task.c.element, func.count().label("n"))
            .where(task.c.case_id == case_id).group_by(task.c.process, task.c.element))}


_assignee, _principal, _below = person.alias("assignee"), person.alias("principal"), unit.alias("below")
_LISTED = (*(c for c in task.c if c.name not in ("draft", "form")), case_file.c.number.label("case_number"), case_file.c.title.label("case_title"),
           case_file.c.item_code, case_file.c.party_name, case_file.c.minor, case_file.c.stage, lead.c.number.label("lead_number"),
           unit.c.name.label("unit_name"), _assignee.c.name.label("assignee_name"), _principal.c.name.label("for_name"),
           _below.c.name.label("escalated_from_name"))
_FROM = (task.join(case_file, case_file.c.id == task.c.case_id).join(lead, lead.c.case_id == task.c.case_id)
         .join(unit, unit.c.id == task.c.unit_id).outerjoin(_assignee, _assignee.c.id == task.c.assignee_id)
         .outerjoin(_principal, _principal.c.id == task.c.for_id).outerjoin(_below, _below.c.id == task.c.escalated_from_id))


def listed(conn: Connection, task_ids: list[int]) -> list[dict[str, Any]]:
    """Tasks with what a list shows of them, ordered by due date."""
    query = select(*_LISTED).select_from(_FROM).where(task.c.id.in_(task_ids)).order_by(task.c.due_at, task.c.id)
    return [dict(r) for r in conn.execute(query).mappings()]


def of_case(conn: Connection, case_id: int) -> list[dict[str, Any]]:
    """Every task of a case in the order they were opened, with forms."""
    query = select(*_LISTED, task.c.form).select_from(_FROM).where(task.c.case_id == case_id).order_by(task.c.id)
    return [dict(r) for r in conn.execute(query).mappings()]


def one(conn: Connection, task_id: int) -> dict[str, Any] | None:
    """One task with its draft and form."""
    query = select(*_LISTED, task.c.draft, task.c.form, case_file.c.facts, case_file.c.filed_on, case_file.c.unit_id.label("case_unit_id"),
                   case_file.c.filing_unit_id, case_file.c.met).select_from(_FROM).where(task.c.id == task_id)
    row = conn.execute(query).mappings().one_or_none()
    return dict(row) if row else None


def inbox(conn: Connection, actor, *, view: str, q: str | None, duty: str | None, due_before: datetime | None,
          after: tuple[datetime, int] | None, limit: int) -> list[dict[str, Any]]:
    """What a person can work on, the earliest due first, keyset-paged by (due_at, id).

    One short index scan for each of the person's posts and one for what is already theirs; a single OR over all of
    them would make the database walk every open task of the county.

    Args:
        view: `mine`, `pool` (claimable) or `all`.
        due_before: only tasks due by this instant.
        after: the last row of the page before.
    """
    posts = [one for one in dict.fromkeys(actor.reach) if duty in (None, one[1])] if view in ("all", "pool") else []
    lent = [one for one in actor.lent if duty in (None, one[1])] if view in ("all", "pool") else []
    mine = view in ("all", "mine")
    if actor.admin is not None or not (posts or mine):
        return []
    sqlite = conn.dialect.name == "sqlite"
    given = {"person_id": actor.person_id, "duty": duty, "due_before": due_before, "after_at": after and after[0], "after_id": after and after[1],
             "county_id": actor.county_id, "like": q and containing(q), "most": limit}
    if sqlite:
        given |= {f"{name}_{n}": value for n, post in enumerate(posts) for name, value in zip(("unit", "duty"), post)}
    else:
        given |= {"units": [u for u, _ in posts], "duties": [d for _, d in posts]}
    given |= {f"{name}_{n}": value for n, one in enumerate(lent) for name, value in zip(("lent_unit", "lent_duty", "lent_by"), one)}
    query = _page(actor.county_id is not None, mine, len(posts) if sqlite else None, len(lent), bool(duty), bool(due_before), bool(after), bool(q))
    ids = [r.id for r in conn.execute(query, {k: v for k, v in given.items() if v is not None})]
    return listed(conn, ids) if ids else []


@lru_cache(maxsize=512)
def _page(walled: bool, mine: bool, posts: int | None, lent: int, duty: bool, due_before: bool, after: bool, q: bool) -> Select:
    """The statement of one kind of page, put together once: for twenty posts that takes longer than running it.

    Args:
        walled: whether only tasks of one county are there: a post at another county's unit opens nothing.
        posts: how many branches to write out, for SQLite; None for PostgreSQL, which walks the posts by itself and
            need not plan each anew.
        lent: how many posts are used as a substitute: what their holders have in hand is shown to whoever stands in.
    """
    def here(unit_id) -> list[Any]:
        return [exists().where(unit.c.id == unit_id, unit.c.county_id == bindparam("county_id"))] if walled else []

    def first(condition, *more) -> Select:
        found = select(task.c.id.label("id"), task.c.due_at.label("due_at")).where(LIVE, condition, *more)
        if duty:
            found = found.where(task.c.duty == bindparam("duty"))
        if after:
            found = found.where(tuple_(task.c.due_at, task.c.id) > tuple_(bindparam("after_at", type_=task.c.due_at.type), bindparam("after_id", type_=task.c.id.type)))
        if due_before:
            found = found.where(task.c.due_at <= bindparam("due_before"))
        if q:
            holds = [cast(c, String).like(bindparam("like", type_=String), escape="\\") for c in (
                task.c.name, case_file.c.number, lead.c.number, lead.c.place, case_file.c.title, case_file.c.party_name)]
            found = found.join(case_file, case_file.c.id == task.c.case_id).join(lead, lead.c.case_id == task.c.case_id).where(
                or_(*holds[:4], case_file.c.minor.is_(False) & or_(*holds[4:])))  # a minor is not found by name
        return found.order_by(task.c.due_at, task.c.id).limit(bindparam("most", type_=Integer))

    def pool(unit_id, wanted) -> Select:
        return first((task.c.unit_id == unit_id) & (task.c.duty == wanted) & task.c.assignee_id.is_(None))

    branches = [select(first(task.c.assignee_id == bindparam("person_id"), *here(task.c.unit_id)).subquery())] if mine else []
    if posts is None:
        post = (func.unnest(bindparam("units", type_=ARRAY(Id)), bindparam("duties", type_=ARRAY(String)))
                .table_valued(column("unit_id", Id), column("duty", String), name="post").render_derived())
        each = pool(post.c.unit_id, post.c.duty).lateral()
        branches.append(select(each.c.id, each.c.due_at).select_from(post.join(each, true())).where(*here(post.c.unit_id)))  # once a post, not once a row
    else:
        branches += [select(pool(bindparam(f"unit_{n}"), bindparam(f"duty_{n}")).subquery()).where(*here(bindparam(f"unit_{n}"))) for n in range(posts)]
    branches += [select(first((task.c.assignee_id == bindparam(f"lent_by_{n}")) & (task.c.unit_id == bindparam(f"lent_unit_{n}"))
                              & (task.c.duty == bindparam(f"lent_duty_{n}"))).subquery()) for n in range(lent)]
    found = union_all(*branches).subquery()
    return select(found.c.id).order_by(found.c.due_at, found.c.id).limit(bindparam("most", type_=Integer))


def due_of(row: Mapping[str, Any]) -> datetime | None:
    """When a task is due, or None when nothing bounds it."""
    return None if row["due_at"] == NEVER else row["due_at"]
