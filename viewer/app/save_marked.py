"""Key images and drawings of the session, saved with copies of their images."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from viewer.app.annotation_words import label_lines
from viewer.app.frames import LoadedFrame
from viewer.errors import WriteError
from viewer.export.marked_image import MarkedImage, WordedDrawing
from viewer.export.place import ON_MEDIUM, is_on_medium
from viewer.export.with_images import Marked, Written, write_marked
from viewer.media.cancel import CancelToken
from viewer.model.lut import GreyPresentation
from viewer.model.viewport import Presentation, ViewState
from viewer.render.viewport import look_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from viewer.app.session import Session
    from viewer.app.viewport import ViewportModel
    from viewer.errors import ViewerError
    from viewer.export.key_titles import KeyTitle
    from viewer.model.annotation import Annotation
    from viewer.model.display_set import StackFrame
    from viewer.model.image import FrameKey
    from viewer.model.lut import VoiTransform
    from viewer.model.presentation_state import PresentationState

Area = tuple[tuple[float, float], tuple[float, float]]


def has_marks(session: Session) -> bool:
    """Whether there is anything to save."""
    return bool(session.annotations.state.annotations or session.key_images.state.images)


def marked_of(
    session: Session,
    areas: Mapping[FrameKey, Area] | None = None,
    title: KeyTitle | None = None,
    description: str = "",
) -> Marked:
    """What the session has to save: every image that is drawn on or marked, as it looks now.

    `areas` is what is in sight of the frames on show, as `MarkedImage.area`; others are taken as
    a whole. Drawings on images that are no longer open are left out.
    """
    key_images = session.key_images.state.keys
    drawn: dict[FrameKey, list[Annotation]] = {key: [] for key in sorted(key_images)}
    for annotation in session.annotations.state.annotations:
        drawn.setdefault(annotation.anchor.key, []).append(annotation)
    places = session.catalog.places(drawn)
    images = tuple(
        image
        for key, annotations in drawn.items()
        if key in places
        and (image := _marked(session, places[key].frame, annotations, (areas or {}).get(key)))
    )
    chosen = tuple(image for image in images if image.key in key_images)
    return Marked(images, chosen, title, description)


def save_marked(
    session: Session,
    marked: Marked,
    folder: Path,
    progress: Callable[[int, int], None],
    done: Callable[[Written | ViewerError], None],
) -> CancelToken:
    """Save `marked` in a new folder below `folder`, in the background.

    Both calls come back on the session's thread. The result tells where it is and what is not
    there, or what went wrong; then nothing was left. Cancel with the token that is returned.
    """
    cancel = CancelToken()
    if any(is_on_medium(medium, folder) for medium in session.paths):
        done(WriteError(ON_MEDIUM))
        return cancel
    session.write(
        lambda copy, tell: write_marked(
            marked, folder, copy, datetime.now().astimezone(), tell, cancel
        ),
        progress,
        done,
    )
    return cancel


def _marked(
    session: Session, frame: StackFrame, annotations: list[Annotation], area: Area | None
) -> MarkedImage | None:
    if frame.header.image is None:
        return None
    viewport = _viewport_of(session, frame)
    view = viewport.state.view if viewport is not None else ViewState()
    presentation = viewport.state.presentation if viewport is not None else Presentation()
    return MarkedImage(
        frame.header,
        frame.key.frame_index,
        frame.header.image,
        frame.facts,
        tuple(WordedDrawing(a, _words(session, a, frame)) for a in annotations),
        view,
        area,
        _voi(session, frame, presentation),
        presentation.inverted,
        _state(frame, presentation),
    )


def _words(session: Session, annotation: Annotation, frame: StackFrame) -> tuple[str, ...]:
    """As beside the drawing on screen: own words, numbers, calibration (S-04)."""
    return label_lines(annotation, session.measurements.of(annotation, frame))


def _viewport_of(session: Session, frame: StackFrame) -> ViewportModel | None:
    """Where the frame is on show, or else its stack: one view and window hold for all of it."""
    viewports = session.workspace.viewports
    for viewport in viewports:
        if viewport.state.frame is not None and viewport.state.frame.key == frame.key:
            return viewport
    for viewport in viewports:
        stack = viewport.state.stack
        if stack is not None and any(other.key == frame.key for other in stack.frames):
            return viewport
    return None


def _voi(session: Session, frame: StackFrame, presentation: Presentation) -> VoiTransform | None:
    """The window of the frame as it is, or would be, on screen."""
    shown = session.frames.get(frame.key)
    if isinstance(shown, LoadedFrame):
        look = look_of(shown.image, presentation)
        return look.voi if isinstance(look, GreyPresentation) else None
    stated = frame.facts.voi
    state = _state(frame, presentation)
    if state is not None:
        own = state.voi(frame.header.sop_instance_uid, frame.key.frame_index)
        return presentation.voi or own
    return presentation.voi or (stated[0] if stated else None)


def _state(frame: StackFrame, presentation: Presentation) -> PresentationState | None:
    """The active state, if it decides how the grey values of this very frame are shown."""
    state, image = presentation.state, frame.header.image
    if state is None or image is None or not state.grey or image.pixels.samples_per_pixel > 1:
        return None
    covers = state.covers(frame.header.sop_instance_uid, frame.key.frame_index)
    return state if covers else None
