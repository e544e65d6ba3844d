"""Where a presentation state belongs: choosing it in the list shows its picture under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.model.display_set import Document, ImageStack

if TYPE_CHECKING:
    from viewer.app.catalog import Catalog, CatalogStudy
    from viewer.app.session import Session
    from viewer.model.display_set import StackFrame
    from viewer.model.presentation_state import PresentationState


@dataclass(frozen=True, slots=True)
class StateImage:
    """One image that a state is about."""

    uid: str  # of the catalog item that lists it
    index: int
    state: PresentationState


def image_of_state(catalog: Catalog, uid: str, on_show: StackFrame | None) -> StateImage | None:
    """The first image here of the state that catalog item `uid` is, the one on show before others.

    None for any other item, and where none of its images is here. A state belongs to the study
    of its images (P-001), and never to another person's (S-01).
    """
    item, found = catalog.item(uid), catalog.study_of(uid)
    if item is None or found is None or not isinstance(item.display_set, Document):
        return None
    state = item.display_set.header.state
    if state is None:
        return None
    own = item.display_set.header.study.uid
    studies = (study for study in found[0].studies if study.facts.uid == own)
    images = [image for study in studies for image in _images(study, state)]
    seen = on_show.key.native if on_show is not None else None
    best = next((image for frame, image in images if frame.key.native == seen), None)
    return best or next((image for _, image in images), None)


def show_under_state(session: Session, found: StateImage, viewport: int) -> None:
    """Put the image into a viewport as the state has it."""
    session.show_item(found.uid, viewport)
    model = session.workspace.viewports[viewport]
    model.go_to(found.index)
    model.show_state(found.state)


def _images(study: CatalogStudy, state: PresentationState) -> list[tuple[StackFrame, StateImage]]:
    return [
        (frame, StateImage(item.uid, index, state))
        for item in study.items
        if isinstance(item.display_set, ImageStack)
        for index, frame in enumerate(item.display_set.frames)
        if state.covers(frame.header.sop_instance_uid, frame.key.frame_index)
    ]
