"""What one viewport paints: one state, the frame that belongs to it, and what surrounds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.app.corner_text import CornerFacts
from viewer.app.frames import FailedFrame, LoadedFrame
from viewer.app.identity_view import SHOWN
from viewer.app.key_selections import NO_KEY_FACTS
from viewer.app.marked import state_line, state_notices
from viewer.app.scale_in_use import stated_scale
from viewer.model.lut import GreyPresentation
from viewer.model.marks import TextMark
from viewer.model.viewport import AnnotationLevel
from viewer.render.shutter import shutter_of
from viewer.render.state_look import state_on
from viewer.render.viewport import look_of

if TYPE_CHECKING:
    from viewer.app.key_selections import KeyFacts
    from viewer.app.marks import MarkSource
    from viewer.app.scale_in_use import ScaleOf
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.model.display_set import StackFrame
    from viewer.model.image import FrameKey
    from viewer.model.lut import VoiTransform
    from viewer.model.marks import Mark
    from viewer.render.placement import Placement

# Where a mirrored picture contradicts what every reader expects (S-03).
_CROSS_SECTIONAL = frozenset({"CT", "MR", "PT", "NM"})
_AXIAL = 0.8  # part of the normal along the body above which a slice counts as axial
STATE_NOT_APPLIED = "PR not applied: made of several pictures"  # as a mask subtracted
SHUTTER_CLOSED = "parts hidden by a shutter"
SHUTTER_LIFTED = "shutter lifted"
PADDING_SHOWN = "padding shown"
PREVIEW = "preview: full detail is on its way"
_MOST_SELECTIONS = 3  # named in the corner
_REDUCED = 0.5  # device pixels per image pixel below which detail is lost (S-18)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the words in a viewport depend on besides the viewport."""

    annotations: AnnotationLevel = AnnotationLevel.FULL
    newest_study: str = ""  # `moment` of the same patient's (S-09)
    link_labels: tuple[str, ...] = ()  # G-042
    closing: str = ""  # last line of pictures that leave the program (S-31)
    drawings_hidden: bool = False  # there are some, and they are not shown
    mark_sources: tuple[MarkSource, ...] = ()  # who draws over the image
    scale_of: ScaleOf = stated_scale  # for the bar, as for all lengths (D-104)
    key_facts: KeyFacts = NO_KEY_FACTS  # who picked or rejected images
    own_keys: frozenset[FrameKey] = frozenset()  # frames marked here as key


@dataclass(frozen=True, slots=True)
class Scene:
    """A snapshot; `shown` belongs to the frame that `state` asks for, or is None (S-10)."""

    state: ViewportState
    shown: LoadedFrame | FailedFrame | None
    surroundings: Surroundings = Surroundings()
    marks: tuple[Mark, ...] = ()  # over the image, in drawing order
    in_tile: bool = False  # one of several images in a viewport


def scene_of(model: ViewportModel, surroundings: Surroundings) -> Scene:
    """Take state and pixels together; pixels of any other frame are not taken (S-06, S-10)."""
    state, shown = model.state, model.shown
    frame = state.frame
    if frame is None or shown is None or shown.key != frame.key:
        shown = None
    marks: tuple[Mark, ...] = ()
    if isinstance(shown, LoadedFrame) and not state.message:
        found = (m for source in surroundings.mark_sources for m in source.marks(model))
        marks = tuple(_as_shown(mark) if isinstance(mark, TextMark) else mark for mark in found)
    return Scene(state, shown, surroundings, marks)


def _as_shown(mark: TextMark) -> TextMark:
    """Words somebody wrote over the picture, without names while these are hidden."""
    if not SHOWN.state.people:
        return mark
    return replace(mark, lines=tuple(map(SHOWN.text, mark.lines)))


def voi_in_use(shown: LoadedFrame, state: ViewportState) -> VoiTransform | None:
    """The window of the picture as drawn, None for colour and identity."""
    look = look_of(shown.image, state.presentation)
    return look.voi if isinstance(look, GreyPresentation) else None


def corner_facts(scene: Scene, placement: Placement | None) -> CornerFacts | None:
    """What the corners say; None when no stack is on show."""
    stack, frame = scene.state.stack, scene.state.frame
    if stack is None or frame is None:
        return None
    shown = scene.shown if isinstance(scene.shown, LoadedFrame) else None
    return CornerFacts(
        stack=stack,
        index=scene.state.index,
        frame=frame,
        view=scene.state.view,
        presentation=scene.state.presentation,
        voi=voi_in_use(shown, scene.state) if shown is not None else None,
        zoom=placement.zoom if placement is not None else 1.0,
        newest_study=scene.surroundings.newest_study,
        link_labels=scene.surroundings.link_labels,
        notices=_notices(scene, shown, placement),
        in_tile=scene.in_tile,
        marked=_marked(scene, shown) if shown is not None else (),
        is_calibrated=scene.surroundings.scale_of(frame) != frame.facts.spacing,
        rejected=scene.surroundings.key_facts.rejection(frame),
        picked=_picked(scene.surroundings.key_facts, frame),
        is_key=frame.key.native in scene.surroundings.own_keys,
    )


def _picked(facts: KeyFacts, frame: StackFrame) -> tuple[str, ...]:
    """Titles and texts of the selections the frame is in, in one line each (P-021)."""
    return tuple(
        ": ".join(filter(None, (s.words, " ".join(s.description.split()))))
        for s in facts.picked(frame)[:_MOST_SELECTIONS]
    )


def _notices(
    scene: Scene, shown: LoadedFrame | None, placement: Placement | None
) -> tuple[str, ...]:
    """What is doubtful about the picture and must be said beside it (S-03, S-11, S-12, S-18)."""
    if shown is None or placement is None:
        return ()
    notices = [PREVIEW] if shown.is_preview else []
    notices += [*shown.frame.notices, *shown.image.image.notices]
    notices += _unusual_side(scene, shown)
    notices += _doubts_about_marks(scene, shown)
    if scene.surroundings.drawings_hidden:
        notices.append("own drawings hidden")
    hides_little = scene.surroundings.annotations is not AnnotationLevel.OFF
    if placement.zoom < _REDUCED and hides_little:
        notices.append(f"reduced {1 / placement.zoom:.2g}×")
    return tuple(notices)


def _marked(scene: Scene, shown: LoadedFrame) -> tuple[str, ...]:
    """Whose state is active and what is hidden or uncovered (P-001, D-093, S-12)."""
    presentation = scene.state.presentation
    state = state_on(shown.image, presentation)
    lines = [state_line(state)] if state is not None else []
    if shutter_of(shown.image, presentation) is not None:
        lines.append(SHUTTER_LIFTED if presentation.show_shuttered else SHUTTER_CLOSED)
    if presentation.show_padding and shown.image.image.padding and shown.image.padding is not None:
        lines.append(PADDING_SHOWN)
    return tuple(lines)


def _doubts_about_marks(scene: Scene, shown: LoadedFrame) -> list[str]:
    """What of others' marks is not as they meant it (P-002, S-06, S-12)."""
    state, frame = scene.state, scene.state.frame
    assert frame is not None
    presentation = state.presentation
    if presentation.state is not None and not shown.image.sop_instance_uid:
        return [STATE_NOT_APPLIED]
    notices = list(state_notices(frame, state.view, presentation))
    drawn = presentation.state is not None and presentation.state.annotations
    if (shown.image.overlays or drawn) and not presentation.show_overlays:
        notices.append("overlays hidden")
    return notices


def _unusual_side(scene: Scene, shown: LoadedFrame) -> list[str]:
    """What to say when a slice is not seen from the side every reader expects (S-03).

    Axial slices are looked at from the feet; some are stored the other way round.
    """
    modality = scene.state.frame.header.series.modality if scene.state.frame else ""
    if modality not in _CROSS_SECTIONAL:
        return []
    plane, flipped = shown.image.facts.plane, scene.state.view.flipped
    if plane is not None and abs(plane.normal[2]) > _AXIAL:
        from_the_head = (plane.normal[2] < 0) != flipped
        return [f"{modality} seen from the head: mind left and right"] if from_the_head else []
    return [f"mirrored {modality}: mind left and right"] if flipped else []
