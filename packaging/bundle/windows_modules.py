"""The archive of modules in the Windows kit, and the order in which a start reads its files.

What the Linux bundle has, in its order (a traced start put it so), compiled from the wheels for
Windows; what only Windows imports is added by name.
"""

from __future__ import annotations

import importlib.util
import lzma
import marshal
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import stand_in
from bytecode import slim
from module_order import Archive
from windows_blocks import TABLE

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
FROZEN = CHECKOUT / "build" / "bundle" / "dist" / "lightbox"
ARCHIVE = "app.zip"
STAND_INS = {
    "Cryptodome.Util._file_system": "cryptodome_file_system.py",
    "unicodedata": "unicodedata_small.py",
}
BOOT = {"sitecustomize": "windows_boot.py", "windows_blocks": "windows_blocks.py"}
WINDOWS_MODULES = (
    "struct", "ctypes.wintypes", "multiprocessing.popen_spawn_win32", "ntpath", "nturl2path",
    "site",
    "psutil._pswindows", "viewer.boot.splash_windows", "encodings.mbcs", "encodings.oem",
    "unicodedata", "importlib.machinery", "runpy", "pkgutil", "zipimport",
    "numpy.linalg._umath_linalg", "numpy.linalg.lapack_lite", "pydicom.data.download",
    "pydicom.examples", "_sitebuiltins", "tracemalloc", "numpy._distributor_init",
    "shiboken6._config", "PySide6._config", "numpy._core._machar", "numpy.linalg.linalg",
)  # fmt: skip
BLOCK_BYTES = 2_000_000  # unpacked
# Python itself and the boot code ask for them before blocks are known.
BEFORE_BLOCKS = (
    "encodings", "encodings.aliases", "encodings.utf_8", "encodings.cp1252", "encodings.mbcs",
    "codecs", "io", "abc", "site", "os", "stat", "ntpath", "genericpath", "_collections_abc",
    "_sitebuiltins", "sitecustomize", "windows_blocks", "importlib", "importlib._abc",
    "importlib.machinery", "importlib.util", "warnings", "contextlib", "collections", "keyword",
    "operator", "reprlib", "functools", "types", "threading", "_weakrefset",
)  # fmt: skip
# And then before all others.
FIRST_MODULES = (
    "__future__", "viewer", "viewer.boot", "viewer.boot.start", "viewer.boot.load_list",
    "viewer.boot.read_ahead", "viewer.boot.beside", "viewer.boot.sweep", "viewer.boot.classes",
    "viewer.boot.queue",
    "viewer.boot.splash", "viewer.boot.words", "viewer.boot.process", "viewer.boot.unfit",
    "viewer.boot.pack", "viewer.boot.copied", "viewer.boot.splash_windows",
    "ctypes", "struct", "ctypes._endian", "ctypes.wintypes", "viewer.boot.age", "viewer.__main__",
)  # fmt: skip
# In a bundle on Linux these are not what Windows asks for.
UNWANTED = (
    "PIL", "psutil._pslinux", "psutil._psposix", "viewer.boot.splash_x11", "pyimod", "_pyi_rth",
    "_aix_support", "_bootsubprocess", "ctypes._aix", "ctypes.macholib", "importlib._bootstrap",
    "multiprocessing.forkserver", "multiprocessing.popen_fork", "multiprocessing.popen_spawn_posix",
    "encodings.cp037", "encodings.cp1006", "encodings.cp1026", "encodings.cp1140",
    "encodings.cp273", "encodings.cp424", "encodings.cp500", "encodings.cp875",
    "encodings.hp_roman8", "encodings.idna", "encodings.mac_", "encodings.palmos",
    "encodings.ptcp154",
)  # fmt: skip
# Where no folder of files is, these look for theirs beside them.
_BESIDE = 'Path(__file__).parent / "version.json"'
_READ = 'open(self._FILE, "r")'
PLACES = {
    "pypdfium2_raw.bindings": {
        "pathlib.Path(__file__).parent": (
            '__import__("pathlib").Path(__import__("sys").lightbox_folder)'
        ),
    },
    "pypdfium2_raw.version": {
        _BESIDE: "{version!r}",
        _READ: '__import__("io").StringIO(self._FILE)',
    },
    "pypdfium2.version": {_BESIDE: "{version!r}"},
}
_HEAD = 16  # bytes of a .pyc before its code (PEP 552)
_UNCHECKED = (1).to_bytes(4, "little")  # by a hash of its source that nobody compares
# Asked for by the first code, the splash among it: they lie before the archive.
FIRST_FILES = ("_lzma.pyd", "_ctypes.pyd", "libffi-8.dll")
WINDOW_FILES = (
    "../../vcruntime140_1.dll", "_socket.pyd", "select.pyd", "_queue.pyd",
    "msvcp140.dll", "msvcp140_1.dll", "msvcp140_2.dll", "python3.dll", "shiboken6.Shiboken.pyd",
    "shiboken6.abi3.dll", "pyside6.abi3.dll", "PySide6.QtCore.pyd", "Qt6Core.dll",
    "PySide6.QtGui.pyd", "Qt6Gui.dll",
    "PySide6.QtWidgets.pyd", "Qt6Widgets.dll",
    "plugins/platforms/qwindows.dll", "resources.zip",
)  # fmt: skip
# By file: what can be loaded when that has been read, while the drive goes on (viewer.boot.sweep).
LOADED = {
    "_queue.pyd": ("viewer.cli.main", "viewer.app.session"),
    "Qt6Core.dll": ("PySide6.QtCore",),
    "Qt6Gui.dll": ("PySide6.QtGui",),
    "Qt6Widgets.dll": ("PySide6.QtWidgets",),
}
PICTURE_FILES = (
    "_multiprocessing.pyd", "psutil._psutil_windows.pyd", "numpy._core._multiarray_umath.pyd",
    "libscipy_openblas64_*.dll", "imagecodecs._shared_cython.pyd",
    "imagecodecs._shared.pyd", "imagecodecs._jpeg2k.pyd",
)  # fmt: skip


def write(
    place: Path, site: Path, embed: Path, parts: dict[str, dict[str, str]], *, wine: bool
) -> list[str]:
    """Write the archive and the load list; the names of files in the order of the start."""
    window, pictures, rest = _names()
    rest += (
        _all_of_numpy(site) if wine else []
    )  # that of Wine has other modules than the Linux bundle's
    with zipfile.ZipFile(embed / "python311.zip") as stdlib:
        compiler = Compiler(site, stdlib, parts["stand_ins"], is_old_numpy=wine)
        first = _compiled(compiler, (*BEFORE_BLOCKS, *(n for n in window if _is_codec(n))), {})
        known = dict.fromkeys(first)
        groups = [_compiled(compiler, names, known) for names in (window, pictures, rest)]
    table, blocks = _in_blocks(groups)
    metadata = {
        f"{file.parent.name}/METADATA": file.read_bytes()
        for file in sorted(site.glob("*.dist-info/METADATA"))
        if file.parent.name.startswith("pydicom-")
    }
    ends = _write_archive(place / ARCHIVE, {**first, TABLE: table}, blocks, metadata)
    size = (place / ARCHIVE).stat().st_size
    lines = [f"A 0 {length} {name}" for name, length in _there(place, FIRST_FILES)]
    lines += [f"A 0 {ends[0]} {ARCHIVE}", f"A {ends[2]} {size} {ARCHIVE}"]
    for name, size in _there(place, WINDOW_FILES):
        lines.append(f"A 0 {size} {name}")
        lines += [f"I 0 - {module}" for module in LOADED.get(name, ())]
    lines.append(f"B {ends[0]} {ends[1]} {ARCHIVE}")
    lines += [f"B 0 {size} {name}" for name, size in _there(place, PICTURE_FILES)]
    (place / "load.lst").write_text("\n".join(lines) + "\n")
    return [FIRST_FILES[0], "load.lst", *(line.split(" ", 3)[3] for line in lines)]


def _is_codec(name: str) -> bool:
    """Python asks for one or another of these before anything of ours runs."""
    return name.partition(".")[0] == "encodings"


def _compiled(compiler: Compiler, names: Iterable[str], known: dict[str, None]) -> dict[str, bytes]:
    """Files of modules that are not known yet; they are afterwards."""
    found = {}
    for name in names:
        file, data = compiler.compiled(name)
        if file and file not in known:
            known[file] = None
            found[file] = data
    return found


def _in_blocks(groups: list[dict[str, bytes]]) -> tuple[bytes, list[list[bytes]]]:
    """The table of `windows_blocks`, and the packed blocks of each group."""
    table: dict[str, tuple[int, int, int, bool]] = {}
    packed: list[list[bytes]] = []
    for files in groups:
        packed.append([])
        for block in _parted(files):
            number, at = sum(map(len, packed)), 0
            for file, data in block.items():
                name = file.removesuffix(".pyc").removesuffix("/__init__").replace("/", ".")
                size = len(data) - _HEAD
                table[name] = (number, at, size, file.endswith("/__init__.pyc"))
                at += size
            packed[-1].append(_packed(b"".join(data[_HEAD:] for data in block.values())))
    return marshal.dumps(table), packed


def _parted(files: dict[str, bytes]) -> Iterator[dict[str, bytes]]:
    """Files in blocks of about a megabyte, of nearly the same size."""
    whole = sum(map(len, files.values()))
    most = whole / max(1, round(whole / BLOCK_BYTES))
    block: dict[str, bytes] = {}
    size = 0
    for file, data in files.items():
        if size >= most:
            yield block
            block, size = {}, 0
        block[file] = data
        size += len(data)
    yield block


def _packed(data: bytes) -> bytes:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "pb": 0}]
    return lzma.compress(data, check=lzma.CHECK_CRC32, filters=filters)


def _write_archive(
    file: Path,
    first: dict[str, bytes],
    blocks: list[list[bytes]],
    metadata: dict[str, bytes],
) -> list[int]:
    """Where in it each group ends."""
    ends, number = [], 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        assert archive.fp is not None
        for name, data in first.items():
            archive.writestr(_entry(name), data)
        for group in blocks:
            for data in group:
                archive.writestr(_entry(str(number), zipfile.ZIP_STORED), data)
                number += 1
            ends.append(archive.fp.tell())
        for name, data in metadata.items():
            archive.writestr(_entry(name), data)
    return ends


def _entry(name: str, kind: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """Without a date: the same modules make the same archive."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = kind
    return entry


def _all_of_numpy(site: Path) -> list[str]:
    files = (site / "numpy").rglob("*.py")
    names = [file.relative_to(site).with_suffix("").as_posix() for file in files]
    unwanted = ("/tests/", "/f2py/", "/distutils/", "/testing/", "/random/", "/_pyinstaller/")
    unwanted = (*unwanted, "/polynomial/", "/fft/", "/typing/", "/conftest", "/_core/include/")
    return [
        name.removesuffix("/__init__").replace("/", ".")
        for name in names
        if not any(part in f"/{name}/" for part in unwanted)
    ]


def _there(place: Path, patterns: tuple[str, ...]) -> list[tuple[str, int]]:
    """Names and sizes; with the size nobody has to ask the disc for it."""
    files = (file for one in patterns for file in sorted(place.glob(one)))
    return [
        (os.path.relpath(file, place).replace(os.sep, "/"), file.stat().st_size) for file in files
    ]


def _names() -> tuple[list[str], list[str], list[str]]:
    """Modules of the window, of the first picture, the others."""
    archive = Archive(FROZEN / "lightbox")
    ends = [
        int(line.split(" ")[2]) - archive.start
        for line in (FROZEN / "_internal" / "load.lst").read_text().splitlines()
        if line.endswith("../lightbox") and line.split(" ")[2] != str(archive.size)
    ]
    with zipfile.ZipFile(FROZEN / "_internal" / "base_library.zip") as base:
        names = [name.removesuffix(".pyc").replace("/", ".") for name in base.namelist()]
    groups: tuple[list[str], list[str], list[str]] = ([], [], [])
    groups[0].extend(
        name.removesuffix(".__init__") for name in names if not name.startswith(UNWANTED)
    )
    for name, (_, place, size) in sorted(archive.table, key=lambda one: one[1][1]):
        if not name.startswith(UNWANTED):
            groups[sum(place + size > end for end in ends)].append(name)
    groups[0][:0] = FIRST_MODULES
    place = next(i for i, name in enumerate(groups[0]) if name == "multiprocessing")
    groups[0][place:place] = WINDOWS_MODULES
    return groups


class Compiler:
    """Finds a module's source, and compiles it as it should be on the disc."""

    def __init__(
        self, site: Path, stdlib: zipfile.ZipFile, stand_ins: dict[str, str], *, is_old_numpy: bool
    ) -> None:
        self._site = site
        self._stdlib = stdlib
        self._own = {**stand_ins, **STAND_INS}
        self._is_old_numpy = is_old_numpy

    def compiled(self, name: str) -> tuple[str, bytes]:
        """Name in the archive and content; "" for what is not on Windows."""
        path = name.replace(".", "/")
        for file in (f"{path}/__init__.pyc", f"{path}.pyc"):
            if file in self._stdlib.namelist():
                return file, _slim(self._stdlib.read(file))
        if name in BOOT:
            return f"{name}.pyc", _code((HERE / BOOT[name]).read_text("utf-8"), f"{name}.py")
        for whole, file in ((f"{name}.__init__", f"{path}/__init__.py"), (name, f"{path}.py")):
            if whole in self._own:
                return f"{file}c", _code(stand_in.source(self._own[whole], self._site), file)
        for folder in (CHECKOUT, self._site):
            for file in (f"{path}/__init__.py", f"{path}.py"):
                if (folder / file).is_file():
                    text = self._placed(name, (folder / file).read_text(encoding="utf-8"))
                    return f"{file}c", _code(text, file, is_old_numpy=self._is_old_numpy)
        return "", b""

    def _placed(self, name: str, text: str) -> str:
        """The source of a module that looks for files of its own, with another place for them."""
        for old, new in PLACES.get(name, {}).items():
            if old not in text:
                raise ValueError(f"{name} looks for its files in another way now")
            if "{version" in new:
                told = self._site / name.partition(".")[0] / "version.json"
                new = new.format(version=told.read_text(encoding="utf-8"))  # noqa: PLW2901
            text = text.replace(old, new)
        return text


def _code(text: str, file: str, *, is_old_numpy: bool = False) -> bytes:
    """Compile; `file` is what a traceback says. NumPy before 2.4 asks for its docstrings."""
    has_texts = file.startswith("numpy") and is_old_numpy
    code = compile(text, file, "exec", dont_inherit=True, optimize=1 if has_texts else 2)
    has_lines = file.startswith(("viewer/", *BOOT))
    head = importlib.util.MAGIC_NUMBER + _UNCHECKED + bytes(8)
    return head + marshal.dumps(slim(code, has_lines=has_lines, has_texts=has_texts))


def _slim(data: bytes) -> bytes:
    """The same module with less in it; raises ValueError if it is for another Python."""
    if not data.startswith(importlib.util.MAGIC_NUMBER):
        raise ValueError("the Python that makes the kit must be of the kit's version")
    code = marshal.loads(data[_HEAD:])  # noqa: S302  Python's own
    return data[:_HEAD] + marshal.dumps(slim(code, has_lines=False))
