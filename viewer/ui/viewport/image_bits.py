"""Rendered words as a QImage, without a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def image_of(picture: NDArray[np.uint32], dpr: float) -> QImage:
    """Wrap (rows, columns) 0xFFRRGGBB, contiguous; `picture` must outlive the QImage."""
    rows, columns = picture.shape
    image = QImage(picture.data, columns, rows, columns * 4, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(dpr)
    return image
