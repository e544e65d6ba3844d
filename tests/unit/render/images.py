"""Images for the tests of drawing, made from arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.model.header import FrameFacts, ImageFacts
from viewer.model.image import FileKey, Frame, FrameKey, ImagePixels, PixelKind


def pixels_of(array: NDArray[Any], **changes: Any) -> ImagePixels:
    """The Image Pixel module that fits `array`."""
    bits = array.dtype.itemsize * 8
    colour = array.ndim == 3
    values: dict[str, Any] = {
        "rows": array.shape[0],
        "columns": array.shape[1],
        "samples_per_pixel": 3 if colour else 1,
        "photometric_interpretation": "RGB" if colour else "MONOCHROME2",
        "bits_allocated": bits,
        "bits_stored": bits,
        "high_bit": bits - 1,
        "signed": array.dtype.kind == "i",
        "planar_configuration": 0,
        "number_of_frames": 1,
        "transfer_syntax_uid": "1.2.840.10008.1.2.1",
        "kind": PixelKind.FLOAT if array.dtype.kind == "f" else PixelKind.INTEGER,
    }
    return ImagePixels(**(values | changes))


def frame_of(array: NDArray[Any], index: int = 0, **more: Any) -> Frame:
    """A decoded frame."""
    return Frame(FrameKey(FileKey(0, "IM1"), index), array, **more)


def facts_of(array: NDArray[Any], facts: FrameFacts | None = None, **more: Any) -> ImageFacts:
    """Facts of an image with one frame."""
    changes = more.pop("pixels", {})
    return ImageFacts(pixels_of(array, **changes), (facts or FrameFacts(),), **more)


def ramp(rows: int, columns: int) -> NDArray[np.uint16]:
    """A 12-bit image that differs everywhere: 37 down, 5 across, modulo 4096."""
    row, column = np.mgrid[:rows, :columns]
    image: NDArray[np.int_] = (row * 37 + column * 5) % 4096
    return image.astype(np.uint16)
