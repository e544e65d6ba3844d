"""All drawings of the session with their numbers and places, for lists and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.app.wording import series_title
from viewer.model.annotation import Measurement
from viewer.model.display_set import ImageStack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.app.catalog import Catalog, CatalogItem
    from viewer.app.session import Session
    from viewer.model.annotation import Annotation
    from viewer.model.display_set import StackFrame
    from viewer.model.image import FrameKey

NOT_OPEN = "not open any more"
SEPARATOR = "; "  # of the numbers of one drawing
_LONG, _SHORT = "SD (population)", "SD"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a frame is: the item of the catalog, the position in its stack."""

    item: CatalogItem
    index: int
    frame: StackFrame

    @property
    def lines(self) -> tuple[str, str]:
        """The picture, and its series as the overview calls it: "picture 12", "2 · Lung 1.0"."""
        return f"picture {self.index + 1}", series_title(self.item.series)


@dataclass(frozen=True, slots=True)
class Entry:
    """One drawing as it is listed."""

    annotation: Annotation
    place: Place | None
    measurement: Measurement

    @property
    def quantities(self) -> tuple[str, ...]:
        """Every number by itself, with its unit."""
        found = self.measurement.quantities
        if len(found) == 1:
            return (found[0].text,)
        return tuple(f"{q.name.replace(_LONG, _SHORT)} {q.text}" for q in found)

    @property
    def numbers(self) -> str:
        """All numbers in one line, and what they are worth (S-04)."""
        return SEPARATOR.join((*self.quantities, *self.measurement.remarks()))

    @property
    def where(self) -> str:
        """Series and picture in words."""
        if self.place is None:
            return NOT_OPEN
        picture, series = self.place.lines
        return f"{series}, {picture}"


class AnnotationList:
    """Finds each drawing's image in what is open; remembers where until that changes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._catalog: Catalog | None = None
        self._places: dict[FrameKey, Place] = {}

    def entries(self) -> tuple[Entry, ...]:
        """All drawings, in the order they were drawn."""
        return tuple(self._entry(a) for a in self._session.annotations.state.annotations)

    def place(self, annotation: Annotation) -> Place | None:
        """Where the image it was drawn on is, None while that is not open."""
        catalog = self._session.catalog
        if catalog is not self._catalog:
            self._catalog, self._places = catalog, _places(catalog)
        return self._places.get(annotation.anchor.key)

    def _entry(self, annotation: Annotation) -> Entry:
        place = self.place(annotation)
        if place is None:
            return Entry(annotation, None, Measurement())
        measurement = self._session.measurements.of(annotation, place.frame)
        return Entry(annotation, place, measurement)


def as_text(entries: Iterable[Entry]) -> str:
    """A line for each drawing, for mails and reports; names no patient."""
    lines = []
    for entry in entries:
        words = " ".join(entry.annotation.text.split())
        parts = [part for part in (words, entry.numbers) if part]
        content = f": {SEPARATOR.join(parts)}" if parts else ""
        lines.append(f"{entry.annotation.kind.value}{content} ({entry.where})")
    return "\n".join(lines)


def _places(catalog: Catalog) -> dict[FrameKey, Place]:
    found: dict[FrameKey, Place] = {}
    for item in catalog.items():
        if isinstance(item.display_set, ImageStack):
            for index, frame in enumerate(item.display_set.frames):
                found.setdefault(frame.key.native, Place(item, index, frame))
    return found
