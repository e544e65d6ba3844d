"""The key images of a catalog: who picked them, which are here, which were rejected (P-021)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from viewer.model.display_set import Document, ImageStack, StackKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from viewer.app.catalog import Catalog, CatalogPatient
    from viewer.model.display_set import DisplaySet, StackFrame
    from viewer.model.image import FrameKey
    from viewer.model.key_selection import KeySelection


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What selections say of one person's images, by SOP Instance UID."""

    selections: Mapping[str, tuple[KeySelection, ...]] = field(default_factory=dict)

    def rejection(self, frame: StackFrame) -> str:
        """Why a frame should not be used, "" if nobody said so (P-022)."""
        return next((s.words for s in self._of(frame) if s.is_rejection), "")

    def picked(self, frame: StackFrame) -> tuple[KeySelection, ...]:
        """The selections somebody picked a frame out for."""
        return tuple(s for s in self._of(frame) if s.picks_out)

    def _of(self, frame: StackFrame) -> Iterable[KeySelection]:
        uid = frame.header.sop_instance_uid
        for selection in self.selections.get(uid, ()):
            if any(r.names(uid, frame.key.frame_index) for r in selection.references):
                yield selection


NO_KEY_FACTS: Final = KeyFacts()


def key_facts(patient: CatalogPatient) -> KeyFacts:
    """Every selection of a person; a document of somebody else says nothing of these (S-01)."""
    found: dict[str, tuple[KeySelection, ...]] = {}
    for selection in selections_of(patient):
        for uid in dict.fromkeys(r.sop_instance_uid for r in selection.references):
            found[uid] = (*found.get(uid, ()), selection)
    return KeyFacts(found)


class KeyFactsOf:
    """Remembers the facts of each person as long as the catalog says the same of them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], tuple[tuple[KeySelection, ...], KeyFacts]] = {}

    def of(self, patient: CatalogPatient | None) -> KeyFacts:
        """The facts of one person, `NO_KEY_FACTS` of nobody."""
        if patient is None:
            return NO_KEY_FACTS
        now, who = selections_of(patient), patient.facts.identity
        if not now:
            return NO_KEY_FACTS
        if who not in self._known or self._known[who][0] != now:
            self._known = {**self._known, who: (now, key_facts(patient))}
        return self._known[who][1]


def selections_of(patient: CatalogPatient) -> tuple[KeySelection, ...]:
    """The key object documents of a person, in catalog order."""
    documents = (
        item.display_set
        for study in patient.studies
        for item in study.items
        if isinstance(item.display_set, Document)
    )
    return tuple(d.header.key_selection for d in documents if d.header.key_selection is not None)


@dataclass(frozen=True, slots=True)
class KeyImages:
    """The images of one selection that are here, and how many are not."""

    stack: ImageStack | None
    missing: int


def key_images(document: Document, patient: CatalogPatient) -> KeyImages:
    """The selected frames in the order of the document, as one stack to look through.

    It takes the place of the document: same uid, its title as the label.
    """
    selection = document.header.key_selection
    assert selection is not None
    by_uid: dict[str, list[StackFrame]] = {}
    for stack in _stacks(patient):
        for frame in stack.frames:
            by_uid.setdefault(frame.header.sop_instance_uid, []).append(frame)
    frames: dict[StackFrame, None] = {}
    missing = 0
    for reference in selection.references:
        uid = reference.sop_instance_uid
        here = [f for f in by_uid.get(uid, ()) if reference.names(uid, f.key.frame_index)]
        missing += not here
        frames.update(dict.fromkeys(here))
    if not frames:
        return KeyImages(None, missing)
    label = f"{selection.words} ({missing} not on this disc)" if missing else selection.words
    kind = StackKind.SLICES if len(frames) > 1 else StackKind.SINGLE
    stack = ImageStack(document.uid, label, kind, tuple(frames), is_selection=True)
    return KeyImages(stack, missing)


def only_key_images(
    stack: ImageStack, facts: KeyFacts, own: Collection[FrameKey] = ()
) -> ImageStack | None:
    """The frames of a stack that others or this person (`own`) picked, None if there are none."""
    frames = tuple(f for f in stack.frames if f.key.native in own or facts.picked(f))
    if not frames:
        return None
    return replace(stack, frames=frames, gaps=(), expected=None, is_selection=True)


def _stacks(patient: CatalogPatient) -> Iterable[ImageStack]:
    for study in patient.studies:
        for item in study.items:
            if isinstance(item.display_set, ImageStack):
                yield item.display_set


def as_shown(display_set: DisplaySet, catalog: Catalog) -> DisplaySet:
    """What to put into a viewport: for a key object document its images, if any are here."""
    if not isinstance(display_set, Document) or display_set.header.key_selection is None:
        return display_set
    patient = catalog.patient(display_set.header.patient)
    stack = key_images(display_set, patient).stack if patient is not None else None
    return stack or display_set
