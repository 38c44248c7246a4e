"""The house keeps its shape: who may import whom, who may read the clock, how long a file may be (DESIGN §2)."""
from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("engine", "api", "web")

#: our own modules that each room may import; a room may always import itself. The longest matching name decides.
MAY_IMPORT = {
    "engine": (),
    "engine.errors": (),
    "engine.now": (),
    "engine.settings": ("engine.errors",),
    "engine.outbound": (),
    "engine.log": (),
    "engine.oidc": ("engine.errors", "engine.settings", "engine.outbound"),
    "engine.law": ("engine.errors",),
    "engine.rulebook": ("engine.errors", "engine.law", "engine.process"),
    "engine.process": ("engine.errors", "engine.law"),
    "engine.store": ("engine.errors", "engine.law"),
    "engine.files": ("engine.errors", "engine.law"),
    "engine.case": ("engine.errors", "engine.now", "engine.law", "engine.process", "engine.store"),
    "engine.work": ("engine.errors", "engine.now", "engine.law", "engine.process", "engine.store", "engine.case", "engine.files"),
    "engine.jobs": ("engine.errors", "engine.now", "engine.law", "engine.process", "engine.store", "engine.case",
                    "engine.work", "engine.engine"),
    "engine.engine": ("engine.errors", "engine.law", "engine.files", "engine.process", "engine.store", "engine.rulebook",
                      "engine.settings", "engine.now", "engine.oidc"),
    "engine.play": ("engine.errors", "engine.now", "engine.process", "engine.work", "engine.jobs", "engine.engine", "engine.settings"),
    # The demo and the scenarios are callers of the engine, like a page: they go through the acts, not around them.
    "engine.demo": ("engine.errors", "engine.now", "engine.settings", "engine.process", "engine.work", "engine.engine"),
    "engine.scenario": ("engine.errors", "engine.now", "engine.settings", "engine.process", "engine.work", "engine.jobs",
                        "engine.engine", "engine.demo"),
    "engine.cli": ("engine",),
    # A trial of a drawing is play: a second engine that the page steers like a scenario.
    "api": ("engine.work", "engine.play", "engine.engine", "engine.errors", "engine.settings", "engine.now"),
    "web": ("api", "engine.work", "engine.play", "engine.engine", "engine.errors", "engine.settings", "engine.now"),
    "web.serve": ("api", "engine.work", "engine.engine", "engine.errors", "engine.settings", "engine.now", "engine.jobs", "engine.play", "web", "engine.log"),
}
#: rooms whose modules do not know one another: what two of them need belongs further down
STRANGERS = ("engine.work",)

#: outside libraries, and the only rooms that know them
KNOWN_ONLY_IN = {
    "flask": ("api", "web"),
    "flask_smorest": ("api", "web"),
    "werkzeug": ("api", "web"),
    "webargs": ("api",),
    "apispec": ("api",),
    "waitress": ("web",),
    "marshmallow": ("api", "engine.process"),
    "sqlalchemy": ("engine.store",),
    "alembic": ("engine.store",),
    "psycopg": ("engine.store",),
    "psycopg_pool": ("engine.store",),
    "sqlite3": ("engine.store",),
    "SpiffWorkflow": ("engine.process",),
    "lxml": ("engine.process",),
    "xml": ("engine.process",),
    "apscheduler": ("engine.jobs",),
    "procrastinate": ("engine.jobs",),
    "openpyxl": ("engine.rulebook",),
    "argon2": ("engine.store",),
    "cryptography": ("engine.store",),
    "zxcvbn": ("engine.store",),
    "pyotp": ("engine.case", "engine.work"),
    "segno": ("web",),
    "authlib": ("engine.oidc",),
    "joserfc": ("engine.oidc",),
    "httpx": ("engine.oidc", "engine.outbound"),
    "PIL": ("engine.files",),
    "puremagic": ("engine.files",),
}
#: standard library that would make the law room impure
IMPURE_MODULES = {"os", "io", "pathlib", "shutil", "tempfile", "subprocess", "socket", "urllib", "http", "ssl", "time",
                  "random", "secrets", "threading", "multiprocessing", "asyncio", "logging"}
IMPURE_CALLS = {"open", "print", "input", "exec", "eval", "compile"}

CLOCK_HOME = "engine.now"
CLOCK_READS = {"datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
               "time.time", "time.time_ns", "time.localtime", "time.gmtime",
               "sqlalchemy.func.now", "sqlalchemy.func.current_timestamp", "sqlalchemy.func.current_date"}
#: the house's own clock, for those who begin an act; every other room is told the time
OWN_CLOCK = "engine.now.utc"
MAY_ASK_THE_TIME = ("engine.now", "engine.engine", "engine.cli", "engine.jobs", "api", "web")

#: longest allowed file, by the folder it stands in; the longest matching folder decides
LONGEST = {"": 400, "engine/law": 200, "engine/work": 300}
LONGEST_VIEW = 12
VIEW_DECORATORS = {"route", "get", "post", "put", "patch", "delete"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}
SOURCE_SUFFIXES = {".py", ".js", ".css", ".html"}
#: made by tools
NOT_OURS = {"node_modules", "dist", "__pycache__", ".venv", ".git", "build"}


# -- reading the tree ---------------------------------------------------------------------------------------
def sources(root: Path) -> Iterator[Path]:
    """Every source file of the checkout, relative to it."""
    for path in sorted(root.rglob("*")):
        where = path.relative_to(root)
        if path.suffix in SOURCE_SUFFIXES and path.is_file() and not NOT_OURS.intersection(where.parts):
            yield where


def module_name(path: Path) -> str:
    """`engine/law/time/clock.py` → `engine.law.time.clock`; a package's `__init__.py` is the package."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def within(module: str, room: str) -> bool:
    return module == room or module.startswith(room + ".")


def nearest(module: str, rooms) -> str | None:
    """The longest of the rooms that holds the module."""
    return max((room for room in rooms if within(module, room)), key=len, default=None)


def imports(tree: ast.AST, path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything a module imports, wherever in the file and however it is spelt."""
    package = module_name(path).split(".") if path.name == "__init__.py" else module_name(path).split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*above, *filter(None, [node.module])])
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and called(node, {}) in ("importlib.import_module", "import_module", "__import__"):
            if node.args and isinstance(node.args[0], ast.Constant):
                yield node.lineno, str(node.args[0].value)


def called(node: ast.AST, names: dict[str, str]) -> str:
    """The dotted name of what is called or mentioned, with import aliases resolved; '' for anything else."""
    if isinstance(node, ast.Call):
        return called(node.func, names)
    if isinstance(node, ast.Attribute):
        owner = called(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def aliases(tree: ast.AST) -> dict[str, str]:
    """Local name → what it stands for, from the import statements."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update({a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names})
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update({a.asname or a.name: f"{node.module}.{a.name}" for a in node.names})
    return found


# -- the rules ----------------------------------------------------------------------------------------------
def breaches(root: Path) -> list[str]:
    """Every place where the tree under `root` breaks a rule of the house, as `file:line what`."""
    found = []
    for path in sources(root):
        text = (root / path).read_text(encoding="utf-8")
        found += [f"{path.as_posix()} {said}" for said in shape_breaches(path, text)]
        if path.suffix == ".py" and path.parts[0] in ROOMS:
            tree = ast.parse(text)
            for rule in (import_breaches, clock_breaches, purity_breaches, view_breaches):
                found += [f"{path.as_posix()}:{line} {said}" for line, said in rule(tree, path)]
    return found


def shape_breaches(path: Path, text: str) -> Iterator[str]:
    lines = text.count("\n") + (not text.endswith("\n") and bool(text))
    limit = LONGEST[max((folder for folder in LONGEST if path.as_posix().startswith(folder)), key=len)]
    if lines > limit:
        yield f"has {lines} lines, {limit} is the limit"
    for part in (*path.parts[:-1], path.stem):
        if set(re.split(r"[_.-]", part.lower())) & FORBIDDEN_NAMES:
            yield f"is called {part}, which says nothing"


def import_breaches(tree: ast.AST, path: Path) -> Iterator[tuple[int, str]]:
    module = module_name(path)
    room = nearest(module, MAY_IMPORT) or module
    for line, target in imports(tree, path):
        library = target.split(".")[0]
        if library in KNOWN_ONLY_IN:
            if nearest(module, KNOWN_ONLY_IN[library]) is None:
                yield line, f"imports {target}, which only {' and '.join(KNOWN_ONLY_IN[library])} may know"
        elif library in ROOMS:
            if nearest(target, MAY_IMPORT.get(room, ())) is None and not (room != "engine" and within(target, room)):
                yield line, f"imports {target}, which {room} may not know"
            elif (stranger := nearest(module, STRANGERS)) and module != stranger and within(target, stranger):
                if target.split(".")[:3] != module.split(".")[:3]:
                    yield line, f"imports {target}, but modules of {stranger} do not know one another"


def clock_breaches(tree: ast.AST, path: Path) -> Iterator[tuple[int, str]]:
    module, names = module_name(path), aliases(tree)
    forbidden = set() if module == CLOCK_HOME else CLOCK_READS
    if nearest(module, MAY_ASK_THE_TIME) is None:
        forbidden = forbidden | {OWN_CLOCK}
    for node in ast.walk(tree):
        # Mentioning it is enough: `default=datetime.now` reads the clock as well.
        name = called(node, names) if isinstance(node, (ast.Attribute, ast.Name)) else ""
        if name in forbidden:
            yield node.lineno, f"reads the clock by {name}; time is an argument here"


def purity_breaches(tree: ast.AST, path: Path) -> Iterator[tuple[int, str]]:
    if not within(module_name(path), "engine.law"):
        return
    for line, target in imports(tree, path):
        library = target.split(".")[0]
        if library not in ROOMS and (library not in sys.stdlib_module_names or library in IMPURE_MODULES):
            yield line, f"imports {target}; the law room is pure"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
            yield node.lineno, f"calls {node.func.id}; the law room is pure"


def view_breaches(tree: ast.AST, path: Path) -> Iterator[tuple[int, str]]:
    if path.parts[0] not in ("api", "web"):
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and any(map(is_route, node.decorator_list)):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            length = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            if length > LONGEST_VIEW:
                yield node.lineno, f"{node.name} is a view of {length} lines, {LONGEST_VIEW} is the limit"


def is_route(decorator: ast.AST) -> bool:
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) \
        and decorator.func.attr in VIEW_DECORATORS


# -- the tests ----------------------------------------------------------------------------------------------
def test_the_house_keeps_its_rules():
    found = breaches(ROOT)
    assert not found, "\n" + "\n".join(found)


def test_every_room_is_walked():
    walked = {module_name(path).split(".")[0] for path in sources(ROOT) if path.suffix == ".py"}
    assert {*ROOMS, "tests", "run", "setup"} <= walked
    assert {path.as_posix() for path in (ROOT / "engine").rglob("*.py")} <= {
        (ROOT / path).as_posix() for path in sources(ROOT)}


@pytest.mark.parametrize(("path", "source", "said"), [
    ("web/inbox.py", "import sqlalchemy", "only engine.store may know"),
    ("web/inbox.py", "from engine.store import tasks", "web may not know"),
    ("web/inbox.py", "def f():\n    import engine.process.forms", ":2 imports engine.process.forms"),
    ("api/tasks.py", "from web import pages", "api may not know"),
    ("api/tasks.py", "from engine.jobs import ticker", "api may not know"),
    ("engine/work/tasks.py", "from engine.work import cases", "do not know one another"),
    ("engine/work/tasks.py", "from . import cases", "do not know one another"),
    ("engine/work/tasks.py", "from .cases import find", "do not know one another"),
    ("engine/work/tasks.py", "from flask import g", "only api and web may know"),
    ("engine/work/tasks.py", "from sqlalchemy import select", "only engine.store may know"),
    ("engine/work/tasks.py", "import importlib\nimportlib.import_module('api.errors')", "imports api.errors"),
    ("engine/store/tasks.py", "from engine.process import forms", "engine.store may not know"),
    ("engine/store/tasks.py", "from engine import now", "engine.store may not know"),
    ("engine/store/tasks.py", "import lxml.etree", "only engine.process may know"),
    ("engine/process/forms.py", "from engine.store import tasks", "engine.process may not know"),
    ("engine/process/forms.py", "import apscheduler", "only engine.jobs may know"),
    ("engine/law/time/clock.py", "from engine.process import forms", "engine.law may not know"),
    ("engine/law/time/clock.py", "import requests", "the law room is pure"),
    ("engine/law/time/clock.py", "from pathlib import Path", "the law room is pure"),
    ("engine/law/time/clock.py", "open('x')", "calls open"),
    ("engine/errors.py", "from engine import now", "engine.errors may not know"),
    ("engine/__init__.py", "from engine import work", "engine may not know"),
    ("engine/stranger.py", "from engine.work import tasks", "engine may not know"),
    ("engine/work/tasks.py", "from datetime import datetime\ndatetime.now()", ":2 reads the clock"),
    ("engine/work/tasks.py", "from datetime import datetime as dt\nf = dt.utcnow", "reads the clock"),
    ("engine/work/tasks.py", "import datetime as d\nd.date.today()", "reads the clock"),
    ("engine/work/tasks.py", "from engine import now\nnow.utc()", ":2 reads the clock"),
    ("engine/case/flow/motion.py", "from engine.now import utc\nutc()", ":2 reads the clock"),
    ("engine/case/flow/motion.py", "from engine.work import tasks", "engine.case may not know"),
    ("api/stream.py", "import time\ntime.time()", "reads the clock"),
    ("api/stream.py", "from time import time\ntime()", "reads the clock"),
    ("engine/store/tables.py", "from sqlalchemy import func\nfunc.now()", "reads the clock"),
    ("engine/law/time/clock.py", "x = 1\n" * 201, "has 201 lines, 200 is the limit"),
    ("engine/work/tasks.py", "x = 1\n" * 301, "has 301 lines, 300 is the limit"),
    ("web/src/inbox.js", "x\n" * 401, "has 401 lines, 400 is the limit"),
    ("tests/test_x.py", "x = 1\n" * 401, "has 401 lines, 400 is the limit"),
    ("engine/store/utils.py", "", "is called utils"),
    ("web/common/icons.js", "", "is called common"),
    ("tests/form_helpers.py", "", "is called form_helpers"),
    ("web/inbox.py", "@pages.get('/')\ndef inbox():\n" + "    x = 1\n" * 13, "inbox is a view of 13 lines"),
])
def test_a_breach_is_caught(tmp_path, path, source, said):
    write(tmp_path, path, source)
    assert len(found := breaches(tmp_path)) == 1, found
    assert said in found[0]


@pytest.mark.parametrize(("path", "source"), [
    ("web/inbox.py", "from flask import render_template\nfrom api import current\nfrom engine.work import tasks"),
    ("api/tasks.py", "from engine.work import tasks\nfrom engine import errors\nimport flask_smorest, marshmallow"),
    ("engine/work/tasks.py", "from engine.store import tasks\nfrom engine.law.time.clock import start\nimport datetime"),
    ("engine/work/tasks.py", "def f(engine):\n    return engine.now()"),
    ("engine/work/tasks.py", "from engine.case.flow import motion\nfrom engine.now import shanghai_date\nshanghai_date(1)"),
    ("api/current.py", "from engine import now\nnow.utc()"),
    ("engine/jobs/ticker.py", "import apscheduler\nfrom engine.work import clocks\nimport time\ntime.monotonic()"),
    ("engine/store/tasks.py", "from sqlalchemy import func\nfrom .tables import task\nfunc.count()"),
    ("engine/process/forms.py", "import marshmallow, lxml.etree\nfrom engine.law.time import period"),
    ("engine/law/gates/g01_power.py", "from engine import errors\nfrom engine.law.power import authority\nimport dataclasses"),
    ("engine/now.py", "from datetime import datetime\ndatetime.now()"),
    ("engine/cli/case.py", "from engine.work import tasks\nfrom engine.jobs import ticker\nfrom engine import engine"),
    ("web/inbox.py", "@pages.get('/')\ndef inbox():\n    'Says what.'\n" + "    x = 1\n" * 12),
    ("web/node_modules/x/utils.js", "x\n" * 999),
    ("web/static/dist/main.js", "x\n" * 999),
])
def test_what_the_house_allows_is_not_a_breach(tmp_path, path, source):
    write(tmp_path, path, source)
    assert breaches(tmp_path) == []


def write(root: Path, path: str, source: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(source, encoding="utf-8")
