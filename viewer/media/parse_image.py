"""The image part of a header: pixel description, geometry, grey steps, overlays, timing."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeVar

from viewer.limits import ICC_PROFILE_BYTES
from viewer.media import attributes as at
from viewer.media.calibration import aspect, refused_spacing, spacing
from viewer.media.charset import brief
from viewer.media.cine_facts import cine_facts
from viewer.media.dataset import RawDataset
from viewer.media.frame_index import index_vectors
from viewer.media.frame_memory import FrameMemory
from viewer.media.functional_groups import frame_views, has_frames_of_their_own, shared_view
from viewer.media.header_memory import remembered
from viewer.media.luts import modality_lut, padding, voi_transforms
from viewer.media.masks import NONE as NO_MASK
from viewer.media.masks import mask_facts
from viewer.media.orientation import directions, laterality, orientation, plane
from viewer.media.overlays import embedded_overlays, overlays, overlays_left_out
from viewer.media.pet_facts import pet_facts, real_world
from viewer.media.shutters import display_shutter
from viewer.media.technique import technique
from viewer.media.transfer_syntax import is_lossy
from viewer.media.ultrasound_regions import ultrasound_regions
from viewer.model.geometry import Orientation, PixelSpacing, Plane, UltrasoundRegion, Vector
from viewer.model.header import EmbeddedOverlay, FrameFacts, ImageFacts, LossyFacts, Overlay
from viewer.model.image import ImagePixels
from viewer.model.lut import Padding, Palette, PresentationShape

Number = TypeVar("Number", int, float)
PALETTE_REJECTED = "palette not usable, shown in grey"
POLARITY_CONTRADICTION = "file contradicts itself about black and white"
SPACING_REFUSED = "stated pixel size makes no sense, not used"
SHUTTER_NOT_USABLE = "display shutter not usable, nothing is hidden"
OVERLAY_LEFT_OUT = "overlay not usable, not shown"
TOO_LARGE: Final = b"too large"  # in place of a profile: none, which the picture then says
# Photometric Interpretation is followed (D-061).
_CONTRADICTIONS: Final = {
    ("MONOCHROME1", PresentationShape.IDENTITY),
    ("MONOCHROME2", PresentationShape.INVERSE),
}


def image_facts(raw: RawDataset, sop_class: str, pixels: ImagePixels) -> ImageFacts:
    """Everything a viewport needs to know of the image, for each frame where it varies."""
    regions = remembered(ultrasound_regions, raw)
    frames = _frames(raw, shared_view(raw), sop_class, pixels, regions)
    same = remembered(_same_in_series, raw, pixels)
    planes = remembered(_overlays, raw, pixels, same.lossy.lossy)
    return ImageFacts(
        pixels=pixels,
        frames=frames,
        padding=same.padding,
        shape=same.shape,
        palette=same.palette,
        overlays=planes.drawn,
        embedded_overlays=planes.embedded,
        cine=cine_facts(raw, pixels.number_of_frames, frames),
        lossy=same.lossy,
        image_type=same.image_type,
        icc_profile=same.icc_profile,
        technique=remembered(_technique, raw),
        notices=(*same.notices, *_notices_of_parts(raw, planes)),
        regions=regions,
        pet=pet_facts(raw, sop_class),
        index=remembered(index_vectors, raw, pixels.number_of_frames),
        mask=mask_facts(raw) if pixels.number_of_frames > 1 else NO_MASK,
        missing_frames=max(0, same.stated_frames - pixels.number_of_frames),
    )


class _SameInSeries(NamedTuple):
    """Facts that the images of a series usually share."""

    padding: Padding | None
    shape: PresentationShape | None
    palette: Palette | None
    lossy: LossyFacts
    image_type: tuple[str, ...]
    icc_profile: bytes
    notices: tuple[str, ...]
    stated_frames: int


def _same_in_series(raw: RawDataset, pixels: ImagePixels) -> _SameInSeries:
    base = shared_view(raw)
    palette = _palette(base, pixels)
    shape = _shape(raw)
    return _SameInSeries(
        padding=padding(base, pixels),
        shape=shape,
        palette=palette,
        lossy=_lossy(raw, pixels.transfer_syntax_uid),
        image_type=raw.codes(at.IMAGE_TYPE),
        icc_profile=_icc_profile(raw),
        notices=_notices(raw, pixels, palette, shape),
        stated_frames=raw.integer(at.NUMBER_OF_FRAMES) or 1,
    )


class _Overlays(NamedTuple):
    """Overlays on their own, in the pixel words, and whether one was left out."""

    drawn: tuple[Overlay, ...]
    embedded: tuple[EmbeddedOverlay, ...]
    left_out: bool


def _overlays(
    raw: RawDataset,
    pixels: ImagePixels,
    lossy: bool,  # noqa: FBT001  positional for the memory
) -> _Overlays:
    drawn = overlays(raw, pixels)
    embedded = embedded_overlays(raw, pixels, lossy=lossy)
    return _Overlays(drawn, embedded, overlays_left_out(raw, drawn))


def _technique(raw: RawDataset) -> tuple[str, ...]:
    return technique(shared_view(raw))


def _frames(
    raw: RawDataset,
    base: RawDataset,
    sop_class: str,
    pixels: ImagePixels,
    regions: tuple[UltrasoundRegion, ...],
) -> tuple[FrameFacts, ...]:
    """One entry for all frames, or one for each if the header describes them one by one."""
    facts = functools.partial(_frame_facts, sop_class=sop_class, pixels=pixels, regions=regions)
    if not has_frames_of_their_own(raw):
        return (facts(base),)
    facts = functools.partial(facts, recall=FrameMemory().recall)
    frames = [facts(view) for view in frame_views(raw, pixels.number_of_frames)]
    missing = pixels.number_of_frames - len(frames)
    if frames and missing > 0:
        raw.note(f"functional groups for {len(frames)} of {pixels.number_of_frames} frames")
        # A frame without a group has no known place: better none than another frame's.
        nowhere = replace(facts(base), plane=None)
        frames += [nowhere] * missing
    return tuple(frames) or (facts(base),)


def _frame_facts(
    view: RawDataset,
    *,
    sop_class: str,
    pixels: ImagePixels,
    regions: tuple[UltrasoundRegion, ...],
    recall: Callable[..., Any] | None = None,
) -> FrameFacts:
    """The facts of one frame; `recall` remembers them for frames that share their values."""
    steady, own = (recall, recall) if recall is not None else (remembered, _called)
    axes, letters, sides = steady(_directions, view)
    place, location, when = own(_whereabouts, view, axes)
    looks = (view, sop_class, pixels, regions, place is not None)
    return FrameFacts(
        plane=place,
        orientation=letters,
        laterality=sides,
        slice_location=location,
        acquired=when,
        # Frames may share their windows and have places of their own: each fact by itself.
        **(remembered(_looks, *looks) if recall is None else _looks(*looks, recall)),
    )


def _called(make: Callable[..., Any], view: RawDataset, *args: Any) -> Any:  # noqa: ANN401  as `remembered`
    return make(view, *args)


def _whereabouts(
    view: RawDataset, axes: tuple[Vector, Vector] | None
) -> tuple[Plane | None, float | None, str]:
    """Plane, slice location and time: what nearly every image has of its own."""
    return plane(view, axes), view.number(at.SLICE_LOCATION), remembered(acquired, view)


def _looks(
    view: RawDataset,
    sop_class: str,
    pixels: ImagePixels,
    regions: tuple[UltrasoundRegion, ...],
    has_plane: bool,  # noqa: FBT001  positional for the memory
    recall: Callable[..., Any] = remembered,
) -> dict[str, Any]:
    """The facts that often are the same for all images of a series."""
    chosen, ratio = recall(_scale, view, sop_class, has_plane, regions)
    modality = recall(modality_lut, view, sop_class, pixels)
    return {
        "spacing": chosen,
        "aspect": ratio,
        "modality_lut": modality,
        "real_world": recall(real_world, view, sop_class, pixels),
        "shutter": recall(display_shutter, view),
        "voi": recall(voi_transforms, view, modality, pixels),
        **recall(_steady_facts, view),
    }


def _steady_facts(view: RawDataset) -> dict[str, Any]:
    """The facts that change less often than from image to image."""
    return {
        "slice_thickness_mm": view.number(at.SLICE_THICKNESS),
        "spacing_between_slices_mm": view.number(at.SPACING_BETWEEN_SLICES),
        "stack_id": view.text(at.STACK_ID),
        "segment": view.integer(at.REFERENCED_SEGMENT_NUMBER),
        "in_stack_position": view.integer(at.IN_STACK_POSITION_NUMBER),
        "temporal_position": _first(
            view.integer(at.TEMPORAL_POSITION_INDEX),
            view.integer(at.TEMPORAL_POSITION_IDENTIFIER),
        ),
        "trigger_time_ms": _first(
            view.number(at.NOMINAL_CARDIAC_TRIGGER_DELAY_TIME), view.number(at.TRIGGER_TIME)
        ),
        "echo_time_ms": _first(view.number(at.EFFECTIVE_ECHO_TIME), view.number(at.ECHO_TIME)),
        "b_value": view.number(at.DIFFUSION_B_VALUE),
        "image_type": view.codes(at.FRAME_TYPE) or view.codes(at.IMAGE_TYPE),
    }


def _directions(
    view: RawDataset,
) -> tuple[tuple[Vector, Vector] | None, Orientation, tuple[str, ...]]:
    axes = directions(view)
    return axes, orientation(view, axes), laterality(view)


def _scale(
    view: RawDataset,
    sop_class: str,
    has_plane: bool,  # noqa: FBT001  positional for the memory
    regions: tuple[UltrasoundRegion, ...],
) -> tuple[PixelSpacing | None, float]:
    chosen = spacing(view, sop_class, regions, has_plane=has_plane)
    return chosen, aspect(view, chosen)


def _first(one: Number | None, other: Number | None) -> Number | None:
    return one if one is not None else other


def acquired(view: RawDataset) -> str:
    """When the frame was taken, as DICOM DT: the most specific attribute that is there."""
    for tag in (
        at.FRAME_ACQUISITION_DATE_TIME,
        at.FRAME_REFERENCE_DATE_TIME,
        at.ACQUISITION_DATE_TIME,
    ):
        if text := view.text(tag):
            return text
    for date, time in (
        (at.ACQUISITION_DATE, at.ACQUISITION_TIME),
        (at.CONTENT_DATE, at.CONTENT_TIME),
    ):
        if day := view.text(date):
            return brief(day + view.text(time))
    return ""


def _shape(raw: RawDataset) -> PresentationShape | None:
    stated = raw.code(at.PRESENTATION_LUT_SHAPE)
    return PresentationShape(stated) if stated in list(PresentationShape) else None


def _palette(base: RawDataset, pixels: ImagePixels) -> Palette | None:
    if at.RED_PALETTE_DESCRIPTOR not in base:
        return None
    from viewer.media.palettes import palette  # noqa: PLC0415 - numpy only for palettes

    return palette(base, pixels)


def _lossy(raw: RawDataset, syntax: str) -> LossyFacts:
    """Lossy by its history or by its syntax (S-07); a codec may know better."""
    ratios = tuple(value for value in raw.numbers(at.LOSSY_RATIO) if value is not None)
    stated = raw.text(at.LOSSY_IMAGE_COMPRESSION) == "01"
    return LossyFacts(stated or is_lossy(syntax), ratios, raw.texts(at.LOSSY_METHOD))


def _icc_profile(raw: RawDataset) -> bytes:
    """The profile of the image or, on a slide, of its first optical path (D-077)."""
    holder = raw if at.ICC_PROFILE in raw else raw.first_item(at.OPTICAL_PATH_SEQUENCE)
    if holder is None or at.ICC_PROFILE not in holder:
        return b""
    if holder.elements[at.ICC_PROFILE][2] > ICC_PROFILE_BYTES:
        raw.note("colour profile is too large, not used")
        return TOO_LARGE
    return holder.raw(at.ICC_PROFILE)


def _notices_of_parts(raw: RawDataset, planes: _Overlays) -> list[str]:
    """What was left out when the frames and overlays of the image were made."""
    notices = [SPACING_REFUSED] if refused_spacing(raw) else []  # D-106
    if planes.left_out:
        notices.append(OVERLAY_LEFT_OUT)
    return notices


def _notices(
    raw: RawDataset,
    pixels: ImagePixels,
    palette: Palette | None,
    shape: PresentationShape | None,
) -> tuple[str, ...]:
    """What the person in front of the image must be told about its looks."""
    notices = []
    if at.DATA_FRAME_ASSIGNMENT_SEQUENCE in raw or at.ENHANCED_PALETTE_SEQUENCE in raw:
        notices.append("colour mapping not applied")  # D-076
    if at.SHUTTER_SHAPE in raw and display_shutter(raw) is None:
        notices.append(SHUTTER_NOT_USABLE)  # nothing is hidden, and it is said (S-12)
    if pixels.photometric_interpretation == "PALETTE COLOR" and palette is None:
        notices.append(PALETTE_REJECTED)
    if (pixels.photometric_interpretation, shape) in _CONTRADICTIONS:
        notices.append(POLARITY_CONTRADICTION)
    return tuple(notices)
