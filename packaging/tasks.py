"""Set up, demo and test: one code path for Linux, macOS and Windows.

    python3 packaging/tasks.py demo      set everything up, open the viewer on a demo disc
    python3 packaging/tasks.py test      set everything up, run the whole test suite
    python3 packaging/tasks.py lint      style, types and import contracts
    python3 packaging/tasks.py bench     measure, beside other programs; writes docs/performance.md
    python3 packaging/tasks.py fuzz      feed damaged input for some seconds (--seconds 60)
    python3 packaging/tasks.py endure    work the window at random for some minutes (--minutes 30)
    python3 packaging/tasks.py audit     look the locked libraries up in lists of vulnerabilities
    python3 packaging/tasks.py bundle    freeze the viewer for this system (packaging/bundle)
    python3 packaging/tasks.py bundle-windows    the kit for Windows, after `bundle`; on any system
    python3 packaging/tasks.py lock      refresh the two lock files

Needs nothing but Python 3.11 to 3.13; everything else is installed into `.venv/`.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
VENV = CHECKOUT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LIGHTBOX = BIN / ("lightbox.exe" if os.name == "nt" else "lightbox")
RUNTIME_LOCK = CHECKOUT / "requirements.lock"
DEV_LOCK = CHECKOUT / "requirements-dev.lock"
INSTALLED = VENV / "lightbox-installed"  # which locks it was filled from
DEMO_DISC = CHECKOUT / "build" / "demo-disc"
DEMO_PICTURE = CHECKOUT / "demo-window.png"

# What Qt's window needs of a Debian or Ubuntu system: library -> package.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
FONT_PACKAGE = "fonts-dejavu-core"


def main(arguments: list[str]) -> int:
    """Run one task by name."""
    tasks = {
        "setup": setup,
        "demo": demo,
        "test": test,
        "lint": lint,
        "lock": lock,
        "audit": audit,
        "bundle": functools.partial(_bundle, "freeze.py"),
        "bundle-windows": functools.partial(_bundle, "windows_kit.py"),
        "bundle-check": functools.partial(_bundle, "slow.py"),
        "bench": functools.partial(_module, "benchmarks"),
        "fuzz": functools.partial(_module, "tests.fuzz"),
        "endure": functools.partial(_module, "tests.endurance"),
    }
    if not arguments or arguments[0] not in tasks:
        print(__doc__)
        return 2
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        print(f"Lightbox needs Python 3.11 to 3.13; this is {sys.version.split()[0]}.")
        return 2
    return tasks[arguments[0]](arguments[1:])


def setup(_: list[str] | None = None, *, dev: bool = False) -> int:
    """Make `.venv` hold exactly what the lock files name, and the system what Qt needs."""
    problem = _install_system_libraries()
    if problem:
        print(problem)
        return 2
    if not PYTHON.exists():
        print("Making the virtual environment in .venv ...")
        try:
            venv.create(VENV, with_pip=True)
        except subprocess.CalledProcessError:
            print("Python's venv module is incomplete. On Debian or Ubuntu run:")
            print("    sudo apt-get install python3-venv")
            return 2
    wanted = DEV_LOCK if dev else RUNTIME_LOCK
    if not _is_installed(wanted):
        print("Installing the locked dependencies ...")
        _pip("install", "--require-hashes", "--no-deps", "-r", str(wanted))
        _pip("install", "--no-deps", "--no-build-isolation", "--editable", str(CHECKOUT))
        # The development lock holds everything the other one does.
        done = [RUNTIME_LOCK, DEV_LOCK] if dev else [RUNTIME_LOCK]
        INSTALLED.write_text("\n".join(_stamp(lock_file) for lock_file in done))
    return 0


def demo(_: list[str]) -> int:
    """Open the viewer on the demo disc; without a display write a picture of the window."""
    if setup():
        return 2
    command = [str(LIGHTBOX), "demo", "--disc", str(DEMO_DISC), "--picture", str(DEMO_PICTURE)]
    return subprocess.run(command, check=False).returncode


def test(arguments: list[str]) -> int:
    """Run the test suite on all processors, four at most; further arguments go to pytest."""
    if setup(dev=True):
        return 2
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    workers = ["-n", str(min(4, os.cpu_count() or 1))]
    command = [str(PYTHON), "-m", "pytest", *workers, *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode


def _module(name: str, arguments: list[str]) -> int:
    """Run a module of the checkout that is no part of the product."""
    if setup(dev=True):
        return 2
    command = [str(PYTHON), "-m", name, *arguments]
    return subprocess.run(command, cwd=CHECKOUT, check=False).returncode


def lint(_: list[str]) -> int:
    """Check style, types and the direction of imports."""
    if setup(dev=True):
        return 2
    checks = (
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        ["mypy"],
        ["lint-imports"],
    )
    results = [
        subprocess.run([str(BIN / name), *rest], cwd=CHECKOUT, check=False).returncode
        for name, *rest in checks
    ]
    return int(any(results))


def audit(_: list[str]) -> int:
    """Look the locked libraries up in public lists of vulnerabilities, as far as in reach."""
    if setup(dev=True):
        return 2
    command = [str(PYTHON), str(CHECKOUT / "packaging" / "audit.py")]
    return subprocess.run(command, check=False).returncode


def _bundle(program: str, arguments: list[str]) -> int:
    """Run what makes a bundle, with the Python this runs on; it has an environment of its own."""
    command = [sys.executable, str(CHECKOUT / "packaging" / "bundle" / program), *arguments]
    return subprocess.run(command, check=False).returncode


def lock(_: list[str]) -> int:
    """Resolve pyproject.toml anew for all Pythons and systems, with hashes."""
    if setup(dev=True):
        return 2
    _pip("install", "uv")
    common = [
        "--extra",
        "video",
        "--group",
        "build",
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
        "--no-header",
    ]
    compile_ = [str(BIN / "uv"), "pip", "compile", "pyproject.toml", "--quiet", *common]
    for extra in (
        ["-o", RUNTIME_LOCK.name],
        ["--extra", "ocr", "--group", "dev", "-c", RUNTIME_LOCK.name, "-o", DEV_LOCK.name],
    ):
        subprocess.run([*compile_, *extra], cwd=CHECKOUT, check=True)
    return 0


def _pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q", *arguments]
    subprocess.run(command, check=True)


def _stamp(lock_file: Path) -> str:
    digest = hashlib.sha256((CHECKOUT / "pyproject.toml").read_bytes())
    digest.update(lock_file.read_bytes())
    return digest.hexdigest()


def _is_installed(lock_file: Path) -> bool:
    return INSTALLED.exists() and _stamp(lock_file) in INSTALLED.read_text().split()


def _install_system_libraries() -> str:
    """Install what Qt needs on Debian and Ubuntu; returns what to tell the user, or ""."""
    if sys.platform != "linux":
        return ""
    missing = [package for name, package in QT_LIBRARIES.items() if not _loads(name)]
    if not Path("/usr/share/fonts").is_dir():
        missing.append(FONT_PACKAGE)
    if not missing:
        return ""
    if shutil.which("apt-get") is None:
        return f"Qt needs these libraries; please install them: {', '.join(missing)}"
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    command = f"sudo apt-get update && sudo {' '.join(install)}"
    if os.geteuid() != 0:
        return f"Qt needs some system libraries. Please run, then try again:\n    {command}"
    print(f"Installing system libraries for Qt: {' '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "-qq"], [*install, "-qq"]):
        if subprocess.run(step, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            return f"The system libraries could not be installed. Please run:\n    {command}"
    return ""


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
