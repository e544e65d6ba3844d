"""All drawings of the session with their numbers and places, for lists and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.export.annotations_csv import MeasuredAnnotation
from viewer.model.annotation import Measurement
from viewer.tools.quantities import DEVIATION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.app.annotations import AnnotationState
    from viewer.app.catalog import Catalog, FramePlace
    from viewer.app.measurements import Measurements
    from viewer.model.annotation import Annotation

NOT_OPEN = "not open any more"
SEPARATOR = "; "  # of the numbers of one drawing
_SHORT = "SD"


@dataclass(frozen=True, slots=True)
class Entry:
    """One drawing as it is listed."""

    annotation: Annotation
    place: FramePlace | None
    measurement: Measurement

    @property
    def quantities(self) -> tuple[str, ...]:
        """Every number by itself, with its unit."""
        found = self.measurement.quantities
        if len(found) == 1:
            return (found[0].text,)
        return tuple(f"{q.name.replace(DEVIATION, _SHORT)} {q.text}" for q in found)

    @property
    def numbers(self) -> str:
        """All numbers in one line, and what they are worth (S-04)."""
        return SEPARATOR.join((*self.quantities, *self.measurement.remarks()))

    @property
    def where(self) -> str:
        """Day, series and picture in words."""
        if self.place is None:
            return NOT_OPEN
        picture, series = self.place.lines
        age = f" ({self.place.age})" if self.place.age else ""
        return f"{self.place.date}{age}, {series}, {picture}"


def annotation_entries(
    state: AnnotationState, catalog: Catalog, measurements: Measurements
) -> tuple[Entry, ...]:
    """All drawings with their images, in the order they were drawn.

    Of an image whose pixels are not in memory and never were under a drawing the lengths are
    there and the values are not; `measurement.refusal` says so.
    """
    places = catalog.places([annotation.anchor.key for annotation in state.annotations])
    return tuple(
        _entry(annotation, places.get(annotation.anchor.key), measurements)
        for annotation in state.annotations
    )


def measured_annotations(entries: Iterable[Entry]) -> tuple[MeasuredAnnotation, ...]:
    """Those whose images are open, for a table."""
    return tuple(
        MeasuredAnnotation(entry.annotation, entry.place.frame, entry.measurement)
        for entry in entries
        if entry.place is not None
    )


def as_text(entries: Iterable[Entry]) -> str:
    """A line for each drawing, for mails and reports; names no patient."""
    lines = []
    for entry in entries:
        words = " ".join(entry.annotation.text.split())
        parts = [part for part in (words, entry.numbers) if part]
        content = f": {SEPARATOR.join(parts)}" if parts else ""
        lines.append(f"{entry.annotation.kind.value}{content} ({entry.where})")
    return "\n".join(lines)


def _entry(annotation: Annotation, place: FramePlace | None, measurements: Measurements) -> Entry:
    if place is None:
        return Entry(annotation, None, Measurement())
    return Entry(annotation, place, measurements.of(annotation, place.frame))
