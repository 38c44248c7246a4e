"""Process folders as uploads: complete ones are read, hostile ones refused before anything is unpacked."""
from __future__ import annotations

import io
import stat
import zipfile

import pytest
from werkzeug.datastructures import FileStorage

from api import upload
from engine.errors import BadInput

FOLDER = {"process.toml": b'key = "x"', "x.bpmn": b"<definitions/>", "forms/a.json": b"{}"}


def zipped(files: dict, *, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compress) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_a_zip_of_one_folder_is_read_whether_or_not_the_folder_itself_is_in_it():
    assert upload.from_zip(zipped(FOLDER)) == [FOLDER]
    assert upload.from_zip(zipped({f"summary_penalty/{p}": c for p, c in FOLDER.items()})) == [FOLDER]


def test_a_zip_may_hold_several_folders():
    assert upload.from_zip(zipped({f"{n}/{p}": c for n in "ab" for p, c in FOLDER.items()})) == [FOLDER, FOLDER]


def test_multipart_files_are_read_by_their_paths():
    assert upload.from_parts(FileStorage(io.BytesIO(c), filename=p) for p, c in FOLDER.items()) == [FOLDER]


def linked() -> bytes:
    entry = zipfile.ZipInfo("process.toml")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    return data.getvalue()


def lying() -> bytes:
    """An archive whose directory claims a smaller file than it holds."""
    whole = zipped({"process.toml": b"x" * 1000}, compress=zipfile.ZIP_STORED)
    return whole.replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))


@pytest.mark.parametrize("data", [
    b"", b"PK\x03\x04 not a zip", zipped(FOLDER)[:-30], zipped({}), zipped({"x.bpmn": b""}),
    zipped({"../process.toml": b""}), zipped({"/process.toml": b""}), zipped({"a/../process.toml": b""}),
    zipped({"a\\process.toml": b""}), zipped({"a//process.toml": b""}), zipped({"process.toml": b"0" * 2_000_000}),
    zipped({f"{n}/process.toml": b"" for n in range(upload.MOST_FILES + 1)}), linked(), lying(),
])
def test_a_hostile_or_broken_archive_is_refused_in_chinese(data):
    with pytest.raises(BadInput) as refused:
        upload.from_zip(data)
    assert any("一" <= letter <= "鿿" for letter in refused.value.detail)


def test_the_same_path_twice_is_refused():
    with pytest.raises(BadInput):
        upload.from_parts(FileStorage(io.BytesIO(b""), filename="process.toml") for _ in range(2))
