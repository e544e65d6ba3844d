"""Pictures as PNG files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from viewer.render.png import png_bytes

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


def write_png(path: Path, pixels: NDArray[Any]) -> None:
    """Write (rows, columns) grey or (rows, columns, 3) RGB, uint8 or uint16.

    Raises OSError when the place cannot be written.
    """
    path.write_bytes(png_bytes(pixels))


def rgb_from_words(words: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """(rows, columns) 0xFFRRGGBB, as viewports are drawn, to (rows, columns, 3) RGB."""
    import numpy as np  # noqa: PLC0415

    channels = [(words >> shift) & 0xFF for shift in (16, 8, 0)]
    return np.stack(channels, axis=-1).astype(np.uint8)
