"""A deflated data set as a stream, inflated as far as it is read and no further."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

from viewer.errors import HeaderError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 64 * 1024


class InflatingReader(io.RawIOBase):
    """The bytes of a raw deflate stream (PS3.5 A.5) that begins at `start` of `stream`.

    Going back starts over; nothing is kept, so the memory does not depend on the content.
    Reading raises HeaderError beyond `limit` bytes or when the stream is corrupt. A stream
    that merely ends early reads as if it ended there; `truncated` says so.
    """

    def __init__(self, stream: BinaryIO, start: int, limit: int) -> None:
        super().__init__()
        self._stream = stream
        self._start = start
        self._limit = limit
        self.truncated = False
        self._restart()

    def _restart(self) -> None:
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        self._source = self._start
        self._position = 0

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
            self._restart()
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
                if not pending:
                    self.truncated = True
                    return b""
            try:
                data = self._inflater.decompress(pending, count)
            except zlib.error as error:
                if self._position == 0:
                    raise HeaderError("the deflated data set is corrupt") from error
                self.truncated = True
                return b""
        self._position += len(data)
        if self._position > self._limit:
            raise HeaderError(f"the data set inflates to more than {self._limit} bytes")
        return data


def inflated(stream: BinaryIO, start: int, limit: int) -> BinaryIO:
    """A buffered, seekable view of the data set deflated from `start` on."""
    return io.BufferedReader(InflatingReader(stream, start, limit))
