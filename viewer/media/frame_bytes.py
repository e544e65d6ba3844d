"""The bytes of one frame as they are stored, before any decoder."""

from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class EncodedFrame:
    """One frame's bytes: a codestream, or native samples that start `bit_offset` bits in.

    With `truncated` the file ends before the frame does (D-015).
    """

    data: bytes | memoryview
    bit_offset: int = 0  # 0..7, least significant bit first; only of 1-bit images (D-130)
    truncated: bool = False
    notices: tuple[str, ...] = ()  # what is odd about the pixel data as a whole (D-015, D-016)


def memory_at(stream: BinaryIO, offset: int, count: int) -> memoryview:
    """As `bytes_at`, in memory that belongs to whoever asks and may be changed."""
    import numpy as np  # noqa: PLC0415  not before there is a picture to show

    memory = np.empty(count, np.uint8).data  # not set to zero first
    stream.seek(offset)
    done = 0
    while got := stream.readinto(memory[done:]):  # type: ignore[attr-defined]
        done += got
    return memory[:done]


def bytes_at(stream: BinaryIO, offset: int, count: int) -> bytes:
    """Up to `count` bytes from `offset` of a seekable stream."""
    stream.seek(offset)
    return stream.read(count)
