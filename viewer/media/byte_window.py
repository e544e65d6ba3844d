"""Reads a stream in pieces that only grow where a header is really being read."""

from typing import BinaryIO

FIRST_READ = 8192  # holds the header of most single-frame images (decoders.md, 2.2)
_LARGEST_READ = 256 * 1024
_LARGEST_WINDOW = 32 * 1024 * 1024
_JUMP = 64 * 1024  # bytes not worth reading just to keep the window in one piece
_KEPT_WINDOWS = 16


class ByteWindow:
    """A view of one contiguous part of a stream; earlier parts are kept for values read later.

    `size` is the length of the stream, or an upper limit for it: short reads tell the end.
    """

    __slots__ = ("_kept", "base", "buffer", "size", "stream")

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.stream = stream
        self.size = size
        self.base = 0
        self.buffer = b""
        self._kept: list[tuple[int, bytes]] = []
        self.load(0, FIRST_READ)

    def load(self, offset: int, count: int) -> None:
        """Make the window cover `count` bytes from `offset`, fewer at the end of the stream."""
        filled = self.base + len(self.buffer)
        if self.base <= offset and offset + count <= filled:
            return
        if not self._grows_to(offset, filled):
            self._keep()
            for base, buffer in self._kept:
                if base <= offset and offset + count <= base + len(buffer):
                    self.base, self.buffer = base, buffer
                    return
            self.base, self.buffer, filled = offset, b"", offset
        missing = max(
            offset + count - filled, min(max(FIRST_READ, len(self.buffer)), _LARGEST_READ)
        )
        missing = min(missing, self.size - filled)
        if missing > 0:
            self.stream.seek(filled)
            self.buffer += self.stream.read(missing)

    def add(self, base: int, buffer: bytes) -> None:
        """Let `buffer` be read at `base` as well, behind the end of the stream."""
        self._kept.insert(0, (base, buffer))

    def get(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`; fewer when the stream ends before."""
        start = offset - self.base
        if start >= 0 and start + count <= len(self.buffer):
            return self.buffer[start : start + count]
        for base, buffer in self._kept:
            if base <= offset and offset + count <= base + len(buffer):
                return buffer[offset - base : offset - base + count]
        count = min(count, self.size - offset)
        if count <= 0:
            return b""
        self.stream.seek(offset)
        return self.stream.read(count)

    def peek(self, offset: int, count: int) -> bytes:
        """As `get`, for the place where parsing goes on: moves the window there."""
        self.load(offset, count)
        start = offset - self.base
        return self.buffer[start : start + count]

    def _grows_to(self, offset: int, filled: int) -> bool:
        return self.base <= offset <= filled + _JUMP and len(self.buffer) < _LARGEST_WINDOW

    def _keep(self) -> None:
        if self.buffer and len(self._kept) < _KEPT_WINDOWS:
            self._kept.append((self.base, self.buffer))
