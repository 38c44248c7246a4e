"""Uploads from the wire to the disk and back (S08): nothing hostile is kept, nothing kept is changed, nobody else opens the unscanned."""
from __future__ import annotations

import hashlib
import io
import os
import resource
import stat
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import errors
from engine.files.scanner import Scanner, ScannerDown
from engine.store import tables
from engine.work import evidence, uploads
from tests.course import actions, actor
from tests.engine.work.registers import officers, piece
from tests.invariants import check_invariants
from tests.security.conftest import both
from tests.security.hostile import EICAR, HONEST, HOSTILE, jpeg, pdf, zipped

ZEROS = 4 << 30


def stored(engine) -> list[str]:
    """Every file below the store's folder."""
    return sorted(p.name for p in engine.files.folder.rglob("*") if p.is_file() and p.name != "lock")


def rows(engine) -> list[dict]:
    with engine.store.read() as conn:
        return [dict(r) for r in conn.execute(select(tables.upload).order_by(tables.upload.c.id)).mappings()]


def give(course, who: str = "wang_qiang", name: str = "现场.jpg", data: bytes | None = None, **more):
    return uploads.add(course.engine, actor(course.engine, who), course.case_id, name, io.BytesIO(jpeg() if data is None else data),
                       **{"at": course.at, **more})


class Fake:
    """A scanner that finds the test file, or does not answer."""

    up = True

    def verdict(self, path):
        if not self.up:
            raise ScannerDown("ConnectionRefusedError")
        data = path.read_bytes()
        return "Eicar-Test-Signature" if EICAR in data else None


# -- the wire -------------------------------------------------------------------------------------------------
def test_no_hostile_file_of_the_corpus_is_kept(engine, course, browser_of):
    someone, before = browser_of("wang_qiang"), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for what, (name, make) in HOSTILE.items():
        data, began = make(), time.monotonic()
        answer = someone.hand_in(course.case_id, name, data)
        assert answer.status_code in (400, 413, 422), (what, answer.status_code, answer.text)
        assert time.monotonic() - began < 2, what
        del data
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024  # making the bombs costs most of it
    assert stored(engine) == [] and rows(engine) == []
    assert actions(engine, course.case_id).count("act.refused") >= 50, "an attempt leaves its trace"
    check_invariants(engine)


def test_every_honest_kind_is_handed_in_registered_and_given_back_unchanged(engine, course, browser_of):
    someone = browser_of("wang_qiang")
    for name, make in HONEST.items():
        made = someone.hand_in(course.case_id, name, data := make())
        assert made.status_code == 201, made.text
        assert made.json["digest"] == hashlib.sha256(data).hexdigest() and made.json["state"] == "clean" and made.json["scanned"] is False
        got = someone.client.get(f"/api/v1/uploads/{made.json['id']}/file", buffered=True)
        assert got.data == data
    assert {stat.S_IMODE(p.stat().st_mode) for p in engine.files.folder.rglob("*") if p.is_file()} == {0o600}
    assert {stat.S_IMODE(p.stat().st_mode) for p in (engine.files.folder, *(p for p in engine.files.folder.rglob("*") if p.is_dir()))} == {0o700}


def test_a_download_is_saved_under_its_name_and_can_do_nothing_else(course, browser_of):
    someone = browser_of("wang_qiang")
    made = someone.hand_in(course.case_id, "现场 “照片”.jpg", jpeg()).json
    for path in (f"/api/v1/uploads/{made['id']}/file", f"/uploads/{made['id']}"):
        got = someone.client.get(path, buffered=True)
        assert got.headers["Content-Disposition"].startswith('attachment; filename="file.jpg"; filename*=UTF-8\'\'%E7%8E%B0')
        assert got.headers["Content-Type"] == "image/jpeg" and got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers["Content-Security-Policy"].startswith("sandbox") and got.headers["Cache-Control"] == "no-store"


def test_more_than_the_largest_file_is_refused_by_its_length_alone(course, browser_of):
    someone = browser_of("wang_qiang")
    answer = someone.send("POST", f"/api/v1/cases/{course.case_id}/uploads", environ_overrides={"CONTENT_LENGTH": str(ZEROS)},
                          content_type="multipart/form-data; boundary=x", data=b"--x\r\n")
    assert answer.status_code == 413


def test_four_gigabytes_of_nothing_are_not_written(engine, course):
    class Endless(io.RawIOBase):
        sent = 0

        def read(self, size=-1):
            self.sent += size
            return b"\0" * size if self.sent < ZEROS else b""
    source = Endless()
    with pytest.raises(errors.FileRefused):
        uploads.add(engine, actor(engine, "wang_qiang"), course.case_id, "a.jpg", source, at=course.at)
    assert source.sent < 64 << 20 and stored(engine) == []


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # werkzeug leaves half a part to the collector
@pytest.mark.parametrize("body", [
    b"", b"--x--", b"no boundary at all", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nno name\r\n--x--\r\n',
    b"".join(b'--x\r\nContent-Disposition: form-data; name="p%d"\r\n\r\n1\r\n' % n for n in range(10_000)) + b"--x--\r\n",
    b'--x\r\nContent-Disposition: form-data; name="' + b"../" * 5000 + b'"; filename="a.jpg"\r\n\r\n1\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + b"cut off",
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="b.jpg"\r\n\r\n1\r\n--x--\r\n',
])
def test_a_broken_or_crowded_form_is_refused(engine, course, browser_of, body):
    answer = browser_of("wang_qiang").send("POST", f"/api/v1/cases/{course.case_id}/uploads", content_type="multipart/form-data; boundary=x", data=body)
    assert answer.status_code in (400, 413, 422), answer.text
    assert stored(engine) == []


def test_a_boundary_of_64_kb_is_refused(course, browser_of):
    answer = browser_of("wang_qiang").send("POST", f"/api/v1/cases/{course.case_id}/uploads", content_type="multipart/form-data; boundary=" + "x" * 65536, data=b"x")
    assert answer.status_code in (400, 413, 422)


def test_who_may_not_enter_evidence_sends_nothing_either(engine, course, browser_of):
    assert browser_of("zhou_kai").hand_in(course.case_id, "a.jpg", jpeg()).status_code == 404
    assert browser_of("qian_yu").hand_in(course.case_id, "a.jpg", jpeg()).status_code in (403, 404)
    assert browser_of().hand_in(course.case_id, "a.jpg", jpeg()).status_code == 401
    assert browser_of("wang_qiang").hand_in(999_999, "a.jpg", jpeg()).status_code == 404
    assert stored(engine) == []


def test_a_case_that_is_over_takes_no_file(engine, course):
    course.to_the_end()
    with pytest.raises(errors.CaseClosed):
        uploads.add(engine, actor(engine, "wang_qiang"), course.case_id, "a.jpg", io.BytesIO(jpeg()), at=course.engine.now())
    assert stored(engine) == []


# -- evidence -------------------------------------------------------------------------------------------------
@both
def test_evidence_has_the_digest_of_its_file_and_two_files_one_over_both(engine, course):
    one, two, three = give(course), give(course, name="2.png", data=HONEST["截图.png"]()), give(course, name="3.pdf", data=pdf())
    who = actor(engine, "wang_qiang")
    first = evidence.add(engine, who, course.case_id, {**piece(engine, course.at), "uploads": [one["id"]]}, at=course.at)["id"]
    second = evidence.add(engine, who, course.case_id, {**piece(engine, course.at), "uploads": [two["id"], three["id"]]}, at=course.at)["id"]
    found = {e["id"]: e for e in evidence.of_case(engine, who, course.case_id, at=course.at)["items"]}
    assert found[first]["digest"] == one["digest"] == found[first]["files"][0]["digest"]
    assert found[second]["digest"] == hashlib.sha256(f"{two['digest']}\n{three['digest']}\n".encode()).hexdigest()
    check_invariants(engine)


def test_a_file_is_registered_once_by_who_handed_it_in_for_its_own_case(engine, course):
    made = give(course)
    who, entered = actor(engine, "wang_qiang"), {**piece(engine, course.at), "uploads": [made["id"]]}
    for person, wanted in (("li_na", made["id"]), ("wang_qiang", 424242)):
        with pytest.raises(errors.FormInvalid):
            evidence.add(engine, actor(engine, person), course.case_id, {**entered, "uploads": [wanted]}, at=course.at)
    evidence.add(engine, who, course.case_id, entered, at=course.at)
    with pytest.raises(errors.FormInvalid):
        evidence.add(engine, who, course.case_id, entered, at=course.at)


@both
def test_what_is_not_registered_is_nobody_elses_and_what_is_opens_for_the_case(engine, course):
    made = give(course)
    for person in ("li_na", "zhou_kai"):
        with pytest.raises(errors.NotFound):
            uploads.opened(engine, actor(engine, person), made["id"], at=course.at)
    evidence.add(engine, actor(engine, "wang_qiang"), course.case_id, {**piece(engine, course.at), "uploads": [made["id"]]}, at=course.at)
    assert uploads.opened(engine, actor(engine, "li_na"), made["id"], at=course.at)["digest"] == made["digest"]
    with pytest.raises(errors.NotFound):
        uploads.opened(engine, actor(engine, "zhou_kai"), made["id"], at=course.at)
    assert actions(engine, course.case_id).count("upload.opened") == 1
    check_invariants(engine)


def test_a_changed_or_missing_file_is_an_incident_and_not_given_out(engine, course):
    made = give(course)
    [path] = [p for p in engine.files.folder.rglob(made["digest"])]
    path.write_bytes(jpeg() + b"x")
    with pytest.raises(errors.Incident):
        uploads.opened(engine, actor(engine, "wang_qiang"), made["id"], at=course.at)
    path.unlink()
    with pytest.raises(errors.Incident):
        uploads.opened(engine, actor(engine, "wang_qiang"), made["id"], at=course.at)


def test_the_same_content_is_kept_once_and_a_second_press_makes_no_second_row(engine, course):
    first, again = give(course), give(course, name="同一张.jpg")
    other = give(course, who="li_na")
    assert first["id"] == again["id"] != other["id"]
    assert stored(engine) == [first["digest"]]


# -- bounds and leftovers -------------------------------------------------------------------------------------
@both
def test_quotas_hold(engine, course, monkeypatch):
    from dataclasses import replace

    rules = engine.rules
    for bound in ({"case_files": 1}, {"case_bytes": 1000}, {"person_bytes": 1000}):
        monkeypatch.setattr(engine, "rules", replace(rules, uploads=replace(rules.uploads, **bound)))
        with pytest.raises(errors.FileRefused):
            give(course, data=jpeg())
            give(course, data=pdf(os.urandom(1000)), name="b.pdf")
    assert len(stored(engine)) == 1


@both
def test_what_nobody_registers_is_removed_after_a_day_and_evidence_never(engine, course):
    kept, loose = give(course), give(course, name="2.pdf", data=pdf())
    evidence.add(engine, actor(engine, "wang_qiang"), course.case_id, {**piece(engine, course.at), "uploads": [kept["id"]]}, at=course.at)
    orphan = engine.files.receive(io.BytesIO(b"left by a crash"), 100)
    for path in (p for p in engine.files.folder.rglob("*") if p.is_file()):
        os.utime(path, (course.at.timestamp(),) * 2)
    assert uploads.sweep(engine, at=course.at + timedelta(hours=23)) == 0
    assert uploads.sweep(engine, at=course.at + timedelta(hours=25)) == 3
    assert stored(engine) == [kept["digest"]] and [r["id"] for r in rows(engine)] == [kept["id"]] and not orphan.path.exists()
    assert loose["digest"] not in stored(engine)
    check_invariants(engine)


# -- the scanner ----------------------------------------------------------------------------------------------
def test_a_virus_is_refused_and_not_kept(engine, course):
    engine.scanner = Fake()
    with pytest.raises(errors.FileRefused):
        give(course, name="a.zip", data=zipped({"1.pdf": EICAR}, compress=0))
    assert stored(engine) == [] and [r["state"] for r in rows(engine)] == ["refused"]
    made = give(course)
    assert made["state"] == "clean" and made["scanned"]
    check_invariants(engine)


@both
def test_while_the_scanner_is_down_a_file_is_quarantined_and_opens_for_nobody_else(engine, course):
    engine.scanner = scanner = Fake()
    scanner.up = False
    made = give(course)
    assert made["state"] == "quarantined" and "等待病毒扫描" in made["state_name"]
    who = actor(engine, "wang_qiang")
    evidence.add(engine, who, course.case_id, {**piece(engine, course.at), "uploads": [made["id"]]}, at=course.at)
    with pytest.raises(errors.WrongState):
        uploads.opened(engine, actor(engine, "li_na"), made["id"], at=course.at)
    assert uploads.opened(engine, who, made["id"], at=course.at)["digest"] == made["digest"]
    with engine.store.read() as conn:
        assert conn.execute(select(tables.incident.c.kind).where(tables.incident.c.closed_at.is_(None))).scalars().all() == ["scanner"]
    assert uploads.rescan(engine, at=course.at) == 0
    scanner.up = True
    assert uploads.rescan(engine, at=course.at) == 1
    assert uploads.opened(engine, actor(engine, "li_na"), made["id"], at=course.at)["size"] == made["size"]
    with engine.store.read() as conn:
        assert conn.execute(select(tables.incident.c.kind).where(tables.incident.c.closed_at.is_(None))).scalars().all() == []
    check_invariants(engine)


def test_evidence_found_infected_later_stays_locked_away(engine, course):
    engine.scanner = scanner = Fake()
    scanner.up = False
    made = give(course, name="a.zip", data=zipped({"1.pdf": EICAR}, compress=0))
    who = actor(engine, "wang_qiang")
    evidence.add(engine, who, course.case_id, {**piece(engine, course.at), "uploads": [made["id"]]}, at=course.at)
    scanner.up = True
    uploads.rescan(engine, at=course.at)
    for person in ("wang_qiang", "li_na"):
        with pytest.raises(errors.WrongState):
            uploads.opened(engine, actor(engine, person), made["id"], at=course.at)
    uploads.sweep(engine, at=course.at + timedelta(days=400))
    assert len(stored(engine)) == 1, "an original is never deleted"


@pytest.fixture
def clamd(tmp_path):
    """A daemon that speaks clamd's INSTREAM and finds the test file; its socket, and what it answered."""
    import socket

    place = str(tmp_path / "clamd.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(place)
        listener.listen(8)

        def serve():
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line, line.makefile("rb") as asked:
                    assert asked.read(10) == b"zINSTREAM\0"
                    data = b""
                    while length := int.from_bytes(asked.read(4), "big"):
                        data += asked.read(length)
                    line.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0")
        threading.Thread(target=serve, daemon=True).start()
        yield place


def test_the_scanner_speaks_clamds_protocol(clamd, tmp_path):
    file, scanner = tmp_path / "f", Scanner(clamd)
    file.write_bytes(b"a" * 200_000)
    assert scanner.verdict(file) is None
    file.write_bytes(b"a" * 70_000 + EICAR)
    assert scanner.verdict(file) == "Eicar-Test-Signature"
    with pytest.raises(ScannerDown):
        Scanner("/nowhere/clamd.sock").verdict(file)
    with pytest.raises(ValueError):
        Scanner("not an address")


# -- the page -------------------------------------------------------------------------------------------------
def test_the_page_takes_photo_and_form_in_one_go(engine, course, browser_of):
    from bs4 import BeautifulSoup

    someone = browser_of("wang_qiang")
    page = BeautifulSoup(someone.client.get(f"/cases/{course.case_id}?tab=evidence").text, "html.parser")
    form = page.find("form", action=f"/cases/{course.case_id}/evidence")
    assert form["enctype"] == "multipart/form-data" and form.find("input", {"name": "photos"})["capture"] == "environment"
    data = {i["name"]: i["value"] for i in form.select("input[type=hidden]")} | {
        "kind": "audiovisual", "name": "现场照片", "proves": "占道", "source": "scene", "obtained_at": "2026-01-05T09:30", "officers": [str(n) for n in officers(engine)]}
    wrong = someone.client.post(form["action"], data={**data, "name": "", "photos": (io.BytesIO(jpeg()), "a.jpg"), "files": (io.BytesIO(b"MZ"), "b.exe")})
    page = BeautifulSoup(wrong.text, "html.parser")
    assert wrong.status_code == 422 and "不接收 exe 文件" in page.text
    [again] = page.select("input[name=uploads]")
    assert again.has_attr("checked"), "the photo is not asked for twice"
    done = someone.client.post(form["action"], data={**data, "uploads": again["value"]})
    assert done.status_code == 303
    page = BeautifulSoup(someone.client.get(done.headers["Location"]).text, "html.parser")
    link = page.select_one(".files a")
    assert link.text == "a.jpg" and "未经病毒扫描" in page.select_one(".files").text and hashlib.sha256(jpeg()).hexdigest() in page.select_one(".files").text
    assert someone.client.get(link["href"], buffered=True).data == jpeg()
    check_invariants(engine)
