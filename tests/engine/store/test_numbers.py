"""Document numbers are unique within the agency that gives them; two counties may use the same 机关代字."""
from __future__ import annotations

from datetime import date, datetime, timezone

import pytest
from sqlalchemy import select

from engine import errors
from engine.case.flow import effects
from engine.store import cases, papers, tables, walls
from engine.store import people as rows
from engine.store.act import Act

AT = datetime(2026, 3, 10, 1, tzinfo=timezone.utc)


@pytest.fixture
def act(engine):
    """An act in which a second county has a town with the word of 青溪镇; nothing of it stays."""
    with pytest.raises(_Enough), engine.store.act(None, AT) as act:
        yield act
        raise _Enough


class _Enough(Exception):
    pass


@pytest.fixture
def towns(act) -> tuple[int, int]:
    names = {"agency": "青溪镇人民政府", "short": "青溪镇综执", "government": "乙县人民政府", "court": "乙县人民法院"}
    other = rows.add(act.conn, "unit", code="b_county", name="乙县综合行政执法局", kind="county", **{**names, "short": "乙县综执"})
    twin = rows.add(act.conn, "unit", code="b_qingxi", name="青溪镇", kind="town", parent_id=other, **names)
    return act.conn.execute(select(tables.unit.c.id).where(tables.unit.c.code == "qingxi")).scalar_one(), twin


def case(act: Act, unit_id: int, number: str, lead: str) -> int:
    person = act.conn.execute(select(tables.person.c.id).limit(1)).scalar_one()
    case_id = cases.create(act.conn, number=number, title="案", unit_id=unit_id, status="filed", stage="collect", version=1, facts={}, met={}, rounds={},
                           opened_at=AT, updated_at=AT, filed_on=date(2026, 3, 10))
    cases.create_lead(act.conn, None, case_id=case_id, number=lead, unit_id=unit_id, source="patrol", place="某处", grid_code=None, found_on=date(2026, 3, 10),
                      description="", reported_by=person, reported_at=AT)
    papers.issue(act.conn, case_id=case_id, task_id=None, kind="filing_approval", name="立案审批表", number=f"{number}-1", unit_id=unit_id, year=2026,
                 serial=papers.next_serial(act.conn, unit_id, "filing_approval", 2026), data={}, digest="x", issued_at=AT, issued_by=person)
    return case_id


def test_two_counties_give_the_same_number_each_to_its_own(engine, act, towns):
    said = [effects.number_next(engine, act.conn, one, "case", 2031)[0] for one in towns]
    assert said == ["青溪镇综执案字〔2031〕第1号"] * 2
    ids = [case(act, one, said[0], "线字第1号") for one in towns]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("again", ["case", "lead", "paper"])
def test_one_agency_does_not_give_a_number_twice(engine, act, towns, again):
    case(act, towns[0], "甲字第1号", "线字第1号")
    given = {"case": ("甲字第1号", "线字第2号"), "lead": ("甲字第2号", "线字第1号"), "paper": ("甲字第2号", "线字第2号")}[again]
    with pytest.raises(walls.FAULTS), act.conn.begin_nested():
        case_id = case(act, towns[0], *given)
        if again == "paper":
            act.conn.execute(tables.paper.update().where(tables.paper.c.case_id == case_id).values(number="甲字第1号-1"))


def test_a_number_that_two_counties_have_given_names_no_case_by_itself(engine, act, towns):
    ids = [case(act, one, "甲字第1号", "线字第1号") for one in towns]
    with pytest.raises(errors.BadInput) as refused:
        cases.named(act.conn, "甲字第1号")
    assert all(str(one) in refused.value.next for one in ids)
    assert cases.named(act.conn, str(ids[1]))["id"] == ids[1]


def test_an_upgrade_keeps_rows_indexes_and_triggers(tmp_path):
    """SQLite makes the three tables anew; what stood around them stands as before."""
    from alembic import command
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.migration import MigrationContext

    from engine.store import schema
    from engine.store.database import Store

    store = Store(f"sqlite:///{tmp_path / 'old.sqlite'}")

    def to(revision: str):
        config = Config()
        config.set_main_option("script_location", schema.__file__.replace("schema.py", "migrations"))
        with store.engine.connect() as conn:
            config.attributes["connection"] = conn
            command.upgrade(config, revision)
            conn.commit()

    def around(conn) -> set[tuple]:
        return {tuple(r) for r in conn.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL")}

    to("0007")
    with store.engine.connect() as conn:
        conn.exec_driver_sql("INSERT INTO unit (id, code, name, kind, agency, short, government, court) VALUES (1, 'a', '甲镇', 'town', '甲', '甲', '', '')")
        conn.exec_driver_sql("INSERT INTO person (id, name, code, kind, unit_id, active) VALUES (1, '某', 'a', 'staff', 1, 1)")
        conn.exec_driver_sql("INSERT INTO case_file (id, number, title, unit_id, status, stage, version, facts, met, rounds, opened_at, updated_at) "
                             "VALUES (7, '甲案1', '案', 1, 'lead', 'collect', 1, '{}', '{}', '{}', '2026-03-10 01:00:00.000000', '2026-03-10 01:00:00.000000')")
        conn.exec_driver_sql("INSERT INTO lead (id, case_id, number, source, place, found_on, description, reported_by, reported_at) "
                             "VALUES (3, 7, '甲线1', 'patrol', '某处', '2026-03-10', '', 1, '2026-03-10 01:00:00.000000')")
        conn.exec_driver_sql("INSERT INTO paper (id, case_id, kind, name, number, unit_id, year, serial, data, digest, issued_at, issued_by) "
                             "VALUES (5, 7, 'k', '文书', '甲书1', 1, 2026, 1, '{}', 'x', '2026-03-10 01:00:00.000000', 1)")
        conn.commit()
    with store.engine.connect() as conn:
        before = around(conn)
    to("head")
    with store.engine.connect() as conn:
        assert before <= around(conn)
        assert conn.exec_driver_sql("SELECT l.id, l.unit_id, c.id, c.number, p.number FROM lead l JOIN case_file c ON c.id = l.case_id JOIN paper p ON p.case_id = c.id").all() == [
            (3, 1, 7, "甲案1", "甲书1")]
        assert conn.exec_driver_sql("PRAGMA foreign_key_check").all() == [] and compare_metadata(MigrationContext.configure(conn), tables.metadata) == []
    store.close()
