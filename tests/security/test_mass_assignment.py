"""No field comes in that a schema does not list (S11; ProcessMaker CVE-2022-38577): API bodies and page forms alike."""
from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from engine.store import tables
from tests.course import contents
from tests.security.conftest import Browser

SMUGGLED = {"id": 1, "is_admin": True, "admin": "security", "role": "system", "status": "closed", "stage": "done", "state": "done", "assignee_id": 1, "owner_id": 1, "person_id": 1,
            "unit_id": 1, "county_id": 1, "number": "甲〔2026〕1号", "amount": 0, "version": 99, "added_by": 1, "made_by": 1, "at": "2020-01-01T00:00:00Z", "hash": "0" * 64, "active": True,
            "password_hash": "x", "digest": "0" * 64, "signers": [1], "duty": "decide", "__class__": "x", "constructor": {"prototype": {}}, "__proto__": {"admin": True}}
WHO = ("wang_qiang", "xu_min", "gao_jun", "qian_yu", "lin_shu")
TRACES = {"event", "event_head", "session", "serial"}


@pytest.fixture(scope="module")
def people(site):
    known = {p["code"] for p in site.app.test_client().get("/api/v1/people/roster").json["items"]}
    return [Browser(site.app).step_into(code) for code in WHO if code in known]


def operations(app):
    for path, methods in app.extensions["openapi"].document()["paths"].items():
        for method, operation in methods.items():
            if method in ("post", "put", "patch", "delete"):
                yield method.upper(), path, operation


def schema_of(app, operation) -> dict | None:
    found = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    while found and "$ref" in found:
        found = app.extensions["openapi"].document()["components"]["schemas"][found["$ref"].rpartition("/")[2]]
    return found


def test_every_body_refuses_what_it_does_not_list_and_nothing_changes(site, people):
    before = {name: rows for name, rows in contents(site.engine).items() if name not in TRACES}
    wrong, tried = [], 0
    for method, path, operation in operations(site.app):
        where = path.replace("{case_id}", str(site.course.case_id))
        for name in (p["name"] for p in operation.get("parameters", []) if p.get("in") == "path"):
            where = where.replace("{%s}" % name, "1")
        schema = schema_of(site.app, operation) or {"properties": {}}
        smuggled = {k: v for k, v in SMUGGLED.items() if k not in schema.get("properties", {})}
        if where.endswith("/form") or "{" in where or "step-into" in where:
            continue
        for someone in people:
            answer = someone.send(method, where, json=smuggled)
            tried += 1
            if not 400 <= answer.status_code < 500:
                wrong.append((method, where, answer.status_code))
            elif answer.status_code == 422 and answer.json["code"] == "arguments_invalid" and schema.get("properties"):
                wrong += [(method, where, "silent about", missing)] if (missing := set(smuggled) - set(answer.json["fields"])) else []
    assert not wrong, wrong[:10]
    assert tried > 200
    assert {name: rows for name, rows in contents(site.engine).items() if name not in TRACES} == before


def test_every_schema_of_a_body_is_closed(site):
    open_ = [(path, method) for method, path, operation in operations(site.app)
             if (schema := schema_of(site.app, operation)) and schema.get("additionalProperties") not in (False, None)]
    assert not open_


def test_a_page_form_takes_its_own_fields_only(site):
    someone = Browser(site.app).step_into("wang_qiang")
    page = someone.client.get("/leads/new")
    from bs4 import BeautifulSoup
    form = BeautifulSoup(page.text, "html.parser").find("form", method="post", action=lambda a: a and "leads" in a)
    hidden = {i["name"]: i.get("value", "") for i in form.select("input[type=hidden]")}
    sent = {**hidden, "source": "patrol", "found_on": date(2026, 3, 9).isoformat(), "grid_code": "QX-01", "place": "人民路", "description": "占道",
            **{k: str(v) for k, v in SMUGGLED.items() if not isinstance(v, (dict, list))}}
    assert someone.client.post(form["action"], data=sent).status_code == 303
    with site.engine.store.read() as conn:
        row = conn.execute(select(tables.case_file).order_by(tables.case_file.c.id.desc()).limit(1)).mappings().one()
    assert row["status"] == "lead" and row["stage"] != "done" and row["version"] < 99 and row["number"] is None
    assert row["unit_id"] == someone.client.get("/api/v1/people/me").json["unit"]["id"] if "unit" in someone.client.get("/api/v1/people/me").json else True
