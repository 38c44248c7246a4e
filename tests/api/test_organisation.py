"""Organisation and staff over the wire: two administrators, each within what is his."""
from __future__ import annotations

import io

import pytest

from tests.invariants import check_invariants

PERSON = {"code": "zhang_san", "name": "张三", "kind": "staff", "unit": "qingxi", "identity": "11010519491231002X"}
TEAM = {"code": "qingxi_team", "name": "青溪镇综合行政执法队", "kind": "team", "parent": "qingxi"}


@pytest.fixture
def backend(sqlite):
    """The engine's own tests run on both databases."""
    return sqlite


@pytest.fixture
def system(person):
    """卫东, who keeps units, persons and accounts."""
    return person("sys_admin")


@pytest.fixture
def security(person):
    """蒋岚, who gives posts and qualifications."""
    return person("sec_admin")


def send(who, path: str, text: str, **more):
    return who.post(path, data=text.encode("utf-8-sig"), content_type="text/csv", **more)


def test_a_unit_is_founded_changed_and_dissolved(engine, system, handler):
    made = system.post("/organisation/units", TEAM, headers={"Idempotency-Key": "k"})
    assert made.status_code == 201 and system.post("/organisation/units", TEAM, headers={"Idempotency-Key": "k"}).json == made.json
    found = handler.get("/organisation/units/qingxi_team")
    assert (found.json["subject"], found.json["is_subject"], found.headers["ETag"]) == ("qingxi", False, '"v1"')
    stale = system.post("/organisation/units/qingxi_team/change", {"name": "一中队"}, headers={"If-Match": '"v9"'})
    assert stale.status_code == 412
    assert system.post("/organisation/units/qingxi_team/change", {"name": "一中队"}, headers={"If-Match": '"v1"'}).headers["ETag"] == '"v2"'
    answer = system.post("/organisation/units/qingxi_team/dissolve", {"document": "青编〔2026〕1号"})
    assert answer.status_code == 200, answer.text
    assert "qingxi_team" not in [u["code"] for u in handler.get("/organisation/units").json["items"]]
    assert [h["kind"] for h in handler.get("/organisation/units/qingxi_team").json["history"]] == ["dissolved", "changed", "founded"]
    check_invariants(engine)


def test_a_fault_comes_back_by_field(system):
    answer = system.post("/organisation/units", {**TEAM, "parent": "nowhere"})
    assert answer.status_code == 422 and "parent" in answer.json["fields"]
    assert system.post("/organisation/units", {**TEAM, "rank": 1}).status_code == 422
    assert system.get("/organisation/units/nowhere").status_code == 404


@pytest.mark.parametrize("who", ["sec_admin", "audit_admin", "wang_qiang", "gao_jun", "he_qing"])
def test_only_the_system_administrator_keeps_units_and_persons(person, who):
    other = person(who)
    for path, body in (("/organisation/units", TEAM), ("/organisation/units/qingxi/change", {"name": "x"}), ("/staff", PERSON), ("/staff/li_na/leave", None),
                       ("/organisation/units/qingxi/dissolve", {"document": "x"})):
        assert other.post(path, body).status_code == 403, path
    assert other.put("/organisation/grids/QX-09", {"name": "x", "unit": "qingxi", "kind": "grid"}).status_code == 403
    assert send(other, "/roll/units", "单位代码\nx\n").status_code == 403


@pytest.mark.parametrize("who", ["sys_admin", "audit_admin", "wang_qiang", "gao_jun"])
def test_only_the_security_administrator_gives_posts_and_qualifications(person, who):
    other = person(who)
    for path, body in (("/staff/li_na/posts", {"unit": "qingxi", "duty": "handle"}), ("/clean-outs", {"unit": "qingxi"}),
                       ("/trainings", {"persons": ["li_na"], "kind": "exam", "name": "x", "on": "2026-03-01", "score": 90}),
                       ("/certificates/1/steps", {"action": "withdrawn", "reason": "x"})):
        assert other.post(path, body).status_code == 403, path
    assert send(other, "/roll/posts", "x\n").status_code == 403


def test_a_person_is_entered_and_given_what_an_officer_needs(engine, system, security, person):
    assert system.post("/staff", PERSON).status_code == 201
    twice = system.post("/staff", {**PERSON, "code": "zhang_si"})
    assert twice.status_code == 422 and "zhang_san" in twice.json["fields"]["identity"][0]
    card = {"person": "zhang_san", "kind": "enforcement_certificate", "number": "示执010077", "valid_from": "2026-03-10", "valid_until": "2031-03-09"}
    assert "考试" in security.post("/certificates", card).json["fields"]["person"][0]
    sat = security.post("/trainings", {"persons": ["zhang_san"], "kind": "exam", "name": "资格考试", "on": "2026-03-01", "score": 88})
    assert sat.status_code == 201 and sat.json["passed"] is True
    made = security.post("/certificates", card)
    assert made.status_code == 201, made.text
    given = security.post("/staff/zhang_san/posts", {"unit": "qingxi", "duty": "handle"})
    assert given.status_code == 201
    found = security.get("/staff/zhang_san").json
    assert (found["posts"][0]["in_force"], found["qualifications"][0]["number"], found["identified"]) == (True, "示执010077", True)
    assert "11010519491231002X" not in str(found)
    taken = security.post(f"/certificates/{made.json['id']}/steps", {"action": "suspended", "reason": "离岗培训"}, headers={"If-Match": '"v1"'})
    assert taken.headers["ETag"] == '"v2"'
    assert [c["number"] for c in security.get("/certificates?state=suspended").json["items"]] == ["示执010077"]
    left = system.post("/staff/zhang_san/leave").json
    assert (left["posts"], left["version"]) == (1, 2)
    assert [p["code"] for p in system.get("/staff?here=false").json["items"]] == ["zhang_san"]
    check_invariants(engine)


def test_neither_administrator_touches_his_own_record(system, security):
    assert system.post("/staff/sys_admin/change", {"name": "别名"}).status_code == 403
    assert system.post("/staff/sys_admin/leave").status_code == 403
    assert security.post("/staff/sec_admin/posts", {"unit": "demo_county", "duty": "handle"}).status_code == 403


def test_a_clean_out_proposes_and_a_second_step_applies(engine, security):
    made = security.post("/clean-outs", {"unit": "qingxi"})
    assert made.status_code == 201 and made.json["state"] == "proposed"
    sun = next(f for f in made.json["findings"] if f["person"] == "sun_tao")
    assert (sun["grounds"][0], sun["action"]) == ("expired", "withdraw")
    path = f"/clean-outs/{made.json['id']}/settle"
    done = security.post(path, {"apply": True, "only": [sun["qualification_id"]]})
    assert (done.json["state"], done.json["applied"]) == ("applied", 1)
    assert security.post(path, {"apply": True}).status_code == 409
    assert security.get("/staff/sun_tao").json["qualifications"][0]["withdrawn_on"] == "2026-03-10"
    check_invariants(engine)


def test_a_file_is_checked_taken_in_and_refused_whole(engine, system, security):
    template = system.get("/roll/persons/template")
    assert template.mimetype == "text/csv" and "公民身份号码" in template.text
    good = "人员代码,姓名,人员类别,单位代码,公民身份号码\nzhang_san,张三,工作人员,qingxi,11010519491231002X\n"
    assert send(system, "/roll/persons/check", good).json["added"] == 1
    assert system.get("/staff/zhang_san").status_code == 404
    bad = send(system, "/roll/persons", good + "li_si,李四,工作人员,qingxi,110105194912310021\n")
    assert (bad.status_code, bad.json["code"], bad.json["problems"][0]["line"]) == (422, "roll_invalid", 3)
    assert system.get("/staff/zhang_san").status_code == 404
    assert send(system, "/roll/persons", good).status_code == 201
    part = {"file": (io.BytesIO(good.encode()), "人员.csv")}
    again = system.post("/roll/persons", data=part, content_type="multipart/form-data")
    assert (again.json["same"], again.json["file"]) == (1, "人员.csv")
    assert send(security, "/roll/posts", "人员代码,单位代码,岗位\nzhang_san,qingxi,办案\n").json["added"] == 1
    assert system.get("/roll/secrets/template").status_code == 404
    check_invariants(engine)


def test_everybody_reads_the_roll_and_who_answers_for_a_grid(handler, system):
    assert {"市场"} <= {u["name"][3:5] for u in handler.get("/organisation/units").json["items"] if u["kind"] == "department"}
    grid = next(g for g in handler.get("/organisation/grids?unit=qingxi").json["items"] if g["code"] == "QX-01")
    assert [a["role"] for a in grid["chain"]] == ["lead", "officer", "worker"]
    made = system.post("/organisation/grids/QX-02/answers", {"person": "liu_yang", "role": "officer"})
    assert made.status_code == 201
    assert system.post(f"/organisation/grids/QX-02/answers/{made.json['id']}/end").status_code == 200
    assert [a["person_code"] for a in handler.get("/organisation/grids/QX-03/answers?on=2026-03-10").json["items"]] == ["peng_shan", "li_na", "ma_li"]
    page = handler.get("/staff?limit=2").json
    assert len(page["items"]) == 2 and handler.get(f"/staff?limit=2&after={page['next']}").json["items"][0]["id"] > page["items"][1]["id"]
    assert handler.get("/organisation/ratios").json["items"][0]["percent"] == 5
    assert handler.get("/certificates/warnings").json["expired"] == 1
    assert handler.get("/trainings?unit=qingxi").json["hours"] == 60
