"""Images at risk as somebody looks at them: stored pixels, bright enough that text is seen (A-051).

A picture here has one value for each stored pixel, never turned, cropped or resampled: a box drawn
on it is a box of stored pixels.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from viewer.deid.look import Look
from viewer.errors import FileReadError, MediumError, PixelError
from viewer.media.decoders.base import DecodeRequest
from viewer.media.header import read_dataset
from viewer.media.locate import locate
from viewer.media.palettes import palette
from viewer.media.parse_pixels import check_pixels
from viewer.media.read import index_frames
from viewer.media.source import READ_ERRORS
from viewer.render.palette import palette_rgb

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from numpy.typing import NDArray

    from viewer.deid.risk import Picture
    from viewer.media.decoders.base import DecodedFrame
    from viewer.model.image import ImagePixels
    from viewer.model.lut import Palette
    from viewer.settings import Settings

    Decode = Callable[[DecodeRequest], DecodedFrame]

_EDGES: Final = (0.1, 99.9)  # percent; a few odd pixels do not make the rest black
_LIFT: Final = 1000.0  # a thousandth of the brightest is lifted to a tenth


class OpenPicture:
    """One image, open: its frames one by one, as (rows, columns[, 3]) of 8 bits."""

    def __init__(self, picture: Picture, decode: Decode, settings: Settings) -> None:
        """Open it; raises FileReadError, MediumError or PixelError."""
        self._decode = decode
        self._on_exit = ExitStack()
        try:
            self._open(picture, settings)
        except (*READ_ERRORS, ValueError) as error:
            self.close()
            raise FileReadError(f"it cannot be read ({type(error).__name__})") from error
        except (FileReadError, MediumError, PixelError):
            self.close()
            raise

    def _open(self, picture: Picture, settings: Settings) -> None:
        source = locate(picture.place, settings.archive).source
        self._on_exit.callback(source.close)
        stream = self._on_exit.enter_context(source.open(picture.path))
        raw = read_dataset(stream, settings=settings.decode)
        self.pixels: ImagePixels = check_pixels(raw, settings.decode)
        self._palette: Palette | None = palette(raw, self.pixels)
        self._stream = raw.stream
        assert raw.pixel_data is not None  # `check_pixels` raises without
        self._index = index_frames(self._stream, raw.pixel_data, self.pixels)

    def close(self) -> None:
        """Let go of the file."""
        self._on_exit.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def frame(self, number: int, look: Look = Look.NORMAL) -> NDArray[np.uint8]:
        """Frame `number`, counted from 0; raises FileReadError or PixelError."""
        try:
            encoded = self._index.read(self._stream, number)
        except READ_ERRORS as error:
            raise FileReadError(f"it cannot be read ({type(error).__name__})") from error
        request = DecodeRequest(
            self.pixels,
            encoded.data,
            bit_offset=encoded.bit_offset,
            truncated=encoded.truncated,
            frame_index=number,
        )
        return seen(self._decode(request).array, self.pixels, self._palette, look)


def seen(
    stored: NDArray[np.generic],
    pixels: ImagePixels,
    colours: Palette | None = None,
    look: Look = Look.NORMAL,
) -> NDArray[np.uint8]:
    """Stored values (rows, columns[, 3]) as brightness of 8 bits, all that is there visible."""
    if stored.ndim == 3:
        full = (1 << pixels.bits_stored) - 1
        return _eight_bits(
            np.minimum(stored.astype(np.float32) / np.float32(full), np.float32(1)), look
        )
    if colours is not None and not colours.supplemental:
        rgb = palette_rgb(stored.astype(np.float64), colours).astype(np.float32)
        return _eight_bits(rgb / np.float32(255), look)
    brightness = _stretched(stored, look)
    if pixels.photometric_interpretation == "MONOCHROME1":
        brightness = 1 - brightness
    return _eight_bits(brightness, look)


def _stretched(values: NDArray[np.generic], look: Look) -> NDArray[np.float32]:
    """Grey values from 0, the darkest there are, to 1."""
    numbers: NDArray[np.float32] = np.nan_to_num(values.astype(np.float32), posinf=0.0, neginf=0.0)
    low, high = np.float32(numbers.min()), np.float32(numbers.max())
    if look is Look.NORMAL:
        inner = np.percentile(numbers, _EDGES)
        if inner[0] < inner[1]:  # else little is not of one value: text on nothing
            low, high = inner.astype(np.float32)
    if not low < high:
        return np.zeros_like(numbers)
    stretched: NDArray[np.float32] = np.clip((numbers - low) / (high - low), 0, 1)
    return stretched


def _eight_bits(brightness: NDArray[np.float32], look: Look) -> NDArray[np.uint8]:
    if look is Look.DARK:
        brightness = _lifted(brightness)
    elif look is Look.BRIGHT:
        brightness = 1 - _lifted(1 - brightness)
    grey: NDArray[np.uint8] = np.rint(brightness * 255).astype(np.uint8)
    return grey


def _lifted(brightness: NDArray[np.float32]) -> NDArray[np.float32]:
    lifted: NDArray[np.float32] = np.log1p(brightness * _LIFT) / np.log1p(_LIFT)
    return lifted
