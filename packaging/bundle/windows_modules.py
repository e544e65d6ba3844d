"""The archive of modules in the Windows kit, and the order in which a start reads its files.

What the Linux bundle has, in its order (a traced start put it so), compiled from the wheels for
Windows; what only Windows imports is added by name.
"""

from __future__ import annotations

import py_compile
import tempfile
import zipfile
from pathlib import Path

from module_order import Archive

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
FROZEN = CHECKOUT / "build" / "bundle" / "dist" / "lightbox"
ARCHIVE = "app.zip"
STAND_INS = {"Cryptodome.Util._file_system": "cryptodome_file_system.py"}
WINDOWS_MODULES = (
    "struct", "ctypes.wintypes", "multiprocessing.popen_spawn_win32", "ntpath", "nturl2path",
    "site",
    "psutil._pswindows", "viewer.boot.splash_windows", "encodings.mbcs", "encodings.oem",
    "encodings.idna", "stringprep", "importlib.machinery", "runpy", "pkgutil", "zipimport",
    "numpy.linalg._umath_linalg", "numpy.linalg.lapack_lite", "pydicom.data.download",
    "pydicom.examples", "_sitebuiltins", "tracemalloc", "numpy._distributor_init",
    "shiboken6._config", "PySide6._config",
)  # fmt: skip
# Python itself and the boot code ask for them before all others.
FIRST_MODULES = (
    "encodings", "encodings.aliases", "encodings.utf_8", "encodings.cp1252", "encodings.mbcs",
    "codecs", "io", "abc", "site", "os", "stat", "ntpath", "genericpath", "_collections_abc",
    "_sitebuiltins", "importlib", "importlib._abc", "importlib.machinery", "importlib.util",
    "warnings", "contextlib", "collections", "keyword", "operator", "reprlib", "functools", "types",
    "__future__", "viewer", "viewer.boot", "viewer.boot.start", "viewer.boot.load_list",
    "viewer.boot.read_ahead", "viewer.boot.queue", "threading", "_weakrefset",
    "viewer.boot.splash", "viewer.boot.words", "viewer.boot.process", "viewer.boot.unfit",
    "viewer.boot.pack", "viewer.boot.copied", "viewer.boot.splash_windows",
    "ctypes", "struct", "ctypes._endian", "ctypes.wintypes",
)  # fmt: skip
# In a bundle on Linux these are not what Windows asks for.
UNWANTED = (
    "PIL", "psutil._pslinux", "psutil._psposix", "viewer.boot.splash_x11", "pyimod", "_pyi_rth",
)  # fmt: skip
# Where no folder of files is, these look for theirs beside them.
_BESIDE = 'Path(__file__).parent / "version.json"'
PLACES = {
    "pypdfium2_raw.bindings": (
        "pathlib.Path(__file__).parent",
        '__import__("pathlib").Path(__import__("sys").lightbox_folder)',
    ),
    "pypdfium2_raw.version": (
        _BESIDE,
        'Path(__import__("sys").lightbox_folder) / "pypdfium2_raw.json"',
    ),
    "pypdfium2.version": (_BESIDE, 'Path(__import__("sys").lightbox_folder) / "pypdfium2.json"'),
}
WINDOW_FILES = (
    "_ctypes.pyd", "libffi-8.dll", "_socket.pyd", "select.pyd", "_queue.pyd", "msvcp140.dll",
    "msvcp140_1.dll", "msvcp140_2.dll", "python3.dll", "shiboken6.Shiboken.pyd",
    "shiboken6.abi3.dll", "pyside6.abi3.dll", "PySide6.QtCore.pyd", "Qt6Core.dll",
    "PySide6.QtGui.pyd", "Qt6Gui.dll",
    "PySide6.QtWidgets.pyd", "Qt6Widgets.dll", "PySide6.QtSvg.pyd", "Qt6Svg.dll",
    "unicodedata.pyd", "plugins/platforms/qwindows.dll", "resources.zip",
)  # fmt: skip
PICTURE_FILES = (
    "_multiprocessing.pyd", "psutil._psutil_windows.pyd", "numpy._core._multiarray_umath.pyd",
    "msvcp140-*.dll", "libscipy_openblas64_*.dll", "imagecodecs._shared_cython.pyd",
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
    ends = []
    made: set[str] = set()
    with (
        zipfile.ZipFile(embed / "python311.zip") as stdlib,
        zipfile.ZipFile(place / ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        tempfile.TemporaryDirectory() as folder,
    ):
        compiler = Compiler(site, stdlib, parts["stand_ins"], Path(folder))
        for group in (["sitecustomize", *window], pictures, rest):
            for name in group:
                file, data = compiler.compiled(name)
                if file and file not in made:
                    made.add(file)
                    entry = zipfile.ZipInfo(file)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, data)
            assert archive.fp is not None
            ends.append(archive.fp.tell())
        for metadata in sorted(site.glob("*.dist-info/METADATA")):
            if metadata.parent.name.startswith(("pydicom-", "pylibjpeg_openjpeg-")):
                archive.writestr(f"{metadata.parent.name}/METADATA", metadata.read_bytes())
    size = (place / ARCHIVE).stat().st_size
    lines = [f"A 0 {ends[0]} {ARCHIVE}", f"A {ends[2]} {size} {ARCHIVE}"]
    lines += [f"A 0 {size} {name}" for name, size in _there(place, WINDOW_FILES)]
    lines.append(f"B {ends[0]} {ends[1]} {ARCHIVE}")
    lines += [f"B 0 {size} {name}" for name, size in _there(place, PICTURE_FILES)]
    (place / "load.lst").write_text("\n".join(lines) + "\n")
    return [ARCHIVE, "load.lst", *(line.split(" ", 3)[3] for line in lines)]


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
    return [(file.relative_to(place).as_posix(), file.stat().st_size) for file in files]


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
    groups[0].extend(name.removesuffix(".__init__") for name in names)
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
        self, site: Path, stdlib: zipfile.ZipFile, stand_ins: dict[str, str], folder: Path
    ) -> None:
        self._folders = (CHECKOUT, site)
        self._stdlib = stdlib
        self._own = {**stand_ins, **STAND_INS}
        self._folder = folder

    def compiled(self, name: str) -> tuple[str, bytes]:
        """Name in the archive and content; "" for what is not on Windows."""
        path = name.replace(".", "/")
        for file in (f"{path}/__init__.pyc", f"{path}.pyc"):
            if file in self._stdlib.namelist():
                return file, self._stdlib.read(file)
        if name == "sitecustomize":
            return f"{name}.pyc", self._code(HERE / "windows_boot.py", f"{name}.py", name)
        if name in self._own:
            return f"{path}.pyc", self._code(
                HERE / "stand_ins" / self._own[name], f"{path}.py", name
            )
        for folder in self._folders:
            for file in (f"{path}/__init__.py", f"{path}.py"):
                if (folder / file).is_file():
                    return f"{file}c", self._code(folder / file, file, name)
        return "", b""

    def _code(self, source: Path, shown: str, name: str) -> bytes:
        text = source.read_text(encoding="utf-8")
        if name in PLACES:
            old, new = PLACES[name]
            if old not in text:
                raise ValueError(f"{name} looks for its files in another way now")
            text = text.replace(old, new)
        plain, made = self._folder / "module.py", self._folder / "module.pyc"
        plain.write_text(text, encoding="utf-8")
        py_compile.compile(
            str(plain),
            str(made),
            shown,
            doraise=True,
            optimize=1 if name.startswith("numpy") else 2,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        return made.read_bytes()
