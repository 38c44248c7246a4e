"""The engine: the store, the law in force and the deployed definitions, held together for the acts in engine.work."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any, Mapping

from engine import errors, now, rulebook
from engine.files.scanner import Scanner
from engine.law.power import published
from engine.law.power.power_list import ListVersion
from engine.law.time.calendar import Calendar, Year
from engine.process import bundle, checks, definition
from engine.rulebook import calendars as notices
from engine.rulebook import exporting, importing, rosters
from engine.rulebook import help as pages
from engine.settings import Settings
from engine.store import calendars, cases, definitions, duties, edition, people, powers, schema
from engine.store.cipher import Cipher
from engine.store.database import Store
from engine.store.files import Files

#: editions of the county's own rules kept in memory: the newest, and the one before for those still at work by it
EDITIONS = 2


class Engine:
    """One installation, safe to share between threads.

    Args:
        settings: where the data is and how it runs.
        migrate: bring the database up to date first (off where a test hands over a prepared one).
    Attributes:
        rules: what processes/law/ says. What holds in this county, published calendars included, is `rules_for`.
    """

    def __init__(self, settings: Settings, *, migrate: bool = True):
        self.settings = settings
        if migrate:
            schema.migrate(settings.database_url)
        self.store = Store(settings.database_url)
        self.rules = rulebook.load(settings.processes / "law")
        self.files = Files(settings.files_folder)
        self.scanner = Scanner(settings.scanner) if settings.scanner else None
        self._compiled: dict[int, definition.Definition] = {}
        self._units: tuple[int, dict[int, dict[str, Any]]] | None = None
        self._editions: dict[int, tuple[edition.Own, rulebook.Rulebook]] = {}
        self.zone = now.SHANGHAI
        if migrate:
            self._keep_walls()

    @cached_property
    def known(self) -> checks.Known:
        """The codes a diagram may name."""
        return known(self.rules)

    @cached_property
    def help(self) -> Mapping[str, pages.Page]:
        """The help on every rule of the publish checks and of the proof.

        Raises:
            errors.RulePackInvalid: a page is unsound; none is used then.
        """
        return pages.read(self.settings.processes / "help")

    @cached_property
    def cipher(self) -> Cipher:
        """The key for secrets at rest; made at the first need where the operator has given none.

        Raises:
            ValueError: what was given is no key, or others may read the key file.
        """
        return Cipher(self.settings.key) if self.settings.key else Cipher.of_file(self.settings.data / "key")

    @cached_property
    def provider(self) -> Any | None:
        """The OpenID provider people may sign in by (`engine.oidc.Provider`), where the operator's settings name one."""
        if self.settings.oidc is None:
            return None
        from engine import oidc  # its libraries would cost every verb of the command line a sixth of a second
        return oidc.Provider(self.settings.oidc)

    @property
    def demo(self) -> bool:
        """Whether anybody may step into a demo person's shoes.

        The database must itself say that it holds a demo county: a real one opened without BIHUAN_MODE=production by
        mistake asks everybody for their password all the same.
        """
        if self.settings.mode != "demo":
            return False
        with self.store.read() as conn:
            return bool(self.local(conn).get("demo"))

    def _keep_walls(self) -> None:
        """Makes the database's wall between separated duties say what the rule pack says, before anybody can act."""
        with self.store.act(None, now.utc()) as act:
            changed = duties.keep_pairs(act.conn, self.rules.separation, self.rules.soft_separation)
            if changed:
                act.record("separation.kept", pairs=["/".join(pair) for pair in changed], rules=self.rules.digest)
                act.done()

    def now(self) -> datetime:
        """The present instant, for interfaces; the acts themselves take it as an argument."""
        return now.utc()

    def definition(self, conn, deployment_id: int) -> definition.Definition:
        """The definitions of one deployment, compiled once per process."""
        if deployment_id not in self._compiled:
            unpacked = {k: bundle.unpack(b) for k, b in definitions.bundles(conn, deployment_id).items()}
            self._compiled[deployment_id] = definition.compile(unpacked, root_of(unpacked))
        return self._compiled[deployment_id]

    def definition_of_case(self, conn, case_id: int) -> definition.Definition:
        """The definitions a case runs by."""
        return self.definition(conn, cases.instance_of(conn, case_id)["deployment_id"])

    def units(self, conn) -> dict[int, dict[str, Any]]:
        """Every unit by id, as engine.store.units.every gives it; read once for each edition, so that every process sees a change."""
        if edition.changes(conn):  # what is not committed yet is nobody else's
            return people.units(conn)
        number, known = edition.go_by(conn), self._units
        if known is None or known[0] != number:
            known = self._units = number, people.units(conn)
        return known[1]

    def unit(self, conn, unit_id: int) -> dict[str, Any]:
        """A unit."""
        return self.units(conn)[unit_id]

    def unit_at_hand(self, conn, unit_id: int) -> dict[str, Any]:
        """A unit as this process knew it last, without asking for the edition: for what may lag behind a reorganisation."""
        known = self._units[1] if self._units else {}
        return known[unit_id] if unit_id in known else self.unit(conn, unit_id)

    def subject(self, conn, unit_id: int) -> dict[str, Any]:
        """The legal subject 执法主体 that bears a unit's papers, holds its powers and numbers its files: the nearest one upward."""
        every = self.units(conn)
        return every[every[unit_id]["subject_id"]]

    def unit_by_code(self, conn, code: str) -> int:
        """The id of a unit by its code.

        Raises:
            errors.NotFound: no unit has this code.
        """
        for one in self.units(conn).values():
            if one["code"] == code:
                return one["id"]
        raise errors.NotFound(f"没有代码为 {code} 的单位。")

    def local(self, conn) -> dict[str, Any]:
        """The county's own settings (`switches`, `local_bands`) in this transaction."""
        return self._edition(conn)[0].settings

    def rules_for(self, conn) -> rulebook.Rulebook:
        """The rules in force in this transaction: the shipped ones with the county's calendars and switches.

        A change made in another process is seen by the next transaction; it costs no statement (engine.store.edition).
        """
        return self._edition(conn)[1]

    def _edition(self, conn) -> tuple[edition.Own, rulebook.Rulebook]:
        found = self._editions.get(edition.go_by(conn))
        if found is None or edition.changes(conn):
            own = edition.read(conn)
            found = own, self._with(own, conn)
            if not edition.changes(conn):  # what is not committed yet is nobody else's
                self._editions = {own.number: found, **dict(list(self._editions.items())[:EDITIONS - 1])}
        return found

    def _with(self, own: edition.Own, conn) -> rulebook.Rulebook:
        years = {year: calendars.from_value(year, value) for year, value in own.years.items()}
        found = replace(self.rules, security=self.rules.security.chosen(own.settings.get("security", {})),
                        switches={**self.rules.switches, **own.settings.get("switches", {})},
                        calendar=Calendar({**self.rules.calendar.years, **years}) if years else self.rules.calendar)
        if not own.lists and not own.recalls:
            return found
        return published.joined(replace(found, units={**self.units_of_lists(conn), **found.units}), *powers.published(own))

    def units_of_lists(self, conn) -> dict[str, rulebook.Unit]:
        """The county's units as units that may have a power list, by code."""
        every = people.units(conn)
        return {one["code"]: rulebook.Unit(one["code"], one["name"], one["agency"], one["short"], one["kind"],
                                           every[one["parent_id"]]["code"] if one["parent_id"] else None) for one in every.values()}

    @staticmethod
    def read_roll(what: str, data: bytes, name: str) -> tuple[rosters.Line, ...]:
        """The lines of a file of units, grids, persons, posts or certificates.

        Raises:
            errors.RollInvalid: every fault of the file itself; `name` is what they call it.
        """
        return rosters.read(what, data, name)

    @staticmethod
    def roll_template(what: str) -> bytes:
        """An empty file of this kind, with a line that shows how it is filled in."""
        return rosters.template(what)

    def read_power_list(self, data: bytes, name: str, **about: Any) -> ListVersion:
        """A unit's power list from a CSV or XLSX file.

        Args:
            about: `unit_code`, `number`, `effective_on`.
        Raises:
            errors.RulePackInvalid: every fault with line and reason; `name` is what they call the file.
        """
        return importing.power_list(data, name, items=self.rules.items, agencies=self.rules.agencies, **about)

    def write_power_list(self, version: ListVersion) -> bytes:
        """A power list as CSV that `read_power_list` reads back."""
        return exporting.power_list(version, self.rules.items, self.rules.agencies)

    @staticmethod
    def read_year(data: bytes, name: str) -> Year:
        """A year's arrangement from the text of its notice.

        Raises:
            errors.RulePackInvalid: every fault with line and reason; `name` is what they call the text.
        """
        return notices.published(data, name)

    def refresh(self) -> None:
        """Forgets what was read from the county's settings and units."""
        self._editions, self._units = {}, None

    def close(self) -> None:
        """Gives back the database connections."""
        self.store.close()


def known(rules: rulebook.Rulebook) -> checks.Known:
    """The codes of a rulebook that a diagram may name, and how grave it says the publish checks' findings are."""
    return checks.Known(clocks=frozenset(rules.clocks), acts=frozenset(rules.acts), papers=frozenset(rules.papers),
                        severities={code: one.severity for code, one in rules.checks.items()})


def root_of(bundles: Mapping[str, bundle.Bundle]) -> str:
    """The process that a lead runs through: the first that says it is a root.

    Raises:
        errors.DefinitionInvalid: there is none.
    """
    roots = sorted((b.order, k) for k, b in bundles.items() if b.root)
    if not roots:
        raise errors.DefinitionInvalid([{"rule": "root", "element": None, "severity": "error", "message": "没有可由线索启动的流程（process.toml 中 root = true）"}])
    return roots[0][1]
