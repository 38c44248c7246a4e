#!/usr/bin/env python3
"""Bihuan 闭环 in one command: everything it needs is put into .venv beside this file.

    python3 run.py [--port N ...]          set up, then serve
    python3 run.py test [--slow] [...]     set up, then run every test; what follows goes to pytest
    python3 run.py VERB [...]              set up, then `bihuan VERB ...` with its own output and exit code

Exit code 3 means that the set-up itself failed. Standard output belongs to the verb: the set-up speaks on
standard error only. Only the standard library is used, and no syntax newer than Python 3.8, because an old
Python must get far enough to be told that it is too old.
"""
import contextlib
import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
READY = VENV / "ready"
UNFINISHED = VENV / "unfinished"
LOCK = VENV / "lock"
LOG = VENV / "setup.log"
MANIFEST = ROOT / "web" / "static" / "dist" / ".vite" / "manifest.json"
OLDEST = (3, 11)
SETUP_FAILED = 3
SHOWN_LOG_LINES = 12
BROWSER_PACKAGES = ("chromium", "fonts-noto-cjk")
NETWORK_SIGNS = (
    "NewConnectionError", "ConnectTimeout", "ReadTimeout", "Max retries exceeded", "Name or service not known",
    "Temporary failure in name resolution", "Network is unreachable", "Connection refused", "ProxyError",
    "SSLError", "CERTIFICATE_VERIFY_FAILED", "ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN",
)


class SetupFailed(Exception):
    """The set-up cannot go on. Says why in Chinese, then in English, then shows the last lines of the log."""

    def __init__(self, chinese, english, log=()):
        super().__init__(english)
        self.chinese, self.english, self.log = chinese, english, list(log)


def say(chinese, english):
    print(chinese, english, sep="\n", file=sys.stderr, flush=True)


# -- is there anything to do --------------------------------------------------------------------------------
def fingerprint():
    """SHA-256 of everything an installed .venv depends on, its own place and interpreter included."""
    web = ROOT / "web"
    names = [ROOT / name for name in ("setup.cfg", "pyproject.toml", "setup.py")]
    names += [web / name for name in ("package-lock.json", "package.json", "vite.config.js", ".npmrc")]
    names += sorted((web / "src").rglob("*"))
    digest = hashlib.sha256("\0".join([str(ROOT), os.path.realpath(str(PYTHON))]).encode())
    for path in names:
        if path.is_file():
            content = path.read_bytes()
            digest.update("\0{}\0{}\0".format(path.relative_to(ROOT).as_posix(), len(content)).encode() + content)
    return digest.hexdigest()


def installed():
    """The fingerprint and the extras that the last complete set-up wrote down; empty if there was none."""
    try:
        lines = READY.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return "", set()
    return (lines[0], set(lines[1:])) if lines else ("", set())


def is_ready(extras):
    """Whether .venv holds exactly this checkout with these extras, and the browser files are built."""
    found, have = installed()
    return PYTHON.exists() and MANIFEST.is_file() and extras <= have and found == fingerprint()


# -- setting up ---------------------------------------------------------------------------------------------
def newer_pythons():
    """Commands on this machine that start a Python new enough, newest first."""
    import shutil
    import subprocess

    for minor in range(20, OLDEST[1] - 1, -1):
        command = "python3.{}".format(minor)
        if shutil.which(command) and subprocess.run([command, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0:
            yield command


def check_python(version):
    """
    Raises:
        SetupFailed: the Python that runs this file is too old; names one on this machine that would do.
    """
    if tuple(version[:2]) >= OLDEST:
        return
    have = ".".join(str(part) for part in version[:3])
    found = next(newer_pythons(), None)
    chinese = "闭环需要 Python 3.11 或更高版本，当前是 {}。".format(have)
    english = "Bihuan needs Python 3.11 or newer; this is {}.".format(have)
    if found:
        raise SetupFailed(chinese + "本机已有 {0}，请改用：{0} run.py".format(found), english + " Use: {} run.py".format(found))
    raise SetupFailed(chinese + "请安装新版本后重试。", english + " Please install a newer one and try again.")


def has_venv():
    """Whether this Python can make a virtual environment with pip in it (Debian ships that separately)."""
    import importlib

    importlib.invalidate_caches()
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def apt_install(*packages):
    """Install the Debian packages that are missing, where apt is there and we are root.

    Returns:
        the packages that are still missing.
    """
    import shutil
    import subprocess

    if not shutil.which("dpkg-query"):
        return list(packages)

    def missing():
        command = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages]
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True)
        return [name for name in packages if name + " installed" not in answer.stdout.splitlines()]

    wanted = missing()
    if not wanted or not shutil.which("apt-get") or os.geteuid() != 0:
        return wanted
    say("正在安装系统组件：{} …".format("、".join(wanted)), "Installing system packages: {} ...".format(", ".join(wanted)))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for arguments in (["update", "-q"], ["install", "-yq", "--no-install-recommends", *wanted]):
        subprocess.run(["apt-get", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, env=environment)
    return missing()


def check_venv():
    """
    Raises:
        SetupFailed: virtual environments cannot be made here, and apt could not help.
    """
    if has_venv():
        return
    package = "python3.{}-venv".format(sys.version_info[1])
    apt_install(package)
    if not has_venv():
        raise SetupFailed(
            "这个 Python 缺少 venv 和 ensurepip，无法建立独立运行环境。Debian、Ubuntu 请先执行：apt install {}".format(package),
            "This Python has no venv/ensurepip. On Debian or Ubuntu run: apt install {}".format(package))


@contextlib.contextmanager
def one_at_a_time():
    """Hold .venv/lock; a second start waits until the first has finished setting up."""
    VENV.mkdir(exist_ok=True)
    with open(str(LOCK), "a+b") as handle:
        if os.name == "nt":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("另一个进程正在准备运行环境，等待它完成 …", "Another start is setting up; waiting for it ...")
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def logged(command):
    """Run a command with all its output in the log; returns whether it succeeded."""
    import subprocess

    with open(str(LOG), "ab") as log:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=str(ROOT)).returncode == 0


def log_tail():
    """The last lines that say something; pip's remarks about package sources are left out."""
    lines = LOG.read_text(encoding="utf-8", errors="replace").splitlines()
    said = [line.rstrip() for line in lines if line.strip() and not line.startswith("WARNING: Location")]
    return said[-SHOWN_LOG_LINES:]


def make_venv():
    """A fresh .venv with pip; the lock we hold stays, whatever else was there goes."""
    import shutil

    say("正在建立独立运行环境 .venv …", "Creating the virtual environment .venv ...")
    for path in VENV.iterdir():
        if path in (LOCK, UNFINISHED, LOG):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(str(path))
        else:
            path.unlink()
    # A virtual environment made from inside the one just deleted would be left without its interpreter.
    python = getattr(sys, "_base_executable", None) or sys.executable
    if not logged([python, "-m", "venv", str(VENV)]):
        raise SetupFailed("独立运行环境建立失败。", "Creating .venv failed.", log_tail())


def explain_install_failure():
    """The SetupFailed that fits what pip and npm wrote into the log."""
    whole = LOG.read_text(encoding="utf-8", errors="replace")
    if "No space left on device" in whole or "ENOSPC" in whole:
        return SetupFailed("磁盘已满，组件没有装完。请清理后重试（约需 1 GB）。",
                           "The disk is full. Free about 1 GB and try again.", log_tail())
    if any(sign in whole for sign in NETWORK_SIGNS):
        return SetupFailed("下载组件失败：连不上软件源。请检查网络、代理或 pip、npm 的镜像设置后重试；首次安装需要联网。",
                           "Download failed: no connection to the package index. Check the network, the proxy or the "
                           "pip/npm mirror settings; the first start needs them.", log_tail())
    return SetupFailed("组件安装失败，完整记录在 .venv/setup.log，最后几行如下。",
                       "Installing failed; .venv/setup.log has everything, the last lines follow.", log_tail())


def install(extras):
    """Bring .venv up to this checkout. A half-made or damaged one is made anew; `ready` is written last.

    Args:
        extras: names of the optional sets of packages in setup.cfg, e.g. {"test"}.
    Raises:
        SetupFailed: with the reason in plain words.
    """
    check_venv()
    extras = extras | installed()[1]
    LOG.write_bytes(b"")
    interrupted = UNFINISHED.exists()
    with contextlib.suppress(FileNotFoundError):
        READY.unlink()
    UNFINISHED.touch()
    if interrupted or not PYTHON.exists() or not logged([str(PYTHON), "-m", "pip", "--version"]):
        make_venv()
    say("正在安装组件并构建页面，首次约需一分钟 …", "Installing packages and building the pages; about a minute the first time ...")
    target = str(ROOT) + ("[{}]".format(",".join(sorted(extras))) if extras else "")
    done = logged([str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "-e", target])
    UNFINISHED.unlink()
    if not done:
        raise explain_install_failure()
    READY.write_text(" ".join([fingerprint(), *sorted(extras)]), encoding="ascii")


def prepare(extras=frozenset()):
    """Set up unless that is done already.

    Raises:
        SetupFailed: with the reason in plain words.
    """
    check_python(sys.version_info)
    if is_ready(set(extras)):
        return
    try:
        with one_at_a_time():
            if not is_ready(set(extras)):
                install(set(extras))
    except OSError as fault:
        raise SetupFailed("无法写入 {}：{}。请检查磁盘空间和目录权限。".format(VENV, fault.strerror),
                          "Cannot write to {}: {}. Check the free space and the permissions.".format(VENV, fault.strerror))


# -- passing on ---------------------------------------------------------------------------------------------
def hand_over(*arguments):
    """Become the Python in .venv: signals, streams and the exit code are then its own."""
    # -P: a folder named like one of our packages in the caller's directory must not be imported instead.
    command = [str(PYTHON), "-P", *arguments]
    if os.name == "nt":
        import subprocess

        return subprocess.call(command)
    os.execv(command[0], command)


def cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pytest_arguments(given):
    """Our defaults before what the caller gave; the caller's own -m and -n win.

    `--slow` includes the tests that take long.
    """
    rest = [argument for argument in given if argument != "--slow"]
    chosen = {argument[:2] for argument in rest}
    ours = []
    if cores() >= 2 and "-n" not in chosen:
        # In the tree's order: by themselves the files with the fewest tests come last, which are those that take longest.
        ours += ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    if "--slow" not in given and "-m" not in chosen:
        ours += ["-m", "not slow"]
    return ours + rest


def main(arguments):
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    if arguments[:1] == ["test"]:
        check_python(sys.version_info)
        missing = apt_install(*BROWSER_PACKAGES)
        if missing:
            say("缺少系统组件：{}，浏览器测试可能失败。".format("、".join(missing)),
                "Missing system packages: {}; browser tests may fail.".format(", ".join(missing)))
        prepare({"test"})
        os.chdir(str(ROOT))
        return hand_over("-m", "pytest", *pytest_arguments(arguments[1:]))
    prepare()
    if not arguments or arguments[0].startswith("-"):
        arguments = ["serve", *arguments]
    return hand_over("-m", "engine.cli", *arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupFailed as failure:
        say(failure.chinese, failure.english)
        for line in failure.log:
            print("  | " + line, file=sys.stderr)
        sys.exit(SETUP_FAILED)
    except KeyboardInterrupt:
        say("\n已中断，下次启动会从头准备。", "Interrupted; the next start sets up afresh.")
        sys.exit(130)
