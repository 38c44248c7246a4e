"""Nothing that is typed becomes part of a statement (S17; ProcessMaker CVE-2020-13526): parameters at run time, the code itself as text."""
from __future__ import annotations

import ast

import pytest

from engine.settings import ROOT
from tests.course import contents
from tests.security.conftest import Browser

TYPED = ("'", "''", "' OR '1'='1", "1' OR 1=1 --", "%", "_", "\\", "%' OR title LIKE '%", "'; DROP TABLE event; --", "\" OR \"\"=\"", "1 UNION SELECT 1,2,3", "id desc; select 1",
         "(select pg_sleep(3))", "1) OR (1=1", "$$", "${jndi:ldap://x}", "{{7*7}}", "*", "ＯＲ", "\u02bc", "a" * 64)
TRACES = {"event", "event_head", "session"}


@pytest.fixture(scope="module")
def someone(site):
    return Browser(site.app).step_into("wang_qiang")


def queries(app):
    for path, methods in app.extensions["openapi"].document()["paths"].items():
        names = [p["name"] for p in methods.get("get", {}).get("parameters", []) if p.get("in") == "query"]
        if names and "stream" not in path:
            yield path, names


def test_no_parameter_of_any_list_is_more_than_a_value(site, someone):
    before, wrong, tried = {n: r for n, r in contents(site.engine).items() if n not in TRACES}, [], 0
    for path, names in queries(site.app):
        where = path.replace("{case_id}", str(site.course.case_id))
        where = where if "{" not in where else where.partition("{")[0] + "1" + where.partition("}")[2]
        for name in names:
            for value in TYPED if name == "q" else TYPED[3:8]:
                answer = someone.client.get(where, query_string={name: value})
                tried += 1
                wrong += [(where, name, value, answer.status_code)] if answer.status_code >= 500 else []
    assert not wrong, wrong[:10]
    assert tried > 100
    assert {n: r for n, r in contents(site.engine).items() if n not in TRACES} == before


def test_a_search_takes_wildcards_and_quotes_as_letters(someone):
    every = len(someone.client.get("/api/v1/cases").json["items"])
    assert every
    for value in ("%", "_", "\\", "' OR '1'='1", "%' OR title LIKE '%", "%%%", "____"):
        assert someone.client.get("/api/v1/cases", query_string={"q": value}).json["items"] == [], value


@pytest.mark.parametrize("path", ["/cases", "/leads", "/inbox", "/powers", "/assessments"])
def test_pages_too(someone, path):
    for value in TYPED[3:9]:
        asked = dict.fromkeys(("q", "status", "stage", "unit", "sort", "order", "tab", "tag", "on"), value)
        for given in (asked, {"after": value}):
            assert someone.client.get(path, query_string=given).status_code < 500, (path, value)


def test_no_statement_is_put_together_from_text():
    """`text()` and driver calls get constants; what varies is bound, names of columns and orders are objects of tables.py."""
    found = []
    for path in sorted((ROOT / "engine").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("text", "exec_driver_sql", "literal_column", "executescript"):
                given = node.args[0]
                varies = isinstance(given, ast.JoinedStr) or (isinstance(given, ast.BinOp) and not all(isinstance(one, ast.Constant) for one in (given.left, given.right)))
                if varies and "store" in path.parts:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)[:120]}")
    assert [one for one in found if not any(known in one for known in KNOWN)] == []


#: statements whose varying part is a name written in this code, never anything typed
KNOWN = ("engine/store/walls.py", "engine/store/database.py", "engine/store/chain.py")
