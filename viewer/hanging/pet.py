"""What the Image Index of a PET image says (G-005, PS3.3 C.8.9.4.1.9)."""

from typing import NamedTuple

from viewer.model.header import SortFacts


class PetIndex(NamedTuple):
    """Place of an image in its series, each counted from 1."""

    rr_interval: int
    time_slot: int
    time_slice: int
    slice: int


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
