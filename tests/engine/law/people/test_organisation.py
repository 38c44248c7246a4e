"""Who stands under whom, whose name papers bear, and who does a dissolved unit's work."""
from __future__ import annotations

from datetime import date

import pytest

from engine.law.people import organisation as law

TODAY = date(2026, 3, 10)


def unit(unit_id: int, kind: str, parent: int | None = None, guided_by: int | None = None, **more):
    return {"id": unit_id, "code": f"u{unit_id}", "name": f"单位{unit_id}", "kind": kind, "parent_id": parent, "guided_by_id": guided_by, "from_on": None,
            "until_on": None, "successor_id": None, "agency": f"机关{unit_id}" if law.is_subject(kind) else "", "short": f"机{unit_id}" if law.is_subject(kind) else "",
            **more}


UNITS = {u["id"]: u for u in (
    unit(1, "city"), unit(2, "county", 1), unit(3, "department", 2), unit(4, "town", 2), unit(5, "team", 4), unit(6, "station", 4, 3), unit(7, "pool", 2),
    unit(8, "county", 1), unit(9, "department", 8), unit(10, "town", 8))}


@pytest.mark.parametrize("unit_id, bearer", [(1, 1), (2, 2), (3, 3), (4, 4), (5, 4), (6, 3), (7, 2)])
def test_papers_bear_the_nearest_legal_subject(unit_id, bearer):
    assert law.subject_id(UNITS, unit_id) == bearer


@pytest.mark.parametrize("unit_id, county", [(1, None), (2, 2), (4, 2), (5, 2), (6, 2), (7, 2), (10, 8)])
def test_a_unit_belongs_to_its_county(unit_id, county):
    assert law.county_id(UNITS, unit_id) == county


def test_the_town_assigns_what_a_station_does_and_the_department_answers_for_it():
    assert law.desk_id(UNITS, 6, "dispatch") == 4 and law.desk_id(UNITS, 6, "handle") == 6 and law.desk_id(UNITS, 6, "decide") == 3
    assert law.seats(UNITS, 6) == {3, 4, 6} and law.guides(UNITS, 6) == {1, 2, 3, 4, 7}
    assert law.desk_id(UNITS, 5, "handle") == 5 and law.desk_id(UNITS, 5, "decide") == 4 and law.guides(UNITS, 10) == {1, 8}


@pytest.mark.parametrize("one, field, said", [
    (unit(11, "team"), "parent", "须写明上级单位"), (unit(11, "team", 1), "parent", "上级应为"), (unit(11, "town", 3), "parent", "上级应为"),
    (unit(11, "station", 4), "guided_by", "须写明业务指导部门"), (unit(11, "station", 4, 2), "guided_by", "应为县直部门"),
    (unit(11, "station", 4, 9), "guided_by", "同一个县"), (unit(11, "town", 2, 3), "guided_by", "只有派驻机构"),
    (unit(11, "town", 2, agency=""), "agency", "执法主体"), (unit(11, "team", 4, agency="执法队"), "agency", "不是执法主体"),
    (unit(11, "town", 2, short=""), "short", "机关代字"), (unit(11, "town", 2, from_on=TODAY, until_on=date(2026, 1, 1)), "until_on", "早于"),
    (unit(2, "county", 4), "parent", "下级单位"), (unit(4, "town", 4), "parent", "本单位")])
def test_what_no_unit_may_be(one, field, said):
    found = law.faults(UNITS, one, TODAY)
    assert any(said in why for why in found.get(field, ())), found


def test_sound_units_have_no_fault():
    for one in UNITS.values():
        assert law.faults({k: v for k, v in UNITS.items() if k != one["id"]}, one, TODAY) == {}


def test_a_unit_under_one_that_is_dissolved_is_refused():
    gone = {**UNITS, 4: {**UNITS[4], "until_on": date(2025, 12, 31)}}
    assert "不存续" in law.faults(gone, unit(11, "team", 4), TODAY)["parent"][0]


def test_the_successor_does_the_work_however_far_down_the_line():
    line = {1: unit(1, "team", 9, until_on=date(2026, 1, 31), successor_id=2), 2: unit(2, "team", 9, until_on=date(2026, 2, 28), successor_id=3), 3: unit(3, "team", 9)}
    assert [law.heir_id(line, 1, day) for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 1))] == [1, 2, 3]
    ring = {1: unit(1, "team", 9, until_on=date(2026, 1, 1), successor_id=2), 2: unit(2, "team", 9, until_on=date(2026, 1, 1), successor_id=1)}
    assert law.heir_id(ring, 1, TODAY) in (1, 2)


def test_a_unit_is_read_as_it_was_on_a_day():
    now = unit(4, "town", 2, name="新名", from_on=date(2020, 1, 1), until_on=date(2026, 1, 31))
    past = [{"on": date(2026, 2, 1), "before": {"until_on": None}}, {"on": date(2025, 6, 1), "before": {"name": "旧名"}}, {"on": date(2020, 1, 1), "before": {}}]
    assert law.as_of(now, past, date(2025, 5, 31))["name"] == "旧名"
    assert law.as_of(now, past, date(2026, 1, 31))["name"] == "新名"
    assert law.as_of(now, past, date(2026, 2, 1)) is None and law.as_of(now, past, date(2019, 12, 31)) is None


def test_two_agencies_of_a_county_do_not_share_the_word_of_their_numbers():
    again = unit(11, "town", 2, short="机4")
    assert "文号会重复" in law.faults(UNITS, again, TODAY)["short"][0]
    assert "short" not in law.faults(UNITS, {**again, "parent_id": 8}, TODAY), "another county may use it"
    ended = {last: {**UNITS, 4: {**UNITS[4], "until_on": last}} for last in (date(2025, 12, 31), date(2026, 2, 1))}
    assert ["short" in law.faults(units, again, TODAY) for units in ended.values()] == [False, True], "numbers of another year do not repeat"
