"""The bytes of single frames, by FrameKey; decoding them is another matter."""

from collections import OrderedDict
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from viewer.errors import FileReadError, NoPixelsError
from viewer.media.header_reader import HeaderReader
from viewer.media.nested import NestedSource
from viewer.media.source import READ_ERRORS
from viewer.model.header import ImageFacts
from viewer.model.image import FrameKey
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from viewer.media.dataset import RawDataset
    from viewer.media.elements import PixelElement
    from viewer.media.frame_bytes import EncodedFrame
    from viewer.media.read import FrameIndex

_KEPT = 4  # files; scrolling back and forth stays within one or two


@dataclass(slots=True)
class _Pixels:
    index: "FrameIndex"
    # Kept only where opening again means unpacking again; open files block the eject button.
    stream: BinaryIO | None = None
    opened: ExitStack = field(default_factory=ExitStack)


class FrameReader:
    """Reads frames with the priority of somebody waiting; remembers where frames start."""

    def __init__(
        self, source: NestedSource, reader: HeaderReader, settings: DecodeSettings
    ) -> None:
        self._source = source
        self._reader = reader
        self._settings = settings
        self._kept: OrderedDict[str, _Pixels] = OrderedDict()

    def read(self, key: FrameKey, *, urgent: bool = True) -> "EncodedFrame":
        """The frame as stored.

        Raises NoPixelsError, TruncatedPixelsError, IndexError or FileReadError.
        """
        path = key.file.path
        header = self._reader.read(path, urgent=urgent)
        if header.image is None:
            raise NoPixelsError(header.image_problem or "the object has no pixels")
        with self._reader.gate.turn(urgent=urgent):
            try:
                return self._read(path, key.frame_index, header.image)
            except READ_ERRORS as error:
                self._forget(path)
                raise FileReadError(f"cannot be read: {type(error).__name__}") from error

    def close(self) -> None:
        """Close what is kept open."""
        while self._kept:
            self._forget(next(iter(self._kept)))

    def _read(self, path: str, frame_index: int, image: ImageFacts) -> "EncodedFrame":
        kept = self._kept.get(path)
        if kept is not None:
            self._kept.move_to_end(path)
            if kept.stream is not None:
                return kept.index.read(kept.stream, frame_index)
            with self._source.open(path) as stream:
                return kept.index.read(stream, frame_index)
        return self._open(path, image, frame_index)

    def _open(self, path: str, image: ImageFacts, frame_index: int) -> "EncodedFrame":
        from viewer.media.header import read_dataset  # noqa: PLC0415 - after the first paint
        from viewer.media.read import index_frames  # noqa: PLC0415 - after the first paint

        with ExitStack() as closing:
            stream = closing.enter_context(self._source.open(path))
            raw = read_dataset(stream, settings=self._settings)
            index = index_frames(raw.stream, _pixel_element(raw), image.pixels)
            frame = index.read(raw.stream, frame_index)
            pixels = _Pixels(index)
            if raw.stream is not stream or self._source.is_archived(path):
                pixels = _Pixels(index, raw.stream, closing.pop_all())
        self._keep(path, pixels)
        return frame

    def _keep(self, path: str, pixels: _Pixels) -> None:
        self._kept[path] = pixels
        while len(self._kept) > _KEPT:
            self._forget(next(iter(self._kept)))

    def _forget(self, path: str) -> None:
        pixels = self._kept.pop(path, None)
        if pixels is not None:
            pixels.opened.close()


def _pixel_element(raw: "RawDataset") -> "PixelElement":
    if raw.pixel_data is None:
        raise NoPixelsError("the file has no pixel data")
    return raw.pixel_data
