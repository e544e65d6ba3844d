"""Enhanced multi-frame headers: which value holds for which frame (D-120..D-122).

The macros of a frame are flattened over the shared ones and those over the top level, so that
all who read attributes see one data set per frame and need not know where a value came from.
"""

from collections.abc import Iterator
from typing import Final

from viewer.limits import FRAMES_DESCRIBED
from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.media.encoding import Element
from viewer.media.shutters import SHUTTER_ATTRIBUTES

_MACROS: Final = (
    at.PIXEL_MEASURES_SEQUENCE,
    at.PLANE_POSITION_SEQUENCE,
    at.PLANE_ORIENTATION_SEQUENCE,
    at.FRAME_CONTENT_SEQUENCE,
    at.PIXEL_VALUE_TRANSFORMATION_SEQUENCE,
    at.FRAME_VOI_LUT_SEQUENCE,
    at.FRAME_ANATOMY_SEQUENCE,
    at.PROJECTION_PIXEL_CALIBRATION_SEQUENCE,
    at.MR_ECHO_SEQUENCE,
    at.MR_DIFFUSION_SEQUENCE,
    at.MR_IMAGE_FRAME_TYPE_SEQUENCE,
    at.CT_IMAGE_FRAME_TYPE_SEQUENCE,
    at.CARDIAC_SYNCHRONIZATION_SEQUENCE,
    at.FRAME_PIXEL_DATA_PROPERTIES_SEQUENCE,
    at.PLANE_POSITION_VOLUME_SEQUENCE,
    at.PLANE_ORIENTATION_VOLUME_SEQUENCE,
    at.SEGMENT_IDENTIFICATION_SEQUENCE,
    at.FRAME_DISPLAY_SHUTTER_SEQUENCE,
)
# A macro holds for its frame as a whole: nothing of these survives beside it.
_REPLACED: Final = {
    at.PIXEL_VALUE_TRANSFORMATION_SEQUENCE: (
        at.RESCALE_INTERCEPT,
        at.RESCALE_SLOPE,
        at.RESCALE_TYPE,
        at.MODALITY_LUT_SEQUENCE,
    ),
    at.FRAME_VOI_LUT_SEQUENCE: (
        at.WINDOW_CENTER,
        at.WINDOW_WIDTH,
        at.WINDOW_EXPLANATION,
        at.VOI_LUT_FUNCTION,
        at.VOI_LUT_SEQUENCE,
    ),
    at.FRAME_DISPLAY_SHUTTER_SEQUENCE: SHUTTER_ATTRIBUTES,
}
# A list of items that are choices: it stays one, for who reads it knows which to take.
_LISTS: Final = (at.REAL_WORLD_VALUE_MAPPING_SEQUENCE,)
Macros = dict[int, dict[int, Element]]  # the attributes of each macro's item


def has_frames_of_their_own(raw: RawDataset) -> bool:
    """True if the header describes its frames by functional groups."""
    return (
        at.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE in raw
        or at.SHARED_FUNCTIONAL_GROUPS_SEQUENCE in raw
    )


def shared_view(raw: RawDataset) -> RawDataset:
    """The header with its shared functional groups laid over it."""
    shared = _shared(raw)
    return _laid_over(raw, raw.elements, shared) if shared else raw


def frame_views(raw: RawDataset, limit: int) -> Iterator[RawDataset]:
    """One view for each frame that has groups of its own, at most `limit`, and never too many."""
    shared = _shared(raw)
    # Only what somebody asks of a frame: a header may have more elements than it has frames.
    asked = _asked_for(raw.elements)
    for item in raw.items(at.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, min(limit, FRAMES_DESCRIBED)):
        frame = shared | _macros(item)  # a frame's macro replaces the shared one
        yield _laid_over(raw, asked, frame)


def _shared(raw: RawDataset) -> Macros:
    item = raw.first_item(at.SHARED_FUNCTIONAL_GROUPS_SEQUENCE)
    return _macros(item) if item is not None else {}


def _macros(group_item: RawDataset) -> Macros:
    """The macros in one functional groups item."""
    found: Macros = {}
    for macro in _MACROS:
        if macro in group_item.elements:
            content = group_item.first_item(macro)
            if content is not None:
                found[macro] = _asked_for(content.elements)
    for macro in _LISTS:
        if macro in group_item.elements:
            found[macro] = {macro: group_item.elements[macro]}
    return found


def _asked_for(elements: dict[int, Element]) -> dict[int, Element]:
    return {tag: element for tag, element in elements.items() if tag in at.VR_OF}


def _laid_over(raw: RawDataset, elements: dict[int, Element], macros: Macros) -> RawDataset:
    """A view of `raw` with these of its elements and the macros over them."""
    elements = dict(elements)
    for macro, content in macros.items():
        for tag in _REPLACED.get(macro, ()):
            elements.pop(tag, None)
        elements.update(content)
    view = RawDataset(raw.window, raw.encoding, elements, parent=raw)
    view.pixel_data = raw.pixel_data
    return view
