"""A folder to an ISO 9660 image with Joliet and Rock Ridge names (M-060, V-09).

Nothing in an image tells of the computer that made it: no names, no paths, no times but the
one it is given, and no time zone. The same tree gives the same bytes.
"""

from __future__ import annotations

import os
import re
import stat
import time
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from types import SimpleNamespace
from typing import TYPE_CHECKING, BinaryIO, cast
from zlib import crc32

from viewer.errors import WriteError
from viewer.media.cancel import CancelToken
from viewer.publish.image_check import check_image
from viewer.publish.image_names import level_1_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from pycdlib import PyCdlib

_VOLUME_ID = re.compile(r"[A-Z0-9_]{1,16}")  # what Joliet and a File-set ID can hold alike
_APPLICATION = "LIGHTBOX"
_BLOCK = 1 << 20
_RUN_OUT = 150 * 2048  # behind the last file: drives read ahead, and a CD may end unreadably
_LONGEST = (1 << 32) - 2048  # bytes of a file that every reader takes
_READ_ONLY = 0o444
_EXECUTABLE = 0o555
_PROGRAMS = (b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")  # Linux, scripts, macOS
_one_writer = Lock()  # the clock of the library is one for all


@dataclass(frozen=True, slots=True)
class IsoOptions:
    """How an image is made; `made`, an aware time, is the time of all that is in it."""

    volume_id: str  # 1 to 16 of A-Z, 0-9 and _
    made: datetime
    udf: bool = False  # for DVD and BD, beside ISO 9660
    hidden: frozenset[str] = frozenset()  # files a person need not see; UDF has no mark for it


def write_iso(
    tree: Path,
    target: Path,
    options: IsoOptions,
    order: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
    cancel: CancelToken | None = None,
) -> None:
    """Write `tree` to `target` and read it back; nothing is left on failure.

    Args:
        tree: the root of the disc; links in it become copies of what they lead to, within it.
        target: replaced only when the new image was found to hold the tree, byte for byte.
        options: names and times.
        order: files from the root, "/" between, as they shall lie on the disc; others follow by
            name.
        progress: called with bytes done and bytes in all, writing and reading back.
        cancel: asked between blocks.

    Raises ValueError for a volume ID that is none, WriteError, CancelledError.
    """
    if not _VOLUME_ID.fullmatch(options.volume_id):
        raise ValueError("a volume ID has 1 to 16 characters of A-Z, 0-9 and _")
    part = target.with_name(f".{target.name}.part")
    token = cancel or CancelToken()
    try:
        files = _ordered(_files(tree), order)
        watch = _Watch(2 * sum(f.stat().st_size for f in files.values()), progress, token)
        with _one_writer, _stopped_clock(options):
            _write(tree, files, part, options, watch)
        check_image(part, files, watch.passed)
        os.replace(part, target)  # noqa: PTH105  the one step that makes the image appear
    except OSError as error:
        raise WriteError(error.strerror or "the image cannot be written") from error
    finally:
        part.unlink(missing_ok=True)


@dataclass(slots=True)
class _Watch:
    """Tells how far the work is, and stops it when asked."""

    total: int
    progress: Callable[[int, int], None] | None
    cancel: CancelToken
    done: int = 0

    def passed(self, count: int) -> None:
        """Count bytes; raises CancelledError."""
        self.cancel.check()
        self.done = min(self.done + count, self.total)
        if self.progress is not None:
            self.progress(self.done, self.total)


class _Output:
    """The file as the library writes it, one block at a time."""

    def __init__(self, file: BinaryIO, watch: _Watch) -> None:
        self._file = file
        self._watch = watch
        self.seek, self.tell, self.truncate = file.seek, file.tell, file.truncate

    def write(self, data: bytes) -> int:
        """Pass on and count."""
        self._watch.passed(len(data))
        return self._file.write(data)


def _files(tree: Path) -> dict[str, Path]:
    """Every file below `tree` by its path in the image; raises WriteError for a foreign link."""
    root = tree.resolve()
    found = {}
    for path in sorted(tree.rglob("*")):
        resolved = path.resolve()
        if not resolved.is_relative_to(root):
            raise WriteError("a link on the disc leads out of it")
        if path.is_symlink() and resolved.is_dir():
            raise WriteError("a link on the disc leads to a folder")
        if not path.is_dir():
            if not path.is_file():
                raise WriteError("there is something on the disc that is no file")
            if path.stat().st_size > _LONGEST:
                raise WriteError("a file is longer than 4 GB, which an image cannot hold")
            found[path.relative_to(tree).as_posix()] = path
    return found


def _ordered(files: dict[str, Path], order: Sequence[str]) -> dict[str, Path]:
    """`files` in the order they shall lie in."""
    first = {name: files[name] for name in order if name in files}
    return first | files


def _write(
    tree: Path, files: dict[str, Path], part: Path, options: IsoOptions, watch: _Watch
) -> None:
    iso = _new_image(options)
    try:
        places = _add_folders(iso, tree, udf=options.udf)
        for name, path in files.items():
            iso.add_file(
                str(path),
                iso_path=_file_path(places[name]),
                rr_name=path.name,
                joliet_path=f"/{name}",
                udf_path=f"/{name}" if options.udf else None,
                file_mode=stat.S_IFREG | _mode(path),
            )
            if name in options.hidden:
                iso.set_hidden(iso_path=_file_path(places[name]))
                iso.set_hidden(joliet_path=f"/{name}")
        with part.open("wb") as stream:
            iso.write_fp(cast("BinaryIO", _Output(stream, watch)), blocksize=_BLOCK)
            if not options.udf:  # that has a mark in its last sector
                stream.truncate(stream.seek(0, os.SEEK_END) + _RUN_OUT)
            stream.flush()
            os.fsync(stream.fileno())
    except _library_error() as error:
        raise WriteError("a name on the disc cannot be written into an image") from error
    finally:
        iso.close()


def _mode(path: Path) -> int:
    """May be run if it may be here, or begins like a program: not every system keeps that."""
    if path.stat().st_mode & stat.S_IXUSR:
        return _EXECUTABLE
    with path.open("rb") as stream:
        return _EXECUTABLE if stream.read(4).startswith(_PROGRAMS) else _READ_ONLY


def _file_path(place: str) -> str:
    """A path with what ISO 9660 wants behind every file name: a dot and a version."""
    return f"{place};1" if "." in place.rpartition("/")[2] else f"{place}.;1"


def _add_folders(iso: PyCdlib, tree: Path, *, udf: bool) -> dict[str, str]:
    """Make all folders; gives the level 1 path of every file and folder by its real one."""
    places = {"": ""}
    for folder in [tree, *sorted(p for p in tree.rglob("*") if p.is_dir())]:
        above = folder.relative_to(tree).as_posix()
        above = "" if above == "." else above
        inside = [(path.name, path.is_dir()) for path in folder.iterdir()]
        files = [name for name, is_folder in inside if not is_folder]
        folders = [name for name, is_folder in inside if is_folder]
        for name, short in level_1_names(files, folders).items():
            places[f"{above}/{name}".lstrip("/")] = f"{places[above]}/{short}"
        if above:
            iso.add_directory(
                places[above],
                rr_name=folder.name,
                joliet_path=f"/{above}",
                udf_path=f"/{above}" if udf else None,
                file_mode=stat.S_IFDIR | _EXECUTABLE,
            )
    return places


def _new_image(options: IsoOptions) -> PyCdlib:
    from pycdlib.pycdlib import PyCdlib  # noqa: PLC0415  slow to import

    class InOrder(PyCdlib):
        """Files lie in the order they were added in.

        WORKAROUND: the library orders them by name and has no option for it
        (https://github.com/clalancette/pycdlib).
        """

        __slots__ = ()

        def _reshuffle_extents(self) -> None:
            super()._reshuffle_extents()
            filled = [i for i in self.inodes if i.get_data_length()]  # others lie nowhere
            start = min((i.extent_location() for i in filled), default=0)
            part = self.udf_main_descs.partitions[0].part_start_location if self._has_udf else 0
            for inode in filled:
                start = self._set_inode(inode, start, part)

    iso = InOrder()
    iso.new(
        interchange_level=1,
        vol_ident=options.volume_id,
        app_ident_str=_APPLICATION,
        joliet=3,
        rock_ridge="1.09",
        udf="2.60" if options.udf else None,
    )
    return iso


def _library_error() -> type[Exception]:
    from pycdlib.pycdlibexception import PyCdlibException  # noqa: PLC0415  slow to import

    return PyCdlibException


@contextmanager
def _stopped_clock(options: IsoOptions) -> Iterator[None]:
    """The library's clock at the time the image shall have, in UTC, and no random numbers.

    WORKAROUND: it asks `time` and `random` itself and takes neither as an argument.
    """
    from pycdlib import dates, headervd, pycdlib, udf  # noqa: PLC0415  slow to import

    made = options.made.timestamp()
    stopped = {"time": lambda: made, "localtime": time.gmtime}
    clock = SimpleNamespace(**(vars(time) | stopped))
    unique = SimpleNamespace(getrandbits=lambda n: crc32(options.volume_id.encode()) % (1 << n))
    places = [(module, "time", clock) for module in (dates, headervd, pycdlib, udf)]
    places.append((udf, "random", unique))
    kept = [(module, name, getattr(module, name)) for module, name, _ in places]
    try:
        for place in places:
            setattr(*place)
        yield
    finally:
        for real in kept:
            setattr(*real)
