"""Two counties in one database, alike to the letter: whatever there is in the one there is in the other, under other numbers."""
from __future__ import annotations

import json
import uuid
import zlib
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from engine.store import people, tables
from engine.work import assessments, disclosures, evidence, measures, records
from tests.conftest import open_engine
from tests.course import actor, parked, with_cases
from tests.engine.work.registers import hold, inquiry, piece

#: what the second county's units, people, grids and numbers carry in front
OTHER = "b_"
#: an identifier that nothing has
NOTHING = 99_999_999
ADMINISTRATORS = {"adm_system": "system", "adm_security": "security", "adm_audit": "audit"}
#: who stands in 石桥镇 where somebody stands in 青溪镇
NEIGHBOURS = {"wang_qiang": "zhou_kai", "li_na": "wu_dan", "zhao_lei": "zheng_hao", "liu_yang": "feng_yan", "xu_min": "tang_wei", "gao_jun": "song_ping",
              "he_fang": "han_mei", "lin_xue": "xie_lan", "deng_bo": "cao_gang", "ma_li": "cao_gang"}
#: a case's tables, each after those it points to
OF_A_CASE = ("case_file", "lead", "informant", "instance", "task", "case_duty", "clock", "paper", "evidence", "upload", "record", "measure", "review_sheet",
             "comment", "disclosure", "recusal", "recusal_request")
_PERSONS = {name: {c.name for c in t.c if any(f.column.table.name == "person" for f in c.foreign_keys)} for name, t in tables.metadata.tables.items()}
_LOADED = datetime.fromisoformat("2026-08-01T09:00:00+08:00")


def with_one_county(url: str) -> None:
    """The demo county with a case under way and one closed in each of two towns, and the three administrators."""
    with_cases(url)
    engine = open_engine(url)
    try:
        ours = {"closed": _closed(engine), "open": _open(engine)}
        with engine.store.act(None, _LOADED) as act:
            codes, unit = _codes(act.conn, tables.person), _codes(act.conn, tables.unit)
            near = {codes[a]: codes[b] for a, b in NEIGHBOURS.items()}
            known: dict[str, dict[str, Any]] = {"own": {"unit": "qingxi", "code": "wang_qiang"}, "other": {"unit": "shiqiao", "code": "zhou_kai"}}
            for word, case_id in ours.items():
                known["own"][word] = _ids(act.conn, case_id)
                known["other"][word] = _ids(act.conn, _clone(act.conn, case_id, {unit["qingxi"]: unit["shiqiao"]}, near, "石"))
            _administrators(act.conn, unit["demo_county"])
            people.set_setting(act.conn, "places", known)
            act.record("county.loaded", units=len(unit), people=len(codes))
            act.done()
    finally:
        engine.close()


def with_two_counties(url: str) -> None:
    """The same, and beside it another county that is alike to the letter."""
    with_one_county(url)
    engine = open_engine(url)
    try:
        known = places(engine)
        with engine.store.act(None, _LOADED) as act:
            units, persons = _twin(act.conn)
            known["county"] = {"unit": OTHER + "qingxi", "code": OTHER + "wang_qiang"}
            for word in ("closed", "open"):
                known["county"][word] = _ids(act.conn, _clone(act.conn, known["own"][word]["case_id"], units, persons, "仿"))
            people.set_setting(act.conn, "places", known)
            act.done(traced=False)
    finally:
        engine.close()


def _codes(conn, table) -> dict[str, int]:
    return {r.code: r.id for r in conn.execute(select(table.c.id, table.c.code))}


def places(engine) -> dict[str, dict[str, Any]]:
    """What there is where: `own` (青溪镇), `other` (石桥镇), `county` (the other county's 青溪镇); each with `open` and `closed`, the ids of a case's things."""
    with engine.store.read() as conn:
        return people.settings(conn)["places"]


def _closed(engine) -> int:
    course = parked(engine, "record_payment").to_the_end()
    at = datetime.fromisoformat("2026-08-01T09:00:00+08:00")
    assessments.draw(engine, actor(engine, "xia_ning"), course.case_id, "zhejiang", at=at)
    return course.case_id


def _open(engine) -> int:
    """A case that is investigated, with something in each register and a party under age."""
    course = parked(engine, "investigate")
    handler, at, case_id = actor(engine, "wang_qiang"), course.at, course.case_id
    evidence.add(engine, handler, case_id, piece(engine, at), at=at)
    records.add(engine, handler, case_id, inquiry(engine, began_at=at, ended_at=at, person="王小明，身份证号330102201203040018"), at=at)
    measures.execute_at_once(engine, handler, case_id, hold(engine, executed_at=at), at=at)
    disclosures.unmask(engine, handler, case_id, "核对身份", at=at)
    with engine.store.act(None, at) as act:
        row = dict(act.conn.execute(select(tables.case_file).where(tables.case_file.c.id == case_id)).mappings().one())
        facts = {**row["facts"], "party_type": "citizen", "party_name": "王小明", "party_id": "330102201203040018", "party_phone": "13912345678",
                 "party_birth_on": "2012-03-04"}
        act.conn.execute(update(tables.case_file).where(tables.case_file.c.id == case_id).values(
            facts=facts, party_name="王小明", minor=True, title="王小明超出门窗店外经营案"))
        lead_id = act.conn.execute(select(tables.lead.c.id).where(tables.lead.c.case_id == case_id)).scalar_one()
        act.conn.execute(insert(tables.informant).values(lead_id=lead_id, name="周举报", phone="13800001111", note=""))
        act.conn.execute(insert(tables.upload).values(case_id=case_id, evidence_id=act.conn.execute(select(tables.evidence.c.id).where(
            tables.evidence.c.case_id == case_id)).scalar(), name="现场.jpg", type="image/jpeg", size=10, digest="d" * 64, key=uuid.uuid4().hex, state="clean", verdict="",
            added_at=at, added_by=handler.person_id))
        act.record("case.changed", case_id=case_id)
        act.done()
    return case_id


def _twin(conn) -> tuple[dict[int, int], dict[int, int]]:
    units: dict[int, int] = {}
    for row in conn.execute(select(tables.unit).order_by(tables.unit.c.id)).mappings().all():
        plain = {k: row[k] for k in ("name", "kind", "agency", "short", "government", "court")}
        units[row["id"]] = people.add(conn, "unit", **{**plain, "short": f"乙{row['short']}"}, code=OTHER + row["code"], parent_id=units.get(row["parent_id"]))
    for row in conn.execute(select(tables.grid)).mappings().all():
        conn.execute(insert(tables.grid).values(**{**row, "code": OTHER + row["code"], "unit_id": units[row["unit_id"]]}))
    persons: dict[int, int] = {}
    for row in conn.execute(select(tables.person).where(tables.person.c.code.not_in(ADMINISTRATORS)).order_by(tables.person.c.id)).mappings().all():
        plain = {k: row[k] for k in ("name", "kind", "active")}
        persons[row["id"]] = people.add(conn, "person", **plain, code=OTHER + row["code"], unit_id=units[row["unit_id"]])
    for row in conn.execute(select(tables.post)).mappings().all():
        people.add(conn, "post", person_id=persons[row["person_id"]], unit_id=units[row["unit_id"]], duty=row["duty"])
    for row in conn.execute(select(tables.qualification)).mappings().all():
        people.add(conn, "qualification", **{k: row[k] for k in ("kind", "scope", "valid_from", "valid_until", "suspended")}, number=OTHER + row["number"],
                   person_id=persons[row["person_id"]])
    for row in conn.execute(select(tables.account).where(tables.account.c.login.not_in(ADMINISTRATORS))).mappings().all():
        people.add(conn, "account", person_id=persons[row["person_id"]], login=OTHER + row["login"], password_hash=None, active=True, failures=0)
    return units, persons


def _administrators(conn, unit_id: int) -> None:
    for code, role in ADMINISTRATORS.items():
        person_id = people.add(conn, "person", code=code, name=f"管理员{role}", kind="staff", unit_id=unit_id, active=True)
        people.add(conn, "account", person_id=person_id, login=code, password_hash=None, active=True, failures=0)
        conn.execute(insert(tables.administrator).values(person_id=person_id, role=role, given_at=datetime.fromisoformat("2026-01-01T00:00:00+08:00")))


def _clone(conn, case_id: int, units: dict[int, int], persons: dict[int, int], mark: str) -> int:
    """A copy of a case in other hands; returns its id."""
    new: dict[str, dict[int, int]] = {name: {} for name in OF_A_CASE}
    engine_ids: dict[str, str] = {}
    for name in OF_A_CASE:
        table = tables.metadata.tables[name]
        for row in _rows(conn, table, case_id, new):
            values = {k: _moved(name, k, v, new, units, persons) for k, v in row.items() if k != "id"}
            if name == "task":
                engine_ids[row["engine_id"]] = values["engine_id"] = uuid.uuid4().hex if "-" not in row["engine_id"] else str(uuid.uuid4())
            for unique in ("number", "key"):
                if unique in values and values[unique]:
                    values[unique] = f"{mark}{values[unique]}"[:64] if unique == "key" else f"{mark}{values[unique]}"
            made = conn.execute(insert(table).values(**values))
            if "id" in table.c:
                new[name][row["id"]] = made.inserted_primary_key[0]
    _follow(conn, new["instance"].values(), engine_ids)
    return new["case_file"][case_id]


def _rows(conn, table, case_id: int, new: dict[str, dict[int, int]]) -> list[dict[str, Any]]:
    if table.name == "case_file":
        query = select(table).where(table.c.id == case_id)
    elif table.name == "informant":
        query = select(table).where(table.c.lead_id.in_(new["lead"]))
    else:
        query = select(table).where(table.c.case_id == case_id)
    return [dict(r) for r in conn.execute(query.order_by(*table.primary_key.columns)).mappings()]


def _moved(table: str, column: str, value: Any, new: dict[str, dict[int, int]], units: dict[int, int], persons: dict[int, int]) -> Any:
    if value is None:
        return None
    if column in _PERSONS[table]:
        return persons.get(value, value)
    if column in ("unit_id", "filing_unit_id", "escalated_from_id"):
        return units.get(value, value)
    if column in ("officers", "signers") and isinstance(value, list):
        return [persons.get(p, p) for p in value]
    pointed = {"case_id": "case_file", "lead_id": "lead", "instance_id": "instance", "task_id": "task", "evidence_id": "evidence"}.get(column)
    return new[pointed].get(value, value) if pointed else value


def _follow(conn, instances, engine_ids: dict[str, str]) -> None:
    """The saved diagrams know their tasks by the ids that the copies have now."""
    for instance_id in instances:
        state = conn.execute(select(tables.instance.c.state).where(tables.instance.c.id == instance_id)).scalar()
        if state is None:
            continue
        text = zlib.decompress(state).decode()
        for old, fresh in engine_ids.items():
            text = text.replace(old, fresh)
        json.loads(text)
        conn.execute(update(tables.instance).where(tables.instance.c.id == instance_id).values(state=zlib.compress(text.encode(), 1)))


def _ids(conn, case_id: int) -> dict[str, int]:
    """The id of a case and of one of each of its things."""
    found = {"case_id": case_id}
    for name in ("lead", "task", "clock", "paper", "evidence", "upload", "record", "measure", "review_sheet"):
        table = tables.metadata.tables[name]
        query = select(table.c.id).where(table.c.case_id == case_id).order_by(table.c.id)
        if name == "task":
            query = select(table.c.id).where(table.c.case_id == case_id).order_by(table.c.state.in_(("open", "signing")).desc(), table.c.id)
        first = conn.execute(query.limit(1)).scalar()
        if first is not None:
            found["sheet_id" if name == "review_sheet" else f"{name}_id"] = first
    return found
