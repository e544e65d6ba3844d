"""Takes the arrangement of a session, and puts one up again where its pictures are."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.app.annotation_places import anchor_of
from viewer.app.annotations import AnnotationState
from viewer.app.arrangement import (
    Arrangement,
    ImageRef,
    Images,
    Prepared,
    SavedDrawing,
    Shown,
    person_hash,
)
from viewer.app.link_state import LinkKind, Links
from viewer.app.saved_key_images import SavedKeyImages
from viewer.app.saved_links import SavedMatches, SavedWindows
from viewer.app.saved_marks import SavedMarks
from viewer.app.saved_scales import SavedScales
from viewer.app.stage import Stage
from viewer.app.viewport import Home, ViewportState, with_tiles
from viewer.errors import ArrangementError
from viewer.model.annotation import Annotation
from viewer.model.layout import Layout
from viewer.model.lut import VoiLut
from viewer.model.viewport import FitMode

if TYPE_CHECKING:
    from viewer.app.arrangement import SavedPart
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
    shown = tuple(_shown(viewport.state, images) for viewport in workspace.viewports)
    drawings = tuple(
        _drawing(annotation, images) for annotation in session.annotations.state.annotations
    )
    parts = {
        part.name: value for part in _parts(session) if (value := part.saved(images)) is not None
    }
    state = workspace.state
    return Arrangement(
        fingerprint=images.fingerprint() if session.load.stage is Stage.READY else "",
        salt=salt,
        people={uid: person_hash(header, salt) for uid, header in images.named.items()},
        rows=state.layout.rows,
        columns=state.layout.columns,
        active=state.active,
        maximised=state.maximised,
        links=tuple(kind for kind in LinkKind if kind in state.links.kinds),
        lines=state.lines,
        corner_text=state.annotations,
        viewports=shown,
        drawings=drawings,
        parts=parts,
    )


def put_up(arrangement: Arrangement, session: Session) -> Outcome:
    """Show it again, as one step of undo, and say what is missing.

    Raises ArrangementError, and changes nothing, when none of its pictures is open or a part of
    it cannot be understood.
    """
    images = Images(session.catalog, arrangement.people, arrangement.salt)
    parts = _prepared(arrangement, session, images)
    viewports, counted = _viewports(arrangement, images)
    drawn = [_annotation(one, images) for one in arrangement.drawings]
    kept = {annotation.id: annotation for annotation in drawn if annotation is not None}
    if not counted and not kept and not any(part.found for part in parts):
        raise ArrangementError(
            "its pictures name another person here"
            if images.strangers
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
    known = {part.name for part in _parts(session)}
    return Outcome(
        pictures=counted,
        missing_pictures=sum(one is not None for one in arrangement.viewports) - counted,
        drawings=len(kept),
        missing_drawings=len(drawn) - len(kept),
        missing_others=sum(part.missing for part in parts),
        unknown_parts=len(arrangement.parts.keys() - known),
        other_people=len(images.strangers),
        same_content=arrangement.fingerprint in {"", images.fingerprint()},
    )


def _parts(session: Session) -> tuple[SavedPart, ...]:
    return (
        SavedScales(session.measurements),
        SavedKeyImages(session.key_images),
        SavedMatches(session),
        SavedMarks(session),  # after the key images, which it may show alone
        SavedWindows(session),
    )


def _shown(state: ViewportState, images: Images) -> Shown | None:
    if state.document is not None:
        return Shown(images.ref(state.document.header, 0))
    frame = state.frame
    if frame is None:
        return None
    voi, presentation, table = state.presentation.voi, state.presentation, None
    if isinstance(voi, VoiLut):  # its entries are in the file, which is named already
        table = next((n for n, own in enumerate(frame.facts.voi) if own == voi), None)
        presentation = replace(presentation, voi=None)
    ref = images.ref(frame.header, frame.key.frame_index + 1)
    view = state.view
    if view.fit is FitMode.TRUE_SIZE:  # of this screen; the next one may be another
        view = replace(view, fit=FitMode.FIT, screen_pixel_mm=0.0)
    return Shown(ref, view, presentation, table, state.tiles)


def _drawing(annotation: Annotation, images: Images) -> SavedDrawing:
    anchor = annotation.anchor
    frame = anchor.key.frame_index + 1
    image = ImageRef(anchor.study_uid, anchor.series_uid, anchor.sop_instance_uid, frame)
    found = images.find(image)
    if found is not None:
        images.ref(found.header, frame)
    return SavedDrawing(
        annotation.id,
        annotation.kind,
        annotation.points,
        image,
        annotation.text,
        annotation.style,
        annotation.label_offset,
    )


def _prepared(arrangement: Arrangement, session: Session, images: Images) -> list[Prepared]:
    return [
        part.prepare(arrangement.parts[part.name], images)
        for part in _parts(session)
        if part.name in arrangement.parts
    ]


def _viewports(arrangement: Arrangement, images: Images) -> tuple[tuple[ViewportState, ...], int]:
    """A state for each viewport, and how many show what they should; never another picture."""
    states, counted = [], 0
    for shown in arrangement.viewports:
        if shown is None:
            states.append(ViewportState())
            continue
        found = images.find(shown.image)
        if found is None:
            states.append(ViewportState(message=NOT_HERE))
            continue
        counted += 1
        presentation, view = shown.presentation, shown.view
        if view.fit is FitMode.AREA:  # of a state, which `SavedMarks` may find again
            view = replace(view, fit=FitMode.FIT)
        tables = found.frame.facts.voi if found.frame is not None else ()
        if shown.table is not None and shown.table < len(tables):
            presentation = replace(presentation, voi=tables[shown.table])
        # Reset goes back to how it was hung, if it was; else to the file's own look.
        hung = replace(view, fit=FitMode.FIT, center=None)
        home = Home(hung) if hung.room is not None else Home()
        state = ViewportState(found.display_set, found.index, view, presentation, home=home)
        states.append(with_tiles(state, shown.tiles))
    return tuple(states), counted


def _annotation(drawing: SavedDrawing, images: Images) -> Annotation | None:
    found = images.find(drawing.image)
    if found is None or found.frame is None:
        return None
    return Annotation(
        drawing.id,
        drawing.kind,
        drawing.points,
        anchor_of(found.frame),
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
        links=Links(frozenset(arrangement.links)),
        detached=(),
        lines=arrangement.lines,
        annotations=arrangement.corner_text,
    )
    session.show_screen(state, viewports)
