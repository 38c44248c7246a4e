"""Process definitions: deploy, list, read."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Iterable, Mapping

from engine import errors
from engine.case.access import fresh
from engine.case.flow import deploying
from engine.process import bundle as bundles
from engine.process import confined
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
        errors.Forbidden: no designer; in production nobody alone, since a second person has to have approved (engine.work.drafts).
    """
    if actor is not None and not any(duty == "design" for _, duty in actor.posts):
        raise errors.Forbidden("部署流程定义须由流程设计岗位办理。", next="请将修改后的流程目录交流程设计人员部署。")
    if actor is not None and engine.settings.mode == "production":
        raise errors.Forbidden("正式运行时，流程须经另一名设计人员审核后才能部署，不能由一人直接部署。", next="请在流程工作台提交草稿，审核通过后部署。")
    fresh.asked(engine, actor, "部署流程定义", at)
    if actor is not None:
        deploying.vet(engine, given)
    with engine.store.act(actor, at) as act:
        return act.done(deploying.put(engine, act, given))


def lay_out(engine, given: Mapping[str, bundles.Bundle], *, at: datetime) -> None:
    """Puts folders into a trial's scratch store without asking for the proof; drawings that fail the checks stay out even there.

    Raises:
        errors.WrongMode: the database does not say that it is a trial's. errors.DefinitionInvalid: the checks.
    """
    with engine.store.act(None, at) as act:
        if not engine.local(act.conn).get("trial"):
            raise errors.WrongMode("未经证明的流程只能放进试办用的临时数据库。")
        deploying.lay_out(engine, act, given)
        act.done()


def received(folders: Iterable[Mapping[str, bytes]]) -> dict[str, bundles.Bundle]:
    """Bundles from uploaded folders: path inside the folder → contents.

    Raises:
        errors.DefinitionInvalid: a folder is no process folder.
    """
    return {one.key: one for one in map(bundles.from_files, folders)}


def check(engine, data: bytes) -> list[dict[str, Any]]:
    """What the publish checks say of a single diagram; whatever the bytes, the answer is a list."""
    return confined.check(data, engine.known)


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
