"""The kit that copies itself to this computer first: a third of the bytes, one file, no seeks.

It has what the first code needs to show itself, and everything in one archive
(`viewer.boot.pack`), from which that code makes a copy that it runs and takes away again. All its
other files are those of the kit it is made from: on a medium with both, the splash of that one
offers the copy.
"""

from __future__ import annotations

import io
import lzma
import shutil
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import kit

HERE = Path(__file__).parent
ENDING, HEAD = ".PAK", "lightbox-pack 1"  # viewer.boot.pack
# By system: what starts there and shows a splash. Modes and places in the archive: see `_entries`.
BOOT = {
    "linux": (
        "lightbox", "_internal/libpython*", "_internal/base_library.zip", "_internal/libffi.so*",
        *(f"_internal/python3.*/lib-dynload/{name}.*" for name in
          ("_ctypes", "_lzma", "_struct", "fcntl", "zlib")),
    ),
    "windows": ("app.zip", "_ctypes.pyd", "_lzma.pyd", "libffi-*.dll", kit.ICON),
}  # fmt: skip
# Read whole before the archive is: these are copied, and are in memory by then.
READ_BEFORE = {"linux": ("_internal/libpython*",), "windows": ()}
NOT_COPIED = "load.lst"  # a copy is not read ahead
START = {"linux": "START-LINUX-COPY.sh", "windows": "START.EXE"}


def assemble(top: Path) -> Path:
    """Make it from the kit in `top`; returns its tree."""
    system = tomllib.loads((top / "kit.toml").read_text())["system"]
    tree, target = top / "tree", top.with_name(f"{top.name}-packed")
    shutil.rmtree(target, ignore_errors=True)
    folder = Path("VIEWER", system.upper())
    for name in _boot_files(tree, folder, system):
        (target / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(tree / name, target / "tree" / name)
    archive = folder.with_suffix(ENDING)
    (target / "tree" / archive).write_bytes(packed(tree, folder))
    if system == "linux":
        _start_script(tree, target / "tree")
    hidden = tuple(name.name for name in _root_files(tree, system) if name.name != START[system])
    listed = (top / "load.lst").read_text().splitlines()
    order = [START[system], *listed, archive.as_posix()]
    kit.describe(target, f"{system}-packed", START[system], order, hidden)
    return target / "tree"


def packed(tree: Path, folder: Path) -> bytes:
    """The archive of the program in `folder` of a tree, in the form `viewer.boot.pack` reads."""
    head, contents = [HEAD], []
    for mode, name, content in _entries(tree, folder):
        head.append(f"{mode} {len(content)} {name}")
        contents.append(content)
    return lzma.compress("\n".join([*head, "", ""]).encode() + b"".join(contents))


def _entries(tree: Path, folder: Path) -> Iterator[tuple[str, str, bytes]]:
    system = folder.name.lower()
    known = {path for one in READ_BEFORE[system] for path in (tree / folder).glob(one)}
    for path in (*_root_files(tree, system), *sorted(known)):
        yield "=", path.relative_to(tree).as_posix(), b""
    for path in sorted((tree / folder).rglob("*")):
        if path.is_file() and path.name != NOT_COPIED and path not in known:
            mode = "x" if path.stat().st_mode & 0o100 else "-"
            content = _stored(path) if path.name == "app.zip" else path.read_bytes()
            yield mode, path.relative_to(tree).as_posix(), content


def _stored(path: Path) -> bytes:
    """The same archive of modules not compressed: all at once that becomes smaller."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w") as to:
        for entry in source.infolist():
            to.writestr(zipfile.ZipInfo(entry.filename), source.read(entry))
    return made.getvalue()


def _root_files(tree: Path, system: str) -> list[Path]:
    """What of Windows' program has to be in the root; the start file of Linux is for a medium."""
    return [] if system == "linux" else sorted(path for path in tree.iterdir() if path.is_file())


def _boot_files(tree: Path, folder: Path, system: str) -> list[Path]:
    inside = [path for one in BOOT[system] for path in sorted((tree / folder).glob(one))]
    return [path.relative_to(tree) for path in (*_root_files(tree, system), *inside)]


def _start_script(tree: Path, target: Path) -> None:
    """That of the other kit; where the medium must not run programs, both go to the computer."""
    text = (tree / "START-LINUX.sh").read_text()
    run = "[ $# -gt 0 ] || set"
    copy = 'cp -R "$here/VIEWER/LINUX/." "$copy/" && chmod +x "$copy/lightbox"'
    both = 'cp -R "$here/VIEWER/LINUX" "$here/VIEWER/LINUX.PAK" "$copy/VIEWER/"'
    program = '"$copy/VIEWER/LINUX/lightbox"'
    for old, new in (
        (run, f"export LIGHTBOX_COPY=1\n{run}"),
        (copy, f'mkdir "$copy/VIEWER" && {both} && chmod +x {program}'),
        ('"$copy/lightbox" "$@"', f'{program} "$@"'),
    ):
        if old not in text:
            raise ValueError(f"the start file has no longer: {old}")
        text = text.replace(old, new)
    (target / START["linux"]).write_text(text)
    (target / START["linux"]).chmod(0o755)
