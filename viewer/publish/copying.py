"""A staged disc to a USB stick or a folder, byte for byte, and read back (M-076)."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from xxhash import xxh3_128

from viewer.errors import WriteError
from viewer.media.cancel import CancelToken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import BinaryIO

DIRECTORY = "DICOMDIR"
_BLOCK = 1 << 20
_ROOM = 1 << 20  # for the tables of the file system
OCCUPIED = "there is already something of that name at the place to write to"
NO_ROOM = "there is not enough room"
DIFFERS = "what was written was read back and differs"


def copy_disc(
    tree: Path,
    target: Path,
    order: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
    cancel: CancelToken | None = None,
) -> None:
    """Copy `tree` into the folder `target` and compare every byte.

    Nothing that is there is replaced. The directory comes last, so that what is interrupted is
    no disc; on failure everything written is taken away again. `order` as for `write_iso`;
    `progress` counts bytes written and read back. Raises WriteError, CancelledError.
    """
    token = cancel or CancelToken()
    names = _names(tree, order)
    sizes = {name: (tree / name).stat().st_size for name in names}
    _check_place(target, names, sum(sizes.values()))
    count = _Count(2 * sum(sizes.values()), progress, token)
    made: list[Path] = []
    try:
        digests = {name: _copy(tree / name, target / name, made, count) for name in names}
        for name in names:
            _compare(target / name, digests[name], count)
    except BaseException as error:
        _take_away(made)
        if isinstance(error, OSError):
            raise WriteError(error.strerror or "the place refused it") from error
        raise


def forget(stream: BinaryIO) -> None:
    """Have what was written read from the medium itself afterwards, where the system knows how."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class _Count:
    """Bytes done, told and stopped."""

    def __init__(
        self, total: int, progress: Callable[[int, int], None] | None, cancel: CancelToken
    ) -> None:
        self._total, self._progress, self._cancel = total, progress, cancel
        self._done = 0

    def add(self, length: int) -> None:
        self._cancel.check()
        self._done += length
        if self._progress is not None:
            self._progress(min(self._done, self._total), self._total)


def _names(tree: Path, order: Sequence[str]) -> list[str]:
    """Files in the order asked for, others by name, the directory last.

    A link that leads out of the tree is none: what it leads to is of this computer.
    """
    root = tree.resolve()
    found = sorted(
        path.relative_to(tree).as_posix()
        for path in tree.rglob("*")
        if path.is_file() and (not path.is_symlink() or path.resolve().is_relative_to(root))
    )
    known = set(found)
    ordered = [*dict.fromkeys([name for name in order if name in known] + found)]
    return sorted(ordered, key=lambda name: name == DIRECTORY)


def _check_place(target: Path, names: list[str], length: int) -> None:
    if not target.is_dir():
        raise WriteError("the place to write to is not there")
    tops = {name.split("/")[0] for name in [*names, DIRECTORY]}
    present = {entry.name.upper() for entry in target.iterdir()}  # FAT knows no case
    if any(top.upper() in present for top in tops):
        raise WriteError(OCCUPIED)
    if shutil.disk_usage(target).free < length + _ROOM:
        raise WriteError(NO_ROOM)


def _copy(source: Path, target: Path, made: list[Path], count: _Count) -> bytes:
    for folder in reversed(target.parents):
        if not folder.exists():
            folder.mkdir()
            made.append(folder)
    digest = xxh3_128()
    made.append(target)
    with source.open("rb") as reading, target.open("xb") as writing:
        while chunk := reading.read(_BLOCK):
            digest.update(chunk)
            writing.write(chunk)
            count.add(len(chunk))
        writing.flush()
        os.fsync(writing.fileno())
        forget(writing)
    with suppress(OSError):  # a stick may know no rights
        shutil.copymode(source, target)
    return digest.digest()


def _compare(path: Path, expected: bytes, count: _Count) -> None:
    digest = xxh3_128()
    with path.open("rb") as stream:
        while chunk := stream.read(_BLOCK):
            digest.update(chunk)
            count.add(len(chunk))
    if digest.digest() != expected:
        raise WriteError(DIFFERS)


def _take_away(made: list[Path]) -> None:
    for path in reversed(made):
        try:
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        except OSError:  # the stick was pulled out; there is no more to do
            continue
