"""Where a frame lies in the patient and how large its pixels are."""

from dataclasses import dataclass
from enum import StrEnum

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Plane:
    """An image plane in patient coordinates, mm, LPS (PS3.3 C.7.6.2).

    `row_direction` points along increasing columns, `column_direction` along increasing
    rows; both are unit vectors, orthogonal within 1e-3 (D-112).
    """

    position: Vector  # centre of pixel (0, 0)
    row_direction: Vector
    column_direction: Vector
    frame_of_reference_uid: str = ""
    in_patient: bool = True  # False: in a volume whose place in the patient nobody states (D-121)

    @property
    def normal(self) -> Vector:
        """Row direction x column direction (G-010)."""
        (ax, ay, az), (bx, by, bz) = self.row_direction, self.column_direction
        return (ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)

    @property
    def distance_mm(self) -> float:
        """Signed distance of the plane from the origin along its normal (G-010)."""
        return sum(p * n for p, n in zip(self.position, self.normal, strict=True))


class SpacingSource(StrEnum):
    """Row of the calibration table D-103; the value is the label shown with every length."""

    PATIENT = "mm"
    GEOMETRY = "calibrated: geometry"
    FIDUCIAL = "calibrated: fiducial"
    CALIBRATED = "calibrated (method not stated)"
    DETECTOR = "at detector plane, magnification not corrected"
    UNKNOWN = "calibration unknown"
    ISOCENTRE = "at isocentre"
    SCANNER = "scanner pixel size"
    IMAGE_PLANE = "at image plane"
    ULTRASOUND = "ultrasound region"
    NONE = "px"


@dataclass(frozen=True, slots=True)
class PixelSpacing:
    """Distance of pixel centres in mm: between rows (vertical), between columns (D-100)."""

    row_mm: float
    column_mm: float
    source: SpacingSource
    description: str = ""  # Pixel Spacing Calibration Description (0028,0A04)


@dataclass(frozen=True, slots=True)
class UltrasoundRegion:
    """A region of an ultrasound image with mm along both axes (D-105).

    The box is in pixels, 0-based, both ends included; a length needs both its ends in one region.
    """

    left: int
    top: int
    right: int
    bottom: int
    row_mm: float
    column_mm: float


@dataclass(frozen=True, slots=True)
class Orientation:
    """Letters at the right and bottom edge of the unturned image, "" when unknown (D-110)."""

    right: str = ""
    bottom: str = ""
    quadruped: bool = False
