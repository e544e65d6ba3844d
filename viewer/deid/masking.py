"""Black boxes in the stored pixels themselves (A-052); nothing outside them is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.deid.errors import ExcludedError
from viewer.media.palettes import palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from viewer.deid.boxes import Box
    from viewer.media.dataset import RawDataset
    from viewer.model.image import ImagePixels

_WORDS: Final = {1: "u1", 8: "u1", 16: "<u2", 32: "<u4", 64: "<u8"}
YBR_422: Final = frozenset({"YBR_FULL_422", "YBR_PARTIAL_422"})


def check_boxes(pixels: ImagePixels, boxes: Sequence[Box]) -> None:
    """Raise ExcludedError for a box that lies outside: it was meant for another image."""
    if any(box.left >= pixels.columns or box.top >= pixels.rows for box in boxes):
        raise ExcludedError("mask", "a box to be blacked out lies outside the image")


def darkest_value(raw: RawDataset, pixels: ImagePixels | None) -> int | None:
    """The word that the palette of an image shows darkest; None where no palette decides."""
    if pixels is None or pixels.photometric_interpretation != "PALETTE COLOR":
        return None
    colours = palette(raw, pixels)
    if colours is None:
        return None
    value = colours.first_mapped + int(colours.rgb.sum(axis=1, dtype="i8").argmin())
    lowest = -(1 << pixels.bits_stored - 1) if pixels.signed else 0
    if not lowest <= value < lowest + (1 << pixels.bits_stored):
        return None
    return value & (1 << pixels.bits_allocated) - 1


def blacken(
    data: NDArray[np.uint8],
    pixels: ImagePixels,
    boxes: Sequence[Box],
    darkest: int | None = None,
) -> None:
    """Make `boxes` black in one plain frame (`frames.plain_frames`), in place.

    `darkest` is the word to be used in place of the one that is darkest by itself.
    """
    for number, plane in enumerate(planes_of(data, pixels)):
        black = _black(pixels, number) if darkest is None else darkest
        for box in boxes:
            step = 2 if plane.shape[1] * 2 == pixels.columns else 1
            rows = slice(box.top, box.bottom + 1)
            plane[rows, box.left // step : box.right // step + 1] = black


def planes_of(data: NDArray[np.uint8], pixels: ImagePixels) -> list[NDArray[np.generic]]:
    """Views of the samples as (rows, columns) each; of 4:2:2 chroma half the columns."""
    rows, columns, samples = pixels.rows, pixels.columns, pixels.samples_per_pixel
    values = data.view(_WORDS[pixels.bits_allocated])
    if pixels.photometric_interpretation in YBR_422:
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
