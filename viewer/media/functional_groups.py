"""Enhanced multi-frame headers: which value holds for which frame (D-120..D-122).

The macros of a frame are flattened over the shared ones and those over the top level, so that
all who read attributes see one data set per frame and need not know where a value came from.
"""

from collections.abc import Iterator
from typing import Final

from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.media.encoding import Element

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
)


def has_frames_of_their_own(raw: RawDataset) -> bool:
    """True if the header describes its frames by functional groups."""
    return (
        at.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE in raw
        or at.SHARED_FUNCTIONAL_GROUPS_SEQUENCE in raw
    )


def shared_view(raw: RawDataset) -> RawDataset:
    """The header with its shared functional groups laid over it."""
    shared = raw.first_item(at.SHARED_FUNCTIONAL_GROUPS_SEQUENCE)
    return _laid_over(raw, _flattened(shared)) if shared is not None else raw


def frame_views(raw: RawDataset, limit: int) -> Iterator[RawDataset]:
    """One view for each frame that has groups of its own, at most `limit`."""
    base = shared_view(raw)
    for index, item in enumerate(raw.items(at.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE)):
        if index == limit:
            raw.note("more functional groups than frames")
            return
        yield _laid_over(base, _flattened(item))


def _flattened(group_item: RawDataset) -> dict[int, Element]:
    """The attributes of the macros in one functional groups item."""
    elements: dict[int, Element] = {}
    for macro in _MACROS:
        if macro in group_item.elements:
            content = group_item.first_item(macro)
            if content is not None:
                elements.update(content.elements)
    return elements


def _laid_over(base: RawDataset, elements: dict[int, Element]) -> RawDataset:
    view = RawDataset(base.window, base.encoding, base.elements | elements, parent=base)
    view.pixel_data = base.pixel_data
    return view
