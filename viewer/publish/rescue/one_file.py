"""A device or an image as the only file of a medium."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, BinaryIO, cast

from viewer.errors import FileReadError, MediumNotFoundError
from viewer.media.presence import is_gone
from viewer.media.source import FileEntry, Listing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from viewer.media.cancel import CancelToken
    from viewer.model.findings import Finding

_NAME = "IMAGE"
_GONE = "the medium was taken out"


class _Raw(io.FileIO):
    """Tells a drive that is empty from a bad sector: then no other place needs to be tried."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read a part; raises OSError, MediumNotFoundError."""
        try:
            return super().read(-1 if size is None else size)
        except OSError as error:
            if is_gone(error):
                raise MediumNotFoundError(_GONE) from error
            raise


class OneFile:
    """A `MediumSource` with one file, read without what the system keeps of it in memory."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def label(self) -> str:
        """Name of the file or device."""
        return self._path.name

    def open(self, path: str) -> BinaryIO:
        """A stream of it; raises OSError, MediumNotFoundError if it is gone."""
        del path
        try:
            return cast("BinaryIO", _Raw(self._path))
        except FileNotFoundError as error:
            raise MediumNotFoundError("there is nothing at this place") from error
        except OSError as error:
            if is_gone(error):
                raise MediumNotFoundError(_GONE) from error
            raise

    def size(self, path: str) -> int:
        """Bytes of it; devices have no other way to tell than their end.

        Raises MediumNotFoundError, FileReadError.
        """
        try:
            with self.open(path) as stream:
                return stream.seek(0, os.SEEK_END)
        except OSError as error:
            raise FileReadError("the device or image cannot be opened") from error

    def names(self, folder: str) -> Listing:
        """The one name."""
        return Listing(files=(_NAME,) if folder == "" else ())

    def walk(self, cancel: CancelToken) -> Iterator[FileEntry | Finding]:
        """The one file."""
        cancel.check()
        yield FileEntry(_NAME, self.size(_NAME))

    def restore(self) -> None:
        """It is opened for each read."""

    def close(self) -> None:
        """Nothing is held open."""
