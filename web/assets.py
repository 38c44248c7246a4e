"""Addresses of what the browser loads: built modules by Vite's manifest, other files by their digest."""
from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, request, url_for

FOLDER = Path(__file__).parent / "static"
MANIFEST = FOLDER / "dist" / ".vite" / "manifest.json"


@lru_cache(maxsize=2)
def _manifest(_stamp: int) -> dict:
    return json.loads(MANIFEST.read_text(encoding="utf-8"))


def manifest() -> dict:
    """Vite's manifest; empty before the first build: every page but the diagram works without scripts."""
    return _manifest(MANIFEST.stat().st_mtime_ns) if MANIFEST.is_file() else {}


def _reached(entry: str) -> list[dict]:
    """The entry and the chunks it imports, imports first."""
    known, found = manifest(), []

    def visit(key: str) -> None:
        chunk = known.get(key)
        if chunk is None or chunk in found:
            return
        for other in chunk.get("imports", ()):
            visit(other)
        found.append(chunk)
    visit(entry)
    return found


def scripts(entry: str) -> list[str]:
    """The address of an entry's module; the browser follows its imports by itself."""
    chunk = manifest().get(entry)
    return [url_for("web.static", filename="dist/" + chunk["file"])] if chunk else []


def styles(entry: str) -> list[str]:
    """The addresses of the style sheets an entry and its chunks bring along."""
    return [url_for("web.static", filename="dist/" + name) for chunk in _reached(entry) for name in chunk.get("css", ())]


@lru_cache(maxsize=64)
def _digest(name: str, _stamp: int) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


def static_file(name: str) -> str:
    """The address of a file under static/; it changes with the content, so that browsers may keep it for a year."""
    return _address(name, (FOLDER / name).stat().st_mtime_ns, request.script_root)


@lru_cache(maxsize=128)
def _address(name: str, stamp: int, _root: str) -> str:
    # Every page has ten of them; making one from the routing map each time was a sixth of a short page.
    return url_for("web.static", filename=name, v=_digest(name, stamp))


def install(app: Flask) -> None:
    """Gives the templates the three address functions."""
    app.jinja_env.globals.update(scripts=scripts, styles=styles, static_file=static_file)
