"""The window to start with (D-049, D-050)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from viewer.model.image import PixelKind
from viewer.model.lut import LARGEST_VALUE, Rescale, VoiFunction, VoiSource, VoiTransform, Window
from viewer.render.modality import modality_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.header import ImageFacts
    from viewer.model.lut import ModalityLut

_PERCENTILES: Final = (1.0, 99.0)
_SAMPLE: Final = 1_000_000  # pixels; percentiles of more change by less than a grey level


def auto_window(
    stored: NDArray[np.generic],
    valid: NDArray[np.bool_] | None,
    lut: ModalityLut,
    *,
    is_uptake: bool = False,
) -> Window | None:
    """A window from the 1st to the 99th percentile of the valid pixels, labelled AUTO.

    Of PET (`is_uptake`) from zero to the highest value, as its readers are used to: a lesion may
    be a few pixels of thousands, and above a percentile it would have no shape.

    `stored` (rows, columns), large images thinned to a grid of about a million pixels. None
    when no pixel is valid. An image of one value gives a window with that value in its middle.
    """
    step = 1 if is_uptake else max(1, int(np.ceil(np.sqrt(stored.size / _SAMPLE))))
    sample = stored[::step, ::step]
    sample = sample[valid[::step, ::step]] if valid is not None else sample.reshape(-1)
    if not sample.size:
        return None
    with np.errstate(over="ignore"):
        values = modality_values(sample.astype(np.float64), lut)
    values = np.clip(values, -LARGEST_VALUE, LARGEST_VALUE)
    if is_uptake and (highest := float(values.max())) > 0:
        return _window(0.0, highest, whole=_gives_integers(stored, lut))
    low, high = (float(value) for value in np.percentile(values, _PERCENTILES))
    if low == high:
        low, high = float(values.min()), float(values.max())
    return _window(low, high, whole=_gives_integers(stored, lut))


def _window(low: float, high: float, *, whole: bool) -> Window:
    """`low` black, `high` white; in the function readers know, if the values are integers."""
    if whole and high > low:
        return Window((low + high + 1) / 2, high - low + 1, source=VoiSource.AUTO)
    width = high - low if high > low else 1.0
    center = low + width / 2 if high > low else low
    return Window(center, width, VoiFunction.LINEAR_EXACT, source=VoiSource.AUTO)


def _gives_integers(stored: NDArray[np.generic], lut: ModalityLut) -> bool:
    if stored.dtype.kind == "f":
        return False
    return not isinstance(lut, Rescale) or all(
        float(number).is_integer() for number in (lut.slope, lut.intercept)
    )


def has_windows(image: ImageFacts) -> bool:
    """Whether windows act on the image; one of 1 bit is always shown 0 to 1 (D-130)."""
    return image.pixels.kind is not PixelKind.INTEGER or image.pixels.bits_stored > 1


def default_voi(
    image: ImageFacts,
    offered: tuple[VoiTransform, ...],
    stored: NDArray[np.generic],
    valid: NDArray[np.bool_] | None,
    lut: ModalityLut,
) -> VoiTransform | None:
    """The file's first choice (D-049), else an automatic window (D-050), None for identity."""
    if not has_windows(image):
        return None
    if offered:
        return offered[0]
    return auto_window(stored, valid, lut, is_uptake=image.pet is not None)
