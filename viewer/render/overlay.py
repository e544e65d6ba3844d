"""Overlay planes of one frame, united (D-080..D-083)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.header import ImageFacts, Overlay
    from viewer.model.image import Frame


def overlay_plane(frame: Frame, image: ImageFacts) -> NDArray[np.bool_] | None:
    """The union of all overlays of this frame, (rows, columns) of the image; None if there is none.

    What lies outside the image is clipped (D-080). Overlay frame k belongs to image frame
    first_frame + k - 1 (D-081). The overlays of a preview are whole.
    """
    whole = image.pixels.rows, image.pixels.columns
    shape = whole if frame.reduction else frame.pixels.shape[:2]
    union = np.zeros(shape, np.bool_)
    for overlay in image.overlays:
        k = frame.key.frame_index + 1 - overlay.first_frame
        if 0 <= k < overlay.frames:
            _unite(union, _unpacked(overlay, k, shape[0]), overlay.origin)
    for description, bits in zip(image.embedded_overlays, frame.overlay_planes, strict=False):
        _unite(union, bits, description.origin)
    return union if union.any() else None


def _unpacked(overlay: Overlay, k: int, image_rows: int) -> NDArray[np.bool_]:
    """Frame `k` of an overlay, (rows, columns), without the rows below the image."""
    below_top = max(0, image_rows - overlay.origin[0] + 1)
    rows = min(overlay.rows, below_top)
    first = k * overlay.rows * overlay.columns  # not always at the start of a byte
    end = first + rows * overlay.columns
    data = np.frombuffer(overlay.bits, np.uint8)[first // 8 : (end + 7) // 8]
    bits = np.unpackbits(data, bitorder="little")[first % 8 :][: end - first]
    return bits.view(np.bool_).reshape(rows, overlay.columns)


def _unite(union: NDArray[np.bool_], bits: NDArray[np.bool_], origin: tuple[int, int]) -> None:
    """Add `bits` whose first pixel lies at `origin`, (row, column) from 1."""
    top, left = origin[0] - 1, origin[1] - 1
    target = union[max(top, 0) : max(top + bits.shape[0], 0), max(left, 0) :]
    visible = bits[max(-top, 0) :, max(-left, 0) :]
    rows = min(target.shape[0], visible.shape[0])
    columns = min(target.shape[1], visible.shape[1])
    target[:rows, :columns] |= visible[:rows, :columns]
