"""A process folder as one thing."""
from __future__ import annotations

import base64
import json
import zlib

import pytest

from engine.errors import DefinitionInvalid
from engine.process import bundle
from tests.engine.process.diagrams import Diagram

ONE = Diagram("p").start().user("a").end().chain("start", "a", "end").bundle(forms={"a": [{"type": "textfield", "key": "x"}]})


def packed(files: dict) -> bytes:
    return zlib.compress(json.dumps({path: base64.b64encode(content).decode() for path, content in files.items()}).encode())


def test_packing_is_deterministic_and_reversible():
    assert bundle.unpack(bundle.pack(ONE)) == ONE
    turned = bundle.from_files(dict(reversed(list(ONE.files.items()))))
    assert bundle.pack(turned) == bundle.pack(ONE) and turned.digest == ONE.digest


def test_the_digest_depends_on_every_path_and_byte():
    digests = {ONE.digest}
    for path in ONE.files:
        digests.add(bundle.digest({**ONE.files, path: ONE.files[path] + b" "}))
        digests.add(bundle.digest({(name + "x" if name == path else name): data for name, data in ONE.files.items()}))
    digests.add(bundle.digest({"a": b"bc"}))
    digests.add(bundle.digest({"ab": b"c"}))
    assert len(digests) == 2 * len(ONE.files) + 3


def test_a_folder_is_read_without_hidden_files_and_links(tmp_path):
    for path, data in ONE.files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "forms" / ".swp").write_bytes(b"x")
    (tmp_path / "forms" / "link.json").symlink_to("/etc/passwd")
    assert bundle.read(tmp_path) == ONE
    (tmp_path / "evil.py").write_bytes(b"x")
    with pytest.raises(DefinitionInvalid):
        bundle.read(tmp_path)


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "forms/../../x", "forms/a/b.json", "C:\\x", "run.py", "forms/.x", "a\x00", "x" * 300 + ".py"])
def test_a_path_outside_the_known_folders_is_refused(path):
    with pytest.raises(DefinitionInvalid):
        bundle.unpack(packed({**ONE.files, path: b"x"}))


@pytest.mark.parametrize("data", [
    b"", b"junk", zlib.compress(b"[]"), zlib.compress(b"[" * 100_000), zlib.compress(b'{"process.toml": 5}'), zlib.compress(b'{"process.toml": "###"}'),
    bundle.pack(ONE)[:-5], zlib.compress(b"0" * 40_000_000), b"x" * 9_000_000])
def test_bytes_that_are_not_a_bundle_are_refused(data):
    with pytest.raises(DefinitionInvalid):
        bundle.unpack(data)


@pytest.mark.parametrize("toml", ["", "key = 'p'", "key = 'P!'\nname='x'", "key = 5\nname = 5", "key = 'p'\nname = ' '", "= =", "key='p'\nname='x'\norder='1'"])
def test_process_toml_says_key_and_name(toml):
    with pytest.raises(DefinitionInvalid):
        bundle.from_files({**ONE.files, "process.toml": toml.encode()})


def test_there_is_exactly_one_diagram():
    with pytest.raises(DefinitionInvalid):
        bundle.from_files({**ONE.files, "q.bpmn": b"<a/>"})
    with pytest.raises(DefinitionInvalid):
        bundle.from_files({"process.toml": ONE.files["process.toml"]})
