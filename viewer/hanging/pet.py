"""What the Image Index of a PET image says (G-005, PS3.3 C.8.9.4.1.9)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from viewer.model.header import InstanceHeader, SortFacts
from viewer.model.image import FileKey


class PetIndex(NamedTuple):
    """Place of an image in its series, each counted from 1."""

    rr_interval: int
    time_slot: int
    time_slice: int
    slice: int


def in_series(headers: Iterable[InstanceHeader]) -> dict[FileKey, InstanceHeader]:
    """The PET headers of one series, each knowing when the first image was taken (G-052)."""
    found = {h.file: h for h in headers if h.image is not None and h.image.pet is not None}
    if not found:
        return {}
    first = min((_acquired(h) for h in found.values() if _acquired(h)), default="")
    return {file: _with_first(header, first) for file, header in found.items()}


def _acquired(header: InstanceHeader) -> str:
    pet = header.image.pet if header.image is not None else None
    return pet.acquired if pet is not None else ""


def _with_first(header: InstanceHeader, first: str) -> InstanceHeader:
    image = header.image
    if image is None or image.pet is None or image.pet.first_acquired == first:
        return header
    return replace(header, image=replace(image, pet=replace(image.pet, first_acquired=first)))


def pet_index(sort: SortFacts) -> PetIndex:
    """Part the Image Index by Number of Slices and, if gated, Number of Time Slots.

    All ones for what is no PET image, or has no usable index.
    """
    index, slices = sort.pet_image_index, sort.number_of_slices
    if not index or index < 1 or not slices or slices < 1:
        return PetIndex(1, 1, 1, 1)
    block, place = divmod(index - 1, slices)
    kind = sort.pet_series_type[0] if sort.pet_series_type else ""
    if kind == "GATED":
        rr, slot = divmod(block, max(sort.number_of_time_slots or 1, 1))
        return PetIndex(rr + 1, slot + 1, 1, place + 1)
    return PetIndex(1, 1, block + 1, place + 1)
