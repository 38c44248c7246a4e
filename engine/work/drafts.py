"""Drafts of processes: drawn, submitted, approved by a second natural person, deployed.

Whoever has had a hand in a draft cannot approve it, and what is approved is one digest: a draft changed afterwards is a draft
again.
"""
from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping

from engine import errors
from engine.case import desk
from engine.case.access import fresh
from engine.case.access.permission import holds
from engine.case.flow import deploying
from engine.process import bundle as bundles
from engine.process import difference
from engine.process.blank import begun
from engine.process.proof import Obligations
from engine.store import definitions, drafts
from engine.store.act import Act, RequestKey

MOST_LISTED = 200
STATES = {"draft": "起草中", "submitted": "待审核", "approved": "已审核", "deployed": "已部署", "withdrawn": "已撤回"}


def listed(engine, actor, *, over: bool = False) -> list[dict[str, Any]]:
    """Drafts on the desk, the most recently changed first; with `over` those deployed or withdrawn.

    Raises:
        errors.Forbidden: the actor may not see rules being made.
    """
    _may(engine, actor)
    with engine.store.read() as conn:
        return [_shown(row) for row in drafts.listed(conn, over=over, limit=MOST_LISTED)]


def get(engine, actor, draft_id: int) -> dict[str, Any]:
    """A draft with its files as text: path inside the folder → text.

    Raises:
        errors.NotFound, errors.Forbidden.
    """
    _may(engine, actor)
    with engine.store.read() as conn:
        row = drafts.one(conn, draft_id)
        touched = drafts.hands(conn, draft_id)
    files = {path: content.decode("utf-8", "replace") for path, content in bundles.unpack(row["bundle"]).files.items()}
    return {**_shown(row), "files": files, "may": _may_do(actor, row, touched)}


def begin(engine, actor, *, key: str, name: str, base_id: int | None = None, files: Mapping[str, bytes] | None = None, note: str = "",
          at: datetime, request: RequestKey | None = None) -> dict[str, Any]:
    """Puts a draft on the desk: a new process, a deployed version to change (or to return to), or a folder brought along.

    Args:
        key, name: of a new process; ignored where `base_id` or `files` give them.
        base_id: a deployed version. files: path inside the folder → contents.
    Returns:
        The draft without its files.
    Raises:
        errors.DefinitionInvalid: no process folder. errors.NotFound: no such version. errors.Forbidden.
    """
    _may(engine, actor)
    with engine.store.act(actor, at, request) as act:
        answer = act.earlier()
        if answer is not None:
            return answer
        if base_id is not None:
            row = definitions.one(act.conn, base_id)
            if row is None:
                raise errors.NotFound("没有找到这个流程定义。")
            folder = bundles.unpack(row["bundle"])
        elif files is not None:
            folder = bundles.from_files(files)
        else:
            folder = bundles.from_files(begun(key, name))
        draft_id = drafts.add(act.conn, actor.person_id, at, key=folder.key, name=folder.name, bundle=bundles.pack(folder), digest=folder.digest,
                              base_id=base_id, note=note[:500])
        act.record("draft.begun", draft_id=draft_id, key=folder.key, digest=folder.digest, base_id=base_id)
        return act.done(_shown(drafts.one(act.conn, draft_id)))


def save(engine, actor, draft_id: int, files: Mapping[str, str], *, version: int | None, note: str | None = None, at: datetime) -> dict[str, Any]:
    """Keeps the folder as drawn. What was submitted or approved is a draft again.

    Raises:
        errors.StaleVersion: somebody else has saved meanwhile. errors.WrongState: deployed or withdrawn.
        errors.DefinitionInvalid: no process folder, or the key of another process.
    """
    _may(engine, actor)
    folder = bundles.from_files({path: text.encode() for path, text in files.items()})
    with engine.store.act(actor, at) as act:
        row = _held(act, draft_id, version)
        _live(row)
        if folder.key != row["key"]:
            raise errors.BadInput(f"草稿的流程编号是 {row['key']}，不能改成 {folder.key}。", next="需要另一个流程时，请新建草稿。")
        drafts.touched(act.conn, draft_id, actor.person_id, at)
        if folder.digest != row["digest"] or note is not None:
            drafts.change(act.conn, row, actor.person_id, at, name=folder.name, bundle=bundles.pack(folder), digest=folder.digest, state="draft",
                          note=row["note"] if note is None else note[:500], submitted_at=None, submitted_by=None, approved_at=None, approved_by=None,
                          approved_digest=None)
            act.record("draft.saved", draft_id=draft_id, digest=folder.digest)
            return act.done(_shown(drafts.one(act.conn, draft_id)))
        return act.done(_shown(row), traced=False)


def submit(engine, actor, draft_id: int, *, version: int | None, at: datetime) -> dict[str, Any]:
    """Hands a draft in for approval; it must pass the publish checks and the proof as it stands.

    Raises:
        errors.DefinitionInvalid: each problem or counter-example.
    """
    _may(engine, actor)
    with engine.store.read() as conn:
        folder = bundles.unpack(drafts.one(conn, draft_id)["bundle"])
    deploying.vet(engine, {folder.key: folder})
    deploying.examine(engine, {folder.key: folder})
    with engine.store.act(actor, at) as act:
        row = _held(act, draft_id, version)
        _in(row, "draft", "提交审核")
        if row["digest"] != folder.digest:
            raise errors.StaleVersion("草稿刚刚被改动。")
        drafts.touched(act.conn, draft_id, actor.person_id, at)
        drafts.change(act.conn, row, actor.person_id, at, state="submitted", submitted_at=at, submitted_by=actor.person_id)
        act.record("draft.submitted", draft_id=draft_id, digest=row["digest"])
        return act.done(_shown(drafts.one(act.conn, draft_id)))


def approve(engine, actor, draft_id: int, *, version: int | None, at: datetime) -> dict[str, Any]:
    """Approves a submitted draft, exactly as it is.

    Raises:
        errors.Forbidden: the actor has had a hand in it. errors.WrongState.
    """
    _may(engine, actor)
    fresh.asked(engine, actor, "审核流程草稿", at)
    with engine.store.act(actor, at) as act:
        row = _held(act, draft_id, version)
        _in(row, "submitted", "审核")
        _second(actor, drafts.hands(act.conn, draft_id))
        drafts.change(act.conn, row, actor.person_id, at, state="approved", approved_at=at, approved_by=actor.person_id, approved_digest=row["digest"])
        act.record("draft.approved", draft_id=draft_id, digest=row["digest"])
        return act.done(_shown(drafts.one(act.conn, draft_id)))


def give_back(engine, actor, draft_id: int, reason: str, *, version: int | None, at: datetime) -> dict[str, Any]:
    """Returns a submitted or approved draft to its designers.

    Args:
        reason: what must be put right.
    """
    _may(engine, actor)
    if not reason.strip():
        raise errors.FormInvalid({"reason": ["请写明退回的理由"]})
    with engine.store.act(actor, at) as act:
        row = _held(act, draft_id, version)
        if row["state"] not in ("submitted", "approved"):
            raise errors.WrongState(f"草稿目前是“{STATES[row['state']]}”，不能退回。")
        drafts.change(act.conn, row, actor.person_id, at, state="draft", note=reason[:500], submitted_at=None, submitted_by=None, approved_at=None,
                      approved_by=None, approved_digest=None)
        act.record("draft.returned", draft_id=draft_id, digest=row["digest"])
        return act.done(_shown(drafts.one(act.conn, draft_id)))


def withdraw(engine, actor, draft_id: int, *, version: int | None, at: datetime) -> dict[str, Any]:
    """Takes a draft off the desk; it stays on record."""
    _may(engine, actor)
    with engine.store.act(actor, at) as act:
        row = _held(act, draft_id, version)
        _live(row)
        drafts.change(act.conn, row, actor.person_id, at, state="withdrawn")
        act.record("draft.withdrawn", draft_id=draft_id, digest=row["digest"])
        return act.done(_shown(drafts.one(act.conn, draft_id)))


def deploy(engine, actor, draft_id: int, *, version: int | None, at: datetime) -> dict[str, Any]:
    """Puts an approved draft into force: new cases take it, running ones keep theirs. A return to an older version is one of these.

    Returns:
        The draft, and under `deployed` what `definitions.deploy` answers.
    Raises:
        errors.WrongState: not approved, or changed since. errors.DefinitionInvalid: with what else is in force now it no longer holds.
    """
    _may(engine, actor)
    fresh.asked(engine, actor, "部署流程定义", at)
    with engine.store.act(actor, at) as act:
        row = _held(act, draft_id, version)
        _in(row, "approved", "部署")
        if row["approved_digest"] != row["digest"] or row["approved_by"] in drafts.hands(act.conn, draft_id):
            raise errors.WrongState("审核的不是草稿现在的内容。", next="请重新提交审核。")
        folder = bundles.unpack(row["bundle"])
        deployed = deploying.put(engine, act, {folder.key: folder})
        drafts.change(act.conn, row, actor.person_id, at, state="deployed", deployment_id=deployed["deployment_id"])
        act.record("draft.deployed", draft_id=draft_id, digest=row["digest"], deployment_id=deployed["deployment_id"])
        return act.done({**_shown(drafts.one(act.conn, draft_id)), "deployed": deployed})


def compared(engine, actor, draft_id: int, against: int | None = None) -> dict[str, Any]:
    """What a draft means differently from a deployed version.

    Args:
        against: a version's id; default what is in force of this process.
    Returns:
        The difference as `engine.process.difference` tells it, with `xml` `{"before", "after"}`.
    """
    _may(engine, actor)
    with engine.store.read() as conn:
        new = bundles.unpack(drafts.one(conn, draft_id)["bundle"])
        if against is None:
            old = deploying.in_force(conn).get(new.key)
        else:
            row = definitions.one(conn, against)
            if row is None or row["key"] != new.key:
                raise errors.NotFound("没有找到这个流程的这一版本。")
            old = bundles.unpack(row["bundle"])
    found = difference.between({new.key: old} if old else {}, {new.key: new}, obligations=Obligations.of(engine.rules))
    return {**found.as_dict(), "xml": {"before": old.diagram.decode() if old else None, "after": new.diagram.decode()}}


def together(engine, actor, draft_id: int) -> tuple[dict[str, Any], dict[str, bundles.Bundle]]:
    """A draft's row and its folder among all those in force, tried out first in a confined process: what a trial is made of.

    Raises:
        errors.DefinitionInvalid: it cannot be read within the limits.
    """
    _may(engine, actor)
    with engine.store.read() as conn:
        row, there = drafts.one(conn, draft_id), deploying.in_force(conn)
    one = bundles.unpack(row["bundle"])
    deploying.vet(engine, {one.key: one})
    return _shown(row), {**there, one.key: one}


def folder(engine, actor, draft_id: int) -> tuple[str, dict[str, bytes]]:
    """A draft's process key and its files, to be taken along."""
    _may(engine, actor)
    with engine.store.read() as conn:
        one = bundles.unpack(drafts.one(conn, draft_id)["bundle"])
    return one.key, dict(one.files)


def _may(engine, actor) -> None:
    with engine.store.read() as conn:
        able = holds(actor, "rules.change") and desk.holds(engine, conn, actor, desk.PUBLISHES)
    if not able:
        raise errors.Forbidden("流程草稿由县级单位的流程设计岗位拟制、负责人审核。", next="请将修改意见交流程设计人员。")


def _held(act: Act, draft_id: int, version: int | None) -> dict[str, Any]:
    row = drafts.one(act.conn, draft_id, hold=True)
    if version is not None and version != row["version"]:
        raise errors.StaleVersion(f"草稿已由{row['updated_by_name']}改动。", next="请刷新后对照最新内容，再决定如何修改。")
    return row


def _live(row: Mapping[str, Any]) -> None:
    if row["state"] in drafts.OVER:
        raise errors.WrongState(f"草稿{STATES[row['state']]}，不能再改。", next="请从已部署的版本新建草稿。")


def _in(row: Mapping[str, Any], state: str, what: str) -> None:
    if row["state"] != state:
        raise errors.WrongState(f"草稿目前是“{STATES[row['state']]}”，不能{what}。", next="请刷新后查看最新状态。")


def _second(actor, touched: set[int]) -> None:
    if actor.person_id in touched:
        raise errors.Forbidden("您参与了这份草稿的拟制，不能由您审核：拟制与审核须由不同的人承担。", next="请由另一名流程设计人员或者县级负责人审核。")


def _may_do(actor, row: Mapping[str, Any], touched: set[int]) -> list[str]:
    acts = {"draft": ["save", "submit", "withdraw"], "submitted": ["save", "approve", "give_back", "withdraw"],
            "approved": ["save", "deploy", "give_back", "withdraw"]}.get(row["state"], [])
    return [one for one in acts if one != "approve" or actor.person_id not in touched]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**{k: v for k, v in row.items() if k != "bundle"}, "state_name": STATES[row["state"]]}
