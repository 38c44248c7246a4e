"""What tests of the organisation do again and again: the administrators, a team that has taken a town's work over."""
from __future__ import annotations

from sqlalchemy import select, update

from engine.law.people.organisation import FIELD_DUTIES
from engine.store import edition, tables
from engine.work import organisation, qualifications, staff, training
from tests.course import actor, moment

AT = moment("2026-03-10T09:00:00+08:00")
#: numbers of nobody: area 110105, born 1949-12-31, as in the standard's own example
IDENTITIES = ("11010519491231002X", "110105194912310054", "110105194912310070", "110105194912310097", "110105194912310118")
TEAM = {"code": "qingxi_team", "name": "青溪镇综合行政执法队", "kind": "team", "parent": "qingxi", "document": "青编〔2026〕1号"}


def system(engine):
    """卫东, who keeps units, persons and accounts."""
    return actor(engine, "sys_admin")


def security(engine):
    """蒋岚, who gives posts and qualifications."""
    return actor(engine, "sec_admin")


def unit_row(engine, code: str) -> dict:
    """A unit as the database has it."""
    with engine.store.read() as conn:
        return dict(conn.execute(select(tables.unit).where(tables.unit.c.code == code)).mappings().one())


def person_row(engine, code: str) -> dict:
    """A person as the database has them."""
    with engine.store.read() as conn:
        return dict(conn.execute(select(tables.person).where(tables.person.c.code == code)).mappings().one())


def team(engine, code: str = "qingxi_team", at=AT) -> int:
    """Founds an internal team in 青溪镇; returns its id."""
    return organisation.add(engine, system(engine), {**TEAM, "code": code, "name": f"青溪镇综合行政执法队（{code}）"}, at=at)["id"]


def move_field_posts(engine, at, unit_id: int, to: int) -> None:
    """What a reorganisation does to posts: those in the field are at another unit from now on."""
    with engine.store.act(None, at) as act:
        edition.change(act.conn)
        act.conn.execute(update(tables.post).where(tables.post.c.unit_id == unit_id, tables.post.c.duty.in_(FIELD_DUTIES)).values(unit_id=to))
        act.conn.execute(update(tables.grid).where(tables.grid.c.unit_id == unit_id, tables.grid.c.kind == "grid").values(unit_id=to, parent_code=None))
        act.record("posts.moved", unit_id=unit_id, to=to)
        act.done()


def newcomer(engine, code: str = "zhang_san", n: int = 0, *, kind: str = "staff", unit: str = "qingxi", at=AT) -> dict:
    """Enters somebody new."""
    return staff.enter(engine, system(engine), {"code": code, "name": f"新人{n}", "kind": kind, "unit": unit, "identity": IDENTITIES[n]}, at=at)


def certified(engine, code: str, number: str, at=AT) -> int:
    """Lets somebody pass the examination and enters their certificate; returns its id."""
    training.add(engine, security(engine), {"persons": [code], "kind": "exam", "name": "资格考试", "on": moment("2026-03-01T09:00:00+08:00").date(), "score": 90}, at=at)
    given = {"person": code, "kind": "enforcement_certificate", "number": number, "valid_from": at.date(), "valid_until": at.date().replace(year=at.year + 5, day=9)}
    return qualifications.enter(engine, security(engine), given, at=at)["id"]
