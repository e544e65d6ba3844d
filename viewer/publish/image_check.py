"""Reads an ISO image back: all names, and every byte of every file (M-076, V-09)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from viewer.errors import WriteError
from viewer.publish.image_names import LEGAL_FILE, LEGAL_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pycdlib import PyCdlib
    from pycdlib.dr import DirectoryRecord

SECTOR = 2048
_BLOCK = 1 << 20
_DIFFERS = "the image was read back and is not what was written"


@dataclass(frozen=True, slots=True)
class ImageFile:
    """Where a file lies in an image."""

    sector: int
    length: int


@dataclass(frozen=True, slots=True)
class ImageTree:
    """The files of an image by their paths, "/" between, in each of its trees of names."""

    level_1: dict[str, ImageFile]  # without the version
    rock_ridge: dict[str, ImageFile]
    joliet: dict[str, ImageFile]
    level_1_folders: frozenset[str]


def check_image(
    image: Path, files: Mapping[str, Path], passed: Callable[[int], None] | None = None
) -> None:
    """Compare an image with the files that went into it; `passed` is told the bytes compared.

    Raises WriteError where a name or a byte differs, OSError where something cannot be read.
    """
    tree = read_tree(image)
    named = tree.rock_ridge
    if set(named) != set(files) or tree.joliet != named:
        raise WriteError(_DIFFERS)
    legal = all(LEGAL_FILE.fullmatch(path.rpartition("/")[2]) for path in tree.level_1)
    folders = all(LEGAL_FOLDER.fullmatch(path.rpartition("/")[2]) for path in tree.level_1_folders)
    if (
        not legal
        or not folders
        or sorted(map(_place, tree.level_1.values())) != sorted(map(_place, named.values()))
    ):
        raise WriteError(_DIFFERS)
    with image.open("rb") as stream:
        for path in sorted(named, key=lambda p: named[p].sector):
            _compare(stream, named[path], files[path], passed)


def read_tree(image: Path) -> ImageTree:
    """Every name in an image; raises WriteError if it is none that can be read."""
    from pycdlib import PyCdlib  # noqa: PLC0415  slow to import
    from pycdlib.pycdlibexception import PyCdlibException  # noqa: PLC0415

    iso = PyCdlib()
    try:
        iso.open(str(image))
        try:
            return _tree(iso)
        finally:
            iso.close()
    except PyCdlibException as error:
        raise WriteError(_DIFFERS) from error


def _tree(iso: PyCdlib) -> ImageTree:
    tree = ImageTree({}, {}, {}, frozenset())
    folders = set()
    waiting = deque([("/", "")])
    while waiting:
        folder, real_folder = waiting.popleft()
        for record in _children(iso, iso_path=folder):
            name = record.file_identifier().decode("ascii").partition(";")[0].removesuffix(".")
            if record.rock_ridge is None:
                raise WriteError(_DIFFERS)
            path, real = f"{folder}{name}", f"{real_folder}{record.rock_ridge.name().decode()}"
            if record.is_dir():
                folders.add(path)
                waiting.append((f"{path}/", f"{real}/"))
            else:
                tree.level_1[path] = tree.rock_ridge[real] = _file(record)
    waiting.append(("/", ""))
    while waiting:
        folder, _ = waiting.popleft()
        for record in _children(iso, joliet_path=folder):
            path = folder + record.file_identifier().decode("utf-16_be").removesuffix(";1")
            if record.is_dir():
                waiting.append((f"{path}/", ""))
            else:
                tree.joliet[path[1:]] = _file(record)
    return ImageTree(tree.level_1, tree.rock_ridge, tree.joliet, frozenset(folders))


def _children(iso: PyCdlib, **where: str) -> list[DirectoryRecord]:
    records = iso.list_children(**where)
    return [r for r in records if r is not None and not r.is_dot() and not r.is_dotdot()]


def _file(record: DirectoryRecord) -> ImageFile:
    return ImageFile(record.extent_location(), record.get_data_length())


def _place(file: ImageFile) -> tuple[int, int]:
    return file.sector, file.length


def _compare(
    stream: BinaryIO, place: ImageFile, path: Path, passed: Callable[[int], None] | None
) -> None:
    stream.seek(place.sector * SECTOR)
    left = place.length
    with path.open("rb") as original:
        while True:
            expected = original.read(_BLOCK)
            found = stream.read(min(left, len(expected)))
            left -= len(found)
            if found != expected:
                raise WriteError(_DIFFERS)
            if not expected:
                break
            if passed is not None:
                passed(len(expected))
    if left:
        raise WriteError(_DIFFERS)
