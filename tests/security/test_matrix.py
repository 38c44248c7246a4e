"""S09: every route × method × role × relation to the object answers as matrix.csv says. Nothing that is done here stays: no act commits."""
from __future__ import annotations

from datetime import datetime, timezone
from io import BytesIO

import pytest
from sqlalchemy import update

from engine.store import tables
from engine.store.act import Act
from tests.accounts import hash_cheaply
from tests.applications import application
from tests.bearers import bearer
from tests.conftest import open_engine
from tests.course import actor
from tests.security import matrix, sample
from tests.security.world import NOTHING, places, with_two_counties

NOW = datetime(2026, 8, 3, 1, tzinfo=timezone.utc)
#: what has no object of its own in a place is asked for by these; nothing answers to them
ELSEWHERE = {"unit": "nowhere", "number": "2099-9", "code": "nobody", "filename": "nothing.css", "year": 2099}


class World:
    """The application over two counties, and everybody who asks, signed in."""

    def __init__(self, url: str, patch):
        self.engine = open_engine(url)
        hash_cheaply(self.engine)
        patch.setattr(self.engine, "now", lambda: NOW)
        self.app = application(self.engine)
        self.places = places(self.engine)
        self.client, self.headers = self.app.test_client(use_cookies=False), {}
        for role, login in matrix.ROLES.items():
            self.headers[role] = {}
            if role == "token":
                secret = bearer(self.engine, actor(self.engine, login, NOW).account_id, NOW, scope=["rules.read"])
                self.headers[role] = {"Authorization": f"Bearer {secret}"}
            elif login:
                answer = self.client.post("/api/v1/session/step-into", json={"person_id": actor(self.engine, login, NOW).person_id})
                assert answer.status_code == 200, (role, answer.text)
                self.headers[role] = {"X-CSRF-Token": answer.json["csrf"], "Cookie": answer.headers["Set-Cookie"].split(";")[0]}
        with self.engine.store.engine.begin() as conn:
            conn.execute(update(tables.account).where(tables.account.c.login == matrix.ROLES["disabled"]).values(active=False))

    def address(self, rule, relation: str) -> str | None:
        """A route's address for an object of one place; None where the place has none."""
        there, given = self.places.get(relation, {}), {}
        things = {**there.get("closed", {}), **there.get("open", {})} if "sheet_id" not in rule.arguments else {**there.get("open", {}), **there.get("closed", {})}
        for name in rule.arguments:
            wanted = name.lstrip("_")
            if wanted in matrix.OF_A_CASE:
                given[name] = things.get(wanted, NOTHING)
            else:
                items = getattr(rule._converters[name], "items", None)
                given[name] = sorted(items)[0] if items else ELSEWHERE.get(wanted, NOTHING)
        return rule.build(given, append_unknown=False)[1]

    def ask(self, role: str, method: str, rule, relation: str) -> str:
        """The letter of one answer."""
        body = sample.body_of(self.app.view_functions[rule.endpoint]) if method != "GET" else None
        sent = {"json": body} if body is not None else {"data": {"csrf": self.headers[role].get("X-CSRF-Token", "")}} if (
            method == "POST" and not rule.rule.startswith("/api/")) else {}
        if method == "POST" and rule.rule.endswith("/uploads") and rule.rule.startswith("/api/"):
            sent = {"data": {"file": (BytesIO(b"text"), "note.txt")}, "content_type": "multipart/form-data"}
        answer = self.client.open(self.address(rule, relation), method=method, headers=self.headers[role], **sent)
        letter = self._letter(answer)
        answer.close()
        if not {one.lstrip("_") for one in rule.arguments} & matrix.OF_A_CASE and letter == matrix.HIDDEN or matrix.permission_of(self.app, rule) == "public" and letter == matrix.SIGN_IN:
            return matrix.IN  # through the door, to what is not there or to a wrong password
        return letter

    @staticmethod
    def _letter(answer) -> str:
        if answer.status_code >= 500:
            return "!"  # nothing that is written down
        if answer.status_code == 401 or (answer.status_code in (302, 303) and "/sign-in" in answer.location):
            return matrix.SIGN_IN
        if answer.status_code == 403 and ("权限" in answer.text and ("您没有“" in answer.text or "此访问令牌不含“" in answer.text)):
            return matrix.FORBIDDEN
        return matrix.HIDDEN if answer.status_code == 404 else matrix.IN


@pytest.fixture(scope="module")
def world(request):
    """One application for the whole module; acts run to their end and are then taken back."""
    sqlite = request.getfixturevalue("sqlite")
    url = sqlite.fresh(with_two_counties)
    with pytest.MonkeyPatch.context() as patch:
        made = World(url, patch)

        def taken_back(self, answer=None, *, traced=True):
            self.conn.rollback()
            return answer
        patch.setattr(Act, "done", taken_back)
        yield made
    made.engine.close()
    sqlite.drop(url)


def test_every_route_is_in_the_matrix(world):
    there = {(method, matrix.short(rule)): permission for method, rule, permission in matrix.rows_of(world.app)}
    written = {key: row.permission for key, row in matrix.read().items()}
    assert there == written, "python -m tests.security.matrix add, then look at the new rows"


def test_the_matrix_follows_the_rule_or_says_why_not(world):
    known = matrix.read()
    for method, rule, permission in matrix.rows_of(world.app):
        row = known[method, matrix.short(rule)]
        assert row.note or row.cells == matrix.expected(rule, permission), (method, rule.rule)


def test_the_matrix_is_as_large_as_the_house(world):
    assert sum(len(cell) for row in matrix.read().values() for cell in row.cells.values()) >= 2000


@pytest.mark.parametrize("room", ["api", "pages"])
def test_every_cell_answers_as_it_is_written(world, room):
    wrong, known = [], matrix.read()
    for method, rule, _ in matrix.rows_of(world.app):
        row = known.get((method, matrix.short(rule)))
        if row is None or rule.rule.startswith("/api/") != (room == "api"):
            continue
        for role, cell in row.cells.items():
            # Who does not get through the door is turned away there, whatever they asked for.
            asked = matrix.relations(rule.rule) if row.of_a_case and set(cell) - {matrix.SIGN_IN, matrix.FORBIDDEN} else ("none",)
            found = "".join(world.ask(role, method, rule, relation) for relation in asked)
            if found != (cell if len(asked) == len(cell) else cell[0]):
                wrong.append(f"{method} {row.path} {role}: {found}, written {cell}")
    assert not wrong, "\n".join(wrong)
