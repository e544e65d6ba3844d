"""Pictures that are looked at for text, as images of Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def as_image(pixels: NDArray[np.uint8]) -> QImage:
    """A picture of 8 bits (rows, columns[, 3]) for Qt, with memory of its own."""
    rows, columns = pixels.shape[:2]
    is_colour = pixels.ndim == 3
    form = QImage.Format.Format_RGB888 if is_colour else QImage.Format.Format_Grayscale8
    data = pixels.tobytes()
    return QImage(data, columns, rows, columns * (3 if is_colour else 1), form).copy()
