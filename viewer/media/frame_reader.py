"""The bytes of single frames, by FrameKey; decoding them is another matter."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, TypeVar

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

_Result = TypeVar("_Result")
_KEPT = 4  # files; scrolling back and forth stays within one or two


@dataclass(slots=True)
class _Pixels:
    index: "FrameIndex"
    element: "PixelElement"
    # Kept only where opening again means unpacking again; open files block the eject button.
    stream: BinaryIO | None = None
    file: BinaryIO | None = None  # that `stream` is made of
    video: "EncodedFrame | None" = None

    def close(self) -> None:
        """Close what is kept open."""
        for stream in (self.stream, self.file):
            if stream is not None:
                stream.close()


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

        def one_frame(pixels: _Pixels, stream: BinaryIO) -> "EncodedFrame":
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

        return self._with_pixels(key.file.path, image, one_frame, urgent=urgent)

    def count(self, file: FileKey) -> int:
        """How many frames are there at least in part; of a video as many as it states."""
        image = self._image(file, urgent=True)
        there = self._with_pixels(file.path, image, lambda pixels, _: pixels.index.count)
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

    def _with_pixels(
        self,
        path: str,
        image: ImageFacts,
        job: Callable[[_Pixels, BinaryIO], _Result],
        *,
        urgent: bool = True,
    ) -> _Result:
        """What `job` makes of the frames of a file, and of the stream they count in."""
        with self._reader.gate.turn(urgent=urgent):
            try:
                kept = self._kept.get(path)
                if kept is not None and kept.stream is not None:
                    self._kept.move_to_end(path)
                    return job(kept, kept.stream)
                stream = self._source.open(path)
                pixels = None
                try:
                    pixels = self._indexed(path, stream, image)
                    return job(pixels, pixels.stream or stream)
                finally:
                    if pixels is None or pixels.stream is None:
                        stream.close()
            except READ_ERRORS as error:
                self._forget(path)
                raise FileReadError(f"cannot be read: {type(error).__name__}") from error

    def _indexed(self, path: str, stream: BinaryIO, image: ImageFacts) -> _Pixels:
        """Where the frames are: known from the header's first reading, unless the file changed."""
        from viewer.media.header import read_dataset  # noqa: PLC0415 - after the first paint
        from viewer.media.read import index_frames  # noqa: PLC0415 - after the first paint

        element = self._reader.pixels(path, stream)
        kept = self._kept.get(path)
        if kept is not None and kept.element is element:
            self._kept.move_to_end(path)
            return kept
        if element is not None:
            pixels = _Pixels(index_frames(stream, element, image.pixels), element)
        else:
            raw = read_dataset(stream, settings=self._settings)
            element = _pixel_element(raw)
            self._reader.keep_pixels(path, stream, raw)
            pixels = _Pixels(index_frames(raw.stream, element, image.pixels), element)
            if raw.stream is not stream or self._source.is_archived(path):
                pixels.stream, pixels.file = raw.stream, stream
        self._keep(path, pixels)
        return pixels

    def _keep(self, path: str, pixels: _Pixels) -> None:
        self._kept[path] = pixels
        while len(self._kept) > _KEPT:
            self._forget(next(iter(self._kept)))

    def _forget(self, path: str) -> None:
        pixels = self._kept.pop(path, None)
        if pixels is not None:
            pixels.close()


def _pixel_element(raw: "RawDataset") -> "PixelElement":
    if raw.pixel_data is None:
        raise NoPixelsError("the file has no pixel data")
    return raw.pixel_data
