"""The bytes of single frames, by FrameKey; decoding them is another matter."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO

from viewer.errors import FileReadError, NoPixelsError, TruncatedPixelsError
from viewer.media.header_reader import HeaderReader
from viewer.media.nested import NestedSource
from viewer.media.source import READ_ERRORS
from viewer.media.transfer_syntax import VIDEO
from viewer.model.header import ImageFacts
from viewer.model.image import FileKey, FrameKey
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
    video: "EncodedFrame | None" = None


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

        Of a video that is the whole stream, the same object for every frame. Raises
        NoPixelsError, TruncatedPixelsError or FileReadError.
        """
        image = self._image(key.file, urgent=urgent)
        is_video = image.pixels.transfer_syntax_uid in VIDEO
        path = key.file.path
        with self._turn(path, urgent=urgent), self._opened(path, image) as (pixels, stream):
            if pixels.video is not None:
                return pixels.video
            count = pixels.index.count
            if not (is_video and count) and key.frame_index >= count:
                raise TruncatedPixelsError(f"the file holds only {count} frames")
            frame = pixels.index.read(stream, 0 if is_video else key.frame_index)
            if pixels.index.notices:
                frame = replace(frame, notices=pixels.index.notices)
            if is_video:
                pixels.video = frame
            return frame

    def count(self, file: FileKey) -> int:
        """How many frames are there at least in part; of a video as many as it states."""
        image = self._image(file, urgent=True)
        path = file.path
        with self._turn(path, urgent=True), self._opened(path, image) as (pixels, _):
            there = pixels.index.count
        if image.pixels.transfer_syntax_uid in VIDEO and there:
            return image.pixels.number_of_frames
        return there

    def close(self) -> None:
        """Close what is kept open."""
        while self._kept:
            self._forget(next(iter(self._kept)))

    def _image(self, file: FileKey, *, urgent: bool) -> ImageFacts:
        header = self._reader.read(file.path, urgent=urgent)
        if header.image is None:
            raise NoPixelsError(header.image_problem or "the object has no pixels")
        return header.image

    @contextmanager
    def _turn(self, path: str, *, urgent: bool) -> Iterator[None]:
        with self._reader.gate.turn(urgent=urgent):
            try:
                yield
            except READ_ERRORS as error:
                self._forget(path)
                raise FileReadError(f"cannot be read: {type(error).__name__}") from error

    @contextmanager
    def _opened(self, path: str, image: ImageFacts) -> Iterator[tuple[_Pixels, BinaryIO]]:
        """Where the frames of a file are, and the stream they count in."""
        from viewer.media.header import read_dataset  # noqa: PLC0415 - after the first paint
        from viewer.media.read import index_frames  # noqa: PLC0415 - after the first paint

        kept = self._kept.get(path)
        with ExitStack() as closing:
            if kept is not None:
                self._kept.move_to_end(path)
                yield kept, kept.stream or closing.enter_context(self._source.open(path))
                return
            stream = closing.enter_context(self._source.open(path))
            raw = read_dataset(stream, settings=self._settings)
            pixels = _Pixels(index_frames(raw.stream, _pixel_element(raw), image.pixels))
            if raw.stream is not stream or self._source.is_archived(path):
                pixels.stream, pixels.opened = raw.stream, closing.pop_all()
            self._keep(path, pixels)
            yield pixels, raw.stream

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
