"""What stands in the way: the gates 程序关口 of an act, asked about a case as it is now."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping

from engine import errors
from engine.case import facts
from engine.case.access import masking
from engine.case.choices import ACTS
from engine.case.file import dossier
from engine.case.flow import motion
from engine.store import cases, standing

DECIDE = "decide"


def of_case(engine, actor, case_id: int, act_code: str = DECIDE, *, at: datetime) -> dict[str, Any]:
    """What the gates of an act say now.

    Args:
        act_code: one of `acts`.
    Returns:
        `{"case_id", "act", "act_name", "findings": [...], "gates": [{"gate", "name", "article", "severity", "passed"}]}`; findings are what
        is objected to, blocking ones first; gates are all that guard the act, in their order.
    Raises:
        errors.NotFound: the case does not exist, or not for this person. errors.BadInput: no such act.
    """
    with engine.store.read() as conn:
        case = cases.see(conn, actor, case_id)
        return masking.of(engine, conn, actor, case).over(_asked(engine, conn, case, act_code, at))


def at_the_machine(engine, case: str, act_code: str = DECIDE, *, at: datetime) -> dict[str, Any]:
    """The same for the command line of the machine that holds the database, where nobody has signed in.

    Args:
        case: the number of the case file, or its internal number.
    Raises:
        errors.NotFound, errors.BadInput.
    """
    with engine.store.read() as conn:
        row = cases.named(conn, case)
        if row is None:
            raise errors.NotFound(f"没有找到编号为 {case} 的案件。", next="请核对案号或者案件内部编号。")
        return _asked(engine, conn, row, act_code, at)


def acts(engine) -> list[dict[str, str]]:
    """The acts that gates guard: `{"act", "name"}` each, in the order of the rule pack."""
    return [{"act": code, "name": ACTS.get(code, code)} for code in engine.rules.acts]


def _asked(engine, conn, case: Mapping[str, Any], act_code: str, at: datetime) -> dict[str, Any]:
    known = engine.rules.acts
    if act_code not in known:
        raise errors.BadInput(f"没有名为“{act_code[:40]}”的关口组合。", next="可用：" + "、".join(known) + "。")
    seen = standing.read(conn, case["id"], None)
    file = dossier.read(engine, conn, case, case["facts"], seen.clocks)
    state = facts.of_case(engine, conn, case, case["facts"], seen.clocks, seen.duties, at, file)
    found = [one.as_dict() for one in motion.judged(engine, state, (act_code,))]
    objected = {one["gate"]: one["severity"] for one in found}
    gates = [engine.rules.gates[gate] for gate in known[act_code]]
    return {"case_id": case["id"], "act": act_code, "act_name": ACTS.get(act_code, act_code), "findings": found, "gates": [
        {"gate": one.id, "name": one.name, "article": one.article, "severity": objected.get(one.id, one.severity), "passed": one.id not in objected}
        for one in gates]}
