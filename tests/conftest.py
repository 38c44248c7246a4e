"""What every test may ask for: a database of each kind, an engine with the demo county, a real browser."""
from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import pytest

from tests import databases

ROOT = Path(__file__).resolve().parent.parent
#: when the demo county was set up, before every case in the tests (10:00 in Shanghai)
COUNTY_AT = datetime(2024, 1, 2, 2, tzinfo=timezone.utc)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: no sandbox, because root has none; the rest keeps the browser from calling anybody by itself
CHROMIUM_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                      "--disable-background-networking", "--disable-component-update", "--disable-sync")
OUR_HOSTS = ("127.0.0.1", "localhost")

# Other work on the same cores must not fail a property.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")


def pytest_configure() -> None:
    """Reads an unchanged rule folder once: reading it for every engine was an eighth of the whole run."""
    from engine import rulebook

    read, known = rulebook.load, {}

    def load(folder: Path):
        files = sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in Path(folder).rglob("*"))
        key = (str(Path(folder).resolve()), tuple(files))
        if key not in known:
            known[key] = read(folder)
        return known[key]
    rulebook.load = load


@pytest.fixture(scope="session", autouse=True)
def clean_environment() -> Iterator[None]:
    """The operator's own settings must neither steer the tests nor lend them a real database."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name == "DATABASE_URL" or name.startswith("BIHUAN_"):
                patch.delenv(name)
        yield


# -- databases ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def database_folder() -> Iterator[Path]:
    folder = databases.make_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sqlite(database_folder: Path) -> databases.Sqlite:
    return databases.Sqlite(database_folder)


@pytest.fixture(scope="session")
def postgresql(database_folder: Path) -> Iterator[databases.Postgresql]:
    server = databases.Postgresql(database_folder)
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> databases.Sqlite | databases.Postgresql:
    """Each kind of database in turn; parametrize it indirectly where a test is about one kind only."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def database_url(backend) -> Iterator[str]:
    """The URL of a fresh database with every table and no row."""
    url = backend.fresh(migrated)
    yield url
    backend.drop(url)


@pytest.fixture
def county_url(backend) -> Iterator[str]:
    """The URL of such a fresh database as `engine` has, for tests that start servers or several engines."""
    url = backend.fresh(with_county)
    yield url
    backend.drop(url)


@pytest.fixture
def engine(county_url: str) -> Iterator:
    """An engine of its own over a fresh database that holds the demo county and the shipped processes."""
    opened = open_engine(county_url)
    yield opened
    opened.close()


def migrated(url: str) -> None:
    """Every table, no row."""
    from engine.store import schema

    schema.migrate(url)


def with_county(url: str) -> None:
    """Every table, the demo county, and the shipped processes in force."""
    from engine.process import bundle
    from engine.work import county, definitions

    migrated(url)
    opened = open_engine(url)
    processes = opened.settings.processes
    try:
        county.load(opened, processes / "demo" / "county.toml", at=COUNTY_AT)
        shipped = [bundle.read(about.parent) for about in sorted(processes.glob("*/process.toml"))]
        definitions.deploy(opened, None, {one.key: one for one in shipped}, at=COUNTY_AT)
    finally:
        opened.close()


def open_engine(url: str):
    """An engine in demo mode over a database that is up to date."""
    from engine.engine import Engine
    from engine.settings import Settings

    return Engine(Settings(database_url=url, files=databases.files_of(url), data=databases.files_of(url)), migrate=False)


# -- the browser --------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def browser() -> Iterator:
    """A real Chromium, one per module: while it is open, nothing else in its thread can run an event loop."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.fail("没有找到 Chromium，浏览器测试不能跳过。请执行 apt install chromium fonts-noto-cjk，"
                    "或以 root 运行 python3 run.py test。", pytrace=False)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM_ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def new_page(browser) -> Iterator[Callable]:
    """`new_page(**context)` opens a page in a context of its own; afterwards no script may have failed in any of
    them and none may have called a foreign host."""
    contexts, faults = [], []

    def watch(request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in OUR_HOSTS:
            faults.append(f"called {address.hostname}")

    def open_page(**context):
        defaults = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        contexts.append(browser.new_context(**{**defaults, **context}))
        contexts[-1].on("request", watch)
        contexts[-1].on("weberror", lambda error: faults.append(str(error.error)))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture
def page(new_page: Callable):
    """One page of an ordinary desk screen."""
    return new_page(viewport={"width": 1280, "height": 800})
