"""Every annotation with its image and its numbers, for lists and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.annotation_places import all_whereabouts
from viewer.export.annotations_csv import MeasuredAnnotation

if TYPE_CHECKING:
    from viewer.app.annotations import AnnotationState
    from viewer.app.catalog import Catalog
    from viewer.app.measurements import Measurements


def measured_annotations(
    state: AnnotationState, catalog: Catalog, measurements: Measurements
) -> tuple[MeasuredAnnotation, ...]:
    """The annotations whose images are open, in the order they were drawn.

    Of an image whose pixels are not in memory and never were under this annotation the lengths
    are there and the values are not; `measurement.refusal` says so.
    """
    places = all_whereabouts(state.annotations, catalog)
    return tuple(
        MeasuredAnnotation(annotation, place.frame, measurements.of(annotation, place.frame))
        for annotation in state.annotations
        if (place := places.get(annotation.id)) is not None
    )
