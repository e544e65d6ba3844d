"""What must hold whatever the bytes are: the promises of the readers, as checks."""

from __future__ import annotations

import dataclasses
import math
import unicodedata
from enum import Enum
from typing import Any

import numpy as np

from viewer.limits import TEXT_CHARACTERS
from viewer.model.header import ImageFacts, InstanceHeader
from viewer.settings import DecodeSettings

_LONGEST_LINE = TEXT_CHARACTERS + 100  # a text and the words around it
_MOST_DEVIATIONS = 200
_REARRANGING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


class BrokenContractError(AssertionError):
    """A reader did what it promises never to do."""


def require(holds: object, promise: str) -> None:
    """Raise BrokenContractError unless `holds`."""
    if not holds:
        raise BrokenContractError(promise)


def plain(value: Any) -> Any:
    """The same content in tuples that can be compared, arrays and NaN included."""
    if value is None or isinstance(value, (str, bytes, int)):
        return value
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else value
    if isinstance(value, (tuple, list)):
        return tuple(map(plain, value))
    return _plain_object(value)


def _plain_object(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str, value.tobytes()
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return type(value).__name__, tuple(plain(getattr(value, f.name)) for f in fields)
    return repr(value)


def same(one: object, other: object) -> bool:
    """Whether two results say the same."""
    return bool(plain(one) == plain(other))


def require_sane_texts(value: Any, where: str = "") -> None:
    """Every text in a model is short enough to be shown, and cannot rearrange what it is in."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        require(len(value) <= _LONGEST_LINE, f"{where}: a text longer than anybody reads")
        bad = [c for c in value if unicodedata.category(c) == "Cc" or c in _REARRANGING]
        require(not bad, f"{where}: a text with control characters")
    elif isinstance(value, (tuple, list)):
        for part in value:
            require_sane_texts(part, where)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            require_sane_texts(getattr(value, field.name), f"{where}.{field.name}")


def require_sane_header(header: InstanceHeader, size: int, settings: DecodeSettings) -> None:
    """A header's facts are within limits; `size` is that of its file in bytes."""
    require_sane_texts(header)
    require(len(header.deviations) <= _MOST_DEVIATIONS, "more deviations than anybody reads")
    if header.image is not None:
        _require_sane_image(header.image, size, settings)


def _require_sane_image(image: ImageFacts, size: int, settings: DecodeSettings) -> None:
    pixels = image.pixels
    require(pixels.rows >= 1 and pixels.columns >= 1, "no rows or columns")
    require(pixels.samples_per_pixel in {1, 3}, "neither one nor three samples")
    require(0 < pixels.bits_stored <= pixels.bits_allocated <= 64, "impossible bits")
    require(pixels.frame_bits <= settings.max_frame_bytes * 8, "a frame over the limit")
    room = max(size, settings.max_inflated_bytes if size else 0) * 8
    require(1 <= pixels.number_of_frames <= max(1, room), "more frames than there can be")
    require(len(image.frames) in {1, pixels.number_of_frames}, "facts of another number of frames")
    require(image.missing_frames >= 0, "fewer than no frames are missing")
    for frame in image.frames[:50]:
        require(math.isfinite(frame.aspect) and frame.aspect > 0, "an aspect that is none")
        if frame.spacing is not None:
            millimetres = frame.spacing.row_mm, frame.spacing.column_mm
            require(all(0 < mm <= 50 for mm in millimetres), "a spacing that is none")
        if frame.plane is not None:
            plane = frame.plane
            numbers = (*plane.position, *plane.row_direction, *plane.column_direction)
            require(all(map(math.isfinite, numbers)), "a plane that is nowhere")
    for overlay in image.overlays:
        bits = overlay.frames * overlay.rows * overlay.columns
        require(len(overlay.bits) == (bits + 7) // 8, "an overlay with other bits than it says")
    if image.palette is not None:
        entries = image.palette.rgb
        require(entries.ndim == 2 and entries.shape[1] == 3, "a palette of another shape")
        require(0 < len(entries) <= 65536, "a palette of another size")
