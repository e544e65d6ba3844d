"""A device or an image as the only file of a medium."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO

from viewer.errors import MediumNotFoundError
from viewer.media.source import FileEntry, Listing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from viewer.media.cancel import CancelToken
    from viewer.model.findings import Finding

_NAME = "IMAGE"


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
            return self._path.open("rb", buffering=0)
        except FileNotFoundError as error:
            raise MediumNotFoundError("there is nothing at this place") from error

    def size(self, path: str) -> int:
        """Bytes of it; devices have no other way to tell than their end."""
        with self.open(path) as stream:
            return stream.seek(0, os.SEEK_END)

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
