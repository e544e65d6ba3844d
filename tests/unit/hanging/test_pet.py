"""G-005, PS3.3 C.8.9.4.1.9."""

import pytest

from viewer.hanging.pet import PetIndex, pet_index
from viewer.model.header import SortFacts


@pytest.mark.parametrize(
    ("kind", "index", "expected"),
    [
        ("STATIC", 7, PetIndex(1, 1, 1, 7)),
        ("WHOLE BODY", 10, PetIndex(1, 1, 1, 10)),
        ("DYNAMIC", 11, PetIndex(1, 1, 2, 1)),
        ("DYNAMIC", 30, PetIndex(1, 1, 3, 10)),
        ("GATED", 10, PetIndex(1, 1, 1, 10)),
        ("GATED", 11, PetIndex(1, 2, 1, 1)),
        ("GATED", 41, PetIndex(2, 1, 1, 1)),  # 10 slices in 4 slots before it
    ],
)
def test_index_parts_slices_within_slots_within_intervals(
    kind: str, index: int, expected: PetIndex
) -> None:
    sort = SortFacts(
        pet_series_type=(kind, "IMAGE"),
        pet_image_index=index,
        number_of_slices=10,
        number_of_time_slots=4,
    )
    assert pet_index(sort) == expected


@pytest.mark.parametrize("sort", [SortFacts(), SortFacts(pet_image_index=0, number_of_slices=5),
                                  SortFacts(pet_image_index=3, number_of_slices=0)])  # fmt: skip
def test_no_usable_index_is_all_ones(sort: SortFacts) -> None:
    assert pet_index(sort) == PetIndex(1, 1, 1, 1)
