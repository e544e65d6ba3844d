"""What has been rescued so far, kept beside the copy so that another run can go on from it.

`files` holds what is whole, `parts` what is not, with noughts where nothing could be read; both
have the names of the disc. `state.json` says which bytes are missing.
"""

from __future__ import annotations

import errno
import io
import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from viewer.errors import WriteError
from viewer.publish.rescue.gaps import Gaps

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from _typeshed import WriteableBuffer

_STATE = "state.json"
_VERSION = 1
ANOTHER = "another disc was being rescued to this place; choose another place, or remove its folder"


class OtherDiscError(WriteError):
    """The disc in the drive is not the one that was begun, or nobody can tell (S-01)."""


@dataclass(slots=True)
class RescuedFile:
    """One file of the disc; `path` relative, "/" between."""

    path: str
    size: int
    gaps: Gaps

    @property
    def is_whole(self) -> bool:
        """Nothing is missing."""
        return not self.gaps


@dataclass(slots=True)
class Work:
    """The folder of one rescue."""

    folder: Path
    files: dict[str, RescuedFile] = field(default_factory=dict)
    unlisted: list[str] = field(default_factory=list)  # folders and files that show no content

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Go on with what is there, or begin; raises WriteError."""
        try:
            for name in ("files", "parts"):
                (folder / name).mkdir(parents=True, exist_ok=True)
            text = (folder / _STATE).read_text("ascii")
        except FileNotFoundError:
            return cls(folder)
        except (OSError, ValueError) as error:
            raise WriteError("the place for the rescue cannot be used") from error
        try:
            state = json.loads(text)
            files = (
                [_file(item) for item in state["files"]] if state["version"] == _VERSION else None
            )
        except (ValueError, TypeError, KeyError) as error:
            raise WriteError("the notes of the rescue are damaged; remove its folder") from error
        if files is None:
            raise WriteError("the rescue was begun by another version of Lightbox")
        work = cls(folder, {file.path: file for file in files}, list(map(str, state["unlisted"])))
        for file in files:
            work._reconcile(file)
        return work

    def save(self) -> None:
        """Write down what is missing, after the bytes themselves; raises WriteError."""
        files = [[f.path, f.size, [list(gap) for gap in f.gaps]] for f in self.files.values()]
        state = {"version": _VERSION, "unlisted": self.unlisted, "files": files}
        part = self.folder / f"{_STATE}.part"
        try:
            part.write_text(json.dumps(state), "ascii")
            os.replace(part, self.folder / _STATE)  # noqa: PTH105  one step: old or new
        except OSError as error:
            raise WriteError(error.strerror or "the place refused it") from error

    def keep(self, paths: Iterable[str]) -> None:
        """Know nothing of other files any more."""
        wanted = set(paths)
        self.files = {path: file for path, file in self.files.items() if path in wanted}

    @property
    def root(self) -> Path:
        """Where the files are that are whole."""
        return self.folder / "files"

    @property
    def missing(self) -> int:
        """Bytes that could not be read so far."""
        return sum(file.gaps.missing for file in self.files.values())

    def place(self, file: RescuedFile) -> Path:
        """Where the bytes of a file are now."""
        return self.folder / ("files" if file.is_whole else "parts") / file.path

    def take(self, entries: Iterable[tuple[str, int]]) -> list[RescuedFile]:
        """Files by path and size in the order of the disc, known ones with what they have.

        Raises WriteError if this is not the disc whose files are here (S-01).
        """
        found = [(path, size) for path, size in entries]
        known = [self.files[path] for path, _ in found if path in self.files]
        sizes = dict(found)
        if self.files and (not known or any(f.size != sizes[f.path] for f in known)):
            raise OtherDiscError(ANOTHER)
        for path, size in found:
            if path not in self.files:
                self.files[path] = self._begin(RescuedFile(path, size, Gaps([(0, size)])))
        return [self.files[path] for path, _ in found]

    def settle(self, file: RescuedFile) -> None:
        """Move a file that has become whole; raises WriteError."""
        part = self.folder / "parts" / file.path
        if file.is_whole and part.exists():
            try:
                self.place(file).parent.mkdir(parents=True, exist_ok=True)
                os.replace(part, self.place(file))  # noqa: PTH105  one step
            except OSError as error:
                raise WriteError(error.strerror or "the place refused it") from error

    def stream(self, file: RescuedFile) -> io.BufferedReader:
        """What there is of a file; reading what is missing raises OSError."""
        return io.BufferedReader(_Holed(self.place(file), file.gaps))

    def _reconcile(self, file: RescuedFile) -> None:
        """Believe what is there rather than the notes: whoever was killed wrote none of the end.

        A file moves to `files` only when it is whole; one that is gone is read anew.
        """
        if _has_size(self.root / file.path, file.size):
            file.gaps.fill(0, file.size)
        elif file.is_whole or not _has_size(self.place(file), file.size):
            file.gaps = Gaps([(0, file.size)])
            self._begin(file)

    def _begin(self, file: RescuedFile) -> RescuedFile:
        """Make the file in its full length: empty ones are whole at once."""
        place = self.place(file)
        try:
            if file.gaps:  # a disc whose rescue was killed at its beginning was another one
                (self.root / file.path).unlink(missing_ok=True)
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("wb") as stream:
                stream.truncate(file.size)
        except OSError as error:
            raise WriteError(error.strerror or "the place refused it") from error
        return file


class _Holed(io.RawIOBase):
    """A file in which some bytes cannot be read, as on the disc it comes from."""

    def __init__(self, path: Path, gaps: Gaps) -> None:
        self._file = io.FileIO(path)
        self._gaps = gaps

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place of the file."""
        return self._file.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read up to the next hole; raises OSError in one."""
        view = memoryview(buffer).cast("B")
        start = self._file.tell()
        length = len(view)
        for first, end in self._gaps:
            if first <= start < end:
                raise OSError(errno.EIO, "these bytes could not be rescued")
            if start < first:
                length = min(length, first - start)
                break
        return self._file.readinto(view[:length]) or 0

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def _has_size(place: Path, size: int) -> bool:
    try:
        return place.stat().st_size == size
    except OSError:
        return False


def _file(item: list[Any]) -> RescuedFile:
    path, size, gaps = item
    return RescuedFile(str(path), int(size), Gaps((int(a), int(b)) for a, b in gaps))
