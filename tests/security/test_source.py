"""What the code itself must not contain: unsafe readers, unescaped markup, strangers' addresses, weak randomness (requirements 43, 46, 52, 53, 83, 88)."""
from __future__ import annotations

import ast
import re

import pytest

from engine.settings import ROOT

ROOMS = ("engine", "api", "web")
PYTHON = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if "node_modules" not in path.parts]
PAGES = [*sorted((ROOT / "web" / "templates").rglob("*.html")), *sorted((ROOT / "api" / "templates").rglob("*.html"))]
SCRIPTS = sorted((ROOT / "web" / "src").rglob("*.js"))
#: building objects or running text that came from somewhere
UNSAFE = {"pickle", "cPickle", "marshal", "shelve", "dill", "jsonpickle", "yaml", "telnetlib", "ftplib", "xmlrpc", "imp"}
UNSAFE_CALLS = {"eval", "exec", "os.system", "os.popen", "subprocess.getoutput", "tempfile.mktemp", "random.random", "random.choice", "random.randint", "random.randrange"}


def test_nothing_reads_objects_from_bytes_or_runs_text():
    found = []
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{path.name}:{node.lineno} {name}" for name in names if name.split(".")[0] in UNSAFE]
            if isinstance(node, ast.Call) and ast.unparse(node.func) in UNSAFE_CALLS:
                found.append(f"{path.name}:{node.lineno} {ast.unparse(node.func)}")
            if isinstance(node, ast.keyword) and node.arg in ("shell", "verify") and isinstance(node.value, ast.Constant) and node.value.value is (node.arg == "shell"):
                found.append(f"{path.name}:{node.value.lineno} {node.arg}={node.value.value}")
    assert not found


def test_no_template_lets_markup_through_or_writes_script_or_style_into_the_page():
    wrong = re.compile(r"\|\s*safe\b|autoescape\s+false|<script(?![^>]*\bsrc=)|<style\b|\son[a-z]+\s*=|\sstyle\s*=|javascript:", re.IGNORECASE)
    assert [f"{page.name}:{n}" for page in PAGES for n, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1) if wrong.search(line)] == []


def test_markup_is_made_of_text_only_where_it_is_escaped():
    found = [f"{path.name}:{n} {line.strip()}" for path in PYTHON for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if re.search(r"\bMarkup\(|render_template_string", line)]
    assert not found


#: what a script may do that no other may, and why
ALLOWED = {
    "keep.js": ("localStorage",),  # a drawing that the server does not have yet: processes hold no case and no person
    "domify.js": ("holder.innerHTML",),  # the editors' own markup, parsed in a template, where no script runs
    "paper.js": ("holder.innerHTML",),  # a paper that our own server has rendered and escaped, parsed in a template
}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_builds_markup_or_keeps_anything_in_the_browser(path):
    # A row that our own server has rendered and escaped is parsed in a template, where no script runs.
    text = path.read_text(encoding="utf-8").replace("holder.innerHTML = (await answer.text())", "")
    for allowed in ALLOWED.get(path.name, ()):
        text = text.replace(allowed, "")
    assert not re.search(r"\beval\(|new Function|document\.write|localStorage|insertAdjacentHTML|outerHTML\s*=|\.innerHTML\s*=(?!\s*('|\"){2})", text)


def test_nothing_is_fetched_from_another_site():
    fetched = re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//|url\((?:https?:)?//|@import|fetch\(\s*['\"]https?:|import\s[^;]*['\"]https?:", re.IGNORECASE)
    sources = [*PAGES, *SCRIPTS, *sorted((ROOT / "web" / "static" / "css").rglob("*.css"))]
    assert [f"{p.name}:{n} {line.strip()[:90]}" for p in sources for n, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1)
            if fetched.search(line) and "bpmn.io" not in line] == []


def test_logs_are_written_with_arguments_never_put_together():
    found = []
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("debug", "info", "warning", "error", "exception", "critical") \
                    and ast.unparse(node.func.value).lower() in ("log", "logger", "logging") and node.args and not isinstance(node.args[0], ast.Constant):
                found.append(f"{path.name}:{node.lineno}")
    assert not found
