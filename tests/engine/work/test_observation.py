"""Where running cases wait: numbers for the county, cases only for whom they exist."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from engine import errors
from engine.store import tables
from engine.work import moves, observation
from tests.conftest import open_engine
from tests.course import PARKED, actor, moment, parked, with_cases
from tests.invariants import check_invariants
from tests.versions import KEY, RENAMED, changed, deploy

AT = moment("2026-08-20T10:00:00+08:00")


@pytest.fixture
def county(backend) -> Iterator:
    url = backend.fresh(with_cases)
    engine = open_engine(url)
    yield engine
    check_invariants(engine)
    engine.close()
    backend.drop(url)


def elements(engine, process: str = KEY, who: str = "he_qing") -> dict[str, dict]:
    return {one["element"]: one for one in observation.of_process(engine, actor(engine, who, AT), process, at=AT)["elements"]}


def test_every_case_is_counted_where_it_stands(county):
    with county.store.read() as conn:
        live = conn.execute(select(tables.task.c.process, tables.task.c.element).where(tables.task.c.state.in_(("open", "signing")))).all()
    for process in (KEY, "closed_loop"):
        found = elements(county, process)
        for element in {one.element for one in live if one.process == process}:
            assert found[element]["cases"] == sum(one.element == element and one.process == process for one in live)
    assert elements(county, "closed_loop")["ordinary"]["cases"] == len(PARKED) - 2  # all but the two before the filing
    assert set(elements(county)) == {one.element for one in live if one.process == KEY}  # what only contains others is not counted beside them
    assert all(one["shown"] for one in elements(county).values())


def test_how_long_and_how_late(county):
    one = parked(county, "legal_review")
    found = elements(county)["legal_review"]
    opened = one.task()["created_at"]
    assert found["oldest_at"] == opened and found["median_s"] == int((AT - opened).total_seconds())
    assert found["overdue"] == found["cases"] == 1
    told = {p["process"]: p for p in observation.overview(county, actor(county, "he_qing", AT), at=AT)}
    assert told["closed_loop"]["cases"] == len(PARKED) and told[KEY]["overdue"] >= 1 and told["summary_penalty"]["cases"] == 0


def test_a_case_that_went_on_is_seen_where_it_is_now(county):
    before = elements(county)
    course = parked(county, "legal_review")
    course.to("issue_decision")
    after = elements(county)
    assert after["issue_decision"]["cases"] == before["issue_decision"]["cases"] + 1
    assert after.get("legal_review", {"cases": 0})["cases"] == before["legal_review"]["cases"] - 1


def test_versions_in_use_and_what_only_an_older_one_draws(county):
    deploy(county, changed(RENAMED))
    found = observation.of_process(county, actor(county, "he_qing", AT), KEY, at=AT)
    assert [(v["version"], v["in_force"], v["cases"]) for v in found["versions"]] == [(2, True, 0), (1, False, len(PARKED))]
    assert found["version"] == 2 and "整理归档" in found["xml"]
    gone = changed(('<bpmn:userTask id="investigate" name="调查取证"', '<bpmn:userTask id="inquire" name="调查取证"'), *[
        (f'{end}Ref="investigate"', f'{end}Ref="inquire"') for end in ("target", "source")])
    deploy(county, gone)
    assert elements(county)["investigate"]["shown"] is False and elements(county)["investigate"]["name"] == "调查取证"
    told = moves.dry_run(county, None, KEY)
    assert any("“调查取证”在新版本中已删除" in why for g in told["groups"] for why in g["reasons"])


def test_incidents_are_told_where_their_cases_stand(county):
    course = parked(county, "legal_review")
    with county.store.engine.begin() as conn:
        conn.execute(insert(tables.incident).values(case_id=course.case_id, kind="firing", ref=str(course.case_id), error="x", tries=1, opened_at=AT))
    assert elements(county)["legal_review"]["incidents"] == 1 and elements(county)["issue_decision"]["incidents"] == 0
    told = {p["process"]: p["incidents"] for p in observation.overview(county, actor(county, "he_qing", AT), at=AT)}
    assert told[KEY] == told["closed_loop"] == 1


@pytest.mark.parametrize("who, sees", [("he_qing", False), ("wang_qiang", True), ("zhou_kai", False), ("luo_cheng", True), ("sys_admin", False)])
def test_the_cases_behind_a_number_are_those_a_person_may_see(county, who, sees):
    found = observation.cases_at(county, actor(county, who, AT), KEY, "legal_review", at=AT)
    assert found["total"] == 1 and found["hidden"] == (0 if sees else 1) and len(found["items"]) == (1 if sees else 0)
    if sees:
        (one,) = found["items"]
        assert one["case_id"] == parked(county, "legal_review").case_id and one["overdue"] and one["since"] < AT - timedelta(days=1)


def test_what_is_not_in_force_is_not_found(county):
    with pytest.raises(errors.NotFound):
        observation.of_process(county, actor(county, "he_qing", AT), "nothing", at=AT)
    assert observation.cases_at(county, actor(county, "he_qing", AT), KEY, "nowhere", at=AT)["total"] == 0
