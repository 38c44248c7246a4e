"""The worked examples, through the pages in a real Chromium, each person in a browser of their own."""
from __future__ import annotations

import pytest

from engine.store.cases import count
from engine.work import sign_in
from tests.examples import EXAMPLES, Clock, walk

pytestmark = pytest.mark.browser


class PageDesk:
    """Fills the same forms a person fills, and reads the same words."""

    def __init__(self, engine, clock: Clock, browser, base: str):
        self.engine, self.clock, self.base = engine, clock, base
        self.context = browser.new_context(base_url=base, locale="zh-CN", timezone_id="Asia/Shanghai")
        self.page = self.context.new_page()

    def report(self, actor, form):
        page = self._open(actor, "/leads/new")
        self._fill(page, form)
        self._submit(page)
        with self.engine.store.read() as conn:
            return count(conn)

    def complete(self, actor, task, form):
        page = self._open(actor, f"/tasks/{task['id']}")
        if told := self._told(page):
            return told
        if task["assignee_id"] is None:
            page.get_by_role("button", name="认领任务").click()
            page.wait_for_selector("form[data-draft-url]")
        self._fill(page, form)
        self._submit(page)
        return self._told(page)

    def sign(self, actor, task):
        page = self._open(actor, f"/tasks/{task['id']}")
        self._submit(page)
        return self._told(page)

    def _open(self, actor, path):
        """The page as this person, signed in at the moment of the act."""
        token = sign_in.step_into(self.engine, actor.person_id, at=self.clock.at)["token"]
        self.context.add_cookies([{"name": "bihuan", "value": token, "url": self.base}])
        self.page.goto(path, wait_until="domcontentloaded")
        return self.page

    @staticmethod
    def _fill(page, form):
        for key, value in form.items():
            inputs = page.locator(f"form.form [name='{key}']")
            kind = inputs.first.evaluate("e => e.type || e.tagName.toLowerCase()")
            if kind in ("radio", "checkbox"):
                wanted = value if isinstance(value, list) else [value]
                for one in inputs.all():
                    chosen = (value is True) if kind == "checkbox" and isinstance(value, bool) else one.get_attribute("value") in map(str, wanted)
                    one.set_checked(chosen) if kind == "checkbox" else (chosen and one.check())
            elif kind == "select-one":
                inputs.first.select_option(str(value))
            else:
                inputs.first.fill(f"{value / 100:.2f}" if key.endswith("_fen") else str(value))

    @staticmethod
    def _submit(page):
        with page.expect_navigation(wait_until="domcontentloaded"):
            page.locator("form.form button.button-main").click()

    @staticmethod
    def _told(page):
        refused = page.locator(".notice-bar")
        return refused.first.inner_text() if refused.count() else None


#: by the API each runs in every build; through the pages these two take half a minute more
LONG = ("ordinary_penalty/scenarios/refused_reviewer_handled.toml", "ordinary_penalty/scenarios/refused_no_local_band.toml")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", [pytest.param(path, marks=[pytest.mark.slow] if path in LONG else []) for path in EXAMPLES])
def test_an_example_goes_through_the_pages_as_the_statute_says(engine, browser, served, path):
    clock = Clock(engine)
    desk = PageDesk(engine, clock, browser, served(engine))
    walk(engine, clock, desk, path)
    desk.context.close()
