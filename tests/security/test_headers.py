"""The security headers are on every answer of every route, whatever it answers (S19)."""
from __future__ import annotations

import re

import pytest

from tests.security.conftest import Browser, address, routes

ALWAYS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY"}


@pytest.fixture(scope="module")
def someone(site):
    return Browser(site.app).step_into("wang_qiang")


def wrong_with(answer) -> list[str]:
    policy = answer.headers.get("Content-Security-Policy", "")
    found = [name for name, value in ALWAYS.items() if answer.headers.get(name) != value]
    found += ["csp"] if "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy or "unsafe" in policy else []
    found += ["referrer"] if answer.headers.get("Referrer-Policy") not in ("no-referrer", "same-origin") else []
    found += ["cors"] if "Access-Control-Allow-Origin" in answer.headers else []
    found += ["hsts"] if "max-age=31536000" not in answer.headers.get("Strict-Transport-Security", "") else []
    found += ["says what it is"] if re.search(r"werkzeug|python|waitress", answer.headers.get("Server", ""), re.IGNORECASE) else []
    return found


def test_every_route_and_method_answers_with_the_headers(site, someone):
    stranger, wrong, seen = Browser(site.app), [], 0
    for rule in site.app.url_map.iter_rules():
        if "stream" in rule.rule:
            continue
        path = "/static/css/tokens.css" if rule.endpoint.endswith("static") else address(site.app, rule, site.course.case_id)
        for method in sorted({"GET", "POST", "PUT", "DELETE", "TRACE"} & (rule.methods | {"TRACE"})):
            for browser in (someone, stranger) if method != "TRACE" else (stranger,):
                answer = browser.client.open(path, method=method, base_url="https://localhost", buffered=True)
                seen += 1
                wrong += [(method, path, answer.status_code, faults)] if (faults := wrong_with(answer)) else []
                if method == "TRACE" and answer.status_code != 405:
                    wrong.append((method, path, answer.status_code, "TRACE"))
    assert not wrong, wrong[:20]
    assert seen > 500


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/static/", "/static/../app.py", "/static/nowhere.js", "/api/v1/cases/0", "/cases/99999999999", "/%00", "/" + "x" * 5000])
def test_errors_carry_them_too_and_tell_nothing_of_the_house(someone, path):
    answer = someone.client.get(path, base_url="https://localhost")
    assert answer.status_code in (400, 404, 414) and not wrong_with(answer)
    assert not re.search(r"Traceback|sqlalchemy|/work/|\.py\b|SELECT ", answer.text)


def test_a_fault_of_ours_is_told_by_its_number_alone(site, someone, monkeypatch):
    from engine.work import cases

    monkeypatch.setattr(cases, "find", lambda *given, **how: 1 / 0)
    site.app.config["PROPAGATE_EXCEPTIONS"] = False
    for path in ("/cases", "/api/v1/cases"):
        answer = someone.client.get(path, base_url="https://localhost", headers={"Cookie": someone_cookie(someone)})
        assert answer.status_code == 500 and not wrong_with(answer) and "ZeroDivision" not in answer.text and "事件编号" in answer.text


def someone_cookie(someone) -> str:
    cookie = someone.client.get_cookie("bihuan")
    return f"__Host-bihuan={cookie.value}"


def test_what_a_known_person_reads_is_kept_nowhere(site, someone):
    for path in ("/inbox", "/cases", f"/cases/{site.course.case_id}", "/api/v1/tasks", "/api/v1/people/me"):
        assert someone.client.get(path).headers["Cache-Control"] == "no-store"


def test_a_listing_of_a_folder_is_not_given(someone):
    for path in ("/static", "/static/", "/static/css/", "/static/css", "/var/", "/.git/config", "/files/", "/uploads/"):
        assert someone.client.get(path).status_code in (404, 308)


def test_the_cookie_is_bound_to_host_and_hidden_from_scripts(site):
    client = site.app.test_client()
    everybody = client.get("/api/v1/people/roster").json["items"]
    given = client.post("/api/v1/session/step-into", json={"person_id": everybody[0]["id"]}, base_url="https://localhost")
    [cookie] = [c for c in given.headers.getlist("Set-Cookie") if c.startswith("__Host-bihuan=")]
    assert "HttpOnly" in cookie and "Secure" in cookie and "Path=/" in cookie and re.search(r"SameSite=(Lax|Strict)", cookie)
    assert "Domain" not in cookie and len(cookie) < 4096


def test_debug_is_off_and_the_debugger_is_not_there(site, someone):
    assert not site.app.debug and not site.app.testing
    assert someone.client.get("/?__debugger__=yes&cmd=resource&f=style.css").status_code != 200 or "debugger" not in someone.client.get("/").text
    assert someone.client.get("/console").status_code == 404
