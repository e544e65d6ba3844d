"""`make bundle`: freezes the viewer for this system, tries the result, writes build/kits/SYSTEM.

    python3 packaging/bundle/freeze.py                 build, trim, order, try, look what grew
    python3 packaging/bundle/freeze.py --no-smoke      build only
    python3 packaging/bundle/freeze.py --packed        also the kit that unpacks itself first
    python3 packaging/bundle/freeze.py --accept        take its files as those to grow from

Needs the Python the bundle is to have (with a shared library), binutils and gcc; for the trial
Xvfb. Everything else is installed into build/bundle/venv from the lock files.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # run as a file, from wherever

import growth
import kit
import load_order
import macos_kit
import packed
import smoke
import stand_in
import trim

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
BUILD = CHECKOUT / "build" / "bundle"
DEMO_DISC = CHECKOUT / "build" / "demo-disc"
SYNTAXES = BUILD / "syntaxes"
MADE = BUILD / "made"  # modules
VENV = BUILD / "venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
TOOLS = ("altgraph", "macholib", "pefile", "pyinstaller", "pyinstaller-hooks-contrib",
         "pywin32-ctypes", "setuptools")  # fmt: skip
# The second leaves out of compiled modules in which columns of the source their parts were.
SMALL = {"PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "9", "PYTHONNODEBUGRANGES": "1"}
_ENTRY = re.compile(r"^([\w.-]+)==[^\s;\\]+(?:.*\\\n)*.*$", re.MULTILINE)
SYSTEM = {"linux": "linux", "darwin": "macos", "win32": "windows"}[sys.platform]


def main() -> int:
    """Do all of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-smoke", action="store_true")
    parser.add_argument("--again", action="store_true", help="trim what PyInstaller made before")
    parser.add_argument("--packed", action="store_true")
    parser.add_argument("--accept", action="store_true")
    options = parser.parse_args()
    parts = tomllib.loads((HERE / "parts.toml").read_text())
    prepare(parts)
    folder = BUILD / "dist" / "lightbox"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(
        BUILD / "frozen" / "lightbox" if options.again else freeze(), folder, symlinks=True
    )
    if SYSTEM == "macos":  # PyInstaller's program as it is: what follows is Linux's
        macos_kit.assemble(BUILD / "frozen" / "Lightbox.app", CHECKOUT)
        return 0
    if SYSTEM != "linux":
        print(folder)
        return 0
    trim.trim(folder / "_internal", parts["linux"])
    first = load_order.write(folder, DEMO_DISC)
    tree = kit.assemble(folder, SYSTEM, CHECKOUT, first)
    if options.packed:
        packed.assemble(tree.parent)
    failed = (
        []
        if options.no_smoke
        else smoke.try_kit(tree, DEMO_DISC, SYNTAXES, BUILD / "smoke", PYTHON)
    )
    failed += growth.report(tree, SYSTEM, accept=options.accept)
    for line in failed:
        print(f"FAILED: {line}")
    return int(bool(failed))


def prepare(parts: dict[str, object]) -> None:
    """A clean environment of what is locked, with the stand-ins; the discs to try it on."""
    lock = BUILD / "tools.lock"
    stamp = VENV / "filled-from"
    BUILD.mkdir(parents=True, exist_ok=True)
    lock.write_text(tools_lock((CHECKOUT / "requirements-dev.lock").read_text()))
    wanted = (CHECKOUT / "requirements.lock").read_text() + lock.read_text() + str(parts)
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True)
        for file in (CHECKOUT / "requirements.lock", lock):
            run(str(PYTHON), "-m", "pip", "-q", "--disable-pip-version-check", "install",
                "--require-hashes", "--no-deps", "-r", str(file))  # fmt: skip
        if not (DEMO_DISC / "DICOMDIR").is_file():
            run(str(PYTHON), "-m", "viewer", "demo", "--no-window", "--disc", str(DEMO_DISC),
                "--picture", str(BUILD / "demo.png"))  # fmt: skip
        shutil.rmtree(SYNTAXES, ignore_errors=True)
        run(str(PYTHON), str(HERE / "syntax_disc.py"), str(SYNTAXES))
        replace_modules(parts["stand_ins"])
        stamp.write_text(wanted)


def tools_lock(text: str) -> str:
    """What PyInstaller needs, of the lock of the developers."""
    return "\n".join(m.group(0) for m in _ENTRY.finditer(text) if m.group(1) in TOOLS) + "\n"


def replace_modules(stand_ins: dict[str, str]) -> None:
    """Put the stand-ins where the modules are whose place they take."""
    (site,) = (
        VENV.glob("lib/python*/site-packages") if os.name != "nt" else (VENV / "Lib/site-packages",)
    )
    for name, file in stand_ins.items():
        place = site / Path(*name.split("."))
        text = stand_in.source(file, site)
        for old in (place, *place.parent.glob(f"{place.name}.*")):
            shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
        place.with_suffix(".py").write_text(text, encoding="utf-8")


def freeze() -> Path:
    """Run PyInstaller; the folder it made."""
    pack_resources(CHECKOUT / "resources", BUILD / "resources.zip")
    run(str(PYTHON), "-OO", str(HERE / "class_code.py"), str(MADE),
        env={"QT_QPA_PLATFORM": "offscreen"})  # fmt: skip
    run(str(PYTHON), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
        "--distpath", str(BUILD / "frozen"), "--workpath", str(BUILD / "work"),
        str(HERE / "lightbox.spec"), env=SMALL)  # fmt: skip
    return BUILD / "frozen" / "lightbox"


def pack_resources(folder: Path, archive: Path) -> None:
    """All resources as one file: on a disc a hundred small ones would be as many seeks."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as to:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
                entry.compress_type = zipfile.ZIP_DEFLATED
                to.writestr(entry, path.read_bytes())


def run(*command: str, env: dict[str, str] | None = None) -> None:
    """Run a program in the checkout; raises CalledProcessError."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), **(env or {})}
    subprocess.run(command, check=True, cwd=CHECKOUT, env=environment)


if __name__ == "__main__":
    sys.exit(main())
