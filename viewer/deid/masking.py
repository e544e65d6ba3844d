"""Black boxes in the stored pixels themselves, in every frame (A-052).

Native pixels are changed where they lie and stay what they are elsewhere, byte for byte. Compressed
ones are decoded and written uncompressed: lossless ones keep every other value, lossy ones are not
compressed a second time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from viewer.deid.errors import ExcludedError
from viewer.media.decoders.base import DecodeRequest
from viewer.media.read import index_frames
from viewer.media.transfer_syntax import is_encapsulated
from viewer.model.image import PixelKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from viewer.deid.boxes import Box
    from viewer.media.decoders.pool import DecoderPool
    from viewer.media.elements import PixelElement
    from viewer.model.image import ImagePixels

_WORDS: Final = {8: "u1", 16: "u2", 32: "u4", 64: "u8"}
_EXPLICIT_BIG: Final = "1.2.840.10008.1.2.2"
EXPLICIT_LITTLE: Final = "1.2.840.10008.1.2.1"


def masked_description(pixels: ImagePixels) -> ImagePixels:
    """What the image is after masking: compressed ones become native, colour of them RGB."""
    if not is_encapsulated(pixels.transfer_syntax_uid):
        return pixels
    colour = pixels.samples_per_pixel > 1
    return replace(
        pixels,
        transfer_syntax_uid=EXPLICIT_LITTLE,
        photometric_interpretation="RGB" if colour else pixels.photometric_interpretation,
        planar_configuration=0,
    )


def masked_frames(
    stream: BinaryIO,
    element: PixelElement,
    pixels: ImagePixels,
    boxes: Sequence[Box],
    pool: DecoderPool,
) -> Iterator[bytes]:
    """The frames with their boxes black, one after the other, as `masked_description` says.

    Raises ExcludedError for pixels that cannot be masked, PixelError for damage.
    """
    is_plain = pixels.kind is PixelKind.INTEGER and pixels.bits_allocated in _WORDS
    if not is_plain or pixels.transfer_syntax_uid == _EXPLICIT_BIG:  # retired; bytes may be turned
        raise ExcludedError("mask", "pixels of this kind cannot be masked")
    if any(box.left >= pixels.columns or box.top >= pixels.rows for box in boxes):
        raise ExcludedError("mask", "a box to be blacked out lies outside the image")
    index = index_frames(stream, element, pixels)
    if index.count < pixels.number_of_frames:
        raise ExcludedError("damaged", "the pixel data ends early")
    for number in range(pixels.number_of_frames):
        encoded = index.read(stream, number)
        if encoded.truncated:
            raise ExcludedError("damaged", "the pixel data ends early")
        if is_encapsulated(pixels.transfer_syntax_uid):
            request = DecodeRequest(pixels, encoded.data, frame_index=number)
            array = np.array(pool.decode(request).array)
            yield _blackened(_stored(array, pixels), masked_description(pixels), boxes)
        else:
            yield _blackened(np.frombuffer(bytearray(encoded.data), np.uint8), pixels, boxes)


def _stored(array: NDArray[np.generic], pixels: ImagePixels) -> NDArray[np.uint8]:
    """Decoded values as bytes of the words they are stored in."""
    word = np.dtype(("<i" if pixels.signed else "<u") + str(pixels.bits_allocated // 8))
    return np.frombuffer(bytearray(np.ascontiguousarray(array).astype(word).tobytes()), np.uint8)


def _blackened(data: NDArray[np.uint8], pixels: ImagePixels, boxes: Sequence[Box]) -> bytes:
    planes = _planes(data, pixels)
    for number, plane in enumerate(planes):
        black = _black(pixels, number)
        for box in boxes:
            step = 2 if plane.shape[1] * 2 == pixels.columns else 1
            rows = slice(box.top, box.bottom + 1)
            plane[rows, box.left // step : box.right // step + 1] = black
    return data.tobytes()


def _planes(data: NDArray[np.uint8], pixels: ImagePixels) -> list[NDArray[np.generic]]:
    """Views of the samples as (rows, columns) each; of 4:2:2 chroma half the columns."""
    rows, columns, samples = pixels.rows, pixels.columns, pixels.samples_per_pixel
    word = _WORDS[pixels.bits_allocated]
    values = data.view(word)
    if pixels.photometric_interpretation in {"YBR_FULL_422", "YBR_PARTIAL_422"}:
        # Two pixels are two luma samples and one of each chroma, in this order.
        pairs = values[: rows * columns * 2].reshape(rows, columns // 2, 4)
        return [pairs[:, :, 0], pairs[:, :, 1], pairs[:, :, 2], pairs[:, :, 3]]
    values = values[: rows * columns * samples]
    if samples == 1:
        return [values.reshape(rows, columns)]
    if pixels.planar_configuration:
        return list(values.reshape(samples, rows, columns))
    whole = values.reshape(rows, columns, samples)
    return [whole[:, :, sample] for sample in range(samples)]


def _black(pixels: ImagePixels, plane: int) -> int:
    """The stored value that is darkest, in the words of the file."""
    kind = pixels.photometric_interpretation
    if kind.startswith("YBR"):
        first_chroma = 2 if kind.endswith("422") else 1
        return 1 << pixels.bits_stored - 1 if plane >= first_chroma else 0
    full = (1 << pixels.bits_stored) - 1
    shift = pixels.high_bit + 1 - pixels.bits_stored
    if pixels.signed:
        half = 1 << pixels.bits_stored - 1
        lowest = half if kind != "MONOCHROME1" else half - 1
        extended = lowest | (~full & (1 << pixels.bits_allocated) - 1 if lowest == half else 0)
        return extended if shift <= 0 else lowest << shift
    return (full if kind == "MONOCHROME1" else 0) << max(shift, 0)
