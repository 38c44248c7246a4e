"""The county's own rules, and which edition of them a transaction goes by.

Published calendars, power lists and the county's settings change while the product runs, in one of several processes. Their edition is
a number in the row of the chain's head. An act learns it with the first statement it sends anyway (engine.store.standing);
whoever changes a rule counts it up while holding the head, the last lock of every transaction. An act that has gone by an
older edition meanwhile is refused there: nothing that commits after a calendar was published was counted by the one before.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

from sqlalchemy import Connection, String, and_, cast, func, literal, null, select, type_coerce, union_all, update

from engine import errors
from engine.store.columns import Id, Json
from engine.store.statement import Statement
from engine.store.tables import calendar_year, event_head, power_list, power_recall, power_step, setting, unit

#: what a transaction keeps beside its connection until it ends
_KNOWN, _USED, _CHANGES = "edition", "edition_used", "edition_changes"

_NUMBER = Statement(select(event_head.c.edition))
_COUNT_UP = Statement(update(event_head).values(edition=event_head.c.edition + 1))


@dataclass(frozen=True)
class Own:
    """What a county has decided for itself.

    Attributes:
        number: the edition. settings: key → value. years: year → the newest published version (see engine.store.calendars).
        lists: the published power lists, recalls: what was taken back, each as its unit's code and value; a list with its steps in order
            (see engine.store.powers).
    """

    number: int
    settings: Mapping[str, Any]
    years: Mapping[int, Mapping[str, Any]]
    lists: tuple[tuple[str, Mapping[str, Any], tuple[Mapping[str, Any], ...]], ...] = ()
    recalls: tuple[tuple[str, Mapping[str, Any]], ...] = ()


def note(conn: Connection, number: int) -> None:
    """Tells the transaction which edition is in force; called by what reads it along with something else."""
    conn.info[_KNOWN] = number


def go_by(conn: Connection) -> int:
    """The edition in force for this transaction, which from now on rests on it."""
    if _KNOWN not in conn.info:
        note(conn, _NUMBER.first(conn, {})[0])
    return conn.info.setdefault(_USED, conn.info[_KNOWN])


def change(conn: Connection) -> None:
    """Says that this transaction changes a rule; the edition is counted up when it commits."""
    conn.info[_CHANGES] = True


def changes(conn: Connection) -> bool:
    """Whether this transaction changes a rule."""
    return _CHANGES in conn.info


def settle(conn: Connection, newest: int) -> None:
    """Compares what the transaction went by with the head row it has just locked.

    Raises:
        errors.Busy: a rule was changed meanwhile; nothing may be committed.
    """
    if conn.info.get(_USED, newest) != newest:
        raise errors.Busy("工作日历、权力清单或本县设置刚刚更新，本次没有保存。", next="请再提交一次，将按新的规定办理。")
    if changes(conn):
        _COUNT_UP.run(conn, {})


def forget(conn: Connection) -> None:
    """Ends what was noted, with the transaction."""
    for key in (_KNOWN, _USED, _CHANGES):
        conn.info.pop(key, None)


def _part(what: str, **given) -> Any:
    shape = {"n": Id, "name": String(), "value": String()}
    return select(literal(what).label("what"), *(type_coerce(given.get(k, cast(null(), t)), t).label(k) for k, t in shape.items()))


_newest = select(calendar_year.c.year, func.max(calendar_year.c.version).label("version")).group_by(calendar_year.c.year).subquery()
#: one statement, so that the number and what it stands for are of one moment
_READ = union_all(
    _part("edition", n=event_head.c.edition), _part("setting", name=setting.c.key, value=setting.c.value),
    _part("year", n=calendar_year.c.year, name=calendar_year.c.source, value=calendar_year.c.value).select_from(calendar_year.join(
        _newest, and_(_newest.c.year == calendar_year.c.year, _newest.c.version == calendar_year.c.version))),
    _part("list", n=power_list.c.id, name=unit.c.code, value=power_list.c.value).select_from(
        power_list.join(unit, unit.c.id == power_list.c.unit_id)).where(power_list.c.state == "published"),
    _part("step", n=power_step.c.id, name=cast(power_step.c.list_id, String), value=power_step.c.value).select_from(
        power_step.join(power_list, power_list.c.id == power_step.c.list_id)).where(power_list.c.state == "published"),
    _part("recall", n=power_recall.c.id, name=unit.c.code, value=power_recall.c.value).select_from(
        power_recall.join(unit, unit.c.id == power_recall.c.unit_id)).where(power_recall.c.state == "confirmed"))


def read(conn: Connection) -> Own:
    """The county's own rules as they are now; the transaction goes by them."""
    number, settings, years, lists, steps, recalls = 0, {}, {}, {}, [], []
    decode = Json().process_result_value
    for what, n, name, value in conn.execute(_READ):
        if what == "edition":
            number = n
        elif what == "setting":
            settings[name] = decode(value, None)
        elif what == "list":
            lists[n] = name, decode(value, None)
        elif what in ("step", "recall"):
            (steps if what == "step" else recalls).append((n, name, decode(value, None)))
        else:
            years[n] = {**decode(value, None), "source": name}
    note(conn, number)
    conn.info[_USED] = number
    steps.sort(key=lambda one: one[0])
    return Own(number, settings, years, tuple((code, value, tuple(step for _, of, step in steps if of == str(n)))
                                              for n, (code, value) in sorted(lists.items())),
               tuple((code, value) for _, code, value in sorted(recalls, key=lambda one: one[0])))
