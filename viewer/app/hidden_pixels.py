"""Pixels that belong in no statistics because a shutter hides them (D-093, S-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from viewer.app.frames import LoadedFrame


def hidden_pixels(loaded: LoadedFrame) -> NDArray[np.bool_] | None:
    """What the image's own shutter hides, (rows, columns); None for nothing."""
    from viewer.render.shutter import shutter_mask  # noqa: PLC0415  numpy, after the first paint

    return shutter_mask(loaded.image)
