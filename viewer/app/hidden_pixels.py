"""Pixels that belong in no statistics because a shutter hides them (D-093, S-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from viewer.app.frames import LoadedFrame
    from viewer.model.viewport import Presentation


def hidden_pixels(
    loaded: LoadedFrame, presentation: Presentation | None = None
) -> NDArray[np.bool_] | None:
    """What a shutter hides, (rows, columns); None for nothing.

    With `presentation` as on screen: by the shutter of an active presentation state, by none
    where it is lifted. Without one by the image's own.
    """
    from viewer.render.shutter import shutter_mask  # noqa: PLC0415  numpy, after the first paint

    return shutter_mask(loaded.image, presentation)
