"""Every object under the places a job copies from, each read by the viewer's own reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from viewer.deid.errors import ExcludedError
from viewer.errors import FileReadError, MediumNotFoundError, NotDicomError, PixelError
from viewer.media import attributes as at
from viewer.media.header import read_dataset
from viewer.media.locate import locate
from viewer.media.parse_pixels import check_pixels
from viewer.media.source import READ_ERRORS, FileEntry
from viewer.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from viewer.media.cancel import CancelToken
    from viewer.media.dataset import RawDataset
    from viewer.media.nested import NestedSource
    from viewer.model.image import ImagePixels
    from viewer.settings import Settings


_UNREADABLE: Final = ("damaged", "it cannot be read from the medium")


@dataclass(frozen=True, slots=True)
class Opened:
    """A DICOM file that is open; `pixels` describes its pixels if it has any."""

    path: str
    raw: RawDataset
    pixels: ImagePixels | None


@dataclass(frozen=True, slots=True)
class NotOpened:
    """A file that is no object: `kind` is "other", "directory" or "damaged"."""

    path: str
    kind: str
    words: str


class GuardedStream:
    """A stream of the source, whose errors are told from those of the place written to.

    Every read looks whether the job was cancelled: one file may take minutes.
    """

    def __init__(self, stream: BinaryIO, cancel: CancelToken) -> None:
        self._stream = stream
        self._cancel = cancel

    def seek(self, offset: int, whence: int = 0) -> int:
        """See io.IOBase; raises ExcludedError."""
        try:
            return self._stream.seek(offset, whence)
        except READ_ERRORS as error:
            raise ExcludedError(*_UNREADABLE) from error

    def tell(self) -> int:
        """See io.IOBase."""
        return self._stream.tell()

    def read(self, count: int = -1) -> bytes:
        """See io.IOBase; raises ExcludedError or CancelledError."""
        self._cancel.check()
        try:
            return self._stream.read(count)
        except READ_ERRORS as error:
            raise ExcludedError(*_UNREADABLE) from error

    def readinto(self, buffer: memoryview) -> int:
        """See io.IOBase; raises ExcludedError or CancelledError."""
        self._cancel.check()
        try:
            return int(self._stream.readinto(buffer))  # type: ignore[attr-defined]
        except READ_ERRORS as error:
            raise ExcludedError(*_UNREADABLE) from error


def objects(
    place: Path, settings: Settings, cancel: CancelToken
) -> Iterator[tuple[Opened | NotOpened, int]]:
    """Each file below `place` in the order of the medium, and about how many there are.

    What is given is open until the next is asked for. Raises CancelledError, and MediumError if
    the place cannot be opened or is gone.
    """
    located = locate(place, settings.archive)
    source = located.source
    try:
        pending = list(source.walk(cancel))[::-1]
        if located.single:
            pending = pending[:1]
        total = len(pending)
        while pending:
            cancel.check()
            entry = pending.pop()
            for found in _read(entry, source, settings):
                if isinstance(found, NotOpened) and found.kind == "other":
                    inside = list(source.expand(found.path, cancel)) if _has_bytes(entry) else []
                    pending.extend(reversed(inside))
                    total += len(inside)
                yield found, total
    finally:
        source.close()


def _has_bytes(entry: FileEntry | Finding) -> bool:
    return isinstance(entry, FileEntry) and entry.size > 0 and not entry.is_link


def _read(
    entry: FileEntry | Finding, source: NestedSource, settings: Settings
) -> Iterator[Opened | NotOpened]:
    if isinstance(entry, Finding):
        yield NotOpened(entry.path, *_UNREADABLE)
        return
    if not _has_bytes(entry):
        yield NotOpened(entry.path, "other", "empty, or a link")
        return
    try:
        stream = source.open(entry.path)
    except MediumNotFoundError:
        raise
    except (*READ_ERRORS, FileReadError):
        yield NotOpened(entry.path, *_UNREADABLE)
        return
    with stream:
        yield _parsed(entry.path, stream, settings)


def _parsed(path: str, stream: BinaryIO, settings: Settings) -> Opened | NotOpened:
    """The object in `stream`, or why there is none that can be copied."""
    try:
        raw = read_dataset(stream, settings=settings.decode)
        if raw.is_directory:
            return NotOpened(path, "directory", "a directory")
        pixels = check_pixels(raw, settings.decode) if raw.pixel_data is not None else None
        stated = raw.integer(at.NUMBER_OF_FRAMES) or 1
    except MediumNotFoundError:
        raise
    except (*READ_ERRORS, FileReadError, PixelError) as error:
        return _not_opened(path, error)
    if pixels is not None and pixels.number_of_frames < stated:
        return NotOpened(path, "damaged", "it holds fewer pictures than it says")
    if raw.cut_off:
        return NotOpened(path, "damaged", "its header is cut off or damaged")
    return Opened(path, raw, pixels)


def _not_opened(path: str, error: Exception) -> NotOpened:
    if isinstance(error, NotDicomError):
        return NotOpened(path, "other", "no DICOM")
    if isinstance(error, PixelError):
        return NotOpened(path, "damaged", "its pixels are not described as they must be")
    return NotOpened(path, "damaged", "its header cannot be read")


def has_drawings(raw: RawDataset) -> bool:
    """True if overlays are in unused bits of the pixels: planes without data of their own."""
    return any((group << 16 | 0x3000) not in raw for group in raw.overlay_groups())


def guarded(stream: BinaryIO, cancel: CancelToken) -> BinaryIO:
    """`stream` with its errors told apart."""
    return cast("BinaryIO", GuardedStream(stream, cancel))  # as much of one as is used
