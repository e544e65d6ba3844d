"""Annotations made by hand."""

from __future__ import annotations

from viewer.model.annotation import Anchor, Annotation, AnnotationKind, Measurement
from viewer.model.geometry import PixelSpacing, Point
from viewer.model.image import FileKey, FrameKey
from viewer.render.source import RenderImage
from viewer.tools.measuring import measure
from viewer.tools.region_values import Subject

NOWHERE = Anchor(FrameKey(FileKey(0, "IM1"), 0))


def drawn(kind: AnnotationKind, *points: Point, anchor: Anchor = NOWHERE) -> Annotation:
    """An annotation of `kind` with these points (column, row)."""
    return Annotation("a1", kind, points, anchor)


def length(*points: Point, anchor: Anchor = NOWHERE) -> Annotation:
    """A distance."""
    return drawn(AnnotationKind.LENGTH, *points, anchor=anchor)


def measured(
    annotation: Annotation, picture: RenderImage, calibration: PixelSpacing | None = None
) -> Measurement:
    """What an annotation measures on a picture whose pixels are here."""
    subject = Subject(picture.image, picture.facts, picture.frame)
    return measure(annotation, subject, calibration)
