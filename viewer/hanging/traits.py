"""What hanging goes by: each thing that can be put in a cell, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.hanging.planes import plane_name
from viewer.hanging.words import vocabulary
from viewer.model.display_set import ImageStack, StackKind

if TYPE_CHECKING:
    from viewer.model.display_set import DisplaySet, StackFrame
    from viewer.model.header import FrameFacts, SeriesFacts

PLACES: Final = frozenset({"brain", "chest", "abdomen", "spine", "breast", "heart"})
PROJECTIONS: Final = frozenset({"MG", "DX", "CR", "DR", "RG", "IO", "PX"})
_FOR_PROCESSING: Final = frozenset(
    {
        "1.2.840.10008.5.1.4.1.1.1.1.1",  # digital X-ray
        "1.2.840.10008.5.1.4.1.1.1.2.1",  # mammography
        "1.2.840.10008.5.1.4.1.1.1.3.1",  # intra-oral
    }
)
_LATERAL_VIEWS: Final = frozenset({"LL", "RL", "LAT", "LATERAL", "LLD", "RLD"})


@dataclass(frozen=True, slots=True)
class HangItem:
    """A display set, or one image of a series of projections, and what it is."""

    uid: str  # of the display set
    index: int = 0  # where in it this begins
    modality: str = ""
    meanings: frozenset[str] = frozenset()
    plane: str = ""
    kind: str = ""  # "single", "slices", "cine", "localizer"; "" while the headers are not read
    count: int = 1
    view: str = ""
    side: str = ""  # "R", "L"; "" where it is unknown or the sources disagree (D-114)
    modifiers: tuple[str, ...] = ()
    for_processing: bool = False  # raw values of the detector, not meant to be looked at
    rejected: bool = False  # P-022
    acquired: str = ""
    study: int = 0  # 0: the examination on show; 1, 2, ...: earlier ones, the latest first
    facts: FrameFacts | None = None  # of the image that is shown first
    rows: int = 0  # of its pixels
    columns: int = 0


def items_of(
    display_set: DisplaySet | None,
    series: SeriesFacts,
    count: int,
    study: int = 0,
    study_description: str = "",
    uid: str = "",
) -> tuple[HangItem, ...]:
    """What of a series can be hung: the whole of it, or each image where each is a view.

    Args:
        display_set: None while the headers are not read; `uid` then names the series.
        series: as its first header or the directory has it.
        count: images of it.
        study: 0 for the examination on show, 1 for the one before it.
        study_description: says where in the body it is, if nothing else does.
        uid: of the catalog item, where there is no display set.
    """
    said = _said(series, study_description)
    if display_set is None:
        return (HangItem(uid, 0, series.modality, said, count=count, study=study),)
    if not isinstance(display_set, ImageStack) or not display_set.frames:
        return ()
    single_views = series.modality in PROJECTIONS and all(
        frame.key.frame_index == 0 and _frames_in_file(frame) == 1 for frame in display_set.frames
    )
    if single_views and display_set.kind is not StackKind.LOCALIZER:
        alone = len(display_set.frames) == 1
        return tuple(
            _view(display_set, index, series.modality, said, study, guess=alone)
            for index in range(len(display_set.frames))
        )
    return (_stack(display_set, series.modality, said, study),)


def places_of(text: str) -> frozenset[str]:
    """The parts of the body a text names."""
    return vocabulary().in_text(text) & PLACES


def _said(series: SeriesFacts, study_description: str) -> frozenset[str]:
    words = vocabulary()
    own = words.in_text(series.description)
    protocol = words.in_text(series.protocol)
    if not own - PLACES:  # one protocol may have made several series: only where nothing is said
        own |= protocol
    return own | places_of(f"{series.body_part} {study_description}") | (protocol & PLACES)


def _stack(stack: ImageStack, modality: str, said: frozenset[str], study: int) -> HangItem:
    frame = stack.frames[0]
    return HangItem(
        uid=stack.uid,
        modality=modality,
        meanings=said | _technical(frame),
        plane=plane_name(frame.facts.plane),
        kind=stack.kind.value,
        count=len(stack.frames),
        view=_view_name(frame.header.sort.view_position),
        side=_side(frame.facts),
        modifiers=frame.header.sort.view_modifiers,
        for_processing=frame.header.sop_class_uid in _FOR_PROCESSING,
        acquired=frame.header.sort.acquired,
        study=study,
        facts=frame.facts,
        rows=_pixels(frame)[0],
        columns=_pixels(frame)[1],
    )


def _view(
    stack: ImageStack,
    index: int,
    modality: str,
    said: frozenset[str],
    study: int,
    *,
    guess: bool,
) -> HangItem:
    """One image; with `guess` the description may say what the header leaves out."""
    frame = stack.frames[index]
    sort = frame.header.sort
    view, side = _view_name(sort.view_position), _side(frame.facts)
    if guess and not view:
        view = _guessed_view(said)
    if guess and not frame.facts.laterality:
        side = _guessed_side(said)
    return HangItem(
        uid=stack.uid,
        index=index,
        modality=modality,
        meanings=said,
        kind=StackKind.SINGLE.value,
        view=view,
        side=side,
        modifiers=sort.view_modifiers,
        for_processing=frame.header.sop_class_uid in _FOR_PROCESSING,
        acquired=sort.acquired,
        study=study,
        facts=frame.facts,
        rows=_pixels(frame)[0],
        columns=_pixels(frame)[1],
    )


def _technical(frame: StackFrame) -> frozenset[str]:
    """What the header says besides descriptions: kernel, diffusion, kind of image."""
    found = set(vocabulary().in_kernel(frame.header.sort.convolution_kernel))
    kinds = {part.upper() for part in frame.facts.image_type}
    if frame.facts.b_value or "DIFFUSION" in kinds:
        found.add("dwi")
    if "ADC" in kinds:
        found.add("adc")
    if any("MIP" in kind or kind == "MAX_IP" for kind in kinds):
        found.add("mip")
    return frozenset(found)


def _side(facts: FrameFacts) -> str:
    sides = facts.laterality
    return sides[0] if len(sides) == 1 and sides[0] in {"R", "L"} else ""


def _view_name(stated: str) -> str:
    """One word for the ways to say lateral; other views as they are."""
    if stated in _LATERAL_VIEWS:
        return "LATERAL"
    return stated


def _guessed_view(said: frozenset[str]) -> str:
    """The view a description names, "" unless it names one alone."""
    named = [view for word, view in _VIEW_OF.items() if word in said]
    return named[0] if len(named) == 1 else ""


_VIEW_OF: Final = {"cc": "CC", "mlo": "MLO", "lateral": "LATERAL", "frontal": "FRONTAL"}


def _guessed_side(said: frozenset[str]) -> str:
    sides = said & {"right", "left"}
    return {"right": "R", "left": "L"}[next(iter(sides))] if len(sides) == 1 else ""


def _pixels(frame: StackFrame) -> tuple[int, int]:
    image = frame.header.image
    return (image.pixels.rows, image.pixels.columns) if image is not None else (0, 0)


def _frames_in_file(frame: StackFrame) -> int:
    image = frame.header.image
    return image.pixels.number_of_frames if image is not None else 1
