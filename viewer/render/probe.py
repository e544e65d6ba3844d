"""The value under the pointer, from un-interpolated pixels (D-004, S-13)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viewer.model.lut import ModalityLut, Rescale
from viewer.model.signs import with_minus
from viewer.render.modality import modality_values
from viewer.render.pipeline import is_padding

if TYPE_CHECKING:
    from viewer.model.geometry import Point
    from viewer.model.header import FrameFacts, ImageFacts
    from viewer.model.image import Frame
    from viewer.render.suv import Suv

PADDING_TEXT: Final = "padding"
UNCALIBRATED: Final = "uncalibrated"
STORED: Final = "stored"
NO_UNIT: Final = "no unit"
NO_UNITS: Final = frozenset({UNCALIBRATED, STORED, NO_UNIT})
# Rescale Type (0028,1054) and PET Units in words; all others are shown as they are (D-030).
_UNITS: Final = {
    "OD": "\N{MULTIPLICATION SIGN} 0.001 OD",
    "MGML": "mg/ml",
    "PCT": "%",
    "BQML": "Bq/ml",
    "GML": "g/ml",
    "CM2ML": "cm\N{SUPERSCRIPT TWO}/ml",
    "CNTS": "counts",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """One pixel: `stored` is one sample or R, G, B; `value` None where there is no unit for it."""

    column: int
    row: int
    stored: tuple[float, ...]
    value: float | None
    text: str


def probe(
    frame: Frame, image: ImageFacts, facts: FrameFacts, point: Point, suv: Suv | None = None
) -> Probe | None:
    """The pixel at an image point (column, row), None outside the image and on a preview.

    With `suv` of a PET image its text says both the value and the uptake (G-055).
    """
    if frame.reduction:
        return None
    rows, columns = frame.pixels.shape[:2]
    column, row = math.floor(point[0] + 0.5), math.floor(point[1] + 0.5)
    if not (0 <= column < columns and 0 <= row < rows):
        return None
    samples: Any = frame.pixels[row, column]
    if frame.pixels.ndim == 3:
        stored = tuple(float(sample) for sample in samples)
        return Probe(column, row, stored, None, "RGB " + ", ".join(map(number, stored)))
    sample = float(samples)
    if is_padding(np.asarray(samples), image.padding).any():
        return Probe(column, row, (sample,), None, PADDING_TEXT)
    if image.palette is not None and not image.palette.supplemental:
        return Probe(column, row, (sample,), None, f"palette index {number(sample)}")
    with np.errstate(over="ignore"):  # a slope may be as large as numbers are
        value = float(modality_values(np.array([sample]), facts.modality_lut)[0])
    uptake = suv.value_text(value) if suv is not None else ""
    text = ", ".join(filter(None, (value_text(value, facts.modality_lut), uptake)))
    return Probe(column, row, (sample,), value, text)


def value_text(value: float, lut: ModalityLut) -> str:
    """A modality value with its unit, or with what is to be known about it (S-13)."""
    return with_unit(number(value), unit_text(lut))


def with_unit(digits: str, unit: str) -> str:
    """A number beside its unit; what is no unit stands in brackets (S-13)."""
    return f"{digits} ({unit})" if unit in NO_UNITS else f"{digits} {unit}"


def unit_text(lut: ModalityLut) -> str:
    """The unit of modality values in words; one of `NO_UNITS` where they have none (S-13)."""
    if isinstance(lut, Rescale) and not lut.calibrated:
        return UNCALIBRATED
    if lut.unit in {"", "US"}:  # US is "unspecified"
        is_stored = isinstance(lut, Rescale) and (lut.slope, lut.intercept) == (1.0, 0.0)
        return STORED if is_stored else NO_UNIT
    return _UNITS.get(lut.unit, lut.unit)


def number(value: float) -> str:
    """Up to six significant digits, a true minus sign, no trailing zeros."""
    text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"
    return with_minus(text)
