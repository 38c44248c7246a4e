"""The one command: what it says when it cannot go on, what it repairs, and that standard output stays the verb's."""
from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parent.parent / "run.py"
#: stands in for .venv/bin/python: talks on both streams, notes each call, and is itself "pip" and "the CLI"
STAND_IN = """#!/bin/sh
echo "$@" >> "{calls}"
case "$*" in
  *"pip install"*) echo noise; echo more noise >&2; sleep {pause}; echo "{fault}"; exit {code};;
  *"engine.cli"*) echo '{{"value": 1}}'; exit 7;;
  *) echo "pip 26.0";;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with run.py, the files it watches, and built browser files."""
    for name in ("setup.cfg", "pyproject.toml", "setup.py", "web/package.json", "web/package-lock.json",
                 "web/src/main.js", "web/static/dist/.vite/manifest.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}", encoding="utf-8")
    (tmp_path / "run.py").write_bytes(RUN.read_bytes())
    return tmp_path


@pytest.fixture
def run(checkout: Path):
    """run.py of the checkout as a module, not started."""
    specification = importlib.util.spec_from_file_location("run_of_checkout", checkout / "run.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def stand_in(checkout: Path, *, code: int = 0, fault: str = "", pause: float = 0) -> Path:
    """Put the stand-in where .venv's Python belongs; returns the file that lists its calls."""
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    calls = checkout / "calls"
    python.write_text(STAND_IN.format(calls=calls, code=code, fault=fault, pause=pause), encoding="utf-8")
    python.chmod(0o755)
    return calls


def start(checkout: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, str(checkout / "run.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60)


def installs(calls: Path) -> int:
    return calls.read_text(encoding="utf-8").count("pip install")


# -- what it says -------------------------------------------------------------------------------------------
def test_run_py_can_be_read_by_python_3_8():
    ast.parse(RUN.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_run_py_needs_only_the_standard_library():
    tree = ast.parse(RUN.read_text(encoding="utf-8"))
    names = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_old_python_is_told_in_chinese_and_english_with_one_that_would_do(checkout):
    code = "import runpy, sys; sys.version_info = (3, 8, 18); sys.argv = ['run.py', 'count', '--json']; " \
           f"runpy.run_path({str(checkout / 'run.py')!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", timeout=60)
    chinese, english = done.stderr.splitlines()[:2]
    assert done.returncode == 3 and done.stdout == ""
    assert chinese.startswith("闭环需要 Python 3.11 或更高版本，当前是 3.8.18。")
    assert english.startswith("Bihuan needs Python 3.11 or newer; this is 3.8.18.")


def test_old_python_is_told_which_newer_one_is_here(run, monkeypatch):
    monkeypatch.setattr(run, "newer_pythons", lambda: iter(["python3.13", "python3.11"]))
    with pytest.raises(run.SetupFailed) as refused:
        run.check_python((3, 10, 1))
    assert "python3.13 run.py" in refused.value.chinese
    monkeypatch.setattr(run, "newer_pythons", lambda: iter([]))
    with pytest.raises(run.SetupFailed, match="install a newer one"):
        run.check_python((3, 10, 1))


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 2)])
def test_new_enough_python_passes(run, version):
    run.check_python(version)


def test_missing_ensurepip_names_the_package_to_install(run, monkeypatch):
    asked = []
    monkeypatch.setattr(run, "has_venv", lambda: False)
    monkeypatch.setattr(run, "apt_install", lambda *names: asked.extend(names) or list(names))
    with pytest.raises(run.SetupFailed) as refused:
        run.check_venv()
    package = f"python3.{sys.version_info[1]}-venv"
    assert asked == [package]
    assert f"apt install {package}" in refused.value.chinese and f"apt install {package}" in refused.value.english


def test_ensurepip_that_apt_could_bring_is_no_failure(run, monkeypatch):
    answers = iter([False, True])
    monkeypatch.setattr(run, "has_venv", lambda: next(answers))
    monkeypatch.setattr(run, "apt_install", lambda *names: [])
    run.check_venv()


def test_python_without_ensurepip_is_noticed(run, monkeypatch):
    assert run.has_venv()
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert not run.has_venv()


@pytest.mark.parametrize(("fault", "said"), [
    ("NewConnectionError: Name or service not known", "连不上软件源"),
    ("npm error code ENOTFOUND", "连不上软件源"),
    ("OSError: [Errno 28] No space left on device", "磁盘已满"),
    ("ERROR: No matching distribution found for nothing", "组件安装失败"),
])
def test_failed_install_says_why_and_shows_the_last_lines(checkout, fault, said):
    stand_in(checkout, code=1, fault=fault)
    done = start(checkout, "count", "--json")
    assert done.returncode == 3 and done.stdout == ""
    assert said in done.stderr
    assert done.stderr.rstrip().endswith("  | " + fault)
    assert "Traceback" not in done.stderr


def test_pip_without_any_package_index_is_a_clear_failure(checkout, monkeypatch):
    (checkout / "setup.cfg").write_text("[metadata]\nname = nothing\n", encoding="utf-8")
    (checkout / "setup.py").write_text("import setuptools; setuptools.setup()", encoding="utf-8")
    (checkout / "pyproject.toml").write_text('[build-system]\nrequires = ["bihuan-no-such-package"]\n', encoding="utf-8")
    for name, value in {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    done = start(checkout, "count")
    assert done.returncode == 3 and done.stdout == ""
    assert "组件安装失败" in done.stderr and "bihuan-no-such-package" in done.stderr
    assert not (checkout / ".venv" / "ready").exists()


def test_unwritable_place_is_told_in_words(checkout):
    # A file where the folder belongs stops root too, whom permissions would not.
    (checkout / ".venv").write_text("", encoding="utf-8")
    done = start(checkout, "count")
    assert done.returncode == 3 and done.stdout == ""
    assert "无法写入" in done.stderr and "Cannot write to" in done.stderr and "Traceback" not in done.stderr


def test_help_sets_nothing_up(checkout):
    done = start(checkout, "--help")
    assert done.returncode == 0 and "python3 run.py test" in done.stdout
    assert not (checkout / ".venv").exists()


# -- what it does -------------------------------------------------------------------------------------------
def test_setting_up_leaves_standard_output_and_exit_code_to_the_verb(checkout):
    calls = stand_in(checkout)
    done = start(checkout, "count", "--from", "2026-03-02", "--json")
    assert done.stdout == '{"value": 1}\n' and json.loads(done.stdout) == {"value": 1}
    assert done.returncode == 7
    assert "noise" not in done.stderr
    assert calls.read_text(encoding="utf-8").splitlines()[-1] == "-P -m engine.cli count --from 2026-03-02 --json"


def test_second_start_is_silent_and_installs_nothing(checkout):
    calls = stand_in(checkout)
    start(checkout, "count")
    done = start(checkout, "count")
    assert (done.stdout, done.stderr, done.returncode) == ('{"value": 1}\n', "", 7)
    assert installs(calls) == 1


def test_second_start_costs_less_than_three_tenths_of_a_second(checkout):
    stand_in(checkout)
    start(checkout, "count")

    def seconds() -> float:
        begun = time.perf_counter()
        start(checkout, "count")
        return time.perf_counter() - begun

    assert min(seconds() for _ in range(5)) < 0.3


@pytest.mark.parametrize("changed", ["setup.cfg", "pyproject.toml", "setup.py", "web/package.json", "web/package-lock.json",
                                     "web/src/main.js", "web/src/new.js"])
def test_a_changed_source_is_installed_again(checkout, changed):
    calls = stand_in(checkout)
    start(checkout, "count")
    (checkout / changed).write_text("changed", encoding="utf-8")
    start(checkout, "count")
    assert installs(calls) == 2


def test_missing_browser_files_are_built_again(checkout):
    calls = stand_in(checkout)
    start(checkout, "count")
    (checkout / "web/static/dist/.vite/manifest.json").unlink()
    start(checkout, "count")
    assert installs(calls) == 2


def test_failed_install_is_tried_again_next_time(checkout):
    stand_in(checkout, code=1)
    assert start(checkout, "count").returncode == 3
    calls = stand_in(checkout)
    assert start(checkout, "count").returncode == 7
    assert installs(calls) == 2


def test_starts_at_the_same_time_install_once(checkout):
    calls = stand_in(checkout, pause=1)
    command = [sys.executable, str(checkout / "run.py"), "count"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
            for _ in range(3)]
    answers = [process.communicate(timeout=60) for process in both]
    assert [out for out, _ in answers] == ['{"value": 1}\n'] * 3
    assert installs(calls) == 1
    assert sum("另一个进程正在准备运行环境" in err for _, err in answers) == 2


def test_half_made_environment_is_made_anew(checkout, run, monkeypatch):
    stand_in(checkout)
    (checkout / ".venv" / "unfinished").touch()
    (checkout / ".venv" / "lib").mkdir()
    commands = []

    def note(command):
        commands.append(command[1:3])
        return True

    monkeypatch.setattr(run, "logged", note)
    run.install(set())
    assert commands == [["-m", "venv"], ["-m", "pip"]]
    assert not (checkout / ".venv" / "lib").exists()
    assert not (checkout / ".venv" / "unfinished").exists()


def test_environment_without_working_pip_is_made_anew(checkout, run, monkeypatch):
    stand_in(checkout)
    commands = []

    def note(command):
        commands.append(command[2])
        return "--version" not in command

    monkeypatch.setattr(run, "logged", note)
    run.install(set())
    assert commands == ["pip", "venv", "pip"]


def test_plain_start_keeps_what_the_tests_need(checkout, run):
    calls = stand_in(checkout)
    run.prepare({"test"})
    run.prepare()
    (checkout / "setup.cfg").write_text("changed", encoding="utf-8")
    run.prepare()
    assert calls.read_text(encoding="utf-8").count("[test]") == 2
    assert run.is_ready({"test"}) and run.is_ready(set())


def test_no_verb_means_serve(checkout):
    calls = stand_in(checkout)
    start(checkout, "--port", "9000")
    assert calls.read_text(encoding="utf-8").splitlines()[-1] == "-P -m engine.cli serve --port 9000"


@pytest.mark.parametrize(("cores", "given", "expected"), [
    (1, [], ["-m", "not slow"]),
    (4, [], ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-m", "not slow"]),
    (4, ["--slow", "-x"], ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-x"]),
    (4, ["-n0", "-m", "browser"], ["-n0", "-m", "browser"]),
    (4, ["--maxfail=1"], ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-m", "not slow", "--maxfail=1"]),
])
def test_pytest_gets_our_defaults_unless_the_caller_says_otherwise(run, monkeypatch, cores, given, expected):
    monkeypatch.setattr(run, "cores", lambda: cores)
    assert run.pytest_arguments(given) == expected
