"""Process folders put into force: checked, proven against what the law demands, and added to what is in force."""
from __future__ import annotations

from typing import Any, Mapping

from engine import errors
from engine.process import bundle as bundles
from engine.process import checks, confined, proof
from engine.process import definition as compiled
from engine.store import definitions
from engine.store.act import Act


def in_force(conn) -> dict[str, bundles.Bundle]:
    """Process key → the folder in force."""
    newest = definitions.current(conn)
    return {key: bundles.unpack(packed) for key, packed in definitions.bundles(conn, newest).items()} if newest else {}


def vet(engine, given: Mapping[str, bundles.Bundle]) -> None:
    """Tries what came over the network in a confined process, before anything is locked.

    Raises:
        errors.DefinitionInvalid.
    """
    with engine.store.read() as conn:
        together = {**in_force(conn), **given}
    confined.vet(given, together, engine.known)


def put(engine, act: Act, given: Mapping[str, bundles.Bundle]) -> dict[str, Any]:
    """Puts folders into force within an act. Running cases keep the versions they began with.

    Returns:
        `{"deployment_id", "definitions": [{"key", "version", "digest"}], "problems": [warnings]}`.
    Raises:
        errors.DefinitionInvalid: every problem is listed.
    """
    definitions.hold(act.conn)
    found = _sound(engine, given, {**in_force(act.conn), **given})
    deployment_id, shown = _put(act, given)
    return {"deployment_id": deployment_id, "definitions": shown, "problems": found}


def lay_out(engine, act: Act, given: Mapping[str, bundles.Bundle]) -> None:
    """Puts folders into a scratch store: checked and compiled, not proven.

    Raises:
        errors.DefinitionInvalid: every problem is listed.
    """
    found = problems(engine, given)
    if any(p["severity"] == "error" for p in found):
        raise errors.DefinitionInvalid(found)
    together = {**in_force(act.conn), **given}
    for key, one in together.items():
        if one.root:
            compiled.compile(together, key)
    _put(act, given)


def _put(act: Act, given: Mapping[str, bundles.Bundle]) -> tuple[int, list[dict[str, Any]]]:
    deployment_id, versions = definitions.add(act.conn, act.at, act.person_id, {k: {
        "name": b.name, "root": b.root, "digest": b.digest, "bundle": bundles.pack(b)} for k, b in given.items()})
    shown = [{"key": k, "version": versions[k], "digest": given[k].digest} for k in given]
    for one in shown:
        act.record("definition.deployed", deployment_id=deployment_id, **one)
    return deployment_id, shown


def examine(engine, given: Mapping[str, bundles.Bundle]) -> None:
    """Whether folders could be put into force now.

    Raises:
        errors.DefinitionInvalid: every problem or counter-example is listed.
    """
    with engine.store.read() as conn:
        together = {**in_force(conn), **given}
    _sound(engine, given, together)


def _sound(engine, given: Mapping[str, bundles.Bundle], together: Mapping[str, bundles.Bundle]) -> list[dict[str, Any]]:
    found = problems(engine, given)
    if any(p["severity"] == "error" for p in found):
        raise errors.DefinitionInvalid(found)
    for key, one in together.items():
        if one.root:
            compiled.compile(together, key)
            verdict = proof.prove(together, key, engine.known, obligations=proof.Obligations.of(engine.rules))
            if not verdict.ok:
                raise errors.DefinitionInvalid([finding.as_dict() for finding in verdict.findings])
    return found


def problems(engine, given: Mapping[str, bundles.Bundle]) -> list[dict[str, Any]]:
    """What the publish checks say of process folders: `{"rule", "element", "severity", "message"}` each."""
    return [p.as_dict() for one in given.values() for p in checks.check(one.diagram, bundle=one, known=engine.known)]

