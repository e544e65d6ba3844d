"""What the values of a PET image are: in which unit, and by which way to it (G-054, D-038)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.model.lut import Rescale

if TYPE_CHECKING:
    from viewer.model.header import FrameFacts
    from viewer.model.pet import PetSeries

# UCUM units of real world values, as Units (0054,1001) and SUV Type (0054,1006) would name them.
_MEANT: Final = {
    "Bq/ml": ("BQML", ""),
    "g/ml{SUVbw}": ("GML", "BW"),
    "g/ml{SUVlbm}": ("GML", "LBM"),
    "g/ml{SUVlbm(James128)}": ("GML", "LBMJAMES128"),
    "g/ml{SUVlbm(Janma)}": ("GML", "LBMJANMA"),
    "g/ml{SUVibw}": ("GML", "IBW"),
    "cm2/ml{SUVbsa}": ("CM2ML", "BSA"),
}
_OF_RESCALE: Final = {"BQML", "GML", "CM2ML"}
_NOTHING: Final = 1e-9  # of an intercept, beside the slope


@dataclass(frozen=True, slots=True)
class PetUnit:
    """What a modality value of a frame is: `slope` times it plus `intercept`, in `units`."""

    units: str  # as Units (0054,1001)
    suv_type: str = ""  # as SUV Type (0054,1006)
    slope: float = 1.0
    intercept: float = 0.0


def pet_unit(series: PetSeries, facts: FrameFacts, lut: Rescale) -> PetUnit:
    """The unit of a frame whose values come through `lut`.

    Units says it. An enhanced image has none: its mapping to real world values says it, else its
    Rescale Type.
    """
    if series.units or not series.is_enhanced:
        return PetUnit(series.units, series.suv_type, intercept=lut.intercept)
    real = facts.real_world
    if real is not None:
        units, kind = _MEANT[real.unit]
        slope = real.slope / lut.slope
        constant = real.intercept - slope * lut.intercept
        return PetUnit(units, kind, slope, constant if abs(constant) > _NOTHING * slope else 0.0)
    units = lut.unit if lut.unit in _OF_RESCALE else ""
    return PetUnit(units, series.suv_type, intercept=lut.intercept)
