"""Read-only access to the files of one medium: folder, drive or single file.

Nothing here writes, follows a link out of the medium, or opens what is not a plain file
(M-032, M-042). Paths are relative to the medium root with "/" between components.
"""

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from viewer.errors import FileChangedError, FileReadError, UnsafePathError
from viewer.media.cancel import CancelToken
from viewer.media.presence import Presence, open_descriptor
from viewer.model.findings import Finding, FindingCode, Severity

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Everything that reading a file on a medium or in an archive may raise.
READ_ERRORS = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One plain file of a medium; `size` in bytes.

    A link to another place of the medium has none: what it leads to is an entry of its own.
    """

    path: str
    size: int
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Names of one folder, sorted; `refused` are links out of the medium, devices, ..."""

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()  # of the files and folders, those that are links inside
    problem: str = ""  # why the listing ends early, for a technician


class MediumSource(Protocol):
    """The files of one medium."""

    @property
    def label(self) -> str:
        """Volume label, folder or archive name, for people."""

    def open(self, path: str) -> BinaryIO:
        """A seekable stream of one file.

        Raises UnsafePathError, FileReadError, FileChangedError for a file that is not what it
        was when it was opened first, MediumNotFoundError if the medium is gone, or one of
        READ_ERRORS; all of these also while reading.
        """

    def size(self, path: str) -> int:
        """Bytes of one file; raises as `open`."""

    def names(self, folder: str) -> Listing:
        """One folder, "" being the root; as much of it as can be read."""

    def walk(self, cancel: CancelToken) -> Iterator[FileEntry | Finding]:
        """Every file in directory order, which on discs is their physical order (M-042)."""

    def restore(self) -> None:
        """Go on after the medium was away; nothing that was opened before can be used.

        Raises MediumNotFoundError if it still is, MediumReplacedError if another is there.
        """

    def close(self) -> None:
        """Release file handles."""


def join(folder: str, name: str) -> str:
    """Path of `name` in `folder`, "" being the root."""
    return f"{folder}/{name}" if folder else name


def refused(path: str, reason: str) -> Finding:
    """A file that is there and was not touched, and why (M-032)."""
    return Finding(FindingCode.PATH_REFUSED, Severity.WARNING, reason, path)


class MediumFile(io.FileIO):
    """A plain file of a medium, of which every read is of one and the same content."""

    def __init__(self, descriptor: int, stamp: int, presence: Presence) -> None:
        super().__init__(descriptor, "rb")
        self._stamp = stamp
        self._presence = presence

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        """Read a part; see MediumSource.open for what is raised."""
        try:
            count = super().readinto(buffer)
        except OSError as error:
            self._presence.explain(error)
            raise
        self._check()
        return count

    def readall(self) -> bytes:
        """Read the rest; see MediumSource.open for what is raised."""
        try:
            data = super().readall()
        except OSError as error:
            self._presence.explain(error)
            raise
        self._check()
        return data or b""

    def _check(self) -> None:
        if _stamp(os.fstat(self.fileno())) != self._stamp:
            raise FileChangedError("the file was changed while it was read")


class FolderSource:
    """A folder, drive or mount point; with `only`, a single file of it."""

    def __init__(self, root: Path, *, only: str | None = None) -> None:
        self.root = Path(os.path.realpath(root))
        self.only = only
        self._inside = os.path.join(self.root, "")  # noqa: PTH118 - a prefix with its separator
        self._folders_inside = {self._inside.rstrip(os.sep)}
        self._presence = Presence(str(self.root))
        self._stamps: dict[str, int] = {}  # of every file that was opened

    @property
    def label(self) -> str:
        """Name of the folder, or of the drive."""
        return self.only or self.root.name or str(self.root)

    def open(self, path: str) -> BinaryIO:
        """A stream of one file; see MediumSource."""
        place, is_link = self._checked(path)
        try:
            descriptor = open_descriptor(place, follow=is_link)
        except OSError as error:
            self._presence.explain(error)
            raise
        try:
            return self._opened(path, place, descriptor)
        except BaseException as error:
            os.close(descriptor)
            if isinstance(error, OSError):
                self._presence.explain(error)
            raise

    def size(self, path: str) -> int:
        """Bytes of one file; see MediumSource."""
        return os.stat(self._checked(path)[0]).st_size  # noqa: PTH116  a Path takes longer

    def names(self, folder: str) -> Listing:
        """One folder; see MediumSource."""
        if self.only is not None:
            return Listing(files=(self.only,) if folder == "" else ())
        groups: dict[str, list[str]] = {"file": [], "folder": [], "refused": []}
        links: set[str] = set()
        problem = ""
        try:
            with os.scandir(self._place(folder)) as entries:
                for entry in entries:
                    kind, is_link = self._kind(entry)
                    groups[kind].append(entry.name)
                    if is_link:
                        links.add(entry.name)
        except OSError as error:
            self._presence.explain(error)
            problem = type(error).__name__
        files, folders, refused_names = (tuple(sorted(names)) for names in groups.values())
        return Listing(files, folders, refused_names, frozenset(links), problem)

    def walk(self, cancel: CancelToken) -> Iterator[FileEntry | Finding]:
        """Every file and link; see MediumSource. Links are named and not followed."""
        pending = [""]
        while pending:
            folder = pending.pop()
            listing = self.names(folder)
            if listing.problem:
                detail = f"cannot be listed: {listing.problem}"
                yield Finding(FindingCode.FOLDER_UNREADABLE, Severity.ERROR, detail, folder)
            for name in listing.refused:
                yield refused(join(folder, name), "a link out of the medium, or not a plain file")
            for name in listing.files:
                cancel.check()
                if name not in listing.links:
                    yield self._entry(join(folder, name))
            for name in sorted(listing.links):
                yield FileEntry(join(folder, name), 0, is_link=True)
            inside = [join(folder, name) for name in listing.folders if name not in listing.links]
            pending.extend(reversed(inside))

    def restore(self) -> None:
        """Find the same medium at the same place; see MediumSource."""
        self._presence.check_thoroughly()

    def close(self) -> None:
        """Nothing is held open."""

    def _opened(self, path: str, place: str, descriptor: int) -> BinaryIO:
        """The stream of an open file that is plain, and the same as the last time (S-01)."""
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise FileReadError("not a plain file")
        self._presence.remember(place, descriptor)
        stamp = _stamp(state)
        if self._stamps.setdefault(path, stamp) != stamp:
            raise FileChangedError("the file was changed since it was read first")
        return io.BufferedReader(MediumFile(descriptor, stamp, self._presence))

    def _entry(self, path: str) -> FileEntry | Finding:
        try:
            return FileEntry(path, os.stat(self._place(path)).st_size)  # noqa: PTH116  as above
        except OSError as error:
            self._presence.explain(error)
            detail = f"cannot be looked at: {type(error).__name__}"
            return Finding(FindingCode.FILE_UNREADABLE, Severity.ERROR, detail, path)

    def _place(self, path: str) -> str:
        parts = path.split("/") if path else []
        if any(part in {"", ".", ".."} or os.sep in part for part in parts):
            raise UnsafePathError("the path is not relative to the medium")
        return self._inside + path.replace("/", os.sep)

    def _checked(self, path: str) -> tuple[str, bool]:
        """The place of a plain file that really is inside the medium (M-032); if it is a link."""
        place = self._place(path)
        self._presence.check()
        try:
            mode = os.lstat(place).st_mode
        except OSError as error:
            self._presence.explain(error)
            raise
        is_link = stat.S_ISLNK(mode)
        if self._leads_out(place, is_link=is_link):
            raise UnsafePathError("the path leads out of the medium")
        if not stat.S_ISREG(os.stat(place).st_mode if is_link else mode):  # noqa: PTH116  as above
            raise FileReadError("not a plain file")
        return place, is_link

    def _leads_out(self, place: str, *, is_link: bool) -> bool:
        """Follow links; a folder is looked at once, a disc has thousands of files in it."""
        folder = place.rpartition(os.sep)[0]
        if folder not in self._folders_inside:
            if not self._is_inside(folder):
                return True
            self._folders_inside.add(folder)
        return is_link and not self._is_inside(place)

    def _is_inside(self, place: str) -> bool:
        return os.path.realpath(place).startswith(self._inside)

    def _kind(self, entry: "os.DirEntry[str]") -> tuple[str, bool]:
        """("file" | "folder" | "refused", is a link inside the medium)."""
        is_junction = getattr(entry, "is_junction", bool)  # Python 3.12 on Windows
        try:
            is_link = entry.is_symlink() or bool(is_junction())
            if is_link and not self._is_inside(entry.path):
                return "refused", False
            if entry.is_dir():
                return "folder", is_link
            if entry.is_file():
                return "file", is_link
        except OSError:
            return "refused", False
        return "refused", False


def _stamp(state: os.stat_result) -> int:
    """Size and time of the last change in one number: one is kept for every file of a disc."""
    return state.st_size << 64 ^ state.st_mtime_ns
