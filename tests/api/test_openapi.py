"""The description of the API: complete, well-formed, in Chinese, and readable without a script or a foreign host."""
from __future__ import annotations

import re
from typing import Any, Iterator

import jsonschema_rs
import pytest
from bs4 import BeautifulSoup


@pytest.fixture
def spec(visitor) -> dict[str, Any]:
    return visitor.get("/openapi.json").json


def operations(spec: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, shared in spec["paths"].items():
        yield from ((path, method, shared[method]) for method in shared if method != "parameters")


def walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(inner)


def test_it_is_openapi_3_1_and_every_reference_resolves(spec):
    assert spec["openapi"] == "3.1.0"
    for reference in {node["$ref"] for node in walk(spec) if "$ref" in node}:
        found: Any = spec
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found


def test_every_schema_is_valid_json_schema(spec):
    for name, schema in spec["components"]["schemas"].items():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
        assert schema["type"] == "object", name


def test_every_field_is_described_in_chinese(spec):
    bare = [f"{name}.{field}" for name, schema in spec["components"]["schemas"].items() for field, inner in schema["properties"].items()
            if not re.search("[一-鿿]", inner.get("description", ""))]
    assert bare == []


def test_every_route_of_the_api_is_described(app, spec):
    described = {(path, method.upper()) for path, method, _ in operations(spec)}
    routed = {(re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", r.rule), m) for r in app.url_map.iter_rules() for m in r.methods - {"HEAD", "OPTIONS"}}
    assert routed - described == {("/api/v1/openapi.json", "GET"), ("/api/v1/docs", "GET"), ("/api/v1/docs/style.css", "GET")}


def test_every_operation_has_a_chinese_name_an_id_of_its_own_and_says_who_may_call_it(spec):
    ids = [operation["operationId"] for _, _, operation in operations(spec)]
    assert len(ids) == len(set(ids))
    for path, method, operation in operations(spec):
        assert re.search("[一-鿿]", operation["summary"]), (path, method)
        assert ("401" in operation["responses"]) or operation["security"] == [], (path, method)


def test_every_refusal_is_described_as_a_problem(spec):
    for path, method, operation in operations(spec):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                named = spec["components"]["responses"][answer["$ref"].rpartition("/")[2]]
                assert list(named["content"]) == ["application/problem+json"], (path, method, status)


def test_acts_describe_their_idempotency_key_and_the_version_they_expect(spec):
    complete = spec["paths"]["/api/v1/tasks/{task_id}/complete"]["post"]
    assert {"Idempotency-Key", "If-Match"} <= {p["name"] for p in complete["parameters"]}
    assert {"409", "412", "422"} <= complete["responses"].keys()


def test_the_readable_page_names_every_operation_and_needs_no_script_and_no_foreign_host(visitor, spec):
    page = BeautifulSoup(visitor.get("/docs").text, "html.parser")
    assert {o["operationId"] for _, _, o in operations(spec)} <= {tag["id"] for tag in page.find_all(id=True)}
    assert page.find_all("script") == [] and page.find_all(style=True) == []
    addresses = [tag.get("href") or tag.get("src") for tag in page.find_all(["a", "link", "img"])]
    assert all(a.startswith(("#", "/", "data:")) for a in addresses)
    inside = {a.removeprefix("#") for a in addresses if a.startswith("#")}
    assert inside <= {tag["id"] for tag in page.find_all(id=True)}
    [sheet] = page.find_all("link", rel="stylesheet")
    assert visitor.client.get(sheet["href"]).mimetype == "text/css"
