"""One file's elements become one `InstanceHeader`: identity, order, image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from viewer.errors import NoPixelsError, PixelDescriptionError
from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.media.facts import patient_facts, series_facts, study_facts
from viewer.media.header_memory import remembered
from viewer.media.parse_image import acquired, image_facts
from viewer.media.parse_pixels import check_pixels
from viewer.media.views import view_modifiers, view_position
from viewer.model.header import (
    ImageFacts,
    InstanceHeader,
    SortFacts,
)
from viewer.model.image import FileKey
from viewer.model.sop_classes import (
    KEY_OBJECT_SELECTION,
    SPATIAL_REGISTRATION,
    is_presentation_state,
)
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from viewer.model.key_selection import KeySelection
    from viewer.model.presentation_state import PresentationState
    from viewer.model.registration import Registration

_DEFAULTS: Final = DecodeSettings()


def parse_header(
    raw: RawDataset, file: FileKey, settings: DecodeSettings = _DEFAULTS
) -> InstanceHeader:
    """Everything Lightbox keeps of a header; its stream must still be open.

    Never raises for odd values: an image that cannot be described keeps its place in the series,
    with `image` None and the reason in `image_problem`.
    """
    sop_class = remembered(_sop_class, raw) or _from_meta(raw, at.MEDIA_STORAGE_SOP_CLASS_UID)
    image, problem = _image(raw, sop_class, settings)
    state, state_problem = _state(raw, sop_class)
    return InstanceHeader(
        file=file,
        sop_instance_uid=raw.uid(at.SOP_INSTANCE_UID)
        or _from_meta(raw, at.MEDIA_STORAGE_SOP_INSTANCE_UID),
        sop_class_uid=sop_class,
        transfer_syntax_uid=image.pixels.transfer_syntax_uid if image else raw.transfer_syntax_uid,
        sort=_sort_facts(raw),
        image=image,
        image_problem=problem,
        state=state,
        state_problem=state_problem,
        key_selection=_key_selection(raw, sop_class),
        registration=_registration(raw, sop_class),
        **remembered(_about, raw),
        cut_off=raw.cut_off,
        deviations=raw.deviations,
    )


def _from_meta(raw: RawDataset, tag: int) -> str:
    return raw.meta.uid(tag) if raw.meta is not None else ""


def _image(
    raw: RawDataset, sop_class: str, settings: DecodeSettings
) -> tuple[ImageFacts | None, str]:
    """The image facts, or why there are none for something that should be an image."""
    try:
        pixels = check_pixels(raw, settings)
    except NoPixelsError as error:
        return None, str(error) if at.ROWS in raw and at.BITS_ALLOCATED in raw else ""
    except PixelDescriptionError as error:
        return None, str(error)
    return image_facts(raw, sop_class, pixels), ""


def _state(raw: RawDataset, sop_class: str) -> tuple[PresentationState | None, str]:
    """The presentation state of an object that is one, or why there is none."""
    if not is_presentation_state(sop_class):
        return None, ""
    from viewer.media.presentation import parse_state  # noqa: PLC0415  few discs have any

    return parse_state(raw, sop_class)


def _key_selection(raw: RawDataset, sop_class: str) -> KeySelection | None:
    if sop_class != KEY_OBJECT_SELECTION:
        return None
    from viewer.media.key_selection import key_selection  # noqa: PLC0415  few discs have any

    return key_selection(raw)


def _registration(raw: RawDataset, sop_class: str) -> Registration | None:
    if sop_class != SPATIAL_REGISTRATION:
        return None
    from viewer.media.registration import registration  # noqa: PLC0415  few discs have any

    return registration(raw)


def _sort_facts(raw: RawDataset) -> SortFacts:
    return SortFacts(
        instance_number=raw.integer(at.INSTANCE_NUMBER),
        acquired=remembered(acquired, raw),
        **remembered(_steady_keys, raw),
    )


def _sop_class(raw: RawDataset) -> str:
    return raw.uid(at.SOP_CLASS_UID)


def _steady_keys(raw: RawDataset) -> dict[str, Any]:
    """The sort keys that change less often than from image to image."""
    return {
        "acquisition_number": raw.integer(at.ACQUISITION_NUMBER),
        "echo_numbers": raw.text(at.ECHO_NUMBERS),
        "convolution_kernel": raw.text(at.CONVOLUTION_KERNEL),
        "temporal_position": raw.integer(at.TEMPORAL_POSITION_IDENTIFIER),
        "trigger_time_ms": raw.number(at.TRIGGER_TIME),
        "b_value": raw.number(at.DIFFUSION_B_VALUE),
        "frame_of_reference_uid": raw.uid(at.FRAME_OF_REFERENCE_UID),
        "images_in_acquisition": raw.integer(at.IMAGES_IN_ACQUISITION),
        "pet_series_type": raw.codes(at.PET_SERIES_TYPE),
        "pet_image_index": raw.integer(at.PET_IMAGE_INDEX),
        "number_of_slices": raw.integer(at.NUMBER_OF_SLICES),
        "number_of_time_slots": raw.integer(at.NUMBER_OF_TIME_SLOTS),
        "concatenation_uid": raw.uid(at.CONCATENATION_UID),
        "in_concatenation_number": raw.integer(at.IN_CONCATENATION_NUMBER),
        "in_concatenation_total": raw.integer(at.IN_CONCATENATION_TOTAL_NUMBER),
        "view_position": view_position(raw),
        "view_modifiers": view_modifiers(raw),
    }


def _about(raw: RawDataset) -> dict[str, Any]:
    """What the headers of a series usually say alike."""
    return {
        "patient": remembered(patient_facts, raw),
        "study": remembered(study_facts, raw),
        "series": remembered(series_facts, raw),
        "deidentified": raw.code(at.PATIENT_IDENTITY_REMOVED) == "YES",
        "deid_method": _deid_method(raw),
        "title": _title(raw),
        "mime_type": raw.text(at.MIME_TYPE),
    }


def _deid_method(raw: RawDataset) -> str:
    """How identity was removed: in words, else what the codes mean (A-016)."""
    words = [text for text in raw.texts(at.DEIDENTIFICATION_METHOD) if text]
    if not words and at.DEIDENTIFICATION_METHOD_CODES in raw:
        items = raw.items(at.DEIDENTIFICATION_METHOD_CODES)
        words = [text for item in items if (text := item.text(at.CODE_MEANING))]
    return " · ".join(words)


def _title(raw: RawDataset) -> str:
    """What a document calls itself: its title, label, or the meaning of its concept."""
    for tag in (
        at.DOCUMENT_TITLE,
        at.CONTENT_DESCRIPTION,
        at.CONTENT_LABEL,
        at.STRUCTURE_SET_LABEL,
        at.RT_PLAN_LABEL,
    ):
        if text := raw.text(tag):
            return text
    concept = raw.first_item(at.CONCEPT_NAME_CODE_SEQUENCE)
    return concept.text(at.CODE_MEANING) if concept is not None else ""
