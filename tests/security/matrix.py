"""The authorisation matrix: what every route answers to every role, as written down in matrix.csv.

The rule below was written from the law and the contract, not from answers. `python -m tests.security.matrix add` writes the rows that new routes need
by that rule; look at each before it is kept. A row that departs from the rule says why in `note`.
"""
from __future__ import annotations

import csv
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

from werkzeug.routing import Rule

FILE = Path(__file__).with_name("matrix.csv")
#: who asks: role → (login, which token or session)
ROLES = {"anonymous": None, "handler": "wang_qiang", "neighbour": "zhou_kai", "reviewer": "qian_yu", "decider": "gao_jun", "leader": "luo_cheng",
         "auxiliary": "deng_bo", "grid_worker": "ma_li", "designer": "he_qing", "supervisor": "jiang_hong", "assessor": "xia_ning", "system": "adm_system",
         "security": "adm_security", "audit": "adm_audit", "other_county": "b_wang_qiang", "token": "wang_qiang", "disabled": "sun_tao"}
#: whose case it is: of 青溪镇, of 石桥镇, of another county, of nobody
RELATIONS = ("own", "other", "county", "none")
#: of a page it is enough to know of one's own and of another county's
OF_PAGES = ("own", "county")
#: S sign in first; F no such permission; H hidden, as if it were not there; I in: whatever the act itself then says
SIGN_IN, FORBIDDEN, HIDDEN, IN = "S", "F", "H", "I"

OF_A_CASE = {"case_id", "task_id", "lead_id", "clock_id", "evidence_id", "record_id", "measure_id", "sheet_id", "paper_id", "upload_id"}
_NOBODY, _ADMINS = {"anonymous", "disabled"}, {"system", "security", "audit"}
_STAFF = set(ROLES) - _NOBODY - _ADMINS - {"token"}
#: permission → who passes (DOMAIN §4, RELIABILITY §3 nos. 1–3); the token carries rules.read alone
PASSES = {
    "public": set(ROLES), "self": set(ROLES) - _NOBODY - {"token"}, "work": _STAFF, "rules.read": _STAFF | _ADMINS | {"token"},
    "rules.change": {"designer", "decider", "leader"}, "people.read": _STAFF | _ADMINS, "organisation.manage": {"system"}, "power.grant": {"security"},
    "policy.manage": {"security"}, "repair.propose": {"system"}, "repair.settle": {"security"}, "audit.read": {"audit"}, "system.read": {"system", "audit"},
    "administrators.settle": {"system", "security"}, "sign": _STAFF, "repair.read": {"system", "security"},
}
#: role → whose open cases exist for it; a closed file also for the county's assessor
SEES = {**dict.fromkeys(("handler", "decider", "auxiliary", "grid_worker"), {"own"}), "neighbour": {"other"}, "other_county": {"county"},
        **dict.fromkeys(("reviewer", "leader", "supervisor"), {"own", "other"})}
SEES_CLOSED = {**SEES, "assessor": {"own", "other"}}
#: a repair names a case of the county to the two who propose and settle it, and shows nothing of it
SEES_OF_OPERATORS = dict.fromkeys(("system", "security"), {"own", "other"})


@dataclass(frozen=True)
class Row:
    """One route with one method: `cells` role → a letter, or for what belongs to a case one letter for each of `relations`."""

    method: str
    path: str
    permission: str
    cells: dict[str, str]
    note: str = ""

    @property
    def of_a_case(self) -> bool:
        """Whether the route names something of a case."""
        return len(self.cells["anonymous"]) > 1


def rows_of(app) -> Iterator[tuple[str, Rule, str]]:
    """Every route: method, rule and permission."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield method, rule, permission_of(app, rule)


def permission_of(app, rule: Rule) -> str:
    """The permission a route declares."""
    from api.access import rule_of

    return rule_of(app, rule.endpoint).permission


def expected(rule: Rule, permission: str) -> dict[str, str]:
    """The cells of a route by the rule."""
    names = {one.lstrip("_") for one in rule.arguments} & OF_A_CASE
    sees = SEES_OF_OPERATORS if permission.startswith("repair.") else SEES_CLOSED if "sheet_id" in names else SEES
    cells = {}
    for role in ROLES:
        if permission != "public" and role in _NOBODY:
            door = SIGN_IN
        else:
            door = IN if role in PASSES[permission] else FORBIDDEN
        if not names:
            cells[role] = door
        else:
            cells[role] = "".join(door if door != IN else IN if one in sees.get(role, ()) else HIDDEN for one in relations(rule.rule))
    return cells


def relations(path: str) -> tuple[str, ...]:
    """Whose things are asked for by a route that names something of a case."""
    return RELATIONS if path.startswith("/api/") else OF_PAGES


def read() -> dict[tuple[str, str], Row]:
    """The rows written down, by method and path."""
    with FILE.open(encoding="utf-8", newline="") as file:
        found = [Row(one.pop("method"), one.pop("path"), one.pop("permission"), note=one.pop("note"), cells=one) for one in csv.DictReader(file)]
    return {(one.method, one.path): one for one in found}


def write(rows: list[Row]) -> None:
    """Writes the rows, sorted by path."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, ["method", "path", "permission", *ROLES, "note"], lineterminator="\n")
        out.writeheader()
        for one in sorted(rows, key=lambda r: (r.path, r.method)):
            out.writerow({"method": one.method, "path": one.path, "permission": one.permission, "note": one.note, **one.cells})


def short(rule: Rule) -> str:
    """A route's address as the file writes it: `/cases/{case_id}`, `/roll/{posts|trainings}`."""
    plain = re.sub(r"<any\(([^()]*)\):[^<>]*>", lambda m: "{" + "|".join(w.strip(" '\"") for w in m[1].split(",")) + "}", rule.rule)
    return re.sub(r"<(?:[^<>:]*:)?_?([a-z_]+)>", r"{\1}", plain)


def add(app) -> list[Row]:
    """Adds the rows that are missing and drops those of routes that are gone; returns what was added, to be looked at."""
    known, found, added = read() if FILE.exists() else {}, [], []
    for method, rule, permission in rows_of(app):
        row = known.get((method, short(rule)))
        if row is None or row.permission != permission:
            row = Row(method, short(rule), permission, expected(rule, permission))
            added.append(row)
        found.append(row)
    write(found)
    return added


def main(words: list[str]) -> int:
    """`add` writes what is missing and tells it."""
    if words != ["add"]:
        print("python -m tests.security.matrix add")
        return 2
    import tempfile

    from engine.engine import Engine
    from engine.settings import Settings
    from web.app import create_app

    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Settings(database_url=f"sqlite:///{folder}/empty.sqlite"))
        for row in add(create_app(engine)):
            print(row.method, row.path, row.permission, *(f"{role}={cell}" for role, cell in row.cells.items()))
        engine.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
