"""Which pixels a display shutter hides (D-090..D-093)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from viewer.render.kept import kept
from viewer.render.overlay import single_plane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.shutter import Shutter
    from viewer.model.viewport import Presentation
    from viewer.render.source import RenderImage


def shutter_of(image: RenderImage, presentation: Presentation | None = None) -> Shutter | None:
    """The shutter that acts on an image: that of a state that covers it, else its own (D-001)."""
    state = presentation.state if presentation is not None else None
    if state is not None and state.covers(image.sop_instance_uid, image.frame.key.frame_index):
        return state.shutter
    return image.facts.shutter


def shutter_mask(
    image: RenderImage, presentation: Presentation | None = None
) -> NDArray[np.bool_] | None:
    """What is hidden and thus belongs in no statistics; None for nothing.

    True where hidden, in the shape of the frame's decoded pixels. With `presentation` as it looks
    there: nothing while the shutter is lifted, and what an active presentation state hides.
    """
    if presentation is not None and presentation.show_shuttered:
        return None
    shutter = shutter_of(image, presentation)
    if shutter is None:
        return None
    step = 1 << image.frame.reduction
    mask = hidden_by(shutter, image.rows, image.columns, image.facts.aspect)[::step, ::step]
    return mask if mask.any() else None


# A film has one shutter for all its frames; few are on the screen at a time.
@kept(4)
def hidden_by(shutter: Shutter, rows: int, columns: int, aspect: float) -> NDArray[np.bool_]:
    """Pixels outside of any of the shapes, (rows, columns), read-only."""
    row = np.arange(1, rows + 1)[:, None]
    column = np.arange(1, columns + 1)[None, :]
    hidden = np.zeros((rows, columns), np.bool_)
    if shutter.rectangle is not None:
        left, right, upper, lower = shutter.rectangle
        hidden |= (column < left) | (column > right) | (row < upper) | (row > lower)
    if shutter.circle is not None:
        middle_row, middle_column, radius = shutter.circle
        down, across = (row - float(middle_row)) * aspect, column - float(middle_column)
        hidden |= down * down + across * across > float(radius) ** 2
    if shutter.polygon:
        hidden |= ~_inside(shutter.polygon, rows, columns)
    if shutter.bitmap is not None:
        hidden |= single_plane(shutter.bitmap, (rows, columns))
    hidden.flags.writeable = False
    return hidden


def _inside(corners: tuple[tuple[int, int], ...], rows: int, columns: int) -> NDArray[np.bool_]:
    """Pixels whose centre is in a polygon of (row, column) from 1, by the even-odd rule.

    In every row the crossings of the outline are counted from the left. Pixels on the outline
    itself are in.
    """
    crossings = np.zeros((rows, columns + 1), np.int32)
    outline = np.zeros((rows, columns), np.bool_)
    for (row, column), (next_row, next_column) in zip(
        corners, corners[1:] + corners[:1], strict=True
    ):
        if row == next_row:
            _mark(outline, row - 1, min(column, next_column) - 1, max(column, next_column) - 1)
            continue
        (top, start), (bottom, end) = sorted(((row, column), (next_row, next_column)))
        first, last = max(top - 1, 0), min(bottom - 1, rows)
        lines = np.arange(first, max(first, last))  # half open: a corner is counted once
        at = (start - 1) + (lines - (top - 1)) * ((end - start) / (bottom - top))
        np.add.at(crossings, (lines, np.clip(np.ceil(at), 0, columns).astype(np.intp)), 1)
        _mark_points(outline, lines, at)
        _mark(outline, bottom - 1, end - 1, end - 1)
    inside: NDArray[np.bool_] = np.cumsum(crossings[:, :columns], axis=1) % 2 == 1
    return inside | outline


def _mark(outline: NDArray[np.bool_], row: int, left: int, right: int) -> None:
    if 0 <= row < len(outline):
        outline[row, max(left, 0) : max(right + 1, 0)] = True


def _mark_points(
    outline: NDArray[np.bool_], lines: NDArray[np.intp], at: NDArray[np.floating[Any]]
) -> None:
    on = (at == np.rint(at)) & (at >= 0) & (at < outline.shape[1])
    outline[lines[on], at[on].astype(np.intp)] = True
