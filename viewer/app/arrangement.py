"""What is on the screen, named so that it can be put up again on the same disc another day.

Pictures are named by their UIDs and frame numbers, never by paths or places in a list; people by
a hash, so that an anonymised copy is not taken for the original, nor the other way round (S-17).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from viewer.app.link_state import LinkKind
from viewer.model.annotation import AnnotationKind
from viewer.model.annotation_style import AnnotationStyle
from viewer.model.display_set import Document, ImageStack, StackFrame
from viewer.model.viewport import (
    AnnotationLevel,
    Presentation,
    ReferenceLineMode,
    Tiles,
    ViewState,
)

if TYPE_CHECKING:
    from viewer.app.catalog import Catalog
    from viewer.model.display_set import DisplaySet
    from viewer.model.geometry import Point
    from viewer.model.header import InstanceHeader


@dataclass(frozen=True, slots=True)
class ImageRef:
    """One frame, counted from 1, or a whole document (frame 0)."""

    study_uid: str
    series_uid: str
    sop_instance_uid: str
    frame: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What a viewport shows and how; `table` is the number of the file's VOI LUT in use."""

    image: ImageRef
    view: ViewState = ViewState()
    presentation: Presentation = Presentation()
    table: int | None = None
    tiles: Tiles = Tiles()


@dataclass(frozen=True, slots=True)
class SavedDrawing:
    """An annotation without the place of its file."""

    id: str
    kind: AnnotationKind
    points: tuple[Point, ...]
    image: ImageRef
    text: str = ""
    style: AnnotationStyle = field(default=AnnotationStyle())
    label_offset: Point | None = None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The whole screen; `people` has the hash of who is named in each study it refers to."""

    fingerprint: str  # of everything on the media, "" when not all of it was read
    salt: str
    people: Mapping[str, str]  # by Study Instance UID
    rows: int = 1
    columns: int = 1
    active: int = 0
    maximised: bool = False
    links: tuple[LinkKind, ...] = (LinkKind.SCROLL,)
    lines: ReferenceLineMode = ReferenceLineMode.OFF
    corner_text: AnnotationLevel = AnnotationLevel.FULL
    viewports: tuple[Shown | None, ...] = (None,)
    drawings: tuple[SavedDrawing, ...] = ()
    parts: Mapping[str, object] = field(default_factory=dict)  # of other areas, as JSON values


@dataclass(frozen=True, slots=True)
class Found:
    """A frame of the catalog of now (None for a document) and where it is shown."""

    display_set: DisplaySet
    index: int
    frame: StackFrame | None
    header: InstanceHeader


@dataclass(frozen=True, slots=True)
class Prepared:
    """A part that was read and understood, but has changed nothing yet."""

    apply: Callable[[], None]
    found: int = 0
    missing: int = 0


class SavedPart(Protocol):
    """A store of another area (calibrations, key images, links) that goes into the file too."""

    @property
    def name(self) -> str:
        """Its key in the file, never changed once it was released."""
        ...

    def saved(self, images: Images) -> object:
        """Its content as JSON values; None when there is nothing to save.

        Images are named by `images.ref`, so that the file says whose they are.
        """
        ...

    def prepare(self, value: object, images: Images) -> Prepared:
        """Understand a value from a file, which may be anybody's; raises ArrangementError."""
        ...


class Images:
    """Every frame and document of a catalog by its UIDs; two files that share them are neither.

    Given the `people` of an arrangement only studies are found that name the same person still;
    the others that somebody looked for are in `strangers` (S-17).
    """

    def __init__(
        self, catalog: Catalog, people: Mapping[str, str] | None = None, salt: str = ""
    ) -> None:
        self.strangers: set[str] = set()  # Study Instance UIDs
        self.named: dict[str, InstanceHeader] = {}  # by Study Instance UID, what `ref` was asked
        self._people = people
        self._salt = salt
        self._found: dict[ImageRef, Found | None] = {}
        for item in catalog.items():
            if isinstance(item.display_set, ImageStack):
                for index, frame in enumerate(item.display_set.frames):
                    found = Found(item.display_set, index, frame, frame.header)
                    self._add(ref_of(frame.header, frame.key.frame_index + 1), found)
            elif isinstance(item.display_set, Document):
                header = item.display_set.header
                self._add(ref_of(header, 0), Found(item.display_set, 0, None, header))

    def find(self, ref: ImageRef) -> Found | None:
        """The frame or document; None if it is not there, or there twice and not the same."""
        found = self._found.get(ref)
        return found if found is not None and self._is_known(found.header) else None

    def series(self, study_uid: str, series_uid: str) -> tuple[Found, ...]:
        """The images of one series."""
        return tuple(
            found
            for ref, found in self._found.items()
            if found is not None
            and (ref.study_uid, ref.series_uid) == (study_uid, series_uid)
            and self._is_known(found.header)
        )

    def ref(self, header: InstanceHeader, frame: int) -> ImageRef:
        """Name a frame in a file: what is so named is found again only for the same person."""
        self.named.setdefault(header.study.uid, header)
        return ref_of(header, frame)

    def fingerprint(self) -> str:
        """Tell this content from every other."""
        digest = sha256()
        for ref in sorted(self._found, key=_order):
            digest.update("\n".join(map(str, _order(ref))).encode() + b"\0")
        return digest.hexdigest()

    def _is_known(self, header: InstanceHeader) -> bool:
        if self._people is None:
            return True
        if self._people.get(header.study.uid) == person_hash(header, self._salt):
            return True
        self.strangers.add(header.study.uid)
        return False

    def _add(self, ref: ImageRef, found: Found) -> None:
        self._found[ref] = None if ref in self._found else found


def ref_of(header: InstanceHeader, frame: int) -> ImageRef:
    """Name a frame of an instance, counted from 1."""
    return ImageRef(header.study.uid, header.series.uid, header.sop_instance_uid, frame)


def person_hash(header: InstanceHeader, salt: str) -> str:
    """Tell people apart without naming them: name, number, issuer and birth date (S-01)."""
    who = "\0".join(header.patient.identity)
    return hmac.new(bytes.fromhex(salt), who.encode("utf-8", "replace"), sha256).hexdigest()


def _order(ref: ImageRef) -> tuple[str, str, str, int]:
    return ref.study_uid, ref.series_uid, ref.sop_instance_uid, ref.frame
