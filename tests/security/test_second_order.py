"""What was typed once stays text wherever it comes out again (S07): pages, API, CSV, events, headers, logs."""
from __future__ import annotations

import csv
import io
import logging
import re

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from engine.store import tables
from tests.security.conftest import Browser, address, routes
from tests.security.hostile import jpeg

#: 1337 × 7331; whoever computes it is found out
PRODUCT = "9801547"
PAYLOADS = ("{{1337*7331}}", "${1337*7331}", "#{1337*7331}", "<%= 1337*7331 %>", "{% if 1 %}9801{% endif %}", "${T(java.lang.Runtime)}", "=1337*7331", "=1337*7331|' /C calc'!A0",
            "+1337*7331", "-1337*7331", "@SUM(1337*7331)", "\t=1337*7331", "＝1337*7331", "__import__('os').system('id')", "().__class__.__base__", "<svg onload=alert(1)>", "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "</textarea><b id=hole>", "<b id=hole>x</b>", "' onmouseover='alert(1)", "&lt;script&gt;", ";i18ntranslation", "%0d%0aSet-Cookie: hole=1",
            "a\r\nSet-Cookie: hole=1", "a\nINFO forged line", "\u202eevil", "\x1b[31mred", "{{constructor.constructor('alert(1)')()}}", "clock(\"hearing_request\")", "{0.__class__}", "%(levelname)s", "$(id)", "`id`")


@pytest.fixture(scope="module")
def typed(site):
    """Somebody who has typed every payload into every free text that a case takes, and the cases."""
    someone, cases = Browser(site.app).step_into("wang_qiang"), []
    for payload in PAYLOADS:
        clean = payload if not re.search("[\r\x1b]", payload) else re.sub("[\r\x1b]", "", payload)
        for words in (payload, clean):
            lead = {"source": "patrol", "found_on": "2026-05-06", "grid_code": "QX-01", "place": words[:100], "description": words}
            answer = someone.send("POST", "/api/v1/leads", json={"form": lead})
            assert answer.status_code in (201, 400, 422), answer.text
            if answer.status_code == 201:
                cases.append(answer.json["case_id"])
                break
        officers = [p["id"] for p in someone.client.get(f"/api/v1/cases/{site.course.case_id}/evidence").json["officers"]][:2]
        for path, body in ((f"/api/v1/cases/{site.course.case_id}/evidence", {"kind": "audiovisual", "name": words, "source": "scene", "obtained_at": "2026-01-02T01:00:00Z", "officers": officers, "proves": words}),
                           (f"/api/v1/cases/{site.course.case_id}/comments", {"text": words})):
            someone.send("POST", path, json=body)
        someone.hand_in(site.course.case_id, f"{words}.jpg".replace('"', "%22").replace("\r", "").replace("\n", ""), jpeg())
    assert len(cases) > 25
    return someone, cases


def addresses(site, cases):
    for rule, _ in routes(site.app, unsafe=False):
        if not any(word in rule.rule for word in ("stream", "static", "oidc")):
            yield address(site.app, rule, site.course.case_id)
    yield from (f"/cases/{site.course.case_id}?tab={tab}" for tab in ("timeline", "evidence", "measures", "gates", "papers", "clocks", "log"))
    yield from (f"/cases/{case_id}" for case_id in cases[::2])
    yield from (f"/cases?q={word}" for word in ("%7B%7B1337*7331%7D%7D", "%3Cscript%3E", "%22%3E%3Cb%20id=hole%3E", "x%0d%0aSet-Cookie:%20hole=1"))


def test_nothing_typed_is_computed_or_becomes_markup_or_a_header(site, typed):
    someone, cases = typed
    seen, wrong = 0, []
    for path in sorted(set(addresses(site, cases))):
        answer = someone.client.get(path, buffered=True)
        if answer.status_code >= 500:
            wrong.append((path, answer.status_code))
        if "hole" in str(answer.headers) and "hole=" in str(answer.headers.getlist("Set-Cookie")):
            wrong.append((path, "header"))
        if answer.mimetype == "text/html":
            seen += 1
            page = BeautifulSoup(answer.text, "html.parser")
            if page.select("#hole, svg[onload], img[onerror], [onmouseover]") or any(not s.get("src") and s.get("type") != "application/json" for s in page.find_all("script")):
                wrong.append((path, "markup"))
            if any((a.get("href") or "").strip().lower().startswith("javascript:") for a in page.find_all("a")):
                wrong.append((path, "link"))
        if PRODUCT.encode() in answer.data:
            wrong.append((path, "computed"))
    assert not wrong, wrong[:10]
    assert seen > 40


def test_what_was_typed_comes_back_letter_for_letter(site, typed):
    someone, _ = typed
    names = {one["name"] for one in someone.client.get(f"/api/v1/cases/{site.course.case_id}/evidence").json["items"]}
    assert {"{{1337*7331}}", "<script>alert(1)</script>", "${1337*7331}", "=1337*7331"} <= names


def test_events_hold_no_text_that_anybody_typed(site, typed):
    with site.engine.store.read() as conn:
        for data in conn.execute(select(tables.event.c.data)).scalars():
            assert "1337" not in str(data) and "script" not in str(data) and "hole" not in str(data)


def test_no_cell_of_an_export_is_a_formula(site, typed):
    """The one escape that every CSV passes, on every payload."""
    from engine.law.spreadsheet import inert

    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([inert(one) for one in PAYLOADS])
    [row] = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert [one for one in row if re.match(r"[=+\-@\t\r＝＋－＠]", one)] == []


def test_every_csv_that_is_written_goes_through_the_one_escape():
    from engine.settings import ROOT

    writers = [path for room in ("engine", "api", "web") for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts and "csv.writer(" in path.read_text(encoding="utf-8")]
    assert writers
    for path in writers:
        assert re.search(r"\binert\(|\(inert,", path.read_text(encoding="utf-8")), f"{path.name} writes CSV without the escape"


def test_a_record_of_the_log_is_one_line_whatever_was_asked(site, typed, caplog):
    someone, _ = typed
    from engine import log

    record = logging.LogRecord("bihuan.api", logging.ERROR, "x.py", 1, "asked for %s", ("a\r\nERROR forged\x1b[31m\u202e\u2028\0",), None)
    line = log.OneLine("%(levelname)s %(message)s").format(record)
    assert line == "ERROR asked for a\\r\\nERROR forged\\x1b[31m\\u202e\\u2028\\x00"
    assert len(log.OneLine("%(message)s").format(logging.LogRecord("x", 20, "x", 1, "%s", ("a" * 1_000_000,), None))) <= log.LONGEST + 40
