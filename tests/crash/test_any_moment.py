"""A process killed at a moment nobody chose: what it had been told was done is there, and nothing is there twice."""
from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.store import tables
from tests.conftest import open_engine
from tests.course import example, moment
from tests.crash import worker
from tests.invariants import check_invariants


def read(ledger: Path) -> dict[int, tuple[int, int]]:
    """What the client wrote down: the number of each lead with the case and the lead that were acknowledged."""
    lines = ledger.read_text(encoding="ascii").splitlines() if ledger.exists() else []
    return {int(number): (int(case_id), int(lead_id)) for number, case_id, lead_id in map(str.split, lines)}


def kill_again_and_again(url: str, ledger: Path, times: int, chance: random.Random) -> None:
    """Starts a client, lets it get going, kills it; the next one begins with what was not acknowledged."""
    lead = example()["lead"]
    for _ in range(times):
        told = len(read(ledger))
        process = worker.start(worker.report_for_ever, url, str(ledger), lead["who"], lead["form"], moment(lead["at"]), told)
        until = time.monotonic() + worker.LIMIT_S
        while len(read(ledger)) < told + 2 and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.05))
        process.kill()
        worker.ended(process)


def reconcile(url: str, ledger: Path) -> int:
    """Compares the client's ledger with the database; returns how many acts were acknowledged."""
    engine, told = open_engine(url), read(ledger)
    with engine.store.read() as conn:
        answers = {row.key: (row.answer["case_id"], row.answer["id"]) for row in conn.execute(select(tables.request))}
        found = {row.case_id: row.id for row in conn.execute(select(tables.lead.c.case_id, tables.lead.c.id))}
        reported = conn.execute(select(func.count()).select_from(tables.event).where(tables.event.c.action == "lead.reported")).scalar_one()
    assert {f"lead-{number}": answer for number, answer in told.items()}.items() <= answers.items()
    # At most the one act that was under way at the last kill is done and not yet acknowledged.
    assert len(told) <= len(answers) == len(found) == reported <= len(told) + 1
    assert all(found[case_id] == lead_id for case_id, lead_id in answers.values())
    check_invariants(engine)
    engine.close()
    return len(told)


def test_what_was_acknowledged_before_a_kill_is_there(county_url, tmp_path):
    kill_again_and_again(county_url, tmp_path / "ledger", 3, random.Random(1))
    assert reconcile(county_url, tmp_path / "ledger") >= 6


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_was_acknowledged_before_forty_kills_is_there(county_url, tmp_path):
    kill_again_and_again(county_url, tmp_path / "ledger", 40, random.Random(2))
    assert reconcile(county_url, tmp_path / "ledger") >= 80
