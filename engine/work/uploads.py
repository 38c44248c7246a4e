"""Files handed in 上传: received, looked into, scanned, given out again; and what nobody registered is taken away."""
from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from engine import errors, files
from engine.case.file import attached, entry
from engine.case.flow.step import take
from engine.files.scanner import ScannerDown
from engine.law.upload import FileKind
from engine.store import cases, incidents, uploads
from engine.store.act import RequestKey
from engine.store.files import Received

PURPOSE, WHAT = "evidence", "上传证据材料"
INCIDENT = "scanner"
BATCH = 20


def accepted(engine) -> dict[str, Any]:
    """What may be handed in: `{"kinds": [{"suffix", "name", "type", "megabytes"}], "suffixes", "files"}`."""
    rules = engine.rules.uploads
    return {"kinds": [{"suffix": k.suffix, "name": k.name, "type": k.type, "megabytes": k.most >> 20} for k in rules.accepted(PURPOSE)],
            "suffixes": sorted(rules.purposes[PURPOSE]), "files": rules.request_files}


def largest(engine) -> int:
    """Bytes of the largest file of any kind."""
    return engine.rules.uploads.largest(PURPOSE)


def add(engine, actor, case_id: int, name: str, stream: BinaryIO, *, at: datetime, key: RequestKey | None = None) -> dict[str, Any]:
    """Hands in one file for a case; it is registered with `evidence.add`, or removed after a day.

    Args:
        name: as the sender calls it. stream: its bytes, read once and not into memory.
    Returns:
        The file as `attached.shown`. With a scanner that does not answer it stays quarantined, for nobody else to open.
    Raises:
        errors.NotFound, errors.NotEligible, errors.DutyConflict, errors.CaseClosed: as for the evidence itself; nothing was read.
        errors.FileRefused: its kind, its content, its size, or the scanner.
    """
    rules = engine.rules.uploads
    received: Received | None = None
    try:
        with engine.store.act(actor, at) as act:  # refused before a byte is written; nothing is done here
            _may(engine, act, case_id)
        clean, kind = files.named(name, PURPOSE, rules)
        received = engine.files.receive(stream, kind.most)
        files.inspect(received.path, kind, rules)
        row = _keep(engine, actor, case_id, clean, kind, received, at, key and RequestKey(key.key, _with_content(key, received)))
    except BaseException as fault:
        if received is not None:
            engine.files.drop(received.key)
        if isinstance(fault, errors.FileRefused) and "case_id" not in fault.data:
            _audit(engine, actor, case_id, fault, at)
        raise
    if row["key"] != received.key or row["state"] == uploads.CLEAN:
        engine.files.drop(received.key)
    elif _scan(engine, row, at) == uploads.REFUSED:
        raise errors.FileRefused("病毒扫描在文件里检出恶意代码，文件已被拒绝。", next="请不要再打开这个文件，并联系系统管理员检查您的设备。", case_id=case_id)
    with engine.store.read() as conn:
        found = uploads.one(conn, row["id"])
    if found is None:
        raise errors.NotFound("这个文件没有及时登记，已经清除。", next="请重新上传。")
    return attached.shown(found, actor.person_id)


def _with_content(key: RequestKey, received: Received) -> str:
    return hashlib.sha256(f"{key.digest}{received.digest}".encode()).hexdigest()


def _may(engine, act, case_id: int):
    step = take(engine, act, case_id)
    entry.bear(step, [act.person_id], WHAT)
    entry.still_open(step)
    return step


def _keep(engine, actor, case_id: int, name: str, kind: FileKind, received: Received, at: datetime, key: RequestKey | None) -> dict[str, Any]:
    with engine.files.alone(), engine.store.act(actor, at, key) as act:
        _may(engine, act, case_id)
        answer = act.earlier()
        if answer is not None:
            return answer
        twin = uploads.same(act.conn, case_id, actor.person_id, received.digest)
        if twin is not None:
            return act.done({"id": twin["id"], "key": twin["key"], "state": twin["state"]}, traced=False)
        _within_quota(engine, act, case_id, received.size)
        state = uploads.CLEAN if engine.scanner is None else uploads.QUARANTINED
        if state == uploads.CLEAN:
            engine.files.keep(received.key, received.digest)
        upload_id = uploads.add(act.conn, case_id=case_id, name=name, type=kind.type, size=received.size, digest=received.digest, key=received.key,
                                state=state, verdict=attached.UNSCANNED if engine.scanner is None else "", added_at=at, added_by=actor.person_id)
        act.record("upload.received", case_id=case_id, upload_id=upload_id, digest=received.digest, size=received.size, type=kind.suffix, state=state)
        return act.done({"id": upload_id, "key": received.key, "state": state})


def _within_quota(engine, act, case_id: int, size: int) -> None:
    rules = engine.rules.uploads
    held, number, loose = uploads.held(act.conn, case_id, act.person_id)
    if held + size > rules.case_bytes or number >= rules.case_files:
        raise errors.FileRefused(f"本案的文件已达上限（{rules.case_files} 个、{rules.case_bytes >> 20} MB）。", next="请合并或者压缩后再上传，或者联系系统管理员。", case_id=case_id)
    if loose + size > rules.person_bytes:
        raise errors.FileRefused("您有太多上传后没有登记的文件。", next=f"请先登记为证据，或者等待 {rules.keep_hours} 小时后自动清除。", case_id=case_id)


def _audit(engine, actor, case_id: int, refusal: errors.FileRefused, at: datetime) -> None:
    """Keeps in the chain that somebody tried to hand in what is refused; the refusal itself goes on its way."""
    refusal.data.setdefault("case_id", case_id)
    try:
        with engine.store.act(actor, at):
            raise errors.FileRefused(refusal.detail, case_id=case_id)
    except errors.FileRefused:
        return


def _scan(engine, row: Mapping[str, Any], at: datetime) -> str:
    """Asks the scanner about a quarantined file; returns its state afterwards. No transaction is open while it looks."""
    try:
        found = engine.scanner.verdict(engine.files.read(row["digest"], row["key"]) if "digest" in row else engine.files.incoming(row["key"]))
    except ScannerDown as fault:
        with engine.store.act(None, at) as act:
            incidents.note(act.conn, INCIDENT, "down", None, str(fault), at)
            act.done(traced=False)
        return uploads.QUARANTINED
    with engine.files.alone(), engine.store.act(None, at) as act:
        row = uploads.one(act.conn, row["id"])
        if row is None:
            return uploads.REFUSED
        state = uploads.CLEAN if found is None else uploads.REFUSED
        if state == uploads.CLEAN and row["state"] == uploads.QUARANTINED:
            engine.files.keep(row["key"], row["digest"])
        if not uploads.settle(act.conn, row["id"], state, found or ""):
            return row["state"]
        incidents.close(act.conn, INCIDENT, "down", at)
        act.record("upload.cleared" if found is None else "upload.refused", case_id=row["case_id"], upload_id=row["id"], digest=row["digest"])
        act.done()
    if state == uploads.CLEAN or row["evidence_id"] is None:
        engine.files.drop(row["key"])  # refused evidence stays locked away where it is: an original is never deleted
    return state


def rescan(engine, *, at: datetime) -> int:
    """Asks the scanner again about what waits for it; returns how many got a verdict."""
    if engine.scanner is None:
        return 0
    with engine.store.read() as conn:
        rows = uploads.waiting(conn, BATCH)
    settled = 0
    for row in rows:
        if _scan(engine, row, at) == uploads.QUARANTINED:
            break
        settled += 1
    return settled


def sweep(engine, *, at: datetime) -> int:
    """Removes what nobody registered in time, and files without a row; returns how many things went."""
    before, gone = at - timedelta(hours=engine.rules.uploads.keep_hours), 0
    with engine.store.read() as conn:
        old = uploads.loose(conn, before, BATCH * 10)
    for row in old:
        with engine.store.act(None, at) as act:
            if uploads.remove(act.conn, row["id"]):
                act.record("upload.dropped", case_id=row["case_id"], upload_id=row["id"], digest=row["digest"])
                act.done()
                gone += 1
    with engine.files.alone(sweeping=True), engine.store.read() as conn:
        keys, digests = engine.files.leftovers(before.timestamp())
        for key in set(keys) - uploads.named(conn, keys):
            engine.files.drop(key)
            gone += 1
        for digest in set(digests) - uploads.kept(conn, digests):
            engine.files.discard(digest)
            gone += 1
    return gone


def opened(engine, actor, upload_id: int, *, at: datetime) -> dict[str, Any]:
    """Gives a file out; who took it is kept in the chain.

    Returns:
        `{"path", "name", "type", "size", "digest"}`; the content has been compared with its digest.
    Raises:
        errors.NotFound: no such file, or not for this person. errors.WrongState: not scanned yet, or refused.
        errors.Incident: missing or changed on the disk.
    """
    with engine.store.act(actor, at) as act:
        row = uploads.one(act.conn, upload_id)
        if row is None or (row["evidence_id"] is None and row["added_by"] != actor.person_id):
            raise errors.NotFound("没有找到这个文件。")
        try:
            cases.see(act.conn, actor, row["case_id"])
        except errors.NotFound:
            raise errors.NotFound("没有找到这个文件。") from None
        if not attached.shown(row, actor.person_id)["open"]:
            raise errors.WrongState(f"文件{attached.STATES[row['state']]}。", next="请稍后再看；一直没有结果的，请联系系统管理员。")
        path = engine.files.read(row["digest"], row["key"] if row["state"] == uploads.QUARANTINED else None)
        act.record("upload.opened", case_id=row["case_id"], upload_id=upload_id, digest=row["digest"])
        return act.done({"path": path, **{key: row[key] for key in ("name", "type", "size", "digest")}})


def loose(engine, actor, case_id: int) -> list[dict[str, Any]]:
    """The actor's own files of a case that wait to be registered.

    Raises:
        errors.NotFound: the case does not exist, or not for this person.
    """
    with engine.store.read() as conn:
        cases.see(conn, actor, case_id)
        return [attached.shown(row, actor.person_id) for row in uploads.of_case(conn, case_id)
                if row["evidence_id"] is None and row["added_by"] == actor.person_id and row["state"] != uploads.REFUSED]
