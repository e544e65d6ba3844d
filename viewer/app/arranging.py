"""Takes the arrangement of a session, and puts one up again where its pictures are."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.app.annotations import AnnotationState
from viewer.app.arrangement import (
    Arrangement,
    Drawing,
    Found,
    ImageRef,
    Images,
    Prepared,
    Shown,
    anchor_on,
    person_hash,
    ref_of,
)
from viewer.app.stage import Stage
from viewer.app.viewport import ViewportState
from viewer.errors import ArrangementError
from viewer.model.annotation import Annotation
from viewer.model.layout import Layout
from viewer.model.lut import VoiLut
from viewer.model.viewport import FitMode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.app.session import Session

NOT_HERE = "This picture is not on the disc that is open."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of opening an arrangement."""

    pictures: int = 0  # viewports that show again what they showed
    missing_pictures: int = 0
    drawings: int = 0
    missing_drawings: int = 0
    missing_others: int = 0  # of the other parts
    unknown_parts: int = 0
    other_people: int = 0  # studies that name somebody else than when it was saved
    same_content: bool = True  # everything on the disc is what it was

    @property
    def is_whole(self) -> bool:
        """Whether nothing has to be said."""
        lost = (self.missing_pictures, self.missing_drawings, self.missing_others)
        return not any((*lost, self.unknown_parts, self.other_people))


def take(session: Session) -> Arrangement:
    """Everything on the screen now, by names."""
    images, workspace = Images(session.catalog), session.workspace
    salt = secrets.token_hex(16)
    shown = tuple(_shown(viewport.state) for viewport in workspace.viewports)
    drawings = tuple(_drawing(annotation) for annotation in session.annotations.state.annotations)
    named = [one.image for one in (*shown, *drawings) if one is not None]
    state = workspace.state
    return Arrangement(
        fingerprint=images.fingerprint() if session.load.stage is Stage.READY else "",
        salt=salt,
        people=_people(images, named, salt),
        rows=state.layout.rows,
        columns=state.layout.columns,
        active=state.active,
        maximised=state.maximised,
        linked=state.linked,
        corner_text=state.annotations,
        viewports=shown,
        drawings=drawings,
        parts={
            part.name: value
            for part in session.saved_parts
            if (value := part.saved(images)) is not None
        },
    )


def put_up(arrangement: Arrangement, session: Session) -> Outcome:
    """Show it again, as one step of undo, and say what is missing.

    Raises ArrangementError, and changes nothing, when none of its pictures is open or a part of
    it cannot be understood.
    """
    images = Images(session.catalog)
    strangers = _strangers(arrangement, images)
    parts = _prepared(arrangement, session, images)
    viewports, counted = _viewports(arrangement, images, strangers)
    drawn = [_annotation(one, images, strangers) for one in arrangement.drawings]
    kept = {annotation.id: annotation for annotation in drawn if annotation is not None}
    if not counted and not kept and not any(part.found for part in parts):
        raise ArrangementError(
            "its pictures name another person here"
            if strangers
            else "none of its pictures is on the disc that is open"
        )
    session.history.commit()
    _show(arrangement, session, viewports)
    own = session.annotations.state
    others = tuple(a for a in own.annotations if a.id not in kept)
    session.annotations.set_state(AnnotationState((*others, *kept.values()), ""))
    for part in parts:
        part.apply()
    session.history.commit()
    known = {part.name for part in session.saved_parts}
    return Outcome(
        pictures=counted,
        missing_pictures=sum(one is not None for one in arrangement.viewports) - counted,
        drawings=len(kept),
        missing_drawings=len(drawn) - len(kept),
        missing_others=sum(part.missing for part in parts),
        unknown_parts=len(arrangement.parts.keys() - known),
        other_people=len(strangers),
        same_content=arrangement.fingerprint in {"", images.fingerprint()},
    )


def _shown(state: ViewportState) -> Shown | None:
    if state.document is not None:
        return Shown(ref_of(state.document.header, 0))
    frame = state.frame
    if frame is None:
        return None
    voi, presentation, table = state.presentation.voi, state.presentation, None
    if isinstance(voi, VoiLut):  # its entries are in the file, which is named already
        table = next((n for n, own in enumerate(frame.facts.voi) if own == voi), None)
        presentation = replace(presentation, voi=None)
    ref = ref_of(frame.header, frame.key.frame_index + 1)
    view = state.view
    if view.fit is FitMode.TRUE_SIZE:  # of this screen; the next one may be another
        view = replace(view, fit=FitMode.FIT, screen_pixel_mm=0.0)
    return Shown(ref, view, presentation, table)


def _drawing(annotation: Annotation) -> Drawing:
    anchor = annotation.anchor
    frame = anchor.key.frame_index + 1
    image = ImageRef(anchor.study_uid, anchor.series_uid, anchor.sop_instance_uid, frame)
    return Drawing(
        annotation.id,
        annotation.kind,
        annotation.points,
        image,
        annotation.text,
        annotation.style,
        annotation.label_offset,
    )


def _people(images: Images, refs: Iterable[ImageRef], salt: str) -> dict[str, str]:
    found = {ref.study_uid: images.find(ref) for ref in refs}
    return {uid: person_hash(one.header, salt) for uid, one in found.items() if one is not None}


def _strangers(arrangement: Arrangement, images: Images) -> frozenset[str]:
    """Studies that are here and name another person than when the arrangement was saved (S-17)."""
    refs = [one.image for one in (*arrangement.viewports, *arrangement.drawings) if one is not None]
    return frozenset(
        ref.study_uid
        for ref in refs
        if (found := images.find(ref)) is not None
        and arrangement.people.get(ref.study_uid) != person_hash(found.header, arrangement.salt)
    )


def _find(ref: ImageRef, images: Images, strangers: frozenset[str]) -> Found | None:
    return None if ref.study_uid in strangers else images.find(ref)


def _prepared(arrangement: Arrangement, session: Session, images: Images) -> list[Prepared]:
    return [
        part.prepare(arrangement.parts[part.name], images)
        for part in session.saved_parts
        if part.name in arrangement.parts
    ]


def _viewports(
    arrangement: Arrangement, images: Images, strangers: frozenset[str]
) -> tuple[tuple[ViewportState, ...], int]:
    """A state for each viewport, and how many show what they should; never another picture."""
    states, counted = [], 0
    for shown in arrangement.viewports:
        if shown is None:
            states.append(ViewportState())
            continue
        found = _find(shown.image, images, strangers)
        if found is None:
            states.append(ViewportState(message=NOT_HERE))
            continue
        counted += 1
        presentation = shown.presentation
        tables = found.frame.facts.voi if found.frame is not None else ()
        if shown.table is not None and shown.table < len(tables):
            presentation = replace(presentation, voi=tables[shown.table])
        states.append(ViewportState(found.display_set, found.index, shown.view, presentation))
    return tuple(states), counted


def _annotation(drawing: Drawing, images: Images, strangers: frozenset[str]) -> Annotation | None:
    found = _find(drawing.image, images, strangers)
    if found is None or found.frame is None:
        return None
    return Annotation(
        drawing.id,
        drawing.kind,
        drawing.points,
        anchor_on(found),
        drawing.text,
        drawing.style,
        drawing.label_offset,
    )


def _show(arrangement: Arrangement, session: Session, viewports: tuple[ViewportState, ...]) -> None:
    cells = tuple(v.display_set.uid if v.display_set is not None else "" for v in viewports)
    state = replace(
        session.workspace.state,
        layout=Layout(arrangement.rows, arrangement.columns, cells),
        active=arrangement.active,
        maximised=arrangement.maximised,
        linked=arrangement.linked,
        annotations=arrangement.corner_text,
    )
    session.show_screen(state, viewports)
