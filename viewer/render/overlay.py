"""Overlay planes of one frame, united (D-080..D-083)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from viewer.render.pyramid import any_of_4

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.header import EmbeddedOverlay, ImageFacts, Overlay
    from viewer.model.image import Frame

_SMALLEST_SIDE: Final = 64  # nothing is gained by halving further


def overlay_plane(frame: Frame, image: ImageFacts) -> NDArray[np.bool_] | None:
    """The union of all overlays of this frame, (rows, columns) of the image; None if there is none.

    What lies outside the image is clipped (D-080). Overlay frame k belongs to image frame
    first_frame + k - 1 (D-081). The overlays of a preview are whole.
    """
    return _united(frame, image, (*image.overlays, *image.embedded_overlays))


def selected_plane(
    frame: Frame, image: ImageFacts, overlay: Overlay | EmbeddedOverlay
) -> NDArray[np.bool_] | None:
    """As `overlay_plane`, of one of the image's overlays only (D-084)."""
    return _united(frame, image, (overlay,))


def single_plane(overlay: Overlay, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """The first frame of an overlay that belongs to every image, as those of states do."""
    union = np.zeros(shape, np.bool_)
    _unite(union, _unpacked(overlay, 0, shape[0]), overlay.origin)
    return union


def overlay_levels(plane: NDArray[np.bool_] | None) -> tuple[NDArray[np.bool_], ...]:
    """A plane at full size, halved and so on; () for none, or one without a set bit."""
    levels = [] if plane is None or not plane.any() else [plane]
    while levels and min(levels[-1].shape) > _SMALLEST_SIDE:
        levels.append(any_of_4(levels[-1]))
    return tuple(levels)


def _united(
    frame: Frame, image: ImageFacts, wanted: tuple[Overlay | EmbeddedOverlay, ...]
) -> NDArray[np.bool_] | None:
    whole = image.pixels.rows, image.pixels.columns
    shape = whole if frame.reduction else frame.pixels.shape[:2]
    union = np.zeros(shape, np.bool_)
    for overlay in image.overlays:
        k = frame.key.frame_index + 1 - overlay.first_frame
        if 0 <= k < overlay.frames and overlay in wanted:
            _unite(union, _unpacked(overlay, k, shape[0]), overlay.origin)
    for description, bits in zip(image.embedded_overlays, frame.overlay_planes, strict=False):
        if description in wanted:
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
