"""The pages over an engine with the demo county, and people who read and press them."""
from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from bs4 import BeautifulSoup
from tests.applications import application


#: a Monday morning in Shanghai
MORNING = datetime(2026, 3, 9, 1, tzinfo=timezone.utc)


class Reader:
    """A browser without scripts: it opens pages, fills the forms it finds there and presses their buttons."""

    def __init__(self, app):
        self.app, self.client = app, app.test_client()
        self.answer, self.page = None, None

    def step_into(self, code: str) -> "Reader":
        """Becomes a demo person by the one click of the front door."""
        person = next(p for p in self.app.extensions["people"] if p["code"] == code)
        self.open("/demo")
        self.press(f"/demo/{person['id']}")
        assert self.answer.status_code == 303, self.answer.text
        return self

    def open(self, path: str, status: int = 200) -> BeautifulSoup:
        """Reads a page."""
        return self._read(self.client.get(path), status)

    def press(self, action: str, typed: dict[str, Any] | None = None, status: int = 303, *, by: str | None = None) -> BeautifulSoup:
        """Sends the form on this page whose address ends with `action`, its own values kept where nothing is typed.

        Args:
            by: the name of the button that is pressed, where it says more than the form.
        """
        form = next(f for f in self.page.find_all("form", method="post") if f["action"].endswith(action))
        data = filled(form)
        for key, value in (typed or {}).items():
            assert form.find(attrs={"name": key}), f"the form has no field {key}"
            data.pop(key, None)
            if value is not None:
                data[key] = value
        button = form.find("button", {"name": by}) if by else {}
        self.sent = data | ({by: button["value"]} if by else {})
        return self._read(self.client.post(button.get("formaction", form["action"]), data=self.sent), status)

    def follow(self) -> BeautifulSoup:
        """Goes where the last answer points."""
        return self.open(self.answer.headers["Location"])

    def _read(self, answer, status: int) -> BeautifulSoup:
        self.answer, self.page = answer, BeautifulSoup(answer.text, "html.parser")
        assert answer.status_code == status, self.page.get_text(" ", strip=True)[:2000]
        return self.page


def filled(form) -> dict[str, Any]:
    """What a browser would send of a form as it stands."""
    data: dict[str, Any] = {}
    for one in form.find_all(("input", "textarea", "select")):
        if one.get("type") == "file":
            continue  # what a person chooses; a page cannot put anything there
        if one.get("type") in ("radio", "checkbox"):
            if one.has_attr("checked"):
                data.setdefault(one["name"], []).append(one["value"])
        elif one.name == "select":
            chosen = one.find("option", selected=True)
            data[one["name"]] = chosen["value"] if chosen else ""
        else:
            data[one["name"]] = one.get("value", "") if one.name == "input" else one.text.removeprefix("\n")
    return data


@pytest.fixture
def backend(sqlite):
    """The pages ask the same of both databases; the engine's own tests run on each."""
    return sqlite


@pytest.fixture
def clock(engine, monkeypatch):
    """Sets the engine's clock: `clock(instant)`."""
    def set_to(at: datetime) -> None:
        monkeypatch.setattr(engine, "now", lambda: at)
    set_to(MORNING)
    return set_to


@pytest.fixture
def app(engine, clock):
    """Pages and API, without rate limits."""
    from engine.work import people
    made = application(engine)
    made.extensions["people"] = people.roster(engine)
    return made


@pytest.fixture
def stranger(app) -> Reader:
    """Somebody who has not signed in."""
    return Reader(app)


@pytest.fixture
def reader(app):
    """`reader(code)` is a person of the demo county in front of their own browser."""
    return lambda code: Reader(app).step_into(code)
