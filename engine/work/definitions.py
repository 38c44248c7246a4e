"""Process definitions: deploy, list, read."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Iterable, Mapping

from engine import errors
from engine.process import bundle as bundles
from engine.process import checks, proof
from engine.process import definition as compiled
from engine.store import definitions


def deploy(engine, actor, given: Mapping[str, bundles.Bundle], *, at: datetime) -> dict[str, Any]:
    """Deploys process folders. Running cases keep the versions they began with.

    Args:
        actor: a process administrator, or None from the command line.
        given: process key → bundle.
    Returns:
        `{"deployment_id", "definitions": [{"key", "version", "digest"}], "problems": [warnings]}`.
    Raises:
        errors.DefinitionInvalid: nothing was deployed; every problem is listed.
    """
    if actor is not None and not any(duty == "design" for _, duty in actor.posts):
        raise errors.Forbidden("部署流程定义须由流程设计岗位办理。", next="请将修改后的流程目录交流程设计人员部署。")
    with engine.store.act(actor, at) as act:
        definitions.hold(act.conn)
        before = definitions.current(act.conn)
        packed = definitions.bundles(act.conn, before) if before else {}
        together = {**{k: bundles.unpack(b) for k, b in packed.items()}, **given}
        found = problems(engine, given)
        if any(p["severity"] == "error" for p in found):
            raise errors.DefinitionInvalid(found)
        for key, one in together.items():
            if one.root:
                compiled.compile(together, key)
                _proven(engine, together, key)
        deployment_id, versions = definitions.add(act.conn, at, act.person_id, {k: {
            "name": b.name, "root": b.root, "digest": b.digest, "bundle": bundles.pack(b)} for k, b in given.items()})
        shown = [{"key": k, "version": versions[k], "digest": given[k].digest} for k in given]
        for one in shown:
            act.record("definition.deployed", deployment_id=deployment_id, **one)
        return act.done({"deployment_id": deployment_id, "definitions": shown, "problems": found})


def _proven(engine, together: Mapping[str, bundles.Bundle], key: str) -> None:
    """Refuses a process of which it cannot be shown that every path does what the law and the drawing demand.

    Raises:
        errors.DefinitionInvalid: with each finding's rule, process, element and the path to it.
    """
    verdict = proof.prove(together, key, engine.known, obligations=proof.Obligations.of(engine.rules))
    if not verdict.ok:
        raise errors.DefinitionInvalid([one.as_dict() for one in verdict.findings])


def problems(engine, given: Mapping[str, bundles.Bundle]) -> list[dict[str, Any]]:
    """What the publish checks say of process folders: `{"rule", "element", "severity", "message"}` each."""
    return [p.as_dict() for one in given.values() for p in checks.check(one.diagram, bundle=one, known=engine.known)]


def received(folders: Iterable[Mapping[str, bytes]]) -> dict[str, bundles.Bundle]:
    """Bundles from uploaded folders: path inside the folder → contents.

    Raises:
        errors.DefinitionInvalid: a folder is no process folder.
    """
    return {one.key: one for one in map(bundles.from_files, folders)}


def check(engine, data: bytes) -> list[dict[str, Any]]:
    """What the publish checks say of a single diagram; whatever the bytes, the answer is a list."""
    return [p.as_dict() for p in checks.check(data, known=engine.known)]


def listed(engine, actor) -> list[dict[str, Any]]:
    """Every version of every process, with whether it is in force."""
    with engine.store.read() as conn:
        return definitions.listed(conn)


def get(engine, actor, definition_id: int) -> dict[str, Any]:
    """One version with the names of its files.

    Raises:
        errors.NotFound.
    """
    row, unpacked = _one(engine, definition_id)
    return {**{k: row[k] for k in ("id", "key", "version", "name", "root", "digest", "deployed_at")}, "files": sorted(unpacked.files)}


def xml(engine, actor, definition_id: int) -> bytes:
    """The drawing of one version.

    Raises:
        errors.NotFound.
    """
    row, unpacked = _one(engine, definition_id)
    return unpacked.diagram


def _one(engine, definition_id: int):
    with engine.store.read() as conn:
        row = definitions.one(conn, definition_id)
    if row is None:
        raise errors.NotFound("没有找到这个流程定义。")
    return row, bundles.unpack(row["bundle"])
