"""The bytes of one frame as they are stored, before any decoder."""

from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class EncodedFrame:
    """One frame's bytes: a codestream, or native samples that start `bit_offset` bits in.

    With `truncated` the file ends before the frame does (D-015).
    """

    data: bytes
    bit_offset: int = 0  # 0..7, least significant bit first; only of 1-bit images (D-130)
    truncated: bool = False
    notices: tuple[str, ...] = ()  # what is odd about the pixel data as a whole (D-015, D-016)


def bytes_at(stream: BinaryIO, offset: int, count: int) -> bytes:
    """Up to `count` bytes from `offset` of a seekable stream."""
    stream.seek(offset)
    return stream.read(count)
