"""Grey and colour steps as values (PS3.3 C.11, PS3.4 N.2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # numpy is loaded after the first paint, not with the model
    import numpy as np
    from numpy.typing import NDArray

LARGEST_VALUE: Final = 1e300  # what is larger is drawn as this: sums of a few stay finite


@dataclass(frozen=True, slots=True, eq=False)
class LutTable:
    """A lookup table: `entries` (n,) uint16, the first for input `first_mapped`, output `bits`."""

    first_mapped: int
    bits: int
    entries: NDArray[np.uint16]
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Rescale:
    """Stored value to modality value, linear (D-030)."""

    slope: float = 1.0
    intercept: float = 0.0
    unit: str = ""  # "HU", "US", ...; "" when the header names none
    calibrated: bool = True  # False for a slope of 0 or one that is no number (D-031)


@dataclass(frozen=True, slots=True)
class ModalityTable:
    """Stored value to modality value by table (D-032)."""

    table: LutTable
    unit: str = ""


ModalityLut = Rescale | ModalityTable


class VoiFunction(StrEnum):
    """VOI LUT Function (0028,1056)."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"


class VoiSource(StrEnum):
    """Where the window in use comes from; always on screen (S-06)."""

    FILE = "file"
    PRESET = "preset"
    AUTO = "auto"
    USER = "user"
    STATE = "PR"  # a presentation state


@dataclass(frozen=True, slots=True)
class Window:
    """A VOI window in modality units, e.g. HU (PS3.3 C.11.2.1.2).

    Raises ValueError for what D-045 calls invalid.
    """

    center: float
    width: float
    function: VoiFunction = VoiFunction.LINEAR
    name: str = ""
    source: VoiSource = VoiSource.FILE

    def __post_init__(self) -> None:
        smallest_allowed = 1.0 if self.function is VoiFunction.LINEAR else math.ulp(0.0)
        if not (math.isfinite(self.center) and math.isfinite(self.width)):
            raise ValueError("window is not finite")
        if self.width < smallest_allowed:
            raise ValueError(f"window width {self.width} is too small for {self.function}")


@dataclass(frozen=True, slots=True)
class VoiLut:
    """A VOI LUT Sequence item (D-047)."""

    table: LutTable
    name: str = ""
    source: VoiSource = VoiSource.FILE


VoiTransform = Window | VoiLut


class PresentationShape(StrEnum):
    """Presentation LUT Shape (2050,0020)."""

    IDENTITY = "IDENTITY"
    INVERSE = "INVERSE"


@dataclass(frozen=True, slots=True)
class Padding:
    """Stored values that are no image, inclusive, low <= high (D-020, D-021)."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """RGB for stored values: `rgb` (n, 3) uint8, first for input `first_mapped` (D-073).

    With `supplemental`, values below `first_mapped` stay grey (D-075).
    """

    first_mapped: int
    rgb: NDArray[np.uint8]
    supplemental: bool = False


@dataclass(frozen=True, slots=True)
class GreyPresentation:
    """All steps from stored value to grey for one frame, in display order (D-003)."""

    modality: ModalityLut = Rescale()
    voi: VoiTransform | None = None  # None: identity over the full output range (D-050)
    padding: Padding | None = None
    monochrome1: bool = False  # the smallest value is white; under a state, its shape says so
    shape: PresentationShape | None = None
    inverted: bool = False  # by the user, on top of everything (D-062)
    # Of a presentation state only, which replaces the image's own steps (D-001).
    presentation_lut: LutTable | None = None
    colours: Palette | None = None  # of values after the VOI (P-017)
    by_state: bool = False
