"""What a person draws on an image, and what was measured there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from viewer.model.annotation_style import AnnotationStyle
from viewer.model.geometry import Point
from viewer.model.header import Identity
from viewer.model.image import FrameKey
from viewer.model.patient_space import ImagePlane


class AnnotationKind(StrEnum):
    """What the points of an annotation mean; the value is its name for people."""

    LENGTH = "Distance"  # two ends
    POLYLINE = "Path"  # two or more points
    ANGLE = "Angle"  # end, vertex, end
    COBB = "Cobb angle"  # two lines: end, end, end, end
    RECTANGLE = "Rectangle"  # two opposite corners
    ELLIPSE = "Ellipse"  # two opposite corners of the box around it
    FREEHAND = "Region"  # outline, closed by itself
    POINT = "Point"  # one point
    ARROW = "Arrow"  # tip, tail
    TEXT = "Text"  # one point
    BIDIRECTIONAL = "Two diameters"  # long axis, then the short one: end, end, end, end


@dataclass(frozen=True, slots=True)
class Anchor:
    """The image an annotation was drawn on, exactly (P-018), and where that lies (G-025)."""

    key: FrameKey
    sop_instance_uid: str = ""
    sop_class_uid: str = ""
    series_uid: str = ""
    study_uid: str = ""
    plane: ImagePlane | None = None  # None: the image has no place in the patient
    patient: Identity = ("", "", "", "")  # (S-01)


@dataclass(frozen=True, slots=True)
class Annotation:
    """One drawing; never changes, a dragged handle makes another with the same `id`."""

    id: str
    kind: AnnotationKind
    points: tuple[Point, ...]  # in pixels of the anchor's image
    anchor: Anchor
    text: str = ""  # a person's own words
    style: AnnotationStyle = field(default=AnnotationStyle())
    label_offset: Point | None = None  # of the words from the first point, in image pixels


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with its unit; `text` is how it is shown, unit included."""

    name: str  # "Length", "Area", "Mean", ...
    value: float
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class ValueScale:
    """Another unit for the same values, such as SUV; without `factor` `words` say why not."""

    factor: float | None
    name: str  # "SUVbw"
    words: str  # the case it was computed by (G-055)


@dataclass(frozen=True, slots=True)
class Measurement:
    """What an annotation measures; without quantities `refusal` may say why (S-04).

    `notes` belong to the numbers, such as how many pixels were left out (S-12).
    """

    quantities: tuple[Quantity, ...] = ()
    calibration: str = ""  # the words of D-103 that belong to every length
    refusal: str = ""
    notes: tuple[str, ...] = ()

    def quantity(self, name: str) -> Quantity | None:
        """The number with this name."""
        return next((q for q in self.quantities if q.name == name), None)

    def lines(self) -> tuple[str, ...]:
        """Everything there is to say, one line each."""
        rows = [
            f"{q.name} {q.text}" if len(self.quantities) > 1 else q.text for q in self.quantities
        ]
        return (*rows, *self.remarks())

    def remarks(self) -> tuple[str, ...]:
        """The lines below the numbers: calibration, what was left out, what is refused."""
        says_more = self.calibration and self.calibration not in {"mm", "px"}  # as the unit does
        extra = [self.calibration] if says_more else []
        return (*extra, *self.notes, *([self.refusal] if self.refusal else ()))
