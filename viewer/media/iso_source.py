"""An image of a disc as a medium, read where it lies (M-043)."""

from __future__ import annotations

import io
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

from viewer.errors import FileReadError
from viewer.media.cancel import CancelToken
from viewer.media.iso_tree import read_iso_tree
from viewer.media.source import FileEntry, Listing, join

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _typeshed import WriteableBuffer

    from viewer.media.iso_tree import Extent
    from viewer.model.findings import Finding
    from viewer.settings import ArchiveSettings


class IsoSource:
    """The files of one image; streams of it may be used side by side.

    `reopen` gives its stream anew after the medium it lies on was away.

    Raises FileReadError or OSError if nothing at all can be read from `stream`, CancelledError.
    """

    def __init__(
        self,
        stream: BinaryIO,
        label: str,
        settings: ArchiveSettings,
        cancel: CancelToken | None = None,
        reopen: Callable[[], BinaryIO] | None = None,
    ) -> None:
        tree = read_iso_tree(stream, settings.max_entries, cancel or CancelToken())
        self._label = tree.label or label
        self._reopen = reopen
        self._stream = stream
        self._lock = Lock()
        self._files = tree.files
        self.findings = tree.findings
        self._folders: dict[str, dict[str, bool]] = {"": {}}
        for path in self._files:
            self._add_to_folders(path)

    @property
    def label(self) -> str:
        """Name of the volume, or of the image where it has none."""
        return self._label

    def open(self, path: str) -> BinaryIO:
        """A stream of one file; see MediumSource."""
        return io.BufferedReader(_Part(self._read_at, self._extents(path)))

    def size(self, path: str) -> int:
        """Bytes of one file."""
        return sum(extent.length for extent in self._extents(path))

    def names(self, folder: str) -> Listing:
        """One folder of the image."""
        names = self._folders.get(folder, {})
        return Listing(
            files=tuple(sorted(name for name, is_file in names.items() if is_file)),
            folders=tuple(sorted(name for name, is_file in names.items() if not is_file)),
        )

    def walk(self, cancel: CancelToken) -> Iterator[FileEntry | Finding]:
        """All files in the order of their bytes, then what was refused or could not be read."""
        for path in self._files:
            cancel.check()
            yield FileEntry(path, self.size(path))
        yield from self.findings

    def restore(self) -> None:
        """Open the image again; see MediumSource. Its names are known."""
        if self._reopen is None:
            return
        with self._lock:
            with suppress(OSError):
                self._stream.close()
            self._stream = self._reopen()

    def close(self) -> None:
        """Close the stream it is read from."""
        with self._lock:
            self._stream.close()

    def extents(self, path: str) -> tuple[Extent, ...]:
        """Where the bytes of a file lie in the image; raises FileReadError."""
        return self._extents(path)

    def _extents(self, path: str) -> tuple[Extent, ...]:
        try:
            return self._files[path]
        except KeyError:
            raise FileReadError("no such file in the image") from None

    def _read_at(self, position: int, length: int) -> bytes:
        with self._lock:
            self._stream.seek(position)
            return self._stream.read(length)

    def _add_to_folders(self, path: str) -> None:
        folder = ""
        *folders, name = path.split("/")
        for part in folders:
            self._folders[folder].setdefault(part, False)
            folder = join(folder, part)
            self._folders.setdefault(folder, {})
        self._folders[folder][name] = True


class _Part(io.RawIOBase):
    """The runs of bytes of one file, one behind the other."""

    def __init__(self, read_at: Callable[[int, int], bytes], extents: tuple[Extent, ...]) -> None:
        self._read_at = read_at
        self._extents = extents
        self._position = 0
        self._size = sum(extent.length for extent in extents)

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Bytes from the start of the file."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place of the file."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read a part; raises OSError where the image ends before the file does."""
        view = memoryview(buffer).cast("B")
        start, length = self._run(len(view))
        if not length:
            return 0
        data = self._read_at(start, length)
        if not data:
            raise OSError("the image ends before this file does")
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

    def _run(self, wanted: int) -> tuple[int, int]:
        """Where the bytes at the position lie, and how many of them lie together."""
        before = 0
        for extent in self._extents:
            inside = self._position - before
            if inside < extent.length:
                return extent.start + inside, min(wanted, extent.length - inside)
            before += extent.length
        return 0, 0
