"""Takes out of a frozen folder what the program does not need, and makes the rest small.

Kept are the extension modules the recipe names, and of all libraries those that something kept
asks for (DT_NEEDED) and no desktop has. Replaced are OpenBLAS and ICU (compiled.py).
"""

from __future__ import annotations

import fnmatch
import shutil
from pathlib import Path
from typing import Any

import compiled
import elf

QT = Path("PySide6", "Qt")
# Their tools moved parts of the file about; stripping such a file breaks it.
NOT_STRIPPED = ("numpy.libs/*", "imagecodecs.libs/*", "pillow.libs/*")
_DATA = (
    "pydicom/data/*", "PySide6/Qt/translations/*", "*.dist-info/*", "*.pyi", "*/py.typed",
    "setuptools/*", "importlib_metadata*", "Cryptodome/*.pyi",
)  # fmt: skip
_DATA_KEPT = ("pydicom-*.dist-info/METADATA",)
# What AES in ZIP files loads (`app.self_test` writes and reads one).
CIPHERS = (
    "_BLAKE2s", "_SHA1", "_SHA256", "_Salsa20", "_cpuid_c", "_raw_aes", "_raw_aesni", "_raw_ctr",
    "_raw_ecb", "_scrypt", "_strxor",
)  # fmt: skip


def trim(folder: Path, parts: dict[str, Any]) -> None:
    """Make the content of `_internal` what a disc should carry."""
    for path in [path for path in folder.rglob("*") if path.is_symlink()]:
        path.unlink()  # a disc without Rock Ridge, or a stick, has none
    _drop_data(folder)
    _drop_plugins(folder, parts["plugins"])
    umath = next((folder / "numpy" / "_core").glob("_multiarray_umath*.so"))
    compiled.replace_blas(folder / "numpy.libs", umath)
    qt_libraries = folder / QT / "lib"
    compiled.replace_icu(qt_libraries, next(qt_libraries.glob("libQt6Core.so*")))
    _drop_libraries(folder, set(parts["of_the_system"]))
    for path in _elves(folder):
        if not any(fnmatch.fnmatch(str(path.relative_to(folder)), one) for one in NOT_STRIPPED):
            elf.strip(path)
    _drop_empty(folder)


def _drop_data(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        unwanted = any(fnmatch.fnmatch(name, one) for one in _DATA)
        kept = any(fnmatch.fnmatch(name, one) for one in _DATA_KEPT)
        if path.is_file() and unwanted and not kept:
            path.unlink()
    for path in (folder / "Cryptodome").rglob("*.so"):
        if path.name.partition(".")[0] not in CIPHERS:
            path.unlink()


def _drop_plugins(folder: Path, kept: list[str]) -> None:
    plugins = folder / QT / "plugins"
    for path in plugins.rglob("*"):
        if path.is_file() and path.relative_to(plugins).as_posix() not in kept:
            path.unlink()
    shutil.rmtree(folder / QT / "qml", ignore_errors=True)


def _drop_libraries(folder: Path, of_the_system: set[str]) -> None:
    files = _elves(folder)
    libraries = {path.name: path for path in files if _is_library(path, folder)}
    asked = elf.needed(files)
    reached = [path for path in files if path not in libraries.values()]
    kept: set[Path] = set()
    while reached:
        for name in asked[reached.pop()]:
            path = libraries.get(name)
            if path is not None and path not in kept and name not in of_the_system:
                kept.add(path)
                reached.append(path)
    for path in set(libraries.values()) - kept:
        path.unlink()


def _is_library(path: Path, folder: Path) -> bool:
    """Whether it is there for others; what Python itself loads is not."""
    name = path.name
    if name.startswith("libpython") or name == "libpdfium.so":
        return False
    of_wheels = path.parent.name.endswith(".libs") or path.parent == folder / QT / "lib"
    return of_wheels or (name.startswith("lib") and "plugins" not in path.parts)


def _elves(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and elf.is_elf(path))


def _drop_empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
