"""A deflated data set as a stream, inflated as far as it is read and no further."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

from viewer.errors import HeaderError
from viewer.settings import MIB

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 64 * 1024
_BETWEEN_MARKS = 2 * MIB


class InflatingReader(io.RawIOBase):
    """The bytes of a raw deflate stream (PS3.5 A.5) that begins at `start` of `stream`.

    Going back starts at the last of the marks set on the way, a few tens of KiB each: the
    content is never kept, and no file can make every value cost a pass from the start.
    Reading raises HeaderError beyond `limit` bytes or when the stream is corrupt. A stream
    that merely ends early reads as if it ended there; `truncated` says so.
    """

    def __init__(self, stream: BinaryIO, start: int, limit: int) -> None:
        super().__init__()
        self._stream = stream
        self._limit = limit
        self.truncated = False
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        self._source = start
        self._position = 0
        # Position, place in the source, state: where inflating can go on.
        self._marks = [(0, start, self._inflater.copy())]

    def _go_back(self, offset: int) -> None:
        self._position, self._source, state = max(
            (mark for mark in self._marks if mark[0] <= offset), key=lambda mark: mark[0]
        )
        self._inflater = state.copy()

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always, at a price."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to `offset` from the start or from here; the end is not known."""
        if whence == io.SEEK_CUR:
            offset += self._position
        elif whence != io.SEEK_SET:
            raise io.UnsupportedOperation("the inflated size is not known")
        if offset < self._position:
            self._go_back(max(0, offset))
        while self._position < offset and self._inflate(min(_CHUNK, offset - self._position)):
            pass
        return self._position

    def tell(self) -> int:
        """The position in the inflated bytes."""
        return self._position

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Inflate at most one chunk into `buffer`."""
        view = memoryview(buffer).cast("B")
        data = self._inflate(min(len(view), _CHUNK))
        view[: len(data)] = data
        return len(data)

    def _inflate(self, count: int) -> bytes:
        """Up to `count` further bytes, none at the end."""
        data = b""
        while not data and count and not self._inflater.eof:
            pending = self._inflater.unconsumed_tail
            if not pending:
                self._stream.seek(self._source)
                pending = self._stream.read(_CHUNK)
                self._source += len(pending)
            try:
                # Without further input too: what came in may not all have come out yet.
                data = self._inflater.decompress(pending, count)
            except zlib.error as error:
                if self._position == 0:
                    raise HeaderError("the deflated data set is corrupt") from error
                self.truncated = True
                return b""
            if not data and not pending and not self._inflater.eof:
                self.truncated = True
                return b""
        self._position += len(data)
        if self._position > self._limit:
            raise HeaderError(f"the data set inflates to more than {self._limit} bytes")
        if self._position >= self._marks[-1][0] + _BETWEEN_MARKS:
            self._marks.append((self._position, self._source, self._inflater.copy()))
        return data


def inflated(stream: BinaryIO, start: int, limit: int) -> BinaryIO:
    """A buffered, seekable view of the data set deflated from `start` on."""
    return io.BufferedReader(InflatingReader(stream, start, limit))
