"""Annotations made by hand."""

from __future__ import annotations

from viewer.model.annotation import Anchor, Annotation, AnnotationKind
from viewer.model.geometry import Point
from viewer.model.image import FileKey, FrameKey

NOWHERE = Anchor(FrameKey(FileKey(0, "IM1"), 0))


def drawn(kind: AnnotationKind, *points: Point, anchor: Anchor = NOWHERE) -> Annotation:
    """An annotation of `kind` with these points (column, row)."""
    return Annotation("a1", kind, points, anchor)


def length(*points: Point, anchor: Anchor = NOWHERE) -> Annotation:
    """A distance."""
    return drawn(AnnotationKind.LENGTH, *points, anchor=anchor)
