"""Moving cases and observing them over HTTP."""
from __future__ import annotations

import pytest

from engine.jobs import moving
from tests.api.conftest import Visitor
from tests.applications import interface
from tests.conftest import open_engine
from tests.course import PARKED, moment, parked, with_cases
from tests.invariants import check_invariants
from tests.versions import KEY, RENAMED, changed, deploy, second_look

AT = moment("2026-08-20T10:00:00+08:00")


@pytest.fixture
def door(backend, monkeypatch):
    """`person(code)` before an engine with parked cases and a newer version with one more duty in force."""
    url = backend.fresh(with_cases)
    engine = open_engine(url)
    monkeypatch.setattr(engine, "now", lambda: AT)
    deploy(engine, changed(*second_look()))
    app = interface(engine)
    everybody = {p["code"]: p["id"] for p in Visitor(app).get("/people/roster").json["items"]}
    yield engine, lambda code: Visitor(app).step_into(everybody[code])
    check_invariants(engine)
    engine.close()
    backend.drop(url)


def test_a_move_from_dry_run_to_report(door):
    engine, person = door
    designer, leader = person("he_qing"), person("luo_cheng")
    told = designer.get("/moves/dry-run?process=closed_loop&cases=3").json
    assert (told["total"], len(told["cases"]), told["in_force"]) == (len(PARKED), 3, True) and told["moves"] and told["stays"]
    assert {one["number"] for one in told["cases"]} == {None}
    made = designer.post("/moves", {"process": "closed_loop", "reason": "新增复核环节"}, headers={"Idempotency-Key": "m1"})
    assert made.status_code == 201 and made.json["state"] == "planned"
    assert designer.post("/moves", {"process": "closed_loop", "reason": "新增复核环节"}, headers={"Idempotency-Key": "m1"}).json == made.json
    path = f"/moves/{made.json['id']}"
    assert designer.post(f"{path}/confirm", {}).status_code == 403
    assert designer.post(f"{path}/pause").status_code == 409
    assert leader.post(f"{path}/confirm", {"agree": True}).json["state"] == "running"
    assert leader.post(f"{path}/pause").json["may"] == ["resume", "drop"] and designer.post(f"{path}/resume").json["state"] == "running"
    moving.walk(engine, lambda: AT)
    done = leader.get(path).json
    assert (done["state"], done["percent"]) == ("done", 100) and {c["verdict"] for c in done["counts"]} == {"moved", "stayed"}
    stayed = leader.get(f"{path}/report?verdict=stayed&limit=1").json
    assert stayed["items"][0]["reasons"] and stayed["next"]
    assert [one["id"] for one in leader.get("/moves").json["items"]] == [made.json["id"]]


def test_who_may_not_and_what_is_not_there(door):
    _, person = door
    designer = person("he_qing")
    assert designer.get("/moves/dry-run?process=nothing").status_code == 404
    assert designer.get("/moves/dry-run?process=closed_loop&version=7").status_code == 404
    assert designer.get("/moves/dry-run?process=..%2Fx").status_code == 422
    assert designer.get("/moves/99").status_code == 404
    assert designer.post("/moves", {"process": "closed_loop", "reason": ""}).status_code == 422
    for code in ("wang_qiang", "gao_jun"):
        assert person(code).get("/moves").status_code == 403
        assert person(code).get("/moves/dry-run?process=closed_loop").status_code == 403


def test_numbers_are_for_all_and_cases_for_whom_they_exist(door):
    engine, person = door
    designer, officer = person("he_qing"), person("wang_qiang")
    every = {one["process"]: one for one in designer.get("/observation").json["items"]}
    assert every["closed_loop"]["cases"] == len(PARKED)
    seen = designer.get(f"/observation/{KEY}").json
    assert seen["versions"] == [{"version": 2, "in_force": True, "cases": 0}, {"version": 1, "in_force": False, "cases": len(PARKED)}]
    assert next(one for one in seen["elements"] if one["element"] == "legal_review")["cases"] == 1 and "second_look" in seen["xml"]
    hidden, shown = (one.get(f"/observation/{KEY}/cases?element=legal_review").json for one in (designer, officer))
    assert (hidden["total"], hidden["hidden"], hidden["items"]) == (1, 1, [])
    assert [one["case_id"] for one in shown["items"]] == [parked(engine, "legal_review").case_id]
    assert designer.get("/observation/nothing").status_code == 404 and designer.get(f"/observation/{KEY}/cases").status_code == 422
    deploy(engine, changed(RENAMED))
    assert designer.get(f"/observation/{KEY}").json["version"] == 3
