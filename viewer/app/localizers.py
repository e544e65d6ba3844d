"""Which picture shows where a slice lies: the one its file names, or a scout it crosses (G-033)."""

from __future__ import annotations

from dataclasses import dataclass
from math import dist
from typing import TYPE_CHECKING, Final

from viewer.model.display_set import ImageStack, StackKind
from viewer.model.patient_space import image_plane
from viewer.render.cross_reference import crossing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from viewer.app.catalog import Catalog, CatalogItem
    from viewer.model.display_set import StackFrame
    from viewer.model.tags import TagTree

_REFERENCED_IMAGE_SEQUENCE: Final = 0x00081140
_REFERENCED_SOP_INSTANCE_UID: Final = 0x00081155


@dataclass(frozen=True, slots=True)
class Localizer:
    """An image of a catalog item on which a slice is a line."""

    item: CatalogItem
    index: int  # of its stack
    length_px: float
    is_named: bool  # by the file of the slice


def named_images(tree: TagTree) -> frozenset[str]:
    """The SOP Instance UIDs of a file's Referenced Image Sequence.

    Read when somebody asks, not with every header: few files have it, and fewer are asked.
    """
    return frozenset(
        element.value
        for node in tree.nodes
        if node.tag == _REFERENCED_IMAGE_SEQUENCE
        for item in node.children
        for element in item.children
        if element.tag == _REFERENCED_SOP_INSTANCE_UID
    )


def localizer_of(
    catalog: Catalog, frame: StackFrame, named: frozenset[str] = frozenset()
) -> Localizer | None:
    """The best localizer of a slice among the pictures of its own person, None without any.

    What the file names comes first, then scouts, the longest line first. A line needs a common
    frame of reference, whoever names the image (G-030).
    """
    found = tuple(_crossed(catalog, frame, named))
    return max(found, key=lambda one: (one.is_named, one.length_px), default=None)


def _crossed(catalog: Catalog, frame: StackFrame, named: frozenset[str]) -> Iterator[Localizer]:
    plane = image_plane(frame.header, frame.facts)
    patient = catalog.patient(frame.header.patient)
    if plane is None or patient is None:
        return
    for item in (item for study in patient.studies for item in study.items):
        stack = item.display_set
        if not isinstance(stack, ImageStack):
            continue
        for index, other in enumerate(stack.frames):
            is_named = other.header.sop_instance_uid in named
            if not is_named and stack.kind is not StackKind.LOCALIZER:
                continue
            target = image_plane(other.header, other.facts)
            line = crossing(plane, target) if target is not None else None
            if line is not None:
                yield Localizer(item, index, dist(*line), is_named)
