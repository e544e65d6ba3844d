"""Numbers with their names and units, as they are shown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from viewer.model.annotation import Quantity
from viewer.model.geometry import RegionUnit
from viewer.model.signs import with_minus

if TYPE_CHECKING:
    from viewer.tools.scales import Scale

AREA: Final = "Area"
PERIMETER: Final = "Perimeter"
MEAN: Final = "Mean"
DEVIATION: Final = "SD (population)"
SMALLEST: Final = "Min"
LARGEST: Final = "Max"
PIXELS: Final = "Pixels"
ANGLE_UNIT: Final = "°"
# Name and unit of what a region's axis counts, and whether its sign says something (D-105).
_REGION_WORDS: Final[dict[RegionUnit, tuple[str, str, bool]]] = {
    RegionUnit.PERCENT: ("Share", "%", True),
    RegionUnit.DECIBEL: ("Level", "dB", True),
    RegionUnit.CENTIMETRE: ("Distance", "mm", False),
    RegionUnit.SECOND: ("Time", "s", False),
    RegionUnit.HERTZ: ("Frequency", "Hz", True),
    RegionUnit.DECIBEL_PER_SECOND: ("Level rate", "dB/s", True),
    RegionUnit.CENTIMETRE_PER_SECOND: ("Velocity", "cm/s", True),
    RegionUnit.SQUARE_CENTIMETRE: ("Area", "cm²", True),
    RegionUnit.SQUARE_CENTIMETRE_PER_SECOND: ("Area rate", "cm²/s", True),
    RegionUnit.CUBIC_CENTIMETRE: ("Volume", "cm³", True),
    RegionUnit.CUBIC_CENTIMETRE_PER_SECOND: ("Flow", "cm³/s", True),
    RegionUnit.DEGREE: ("Angle", ANGLE_UNIT, True),
}


def length(name: str, value: float, scale: Scale) -> Quantity:
    """A length in the unit of its scale."""
    return quantity(name, value, scale.unit, 1 if value >= 10 else 2)


def area(value: float, scale: Scale) -> Quantity:
    """An area in the square of the scale's unit."""
    return quantity(AREA, value, f"{scale.unit}²", 0 if value >= 1000 else 1 if value >= 10 else 2)


def angle(name: str, degrees: float) -> Quantity:
    """An angle to a tenth of a degree."""
    return quantity(name, degrees, ANGLE_UNIT, 1)


def region_value(unit: RegionUnit, value: float, *, change: bool) -> Quantity:
    """A value on an ultrasound region's axis, or the change between two points of it."""
    name, words, signed = _REGION_WORDS[unit]
    if unit is RegionUnit.CENTIMETRE:
        value *= 10
    if not signed and change:
        value = abs(value)
    return quantity(
        f"{name} change" if signed and change else name, value, words, 3 if words == "s" else 1
    )


def quantity(name: str, value: float, unit: str, decimals: int) -> Quantity:
    """A number with so many decimals beside its unit, with a true minus sign."""
    if not math.isfinite(value):  # scales of a stranger's file may go beyond all numbers
        return Quantity(name, value, unit, "n/a")
    digits = f"{value:.{decimals}f}"
    if float(digits) == 0:
        digits = digits.lstrip("-")
    separator = "" if unit in {ANGLE_UNIT, ""} else " "
    return Quantity(name, value, unit, f"{with_minus(digits)}{separator}{unit}")
