"""Where a frame lies in the patient and how large its pixels are."""

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

Vector = tuple[float, float, float]  # in the patient, mm, LPS
Point = tuple[float, float]  # on an image: (column, row), 0-based at pixel centres


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
    CORRECTED = "estimated, ERMF"  # the detector's, divided by the magnification
    ISOCENTRE_ESTIMATED = "estimated at isocentre, SID/SAD"  # the same of an RT Image
    USER = "user calibrated"  # D-104
    NONE = "px"


_CORRECTED_SOURCES = {
    SpacingSource.DETECTOR: SpacingSource.CORRECTED,
    SpacingSource.IMAGE_PLANE: SpacingSource.ISOCENTRE_ESTIMATED,
}


@dataclass(frozen=True, slots=True)
class PixelSpacing:
    """Distance of pixel centres in mm: between rows (vertical), between columns (D-100).

    `magnification` is how much larger the patient is on the detector, where the file tells it
    and `source` is the detector: it is not in `row_mm` and `column_mm` unless `source` says so.
    """

    row_mm: float
    column_mm: float
    source: SpacingSource
    description: str = ""  # Pixel Spacing Calibration Description (0028,0A04)
    magnification: float | None = None

    @property
    def label(self) -> str:
        """What a length made with it must be called (D-103)."""
        if self.source in _CORRECTED_SOURCES.values():
            return f"{self.source.value} {self.magnification or 1.0:.4g}"
        return f"{self.source.value}: {self.description}" if self.description else self.source.value

    def corrected(self) -> "PixelSpacing | None":
        """The spacing in the patient, estimated; None where the file does not tell (D-103)."""
        source = _CORRECTED_SOURCES.get(self.source)
        if source is None or self.magnification is None:
            return None
        row_mm, column_mm = self.row_mm / self.magnification, self.column_mm / self.magnification
        return replace(self, row_mm=row_mm, column_mm=column_mm, source=source)


class RegionUnit(IntEnum):
    """Physical Units of a region's axis (0018,6024), (0018,6026); PS3.3 C.8.5.5.1.15."""

    NONE = 0
    PERCENT = 1
    DECIBEL = 2
    CENTIMETRE = 3
    SECOND = 4
    HERTZ = 5
    DECIBEL_PER_SECOND = 6
    CENTIMETRE_PER_SECOND = 7
    SQUARE_CENTIMETRE = 8
    SQUARE_CENTIMETRE_PER_SECOND = 9
    CUBIC_CENTIMETRE = 10
    CUBIC_CENTIMETRE_PER_SECOND = 11
    DEGREE = 12


@dataclass(frozen=True, slots=True)
class RegionAxis:
    """What one axis of an ultrasound region means.

    `delta` is the change for each pixel to the right or down, in `unit`, with its sign.
    `reference_px` is where the axis has `reference_value`, in pixels from the region's left or
    top; None: only differences are known.
    """

    unit: RegionUnit
    delta: float
    reference_px: float | None = None
    reference_value: float = 0.0

    def value_at(self, offset_px: float) -> float | None:
        """The value so many pixels from the region's left or top."""
        if self.reference_px is None:
            return None
        return self.reference_value + (offset_px - self.reference_px) * self.delta


@dataclass(frozen=True, slots=True)
class UltrasoundRegion:
    """A calibrated region of an ultrasound image (D-105).

    The box is in pixels, 0-based, both ends included; all points of a measurement need to be in
    one region.
    """

    left: int
    top: int
    right: int
    bottom: int
    x: RegionAxis
    y: RegionAxis
    spatial_format: int = 0  # (0018,6012): 1 2D, 2 M-mode, 3 spectral, ...

    @property
    def is_spatial(self) -> bool:
        """Whether both axes are centimetres, so that lengths and areas can be measured."""
        return self.x.unit is self.y.unit is RegionUnit.CENTIMETRE

    @property
    def spacing(self) -> PixelSpacing | None:
        """Its scale in mm, None unless it is spatial."""
        if not self.is_spatial:
            return None
        return PixelSpacing(
            abs(self.y.delta) * 10, abs(self.x.delta) * 10, SpacingSource.ULTRASOUND
        )

    def contains(self, point: tuple[float, float]) -> bool:
        """Whether an image point (column, row) is on one of its pixels."""
        across = self.left - 0.5 <= point[0] <= self.right + 0.5
        return across and self.top - 0.5 <= point[1] <= self.bottom + 0.5


@dataclass(frozen=True, slots=True)
class Orientation:
    """Letters at the right and bottom edge of the unturned image, "" when unknown (D-110)."""

    right: str = ""
    bottom: str = ""
    quadruped: bool = False
