"""Contrast frames minus their mask (D-003, D-124, D-125)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from viewer.model.lut import VoiFunction, VoiSource, Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

THOUSANDTHS: Final = 1000.0  # steps of one unit of the natural logarithm
_LARGEST: Final = 32767
_PERCENTILE: Final = 99.5
_NARROWEST: Final = 2.0


def subtracted(
    contrast: Sequence[NDArray[np.generic]],
    masks: Sequence[NDArray[np.generic]],
    shift: tuple[float, float],
    *,
    darkest: float | None = None,
) -> NDArray[np.int16]:
    """The mean of `contrast` minus the moved mean of `masks`, all of one shape (rows, columns).

    With `darkest` pixels are proportional to the beam: the difference is that of their
    logarithms, in thousandths (D-125), and what is darker counts as that dark, for the noise of
    black has no meaning. `shift` is rows down, columns to the left; what a moved mask does not
    cover has no difference.
    """
    image, mask = _mean(contrast, darkest), _mean(masks, darkest)
    mask, covered = _moved(mask, shift)
    difference = np.where(covered, image - mask, 0.0)
    if darkest is not None:
        difference *= THOUSANDTHS
    whole: NDArray[np.int16] = np.rint(np.clip(difference, -_LARGEST, _LARGEST)).astype(np.int16)
    return whole


def difference_window(difference: NDArray[np.int16]) -> Window:
    """A window about zero, so that no difference is the middle grey; labelled automatic."""
    reach = float(np.percentile(np.abs(difference[::2, ::2]), _PERCENTILE))
    width = max(_NARROWEST, 2.0 * reach)
    return Window(0.0, width, VoiFunction.LINEAR_EXACT, source=VoiSource.AUTO)


def _mean(frames: Sequence[NDArray[np.generic]], darkest: float | None) -> NDArray[np.float32]:
    total = np.zeros(frames[0].shape, np.float32)
    for frame in frames:
        total += frame.astype(np.float32)
    total /= len(frames)
    return total if darkest is None else np.log(np.maximum(total, np.float32(darkest)))


def _moved(
    mask: NDArray[np.float32], shift: tuple[float, float]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The mask moved down and to the left, bilinear, and where it still has values."""
    rows, columns = mask.shape
    down, left = shift
    y, x = np.arange(rows) - down, np.arange(columns) + left
    moved = _interpolated(_interpolated(mask, y, 0), x, 1)
    inside = np.outer((y >= 0) & (y <= rows - 1), (x >= 0) & (x <= columns - 1))
    return moved, inside


def _interpolated(
    values: NDArray[np.float32], at: NDArray[np.floating], axis: int
) -> NDArray[np.float32]:
    last = values.shape[axis] - 1
    place = np.clip(at, 0, last)
    low = np.minimum(place.astype(np.intp), max(0, last - 1))
    share = (place - low).astype(np.float32)
    if not share.any():
        whole: NDArray[np.float32] = values.take(low, axis)
        return whole
    share = share[:, None] if axis == 0 else share[None, :]
    high = np.minimum(low + 1, last)
    mixed: NDArray[np.float32] = (
        values.take(low, axis) * (1 - share) + values.take(high, axis) * share
    )
    return mixed
