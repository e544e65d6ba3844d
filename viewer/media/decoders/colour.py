"""YCbCr to RGB for samples stored without a codec's own conversion (D-013, D-070, D-071)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

YBR_422 = frozenset({"YBR_FULL_422", "YBR_PARTIAL_422"})
_FULL = frozenset({"YBR_FULL", "YBR_FULL_422"})
_PARTIAL = frozenset({"YBR_PARTIAL_422", "YBR_PARTIAL_420"})

# Columns: contribution of Y, Cb, Cr to R, G, B (BT.601; D-070).
_FULL_MATRIX = ((1.0, 0.0, 1.402), (1.0, -0.344136, -0.714136), (1.0, 1.772, 0.0))
# The inverse of D-071 to three more digits: 219 steps of Y and 224 of Cb, Cr to 255.
_PARTIAL_MATRIX = (
    (1.164384, 0.0, 1.596027),
    (1.164384, -0.391762, -0.812968),
    (1.164384, 2.017232, 0.0),
)


def is_ycbcr(photometric_interpretation: str) -> bool:
    """Whether samples of this interpretation must be converted with `to_rgb`."""
    return photometric_interpretation in _FULL | _PARTIAL


def to_rgb(ybr: NDArray[Any], photometric_interpretation: str, bits: int = 8) -> NDArray[Any]:
    """Convert (rows, columns, 3) Y, Cb, Cr of `bits` bits to RGB of the same type, clamped."""
    partial = photometric_interpretation in _PARTIAL
    matrix = np.array(_PARTIAL_MATRIX if partial else _FULL_MATRIX, np.float32)
    half, low = 1 << (bits - 1), 16 << (bits - 8) if partial else 0
    # x @ M - (offsets @ M) needs one temporary array instead of three.
    offset = np.array([low, half, half], np.float32) @ matrix.T
    rgb = ybr.reshape(-1, 3).astype(np.float32) @ matrix.T - offset
    np.clip(rgb, 0, (1 << bits) - 1, out=rgb)
    return np.rint(rgb, out=rgb).astype(ybr.dtype).reshape(ybr.shape)


def expand_422(samples: NDArray[Any], rows: int, columns: int) -> NDArray[Any]:
    """Spread native 4:2:2 data, Y Y Cb Cr for two pixels, to (rows, columns, 3) (D-013).

    Chroma is cosited with the first Y of a pair and repeated, as the reference decoders do.
    """
    pairs = samples.reshape(rows, columns // 2, 4)
    ybr = np.empty((rows, columns // 2, 2, 3), samples.dtype)
    ybr[..., 0] = pairs[..., :2]
    ybr[..., 1:] = pairs[:, :, None, 2:]
    return ybr.reshape(rows, columns, 3)
