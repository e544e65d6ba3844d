"""Whether padding can be told from the image (D-024)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viewer.render.pipeline import is_padding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.header import ImageFacts

PADDING_DRIFTED: Final = "lossy compression changed the padding: its edge is not exact"
_NEAR: Final = 5.0  # stored values
_SHARE: Final = 0.01  # of the pixels along the edges of the image


def padding_has_drifted(pixels: NDArray[Any], image: ImageFacts) -> bool:
    """Whether lossy compression left pixels that were padding beside the padding values.

    Only along the edges of the image, where padding lies; `pixels` are (rows, columns, ...).
    """
    padding = image.padding
    if padding is None or not image.lossy.lossy or pixels.ndim != 2:
        return False
    edges = np.concatenate((pixels[0], pixels[-1], pixels[1:-1, 0], pixels[1:-1, -1]))
    values = edges.astype(np.float64)
    near = (values >= padding.low - _NEAR) & (values <= padding.high + _NEAR)
    drifted = near & ~is_padding(edges, padding)
    return bool(np.count_nonzero(drifted) > _SHARE * edges.size)
