"""Films as MP4 with OpenCV, an optional part of Lightbox (the extra `video`).

MPEG-4 Part 2: of what the library can write it is the one that is quick; H.264 is not in it, and
VP9 takes seconds for a picture. Players show it, browsers do not.
"""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import os
import struct
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viewer.deid.errors import LeakError, OutputError
from viewer.limits import FILM_PICTURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from numpy.typing import NDArray

MISSING: Final = "films need the optional part `video` (pip install lightbox-viewer[video])"
_CODEC: Final = "mp4v"
_FASTEST: Final = 60.0  # pictures a second for films whose frames stay differently long
_SLOWEST: Final = 1.0
_QUIET: Final = {"OPENCV_LOG_LEVEL": "SILENT", "OPENCV_FFMPEG_LOGLEVEL": "-8"}
_BOXES: Final = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts"})
_KNOWN: Final = _BOXES | {
    *(b"ftyp", b"free", b"mdat", b"mvhd", b"tkhd", b"elst", b"mdhd", b"hdlr", b"vmhd", b"dref"),
    *(b"stsd", b"stts", b"stss", b"ctts", b"stsc", b"stsz", b"stco", b"co64", b"iods", b"sdtp"),
}
_TELLING: Final = frozenset({b"udta", b"meta", b"uuid"})


def can_write_films() -> bool:
    """Whether the optional part is there."""
    return importlib.util.find_spec("cv2") is not None


def write_film(
    path: Path,
    frames: Iterable[NDArray[np.uint8]],
    size: tuple[int, int],
    durations_ms: Sequence[float],
) -> None:
    """Write a new film of RGB frames, all (rows, columns) = `size`, and look at what was written.

    Each frame stays as long as `durations_ms` says; sides become even, as the codec wants.
    Raises OutputError, LeakError if the file is not just the film, and what `frames` raises.
    """
    rate, repeats = _timing(durations_ms)
    rows, columns = (side + side % 2 for side in size)
    cv2 = _opencv()
    code = cv2.VideoWriter_fourcc(*_CODEC)
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, code, rate, (columns, rows))
    try:
        if not writer.isOpened():
            raise OutputError("the film cannot be written")
        for frame, times in zip(frames, repeats, strict=True):
            picture = np.zeros((rows, columns, 3), np.uint8)
            picture[: size[0], : size[1]] = frame[:, :, ::-1]  # OpenCV takes BGR
            for _ in range(times):
                writer.write(picture)
    finally:
        writer.release()
    silence_film(path)
    _check(path, (rows, columns), sum(repeats))


def _timing(durations_ms: Sequence[float]) -> tuple[float, list[int]]:
    """Pictures a second, and how many of them each frame is shown for.

    A film has one rate: frames that stay differently long are repeated on a finer one.
    """
    count, total = len(durations_ms), sum(durations_ms)
    mean_rate = 1000 * count / total
    is_even = max(durations_ms) - min(durations_ms) < 0.01 * total / count
    if is_even and mean_rate >= _SLOWEST:
        return mean_rate, [1] * count
    rate = min(_FASTEST, max(1000 / min(durations_ms), 10.0))
    ends = [round(moment * rate / 1000) for moment in itertools.accumulate(durations_ms)]
    repeats = [max(1, end - start) for start, end in itertools.pairwise([0, *ends])]
    if sum(repeats) > FILM_PICTURES:
        return max(mean_rate, _SLOWEST), [1] * count
    return rate, repeats


def silence_film(path: Path) -> None:
    """Overwrite what the library says about itself, lengths unchanged; raises OSError."""
    with path.open("rb+") as stream:
        for name, start, length in list(_walk(stream, 0, path.stat().st_size)):
            if name in _TELLING:
                stream.seek(start + 4)
                stream.write(b"free" + bytes(length - 8))


def is_bare_film(path: Path) -> bool:
    """Whether the file has no boxes but those of a film, and those say nothing of its making."""
    with path.open("rb") as stream:
        found = list(_walk(stream, 0, path.stat().st_size))
        return bool(found) and all(
            name in _KNOWN and not (name == b"free" and any(_content(stream, start, length)))
            for name, start, length in found
        )


def _content(stream: BinaryIO, start: int, length: int) -> bytes:
    stream.seek(start + 8)
    return stream.read(length - 8)


def _walk(stream: BinaryIO, position: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Every box, with its place and length; those that hold others first."""
    while position + 8 <= end:
        stream.seek(position)
        head = stream.read(16)
        length, name = struct.unpack_from(">I4s", head)
        size = 8
        if length == 1:
            (length,), size = struct.unpack_from(">Q", head, 8), 16
        if length == 0:
            length = end - position
        if length < size or position + length > end:
            yield b"", position, end - position
            return
        yield name, position, length
        if name in _BOXES:
            yield from _walk(stream, position + size, position + length)
        position += length


def _check(path: Path, size: tuple[int, int], count: int) -> None:
    """Read the film back: all of its frames, of this size, and nothing else."""
    cv2 = _opencv()
    found = 0
    with path.open("rb") as stream:
        # Never `release`: it lets go of the stream without Python's lock, and crashes.
        capture: Any = cv2.VideoCapture(stream, cv2.CAP_FFMPEG, [])
        while True:
            is_there, picture = capture.read()
            if not is_there:
                break
            found += picture.shape[:2] == size
        del capture
    if found != count:  # a full disk is told to nobody by the library
        raise OutputError("the film could not be written whole")
    if not is_bare_film(path):
        raise LeakError(("a film is not just its frames",))


def _opencv() -> Any:  # noqa: ANN401  an optional library has no types here
    os.environ.update(_QUIET)
    try:
        return importlib.import_module("cv2")
    except ImportError as error:
        raise OutputError(MISSING) from error
